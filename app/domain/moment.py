"""The time of an event, exactly as precise as people know it.

A `Moment` is its text: it returns the written text unchanged, and computes everything else from it.
The spelling is a small part of ISO 8601-2 (EDTF level 1), so that other programs read it too:

    2024   2024-03   2024-03-09   2024-03-09T14:05     a year, a month, a day, a minute (local time of the place)
    2024-04-06~   2024-04~                             about then (EDTF approximate), any of the simple forms
    2024-03/2024-05   2024-03-09/2024-03               from one to the other, both included, each of any simple form
    ../2024-05   2024-05/..                            before it or in it at the latest; in it or after it

`precision` is the HURIDOCS micro-thesaurus 48 code, with the own codes 00, 04 and 05.
00 exact, 01 estimate, 02 day unknown, 03 month and day unknown, 04 range, 05 before or after.
Days are proleptic Gregorian ordinals (`datetime.date.toordinal`, 1 January 1 is 1). A range is therefore two
integers in an index. Errors: ValueError with one sentence that can be shown.
"""

import re
from datetime import date
from enum import Enum
from functools import lru_cache
from typing import Literal, NamedTuple

from app.phrase import Phrase

OPEN_START = date.min.toordinal()
OPEN_END = date.max.toordinal()
EXACT, ESTIMATE, DAY_UNKNOWN, MONTH_UNKNOWN, RANGE, BEFORE_OR_AFTER = "00", "01", "02", "03", "04", "05"

Shape = Literal["point", "range", "before", "after"]

_POINT = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d):(\d\d))?)?)?(~)?", re.ASCII)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTHS_FULL = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_DIRECTIVES = {
    "Y": r"(?P<Y>\d{4})",
    "y": r"(?P<y>\d\d)",
    "m": r"(?P<m>\d{1,2})",
    "d": r"(?P<d>\d{1,2})",
    "b": rf"(?P<b>{'|'.join(_MONTHS_FULL)}|sept|{'|'.join(_MONTHS)})\.?",
    "H": r"(?P<H>\d{1,2})",
    "I": r"(?P<I>\d{1,2})",
    "M": r"(?P<M>\d\d)",
    "S": r"\d\d(?:\.\d+)?",
    "p": r"(?P<p>[ap])\.?m\.?",
    "%": "%",
}
_DIRECTIVES["B"] = _DIRECTIVES["b"]


def days_in(year: int, month: int) -> int:
    """Return the length of a month (without `calendar`, which loads the locale at every start)."""
    return 31 if month == 12 else (date(year, month + 1, 1) - date(year, month, 1)).days


class Way(Enum):
    """The side of today on which the dates of a field lie."""

    PAST = "past"
    AHEAD = "ahead"
    EITHER = "either"


class DatePoint(NamedTuple):
    """One end of a moment: a year, month, day or minute, and `about` if it is approximate."""

    year: int
    month: int | None = None
    day: int | None = None
    minute: int | None = None
    """Minutes after local midnight, 0 to 1439."""
    about: bool = False

    @property
    def first_day(self) -> int:
        """Return the ordinal of the first possible day."""
        return date(self.year, self.month or 1, self.day or 1).toordinal()

    @property
    def last_day(self) -> int:
        """Return the ordinal of the last possible day."""
        month = self.month or 12
        return date(self.year, month, self.day or days_in(self.year, month)).toordinal()

    @property
    def text(self) -> str:
        """Return the spelling of the module docstring."""
        text = f"{self.year:04}"
        if self.month is not None:
            text += f"-{self.month:02}"
        if self.day is not None:
            text += f"-{self.day:02}"
        if self.minute is not None:
            text += f"T{self.minute // 60:02}:{self.minute % 60:02}"
        return text + "~" * self.about


class Moment:
    """A date with its precision, made from its text; equal if the texts are. Raises ValueError.

    `start` is None if it is open, with only `end` known. `end` is the same point unless it is a range; None: open.
    """

    __slots__ = ("end", "start", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self.start, self.end = _ends(text)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Moment) and self.text == other.text

    def __hash__(self) -> int:
        return hash(self.text)

    @property
    def shape(self) -> Shape:
        """Return the form of the date, which selects the sentence that a window shows."""
        if self.start is None:
            return "before"
        if self.end is None:
            return "after"
        return "range" if "/" in self.text else "point"

    @property
    def first_day(self) -> int:
        """Return the ordinal of the first possible day; OPEN_START if it is open."""
        return self.start.first_day if self.start else OPEN_START

    @property
    def last_day(self) -> int:
        """Return the ordinal of the last possible day; OPEN_END if it is open."""
        return self.end.last_day if self.end else OPEN_END

    @property
    def sort_day(self) -> int:
        """Return the ordinal for sorting: the first possible day, or the known end if the start is open."""
        return self.first_day if self.start else self.last_day

    @property
    def precision(self) -> str:
        """Return the mt48 code; an estimate has its code even if the month or day is unknown."""
        if self.shape in ("before", "after"):
            return BEFORE_OR_AFTER
        if self.shape == "range" or self.start is None:
            return RANGE
        if self.start.about:
            return ESTIMATE
        if self.start.month is None:
            return MONTH_UNKNOWN
        return DAY_UNKNOWN if self.start.day is None else EXACT


def parse_moment(text: str) -> Moment:
    """Read the spelling of the module docstring. Raises ValueError."""
    return Moment(text)


