"""Count people killed, injured and missing, with a name and without, each once (docs/counting.md).

A person with a record counts once. An act with separate numbers says if these include the named people of the
incident. Acts with the same groups and the same status describe the same people; others describe more people.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence

from attrs import evolve, frozen

from app.domain import act_counts
from app.domain.act_counts import ActCount
from app.domain.acts.ages import find_age
from app.domain.acts.people_groups import FEMALE, GROUPS, MALE, POSSIBLE, add_ranges, read_groups
from app.domain.disclosure import Range

KILLED, INJURED, MISSING = "killed", "injured", "missing"
INCLUDES, BESIDES, UNSURE, GROUP = "includes", "besides", "unsure", "group"
"""The rules of a number: with the named people, in addition to them, not known; or the number of a recorded group."""
_KILLED = frozenset({"LIF1", "LIF2", "LIF3", "LIF4", "LIF5", "LIF6", "LIF7", "LIF9", "LIFA"})
_HURT, _TAKEN = frozenset({"INT1", "INT2"}), frozenset({"LIB3", "LIB4"})
Part = tuple[bytes, str]
"""An incident and a class, such as "killed"."""


@frozen
class Casualty:
    """Some people of one incident and class: one person with a record (`named`), or a number without names.

    `age` is as in `people_groups`. `acts` are the acts with this number; several can describe the same people. `among`
    are the named people who can be in this number, and `within` those who must be.
    """

    part: Part
    sex: str = ""
    age: str = ""
    status: str = ""
    named: bytes = b""
    number: Range = (1, 1)
    rule: str = ""
    acts: tuple[bytes, ...] = ()
    among: frozenset[bytes] = frozenset()
    within: frozenset[bytes] = frozenset()


@frozen
class CasualtyCount:
    """The number of named people, of other people, and of both together."""

    named: int
    others: Range
    both: Range


def outcomes(deed: ActCount) -> tuple[str, ...]:
    """Return the classes of the people of an act; killed people are in no other class."""
    core = deed.core.fields
    code, end = str(core.get("violation", "")), str(core.get("status_end", ""))
    if deed.first("act") is None:
        return ()
    if code in _KILLED or end == "0101":
        return (KILLED,)
    hurt = (INJURED,) if end.startswith("0102") or code in _HURT else ()
    return (*hurt, *((MISSING,) if code in _TAKEN or end == "0103" else ()))


def list_people(deeds: Iterable[ActCount], classes: Callable[[ActCount], Iterable[str]] = outcomes) -> list[Casualty]:
    """Return the people of some acts by incident and class."""
    parts: dict[Part, list[ActCount]] = {}
    for deed in deeds:
        for name in classes(deed):
            parts.setdefault((deed.parts["event"][0].id, name), []).append(deed)
    return [one for part, some in parts.items() for one in _list_part(part, some)]


def _list_part(part: Part, deeds: Sequence[ActCount]) -> list[Casualty]:
    found: dict[bytes, Casualty] = {}
    groups: dict[bytes, list[ActCount]] = {}
    numbers = list[ActCount]()
    for deed in deeds:
        victim, status = deed.first("victim"), str(deed.core.fields.get("casualty_status", ""))
        if victim is None:
            numbers.append(deed)
        elif victim.kind == "actor" and victim.fields.get("kind") in (None, "person"):
            sex, age = str(victim.fields.get("sex", "")), find_age(deed.core, deed.first("event"), victim)
            known = found.setdefault(victim.id, Casualty(part, sex, age, status, victim.id))
            found[victim.id] = evolve(known, age=known.age or age, status=known.status or status)
        elif victim.kind == "actor" and victim.fields.get("kind") != "organisation":
            groups.setdefault(victim.id, []).append(deed)
    whole = [Casualty(part, str(some[0].parts["victim"][0].fields.get("sex", "")), "",
                      str(some[0].core.fields.get("casualty_status", "")), b"", act_counts.victims(some), GROUP,
                      tuple(deed.core.id for deed in some)) for some in groups.values()]  # fmt: skip
    return [*found.values(), *whole, *place_named([*found.values()], _list_numbers(part, numbers))]


def place_named(named: Sequence[Casualty], numbers: Sequence[Casualty]) -> list[Casualty]:
    """Return numbers with the named people that each can include, by sex, age and status, and those that it must.

    If a person fits no number, each number can include this person.
    """
    open_ = [at for at, one in enumerate(numbers) if one.rule != BESIDES]
    fits = {who.named: [at for at in open_ if _fits(who, numbers[at])] or open_ for who in named}
    return [
        evolve(one, among=frozenset(who for who, places in fits.items() if at in places),
               within=frozenset(who for who, places in fits.items() if places == [at] and one.rule == INCLUDES))
        for at, one in enumerate(numbers)
    ]  # fmt: skip


def _fits(who: Casualty, number: Casualty) -> bool:
    same = ((who.sex if who.sex in (MALE, FEMALE) else "", number.sex), (who.age, number.age),
            (who.status, number.status))  # fmt: skip
    return all("" in pair or POSSIBLE in pair or pair[0] == pair[1] for pair in same)


def _list_numbers(part: Part, deeds: Sequence[ActCount]) -> list[Casualty]:
    """Return the numbers of acts without a victim; those with the same groups and status are one number."""
    same: dict[tuple[object, ...], list[tuple[ActCount, Mapping[str, Range]]]] = {}
    for deed in deeds:
        fields = deed.core.fields
        rows = dict(read_groups(fields.get("by_group")))
        least, most = fields.get("count_min"), fields.get("count_max")
        if not rows and isinstance(least if least is not None else most, int):
            rows = {"unknown": (least if isinstance(least, int) else 0, most if isinstance(most, int) else None)}
        if rows:
            key = (frozenset(rows), fields.get("casualty_status", ""))
            same.setdefault(key, []).append((deed, rows))
    return [one for some in same.values() for one in _merge(part, some)]


def _merge(part: Part, some: Sequence[tuple[ActCount, Mapping[str, Range]]]) -> Iterable[Casualty]:
    """Yield the rows of acts that describe the same people: from the least to the greatest number."""
    rules = {str(deed.core.fields.get("named", UNSURE)) for deed, _ in some}
    rule = rules.pop() if len(rules) == 1 else UNSURE
    status = str(some[0][0].core.fields.get("casualty_status", ""))
    acts = tuple(deed.core.id for deed, _ in some)
    for code in some[0][1]:
        ranges = [rows[code] for _, rows in some]
        highs = [high for _, high in ranges if high is not None]
        number = min(low for low, _ in ranges), max(highs) if len(highs) == len(ranges) else None
        yield Casualty(part, *GROUPS[code], status, b"", number, rule, acts)


def count(people: Iterable[Casualty]) -> CasualtyCount:
    """Return the number of people. A person named in two incidents counts once."""
    parts: dict[Part, list[Casualty]] = {}
    for one in people:
        parts.setdefault(one.part, []).append(one)
    each = [_count_part(some) for some in parts.values()]
    mentions = sum(named for named, _ in each)
    named = len({one.named for some in parts.values() for one in some if one.named})
    others, twice = add_ranges(rest for _, rest in each), mentions - named
    both = add_ranges((n + rest[0], None if rest[1] is None else n + rest[1]) for n, rest in each)
    return CasualtyCount(named, others, (both[0] - twice, None if both[1] is None else both[1] - twice))


def _count_part(some: Sequence[Casualty]) -> tuple[int, Range]:
    """Return for one incident and class the number of named people and that of the others.

    A number that includes the named people, or can include them, has at least so many other people fewer, also those
    of another column. No column has more than the whole.
    """
    people = {one.named for one in some if one.named}
    may, must = (people.union(*sets) for sets in zip(*((one.among, one.within) for one in some), strict=True))
    by = {rule: add_ranges(one.number for one in some if one.rule == rule)
          for rule in (INCLUDES, BESIDES, UNSURE, GROUP)}  # fmt: skip
    counted, open_ = by[INCLUDES], by[UNSURE]
    columns: dict[tuple[str, str], list[Casualty]] = {}
    for one in some:
        if one.rule in (INCLUDES, UNSURE):
            columns.setdefault((one.sex, one.age), []).append(one)
    least = [sum(one.number[0] for one in column) - len(frozenset().union(*(one.among for one in column)))
             for column in columns.values()]  # fmt: skip
    tops = [sum((one.number[1] or 0) for one in column if one.rule == INCLUDES)
            - len(frozenset().union(*(one.within for one in column))) for column in columns.values()]  # fmt: skip
    low = max(counted[0] + open_[0] - len(may), sum(max(n, 0) for n in least))
    high = None
    if counted[1] is not None and open_[1] is not None:
        high = max(max(counted[1] - len(must), *tops, 0) + open_[1], low)
    return len(people), add_ranges([(low, high), by[BESIDES], by[GROUP]])


def list_same(people: Iterable[Casualty]) -> list[tuple[bytes, ...]]:
    """Return the acts that describe the same people with other numbers."""
    return list(dict.fromkeys(one.acts for one in people if len(one.acts) > 1 and one.rule != GROUP))


def list_twice(people: Iterable[Casualty]) -> list[tuple[str, bytes]]:
    """Return each class and person that two incidents name."""
    found: dict[tuple[str, bytes], set[bytes]] = {}
    for one in people:
        if one.named:
            found.setdefault((one.part[1], one.named), set()).add(one.part[0])
    return [key for key, events in found.items() if len(events) > 1]
