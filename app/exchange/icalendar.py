"""Write iCalendar files (RFC 5545): appointments and tasks as one text for calendar programs.

Times are local to the place (floating) or, if a time zone is given, in UTC, so that no VTIMEZONE is needed. If only
the day, month or range of a moment is known, the entry covers all days from the first to the last possible one.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta, tzinfo

from attrs import frozen

from app.domain.moment import DatePoint, Moment, parse_moment

FOLD = 75
"""The most octets of a line; the rest continues in the next line, after a blank."""
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f]")


@frozen
class CalendarItem:
    """One appointment or task. `start` and `end` are stored moments. A task has only `start`, its due time.

    `alarm` is the reminder in minutes before it, or None. Titles must be safe for strangers to read: calendars show
    them on locked screens.
    """

    uid: str
    title: str
    start: str
    end: str = ""
    note: str = ""
    place: str = ""
    task: bool = False
    done: bool = False
    alarm: int | None = None


def write_calendar(entries: Iterable[CalendarItem], stamp: int, zone: tzinfo | None = None) -> str:
    """Return a calendar; `stamp` is its time in seconds since 1970, `zone` the time zone of the place, if known.

    Raises ValueError for text that is not a moment.
    """
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//calendar//EN", "CALSCALE:GREGORIAN"]
    for entry in entries:
        lines += _entry(entry, f"{datetime.fromtimestamp(stamp, UTC):%Y%m%dT%H%M%SZ}", zone)
    return "".join(f"{folded}\r\n" for line in [*lines, "END:VCALENDAR"] for folded in _folded(line))


def _entry(entry: CalendarItem, stamp: str, zone: tzinfo | None) -> Iterator[str]:
    name = "VTODO" if entry.task else "VEVENT"
    yield from (
        f"BEGIN:{name}",
        f"UID:{escape_value(entry.uid)}",
        f"DTSTAMP:{stamp}",
        f"SUMMARY:{escape_value(entry.title)}",
    )
    yield from _times(entry, zone)
    if entry.place:
        yield f"LOCATION:{escape_value(entry.place)}"
    if entry.note:
        yield f"DESCRIPTION:{escape_value(entry.note)}"
    if entry.task:
        yield f"STATUS:{'COMPLETED' if entry.done else 'NEEDS-ACTION'}"
    if entry.alarm is not None and not entry.done:
        related = ";RELATED=END" if entry.task else ""
        yield from ("BEGIN:VALARM", "ACTION:DISPLAY", f"DESCRIPTION:{escape_value(entry.title)}",
                    f"TRIGGER{related}:-PT{entry.alarm}M", "END:VALARM")  # fmt: skip
    yield f"END:{name}"


def _times(entry: CalendarItem, zone: tzinfo | None) -> Iterator[str]:
    begins, ends = parse_moment(entry.start), parse_moment(entry.end or entry.start)
    first, last = _minute(begins.start, zone), _minute(ends.end, zone)
    if entry.task:
        yield f"DUE:{first}" if first else f"DUE;VALUE=DATE:{_date(_last_day(begins))}"
    elif first and last and not begins.text.endswith("~"):
        yield f"DTSTART:{first}"
        if last > first:
            yield f"DTEND:{last}"
    else:
        yield f"DTSTART;VALUE=DATE:{_date(begins.first_day if begins.start else begins.last_day)}"
        yield f"DTEND;VALUE=DATE:{_date(max(_last_day(begins), _last_day(ends)) + 1)}"


def _last_day(moment: Moment) -> int:
    """Return the last possible day of a moment; for an open range, the known day."""
    return moment.last_day if moment.end else moment.first_day


def _minute(point: DatePoint | None, zone: tzinfo | None) -> str:
    if point is None or point.minute is None:
        return ""
    local = datetime.fromordinal(point.first_day) + timedelta(minutes=point.minute)
    return f"{local.replace(tzinfo=zone).astimezone(UTC):%Y%m%dT%H%M%SZ}" if zone else f"{local:%Y%m%dT%H%M%S}"


def _date(day: int) -> str:
    return f"{date.fromordinal(day):%Y%m%d}"


def escape_value(text: str) -> str:
    """Return a text escaped as an iCalendar value."""
    text = _CONTROL.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n"))
    return text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def _folded(line: str) -> Iterator[str]:
    """Yield a line in parts of at most 75 octets without cutting a letter. The blank before a part counts."""
    rest, room = line.encode(), FOLD
    while len(rest) > room:
        cut = room
        while rest[cut] & 0xC0 == 0x80:  # the middle of a letter
            cut -= 1
        yield (" " if room < FOLD else "") + rest[:cut].decode()
        rest, room = rest[cut:], FOLD - 1
    yield (" " if room < FOLD else "") + rest.decode()
