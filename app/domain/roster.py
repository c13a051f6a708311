"""Who stands by when: shifts as a grid by day, with what nobody covers and who is in two places at once. Pure.

Times are minutes since the day before 1 January 1 began (a day's ordinal times 1,440), ends not included. A shift of
days without a time covers them whole.
"""

from collections.abc import Iterable, Sequence

from attrs import frozen

from app.domain.moment import Moment, parse_moment

MOST = 366
"""Days after the first one that a roster shows at most."""
DAY = 1440
"""Minutes."""


@frozen
class Shift:
    """One shift: its id, from and until (minutes), who stands by, and for which accompaniment it is (ids)."""

    id: bytes
    start: int
    end: int
    who: tuple[str, ...]
    of: bytes = b""


@frozen
class Stand:
    """A piece of a shift that lies in one day: from and until in minutes after midnight, and who stands by."""

    shift: Shift
    start: int
    end: int


@frozen
class Day:
    """One day of a roster (its ordinal): who stands by, what of it nobody covers, and who is booked twice."""

    day: int
    stands: tuple[Stand, ...]
    gaps: tuple[tuple[int, int], ...]
    twice: tuple[str, ...]


def shift_of(id_: bytes, start: str, end: str, who: Iterable[str], of: bytes = b"") -> Shift:
    """Return a shift of what its record says; without an end, or with one before its beginning, it is that day's."""
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
    """Return each day from `first` to `last` (ordinals, both included).

    With `whole_days` somebody must stand by at every minute; without, a day is a gap only where nobody comes at all.
    Shifts `elsewhere` cover nothing here, but nobody can stand in one of them too. A year and a day is the most.
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
    """Return the stretches of a day that nobody covers; `stands` are in the order of their beginning."""
    found, at = [], 0
    for stand in stands:
        if not stand.shift.who:
            continue  # a shift that nobody took covers nothing
        if stand.start > at:
            found.append((at, stand.start))
        at = max(at, stand.end)
    return (*found, *([(at, DAY)] if at < DAY else []))


def _twice(stands: Sequence[Stand]) -> tuple[str, ...]:
    """Return who stands in two shifts at one time, in the order of their first."""
    found: dict[str, None] = {}
    for at, one in enumerate(stands):
        for other in stands[at + 1 :]:
            if other.start >= one.end:
                break
            found |= {name: None for name in one.shift.who if name in other.shift.who}
    return tuple(found)
