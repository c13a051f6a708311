"""Counting what a vault holds: reads every act with what is linked to it, and counts by the rules of the domain."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice

from attrs import field, frozen

from app.actions.records import kind_named
from app.domain import counting as rules
from app.domain.counting import Deed, Key, Range
from app.domain.kind import Kind
from app.domain.kinds import KINDS
from app.domain.record import Record
from app.domain.verification import ACCEPTED
from app.errors import InputRefused
from app.phrase import Phrase
from app.store import verdicts
from app.store.records import load_rows
from app.store.schema import sort_range
from app.store.vault import Vault

AT_ONCE = 500
"""Ids in one query."""
PARTS: Mapping[str, tuple[str, ...]] = {
    "act": ("act",),
    "event": ("event",),
    "case": ("case",),
    "place": ("place",),
    "victim": ("actor", "organisation"),
    "involvement": ("involvement",),
    "perpetrator": ("actor", "organisation"),
}
"""The parts of a deed, and the kinds of record that may play each."""


@frozen
class Counted:
    """An answer: how many in all, by groups, and what was left out because it is not verified, with the reason."""

    unit: str
    total: Range
    groups: tuple[tuple[Key, Range], ...]
    rule: str
    left_out: tuple[tuple[Record, str], ...] = ()
    names: Mapping[str, str] = field(factory=dict)
    """Titles of the ids that stand in keys."""


def deeds(vault: Vault, events: Sequence[bytes] | None = None) -> list[Deed]:
    """Return the acts of some incidents, or of all, with the incidents that have none; acts newest first."""
    acts = _sources(vault, "act", "event", events)
    acts |= {event: [] for event in _all_events(vault) if event not in acts} if events is None else {}
    of_act = {act: event for event, found in acts.items() for act in found}
    linked = {role: _targets(vault, of_act, role) for role in ("victim", "place")}
    involved = _sources(vault, "involvement", "act", list(of_act))
    by = _targets(vault, [id_ for found in involved.values() for id_ in found], "perpetrator")
    where, cases = _targets(vault, acts, "place"), _targets(vault, acts, "case")
    ids: dict[bytes, None] = dict.fromkeys(of_act) | dict.fromkeys(acts)
    for groups in (*linked.values(), involved, by, where, cases):
        ids |= dict.fromkeys(id_ for found in groups.values() for id_ in found)
    here = _records(vault, ids)
    whole = {act: here[event] for act, event in of_act.items() if act in here and event in here}
    bare = [here[event] for event, found in acts.items() if not found and event in here]
    judged = verdicts.of_acts(
        vault.con, {act: ((event.id, event.fields), here[act].fields) for act, event in whole.items()}
    )
    judged |= verdicts.of_events(vault.con, {event.id: event.fields for event in bare})
    made = []
    for core, event in [*((act, event.id) for act, event in whole.items()), *((event.id, event.id) for event in bare)]:
        act = core if core in whole else b""
        parts = {
            "act": [act], "event": [event], "case": cases.get(event, []), "victim": linked["victim"].get(act, []),
            "place": linked["place"].get(act) or where.get(event, []), "involvement": involved.get(act, []),
            "perpetrator": [who for id_ in involved.get(act, ()) if id_ in here for who in by.get(id_, ())],
        }  # fmt: skip
        found = {part: tuple(here[id_] for id_ in dict.fromkeys(of) if id_ in here) for part, of in parts.items()}
        made.append(Deed(found, judged[core]))
    return made


def _all_events(vault: Vault) -> Iterator[bytes]:
    sql = "SELECT id FROM record WHERE sort BETWEEN ? AND ? AND removed = 0 ORDER BY sort DESC"
    return (bytes(row[0]) for row in vault.con.execute(sql, sort_range(KINDS["event"].number)))


def _parted(ids: Iterable[bytes]) -> Iterator[tuple[list[bytes], str]]:
    rest = iter(dict.fromkeys(ids))
    while some := list(islice(rest, AT_ONCE)):
        yield some, ",".join("?" * len(some))


def _sources(vault: Vault, kind: str, role: str, targets: Sequence[bytes] | None) -> dict[bytes, list[bytes]]:
    """Return by what they are a part of the records of a kind, newest first; of everything where `targets` is None."""
    sql = (
        "SELECT l.target, l.source FROM record r JOIN link l ON l.source = r.id AND l.role = ? AND l.removed = 0"
        " WHERE r.sort BETWEEN ? AND ? AND r.removed = 0"
    )
    found: dict[bytes, list[bytes]] = {}
    asked = [([], "")] if targets is None else _parted(targets)
    for some, marks in asked:
        only = f" AND l.target IN ({marks})" if marks else ""
        for target, source in vault.con.execute(
            f"{sql}{only} ORDER BY r.sort DESC", [role, *sort_range(KINDS[kind].number), *some]
        ):
            found.setdefault(bytes(target), []).append(bytes(source))
    return found


def _targets(vault: Vault, sources: Iterable[bytes], role: str) -> dict[bytes, list[bytes]]:
    found: dict[bytes, list[bytes]] = {}
    for some, marks in _parted(sources):
        sql = f"SELECT source, target FROM link WHERE source IN ({marks}) AND role = ? AND removed = 0"  # noqa: S608
        for source, target in vault.con.execute(sql, [*some, role]):
            found.setdefault(bytes(source), []).append(bytes(target))
    return found


def _records(vault: Vault, ids: Iterable[bytes]) -> dict[bytes, Record]:
    """Return the records with these ids that were not put aside."""
    found: dict[bytes, Record] = {}
    for some, marks in _parted(ids):
        sorts = vault.con.execute(f"SELECT sort FROM record WHERE id IN ({marks}) AND removed = 0", some)  # noqa: S608
        found |= {record.id: record for record in load_rows(vault.con, [row[0] for row in sorts])}
    return found


def count(
    vault: Vault,
    unit: str,
    by: Sequence[str] = (),
    where: Sequence[tuple[str, str]] = (),
    *,
    rule: str = "act",
    verified: bool = False,
) -> Counted:
    """Count events, acts, victims or perpetrators; see docs/counting.md. InputRefused names a path that is none."""
    if unit not in rules.UNITS:
        raise InputRefused(
            Phrase("{unit} is counted record by record, without rules.", unit=unit),
            Phrase("Units: {units}.", units=", ".join(rules.UNITS)),
        )
    paths = [_path(unit, name) for name in by]
    wanted = [(_path(unit, name), value) for name, value in where]
    known = deeds(vault)
    found = [deed for deed in known if all(_fits(deed, path, value) for path, value in wanted)]
    left_out = [deed for deed in found if verified and deed.verdict.code not in ACCEPTED]
    if verified:
        found = [deed for deed in found if deed.verdict.code in ACCEPTED]
    groups = [(key, rules.number(unit, some, rule)) for key, some in rules.grouped(found, paths).items()]
    groups.sort(key=lambda group: (-group[1][0], str(group[0])))
    return Counted(
        unit, rules.number(unit, found, rule), tuple(groups) if by else (), rules.RULES[rule],
        tuple((deed.core, deed.verdict.why) for deed in left_out),
        {r.id.hex(): r.title for deed in found for records in deed.parts.values() for r in records} if by else {},
    )  # fmt: skip


def _path(unit: str, name: str) -> str:
    """Return the whole path of a name: a field of what is counted or, where it has none, of the act or its incident."""
    if name in PARTS:
        return name
    part, dot, inner = name.partition(".")
    if dot and any(inner in kind.fields for kind in _kinds(part)):
        return name
    for whole in (unit, "act", "event"):
        if any(name in kind.fields for kind in _kinds(whole)):
            return f"{whole}.{name}"
    raise InputRefused(
        Phrase("There is nothing called {name} to count by.", name=name),
        Phrase(
            "Fields of {unit}, act or event; PART.FIELD; or a part alone: {parts}.", unit=unit, parts=", ".join(PARTS)
        ),
    )


def _kinds(part: str) -> list[Kind]:
    return [kind_named(name) for name in PARTS.get(part, ())]


def _fits(deed: Deed, path: str, value: str) -> bool:
    if "." not in path:
        names = {handle for record in deed.parts.get(path, ()) for handle in (record.ref, record.id.hex())}
        return value in names if value else not names
    return any(value == ("" if known is None else str(known)) for known in rules.values(deed, path))
