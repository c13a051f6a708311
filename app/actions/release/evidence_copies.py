"""Copy the original of evidence out of the vault, for an audience that may have it.

An original is never changed, so it goes only to ourselves and to courts. Other audiences get its newest working copy
that names them. Each person in the file has the last word. A court needs the yes of each to that court. Every
other copy of a picture or a film needs the yes to images, except of people whom it hides. A yes that names files is
for these files and their copies only. Silence is no.
"""

import mimetypes
import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from attrs import evolve, frozen

from app.actions.kernel.change_set import Changed
from app.actions.kernel.linked_closure import list_withheld_records
from app.actions.kernel.vault_links import find_late_refusals
from app.actions.records import evidence, evidence_text
from app.actions.records.evidence import Item
from app.actions.release import consent_rules, copy_records, hash_list, leak_check, working_copies
from app.domain.leaks.leak_search import FILE_NAME
from app.domain.leaks.leak_values import LeakAnswers, says_why
from app.domain.record import Record
from app.domain.redact import PROFILES, Profile, marked_above
from app.domain.release import copies
from app.domain.release.audiences import NAMES, Spoken
from app.domain.release.consents import ReleasePaper, find_answer
from app.errors import InputRefused
from app.phrase import Phrase
from app.store.records import record_rows as store
from app.store.vault.blobs import STEP, StoredBlob
from app.store.vault.connection import translate_errors
from app.store.vault.open_vault import Vault
from sync.ports import Told, ignore_progress

NAME_BYTES = 200
"""The most bytes of a file name outside the vault: file systems accept 255, and a number can follow."""
_DEVICES = {"CON", "PRN", "AUX", "NUL", *(f"{port}{n}" for port in ("COM", "LPT") for n in range(10))}
"""Names that mean a device on Windows, with any suffix."""
_SHOWN = ("image", "video")
"""The media types of a file that shows people."""
_IMAGES = Profile("images", Phrase("Images"), "", ("IMAGE",))
_CLOSED = Phrase("This evidence is withdrawn or too sensitive.")
_LEFT = Phrase("Nothing was written.")
_NO_IMAGES = Phrase("no consent to images")
_LATER = Phrase("refused after this copy was made")
_KEPT = "hidden data of files"
MOST_REASON = 500
"""The most letters of the reason of an export."""


@frozen
class AllowedCopy:
    """A file that an audience may have: its item, the name of the copy, the audience, and the reason of a person."""

    item: Item
    name: str
    audience: Profile
    reason: str = ""

    @property
    def line(self) -> str:
        """Return the words of its line of custody: the reason, after the audience if it is not ourselves."""
        why = " ".join(self.reason.split())
        return why if self.audience.own else f"{self.audience.name}: {why}"


def list_audiences() -> Sequence[Profile]:
    """Return the audiences that can have an original."""
    return [PROFILES[name] for name in NAMES if PROFILES[name].originals]


def allow(
    vault: Vault, handle: str, audience: str = "internal", readers: Sequence[str] = (),
    answers: LeakAnswers = LeakAnswers(), reason: str = "",
) -> AllowedCopy:  # fmt: skip
    """Return the copy of a file for an audience. Raises InputRefused that names the missing yes.

    `readers` are the names of the recipient. The leak check reads the name of the file and its hidden data, except for
    our own use. Without `answers` it raises LeaksFound. `copy_out` needs the `reason`.
    """
    item, profile = evidence.show(vault, handle), PROFILES[audience]
    paper = consent_rules.make_paper(vault, profile, readers)
    if not profile.originals:
        item = _need_copy(vault, item, profile)
    _need_consent(vault, item.record, paper)
    ending = mimetypes.guess_extension(str(item.record.fields.get("mime", ""))) or ""
    name = str(item.record.fields.get("file_name") or f"{item.record.title or 'file'}{ending}")
    name = copy_records.name_outside(item.record, audience) if copies.is_copy(item.record) else name
    if profile.own or item.file is None:
        return AllowedCopy(item, name, profile, reason)
    limits = leak_check.limits_of(vault, profile, [item.record], readers=readers)
    ours = working_copies.is_ours(vault, item.record)  # a copy is checked before it is saved
    hidden = {} if ours else {name: find_hidden(vault, [item.file])[item.file.sha256]}
    report = leak_check.check_texts(vault, {FILE_NAME: name}, limits, answers, hidden)
    leak_check.let_leave(vault, report, f"copy, {profile.name}, {item.record.ref}")
    return AllowedCopy(item, report.texts[FILE_NAME], profile, reason)


