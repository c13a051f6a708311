"""Compute a duty roster: shifts as a grid by day, gaps without a person, and double bookings. Pure.

Times are minutes since the day before 1 January 1 began (a day's ordinal times 1,440), ends not included. A shift with
only days covers all of each day.
"""

from collections.abc import Iterable, Sequence

from attrs import frozen

from app.domain.moment import Moment, parse_moment

MOST = 366
"""Maximum days after the first one in a roster."""
DAY = 1440
"""Minutes in a day."""


@frozen
class Shift:
    """One shift: its id, start and end (minutes), the people on it, and its accompaniment (ids)."""

    id: bytes
    start: int
    end: int
    who: tuple[str, ...]
    of: bytes = b""


@frozen
class Stand:
    """The part of a shift in one day: start and end in minutes after midnight."""

    shift: Shift
    start: int
    end: int


@frozen
class Day:
    """One day of a roster (its ordinal): the parts of shifts, the gaps without a person, and people booked twice."""

    day: int
    stands: tuple[Stand, ...]
    gaps: tuple[tuple[int, int], ...]
    twice: tuple[str, ...]


def shift_of(id_: bytes, start: str, end: str, who: Iterable[str], of: bytes = b"") -> Shift:
    """Return the shift of a record; without an end after its start, it ends with the day of its start."""
    first = parse_moment(start)
    begins = _first_minute(first)
    last = _last_minute(parse_moment(end)) if end else 0
    return Shift(id_, begins, last if last > begins else (begins // DAY + 1) * DAY, tuple(dict.fromkeys(who)), of)


def _first_minute(moment: Moment) -> int:
    point = moment.start or moment.end
    return 0 if point is None else point.first_day * DAY + (point.minute or 0)


def _last_minute(moment: Moment) -> int:
    point = moment.end or moment.start
    if point is None:
        return 0
    return point.last_day * DAY + (DAY if point.minute is None else point.minute)


def grid(
    shifts: Sequence[Shift], first: int, last: int, whole_days: bool, elsewhere: Sequence[Shift] = ()
) -> list[Day]:
    """Return each day from `first` to `last` (ordinals, both included), at most a year and a day.

    With `whole_days` every minute needs a person; without, a day is a gap only if it has no person at all. Shifts
    `elsewhere` cover nothing here, but count for double bookings.
    """
    days = []
    for day in range(first, min(last, first + MOST) + 1):
        stands = sorted(_in_day(shifts, day), key=lambda one: (one.start, one.end, one.shift.id))
        gaps = _gaps(stands) if whole_days or not any(one.shift.who for one in stands) else ()
        both = sorted([*stands, *_in_day(elsewhere, day)], key=lambda one: (one.start, one.end, one.shift.id))
        days.append(Day(day, tuple(stands), gaps, _twice(both)))
    return days


def _in_day(shifts: Iterable[Shift], day: int) -> Iterable[Stand]:
    for shift in shifts:
        start, end = max(shift.start - day * DAY, 0), min(shift.end - day * DAY, DAY)
        if start < end:
            yield Stand(shift, start, end)


def _gaps(stands: Sequence[Stand]) -> tuple[tuple[int, int], ...]:
    """Return the parts of a day without a person; `stands` are ordered by their start."""
    found, at = [], 0
    for stand in stands:
        if not stand.shift.who:
            continue  # a shift without a person covers nothing
        if stand.start > at:
            found.append((at, stand.start))
        at = max(at, stand.end)
    return (*found, *([(at, DAY)] if at < DAY else []))


def _twice(stands: Sequence[Stand]) -> tuple[str, ...]:
    """Return the people who are in two shifts at one time, in the order of their first shift."""
    found: dict[str, None] = {}
    for at, one in enumerate(stands):
        for other in stands[at + 1 :]:
            if other.start >= one.end:
                break
            found |= {name: None for name in one.shift.who if name in other.shift.who}
    return tuple(found)
