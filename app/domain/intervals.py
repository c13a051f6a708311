"""Compare times with a start and an end: which one counts on a day, which overlap, and the days between them. Pure.

Days are half-open: an interval covers its first day and not its last one, so on the day of a change the later one
counts. Days are proleptic ordinals. A date of a month can mean each of its days, so an answer can be "possible".
"""

from collections.abc import Iterable, Sequence
from enum import Enum
from typing import Any, Generic, NamedTuple, TypeVar

from app.domain.moment import OPEN_END, OPEN_START, DatePoint, parse_moment

T = TypeVar("T")


class Sure(Enum):
    """The certainty of an answer."""

    NO = "no"
    POSSIBLE = "possible"
    CERTAIN = "certain"


class Interval(NamedTuple, Generic[T]):
    """The first and the last day on which something can have begun (`start`), and ended (`end`).

    `what` is the caller's own value, such as a record or its id. `known_end` is False without a date of the end.
    """

    start: tuple[int, int]
    end: tuple[int, int]
    what: T
    known_end: bool = True

    @property
    def exact(self) -> bool:
        """Return True if both ends are sure to the day; a missing end is sure."""
        return self.start[0] == self.start[1] and self.end[0] == self.end[1]

    def on(self, day: int) -> Sure:
        """Return the certainty that the interval covers a day."""
        if self.start[1] <= day < self.end[0]:
            return Sure.CERTAIN
        return Sure.POSSIBLE if self.start[0] <= day < self.end[1] else Sure.NO

    def overlaps(self, other: "Interval[T]") -> Sure:
        """Return the certainty that two intervals have a day in common; to touch on a day is no overlap."""
        if max(self.start[1], other.start[1]) < min(self.end[0], other.end[0]):
            return Sure.CERTAIN
        near = max(self.start[0], other.start[0]) < min(self.end[1], other.end[1])
        return Sure.POSSIBLE if near else Sure.NO


class IntervalGap(NamedTuple, Generic[T]):
    """The time after one interval and before the next: at least and at most this number of days."""

    before: Interval[T]
    after: Interval[T]
    least: int
    most: int


def _start(row: Interval[Any]) -> tuple[int, int]:
    return row.start


def make_interval(start: object, end: object, what: T) -> Interval[T]:
    """Return the interval between two moments in their text form; without an end it continues. Raises ValueError."""
    begins, ends = read_days(start), read_days(end)
    if begins and ends:  # the end is not before the start: within one month, it is later in it
        ends = (max(ends[0], begins[0]), max(ends[1], begins[0]))
    return Interval(begins or (OPEN_START, OPEN_END), ends or (OPEN_END, OPEN_END), what, ends is not None)


def read_days(text: object) -> tuple[int, int] | None:
    """Return the first and the last day that a moment can mean, or None for an empty one. Raises ValueError."""
    if not text:
        return None
    moment = parse_moment(str(text))
    first, last = moment.first_day - _slack(moment.start), moment.last_day + _slack(moment.end)
    return max(first, OPEN_START), min(last, OPEN_END)


def _slack(point: DatePoint | None) -> int:
    """Return the days by which an approximate date can be wrong: a week, or its whole month or year."""
    if point is None or not point.about:
        return 0
    return 7 if point.day else 31 if point.month else 366


def chain(rows: Iterable[Interval[T]], end: tuple[int, int] | None = None) -> tuple[Interval[T], ...]:
    """Return intervals in the order of their starts; one without an end lasts until the next one begins.

    The last one without an end lasts until `end`, or goes on.
    """
    found = sorted(rows, key=_start)
    ends = [*(row.start for row in found[1:]), end] if found else []
    return tuple(
        row if row.known_end or until is None else row._replace(end=(max(until[0], row.start[0]), until[1]))
        for row, until in zip(found, ends, strict=True)
    )


def gaps(chained: Sequence[Interval[T]]) -> tuple[IntervalGap[T], ...]:
    """Return the gaps of at least one day between intervals in the order of their starts."""
    found, last = list[IntervalGap[T]](), None
    for row in chained:
        if last is not None and (least := row.start[0] - last.end[1]) > 0:
            found.append(IntervalGap(last, row, least, row.start[1] - last.end[0]))
        last = row if last is None or row.end >= last.end else last
    return tuple(found)


def latest(rows: Iterable[Interval[T]], day: int) -> tuple[Interval[T], ...]:
    """Return the interval that counts on a day: the sure one with the latest start.

    All possible ones come after it. More than one answer is a doubt, and so is a single possible one.
    """
    by_sure: dict[Sure, list[Interval[T]]] = {sure: [] for sure in Sure}
    for row in rows:
        by_sure[row.on(day)].append(row)
    sure = sorted(by_sure[Sure.CERTAIN], key=_start)[-1:]
    return (*sure, *sorted(by_sure[Sure.POSSIBLE], key=_start))


def find_overlaps(row: Interval[T], others: Iterable[Interval[T]]) -> tuple[tuple[Interval[T], Sure], ...]:
    """Return those of the others that overlap an interval, with the certainty."""
    found = ((other, row.overlaps(other)) for other in others)
    return tuple((other, sure) for other, sure in found if sure is not Sure.NO)
