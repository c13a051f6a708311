"""Find acts that might belong together: rules R1 to R10 of the pattern finder. Pure.

The result is a question to a person, never a finding. An incident counts once for each rule and key, because its acts
are no separate attacks. Acts without an exact day are left out: months would make false clusters on their first day.
"""

import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from itertools import chain
from typing import NamedTuple

from attrs import field, frozen

from app.domain.search_normalisation import fold
from app.phrase import Phrase

ENOUGH, LIMIT = 4, 0.05
"""The least number of incidents, and the highest chance, for a question of a counted rule."""
BEFORE, AFTER, WARNINGS = 180, 60, 3
"""Days before a serious act, days after a statement, and the least number of lighter incidents before a serious one."""
_LEAST = 0.1
"""The smallest usual number with an exact figure."""
SERIOUS = 4
"""The first step of a serious act (hurt, arrested); see the list `violation`."""
RULE = Phrase(
    "Amparo asks about {enough} or more incidents in a window of days that are more than chance. Chance assumes that "
    "reports come evenly over time. Rules for plates, statements and escalation need no such test.", enough=ENOUGH,
)  # fmt: skip
"""The rule as people read it."""


@frozen(eq=False)
class PatternAct:
    """An act with an exact day (an ordinal). `victims` are people and their organisations, `area` is a district.

    `quarter` of the day is 0 to 3, or None. `step` is that of its violation.
    """

    id: bytes
    event: bytes
    day: int
    step: int = 0
    methods: tuple[str, ...] = ()
    victims: tuple[str, ...] = ()
    doers: tuple[str, ...] = ()
    contexts: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    area: str = ""
    quarter: int | None = None


class Statement(NamedTuple):
    """A hostile statement: its day, and the people and organisations that it names."""

    day: int
    names: tuple[str, ...]


@frozen(eq=False)
class PatternReason:
    """The acts that one rule found with one key, in order of time. `expected` is the usual number; 0: not counted."""

    rule: str
    key: tuple[str, ...]
    acts: tuple[PatternAct, ...]
    expected: float = 0.0

    @property
    def incidents(self) -> int:
        """Return the number of incidents."""
        return len({act.event for act in self.acts})

    @property
    def days(self) -> int:
        """Return the days from the first act to the last one, both counted."""
        return self.acts[-1].day - self.acts[0].day + 1


@frozen(eq=False)
class Question:
    """Acts that might belong together, in order of time, and the reasons to ask; the first one is said first."""

    reasons: tuple[PatternReason, ...]
    acts: tuple[PatternAct, ...] = field(init=False)

    @acts.default
    def _acts(self) -> tuple[PatternAct, ...]:
        return _in_order(chain.from_iterable(one.acts for one in self.reasons))

    @property
    def id(self) -> str:
        """Return a short name; it changes with a new act."""
        said = b"".join(sorted(act.id for act in self.acts))
        return f"{self.reasons[0].rule}-{sha256(said).hexdigest()[:8]}"


Keyed = Callable[[PatternAct], Iterable[tuple[str, ...]]]
_COUNTED: Mapping[str, tuple[tuple[int, ...], Keyed]] = {
    "r1": ((28, 56, 180), lambda act: ((one,) for one in act.doers)),
    "r2": ((56,), lambda act: ((one, by) for one in act.doers for by in act.methods)),
    "r3": ((56,), lambda act: ((one, act.area) for one in act.doers if act.area)),
    "r4": ((28,), lambda act: ((by, act.area) for by in act.methods if act.area)),
    "r5": ((28,), lambda act: [(act.area, str(act.quarter))] if act.area and act.quarter is not None else []),
    "r6": ((180,), lambda act: ((one,) for one in act.victims)),
    "r10": ((180,), lambda act: ((one,) for one in act.contexts)),
}
"""The windows and the keys of each rule with a test of chance."""
COUNTED = frozenset(_COUNTED)
"""The rules with a usual number."""
RULES = ("r1", "r2", "r3", "r4", "r5", "r6", "r7", "r8", "r9", "r10")
"""Every rule, in the order in which reasons are said."""


def run_rule(rule: str, acts: Sequence[PatternAct], statements: Sequence[Statement] = ()) -> list[PatternReason]:
    """Return what one rule finds in the acts of a vault."""
    if rule in _COUNTED:
        return _count(rule, *_COUNTED[rule], acts)
    if rule == "r7":
        marked = _group(acts, lambda act: ((one,) for one in act.marks)).items()
        return [PatternReason(rule, key, found) for key, found in marked if len({act.event for act in found}) > 1]
    return list(chain.from_iterable(
        _joined(rule, key, _after(found, statements, key[0]) if rule == "r8" else _rising(found))
        for key, found in _group(acts, lambda act: ((one,) for one in act.victims if act.step)).items()
    ))  # fmt: skip


def ask(reasons: Iterable[PatternReason]) -> list[Question]:
    """Join reasons with four of five acts in common, and return the questions, the newest first."""
    groups: list[list[PatternReason]] = []
    for one in sorted(reasons, key=lambda one: (RULES.index(one.rule), -len(one.acts), one.key)):
        near = next((group for group in groups if _is_near(group[0], one)), None)
        if near is None:
            groups.append([one])
        else:
            near.append(one)
    return sorted((Question(tuple(group)) for group in groups), key=lambda one: (-one.acts[-1].day, one.id))


def compute_tail(rate: float, least: int) -> float:
    """Return the chance of `least` or more if `rate` is usual (Poisson)."""
    if least <= 0:
        return 1.0
    term, total, n = math.exp(least * math.log(rate) - rate - math.lgamma(least + 1)), 0.0, least
    while term > total * 1e-12:
        total += term
        n += 1
        term *= rate / n
    return min(total, 1.0)


