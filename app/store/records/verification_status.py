"""Compute the verification status of incidents and acts with all their sources, in a few queries for any number.

Each row also stores its status as a mark, so that lists can select it. `records.Writer` updates the marks with `mark`,
in the transaction that changes their sources.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice

from app.domain import verification as rules
from app.domain.fields import Value
from app.domain.record import Record
from app.domain.verification import Told, VerificationStatus
from app.store.vault.connection import VaultConnection

AT_ONCE = 500
"""The number of ids in one query."""

Fields = Mapping[str, Value]
Whole = tuple[bytes, Fields]
"""The incident of an act: its id and its fields."""

_TOLD = """
SELECT l.target, i.id, i.body, (SELECT s.target FROM link s WHERE s.source = i.id AND s.role = 'source'
  AND s.removed = 0) FROM link l JOIN record i ON i.id = l.source AND i.removed = 0 AND i.kind = {information}
WHERE l.role = 'about' AND l.removed = 0 AND l.target IN ({marks})
"""
_ACTS = """
SELECT l.target, a.id, a.body FROM link l JOIN record a ON a.id = l.source AND a.removed = 0 AND a.kind = {act}
WHERE l.role = 'event' AND l.removed = 0 AND l.target IN ({marks})
"""
_WHOLE = """
SELECT e.id, e.body FROM link l JOIN record e ON e.id = l.target
WHERE l.source = ? AND l.role = 'event' AND l.removed = 0 ORDER BY e.sort
"""


def read_verification_status(con: VaultConnection, record: Record) -> VerificationStatus | None:
    """Return the verification status of an incident, or that of an act or an appeal; None for any other kind."""
    if record.kind == "event":
        return of_events(con, {record.id: record.fields})[record.id]
    row = con.execute(_WHOLE, (record.id,)).fetchone() if record.kind in ("act", "appeal") else None
    if row is None:
        return None
    event = (bytes(row[0]), json.loads(row[1]))
    if record.kind == "appeal":
        return of_events(con, dict([event]))[event[0]]
    return of_acts(con, {record.id: (event, record.fields)})[record.id]


def of_events(con: VaultConnection, events: Mapping[bytes, Fields]) -> dict[bytes, VerificationStatus]:
    """Return the verification status of each incident; given by id, with its fields."""
    acts = _acts(con, events)
    told = _told(con, [*events, *(act for rows in acts.values() for act, _ in rows)])
    return {event: _whole((event, fields), acts.get(event, ()), told) for event, fields in events.items()}


def of_acts(con: VaultConnection, acts: Mapping[bytes, tuple[Whole, Fields]]) -> dict[bytes, VerificationStatus]:
    """Return the verification status of each act; given by id, with its incident and its fields.

    A statement about the incident also counts for its acts, and an assessment of the incident for acts without one.
    """
    told = _told(con, [*acts, *(event for (event, _), _ in acts.values())])
    return {id_: _part(id_, whole, fields, told) for id_, (whole, fields) in acts.items()}


def mark(con: VaultConnection, ids: Iterable[bytes]) -> None:
    """Store the present verification status of the incidents among these records, and of their acts."""
    for some in _parted(ids):
        sql = f"SELECT id, body FROM record WHERE kind = ? AND id IN ({_marks(some)})"
        rows = con.execute(sql, [con.kinds["event"].number, *some])
        events = {bytes(id_): json.loads(body) for id_, body in rows}
        acts = _acts(con, events)
        told = _told(con, [*events, *(act for parts in acts.values() for act, _ in parts)])
        codes = {event: _whole((event, fields), acts.get(event, ()), told) for event, fields in events.items()}
        codes |= {
            act: _part(act, (event, events[event]), fields, told)
            for event, parts in acts.items()
            for act, fields in parts
        }
        con.executemany(
            "UPDATE record SET verdict = ?1 WHERE id = ?2 AND verdict IS NOT ?1",
            [(verdict.code, id_) for id_, verdict in codes.items()],
        )


def _whole(event: Whole, acts: Iterable[Whole], told: Mapping[bytes, Sequence[Told]]) -> VerificationStatus:
    parts = [rules.apply_override(rules.verdict(_all(told, event[0], id_)), fields) for id_, fields in acts]
    return rules.apply_override(rules.weakest_status(rules.verdict(_all(told, event[0])), parts), event[1])


def _part(act: bytes, event: Whole, fields: Fields, told: Mapping[bytes, Sequence[Told]]) -> VerificationStatus:
    return rules.apply_override(rules.apply_override(rules.verdict(_all(told, act, event[0])), event[1]), fields)


def _all(told: Mapping[bytes, Sequence[Told]], *ids: bytes) -> list[Told]:
    return [row for id_ in ids for row in told.get(id_, ())]


def _told(con: VaultConnection, ids: Iterable[bytes]) -> dict[bytes, list[Told]]:
    """Return the statements of the sources by subject id, each with its source."""
    found: dict[bytes, list[Told]] = {}
    for some in _parted(ids):
        sql = _TOLD.format(information=con.kinds["information"].number, marks=_marks(some))
        for target, id_, body, who in con.execute(sql, some):
            found.setdefault(bytes(target), []).append((bytes(who or id_), json.loads(body)))
    return found


def _acts(con: VaultConnection, events: Iterable[bytes]) -> dict[bytes, list[Whole]]:
    """Return the acts of each incident, with their fields."""
    found: dict[bytes, list[Whole]] = {}
    for some in _parted(events):
        for event, id_, body in con.execute(_ACTS.format(act=con.kinds["act"].number, marks=_marks(some)), some):
            found.setdefault(bytes(event), []).append((bytes(id_), json.loads(body)))
    return found


def _marks(some: Sequence[bytes]) -> str:
    return ",".join("?" * len(some))


def _parted(ids: Iterable[bytes]) -> Iterator[list[bytes]]:
    rest = iter(dict.fromkeys(ids))
    while some := list(islice(rest, AT_ONCE)):
        yield some
