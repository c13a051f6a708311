"""Read the links between records; `record_rows.Writer` writes them. Removed links are left out."""

import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from sqlcipher3 import dbapi2 as sqlcipher

from app.domain.record import Link
from app.store.tables.schema import sort_key, sort_range

_AT_ONCE = 900
_JOINED = """
SELECT r.id, r.body, e.target, o.target FROM link l
JOIN record r ON r.id = l.source AND r.kind = ? AND r.removed = 0
JOIN link e ON e.source = r.id AND e.role = 'event' AND e.removed = 0
JOIN link o ON o.source = r.id AND o.role = 'other' AND o.removed = 0
WHERE l.target = ? AND l.role = ? AND l.removed = 0 ORDER BY r.sort LIMIT ?
"""


class Near(NamedTuple):
    """One end of a link: its role, the record at the other end, and the kind (by number) of the linking record."""

    role: str
    id: bytes
    kind: int


class JoinedEvents(NamedTuple):
    """A record that links two incidents: its id, its relation and note, and the incidents."""

    id: bytes
    relation: str
    note: str
    first: bytes
    other: bytes


def split_ids(ids: Iterable[bytes]) -> Iterator[tuple[list[bytes], str]]:
    """Yield the ids, each once, in parts for one query, with the placeholders of the part."""
    rest = iter(dict.fromkeys(ids))
    while some := list(islice(rest, _AT_ONCE)):
        yield some, ",".join("?" * len(some))


def find_link(con: sqlcipher.Connection, id_: bytes) -> Link | None:
    """Return a link, removed or not, or None."""
    row = con.execute("SELECT source, role, target, removed FROM link WHERE id = ?", (id_,)).fetchone()
    return Link(id_, bytes(row[0]), row[1], bytes(row[2]), bool(row[3])) if row else None


def list_links_to(con: sqlcipher.Connection, target: bytes) -> list[Link]:
    """Return the links to a record."""
    rows = con.execute("SELECT id, source, role FROM link WHERE target = ? AND removed = 0", (target,))
    return [Link(bytes(id_), bytes(source), str(role), target) for id_, source, role in rows]


def list_incoming(
    con: sqlcipher.Connection, target: bytes, *, by_date: bool = False, present: bool = False
) -> list[Near]:
    """Return the records that link to a record: `by_date` in the order of records, `present` without removed ones."""
    order = (" AND s.removed = 0" if present else "") + (" ORDER BY s.sort" if by_date else "")
    rows = con.execute(
        "SELECT l.role, l.source, s.kind FROM link l JOIN record s ON s.id = l.source"
        f" WHERE l.target = ? AND l.removed = 0{order}",
        (target,),
    )
    return [Near(role, bytes(source), kind) for role, source, kind in rows]


def list_outgoing(con: sqlcipher.Connection, source: bytes) -> list[Near]:
    """Return the records to which a record links, without destroyed ones."""
    rows = con.execute(
        "SELECT l.role, l.target, s.kind FROM link l JOIN record s ON s.id = l.source JOIN record t ON t.id = l.target"
        " WHERE l.source = ? AND l.removed = 0",
        (source,),
    )
    return [Near(role, bytes(target), kind) for role, target, kind in rows]


def list_parts(con: sqlcipher.Connection, target: bytes, kind: int, role: str) -> list[bytes]:
    """Return the records of a kind that link to a record in a role (empty: any), in the order of records."""
    rows = con.execute(
        "SELECT DISTINCT l.source FROM link l JOIN record r ON r.id = l.source WHERE l.target = ? AND l.removed = 0"
        " AND r.kind = ? AND ? IN ('', l.role) ORDER BY r.sort",
        (target, kind, role),
    )
    return [bytes(source) for (source,) in rows]


def list_sources(con: sqlcipher.Connection, target: bytes, role: str, most: int) -> list[bytes]:
    """Return at most `most` records that link to a record in a role, without removed records."""
    rows = con.execute(
        "SELECT l.source FROM link l JOIN record r ON r.id = l.source AND r.removed = 0"
        " WHERE l.target = ? AND l.role = ? AND l.removed = 0 LIMIT ?",
        (target, role, most),
    )
    return [bytes(source) for (source,) in rows]


def list_targets(con: sqlcipher.Connection, source: bytes, role: str) -> list[bytes]:
    """Return the records to which a record links in a role, without removed records."""
    rows = con.execute(
        "SELECT l.target FROM link l JOIN record t ON t.id = l.target"
        " WHERE l.source = ? AND l.role = ? AND l.removed = 0 AND t.removed = 0",
        (source, role),
    )
    return [bytes(target) for (target,) in rows]


def list_targets_of(con: sqlcipher.Connection, sources: Iterable[bytes], role: str) -> list[tuple[bytes, bytes]]:
    """Return (source, target) of the links in a role from these records, removed or not."""
    rows = list[tuple[bytes, bytes]]()
    for some, marks in split_ids(sources):
        sql = f"SELECT source, target FROM link WHERE source IN ({marks}) AND role = ? AND removed = 0"
        rows += con.execute(sql, (*some, role)).fetchall()
    return [(bytes(source), bytes(target)) for source, target in rows]


def list_pairs(
    con: sqlcipher.Connection, kind: int, role: str, targets: Iterable[bytes] | None = None, *, since: int = 0,
    most: int = -1,
) -> list[tuple[bytes, bytes]]:  # fmt: skip
    """Return (source, target) of the links in a role from the records of a kind, the newest record first.

    With `targets`, only links to these; with `since`, only records of this day (an ordinal) and later; at most `most`
    links, if it is not negative.
    """
    low, high = sort_range(kind)
    asked = [([], "")] if targets is None else split_ids(targets)
    rows = list[tuple[bytes, bytes]]()
    for some, marks in asked:
        only = f" AND l.target IN ({marks})" if marks else ""
        rows += con.execute(
            "SELECT l.source, l.target FROM record r JOIN link l ON l.source = r.id AND l.role = ? AND l.removed = 0"
            f" WHERE r.sort BETWEEN ? AND ? AND r.removed = 0{only} ORDER BY r.sort DESC LIMIT ?",
            (role, max(low, sort_key(kind, since, 0)), high, *some, most),
        ).fetchall()
    return [(bytes(source), bytes(target)) for source, target in rows]


def list_joined_events(
    con: sqlcipher.Connection, kind: int, event: bytes, role: str, most: int
) -> Sequence[JoinedEvents]:
    """Return at most `most` records of the kind that links two incidents, with this incident in a role."""
    found = []
    for id_, body, first, other in con.execute(_JOINED, (kind, event, role, most)):
        fields = json.loads(body)
        relation, note = str(fields.get("relation", "")), str(fields.get("note", ""))
        found.append(JoinedEvents(bytes(id_), relation, note, bytes(first), bytes(other)))
    return found