_ARABIC = "[\u0621-\u064a]"
_PART = rf"(?:[A-Z]{{1,4}}|(?<!{_ARABIC}){_ARABIC}(?!{_ARABIC})|\d{{1,5}})"
_MARK = re.compile(rf"(?<![^\W_])(?:{_PART}(?:[ .-]?{_PART})+|[^\W_]{{6,}})(?![^\W_])")


def find_marks(text: str) -> tuple[str, ...]:
    """Return the plates and other marks in a text, folded: six or more signs with three or more digits and a letter.

    A word before a year is no mark.
    """
    found = (fold("".join(part for part in said if part.isalnum())) for said in _MARK.findall(text))
    kept = (one for one in found if len(one) >= 6 and sum(map(str.isdigit, one)) >= 3 and not one.isdigit()
            and not re.fullmatch(r"\D*(?:19|20)\d\d", one))  # fmt: skip
    return tuple(dict.fromkeys(kept))


def _in_order(acts: Iterable[PatternAct]) -> tuple[PatternAct, ...]:
    return tuple(sorted(dict.fromkeys(acts), key=lambda act: (act.day, act.id)))


def _is_near(one: PatternReason, other: PatternReason) -> bool:
    common = len({*one.acts} & {*other.acts})
    return common * 5 >= max(len(one.acts), len(other.acts)) * 4


def _group(acts: Iterable[PatternAct], keys: Keyed) -> dict[tuple[str, ...], tuple[PatternAct, ...]]:
    groups: dict[tuple[str, ...], list[PatternAct]] = {}
    for act in acts:
        for key in dict.fromkeys(keys(act)):
            groups.setdefault(key, []).append(act)
    return {key: _in_order(found) for key, found in groups.items()}


def _count(rule: str, windows: Sequence[int], keys: Keyed, acts: Sequence[PatternAct]) -> list[PatternReason]:
    """Return the acts of each key that are more in a window than chance explains."""
    groups = _group(acts, keys)
    span = max((act.day for act in acts), default=0) - min((act.day for act in acts), default=0) + 1
    tests, found = len(groups) * len(windows), list[PatternReason]()
    for key, some in groups.items():
        days: dict[bytes, int] = {}
        for act in some:
            days.setdefault(act.event, act.day)
        ordered, taken = sorted(days.values()), set[int]()
        for _, low, high, window in sorted(_scan(ordered, windows, span, tests)):
            if not taken & {*range(low, high)}:
                taken |= {*range(low, high)}
                inside = tuple(act for act in some if ordered[low] <= days[act.event] <= ordered[high - 1])
                found.append(PatternReason(rule, key, inside, len(days) * window / span))
    return found


def _scan(days: Sequence[int], windows: Sequence[int], span: int, tests: int) -> Iterator[tuple[float, int, int, int]]:
    """Yield the chance, the range and the window of each run of days that is rare."""
    for window in windows:
        high = 0
        for low in range(len(days) - ENOUGH + 1):
            high = max(high, low)
            while high < len(days) and days[high] - days[low] < window:
                high += 1
            if high - low >= ENOUGH:
                chance = compute_tail(len(days) * window / span, high - low - 1) * len(days) * tests
                if chance < LIMIT:
                    yield chance, low, high, window


def _after(acts: Sequence[PatternAct], statements: Sequence[Statement], name: str) -> Iterator[list[PatternAct]]:
    """Yield the acts against somebody in the days after each statement that names them."""
    for said in statements:
        if name in said.names:
            yield [act for act in acts if 0 <= act.day - said.day <= AFTER]


def _rising(acts: Sequence[PatternAct]) -> Iterator[list[PatternAct]]:
    """Yield each serious act with the lighter ones before it, if they come from enough incidents."""
    for at, act in enumerate(acts):
        if act.step >= SERIOUS:
            light = [one for one in acts[:at] if one.step < SERIOUS and act.day - one.day <= BEFORE]
            if len({one.event for one in light} - {act.event}) >= WARNINGS:
                yield [*light, act]


def _joined(rule: str, key: tuple[str, ...], runs: Iterable[Sequence[PatternAct]]) -> Iterator[PatternReason]:
    """Yield the runs of one key as reasons; those with an act in common are one."""
    groups: list[set[PatternAct]] = []
    for run in filter(None, runs):
        mine = {*run}
        for other in [one for one in groups if one & mine]:
            groups.remove(other)
            mine |= other
        groups.append(mine)
    yield from (PatternReason(rule, key, _in_order(group)) for group in groups)


def share_days(days: Sequence[int | None]) -> tuple[float, ...]:
    """Return the place of each day on a line of time, 0 to 1; empty with an unknown day, or without two different ones.

    The days are in order.
    """
    known = [day for day in days if day is not None]
    if len(known) < len(days) or len({*known}) < 2:
        return ()
    return tuple(round((day - known[0]) / (known[-1] - known[0]), 3) for day in known)


def say_usual(expected: float) -> str:
    """Return the usual number of a counted rule in words: never as zero."""
    return f"{expected:.1f}" if expected >= _LEAST / 2 else Phrase("below {least}", least=str(_LEAST))


STEPS: Mapping[int, Phrase] = {
    1: Phrase("1: watched or smeared"), 2: Phrase("2: threatened"), 3: Phrase("3: raided, sued, robbed or barred"),
    4: Phrase("4: hurt, arrested or abducted"), 5: Phrase("5: killed, tortured or disappeared"),
}  # fmt: skip
"""The steps of an attack on a person in words."""
