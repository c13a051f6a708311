"""Find records that might be the same person or incident, as a question; only a person merges them.

People are alike if their names have the same words and no field that both have contradicts it. Incidents are alike if
they have the same day and place and a victim in common. A placeholder for a name (`app.domain.placeholder_names`), or a
name that more than `MANY` have, is never a reason.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import combinations, groupby
from typing import TypeVar

from app.actions.kernel.change_set import Changed
from app.actions.kernel.db import Db, direct_db
from app.actions.kernel.records import find as find_records
from app.actions.kernel.records import record_of
from app.domain.kind import Kind
from app.domain.placeholder_names import name_key
from app.domain.record import Record
from app.domain.search_normalisation import words
from app.store.records import duplicates as store
from app.store.records import links, record_lists
from app.store.records.search import Query
from app.store.vault import settings
from app.store.vault.open_vault import Vault
from sync.ports import Told, ignore_progress

Pair = tuple[bytes, bytes]
"""The ids of two records that might be the same."""
MANY = 4
"""The most records with one reason that are offered; what more records share is a common word and no name."""
SAID = "distinct:"
"""The prefix of the settings that store a person's decision that two records are different."""

Row = TypeVar("Row")


def find(vault: Vault, db: Db | None = None, told: Told = ignore_progress) -> list[Pair]:
    """Return the pairs that might be the same, people first, in steps; a person's decisions are not applied."""
    db = db or direct_db(vault)
    whole = db(lambda vault: store.count_candidates(vault.con))
    seen = 0

    def step(done: int) -> None:
        nonlocal seen
        seen += done
        told(min(seen, whole), whole)

    return [*_people(db, step), *_incidents(db, step)]


def find_same(vault: Vault, kind: Kind, given: Mapping[str, object]) -> Record | None:
    """Return the record that a row without a key repeats, by the fields `same` of its kind."""
    needed = [(name, str(given[name])) for name in kind.same if kind.fields[name].required and name in given]
    found = find_records(vault, Query(kind.name, where=tuple(needed), limit=None)) if needed else []

    def known(values: Mapping[str, object]) -> list[object]:
        return [values.get(name) for name in kind.same]

    def pairs(one: Record) -> Iterable[tuple[object, object]]:
        return zip(known(one.fields), known(given), strict=True)

    fits = [one for one in found if all(a == b or None in (a, b) for a, b in pairs(one))]
    return min(fits, key=lambda one: known(one.fields) != known(given), default=None)


def _rows(
    db: Db, read: Callable[[Vault, int], tuple[Sequence[int], list[Row]]], step: Callable[[int], None]
) -> Iterator[Row]:
    """Yield the rows that `read` gives for all records in their order, each of its steps in one step in the vault."""
    last = 0

    def next_(vault: Vault) -> tuple[Sequence[int], list[Row]]:
        return read(vault, last)

    while True:
        sorts, rows = db(next_)
        yield from rows
        step(len(sorts))
        if len(sorts) < store.AT_ONCE:
            return
        last = sorts[-1]


def _people(db: Db, step: Callable[[int], None]) -> Iterator[Pair]:
    alike: dict[tuple[str, ...], list[tuple[bytes, Sequence[object]]]] = {}
    for id_, name, known in _rows(db, store.read_people, step):
        if key := name_key(name):
            alike.setdefault(key, []).append((id_, known))
    for people in alike.values():
        if len(people) <= MANY:
            yield from ((one, other) for (one, a), (other, b) in combinations(people, 2) if not _contradict(a, b))


def _contradict(one: Sequence[object], other: Sequence[object]) -> bool:
    return any(None not in both and both[0] != both[1] for both in zip(one, other, strict=True))


def _incidents(db: Db, step: Callable[[int], None]) -> Iterator[Pair]:
    """Yield the pairs day by day; incidents are in the order of their days, so only one day is in memory."""
    for _, rows in groupby(_rows(db, store.read_incidents, step), lambda row: row.day):
        alike: dict[object, dict[bytes, None]] = {}
        for _, id_, place, victim in rows:
            if key := name_key(victim):
                alike.setdefault((tuple(words(place)), key), {})[id_] = None
        found = (combinations(ids, 2) for ids in alike.values() if len(ids) <= MANY)
        yield from dict.fromkeys(pair for pairs in found for pair in pairs)


def open_pairs(vault: Vault, pairs: Sequence[Pair]) -> list[Pair]:
    """Return the pairs whose records both exist and that no person marked as different."""
    live = record_lists.list_present(vault.con, dict.fromkeys(id_ for pair in pairs for id_ in pair))
    said = {name for name, _ in settings.list_settings(vault.con, SAID)}
    return [pair for pair in pairs if live.issuperset(pair) and _setting(*pair) not in said]


def find_like(vault: Vault, person: Record) -> list[Pair]:
    """Return the open pairs of one person with people whose names have the same words; the other person is first."""
    key = name_key(person.title)
    found = find_records(vault, Query("actor", person.title, limit=2 * MANY)) if key else []
    like = [one for one in found if one.id != person.id and name_key(one.title) == key]
    like = [one for one in like if not _contradict(_known(one), _known(person))]
    return open_pairs(vault, [(one.id, person.id) for one in like]) if len(like) < MANY else []


def _known(person: Record) -> Sequence[object]:
    return [person.fields.get(name) for name in store.CONTRADICTING]


def list_linking_records(vault: Vault, id_: bytes, roles: Sequence[str], most: int) -> list[bytes]:
    """Return records that link to this one in the roles, at most `most` for each: there can be thousands."""
    return [source for role in roles for source in links.list_sources(vault.con, id_, role, most)]


def _setting(one: bytes, other: bytes) -> str:
    first, second = sorted((one.hex(), other.hex()))
    return f"{SAID}{first}:{second}"


def mark_distinct(vault: Vault, one: str, other: str) -> Changed:
    """Remember that two records are different, so that they are not offered again."""
    vault.set(_setting(record_of(vault, one).id, record_of(vault, other).id), b"1")
    return Changed(frozenset({"distinct_pair"}))


def offer_again(vault: Vault, one: str, other: str) -> Changed:
    """Forget that two records were marked as different."""
    vault.forget(_setting(record_of(vault, one).id, record_of(vault, other).id))
    return Changed(frozenset({"distinct_pair"}))
