"""Records that may tell of the same person or incident: offered as a question, never put together by themselves.

People are alike when the same words make their names and nothing that is known of both contradicts it; incidents, when
day and place are the same and so is a victim. A name that stands for no name ("Name withheld by police", "unknown")
is nobody's: it is never a reason, and neither is one that more than `MANY` people have.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

from attrs import frozen

from app.actions.changed import Changed
from app.actions.records import record_of, writing
from app.domain.fields import Value
from app.domain.fold import words
from app.domain.kinds import KINDS
from app.domain.record import Record
from app.errors import InputRefused
from app.phrase import Phrase
from app.store import records as store
from app.store.schema import sort_range
from app.store.vault import Vault

MANY = 4
"""Most people of one name who are offered; more of them have no name but a word that stands for one."""
SAME = ("sex", "age_group", "region", "kind")
"""Fields that speak against it where both are known and differ."""
_NAMELESS = frozenset((
    "withheld", "unknown", "unidentified", "unnamed", "anonymous", "undisclosed", "redacted", "unreleased", "none",
    "na", "tbd", "nn", "inconnu", "inconnue", "anonyme", "desconocido", "desconocida", "anonimo", "anonima",
    "مجهول", "مجهوله", "مجهولون",
))  # fmt: skip
"""Words, as `fold` leaves them, that say that a name is not told."""
_NO_NAME = (("not", "known"), ("no", "name"), ("not", "released"), ("not", "named"), ("non", "identifie"))
DISTINCT = "distinct:{one}:{other}"
"""Setting of the vault: a person said that these two are not the same."""


@frozen
class Moved:
    """What was done to make one record of two, so that it can be taken back: links moved, links and fields taken."""

    kept: bytes
    other: bytes
    moved: Sequence[tuple[bytes, str, bool]]
    taken: Sequence[tuple[str, bytes]]
    fields: Sequence[str]


def name_key(name: str) -> tuple[str, ...]:
    """Return the words of a name in any order and spelling; nothing for one that stands for no name."""
    found = sorted(set(words(name)))
    bare = set(found)
    untold = bool(bare & _NAMELESS) or any(bare >= set(pair) for pair in _NO_NAME)
    return () if untold or all(word.isdigit() or len(word) == 1 for word in found) else tuple(found)


def pairs(vault: Vault) -> list[tuple[Record, Record]]:
    """Return who and what may be the same, people first; what a person said is not the same is left out."""
    found = [*_people(vault), *_incidents(vault)]
    said = {row[0] for row in vault.con.execute("SELECT name FROM meta WHERE name LIKE 'distinct:%'")}
    return [(one, other) for one, other in found if _setting(one.id, other.id) not in said]


def _setting(one: bytes, other: bytes) -> str:
    first, second = sorted((one.hex(), other.hex()))
    return DISTINCT.format(one=first, other=second)


def _people(vault: Vault) -> Iterator[tuple[Record, Record]]:
    groups: dict[tuple[str, ...], list[bytes]] = {}
    rows = vault.con.execute(
        "SELECT id, json_extract(body, '$.alias') FROM record WHERE sort BETWEEN ? AND ? AND removed = 0",
        sort_range(KINDS["actor"].number),
    )
    for id_, alias in rows.fetchall():
        groups.setdefault(name_key(str(alias or "")), []).append(bytes(id_))
    for key, ids in groups.items():
        if key and 1 < len(ids) <= MANY:
            people = [record for id_ in ids if (record := store.load(vault.con, id_)) is not None]
            yield from (pair for pair in combinations(people, 2) if not _contradict(*pair))


def _contradict(one: Record, other: Record) -> bool:
    return any(name in one.fields and name in other.fields and one.fields[name] != other.fields[name] for name in SAME)


def _incidents(vault: Vault) -> Iterator[tuple[Record, Record]]:
    groups: dict[tuple[int, tuple[str, ...]], list[bytes]] = {}
    rows = vault.con.execute(
        "SELECT e.id, e.sort >> 36, p.title FROM record e JOIN link l ON l.source = e.id AND l.role = 'place'"
        " AND l.removed = 0 JOIN record p ON p.id = l.target AND p.removed = 0 WHERE e.sort BETWEEN ? AND ?"
        " AND e.removed = 0 AND length(json_extract(e.body, '$.date_start')) >= 10",
        sort_range(KINDS["event"].number),
    )
    for id_, day, place in rows.fetchall():
        groups.setdefault((day, tuple(words(place))), []).append(bytes(id_))
    for ids in groups.values():
        if len(ids) > 1:
            victims = {id_: _victims(vault, id_) for id_ in ids}
            for one, other in combinations(ids, 2):
                if victims[one] & victims[other]:
                    yield record_of(vault, one.hex()), record_of(vault, other.hex())


def _victims(vault: Vault, event: bytes) -> set[tuple[str, ...]]:
    rows = vault.con.execute(
        "SELECT v.title FROM link a JOIN link l ON l.source = a.source AND l.role = 'victim' AND l.removed = 0"
        " JOIN record v ON v.id = l.target WHERE a.target = ? AND a.role = 'event' AND a.removed = 0",
        (event,),
    )
    return {key for (title,) in rows.fetchall() if (key := name_key(title))}


def distinct(vault: Vault, one: str, other: str) -> Changed:
    """Remember that two are not the same: they are not offered again."""
    vault.set(_setting(record_of(vault, one).id, record_of(vault, other).id), b"1")
    return Changed()


def offer_again(vault: Vault, one: str, other: str) -> Changed:
    """Forget that a person said so."""
    with vault.transaction() as con:
        con.execute("DELETE FROM meta WHERE name = ?", (_setting(bytes.fromhex(one), bytes.fromhex(other)),))
    return Changed()


def join(vault: Vault, keep: str, other: str) -> Moved:
    """Make one of two: all that names the other names the kept one now, which takes what it did not know itself.

    The other is put aside, nothing of it is destroyed. Raises InputRefused for two kinds.
    """
    kept, gone = record_of(vault, keep), record_of(vault, other)
    if kept.kind != gone.kind or kept.id == gone.id:
        raise InputRefused(Phrase("{one} and {other} cannot be the same.", one=kept.ref, other=gone.ref))
    kind, moved, taken = KINDS[kept.kind], [], []
    with writing(vault) as writer:
        for id_, source, role in _links_to(vault, gone.id):
            had = any(row.role == role and row.target == kept.id for row in store.links_of(vault.con, source))
            writer.unlink(id_)
            writer.link(source, role, kept.id)
            moved.append((source, role, had))
        mine = store.links_of(vault.con, kept.id)
        for link in store.links_of(vault.con, gone.id):
            role_ = kind.role(link.role)
            here = [row.target for row in mine if row.role == link.role]
            if role_ is not None and link.target not in here and (role_.many or not here):
                writer.link(kept.id, link.role, link.target)
                taken.append((link.role, link.target))
        fresh: Mapping[str, Value] = {name: value for name, value in gone.fields.items() if name not in kept.fields}
        writer.edit(kept, fresh, fresh)
        writer.set_removed(gone, True)
    return Moved(kept.id, gone.id, tuple(moved), tuple(taken), tuple(fresh))


def part_again(vault: Vault, moved: Moved) -> Changed:
    """Make two of one again, as they were."""
    kept, other = record_of(vault, moved.kept.hex()), record_of(vault, moved.other.hex())
    with writing(vault) as writer:
        writer.set_removed(other, False)
        for source, role, had in moved.moved:
            if not had:
                _unlink(vault, writer, source, role, kept.id)
            writer.link(source, role, other.id)
        for role, target in moved.taken:
            _unlink(vault, writer, kept.id, role, target)
        writer.edit(kept, {}, moved.fields)
    return Changed(frozenset({kept.kind}), (kept.id, other.id))


def _links_to(vault: Vault, id_: bytes) -> list[tuple[bytes, bytes, str]]:
    rows = vault.con.execute("SELECT id, source, role FROM link WHERE target = ? AND removed = 0", (id_,)).fetchall()
    return [(bytes(link), bytes(source), str(role)) for link, source, role in rows]


def _unlink(vault: Vault, writer: store.Writer, source: bytes, role: str, target: bytes) -> None:
    for link in store.links_of(vault.con, source):
        if (link.role, link.target) == (role, target):
            writer.unlink(link.id)