def _need_copy(vault: Vault, item: Item, audience: Profile) -> Item:
    copy = copy_records.find_for(vault, item, audience.name)
    if copy is None or audience.facets["image"] not in copies.OPEN_IMAGE:
        known = [Phrase(one.label) for one in list_audiences()]
        raise InputRefused(
            Phrase("{ref}: no working copy for {audience}.", ref=item.record.ref, audience=Phrase(audience.label)),
            Phrase("Nothing was written. An original is only for: {known}.", known=tuple(known)),
        )
    return copy


def _need_consent(vault: Vault, record: Record, paper: ReleasePaper) -> None:
    gone = () if paper.audience.own else list_withheld_records(vault)
    subjects = consent_rules.find_subjects(vault)
    seen = subjects.seen(record)
    closed = _is_closed(vault, record, paper.audience) or any(one.id in gone for one in seen)
    if closed or is_original_closed(vault, record, paper.audience):
        raise InputRefused(_CLOSED, _LEFT)
    paper = evolve(paper, files=subjects.files(record))
    if missing := tuple(_iterate_missing(vault, record, paper)):
        raise InputRefused(Phrase("Consent is missing: {people}.", people=missing), _LEFT)


def _is_closed(vault: Vault, record: Record, audience: Profile) -> bool:
    return record.id in list_withheld_records(vault) or marked_above(vault.kinds[record.kind], record, audience)


def is_original_closed(vault: Vault, copy: Record, audience: Profile) -> bool:
    """Return True for a copy whose original is removed, withdrawn or too sensitive: then the copy stays too."""
    linked = (store.load(vault.con, one.target) for one in store.links_of(vault.con, copy.id) if one.role == "copy_of")
    return any(one is None or one.removed or _is_closed(vault, one, audience) for one in linked)


def _iterate_missing(vault: Vault, record: Record, paper: ReleasePaper) -> Iterator[Phrase]:
    """Yield one phrase for each person whose yes the file needs: the person, the audience and the answer."""
    facet, cells = ("image", copies.OPEN_IMAGE) if copies.is_copy(record) else ("original", ("+",))
    for person in consent_rules.find_subjects(vault).seen(record):
        if said := _find_missing(vault, record, person, paper, facet, cells):
            yield said


def _find_missing(
    vault: Vault, record: Record, person: Record, paper: ReleasePaper, facet: str, cells: Sequence[str]
) -> Phrase | None:
    """Return the person, the audience and the answer if a yes is missing. Its value `person` is the id in hex."""
    answers = consent_rules.list_answers(vault, [person])
    found, images = consent_rules.find_release(vault, person, paper), find_answer(person, answers, _images(paper))
    why, label = str(found.answer.why), paper.audience.label
    if found.form not in (Spoken.OMIT, Spoken.CLOSED):
        why = "" if found.facets[facet] in cells else (*found.why, _NO_IMAGES)[0]
        if not why and paper.audience.own and _shows_people(record) and not images.is_yes:
            why, label = str(images.why), _IMAGES.label
    if not why:
        return None
    why = _LATER if copies.is_copy(record) and person.id in find_late_refusals(vault, record) else why
    told = {"name": person.title, "audience": Phrase(label), "answer": Phrase.of(why), "person": person.id.hex()}
    return Phrase("{name}: {audience}, {answer}", **told)


def list_refusals(vault: Vault, original: Record, audience: Profile) -> Mapping[str, Phrase]:
    """Return why a copy of an original could not leave, by the id of each person who would be seen in it.

    The id is empty for a reason that holds for each copy.
    """
    if _is_closed(vault, original, audience):
        return {"": _CLOSED}
    paper = consent_rules.make_paper(vault, audience)
    people = consent_rules.people(vault, original)
    found = {one.id.hex(): _find_missing(vault, original, one, paper, "image", copies.OPEN_IMAGE) for one in people}
    return {key: said for key, said in found.items() if said}


def warn_refusals(vault: Vault, copy: Record, audiences: Sequence[str]) -> list[Phrase]:
    """Return the reason that keeps a saved copy here although it names these audiences; empty if it can leave."""
    out = [PROFILES[name] for name in audiences if not PROFILES[name].own]
    if any(_is_closed(vault, copy, one) for one in out):
        return [_CLOSED]
    papers = [consent_rules.make_paper(vault, one) for one in out]
    missing = tuple(dict.fromkeys(said for paper in papers for said in _iterate_missing(vault, copy, paper)))
    return [Phrase("Consent is missing: {people}.", people=missing)] if missing else []


