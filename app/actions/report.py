"""A report's body: records, their history and links as they leave, and as they are read again.

The selection comes from `app.domain.redact.select`, the same that the share window shows; nothing is added here.
"""

from collections.abc import Mapping, Sequence

from attrs import frozen

import crypto
from app.domain.carried import out, value_in, value_out
from app.domain.change import Change, Edit
from app.domain.fields import Value
from app.domain.kind import Kind
from app.domain.kinds import KINDS
from app.domain.record import Link
from app.domain.redact import Profile, Selection
from app.domain.vocabulary import Vocabularies

SCHEMA = 1


def build(
    selection: Selection, changes: Mapping[bytes, Sequence[Change]], profile: Profile, words: Vocabularies
) -> bytes:
    """Return the body's CBOR. History goes only where the profile carries it, and only of fields that leave."""
    records = [[r.id, r.kind, out(KINDS[r.kind], r.fields)] for r in selection.records]
    body: dict[int | str, crypto.Value] = {1: SCHEMA, 2: profile.name, 3: records}  # type: ignore[dict-item]
    rows: list[crypto.Value] = []
    if profile.history:
        for record in selection.records:
            kind = KINDS[record.kind]
            held = {h.field for h in selection.held_back if h.record == record.id}
            rows += [row for change in changes.get(record.id, ()) if (row := _change(kind, change, held)) is not None]
    if rows:
        body[4] = rows
    if selection.links:
        body[5] = [[k.id, k.source, k.role, k.target, k.removed] for k in selection.links]
    if selection.held_back:
        body[6] = [[h.record, h.field, h.why] for h in selection.held_back]
    schemes = {f.scheme for r in selection.records for n in r.fields if (f := KINDS[r.kind].fields.get(n)) and f.scheme}
    body[7] = {scheme: words[scheme].version for scheme in sorted(schemes)}
    return crypto.encode(body)


def _change(kind: Kind, change: Change, held: set[str]) -> "list[crypto.Value] | None":
    fields = {
        name: [list(edit.replaced), value_out(kind.fields.get(name), edit.value)]
        for name, edit in change.fields.items()
        if name not in held and (kind.fields.get(name) is not None)
    }
    if not fields:
        return None
    return [change.id, change.record, change.author, change.stamp, change.counter, fields]  # type: ignore[list-item]


@frozen
class Carried:
    """One record of a report as it was read: values, its changes, and each field that was refused with its reason."""

    id: bytes
    kind: str
    fields: Mapping[str, Value]
    changes: tuple[Change, ...]
    refused: Mapping[str, str]


@frozen
class Body:
    """A report's body as it was read and checked."""

    profile: str
    records: tuple[Carried, ...]
    links: tuple[Link, ...]
    held_back: tuple[tuple[bytes, str, str], ...]
    newer: tuple[str, ...]


def read(data: bytes, sender: bytes, report: bytes, words: Vocabularies) -> Body:
    """Read a body. Without history each record counts as one change of the sender's, the same whenever it is read.

    Raises crypto.Malformed or crypto.NeedsNewerApp; single fields that do not fit are refused one by one.
    """
    body = crypto.parse_body(data)
    kinds = {id_: kind for id_, kind, _ in body.records}
    history: dict[bytes, list[Change]] = {}
    for id_, record, author, stamp, counter, edits in body.changes:
        kind = KINDS.get(kinds.get(record, ""))
        if kind is not None:
            fields = {
                name: Edit(tuple(replaced), value)
                for name, (replaced, raw) in edits.items()
                if (value := _lenient(kind, name, raw, words)) is not _REFUSED
            }
            history.setdefault(record, []).append(Change(id_, record, author, stamp, counter, fields))  # type: ignore[arg-type]
    records = []
    newer = []
    for id_, name, raw in body.records:
        kind = KINDS.get(name)
        if kind is None or kind.sealed:
            newer.append(name)
            continue
        values, refused = _values(kind, raw, words)
        known = tuple(history.get(id_, ())) or (_snapshot(id_, sender, report, values),)
        records.append(Carried(id_, name, values, known, refused))
    links = tuple(Link(a, b, role, c, removed) for a, b, role, c, removed in body.links)
    return Body(body.profile, tuple(records), links, tuple(body.held_back), tuple(newer))


_REFUSED = object()


def _lenient(kind: Kind, name: str, raw: object, words: Vocabularies) -> "Value | None | object":
    try:
        return value_in(kind.fields.get(name), raw, words)
    except ValueError:
        return _REFUSED


def _values(kind: Kind, raw: Mapping[str, object], words: Vocabularies) -> tuple[dict[str, Value], dict[str, str]]:
    values: dict[str, Value] = {}
    refused: dict[str, str] = {}
    for name, carried in raw.items():
        try:
            value = value_in(kind.fields.get(name), carried, words)
        except ValueError as wrong:
            refused[name] = str(wrong)
        else:
            if value is not None:
                values[name] = value
    return values, refused


def _snapshot(record: bytes, sender: bytes, report: bytes, values: Mapping[str, Value]) -> Change:
    """A record without history: one change with an id of its own that is the same at every reading."""
    id_ = crypto.hash_("id", sender, report, record)[:16]
    return Change(id_, record, sender, 0, 0, {name: Edit((), value) for name, value in values.items()})
