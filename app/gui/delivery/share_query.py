"""The effect of a share as text for people, and its preview for each recipient.

Both are read from the exact bytes to encrypt, as the recipient's program reads them.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cache, partial

from app.actions.kernel.records import record_of, show
from app.actions.kernel.report import ReceivedBody, ReportedRecord
from app.actions.mail import anonymous, share_preview, sharing
from app.actions.release import name_check
from app.domain.fields import Type, Value
from app.domain.kind import Kind
from app.domain.record import title_of, words_of
from app.domain.redact import PROFILES, Selection, WithheldItem
from app.errors import InputRefused
from app.gui.style.dates import moment_words, title_words
from app.gui.style.text import Text
from app.gui.widgets.page_values import Audience, Effect, Fact3, ForSome, PreviewView
from app.store.vault.open_vault import Vault

OFFERED = ("internal", "network", "authority", "public")
"""The audiences of the dialog; a court's file is made on another page."""
MOST = 60
"""Rows of each list."""


def audiences(tr: Text) -> list[Audience]:
    """Return the audiences, from the most to the least data."""
    return [Audience(name, tr(PROFILES[name].label), tr(PROFILES[name].help)) for name in OFFERED]


def effect(
    vault: Vault, tr: Text, keys: list[str], audience: str, to: Sequence[str], nobodys: bool = False,
    originals: bool = False,
) -> Effect:  # fmt: skip
    """Return the data for each recipient and the withheld data; `refused` is the reason if nothing can be sent.

    `nobodys`: it is sent without a sender, with `originals` if a person chose so.
    """
    try:
        if nobodys:
            view = anonymous.preview(vault, keys, audience, originals)
        else:
            view = sharing.preview(vault, keys, audience)
        if not view.selection.records:
            return Effect(
                (_for_some(vault, tr, "", view.selection, (), False),), "",
                refused=tr("Nothing of it may be seen by them."),
            )  # fmt: skip
        found = share_preview.readings(vault, keys, to, audience, nobodys=nobodys, originals=originals)
    except InputRefused as refused:
        return Effect((), "", refused=" ".join(map(tr.phrase, filter(None, (refused.message, refused.hint)))))
    same: dict[bytes, list[share_preview.SharePreview]] = {}
    for reading in found:
        same.setdefault(reading.made.digest, []).append(reading)
    parts = []
    for rows in same.values():
        made, names = rows[0].made, tr.listed(contact.record.title for row in rows for contact in row.to)
        files = [item.id for *_, item in made.files]
        parts.append(_for_some(vault, tr, names, made.selection, files, made.profile.history))
    listed = dict.fromkeys(
        tr.phrase(said) for one in found for said in name_check.warn_about_names(vault, one.made, one.body)
    )
    each = [reading.made for reading in found for _ in reading.to]
    sizes = tr.size(sum(made.file_bytes for made in each)), tr.size(sum(made.padded_bytes for made in each))
    getting = [made.file_bytes for made in each if made.files]
    return Effect(
        tuple(parts),
        tr.line(
            tr("{n} recipient|{n} recipients", n=len(each)),
            tr("{size}, padded to {padded}", size=sizes[0], padded=sizes[1]),
        ),
        share_preview.digest(found),
        warning=" ".join([*map(tr.phrase, view.warnings), *listed, *([gives_away(tr)] if nobodys else [])]),
        one_copy=one_copy(tr, max(getting), len(getting)) if getting and not nobodys else "",
        two_relays=two_relays(tr) if getting and not nobodys else "",
    )


def _for_some(vault: Vault, tr: Text, who: str, chosen: Selection, files: Collection[bytes], history: bool) -> ForSome:
    """Return the data for recipients who get the same; the original files of the records `files` are sent too."""
    held = held_rows(tr, vault, chosen)
    fields = sum(len(record.fields) for record in chosen.records)
    count = tr.line(tr("{n} field|{n} fields", n=fields), tr("{n} file|{n} files", n=len(files)) if files else "")
    leaves = list(_leaving(tr, vault, chosen, files))
    if history:
        leaves.append((tr("The history of each record goes along: what stood in its fields before, too."), ""))
    return ForSome(
        who, tuple(leaves), tuple(held)[:MOST], count if leaves else "", tr("{n} thing|{n} things", n=len(held))
    )


def gives_away(tr: Text) -> str:
    """Return the warning about details that can identify the author of an anonymous report."""
    return tr(
        "What may still give you away: what only you can know, how you write, what is seen in a picture, and when it"
        " comes. It goes through Tor, or on a stick of its own, at a time of its own."
    )


def one_copy(tr: Text, size: int, recipients: int) -> str:
    """Return the effect of one copy of `size` bytes of files for all recipients, or an empty text if not offered."""
    if not sharing.offers_one_copy(size * recipients, recipients):
        return ""
    return tr(
        "{size} instead of {all}. A relay, and who holds the stick, can see that the same files went to several.",
        size=tr.size(size), all=tr.size(size * recipients),
    )  # fmt: skip


def two_relays(tr: Text) -> str:
    """Return the effect of sending files to two relays of each recipient."""
    return tr(
        "They arrive even where one of the two fails. Two relays that hold the same file can tell that it is for one"
        " person."
    )


def _leaving(tr: Text, vault: Vault, chosen: Selection, files: Collection[bytes]) -> Iterator[tuple[str, str]]:
    for record in chosen.records[:MOST]:
        kind = vault.kinds[record.kind]
        labels = [tr(kind.fields[name].label) for name in record.fields if name in kind.fields]
        labels += [tr("The file")] if record.id in files else []
        yield _named(tr, vault, record.id), tr.listed(labels)