def pattern_point(text: str, pattern: str) -> DatePoint:
    """Read a table's date by a strptime pattern such as "%d-%b-%y", for parts of any calendar.

    Knows %Y %y %m %d %b %B %H %I %M %S %p %%, with months always in English. Parts that the pattern omits are unknown,
    so "%b %Y" gives a month. Seconds are read and dropped. Two-digit years are 1969 to 2068, as in POSIX. Raises
    ValueError.
    """
    match = _compiled(pattern).fullmatch(text.strip())
    if not match:
        raise ValueError(Phrase("{text} is not a date written as {pattern}", text=repr(text.strip()), pattern=pattern))
    got = match.groupdict()
    if got.get("Y"):
        year = int(got["Y"])
    else:
        short = int(got["y"])
        year = short + (2000 if short < 69 else 1900)
    month = _MONTHS.index(got["b"][:3].lower()) + 1 if got.get("b") else _number(got.get("m"))
    return DatePoint(year, month, _number(got.get("d")), _minute(got))


def check_pattern(pattern: str) -> None:
    """Raise ValueError with one sentence if `pattern_point` could never read a date by this pattern."""
    _compiled(pattern)


def _number(digits: str | None) -> int | None:
    return None if digits is None else int(digits)


def _minute(got: dict[str, str | None]) -> int | None:
    hour = _number(got.get("H")) if got.get("H") else _number(got.get("I"))
    if hour is None:
        return None
    if got.get("p"):
        hour = hour % 12 + (12 if str(got["p"]).lower() == "p" else 0)
    return hour * 60 + (_number(got.get("M")) or 0)


@lru_cache(maxsize=32)
def _compiled(pattern: str) -> re.Pattern[str]:
    """Turn a strptime pattern into an expression. Raises ValueError if it can give no date."""
    found = re.findall(r"%(.?)", pattern, re.DOTALL)
    names = {name.lower() if name == "B" else name for name in found}
    if unknown := sorted(set(found) - set(_DIRECTIVES)):
        raise ValueError(
            Phrase(
                "the date pattern {pattern} has %{unknown}, which is not known here",
                pattern=repr(pattern),
                unknown=unknown[0],
            )
        )
    if len(names) < len(found) or ("Y" in names) == ("y" in names) or {"m", "b"} <= names or {"H", "I"} <= names:
        raise ValueError(
            Phrase("the date pattern {pattern} must have each part once, and a year", pattern=repr(pattern))
        )
    day_without_month = "d" in names and not names & {"m", "b"}
    time_without_day = names & {"H", "I", "M", "S", "p"} and not ("d" in names and names & {"H", "I"})
    if day_without_month or time_without_day or ("I" in names) != ("p" in names):
        raise ValueError(
            Phrase(
                "the date pattern {pattern} leaves out a part between the year and the finest one",
                pattern=repr(pattern),
            )
        )
    pieces = re.split(r"(%.)", pattern)
    parts = [_DIRECTIVES[p[1]] if p.startswith("%") else re.escape(p) for p in pieces]
    return re.compile("".join(parts), re.IGNORECASE | re.ASCII)


@lru_cache(maxsize=1024)
def _ends(text: str) -> tuple[DatePoint | None, DatePoint | None]:
    """Return both ends of a text, checked."""
    first, slash, second = text.partition("/")
    if not slash:
        point = _point(text)
        return point, point
    if (first, second) == ("..", ".."):
        raise ValueError("a range needs a start or an end")
    start = None if first == ".." else _point(first)
    end = None if second == ".." else _point(second)
    if start and end and _is_after(start, end):
        raise ValueError(Phrase("{text} ends before it begins", text=repr(text)))
    return start, end


def is_reversed(start: str, end: str) -> bool:
    """Return True if `end` lies before `start` beyond doubt; an approximate date leaves a doubt. Raises ValueError."""
    begin, over = parse_moment(start).start, parse_moment(end).end
    return bool(begin and over and not (begin.about or over.about) and _is_after(begin, over))


def _is_after(start: DatePoint, end: DatePoint) -> bool:
    if start.minute is not None and end.minute is not None:
        return (start.first_day, start.minute) > (end.last_day, end.minute)
    return start.first_day > end.last_day


def split_date(text: str) -> DatePoint:
    """Return the parts of a date as they are written, for any calendar. Raises ValueError."""
    match = _POINT.fullmatch(text)
    if not match:
        raise ValueError(
            Phrase("{text} is not a date: write 2024, 2024-03, 2024-03-09 or 2024-03-09T14:05", text=repr(text))
        )
    year, month, day, hour, minutes = (_number(part) for part in match.groups()[:5])
    if hour is not None and minutes is not None and (hour > 23 or minutes > 59):
        raise ValueError(Phrase("{text} has no such time: times go from 00:00 to 23:59", text=repr(text)))
    minute = None if hour is None or minutes is None else hour * 60 + minutes
    return DatePoint(year or 0, month, day, minute, bool(match[6]))


def _point(text: str) -> DatePoint:
    point = split_date(text)
    if not point.year:
        raise ValueError("years go from 0001 to 9999")
    if point.month is not None and not 1 <= point.month <= 12:
        raise ValueError(Phrase("{text} has no such month: months go from 01 to 12", text=repr(text)))
    if point.month and point.day is not None and not 1 <= point.day <= days_in(point.year, point.month):
        days = days_in(point.year, point.month)
        raise ValueError(Phrase("{text} has no such day: that month has {days} days", text=repr(text), days=days))
    return point


def first_day(value: object) -> int | None:
    """Return the ordinal of the first possible day of a date, or None for an empty value."""
    return parse_moment(str(value)).first_day if value else None


def last_day(value: object) -> int | None:
    """Return the ordinal of the last possible day of a date, or None for an empty value."""
    return parse_moment(str(value)).last_day if value else None
