"""Read the fields in which records can be alike, in steps: then others can use the vault in between."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from app.store.tables.schema import sort_range, value_of
from app.store.vault.connection import VaultConnection
from app.store.vault.open_vault import Vault

AT_ONCE = 500
"""The number of records in one step, some hundredths of a second."""
CONTRADICTING = ("sex", "age_group", "region", "kind")
"""Two people have different values in these fields."""
_PEOPLE = (
    f"SELECT id, title, {', '.join(value_of(name) for name in CONTRADICTING)} FROM record"
    " WHERE sort > ? AND sort <= ? AND removed = 0"
)
# Cross joins: the days of a step come first, whatever the planner knows of the rest.
_INCIDENTS = """
SELECT e.sort >> 36, e.id, p.title, v.title FROM record e
CROSS JOIN link pl ON pl.source = e.id AND pl.role = 'place' AND pl.removed = 0
CROSS JOIN record p ON p.id = pl.target AND p.removed = 0
CROSS JOIN link al ON al.target = e.id AND al.role = 'event' AND al.removed = 0
CROSS JOIN record a ON a.id = al.source AND a.removed = 0
CROSS JOIN link vl ON vl.source = a.id AND vl.role = 'victim' AND vl.removed = 0
CROSS JOIN record v ON v.id = vl.target AND v.removed = 0
WHERE e.sort > ? AND e.sort <= ? AND e.removed = 0
  AND json_extract(e.body, '$.date_start') GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]*' ORDER BY e.sort
"""


class PersonRow(NamedTuple):
    """A person: the name, and the fields that contradict if both are known and differ."""

    id: bytes
    name: str
    known: Sequence[object]


class IncidentRow(NamedTuple):
    """A victim of an incident with an exact date: the day with its kind as a number, the incident, place and victim."""

    day: int
    id: bytes
    place: str
    victim: str


def count_candidates(con: VaultConnection) -> int:
    """Return the number of people and incidents."""
    kinds = (con.kinds["actor"].number, con.kinds["event"].number)
    return int(con.execute("SELECT coalesce(sum(n), 0) FROM tally WHERE kind IN (?, ?)", kinds).fetchone()[0])


def read_people(vault: Vault, after: int) -> tuple[Sequence[int], list[PersonRow]]:
    """Return the people of the step after an order key (0: the first step), and the order keys of the step.

    With fewer than `AT_ONCE` order keys, the step is the last one.
    """
    sorts, rows = _read(vault.con, "actor", after, _PEOPLE)
    return sorts, [PersonRow(bytes(id_), name, known) for id_, name, *known in rows]


def read_incidents(vault: Vault, after: int) -> tuple[Sequence[int], list[IncidentRow]]:
    """Return the victims in the incidents of a step, by day, and the order keys of the step, as `read_people`."""
    sorts, rows = _read(vault.con, "event", after, _INCIDENTS)
    return sorts, [IncidentRow(day, bytes(id_), place, victim) for day, id_, place, victim in rows]


def _read(con: VaultConnection, kind: str, after: int, sql: str) -> tuple[list[int], list[Sequence[Any]]]:
    low, high = sort_range(con.kinds[kind].number)
    first = max(low, after)
    asked = "SELECT sort FROM record WHERE sort > ? AND sort <= ? AND removed = 0 ORDER BY sort LIMIT ?"
    sorts = [int(sort) for (sort,) in con.execute(asked, (first, high, AT_ONCE))]
    return sorts, con.execute(sql, (first, sorts[-1])).fetchall() if sorts else []
