"""Preview a share for its recipients: from the exact bytes to send, read as the recipient's program reads them."""

from collections.abc import Mapping, Sequence

from app.actions.kernel.report import ReceivedBody, ReportedRecord
from app.actions.mail import share_preview, sharing
from app.domain.fields import Type, Value
from app.domain.kind import Kind
from app.domain.record import title_of, words_of
from app.gui.delivery.share_query import MOST, held_rows
from app.gui.style.dates import moment_words
from app.gui.style.text import Text
from app.gui.widgets.page_values import Fact3, PreviewView
from app.store.vault.open_vault import Vault


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
