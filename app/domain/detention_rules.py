"""Say where a detained person is on a day, and find gaps, doubts and overlaps of the stays. Pure.

A detention is one loss of liberty of one person; its stays are in order and each at one place. Days are proleptic
ordinals, and half-open: on the day of a transfer the later stay counts.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import Enum
from itertools import combinations
from typing import Generic, TypeVar

from attrs import field, frozen

from app.domain.fields import Value
from app.domain.intervals import Interval, IntervalGap, Sure, chain, gaps, latest, read_days
from app.domain.moment import OPEN_END

T = TypeVar("T")
FIRST_HOURS = timedelta(hours=48)
"""Below it, a length is in hours."""
_PLACE_KNOWN = "0101"
"""The beginning of the codes of `whereabouts` with a known place."""
UNSEEN_DAYS = 30
"""After these days, the list of people without a visit has a person."""


class Held(Enum):
    """The state of a person on a day, in one detention."""

    NOT_HELD = "not_held"
    HELD = "held"
    UNKNOWN = "whereabouts_unknown"
    RELEASED = "released_that_day"


@frozen
class Whereabouts(Generic[T]):
    """The state on a day. `at` are the stays that count, several in a doubt about dates. `last` is an earlier one.

    `since` is the first day of the state at the earliest, or 0: of the stay, or of the time without a known place.
    """

    day: int
    held: Held
    at: tuple[Interval[T], ...] = ()
    last: Interval[T] | None = None
    doubt: bool = False
    since: int = 0
    days: int = 0
    """The days in detention, with the first and this one."""

    @property
    def came(self) -> bool:
        """Return True if the person came from another place on this very day."""
        return len(self.at) == 1 and self.since == self.day and self.last is not None and self.last.end[1] == self.day


@frozen
class Episode(Generic[T]):
    """One detention: the days of its start and of its end, and its stays in the order of time."""

    start: tuple[int, int]
    end: tuple[int, int] | None
    stays: tuple[Interval[T], ...] = field(default=())

    @property
    def gaps(self) -> tuple[IntervalGap[T], ...]:
        """Return the gaps between stays, and from the arrest and to the end of the detention."""
        if not self.stays:
            return ()
        first, last = self.stays[0].what, self.stays[-1].what
        edges = [Interval(self.start, self.start, first), *([Interval(self.end, self.end, last)] if self.end else [])]
        return gaps(sorted((*edges, *self.stays), key=lambda one: one.start))

    @property
    def doubtful(self) -> tuple[tuple[Interval[T], Interval[T], Sure], ...]:
        """Return each pair of stays that overlap or possibly do."""
        pairs = ((one, other, one.overlaps(other)) for one, other in combinations(self.stays, 2))
        return tuple(pair for pair in pairs if pair[2] is not Sure.NO)

    @property
    def outside(self) -> tuple[Interval[T], ...]:
        """Return the stays that certainly begin before the arrest, or last longer than the detention."""
        return tuple(one for one in self.stays if one.start[1] < self.start[0]
                     or (self.end and one.known_end and one.end[0] > self.end[1]))  # fmt: skip

    def on(self, day: int) -> Whereabouts[T]:
        """Return the state of the person on a day."""
        if day < self.start[0] or (self.end and day > self.end[1]):
            return Whereabouts(day, Held.NOT_HELD)
        days = day - self.start[0] + 1
        over, last = self.end is not None and day >= self.end[0], _last_before(self.stays, day)
        if self.end and over and self.end[0] == self.end[1]:
            return Whereabouts(day, Held.RELEASED, last=last, since=day, days=days)
        at = latest(self.stays, day)
        doubt = len(at) > 1 or any(one.on(day) is Sure.POSSIBLE for one in at) or day < self.start[1] or over
        if at:
            earlier = _last_before([one for one in self.stays if one not in at], day)
            return Whereabouts(day, Held.HELD, at, earlier, doubt, at[0].start[0], days)
        return Whereabouts(day, Held.UNKNOWN, (), last, doubt, last.end[0] if last else self.start[0], days)


def _last_before(stays: "list[Interval[T]] | tuple[Interval[T], ...]", day: int) -> Interval[T] | None:
    """Return the stay that ended last, on this day or before."""
    return max((one for one in stays if one.end[1] <= day), key=lambda one: one.end, default=None)


def make_episode(fields: Mapping[str, Value], stays: "list[Interval[T]]") -> Episode[T]:
    """Return a detention from its fields and its stays, which need no order.

    With a release and without its day, it ends at any time after the start of the last stay.
    """
    start = read_days(fields.get("date_start")) or (1, OPEN_END)
    end = read_days(fields.get("date_end"))
    rows = chain(stays, end)
    if end is None and fields.get("release"):
        end = (max([start[0], *(one.start[0] for one in rows)]), OPEN_END)
    return Episode(start, end, rows)


def count_first_hours(start: object, until: str) -> int:
    """Return the full hours between two exact minutes of one zone if they are fewer than 48, else 0."""
    if "T" not in until or "T" not in str(start):
        return 0
    try:
        length = datetime.fromisoformat(until) - datetime.fromisoformat(str(start))
    except ValueError:  # a range, or a date that is not exact
        return 0
    return max(0, length // timedelta(hours=1)) if length < FIRST_HOURS else 0


def tells_place(fields: Mapping[str, Value], where: Whereabouts[T]) -> bool:
    """Return True if the place of a person without a stay is known all the same."""
    known = str(fields.get("whereabouts", "")).startswith(_PLACE_KNOWN)
    return known and where.held is Held.UNKNOWN and where.last is None
