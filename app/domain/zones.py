"""Convert instants between local time and seconds UTC, by the zone of the place.

A zone of None is the zone of the computer. Zone files are those of the system or, if it has none, of the package
`tzdata`. When clocks go back, a local minute occurs twice: this uses the one nearer to `near`, or the earlier one. A
skipped minute becomes the minute that the clocks show instead. Instants are integer seconds since 1970.
"""

import re
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

from app.domain.moment import DatePoint, parse_moment
from app.phrase import Phrase

_HOUR = re.compile(r"(\d{1,2})(?::(\d\d))?", re.ASCII)
_EARLIEST, _LATEST = 1, 9998
"""Years in which every instant has a local time in any zone."""


def find_by_name(name: str) -> tzinfo | None:
    """Return the zone of a name such as America/Bogota, or None for an empty name. Raises ValueError."""
    if not name:
        return None
    try:
        return _zone(name)
    except (OSError, ValueError, LookupError):  # no such file, no zone, or a path outside
        raise ValueError(Phrase("{name} is not a time zone: write one like America/Bogota", name=repr(name))) from None


@lru_cache(maxsize=64)
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


@lru_cache(maxsize=1 << 15)
def instant(text: str, zone: tzinfo | None, near: int | None = None, last: bool = False) -> int:
    """Return the instant of a moment (`app.domain.moment`).

    A day without a time is its first minute, or with `last` its last minute.
    """
    moment = parse_moment(text)
    point = (
        (moment.end if last else moment.start) or moment.start or moment.end or DatePoint(1970)
    )  # one of them is set
    minute = point.minute if point.minute is not None else (1439 if last else 0)
    day = min(max(point.last_day if last else point.first_day, date(_EARLIEST, 1, 2).toordinal()),
              date(_LATEST, 12, 30).toordinal())  # fmt: skip
    return at_minute(day, minute, zone, near)


def at_minute(day: int, minute: int, zone: tzinfo | None, near: int | None = None) -> int:
    """Return the instant of a minute (0 to 1439) of a day (proleptic ordinal) in the zone."""
    naive = datetime.combine(date.fromordinal(day), time(), zone) + timedelta(minutes=minute)
    if near is None:
        return _seconds(naive)
    return min((_seconds(naive.replace(fold=fold)) for fold in (0, 1)), key=lambda at: abs(at - near))


def _seconds(there: datetime) -> int:
    if there.tzinfo is None and there.year < 1970:  # the C library of some systems has no earlier times
        there = there.replace(tzinfo=UTC)
    return int(there.timestamp())


def local_minute(at: int, zone: tzinfo | None) -> str:
    """Return the local minute of an instant in the form of records."""
    return local_time(at, zone).strftime("%Y-%m-%dT%H:%M")


def local_time(at: int, zone: tzinfo | None) -> datetime:
    """Return the local time of an instant."""
    return datetime.fromtimestamp(at, zone)


def offset(at: int, zone: tzinfo | None) -> int:
    """Return the minutes by which the local time is ahead of UTC at an instant."""
    ahead = datetime.fromtimestamp(at, UTC).astimezone(zone).utcoffset()
    return int(ahead.total_seconds()) // 60 if ahead is not None else 0


def hour(text: str) -> int:
    """Return the minute of the day of an hour such as 08:00 or 8. Raises ValueError."""
    match = _HOUR.fullmatch(text.strip())
    if not match or int(match[1]) > 23 or int(match[2] or 0) > 59:
        raise ValueError(Phrase("{text} is not a time: write a time like 08:00", text=repr(text)))
    return int(match[1]) * 60 + int(match[2] or 0)
