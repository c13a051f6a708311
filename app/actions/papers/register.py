"""The register of papers: a row for each copy that leaves, its recipient, its state, and the check of a file.

A row is stored before its file, so each file of ours has a row. A row holds hashes and codes, the ids of the people
in the paper and their consents, and never a word of the paper. A person whose name or alias an answer to the leak check
keeps is in the paper too, without a consent. The wording of texts is kept beside the row, until a text is destroyed.
"""

import json
from collections.abc import Collection, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from attrs import evolve, frozen

from app.actions.kernel import clock, records
from app.actions.kernel.change_set import Changed
from app.actions.kernel.external_files import new_file
from app.actions.kernel.owned_records import WORDING
from app.actions.outgoing.wording import KeptWording, hash_text
from app.domain.frame import PaperFrame
from app.domain.record import Record
from app.domain.release.audiences import UNSPOKEN, Spoken
from app.domain.sheet import Sheet, SheetFacts
from app.errors import InputRefused, NotFound
from app.phrase import Phrase
from app.store.records import record_lists
from app.store.records import record_rows as store
from app.store.records.change_rows import list_targets_since
from app.store.records.links import list_sources
from app.store.vault import settings
from app.store.vault.open_vault import Vault

if TYPE_CHECKING:  # whoever makes a paper has loaded it; the pages that list papers need not
    from app.actions.outgoing.output import OutputResult

KIND = "paper"
ANSWERS = ("told", "told_by_voice", "destroyed", "kept", "too_late")
"""The states after a withdrawal, as `paper answer` takes them."""
OPEN = ("made", "given_out")
"""The states of a paper that nobody withdrew."""
MOST_PAPERS = 10_000
_PIECES, _PIECE_BYTES = 8, 4
_MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1", "U": "V", " ": None, "-": None})
"""Letters that a check line never has, and the letter that a reader meant."""


@frozen
class PaperFile:
    """A painted copy: its path, its bytes, and for a table the text of its frame, which is a second file."""

    path: Path
    made: "OutputResult"
    form: str
    data: bytes
    beside: bytes = b""

    @property
    def paths(self) -> tuple[Path, ...]:
        """Return the files of the copy."""
        return (self.path.with_suffix(".about.txt"), self.path) if self.beside else (self.path,)


@frozen
class PaperCheck:
    """The result of a check: `says` is ours, changed, known or unknown; `papers` are the rows that it can be."""

    says: str
    papers: tuple[Record, ...] = ()


def paint(path: Path, made: "OutputResult", form: str = "") -> PaperFile:
    """Return the bytes of a copy; without `form` the ending of the path names the format. Nothing is written.

    Raises LeaksFound without an answer to each finding, InputRefused for a format that the paper does not have.
    """
    from app.exchange import sheets

    made.need_decisions()
    form = form or path.suffix.lstrip(".").lower() or made.output.forms[0]
    table = form == "csv" and isinstance(made.content, Sheet)
    data = made.data(form)
    return PaperFile(path, made, form, data, sheets.as_text(evolve(made.framed, body=())).encode() if table else b"")


def save(vault: Vault, *files: PaperFile, follows: str = "") -> tuple[tuple[Record, ...], Changed]:
    """Write copies to new files outside the vault, each with its row: every copy, or none.

    There is never a file of ours without a row, also after a power cut. First each file gets its place on the disk,
    without a word. Then one transaction stores the rows. Then the words are written, and each file gets its name. If
    that stops, the rows stay, for papers that nobody has. Call it outside a transaction.

    `follows` is the reference of the paper that this one continues. Raises InputRefused if a name is taken, and for a
    paper whose people said something else after it was made; StorageFailed.
    """
    for file in files:
        _need_same_answers(vault, file.made)
    parts = [
        (path, data)
        for file in files for path, data in zip(file.paths, filter(None, (file.beside, file.data)), strict=True)
    ]  # fmt: skip
    written: list[Path] = []
    try:
        with ExitStack() as stack:
            opened = [(stack.enter_context(_new_file(path, written)), data) for path, data in parts]
            for out, data in opened:
                out.write(bytes(len(data)))  # a full disk shows here, before the row
                out.flush()
                out.seek(0)
            with records.write_records(vault) as writer:
                kind = vault.kinds[KIND]
                made = [records.register(vault, writer, kind, _row(vault, file, follows)) for file in files]
                for id_, file in zip(made, files, strict=True):
                    _keep_wording(vault, id_, file)
            for out, data in opened:
                out.write(data)
    except BaseException:
        for path in written:
            path.unlink(missing_ok=True)
        raise
    rows = tuple(records.record_of(vault, id_.hex()) for id_ in made)
    return rows, Changed(frozenset({KIND}), tuple(made))


