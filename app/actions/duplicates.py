"""Find records that might be the same person or incident, as a question; only a person merges them.

People are alike if their names have the same words and no field that both have contradicts it. Incidents are alike if
they have the same day and place and a victim in common. A placeholder for a name (`app.domain.nameless`), or a name
that more than `MANY` have, is never a reason.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import combinations, groupby
from typing import Any

from app.actions.changed import Changed
from app.actions.db import Db, direct
from app.actions.records import record_of
from app.domain.fold import words
from app.domain.kinds import KINDS
from app.domain.nameless import name_key
from app.store.schema import sort_range
from app.store.vault import Vault
from sync.ports import Told, untold

Pair = tuple[bytes, bytes]
"""The ids of two records that might be the same."""
MANY = 4
"""The most records with one reason that are offered; what more records share is a common word and no name."""
AT_ONCE = 500
"""Records of one step, and ids of one query: some hundredths of a second, then others can use the vault."""
SAID = "distinct:"
"""The prefix of the settings that store a person's decision that two records are different."""
_PEOPLE = """
SELECT id, title, json_extract(body, '$.sex'), json_extract(body, '$.age_group'), json_extract(body, '$.region'),
  json_extract(body, '$.kind') FROM record WHERE sort > ? AND sort <= ? AND removed = 0
"""
"""The name, and the fields that contradict if both are known and differ."""
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


def find(vault: Vault, db: Db | None = None, told: Told = untold) -> list[Pair]:
    """Return the pairs that might be the same, people first, in steps; a person's decisions are not applied."""
    db = db or direct(vault)
    whole = _whole(db)
    seen = 0

    def step(done: int) -> None:
        nonlocal seen
        seen += done
        told(min(seen, whole), whole)

    return [*_people(db, step), *_incidents(db, step)]


def _whole(db: Db) -> int:
    kinds = [KINDS["actor"].number, KINDS["event"].number]
    sql = "SELECT coalesce(sum(n), 0) FROM tally WHERE kind IN (?, ?)"
    return int(db(lambda vault: vault.con.execute(sql, kinds).fetchone()[0]))


def _rows(db: Db, kind: str, sql: str, step: Callable[[int], None]) -> Iterator[Sequence[Any]]:
    """Yield the rows of `sql` for all records of a kind in their order, `AT_ONCE` records in each step in the vault."""
    last, high = sort_range(KINDS[kind].number)
    next_ = "SELECT sort FROM record WHERE sort > ? AND sort <= ? AND removed = 0 ORDER BY sort LIMIT ?"

    def read(vault: Vault) -> tuple[list[int], list[Sequence[Any]]]:
        sorts = [row[0] for row in vault.con.execute(next_, (last, high, AT_ONCE))]
        return sorts, vault.con.execute(sql, (last, sorts[-1])).fetchall() if sorts else []

    while True:
        sorts, rows = db(read)
        yield from rows
        step(len(sorts))
        if len(sorts) < AT_ONCE:
            return
        last = sorts[-1]


def _people(db: Db, step: Callable[[int], None]) -> Iterator[Pair]:
    alike: dict[tuple[str, ...], list[tuple[bytes, Sequence[object]]]] = {}
    for id_, name, *known in _rows(db, "actor", _PEOPLE, step):
        if key := name_key(name):
            alike.setdefault(key, []).append((bytes(id_), known))
    for people in alike.values():
        if len(people) <= MANY:
            yield from ((one, other) for (one, a), (other, b) in combinations(people, 2) if not _contradict(a, b))


def _contradict(one: Sequence[object], other: Sequence[object]) -> bool:
    return any(None not in both and both[0] != both[1] for both in zip(one, other, strict=True))


def _incidents(db: Db, step: Callable[[int], None]) -> Iterator[Pair]:
    """Yield the pairs day by day; incidents are in the order of their days, so only one day is in memory."""
    for _, rows in groupby(_rows(db, "event", _INCIDENTS, step), lambda row: row[0]):
        alike: dict[object, dict[bytes, None]] = {}
        for _, id_, place, victim in rows:
            if key := name_key(victim):
                alike.setdefault((tuple(words(place)), key), {})[bytes(id_)] = None
        found = (combinations(ids, 2) for ids in alike.values() if len(ids) <= MANY)
        yield from dict.fromkeys(pair for pairs in found for pair in pairs)


def standing(vault: Vault, pairs: Sequence[Pair]) -> list[Pair]:
    """Return the pairs whose records both exist and that no person marked as different."""
    live: set[bytes] = set()
    for some in _parted(dict.fromkeys(id_ for pair in pairs for id_ in pair)):
        sql = "SELECT id FROM record WHERE id IN (SELECT unhex(value) FROM json_each(?)) AND removed = 0"
        live |= {bytes(row[0]) for row in vault.con.execute(sql, [json.dumps([id_.hex() for id_ in some])])}
    rows = vault.con.execute("SELECT name FROM meta WHERE name BETWEEN ? AND ?", (SAID, f"{SAID}g"))  # hex ends at f
    said = {row[0] for row in rows}
    return [pair for pair in pairs if live.issuperset(pair) and _setting(*pair) not in said]


def naming(vault: Vault, id_: bytes, roles: Sequence[str], most: int) -> list[bytes]:
    """Return records that link to this one in the roles, at most `most` for each: there can be thousands."""
    sql = (
        "SELECT l.source FROM link l JOIN record r ON r.id = l.source AND r.removed = 0"
        " WHERE l.target = ? AND l.role = ? AND l.removed = 0 LIMIT ?"
    )
    return [bytes(row[0]) for role in roles for row in vault.con.execute(sql, (id_, role, most))]


def _parted(ids: Iterable[bytes]) -> Iterator[list[bytes]]:
    left = list(ids)
    return (left[at : at + AT_ONCE] for at in range(0, len(left), AT_ONCE))


def _setting(one: bytes, other: bytes) -> str:
    first, second = sorted((one.hex(), other.hex()))
    return f"{SAID}{first}:{second}"


def distinct(vault: Vault, one: str, other: str) -> Changed:
    """Remember that two records are different, so that they are not offered again."""
    vault.set(_setting(record_of(vault, one).id, record_of(vault, other).id), b"1")
    return Changed()


def offer_again(vault: Vault, one: str, other: str) -> Changed:
    """Forget that two records were marked as different."""
    setting = _setting(record_of(vault, one).id, record_of(vault, other).id)
    with vault.transaction() as con:
        con.execute("DELETE FROM meta WHERE name = ?", (setting,))
    return Changed()
