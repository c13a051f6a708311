"""Count the records of a vault: read every act with its linked records, and apply the rules of the domain."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import product

from attrs import field, frozen

from app.domain import act_counts as rules
from app.domain.act_counts import ActCount, Key, Range
from app.domain.fields import Value
from app.domain.kind import Kind
from app.domain.record import Record
from app.domain.verification import ACCEPTED
from app.errors import InputRefused
from app.phrase import Phrase
from app.store.records import links, record_lists, verification_status
from app.store.vault.open_vault import Vault

PARTS = ("act", "event", "case", "place", "victim", "involvement", "perpetrator")
"""The parts of a deed: kinds of record, and the roles of an act and an involvement that name people."""


@frozen
class Counted:
    """The answer to a count: the total, the groups, and the acts left out as unverified, with the reason."""

    unit: str
    total: Range
    groups: tuple[tuple[Key, Range], ...]
    rule: str
    left_out: tuple[tuple[Record, str], ...] = ()
    names: Mapping[str, str] = field(factory=dict)
    """Titles of the ids in the keys."""


def deeds(vault: Vault, events: Sequence[bytes] | None = None) -> list[ActCount]:
    """Return the acts of some incidents, or all acts and the incidents without one; acts newest first."""
    acts = _sources(vault, "act", "event", events)
    number = vault.kinds["event"].number
    everything = record_lists.list_ids(vault.con, number, newest_first=True) if events is None else ()
    acts |= {event: [] for event in everything if event not in acts}
    of_act = {act: event for event, found in acts.items() for act in found}
    linked = {role: _targets(vault, of_act, role) for role in ("victim", "place")}
    involved = _sources(vault, "involvement", "act", list(of_act))
    by = _targets(vault, [id_ for found in involved.values() for id_ in found], "perpetrator")
    where, cases = _targets(vault, acts, "place"), _targets(vault, acts, "case")
    ids: dict[bytes, None] = dict.fromkeys(of_act) | dict.fromkeys(acts)
    for groups in (*linked.values(), involved, by, where, cases):
        ids |= dict.fromkeys(id_ for found in groups.values() for id_ in found)
    here = record_lists.load_all(vault.con, ids)
    whole = {act: here[event] for act, event in of_act.items() if act in here and event in here}
    bare = [here[event] for event, found in acts.items() if not found and event in here]
    judged = verification_status.of_acts(
        vault.con, {act: ((event.id, event.fields), here[act].fields) for act, event in whole.items()}
    )
    judged |= verification_status.of_events(vault.con, {event.id: event.fields for event in bare})
    made = []
    for core, event in [*((act, event.id) for act, event in whole.items()), *((event.id, event.id) for event in bare)]:
        act = core if core in whole else b""
        parts = {
            "act": [act], "event": [event], "case": cases.get(event, []), "victim": linked["victim"].get(act, []),
            "place": linked["place"].get(act) or where.get(event, []), "involvement": involved.get(act, []),
            "perpetrator": [who for id_ in involved.get(act, ()) if id_ in here for who in by.get(id_, ())],
        }  # fmt: skip
        found = {part: tuple(here[id_] for id_ in dict.fromkeys(of) if id_ in here) for part, of in parts.items()}
        made.append(ActCount(found, judged[core]))
    return made


@frozen
class CountedRecord:
    """A record with its linked records by role."""

    record: Record
    linked: Mapping[str, tuple[Record, ...]]


def list_counted_records(vault: Vault, kind: str, *roles: str) -> list[CountedRecord]:
    """Return every record of a kind that is not removed, newest first, with its linked records in some roles."""
    rows = record_lists.list_kind(vault.con, vault.kinds[kind].number, newest_first=True)
    targets = {role: _targets(vault, [row.id for row in rows], role) for role in roles}
    named = (id_ for found in targets.values() for ids in found.values() for id_ in ids)
    here = record_lists.load_all(vault.con, named)
    return [
        CountedRecord(row, {role: tuple(here[id_] for id_ in found.get(row.id, ()) if id_ in here)
                   for role, found in targets.items()})
        for row in rows
    ]  # fmt: skip


def _sources(vault: Vault, kind: str, role: str, targets: Sequence[bytes] | None) -> dict[bytes, list[bytes]]:
    """Return the records of a kind by the record they link to, newest first; for all if `targets` is None."""
    found: dict[bytes, list[bytes]] = {}
    for source, target in links.list_pairs(vault.con, vault.kinds[kind].number, role, targets):
        found.setdefault(target, []).append(source)
    return found


def _targets(vault: Vault, sources: Iterable[bytes], role: str) -> dict[bytes, list[bytes]]:
    found: dict[bytes, list[bytes]] = {}
    for source, target in links.list_targets_of(vault.con, sources, role):
        found.setdefault(source, []).append(target)
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
    """Count events, acts, victims or perpetrators, or records of a kind by linked records; see docs/counting.md.

    Raises InputRefused for an unknown path.
    """
    if unit in vault.kinds and unit not in rules.UNITS and not verified and rule == "act":
        return _by_linked(vault, vault.kinds[unit], by, where)
    if unit not in rules.UNITS:
        raise InputRefused(
            Phrase("{unit} is counted record by record, without rules.", unit=unit),
            Phrase("Units: {units}.", units=", ".join(rules.UNITS)),
        )
    paths = [_path(vault, unit, name) for name in by]
    wanted = [(_path(vault, unit, name), value) for name, value in where]
    known = deeds(vault)
    found = [deed for deed in known if all(_fits(deed, path, value) for path, value in wanted)]
    left_out = [deed for deed in found if verified and deed.verdict.code not in ACCEPTED]
    if verified:
        found = [deed for deed in found if deed.verdict.code in ACCEPTED]
    groups = [(key, rules.number(unit, some, rule)) for key, some in rules.group_acts(found, paths).items()]
    groups.sort(key=lambda group: (-group[1][0], str(group[0])))
    return Counted(
        unit, rules.number(unit, found, rule), tuple(groups) if by else (), rules.RULES[rule],
        tuple((deed.core, deed.verdict.why) for deed in left_out),
        {r.id.hex(): r.title for deed in found for records in deed.parts.values() for r in records} if by else {},
    )  # fmt: skip


def _path(vault: Vault, unit: str, name: str) -> str:
    """Return the full path of a name: a field of the counted unit, otherwise of the act or its incident."""
    if name in PARTS:
        return name
    part, dot, inner = name.partition(".")
    if dot and any(inner in kind.fields for kind in _kinds(vault, part)):
        return name
    for whole in (unit, "act", "event"):
        if any(name in kind.fields for kind in _kinds(vault, whole)):
            return f"{whole}.{name}"
    raise InputRefused(
        Phrase("There is nothing called {name} to count by.", name=name),
        Phrase(
            "Fields of {unit}, act or event; PART.FIELD; or a part alone: {parts}.", unit=unit, parts=", ".join(PARTS)
        ),
    )


def _kinds(vault: Vault, part: str) -> list[Kind]:
    if part not in PARTS:
        return []
    roles = (role for kind in (vault.kinds["act"], vault.kinds["involvement"]) if (role := kind.role(part)))
    return [vault.kinds[part]] if part in vault.kinds else [vault.kinds[name] for role in roles for name in role.to]


def _fits(deed: ActCount, path: str, value: str) -> bool:
    if "." not in path:
        names = {handle for record in deed.parts.get(path, ()) for handle in (record.ref, record.id.hex())}
        return value in names if value else not names
    return any(value == ("" if known is None else str(known)) for known in rules.values(deed, path))


def _by_linked(vault: Vault, kind: Kind, by: Sequence[str], where: Sequence[tuple[str, str]]) -> Counted:
    """Count records of a kind by their fields and by ROLE.FIELD of linked records, each once in each group.

    A field that a contact does not have is read from the person that the contact is in the records.
    """
    paths = {name: _linked_path(vault, kind, name) for name in (*by, *(name for name, _ in where))}
    found = list_counted_records(vault, kind.name, *dict.fromkeys(role for role, _ in paths.values() if role))
    persons = {row.record.id: row.linked["actor"][:1] for row in list_counted_records(vault, "contact", "actor")}

    def values(row: CountedRecord, name: str) -> list[Value | None]:
        role, inner = paths[name]
        said = [v for one in (row.linked[role] if role else (row.record,)) for v in _said(one, inner, persons)]
        return list(dict.fromkeys(said)) or [None]

    rows = [
        row for row in found
        if all(any(("" if v is None else str(v)) == value for v in values(row, name)) for name, value in where)
    ]  # fmt: skip
    groups: dict[Key, int] = {}
    for row in rows:
        for key in product(*(values(row, name) for name in by)):
            groups[key] = groups.get(key, 0) + 1
    ordered = sorted(groups.items(), key=lambda group: (-group[1], str(group[0])))
    return Counted(
        kind.name, (len(rows), len(rows)), tuple((key, (n, n)) for key, n in ordered) if by else (),
        Phrase("Each record counts once in each of its groups."),
    )  # fmt: skip


def _linked_path(vault: Vault, kind: Kind, name: str) -> tuple[str, str]:
    """Return the role and the field of a path; the role is empty for a field of the record itself."""
    role, dot, inner = name.partition(".")
    if not dot and name in kind.fields:
        return "", name
    known = kind.role(role)
    to = (*(known.to if known and dot else ()), *(("actor",) if known and "contact" in known.to else ()))
    if not any(inner in vault.kinds[one].fields for one in to):
        raise InputRefused(
            Phrase("There is nothing called {name} to count by.", name=name),
            Phrase(
                "Fields of {kind}, or ROLE.FIELD: {roles}.", kind=kind.name, roles=", ".join(r.name for r in kind.roles)
            ),
        )
    return role, inner


def _said(record: Record, name: str, persons: Mapping[bytes, Sequence[Record]]) -> list[Value]:
    person = persons.get(record.id, ())
    value = record.fields.get(name) if name in record.fields or not person else person[0].fields.get(name)
    return list(value) if isinstance(value, list) else [] if value is None else [value]
