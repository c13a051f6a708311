"""iCalendar (RFC 5545): appointments and tasks as one text that calendars read.

Times are those of the place (floating) or, where a time zone is named, in UTC, so that no VTIMEZONE is needed. A
moment that is known to the day, month or range only is a whole-day entry from the first to the last day it can mean.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta, tzinfo

from attrs import frozen

from app.domain.moment import Moment, Point, parse_moment

FOLD = 75
"""Octets of a line; what is longer goes on in the next, after a blank."""
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f]")


@frozen
class Entry:
    """One appointment or task. `start` and `end` are moments as they are kept; a task has only `start`, when it is due.

    `alarm` is how many minutes before it a calendar reminds, or None. Titles must say nothing that a stranger may not
    read: calendars show them on locked screens.
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


def write_calendar(entries: Iterable[Entry], stamp: int, zone: tzinfo | None = None) -> str:
    """Return a calendar; `stamp` is when it was made, in seconds since 1970, `zone` that of the place, if it is known.

    Raises ValueError for a moment that is none.
    """
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//calendar//EN", "CALSCALE:GREGORIAN"]
    for entry in entries:
        lines += _entry(entry, f"{datetime.fromtimestamp(stamp, UTC):%Y%m%dT%H%M%SZ}", zone)
    return "".join(f"{folded}\r\n" for line in [*lines, "END:VCALENDAR"] for folded in _folded(line))


def _entry(entry: Entry, stamp: str, zone: tzinfo | None) -> Iterator[str]:
    name = "VTODO" if entry.task else "VEVENT"
    yield from (f"BEGIN:{name}", f"UID:{escaped(entry.uid)}", f"DTSTAMP:{stamp}", f"SUMMARY:{escaped(entry.title)}")
    yield from _times(entry, zone)
    if entry.place:
        yield f"LOCATION:{escaped(entry.place)}"
    if entry.note:
        yield f"DESCRIPTION:{escaped(entry.note)}"
    if entry.task:
        yield f"STATUS:{'COMPLETED' if entry.done else 'NEEDS-ACTION'}"
    if entry.alarm is not None and not entry.done:
        related = ";RELATED=END" if entry.task else ""
        yield from ("BEGIN:VALARM", "ACTION:DISPLAY", f"DESCRIPTION:{escaped(entry.title)}",
                    f"TRIGGER{related}:-PT{entry.alarm}M", "END:VALARM")  # fmt: skip
    yield f"END:{name}"


def _times(entry: Entry, zone: tzinfo | None) -> Iterator[str]:
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
    """Return the last day it can mean; of one that is open, the day that is known."""
    return moment.last_day if moment.end else moment.first_day


def _minute(point: Point | None, zone: tzinfo | None) -> str:
    if point is None or point.minute is None:
        return ""
    local = datetime.fromordinal(point.first_day) + timedelta(minutes=point.minute)
    return f"{local.replace(tzinfo=zone).astimezone(UTC):%Y%m%dT%H%M%SZ}" if zone else f"{local:%Y%m%dT%H%M%S}"


def _date(day: int) -> str:
    return f"{date.fromordinal(day):%Y%m%d}"


def escaped(text: str) -> str:
    """Return a text as a value of the format holds it."""
    text = _CONTROL.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n"))
    return text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def _folded(line: str) -> Iterator[str]:
    """Give a line in parts of at most 75 octets, no letter cut in two; the blank before a part counts."""
    rest, room = line.encode(), FOLD
    while len(rest) > room:
        cut = room
        while rest[cut] & 0xC0 == 0x80:  # the middle of a letter
            cut -= 1
        yield (" " if room < FOLD else "") + rest[:cut].decode()
        rest, room = rest[cut:], FOLD - 1
    yield (" " if room < FOLD else "") + rest.decode()
