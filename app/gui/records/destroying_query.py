"""The data of a destruction, for the page that shows it first."""

from collections.abc import Sequence

from attrs import frozen

from app.actions.records import destruction
from app.actions.records.destruction import DestructionPreview
from app.domain.record import Record
from app.gui.style.dates import relative_time, title_words
from app.gui.style.text import Text
from app.gui.widgets.page_values import RowView
from app.store.vault.open_vault import Vault

MOST = 12
"""Rows of one list; the last one counts the rest."""
PARTS, LINKED, FILE = "parts", "linked", "file"
"""Only with its parts, with all records that only this one uses, or only the original of an evidence item."""


@frozen
class DestroyPage:
    """The records that a destruction removes and those that stay, the copies, and the short code to type.

    `choices` are the methods as (key, label), and `choice` is the shown one; empty if there is only one. `goes` and
    `stays` are rows; in a long list the last row counts the rest.
    """

    code: str
    choices: tuple[tuple[str, str], ...]
    choice: str
    goes: tuple[RowView, ...]
    goes_count: str
    stays: tuple[RowView, ...]
    copies: tuple[RowView, ...]


def page(vault: Vault, tr: Text, key: str, choice: str = "") -> tuple[DestroyPage, DestructionPreview]:
    """Return the effect of a choice; if it is empty, of the default choice."""
    linked = {PARTS: False, LINKED: True}.get(choice)
    going = destruction.look(vault, key, linked=linked, file_only=choice == FILE)
    root = going.records[0]
    usual = LINKED if root.kind == "case" else PARTS
    shown = DestroyPage(
        root.ref, _choices(tr, root, going, choice or usual), choice or usual, _goes(vault, tr, going),
        "" if going.file_only else tr("{n} record|{n} records", n=len(going.records)), _stays(vault, tr, going),
        _copies(vault, tr, going),
    )  # fmt: skip
    return shown, going


def _choices(tr: Text, root: Record, going: DestructionPreview, choice: str) -> tuple[tuple[str, str], ...]:
    if root.kind == "evidence_item":
        both = ((PARTS, tr("Record and file")), (FILE, tr("Only the file")))
        return both if going.files or choice == FILE else ()
    return ((PARTS, tr("With its parts")), (LINKED, tr("Also records that only this record uses")))


def _goes(vault: Vault, tr: Text, going: DestructionPreview) -> tuple[RowView, ...]:
    size = sum(file.size for file in going.files)
    files = tr("{n} file|{n} files", n=len(going.files))
    rows = [] if going.file_only else [_row(vault, tr, record) for record in going.records]
    rows = _some(tr, rows)
    if going.files:
        rows.append(RowView("document", files, tr("First the key, then the file"), far=tr.size(size)))
    if going.came:
        rows.append(RowView("inbox", tr("{n} received report|{n} received reports", n=going.came),
                         tr("Amparo removes this record from them. Their other records stay")))  # fmt: skip
    if going.stopped:
        rows.append(RowView("send", tr("{n} report in the outbox|{n} reports in the outbox", n=going.stopped),
                         tr("Amparo stops them. Copies on relays and USB sticks still arrive"), ink="amb"))  # fmt: skip
    if kept := len(going.drafts) + len(going.searches):
        rows.append(RowView("edit", tr("{n} draft or saved search|{n} drafts and saved searches", n=kept)))
    return tuple(rows)


def _stays(vault: Vault, tr: Text, going: DestructionPreview) -> tuple[RowView, ...]:
    rows = [
        _named(vault, tr, stays, tr("Also belongs to {title}", title=title_words(vault, tr, other)))
        for stays, other in going.stays
    ]
    rows += [
        _named(vault, tr, record, tr("Has a link to this record. The link is destroyed")) for record in going.loses
    ]
    if going.file_only:
        rows += [
            RowView("document", record.title, tr("The record stays, without the file")) for record in going.records
        ]
    said = tr("The time and your reason stay. The content does not stay")
    return (*_some(tr, rows), RowView("shield-check", tr("Entry in the chain of custody"), said))


def _copies(vault: Vault, tr: Text, going: DestructionPreview) -> tuple[RowView, ...]:
    rows = [
        RowView("person", contact.title, tr("Received a part of it and still has it")) for contact in going.shared_with
    ]
    rows += [
        RowView("disk", folder, tr("A backup of {at}", at=relative_time(tr, at, vault.now())))
        for folder, at in destruction.backups(vault)
    ]
    disk = RowView("disk", tr("Images of this disk, snapshots, the spare area of a flash disk"),
                tr("A person with a backup and the key of this vault can read it there"))  # fmt: skip
    return (*_some(tr, rows), disk)


def _row(vault: Vault, tr: Text, record: Record) -> RowView:
    return _named(vault, tr, record, tr.line(tr(vault.kinds[record.kind].label), record.ref))


def _named(vault: Vault, tr: Text, record: Record, second: str) -> RowView:
    return RowView(vault.kinds[record.kind].icon, title_words(vault, tr, record), second)


def _some(tr: Text, rows: Sequence[RowView]) -> list[RowView]:
    if len(rows) <= MOST:
        return list(rows)
    more = len(rows) - MOST + 1
    return [*rows[: MOST - 1], RowView("", tr("{n} more|{n} more", n=more))]
