"""Early warning: compute the level of an area from its indicators, by readable rules (domain.md C06, 10.5.8).

An observation counts on its own day and on the next days of the rule's window. "3 or more within 14 days" seen on the
1st still counts on the 14th, but not on the 15th. Observations of an unreliable or likely unreliable source are
ignored. So are observations with more possible days than the window has. Days are ordinals (`datetime.date.toordinal`).
An area has the observations of every area in it.
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from itertools import accumulate

from attrs import frozen

from app.domain.areas import WORDS, AreaTree
from app.domain.fields import Value
from app.domain.moment import parse_moment
from app.phrase import Phrase

LEVELS = ("none", "low", "elevated", "high", "imminent")
"""Levels, the lowest first (code list threat_level)."""
CALM = "none"
UNRELIABLE = frozenset({"04", "05"})
"""Reliability codes of observations that are stored but do not count."""
DAYS = 14
"""Days of a window that has no given length."""


def height(level: str) -> int:
    """Return the rank of a level; an unknown level is the lowest."""
    return LEVELS.index(level) if level in LEVELS else 0


def highest_level(levels: Iterable[str]) -> str:
    """Return the highest of some levels: the level of an area is the highest of its indicators."""
    return max(levels, key=height, default=CALM)


@frozen
class ObservationInput:
    """An observation for a rule: its area, its first and last possible day, and its amount.

    `value` is None if it counts as one.
    """

    area: str
    first: int
    last: int
    value: float | None = None
    source: str = ""
    reliability: str = ""

    @property
    def amount(self) -> Fraction:
        """Return the amount that it adds to a sum, exactly as it was written: tenths add up."""
        return Fraction(1) if self.value is None else Fraction(str(self.value))

    @property
    def reliable(self) -> bool:
        """Return True if its source is reliable; a missing code counts as reliable."""
        return self.reliability not in UNRELIABLE


def read_observation(fields: Mapping[str, Value], area: str) -> ObservationInput | None:
    """Return an observation for a rule from its fields, or None if the date is missing."""
    if "date" not in fields:
        return None
    moment, value = parse_moment(str(fields["date"])), fields.get("value")
    number = float(value) if isinstance(value, int | float) else None
    return ObservationInput(
        area, moment.first_day, moment.last_day, number, str(fields.get("source", "")),
        str(fields.get("reliability", "")),
    )  # fmt: skip


@frozen
class WarningRule:
    """The condition for the level `level` of an area: a number of observations, a value, or a rise over a window.

    `within` is days. `areas` and `sources` limit the observations if they are given. From the day `ended` on the rule
    is never met. `tree` compares the areas.
    """

    kind: str
    threshold: float
    within: int
    level: str
    areas: tuple[str, ...] = ()
    sources: frozenset[str] = frozenset()
    ended: int | None = None
    tree: AreaTree = WORDS

    @property
    def least(self) -> Fraction:
        """Return the number of the rule, exactly as it was written."""
        return Fraction(str(self.threshold))

    def watches(self, area: str) -> bool:
        """Return True if the rule covers an area."""
        return not self.areas or any(self.tree.covers(one, area) for one in self.areas)

    def counts(self, one: ObservationInput) -> bool:
        """Return True if an observation can count, for any area."""
        dated = one.last - one.first < self.within
        return dated and one.reliable and (not self.sources or one.source in self.sources)

    def window(self, found: Iterable[ObservationInput], area: str, day: int, back: int = 0) -> list[ObservationInput]:
        """Return the observations that count in an area on a day, `back` windows before."""
        newest = day - back * self.within
        return [
            one for one in found
            if newest - self.within < one.last <= newest and self.tree.covers(area, one.area) and self.counts(one)
        ]  # fmt: skip

    def met(self, found: Sequence[ObservationInput], area: str, day: int) -> bool:
        """Return True if the rule is met in an area on a day."""
        if not self.watches(area) or (self.ended is not None and day >= self.ended):
            return False
        now = self.window(found, area, day)
        if self.kind == "value":
            return any(one.amount >= self.least for one in now)
        if self.kind == "rise":
            before = self.window(found, area, day, 1)
            rise = sum(one.amount for one in now) - sum(one.amount for one in before)
            return bool(now) and rise >= self.least
        return bool(now) and len(now) >= self.least

    def reached(self, found: Sequence[ObservationInput], area: str, day: int) -> str:
        """Return the level that the rule gives an area on a day."""
        return self.level if self.met(found, area, day) else CALM

    def sentence(self, level: str) -> Phrase:
        """Return the rule as one sentence; `level` is the text of its level for the reader."""
        number = int(self.threshold) if float(self.threshold).is_integer() else f"{self.threshold:g}"
        window = Phrase("on one day") if self.within == 1 else Phrase("within {days} days", days=self.within)
        if self.kind == "value":
            return Phrase("A value of {number} or more {window}: {level}", number=number, window=window, level=level)
        if self.kind == "rise":
            return Phrase(
                "{number} or more above the time before, {window}: {level}", number=number, window=window, level=level
            )
        if self.threshold <= 1:
            return Phrase("Any observation {window}: {level}", window=window, level=level)
        return Phrase("{number} or more observations {window}: {level}", number=number, window=window, level=level)


def rule(fields: Mapping[str, Value], tree: AreaTree = WORDS) -> WarningRule | None:
    """Return an indicator's rule, or None if its rule, its number or its level is missing."""
    kind, threshold, level = fields.get("rule"), fields.get("threshold"), str(fields.get("level", CALM))
    if kind is None or not isinstance(threshold, int | float) or not height(level):
        return None
    within, ended = fields.get("within_days"), fields.get("ended")
    return WarningRule(
        str(kind), float(threshold), within if isinstance(within, int) else DAYS, level, _words(fields.get("area")),
        frozenset(_words(fields.get("sources"))), parse_moment(str(ended)).first_day if ended else None, tree,
    )  # fmt: skip


