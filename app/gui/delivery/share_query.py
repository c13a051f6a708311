"""The effect of a share as text for people, and the page that each recipient will read.

Both come from the frozen report of each recipient, read as the recipient's program reads it.
"""

from collections.abc import Collection, Iterator, Sequence
from functools import cache, partial

from app.actions.contacts.contact_cards import Contact
from app.actions.kernel.records import record_of, show
from app.actions.mail import share_preview, sharing, stopped_deliveries
from app.actions.mail.report_contents import CarriedRecords
from app.actions.mail.share_preview import SharePreview
from app.domain.leaks.leak_values import LeakAnswers
from app.domain.record import Record
from app.domain.redact import PROFILES, Selection, WithheldItem
from app.domain.release.audiences import NAMES
from app.domain.release.copies import is_copyable
from app.errors import InputRefused
from app.gui.delivery import arrival_query
from app.gui.delivery.arrival_query import ArrivalPage
from app.gui.papers import papers_query
from app.gui.records.parts_query import list_facts
from app.gui.style.dates import title_words, with_dates
from app.gui.style.text import Text
from app.gui.widgets.page_values import Audience, Effect, Fact3, FrozenView, PreviewView, ReportParts
from app.store.mail.outbox import OPEN
from app.store.vault.open_vault import Vault

OFFERED = tuple(name for name in NAMES if name not in ("asked", "court", "icc"))
"""The audiences of the dialog; a court's file and an instant action are made on other pages."""
MOST = 60
"""Rows of each list; one more row has the number of the others."""


def audiences(tr: Text) -> list[Audience]:
    """Return the audiences, from the most to the least data."""
    return [Audience(name, tr(PROFILES[name].label), tr(PROFILES[name].help)) for name in OFFERED]


def effect(
    vault: Vault, tr: Text, keys: list[str], audience: str, to: Sequence[str], nobodys: bool = False,
    originals: bool = False, answers: LeakAnswers = LeakAnswers(),
) -> Effect:  # fmt: skip
    """Return the data for each recipient and the withheld data; `refused` is the reason if nothing can be sent.

    `nobodys`: it is sent without a sender, with `originals` if a person chose so.
    """
    try:
        found = share_preview.readings(
            vault, keys, to, audience, nobodys=nobodys, originals=originals, answers=answers
        )  # fmt: skip
    except InputRefused as refused:
        said = " ".join(map(tr.phrase, filter(None, (refused.message, refused.hint))))
        return Effect((), refused=said, to_ask=papers_query.list_to_ask(refused))
    each = [(contact, reading) for reading in found for contact in reading.to]
    getting = [reading.made.file_bytes for _, reading in each if reading.made.files]
    asked = {finding.id for one in found for finding in one.made.leaks.open}
    listed = [*dict.fromkeys(tr.phrase(said) for one in found for said in one.made.leaks.notices),
              *papers_query.questions(tr, len(asked))]  # fmt: skip
    waiting = _waiting(vault, tr, keys, [contact for contact, _ in each])
    return Effect(
        tuple(_frozen_view(vault, tr, contact, reading, found) for contact, reading in each),
        share_preview.digest(found),
        warning=" ".join(
            [*waiting, *map(tr.phrase, found[0].unwilling), *listed, *([gives_away(tr)] if nobodys else [])]
        ),
        one_copy=one_copy(tr, max(getting), len(getting)) if getting and not nobodys else "",
        two_relays=two_relays(tr) if getting and not nobodys else "",
    )


def _waiting(vault: Vault, tr: Text, keys: Sequence[str], to: Sequence[Contact]) -> Iterator[str]:
    """Yield the warning that reports with these records are in the outbox for some recipients already."""
    ids = [record_of(vault, key).id for key in keys]
    names = [
        contact.record.title for contact in to
        if any(row.state in OPEN for row in stopped_deliveries.list_deliveries_with(vault, ids, contact.record.id))
    ]  # fmt: skip
    if names:
        yield tr(
            "This is already in the outbox for {names}. If you send it again, they get two reports.",
            names=tr.listed(names),
        )


def _frozen_view(
    vault: Vault, tr: Text, contact: Contact, reading: SharePreview, others: Sequence[SharePreview]
) -> FrozenView:
    """Return the report of one recipient, as it is frozen. `others` are the reports of all."""
    made, chosen = reading.made, reading.made.selection
    files = [item.id for *_, item in made.files]
    get_files = [to.record.title for one in others if one.made.files for to in one.to]
    held = held_rows(tr, vault, chosen, contact.record.title, get_files)
    fields = tr("{n} field|{n} fields", n=sum(len(record.fields) for record in chosen.records))
    name, counts = contact.record.title, [fields, tr("{n} file|{n} files", n=len(files)) if files else tr("no files")]
    sent = CarriedRecords(vault, share_preview.plain_body(vault, reading), ())
    leaves = _first(tr, list(_leaving(tr, vault, chosen, sent, files)))
    if made.profile.history:
        leaves.append((tr("The history of each record"), tr("Earlier values of its fields")))
    total = tr.listed([*counts, tr.size(made.padded_bytes)])
    return FrozenView(
        contact.record.id.hex(), name, tuple(leaves), tuple(_first(tr, held)), tr.listed(counts),
        tr("{n} thing|{n} things", n=len(held)), tr("{name}: {content}.", name=name, content=total),
        _parts(vault, tr, contact, reading), _uncopied(vault, tr, chosen),
    )  # fmt: skip


