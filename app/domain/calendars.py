"""Convert dates of other calendars, and find years that a person must confirm. Stored dates are Gregorian.

A date is given with its calendar in front: `jalali 1404-10-11`, `hijri 1447-03-09`, `gregorian 1404`. A month or a year
of another calendar becomes the range of its days.

Jalali: the 33-year rule of leap years, equal to the official calendar of Iran from 1178 to 1502. Hijri: Umm al-Qura
from 1420 to 1450, for which its published tables agree. All other years follow the tabular calendar and are stored as
approximate, because countries differ by up to two days. Days are ordinals of `datetime.date`.

Errors: ValueError with one sentence that can be shown.
"""

import re
from datetime import date
from typing import Final

from app.domain.moment import DatePoint, Moment, split_date
from app.domain.search_normalisation import fold
from app.phrase import Phrase

CALENDARS: Final = ("gregorian", "jalali", "hijri")
FIRST_YEAR: Final = 1900
"""The first year that needs no confirmation."""
_OTHERS: Final = range(1200, 1503)
"""Years of dates in the other calendars."""
_PUBLISHED: Final = range(1420, 1451)
_FIRST_DAY: Final = 729_861
"""The first day of the year 1420."""
_LENGTHS: Final = "bd2bc4b89a9552d5adb6a6d4dc9d92aa69562ae56d36ab55aaa94d49d95d2ba5b55aad55a9a92e26e55dada6d46a5"
"""Umm al-Qura: three hex digits for each published year; bit n is set if month n + 1 has 30 days, else 29."""
_MARKED: Final = re.compile(rf"({'|'.join(CALENDARS)}) (.+)")


class Confirmed(str):
    """A date whose year a person confirmed."""

    __slots__ = ()


def read_date(given: str) -> Moment:
    """Read a date in the spelling of `moment`, with its calendar in front or without; digits of every script."""
    marked = _MARKED.fullmatch(_plain(given))
    return convert(_plain(marked[2]), marked[1]) if marked else Moment(_plain(given))


def is_confirmed(given: object) -> bool:
    """Return True if a person confirmed a date, or the date names its calendar."""
    return isinstance(given, Confirmed) or (isinstance(given, str) and bool(_MARKED.fullmatch(_plain(given))))


def _plain(text: str) -> str:
    """Return a date in ASCII, its parts divided by hyphens; a text of other letters stays as it is."""
    folded = " ".join(fold(text).split()).replace("t", "T") if not text.isascii() else text.strip()
    folded = re.sub(r"(?<!\d)(\d{4})[/.](\d{1,2})(?:[/.](\d{1,2}))?(?!\d)", _hyphens, folded)
    return folded if folded.isascii() else text.strip()


def _hyphens(found: re.Match[str]) -> str:
    return "-".join([found[1], *(part.zfill(2) for part in found.groups()[1:] if part)])


def last_year(today: date, ahead: bool) -> int:
    """Return the latest year that needs no confirmation: ten years from now for plans and expiries, else one."""
    return today.year + (10 if ahead else 1)


def is_doubtful(moment: Moment, last: int) -> bool:
    """Return True if a year is before 1900 or after the last one."""
    return any(point and not FIRST_YEAR <= point.year <= last for point in (moment.start, moment.end))


def readings(text: str, last: int, written: str = "") -> dict[str, Moment]:
    """Return the meanings of a doubtful date by calendar, the likeliest first; empty if the date is not doubtful.

    Arabic digits, in the text or as it was `written`, suggest Hijri before Jalali. The Gregorian reading is last.
    """
    plain, found = _plain(text), {}
    for calendar in CALENDARS:
        try:
            found[calendar] = convert(plain, calendar)
        except ValueError:
            continue
    gregorian = found.pop("gregorian", None)
    if gregorian is not None and not is_doubtful(gregorian, last):
        return {}
    found = {calendar: moment for calendar, moment in found.items() if not is_doubtful(moment, last)}
    if re.search("[\u0660-\u0669]", written or text):
        found = dict(reversed(found.items()))
    return found | ({"gregorian": gregorian} if gregorian else {})


def question(text: str, last: int) -> str:
    """Return the question about a doubtful date, with every way to write it; empty if it is not doubtful."""
    found = readings(text, last)
    ways = tuple(f"{calendar} {_plain(text)} = {moment.text}" for calendar, moment in found.items())
    return Phrase("{why}: write one of {ways}", why=_unusual(last), ways=ways) if ways else ""


def _unusual(last: int) -> Phrase:
    return Phrase("has a year before 1900 or after {last}", last=str(last))


def settle_date(text: str, calendar: str | None, last: int) -> str:
    """Return a date of a table as it is stored; a doubtful one by the calendar that a person chose.

    A doubtful Gregorian year that the person keeps is returned as `Confirmed`. Raises ValueError if the date has no
    reading in the calendar.
    """
    found = readings(text, last)
    if not found:
        moment = read_date(text).text
        return Confirmed(moment) if is_confirmed(text) else moment
    if calendar not in found:
        raise ValueError(_unusual(last))
    moment = found[calendar].text
    return Confirmed(moment) if calendar == CALENDARS[0] else moment


def convert(text: str, calendar: str) -> Moment:
    """Return the Gregorian moment of a date in the spelling of `moment` that counts by a calendar."""
    if calendar == "gregorian":
        return Moment(text)
    first, slash, second = text.partition("/")
    ends = [end if end == ".." else days(split_date(end), calendar) for end in (first, *([second] if slash else []))]
    if not slash:
        return Moment(ends[0])
    return Moment(f"{ends[0].partition('/')[0]}/{ends[1].rpartition('/')[2]}")


def days(point: DatePoint, calendar: str) -> str:
    """Return the day of another calendar, or the range of its month or year, as the text of a moment."""
    first_of = _jalali if calendar == "jalali" else _hijri
    year, month = point.year, point.month or 1
    if year not in _OTHERS or not 1 <= month <= 12:
        raise ValueError(Phrase("{text} is not a date of that calendar", text=repr(point.text)))
    start = first_of(year, month)
    end = first_of(year, month + 1) if point.month and month < 12 else first_of(year + 1, 1)
    if point.day is not None:
        if not 1 <= point.day <= min(end - start, 31):
            raise ValueError(Phrase("{text} is not a date of that calendar", text=repr(point.text)))
        start = start + point.day - 1
        end = start + 1
    about = point.about or (calendar == "hijri" and year not in _PUBLISHED)
    texts = []
    for day in dict.fromkeys((start, end - 1)):
        on = date.fromordinal(day)
        texts.append(DatePoint(on.year, on.month, on.day, point.minute, about).text)
    return "/".join(texts)


def _jalali(year: int, month: int) -> int:
    """Return the first day of a month: six of 31 days, then of 30; eight leap years in 33."""
    before = 31 * (month - 1) if month <= 7 else 186 + 30 * (month - 7)
    return 226_895 + 365 * (year - 1) + (8 * year + 21) // 33 + before


def _hijri(year: int, month: int) -> int:
    if year not in _PUBLISHED:  # the tabular calendar: eleven leap years in 30
        return 227_015 + 354 * (year - 1) + (3 + 11 * year) // 30 + 29 * (month - 1) + month // 2
    months = 12 * (year - _PUBLISHED.start) + month - 1
    bits = [int(_LENGTHS[at : at + 3], 16) for at in range(0, 3 * (months // 12 + 1), 3)]
    return _FIRST_DAY + sum(29 + (bits[n // 12] >> n % 12 & 1) for n in range(months))
