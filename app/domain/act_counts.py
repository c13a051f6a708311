"""Count events, acts, victims and perpetrators: four different numbers (docs/counting.md).

The smallest unit is one act against one victim (Ball; HURIDOCS). A person or group is recorded once and found again by
its links, so a victim of four acts is one victim. A group is a range of people, and ranges stay ranges. Missing values
stay blank and are never counted as "unknown".
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import product
from typing import Final

from attrs import frozen

from app.domain.fields import Value
from app.domain.record import Record
from app.domain.verification import VerificationStatus
from app.phrase import Phrase

Range = tuple[int, int | None]
"""The lower and the upper limit; None if the upper one is unknown."""
Key = tuple[Value | None, ...]
"""The values that a group has in common; None for a blank one."""


@frozen
class ActCount:
    """One act with its related records and its verification status.

    Parts: act, event, case, place, victim, involvement, perpetrator. An incident before its first recorded act is a
    deed without the part "act": it counts only as an incident.
    """

    parts: Mapping[str, tuple[Record, ...]]
    verdict: VerificationStatus

    def first(self, part: str) -> Record | None:
        """Return the first record of a part, or None."""
        return next(iter(self.parts.get(part, ())), None)

    @property
    def core(self) -> Record:
        """Return the act or, if none is recorded, the incident."""
        return (*self.parts.get("act", ()), *self.parts["event"])[0]


RULES: Final[Mapping[str, str]] = {
    "act": Phrase("An act with all its methods is one act."),
    "method": Phrase("Each method of an act is an act."),
}
"""Counting rules for acts (HURIDOCS has the first rule), in the text that is shown with every number."""
UNITS: Final = ("event", "act", "victim", "perpetrator")


def _acts(deed: ActCount, rule: str) -> int:
    act = deed.first("act")
    methods = act.fields.get("method") if act and rule == "method" else None
    return len(methods) if isinstance(methods, list) and methods else int(act is not None)


def _number(record: Record, name: str) -> int | None:
    value = record.fields.get(name)
    return value if isinstance(value, int) else None


def people(victim: Record) -> Range:
    """Return the number of people of a victim: one, the range of a group, or one body for an organisation."""
    least, most = _number(victim, "size_min"), _number(victim, "size_max")
    if victim.kind != "actor" or victim.fields.get("kind") == "organisation":
        return 1, 1
    if least is None and most is None and victim.fields.get("kind") in (None, "person"):
        return 1, 1
    return least if least is not None else 1, most


def _struck(deed: ActCount, whole: Range) -> Range:
    """Return the number of people that an act struck: the act's own numbers, or else `whole`."""
    least, most = _number(deed.core, "count_min"), _number(deed.core, "count_max")
    if least is None and most is None:
        return whole
    return least or 0, most if most is not None else whole[1]


def _one_victim(deeds: Sequence[ActCount], whole: Range) -> Range:
    """Return the number of people of one victim that some acts struck, each counted once.

    Acts against parts of a group can have struck the same people or others. The result is at least the largest part, at
    most all parts together, and never more than the group.
    """
    parts = [_struck(deed, whole) for deed in deeds]
    most: int | None = 0
    for part in parts:
        most = None if most is None or part[1] is None else most + part[1]
    if whole[1] is not None:
        most = whole[1] if most is None else min(most, whole[1])
    least = max(part[0] for part in parts)
    return least, most if most is None else max(least, most)


def victims(deeds: Iterable[ActCount]) -> Range:
    """Return the number of people that some acts struck, each counted once for all acts.

    An act without a victim's record but with numbers counts as a separate group. An act that has neither adds 0.
    """
    by_victim: dict[bytes, tuple[Range, list[ActCount]]] = {}
    for deed in deeds:
        victim = deed.first("victim")
        if victim is not None:
            by_victim.setdefault(victim.id, (people(victim), []))[1].append(deed)
        elif _struck(deed, (0, 0)) != (0, 0):
            by_victim[deed.core.id] = ((0, _number(deed.core, "count_max")), [deed])
    least, most = 0, 0
    open_ = False
    for whole, struck in by_victim.values():
        low, high = _one_victim(struck, whole)
        least += low
        most += high or 0
        open_ = open_ or high is None
    return least, None if open_ else most


def number(unit: str, deeds: Sequence[ActCount], rule: str = "act") -> Range:
    """Return the number of events, acts, victims or perpetrators in some acts."""
    if unit == "victim":
        return victims(deeds)
    if unit == "act":
        n = sum(_acts(deed, rule) for deed in deeds)
    else:
        n = len({record.id for deed in deeds for record in deed.parts.get(unit, ())})
    return n, n


def values(deed: ActCount, path: str) -> list[Value | None]:
    """Return the values of an act at a path: "victim.sex", or the ids of a part ("perpetrator"); blank is None."""
    part, _, name = path.partition(".")
    records = deed.parts.get(part, ())
    if not name:
        return [record.id.hex() for record in records] or [None]
    found: list[Value | None] = []
    for record in records:
        value = record.verdict or None if name == "verification" else record.fields.get(name)
        found += value if isinstance(value, list) else [] if value is None else [value]
    return list(dict.fromkeys(found)) or [None]


def group_acts(deeds: Iterable[ActCount], paths: Sequence[str]) -> dict[Key, list[ActCount]]:
    """Group acts by their values at some paths; an act with two values at one is in both groups, once in each."""
    groups: dict[Key, list[ActCount]] = {}
    for deed in deeds:
        for key in product(*(values(deed, path) for path in paths)):
            groups.setdefault(key, []).append(deed)
    return groups


@frozen(eq=False)
class Matrix:
    """A table of acts with a row for each victim and a column for each perpetrator; "" is an unknown one.

    A column is a perpetrator's id in hex or, if no perpetrator is named, "type:" and the code of the involvement.
    `names` has the title of every id.
    """

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: Mapping[tuple[str, str], tuple[ActCount, ...]]
    names: Mapping[str, str]

    def acts(self, side: int) -> Mapping[str, set[bytes]]:
        """Return the ids of the acts of each row (side 0) or column (1); an act of two perpetrators is in two."""
        found: dict[str, set[bytes]] = {}
        for at, deeds in self.cells.items():
            found.setdefault(at[side], set()).update(deed.core.id for deed in deeds)
        return found


def matrix(deeds: Sequence[ActCount]) -> Matrix:
    """Return the matrix of some acts: the rows and columns with most acts first, unknown people last."""
    cells: dict[tuple[str, str], list[ActCount]] = {}
    for deed in deeds:
        victim = deed.first("victim")
        for column in _by_whom(deed) if deed.first("act") else ():
            cells.setdefault((victim.id.hex() if victim else "", column), []).append(deed)
    names = {
        record.id.hex(): record.title
        for deed in deeds
        for part in ("victim", "perpetrator")
        for record in deed.parts.get(part, ())
    }

    def order(side: int) -> tuple[str, ...]:
        counts: dict[str, int] = {}
        for at, found in cells.items():
            counts[at[side]] = counts.get(at[side], 0) + len(found)
        return tuple(sorted(counts, key=lambda key: (not key, -counts[key], names.get(key, key))))

    return Matrix(order(0), order(1), {at: tuple(found) for at, found in cells.items()}, names)


def _by_whom(deed: ActCount) -> list[str]:
    named = [record.id.hex() for record in deed.parts.get("perpetrator", ())]
    types = [f"type:{code}" for code in values(deed, "involvement.type") if code is not None]
    return list(dict.fromkeys(named or types)) or [""]