def _uncopied(vault: Vault, tr: Text, chosen: Selection) -> str:
    """Return the key of the first file that stays because it has no working copy, empty without one."""
    why = tr("The original file: there is no working copy")
    stays = (record_of(vault, one.record.hex()) for one in chosen.held_back if reason(tr, one) == why)
    return next((one.id.hex() for one in stays if is_copyable(one)), "")


def _first(tr: Text, rows: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return the first rows, and one row with the number of the others."""
    more = len(rows) - MOST
    return [*rows[:MOST], *([(tr("{n} more|{n} more", n=more), "")] if more > 0 else [])]


def _parts(vault: Vault, tr: Text, contact: Contact, reading: SharePreview) -> ReportParts:
    """Return the name and the hash of each part of a report, and of the card to which it is sealed."""
    named = cache(partial(_named, tr, vault))
    card = tr("the card of {name}", name=contact.record.title), contact.card.id + contact.state.encode()
    return {(contact.record.id, ""): card} | {
        part: (tr.line(named(part[0]), _label(tr, vault, *part)), found)
        for part, found in share_preview.fingerprints(vault, reading).items()
    }


def list_changed(before: Effect, after: Effect) -> list[str]:
    """Return the names of the parts that are different in two effects for the same recipients."""
    now = {one.key: one.parts for one in after.parts}
    return list(dict.fromkeys(name for one in before.parts for name in _changed(one.parts, now.get(one.key, {}))))


def _changed(old: ReportParts, new: ReportParts) -> Iterator[str]:
    """Yield the names of changed parts. A new or removed record has one name; its fields come before its rest."""
    none = "", b""
    changed = [part for part in sorted(old.keys() | new.keys()) if old.get(part, none)[1] != new.get(part, none)[1]]
    fields = {id_ for id_, name in changed if name}
    for id_, name in changed:
        rest = id_, ""
        if bool(name) is ((rest in old) is (rest in new) and id_ in fields):
            yield (new.get((id_, name)) or old[id_, name])[0]


def gives_away(tr: Text) -> str:
    """Return the warning about details that can identify the author of an anonymous report."""
    return tr(
        "Details can still show who you are: facts that only you know, how you write, a picture, or the time. "
        "Amparo sends this report through Tor or on a separate USB stick, at a random time."
    )


def one_copy(tr: Text, size: int, recipients: int) -> str:
    """Return the effect of one copy of `size` bytes of files for all recipients, or an empty text if not offered."""
    if not sharing.offers_one_copy(size * recipients, recipients):
        return ""
    return tr(
        "{size} instead of {all}. A relay or a person with the USB stick can see that several recipients get the same"
        " files.",
        size=tr.size(size), all=tr.size(size * recipients),
    )  # fmt: skip


def two_relays(tr: Text) -> str:
    """Return the effect of sending files to two relays of each recipient."""
    return tr("The files arrive even if one relay fails. Both relays can then see that the files are for one person.")


def _leaving(
    tr: Text, vault: Vault, chosen: Selection, sent: CarriedRecords, files: Collection[bytes]
) -> Iterator[tuple[str, str]]:
    """Yield each record with the title that leaves, and the names of its fields: a title here can have more names."""
    for record in chosen.records:
        kind = vault.kinds[record.kind]
        labels = [tr(kind.fields[name].label) for name in record.fields if name in kind.fields]
        labels += [tr("The file")] if record.id in files else []
        yield _head(vault, tr, sent, sent.records[record.id]), tr.listed(labels)


def _head(vault: Vault, tr: Text, sent: CarriedRecords, record: Record) -> str:
    """Return the kind and the title of a record of a report; a record without a title is named after its whole."""
    kind, titled = vault.kinds[record.kind], record
    title = sent.title(record, tr.language)
    if title == kind.label:
        wholes = (one for role in kind.roles if role.part for one in sent.targets(record, role.name))
        titled = next(wholes, record)
        title = sent.title(titled, tr.language)
    if title == vault.kinds[titled.kind].label:
        return tr(kind.label)
    return tr("{kind}: {title}", kind=tr(kind.label), title=with_dates(tr, titled, title))


def _named(tr: Text, vault: Vault, id_: bytes) -> str:
    """Return the kind and title of a record; a record without a title is named after its whole."""
    shown = show(vault, id_.hex())
    kind = vault.kinds[shown.record.kind]
    words = title_words(vault, tr, shown.record)
    if words == kind.label:
        wholes = [target for name, target in shown.links if (role := kind.role(name)) is not None and role.part]
        words = title_words(vault, tr, wholes[0]) if wholes else shown.record.ref
    return tr("{kind}: {title}", kind=tr(kind.label), title=words)


def _label(tr: Text, vault: Vault, id_: bytes, field: str) -> str:
    """Return the name of a field, a role or the file of a record; without a field it is empty."""
    kind = vault.kinds[record_of(vault, id_.hex()).kind]
    named = kind.fields.get(field) or kind.role(field)
    return (tr(named.label) if named else tr("The file")) if field else ""


def held_rows(
    tr: Text, vault: Vault, chosen: Selection, who: str = "", get_files: Sequence[str] = ()
) -> list[tuple[str, str]]:
    """Return the withheld data: a row for each record and reason.

    The files that only a verified contact gets are one row: `who` does not get them, and `get_files` do.
    """
    rows = dict[tuple[str, str], list[str]]()
    named = cache(partial(_named, tr, vault))
    files = sum(held.why == sharing.VERIFIED_ONLY for held in chosen.held_back)
    for held in chosen.held_back:
        if held.why == sharing.VERIFIED_ONLY and who:
            why = tr("{name} is not verified: files go to verified contacts only.", name=who)
            others = tr("These recipients get the files: {names}.", names=tr.listed(get_files)) if get_files else ""
            rows[tr("{n} file|{n} files", n=files), f"{why} {others}".strip()] = []
        else:
            labels = rows.setdefault((named(held.record), reason(tr, held)), [])
            labels.append(_label(tr, vault, held.record, held.field))
    return [(tr.line(name, tr.listed(dict.fromkeys(labels))), why) for (name, why), labels in rows.items()]


def reason(tr: Text, held: WithheldItem) -> str:
    """Return the reason why a field is withheld, in the person's language if the reason is known."""
    known = {
        "marked ": tr("Marked as more sensitive"),
        "no working copy": tr("The original file: there is no working copy"),
        "the original file can": tr("The original file: there is no working copy"),
        "nothing that": tr("It belongs to no record that they can see"),
        "nothing in it": tr("All parts are too sensitive for this level"),
        "originals go": tr("Only verified contacts get files"),
        "the original is not": tr("The original is not in this vault"),
    }
    said = next((words for start, words in known.items() if held.why.startswith(start)), tr.phrase(held.why))
    return tr.line(said, tr.phrase(held.detail)) if held.detail else said


def read_as(
    vault: Vault, tr: Text, keys: Sequence[str], audience: str, to: str, nobodys: bool = False,
    originals: bool = False, answers: LeakAnswers = LeakAnswers(),
) -> tuple[ArrivalPage, PreviewView]:  # fmt: skip
    """Return the page that a recipient gets before they accept, and every field of the frozen report."""
    (one,) = share_preview.readings(
        vault, keys, [to], audience, nobodys=nobodys, originals=originals, answers=answers
    )  # fmt: skip
    hashes = [str(item.fields["sha256"]) for *_, item in one.made.files]
    contents = CarriedRecords(vault, one.body, hashes)
    records, notes = list(contents.records.values()), _notes(vault, tr, one)
    if len(records) > MOST:
        more = len(records) - MOST
        notes.append(tr("{n} more record is not shown here.|{n} more records are not shown here.", n=more))
    every = tuple(_record(vault, tr, contents, record) for record in records[:MOST])
    return arrival_query.page_text(vault, tr, contents), PreviewView(one.to[0].record.title, every, tuple(notes))


def _record(vault: Vault, tr: Text, contents: CarriedRecords, record: Record) -> tuple[str, str, tuple[Fact3, ...]]:
    """Return the icon and the title of a record, its fields in the order of their declaration, then its links."""
    kind = vault.kinds[record.kind]
    facts = list_facts(vault, tr, record, kind.fields)
    for role in kind.roles:
        if targets := contents.targets(record, role.name):
            facts.append((tr(role.label), tr.listed(contents.title(one, tr.language) for one in targets), ""))
    return kind.icon, _head(vault, tr, contents, record), tuple(facts)


def _notes(vault: Vault, tr: Text, one: SharePreview) -> list[str]:
    """Return notes about other data that is sent: history, files, and the kinds of withheld data.

    A report carries only the id, the field and the reason of withheld data: never a title.
    """
    notes = []
    if one.made.profile.history:
        notes.append(tr("The history of each record is sent too, with earlier values of its fields."))
    if one.made.files:
        notes.append(tr("{n} original file is sent too.|{n} original files are sent too.", n=len(one.made.files)))
    if one.has_custody:
        notes.append(tr("Your lines of custody of these files are sent too, with your signature."))
    kinds = dict.fromkeys(record_of(vault, id_.hex()).kind for id_, *_ in one.body.held_back)
    if kinds:
        names = tr.listed(tr(vault.kinds[kind].label) for kind in kinds)
        told = tr(
            "The recipient sees that you do not send some data of these kinds, and the reason: {names}. They "
            "see no titles.",
            names=names,
        )
        notes.append(told)
    return notes