def _images(paper: ReleasePaper) -> ReleasePaper:
    return ReleasePaper(_IMAGES, paper.today, paper.readers, files=paper.files)


def _shows_people(record: Record) -> bool:
    return record.fields.get("kind") in ("photo", "video") or str(record.fields.get("mime", "")).startswith(_SHOWN)


def find_hidden(vault: Vault, blobs: Sequence[StoredBlob]) -> Mapping[bytes, Sequence[tuple[str, str]]]:
    """Return the hidden data of files by their hash; each file is read once while the vault is open."""
    from app.exchange.metadata import UNREAD
    from app.exchange.sandbox_client import Reader

    known = vault.sitting.setdefault(_KEPT, {})
    found = dict[bytes, Sequence[tuple[str, str]]](known) if isinstance(known, dict) else {}
    with Reader() as reader:
        try:
            for blob in blobs:
                if blob.sha256 not in found:
                    found[blob.sha256] = evidence_text.read_hidden(vault, blob, reader)
        except OSError:  # no confined child, so nobody can say
            return found | {blob.sha256: [UNREAD] for blob in blobs if blob.sha256 not in found}
    vault.sitting[_KEPT] = found
    return found


def export(
    vault: Vault, handle: str, folder: Path, told: Told = ignore_progress, audience: str = "internal",
    readers: Sequence[str] = (), answers: LeakAnswers = LeakAnswers(), *, reason: str,
) -> Path:  # fmt: skip
    """Export an original into a folder that a person chose, and record it with its reason in the chain of custody."""
    need_reason(reason)
    copy = allow(vault, handle, audience, readers, answers, reason)
    target = copy_out(vault, copy, folder, told)
    note_copy(vault, copy)
    return target


def note_copy(vault: Vault, copy: AllowedCopy) -> Changed:
    """Record a copy in the chain of custody with its audience and its reason."""
    return evidence.note_export(vault, copy.item, copy.line)


def need_reason(reason: str) -> None:
    """Raise InputRefused without a reason of a person for an export, and for one of more than 500 letters."""
    if not says_why(reason) or len(reason) > MOST_REASON:
        raise InputRefused(
            Phrase("Write the reason of the export, in at most {most} letters.", most=MOST_REASON),
            "Nothing was written. The reason stays in the chain of custody: write no names.",
        )


def copy_out(vault: Vault, copy: AllowedCopy, folder: Path, told: Told = ignore_progress) -> Path:
    """Write an original into a folder, without the database: a window can run it outside the vault's thread.

    It overwrites no existing file: the new file gets a number, and `hash_list` its hash. After an error or a stop by
    `told` it leaves no file. Raises InputRefused without a reason.
    """
    need_reason(copy.reason)
    item = copy.item
    with evidence.reader(vault, item) as source, translate_errors():
        size = item.file.size if item.file else 0
        folder.mkdir(parents=True, exist_ok=True)
        target, fd = _fresh(folder, _safe_name(copy.name))
        try:
            with os.fdopen(fd, "wb") as out:
                for at in range(0, size, STEP):
                    told(at, size)
                    out.write(source.read_at(at, STEP))
                out.flush()
                os.fsync(out.fileno())
            hash_list.add(target, item.file.sha256 if item.file else bytes(32))
        except BaseException:
            target.unlink(missing_ok=True)
            raise
    return target


def _safe_name(name: str) -> str:
    """Return a display name that cannot leave the folder and has no special meaning for a system."""
    kept = "".join(c if c.isprintable() and c not in '/\\:*?"<>|' else "_" for c in name)
    kept = kept.encode()[-NAME_BYTES:].decode(errors="ignore").strip(" .") or "file"
    taken = kept.split(".")[0].strip().upper() in _DEVICES or kept.upper().startswith(hash_list.NAME)
    return f"_{kept}" if taken else kept


def _fresh(folder: Path, name: str) -> tuple[Path, int]:
    stem, suffix = Path(name).stem, Path(name).suffix
    number = 1
    while True:
        target = folder / (name if number == 1 else f"{stem}-{number}{suffix}")
        try:
            return target, os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            number += 1
