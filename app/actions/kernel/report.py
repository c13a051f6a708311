"""Write and read a report's body: records, their history and links.

The selection comes from `app.domain.redact.select`, the same as in the share window; nothing is added here.
"""

import re
from collections.abc import Mapping, Sequence
from contextlib import suppress

from attrs import field, frozen

import crypto
from app.domain.change import Change, FieldEdit
from app.domain.fields import Level, Value
from app.domain.kind import Kind
from app.domain.record import Link
from app.domain.redact import Profile, Selection
from app.domain.report_values import export_fields, value_in
from app.domain.vocabulary import Vocabularies
from app.errors import InputRefused
from app.phrase import Phrase

_REFERENCE = re.compile("[A-Z]{1,4}-[0-9A-Z]{4,8}")
LATEST = 253_402_214_399_000
"""The last stamp that is a valid date everywhere (30 December 9999, in ms); a stamp only orders the display."""


def build(
    selection: Selection,
    changes: Mapping[bytes, Sequence[Change]],
    unlinked: Sequence[Link],
    profile: Profile,
    kinds: Mapping[str, Kind],
    words: Vocabularies,
    references: "Sequence[crypto.BodyReference]" = (),
) -> bytes:
    """Return the body's CBOR. History (`changes` and removed links) is included only if the profile carries it.

    Raises InputRefused for more than a report holds (16 MiB).
    """
    rows: list[crypto.BodyChange] = []
    if profile.history:
        for record in selection.records:
            made = (change_out(kinds[record.kind], change) for change in changes.get(record.id, ()))
            rows += [row for row in made if row is not None]
    schemes = {f.scheme for r in selection.records for n in r.fields if (f := kinds[r.kind].fields.get(n)) and f.scheme}
    body = crypto.ReportBody(
        profile=profile.wire_name,
        records=tuple(crypto.Copied(r.id, r.kind, export_fields(kinds[r.kind], r.fields)) for r in selection.records),
        changes=tuple(rows),
        links=tuple(
            crypto.BodyLink(k.id, k.source, k.role, k.target, k.removed) for k in (*selection.links, *unlinked)
        ),
        held_back=tuple(crypto.WithheldField(h.record, h.field, h.why) for h in selection.held_back),
        vocabularies={scheme: words[scheme].version for scheme in sorted(schemes)},
        references=tuple(references),
    )
    try:
        return body.encode()
    except ValueError as wrong:
        raise InputRefused(
            Phrase("These records are too large for one report ({wrong}).", wrong=wrong),
            "Share fewer records at a time.",
        ) from wrong


def change_out(kind: Kind, change: Change) -> "crypto.BodyChange | None":
    """Return the part of a change for our own use; a value that must stay in the vault stays in its history too."""
    allowed = {name: edit for name, edit in change.fields.items() if kind.field_level(name) < Level.V}
    values = export_fields(kind, {name: edit.value for name, edit in allowed.items()})
    former = {f.was.name: f.name for f in kind.own if f.was is not None}
    fields = {name: crypto.BodyEdit(allowed[former.get(name, name)].replaced, value) for name, value in values.items()}
    if not fields:
        return None
    return crypto.BodyChange(change.id, change.record, change.author, change.stamp, change.counter, fields)


@frozen
class ReportedRecord:
    """One record of a report after reading: values, its changes, and each refused field with its reason."""

    id: bytes
    kind: str
    fields: Mapping[str, Value]
    changes: tuple[Change, ...]
    refused: Mapping[str, str]


@frozen
class ReceivedBody:
    """A report's body after reading and checking."""

    profile: str
    records: tuple[ReportedRecord, ...]
    links: tuple[Link, ...]
    held_back: tuple[tuple[bytes, str, str], ...]
    newer: tuple[str, ...]
    references: Mapping[bytes, tuple[str, str]] = field(factory=dict)
    """The sender's reference of a record, and the oldest one that the sender knows, or empty; malformed ones are not
    here.
    """
    custody: "tuple[crypto.ShownLines, ...]" = ()
    """The sender's lines of custody, as they came."""


def read(
    body: "crypto.ReportBody", sender: bytes, report: bytes, kinds: Mapping[str, Kind], words: Vocabularies
) -> ReceivedBody:
    """Check a body. Without history, each record counts as one change by the sender, the same at each reading.

    Single invalid fields are refused one by one.
    """
    rows: dict[bytes, list[crypto.BodyChange]] = {}
    for row in body.changes:
        rows.setdefault(row.record_id, []).append(row)
    records: dict[bytes, ReportedRecord] = {}
    newer = []
    for copied in body.records:
        kind = kinds.get(copied.kind)
        if kind is None or kind.registered or (kind.sealed and not kind.alone):
            newer.append(copied.kind)
            continue
        if copied.record_id in records:
            raise crypto.Malformed("a record twice")
        values, refused = _values(kind, copied.fields, words)
        history = tuple(_read_change(kind, row, words) for row in rows.get(copied.record_id, ()))
        known = history or (_snapshot(copied.record_id, sender, report, values),)
        records[copied.record_id] = ReportedRecord(copied.record_id, copied.kind, values, known, refused)
    links = tuple(Link(k.link_id, k.source, k.role, k.target, k.removed) for k in body.links)
    held = tuple((h.record_id, h.field, h.reason) for h in body.held_back)
    return ReceivedBody(
        body.profile, tuple(records.values()), links, held, tuple(newer), _references(body), body.custody
    )


def is_reference(text: str) -> bool:
    """Return True if a text has the form of a reference, in this or in a later version."""
    return _REFERENCE.fullmatch(text) is not None


def _references(body: "crypto.ReportBody") -> dict[bytes, tuple[str, str]]:
    """Return the references that have the form of one; a sender could write any text."""
    rows = ((row.record_id, row.reference, row.first) for row in body.references)
    return {id_: (ref, first if is_reference(first) else "") for id_, ref, first in rows if is_reference(ref)}


def _read_change(kind: Kind, row: "crypto.BodyChange", words: Vocabularies) -> Change:
    """Read one change; leave out edits with a value that does not match their field."""
    fields = {}
    former = {f.name: f.was.name for f in kind.own if f.was is not None}
    for name, value in kind.current({name: edit.value for name, edit in row.fields.items()}).items():
        edit = row.fields.get(name) or row.fields[former[name]]
        with suppress(ValueError):
            fields[name] = FieldEdit(edit.replaced, value_in(kind.fields.get(name), value, words))
    return Change(row.change_id, row.record_id, row.author, min(max(row.stamp, 1), LATEST), row.counter, fields)


def _values(kind: Kind, raw: Mapping[str, object], words: Vocabularies) -> tuple[dict[str, Value], dict[str, str]]:
    values: dict[str, Value] = {}
    refused: dict[str, str] = {}
    for name, carried in kind.current(raw).items():
        try:
            value = value_in(kind.fields.get(name), carried, words)
        except ValueError as wrong:
            refused[name] = str(wrong)
        else:
            if value is not None:
                values[name] = value
    return values, refused


def snapshot_id(record: bytes, sender: bytes, report: bytes) -> bytes:
    """Return the id of the change that represents a record without history."""
    return crypto.hash_("id", sender, report, record)[:16]


def _snapshot(record: bytes, sender: bytes, report: bytes, values: Mapping[str, Value]) -> Change:
    """Return one change for a record without history; its id is the same at every reading."""
    return Change(
        snapshot_id(record, sender, report),
        record,
        sender,
        0,
        0,
        {name: FieldEdit((), value) for name, value in values.items()},
    )