def _words(value: Value | None) -> tuple[str, ...]:
    return tuple(map(str, value)) if isinstance(value, list) else ()


def areas(rule: WarningRule, found: Iterable[ObservationInput]) -> tuple[str, ...]:
    """Return the areas of a rule: its own, or all with observations; each once."""
    kept: dict[str, str] = {}
    for area in rule.areas or (one.area for one in found):
        kept.setdefault(rule.tree.key(area), area)
    return tuple(kept.values())


@frozen
class LevelChange:
    """A new level of an area by a rule from this day on."""

    day: int
    level: str


@frozen
class _Series:
    """The counted observations by day with running sums: a window is the difference of two sums.

    `reaching` is the running number of observations that reach the rule's value.
    """

    days: tuple[int, ...]
    sums: tuple[Fraction, ...]
    reaching: tuple[int, ...]

    @classmethod
    def of(cls, rule: WarningRule, here: Sequence[ObservationInput]) -> "_Series":
        """Return the series of observations, which are in the order of their days."""
        sums = accumulate((one.amount for one in here), initial=Fraction(0))
        reaching = accumulate((one.amount >= rule.least for one in here), initial=0)
        return cls(tuple(one.last for one in here), tuple(sums), tuple(reaching))

    def met(self, rule: WarningRule, day: int) -> bool:
        """Return True if the rule is met on a day."""
        before, start, end = (bisect_right(self.days, day - n * rule.within) for n in (2, 1, 0))
        if start == end or (rule.ended is not None and day >= rule.ended):
            return False
        if rule.kind == "value":
            return self.reaching[end] > self.reaching[start]
        if rule.kind == "rise":
            return self.sums[end] - 2 * self.sums[start] + self.sums[before] >= rule.least
        return end - start >= rule.least


def replay(rule: WarningRule, found: Sequence[ObservationInput], area: str) -> list[LevelChange]:
    """Return every day on which a rule changes the level of an area, in order, as if each day came by.

    It begins with the first rise. The last day can be in the future: the level falls then without new observations.
    """
    here = sorted(
        (one for one in found if rule.tree.covers(area, one.area) and rule.counts(one)), key=lambda one: one.last
    )
    if not rule.watches(area):
        return []
    series = _Series.of(rule, here)
    turns = {one.last + n * rule.within for one in here for n in (0, 1, 2)}
    if rule.ended is not None:
        turns.add(rule.ended)
    changes: list[LevelChange] = []
    now = CALM
    for day in sorted(turns):
        level = rule.level if series.met(rule, day) else CALM
        if level != now:
            changes.append(LevelChange(day, level))
            now = level
    return changes


def level_start_day(changes: Sequence[LevelChange], day: int) -> int | None:
    """Return the day since which the level of `day` applies, or None if it is the first level."""
    return max((one.day for one in changes if one.day <= day), default=None)