def _need_same_answers(vault: Vault, made: "OutputResult") -> None:
    """Raise InputRefused if the consent of a person changed after the paper, or ended.

    Each change counts: the paper can also say who can use the name, by a further answer.
    """
    from app.actions.release import consent_rules  # whoever saves a paper has loaded it
    from app.domain.redact import PROFILES

    profile = PROFILES.get(made.frame.audience if made.frame else "")
    if profile is None:
        return
    changed = set() if made.newest is None else list_targets_since(
        vault.con, made.newest, vault.kinds["consent_record"].number,
    )  # fmt: skip
    paper = consent_rules.make_paper(vault, profile, made.readers)
    for who in made.people:
        form = consent_rules.find_release(vault, records.record_of(vault, who.id.hex()), paper).form
        other = who.id in changed or form.value != who.form
        if form in UNSPOKEN or (other and not profile.own):
            raise InputRefused(
                "The consent of a person changed after this paper was made.",
                "Nothing was saved. Make the paper again: it follows the newest answers.",
            )


@contextmanager
def _new_file(path: Path, written: list[Path]) -> Iterator[BinaryIO]:
    """Write a new file, and note it as written after it has its name: only such a file of ours is deleted."""
    with new_file(path) as out:
        yield out
    written.append(path)


def _row(vault: Vault, file: PaperFile, follows: str) -> Mapping[str, object]:
    made, frame = file.made, file.made.frame or PaperFrame()
    spoken = {who.id: " ".join((*who.purposes, who.form)) for who in made.people}
    people = (
        dict.fromkeys(made.leaks.aliased, Spoken.ALIAS.value) | dict.fromkeys(made.leaks.kept_people, "kept") | spoken
    )
    linked = [one for one in (*made.about, *people) if _is_listed(vault, one)]
    check = made.framed.check if isinstance(made.content, Sheet) and made.frame else ()
    lines = [text for block in check if isinstance(block, SheetFacts) for _, text in block.rows]
    given = {
        "reference": frame.reference, "output": made.output.name, "paper": str(made.output.label),
        "audience": frame.audience, "language": frame.language, "form": file.form, "made_on": frame.day,
        "copy": frame.copy, "copies": frame.copies, "check": "".join(lines[:1]),
        "sha256": sha256(file.data).hexdigest(),
        "pieces": hash_pieces(file.data), "names_checked": made.leaks.names.value, "state": "made",
        "leaks": [[kind, f"{does}; {reason}; {n}"] for kind, does, reason, n in made.leaks.rows],
        "consents": [[id_.hex(), said] for id_, said in people.items()],
        "reader": made.reader[0], "read_on": made.reader[1],
        "follows": follows or frame.follows, "about": [id_.hex() for id_ in dict.fromkeys(linked)],
    }  # fmt: skip
    return {name: value for name, value in given.items() if value}


def _keep_wording(vault: Vault, paper: bytes, file: PaperFile) -> None:
    for one in (text for text in file.made.texts if text.decided):
        kept = json.dumps([hash_text(one.text), one.words], ensure_ascii=False)
        vault.set(f"{WORDING}{paper.hex()}:{one.key}", kept.encode())


def read_wording(vault: Vault, row: Record) -> tuple[KeptWording, ...]:
    """Return the wording that was kept with a paper."""
    begin = f"{WORDING}{row.id.hex()}:"
    found = settings.list_settings(vault.con, begin)
    return tuple(KeptWording(name.removeprefix(begin), *json.loads(value)) for name, value in found)


def find_wording(
    vault: Vault, output: str, language: str, about: Collection[bytes], audience: str
) -> tuple[KeptWording, ...]:
    """Return the wording of earlier papers of these records with this name, language and audience, the newest first.

    The wording for another audience can say more than this one may read. Our own papers have the wording of each.
    """
    rows = [
        row for row in list_papers(vault, next(iter(about), None))
        if (row.fields["output"], row.fields.get("language")) == (output, language)
        and (audience == "internal" or row.fields["audience"] == audience)
        and {*about} <= {link.target for link in store.links_of(vault.con, row.id) if link.role == "about"}
    ]  # fmt: skip
    return tuple(one for row in rows for one in read_wording(vault, row))


def _is_listed(vault: Vault, id_: bytes) -> bool:
    record, role = store.load(vault.con, id_), vault.kinds[KIND].role("about")
    return record is not None and role is not None and record.kind in role.to


