"""Format dates with their precision by the locale: `12 Apr 2026`, `about 6 Apr 2026`, `2–4 Apr 2026`."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QDate, QDateTime, QLocale, QTime

from app.domain.moment import DatePoint, Moment, parse_moment
from app.gui.style.text import Text

if TYPE_CHECKING:
    from app.domain.record import Record
    from app.store.vault.open_vault import Vault

_DATE = re.compile(r"\b\d{4}-\d\d-\d\d(?:T\d\d:\d\d)?(?:~|\b)", re.ASCII)
SHORT, LONG = QLocale.FormatType.ShortFormat, QLocale.FormatType.LongFormat


def moment_words(tr: Text, text: str, long: bool = False) -> str:
    """Return a moment as text; a text that is no moment is returned unchanged."""
    try:
        moment = parse_moment(text)
    except ValueError:
        return text
    if moment.shape == "before" and moment.end:
        return tr("by {date}", date=_point(tr, moment.end, long))
    if moment.shape == "after" and moment.start:
        return tr("from {date} on", date=_point(tr, moment.start, long))
    if moment.shape == "range":
        return _range(tr, moment, long)
    return _point(tr, moment.start, long) if moment.start else text


def title_words(vault: "Vault", tr: Text, record: "Record") -> str:
    """Return the title of a record in the language of the window, with each date in a computed title as text."""
    from app.actions.kernel import records

    return with_dates(tr, record, records.title(vault, record, tr.language))


def with_dates(tr: Text, record: "Record", title: str) -> str:
    """Return the title of a record, after “Rehearsal” for one; each date in a computed title as text.

    The name of a paper of the program is in the language of the window. A title from right to left that begins with a
    name from left to right keeps its direction: its names and dates in digits are isolated.
    """
    if paper := str(record.fields.get("paper", "")):
        title = title.replace(paper, tr(paper), 1)
    if not record.fields.get("title"):
        title = _DATE.sub(lambda date: moment_words(tr, date[0], long="T" in date[0]), title)
    if tr.rtl and not record.fields.get("title"):
        from app.domain.direction import isolate, reads_right  # not for the first list

        turns = not reads_right(title) and any(map(reads_right, title))
        title = f"\u200f{isolate(title, True)}" if turns else title
    return after_rehearsal(tr, record.fields, title)


def after_rehearsal(tr: Text, fields: Mapping[str, object], title: str) -> str:
    """Return a title that says first if it is of a rehearsal: of an instant action, or of a request made by it."""
    tags = fields.get("tags")
    rehearsed = fields.get("rehearsal") or (isinstance(tags, list) and "rehearsal" in tags)
    return tr("Rehearsal: {title}", title=title) if rehearsed else title


def calendar_words(tr: Text, calendar: str, text: str) -> str:
    """Return the meaning of an ambiguous date in a calendar, as a choice."""
    date = moment_words(tr, text)
    if calendar == "jalali":
        return tr("{date} (Jalali calendar)", date=date)
    return (
        tr("{date} (Hijri calendar)", date=date)
        if calendar == "hijri"
        else tr("{date} (Gregorian calendar)", date=date)
    )


def day(tr: Text, at: int) -> str:
    """Return the day of UTC seconds as text."""
    return moment_words(tr, datetime.fromtimestamp(at, UTC).date().isoformat())


def _range(tr: Text, moment: Moment, long: bool) -> str:
    start, end = moment.start, moment.end
    if start is None or end is None:
        return moment.text
    same = (start.year, start.month) == (end.year, end.month) and start.day and end.day
    if same and start.minute is None and end.minute is None:
        first = tr.locale.toString(start.day or 1)
        return f"{first}–{_point(tr, end, long)}"
    return tr("{first} to {last}", first=_point(tr, start, long), last=_point(tr, end, long))


def _point(tr: Text, point: DatePoint, long: bool) -> str:
    style = LONG if long else SHORT
    words = year = tr.digits(str(point.year))
    if point.month and point.day:
        words = f"{tr.locale.toString(point.day)} {tr.locale.monthName(point.month, style)} {year}"
        if long:
            weekday = QDate(point.year, point.month, point.day).dayOfWeek()
            words = f"{tr.locale.dayName(weekday, SHORT)} {words}"
    elif point.month:
        words = f"{tr.locale.standaloneMonthName(point.month, style)} {year}"
    if point.minute is not None:  # "about" is said of the hour, never of the day
        if not long:
            return words
        time = tr.locale.toString(QTime(*divmod(point.minute, 60)), "HH:mm")
        return (
            tr("{date}, about {time}", date=words, time=time)
            if point.about
            else tr("{date}, {time}", date=words, time=time)
        )
    return tr("about {date}", date=words) if point.about else words


def clock_words(tr: Text, minutes: int) -> str:
    """Return the time of day, `minutes` after midnight."""
    return tr.digits(f"{minutes // 60:02}:{minutes % 60:02}")


def clock(tr: Text, seconds: int, exact: bool = False) -> str:
    """Return the local time of day of a UTC second, with seconds if `exact`."""
    return tr.locale.toString(QDateTime.fromSecsSinceEpoch(seconds).time(), "HH:mm:ss" if exact else "HH:mm")


def span(tr: Text, minutes: int) -> str:
    """Return a span of minutes as text: minutes only, hours and minutes, or days and hours."""
    if minutes < 60:
        return tr("{n} minute|{n} minutes", n=minutes)
    if minutes < 2 * 1440:
        hours = tr("{n} hour|{n} hours", n=minutes // 60)
        return tr("{hours} {minutes}", hours=hours, minutes=tr("{n} minute|{n} minutes", n=minutes % 60))
    return tr("{n} day|{n} days", n=minutes // 1440)


def relative_time(tr: Text, seconds: int, now: int) -> str:
    """Return a time relative to now: today and yesterday by name, otherwise the date."""
    then, today = datetime.fromtimestamp(seconds), datetime.fromtimestamp(now).date()
    time = clock(tr, seconds)
    days = (today - then.date()).days
    if days == 0:
        return tr("today {time}", time=time)
    if days == 1:
        return tr("yesterday {time}", time=time)
    return _point(tr, DatePoint(then.year, then.month, then.day), False)