def _named(tr: Text, vault: Vault, id_: bytes) -> str:
    """Return the kind and title of a record; a record without a title is named after its whole."""
    shown = show(vault, id_.hex())
    kind = vault.kinds[shown.record.kind]
    words = title_words(vault, tr, shown.record)
    if words == kind.label:
        wholes = [target for name, target in shown.links if (role := kind.role(name)) is not None and role.part]
        words = title_words(vault, tr, wholes[0]) if wholes else shown.record.ref
    return tr("{kind}: {title}", kind=tr(kind.label), title=words)


def held_rows(tr: Text, vault: Vault, chosen: Selection) -> list[tuple[str, str]]:
    """Return the withheld data, each with its reason, without duplicates."""
    rows = []
    named = cache(partial(_named, tr, vault))
    for held in chosen.held_back:
        name = named(held.record)
        kind = vault.kinds[record_of(vault, held.record.hex()).kind]
        role = kind.role(held.field)
        if held.field in kind.fields:
            name = tr.line(name, tr(kind.fields[held.field].label))
        elif held.field:
            name = tr.line(name, tr(role.label) if role else tr("The file"))
        rows.append((name, reason(tr, held)))
    return list(dict.fromkeys(rows))


def reason(tr: Text, held: WithheldItem) -> str:
    """Return the reason why a field is withheld, in the person's language if the reason is known."""
    known = {
        "more sensitive": tr("More sensitive than they may see"),
        "no consent": tr("No consent for this is on record"),
        "marked ": tr("Marked as more sensitive"),
        "the original file": tr("The original; no working copy has been made"),
        "the day and hour": tr("Only the month leaves"),
        "nothing that": tr("Nothing they may see points to it"),
        "nothing in it": tr("Nothing in it may be seen by them"),
        "who it is": tr("Who it is stays here"),
        "consents leave": tr("Consents leave with the internal level only"),
        "originals go": tr("Originals go to verified people only"),
        "the original is not": tr("The original is not in this vault"),
    }
    return next((words for start, words in known.items() if held.why.startswith(start)), tr.phrase(held.why))


def readings(
    vault: Vault, tr: Text, keys: Sequence[str], audience: str, to: Sequence[str], nobodys: bool = False,
    originals: bool = False,
) -> list[PreviewView]:  # fmt: skip
    """Return one reading for all recipients who read the same; the arguments are those of `share_preview.readings`."""
    found = share_preview.readings(vault, keys, to, audience, nobodys=nobodys, originals=originals)
    return [_reading(vault, tr, [c.record.title for c in one.to], one.body, one.made) for one in found]


def _reading(vault: Vault, tr: Text, names: list[str], body: ReceivedBody, made: sharing.Frozen) -> PreviewView:
    titles = {
        carried.id: title_of(vault.kinds[carried.kind], carried.fields, lambda _: "", vault.words, tr.language)
        for carried in body.records
    }
    records = tuple(
        (
            vault.kinds[carried.kind].icon,
            _head(tr, vault.kinds[carried.kind], titles[carried.id]),
            tuple(_facts(vault, tr, carried, body, titles)),
        )
        for carried in body.records[:MOST]
    )
    notes = _notes(vault, tr, made, body)
    if len(body.records) > MOST:
        notes.append(
            tr("{n} record more is not shown here.|{n} records more are not shown here.", n=len(body.records) - MOST)
        )
    return PreviewView(tr.listed(names), records, tuple(notes))


def _head(tr: Text, kind: Kind, title: str) -> str:
    label = tr(kind.label)
    return label if title == kind.label else tr("{kind}: {title}", kind=label, title=title)


def _facts(
    vault: Vault, tr: Text, carried: ReportedRecord, body: ReceivedBody, titles: Mapping[bytes, str]
) -> list[Fact3]:
    """Return a record's fields in the order of their declaration, then its links."""
    kind = vault.kinds[carried.kind]
    order = {name: place for place, name in enumerate(kind.fields)}
    facts = [
        (tr(kind.fields[name].label) if name in order else name, _words(vault, tr, kind, name, value), "")
        for name, value in sorted(carried.fields.items(), key=lambda row: order.get(row[0], len(order)))
    ]
    for link in body.links:
        role = kind.role(link.role)
        if link.source == carried.id and not link.removed and role is not None:
            facts.append((tr(role.label), titles.get(link.target, ""), ""))
    return facts


def _words(vault: Vault, tr: Text, kind: Kind, name: str, value: Value) -> str:
    declared = kind.fields.get(name)
    if isinstance(value, bool):
        return tr("Yes") if value else tr("No")
    if declared is not None and declared.type is Type.DATE:
        return moment_words(tr, str(value))
    return words_of(kind, name, value, vault.words, tr.language)


def _notes(vault: Vault, tr: Text, made: sharing.Frozen, body: ReceivedBody) -> list[str]:
    """Return notes about other data that is sent: history, files, and the names of withheld fields."""
    notes = []
    if made.profile.history:
        notes.append(tr("The history of each record goes along: what stood in its fields before, too."))
    if made.files:
        notes.append(tr("{n} original file goes along.|{n} original files go along.", n=len(made.files)))
    held = dict.fromkeys(what for what, _ in held_rows(tr, vault, made.selection))
    if held and body.held_back:
        notes.append(tr("They learn that you hold this back: {names}", names=tr.listed(held)))
    return notes