def hash_pieces(data: bytes, length: int = 0) -> list[list[str]]:
    """Return a length with short hashes of eight pieces of it; without `length`, the length of the data.

    A changed file still has most, also with bytes more or fewer at its end.
    """
    length = length or len(data)
    step, data = -(-length // _PIECES) or 1, data[:length]
    parts = (sha256(data[at * step : (at + 1) * step]).digest()[:_PIECE_BYTES].hex() for at in range(_PIECES))
    return [[str(length), " ".join(parts)]]


def list_papers(vault: Vault, about: bytes | None = None) -> list[Record]:
    """Return the rows of the register, the newest first; with `about` those of papers about a record."""
    if about is None:
        return record_lists.list_kind(vault.con, vault.kinds[KIND].number, newest_first=True)
    ids = list_sources(vault.con, about, "about", MOST_PAPERS)
    found = (store.load(vault.con, id_) for id_ in ids)
    return sorted(
        (row for row in found if row is not None and row.kind == KIND),
        key=lambda row: -record_lists.find_entry_number(vault.con, row.id),
    )


def find_papers(vault: Vault, text: str) -> tuple[Record, ...]:
    """Return the copies with a reference, a check line or a code of ours, as it is written or read aloud."""
    plain = text.strip().upper().translate(_MISREAD)
    if not plain:
        return ()
    names = ("reference", "check")
    rows = [
        row for row in list_papers(vault)
        if plain in {str(row.fields.get(name, "")).upper().translate(_MISREAD) for name in names}
    ]  # fmt: skip
    if not rows and (one := store.find(vault.con, text)) is not None and one.kind == KIND:
        rows = [one]
    return tuple(rows)


def paper_of(vault: Vault, text: str, copy: int = 0) -> Record:
    """Return one copy of a paper. Raises NotFound, and InputRefused if several copies have the reference."""
    rows = [row for row in find_papers(vault, text) if copy in (0, row.fields.get("copy", 1))]
    if not rows:
        raise NotFound(Phrase("There is no paper {name} in the register.", name=text), "See: amparo paper list")
    if len(rows) > 1:
        raise InputRefused(
            Phrase("There are {n} copies of {name}.", n=len(rows), name=text), "Say which one with --copy."
        )
    return rows[0]


def check_text(vault: Vault, text: str) -> PaperCheck:
    """Return the papers with a reference or a check line that somebody reads to us."""
    rows = find_papers(vault, text)
    return PaperCheck("known" if rows else "unknown", rows)


def check_file(vault: Vault, data: bytes) -> PaperCheck:
    """Compare a file with the register: byte for byte ours, changed since, or unknown.

    A changed file has the reference in its text, or most pieces of a file of ours.
    """
    hash_, rows = sha256(data).hexdigest(), list_papers(vault)
    if ours := tuple(row for row in rows if row.fields.get("sha256") == hash_):
        return PaperCheck("ours", ours)
    changed = tuple(row for row in rows if _is_near(row.fields.get("pieces"), data))
    changed = changed or tuple(row for row in rows if str(row.fields["reference"]).encode() in data)
    return PaperCheck("changed" if changed else "unknown", changed)


def _is_near(pieces: object, data: bytes) -> bool:
    """Return True for data of nearly this length with most pieces the same."""
    if not isinstance(pieces, list):
        return False
    length = int(pieces[0][0])
    if abs(length - len(data)) * _PIECES > length:
        return False
    (_, other), *_ = hash_pieces(data, length)
    same = sum(a == b for a, b in zip(pieces[0][1].split(), other.split(), strict=False))
    return bool(2 * same >= _PIECES)


def recipient(vault: Vault, row: Record) -> str:
    """Return the name of the recipient of a copy; empty if nobody noted it."""
    found = (store.load(vault.con, link.target) for link in store.links_of(vault.con, row.id) if link.role == "to")
    return next((to.title for to in found if to is not None), str(row.fields.get("to_text", "")))


def give(
    vault: Vault, row: Record, to: str = "", to_text: str = "", way: str = "", on: str = ""
) -> tuple[Record, Changed]:  # fmt: skip
    """Note the recipient of a copy, the way and the day. `to_text` names somebody without a record."""
    if not (to or to_text):
        raise InputRefused("Choose who got the paper.", "Nothing was changed.")
    state = {"state": "given_out"} if row.fields.get("state") in OPEN else {}
    given = {"to": to or None, "to_text": to_text or None, "way": way or None, "given_on": on or _today(vault), **state}
    return records.edit(vault, row.id.hex(), given, by_program=True)


def withdraw(vault: Vault, row: Record) -> tuple[Record, Changed]:
    """Note that we withdraw a copy: its recipient must be told."""
    if row.fields.get("state") not in OPEN:
        raise InputRefused("This paper is withdrawn already.", "Nothing was changed.")
    return records.edit(vault, row.id.hex(), {"state": "withdrawn", "state_on": _today(vault)}, by_program=True)


def answer(vault: Vault, row: Record, result: str, on: str = "", text: str = "") -> tuple[Record, Changed]:
    """Note that the recipient of a withdrawn paper was told, or what the recipient answered (one of `ANSWERS`)."""
    if result not in ANSWERS or row.fields.get("state") in OPEN:
        raise InputRefused("Withdraw the paper first.", "Nothing was changed.")
    given = {"state": result, "state_on": on or _today(vault), "answer": text or row.fields.get("answer")}
    return records.edit(vault, row.id.hex(), given, by_program=True)


def _today(vault: Vault) -> str:
    return clock.today(vault).isoformat()
