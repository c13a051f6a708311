"""Read the date that a person types as a `Moment`: "12/4", "last Sunday", "about 6", "in 3 days", "2-4 April".

Numbers are day first, as in most of the world. A date without its year, or a day without its month ("6"), is completed
towards the past, the future or the nearest such day: the field says which (`Way`). English is always understood, and
the window's language comes first. Text is folded first, so the digits and the spelling of the script do not matter.

"About" belongs to the word after it: the day ("about 6 April") or the hour ("last Sunday about 18:00"). An hour needs
an exact day, so "about 12/4 18:00" is refused.

Errors: ValueError with one sentence that tells the person what to write. An unknown text is refused, never guessed; the
window shows the result before it is saved.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta

from attrs import frozen

from app.domain.calendars import is_confirmed, is_doubtful, last_year, read_date, readings
from app.domain.date_words import ENGLISH, LANGUAGES, DateWords
from app.domain.moment import DatePoint, Moment, Way
from app.domain.search_normalisation import fold
from app.phrase import Phrase

LONGEST = 100
"""Maximum characters of a date; the parser is recursive, and a longer text would take time and depth."""
YEARS = 8
"""Years that are searched for a day without its year: 29 February can be that far away."""


UNKNOWN = Phrase("Write a date, for example 12 April, 2026-04, about 6 April, or last Sunday about 18:00.")
NOT_YET = Phrase("This day is in the future. Write the day when it happened.")
OVER = Phrase("This day is in the past. Write a day in the future.")


def parse_typed(text: str, today: date, language: str, way: Way = Way.PAST) -> Moment:
    """Read a text that was typed on `today` in a window of `language` ("en", "ar", "es", "fr"; others read English).

    Raises ValueError for an unknown text, and for a date on the wrong side of today.
    """
    moment = _read(text, today, language, way) if len(text) <= LONGEST else None
    if moment is None:
        raise ValueError(UNKNOWN)
    _check_side(moment, today, way)
    return moment


def parse_hours(text: str, language: str) -> list[str]:
    """Return each meaning of a typed time of day: "06:00" and "18:00" for "6", "18:00~" for "about 6 pm"."""
    plain = _plain(text) if len(text) <= LONGEST else ""
    for words in dict.fromkeys((LANGUAGES.get(language, ENGLISH), ENGLISH)):
        if found := _MomentReader(words, date.min, Way.PAST).hours(plain):
            return found
    return []


def settle_typed(text: str, today: date, language: str, way: Way) -> tuple[str, Moment | None]:
    """Return a typed date as it is saved, and its meaning: None if a person must first confirm its year.

    A date that names its calendar is returned as it was written. Raises ValueError as `parse_typed` does.
    """
    last, confirmed = last_year(today, way is not Way.PAST), is_confirmed(text)
    other = not confirmed and bool(readings(text, last))
    moment = _read(text, today, language, way) if len(text) <= LONGEST else None
    if moment is None and not other:
        raise ValueError(UNKNOWN)
    doubtful = other or (moment is not None and is_doubtful(moment, last))
    if moment and not (doubtful and way is Way.AHEAD):  # 1404 can be next year in another calendar
        _check_side(moment, today, way)
    written = text if confirmed or other or moment is None else moment.text
    return written, None if doubtful and not confirmed else moment


def _check_side(moment: Moment, today: date, way: Way) -> None:
    begins, ends = moment.start or moment.end, moment.end or moment.start
    if way is Way.PAST and any(point and point.first_day > today.toordinal() for point in (moment.start, moment.end)):
        raise ValueError(NOT_YET)
    if way is Way.AHEAD and begins and ends and moment.last_day < today.toordinal():
        raise ValueError(OVER)


def _read(text: str, today: date, language: str, way: Way) -> Moment | None:
    plain = _plain(text)
    for written in (text, plain.upper()):
        try:
            return read_date(written)
        except ValueError:
            continue
    for words in dict.fromkeys((LANGUAGES.get(language, ENGLISH), ENGLISH)):
        try:
            moment = _MomentReader(words, today, way).read(plain)
        except (ValueError, OverflowError):
            continue
        if moment:
            return moment
    return None


def _plain(text: str) -> str:
    return " ".join(fold(text).replace("،", ",").replace("؍", "/").split())


@frozen
class _MomentReader:
    """A reader for one language. A ValueError from inside means: not a possible date.

    `since` is the first end of a range: its second end is completed to the first such day that is not before it.
    """

    words: DateWords
    today: date
    way: Way
    since: date | None = None

    def read(self, text: str) -> Moment | None:
        """Read a sentence: one point, a span, or an open end."""
        readers = (self._season, self._span, self._single, self._open)
        return next((moment for reader in readers if (moment := reader(text))), None)

    def _season(self, text: str) -> Moment | None:
        """Read spring 2025: the three months of the northern season. Winter belongs to two years and is not read."""
        match = re.fullmatch(r"(\D+?) (\d{4})", self._bare(text), re.ASCII)
        first = self.words.seasons.get(match[1]) if match else None
        return Moment(f"{match[2]}-{first:02}/{match[2]}-{first + 2:02}") if match and first else None

    def _span(self, text: str) -> Moment | None:
        """Read between 2/4 and 4/4, 2/4 to 4/4, 2/4 - 4/4, 2-4 April."""
        for pattern in (*self.words.spans, r"(.+) - (.+)", r"(\d{1,2})-(\d{1,2} \D.*)"):
            if (span := re.fullmatch(pattern, text)) and (moment := self._range(*span.groups())):
                return moment
        return None

    def _range(self, first: str, second: str) -> Moment | None:
        month = re.fullmatch(r"\d{1,2} (\D.*)", self._bare(second), re.ASCII)
        if month and self._bare(first).isdecimal():  # from 2 to 4 April: two days of one month
            first = f"{self._bare(first)} {month[1]}"
        start = self.point(first)
        if start is None:
            return None
        end = _MomentReader(self.words, self.today, self.way, date.fromordinal(start.first_day)).point(second)
        return Moment(f"{start.text}/{end.text}") if end else None

    def _single(self, text: str) -> Moment | None:
        point = self.point(text)
        return Moment(point.text) if point else None

    def _open(self, text: str) -> Moment | None:
        """Read before 12 April, since March; a beginning is in the past, for every field."""
        past = _MomentReader(self.words, self.today, Way.PAST)
        for pattern, reader, form in (
            (self.words.before, self, "../{}"), (self.words.since, past, "{}/.."), (self.words.after, self, "{}/.."),
        ):  # fmt: skip
            match = re.fullmatch(f"(?:{pattern}) (.+)", text)
            if match and (point := reader.point(match[1])):
                return Moment(form.format(point.text))
        return None

    def point(self, text: str) -> DatePoint | None:
        """Read one point, about or exact, with or without a time."""
        timed = next((point for plain in self._spellings(text) if (point := self._timed(plain))), None)
        return timed or self._date(text)

    def _date(self, text: str) -> DatePoint | None:
        """Read a year, a month or a day, about or exact."""
        rough = re.fullmatch(rf"(?:(?:{self.words.about}) |~ ?)(.+)|(.+?)(?: (?:{self.words.about})| ?~)", text)
        if rough:
            point = self._date(rough[1] or rough[2])
            day = point if point and point.minute is None else None
            return day and DatePoint(day.year, day.month, day.day, None, True)
        for plain in self._spellings(text):
            readers: tuple[Callable[[str], DatePoint | None], ...] = (
                self._written, self._numbers, self._named_day, self._counted, self._months,
            )  # fmt: skip
            if found := next((point for reader in readers if (point := reader(plain))), None):
                return found
        return None

    def _spellings(self, text: str) -> Iterable[str]:
        return dict.fromkeys((" ".join(text.replace(",", " ").split()), self._bare(text)))

    def _bare(self, text: str) -> str:
        """Return a text without commas and words that say nothing: on, the."""
        plain = re.sub(rf"(?<!\S)(?:{self.words.filler})(?!\S)", " ", text.replace(",", " "))
        return " ".join(plain.split())

    def _written(self, text: str) -> DatePoint | None:
        try:
            return Moment(text.upper()).start if "/" not in text else None
        except ValueError:
            return None

    def _numbers(self, text: str) -> DatePoint | None:
        """Read 12/4, 12.4.2026, 12-4-26, 4/2026 and a single day, 6."""
        if month := re.fullmatch(r"(\d{1,2})[/.-](\d{4})", text, re.ASCII):
            return self._complete(None, int(month[1]), int(month[2]))
        match = re.fullmatch(r"(\d{1,2})(?:([/.-])(\d{1,2})(?:\2(\d{4}|\d\d))?)?\.?", text, re.ASCII)
        if not match:
            return None
        day, month_number, year = (int(part) if part else None for part in match.group(1, 3, 4))
        return self._complete(day, month_number, self._full_year(year, match[4]))

    def _named_day(self, text: str) -> DatePoint | None:
        """Read yesterday, tomorrow, Sunday, last Sunday, next Sunday; today is never meant by its own weekday."""
        if (distance := self.words.days.get(text)) is not None:
            return self._day(distance)
        for pattern, side in ((self.words.last, -1), (self.words.next, 1), ("", 0)):
            name = re.sub(rf"^(?:{pattern}) | (?:{pattern})$", "", text) if pattern else text
            weekday = self.words.weekdays.get(name)
            if weekday is None or (pattern and name == text):
                continue
            back = (self.today.weekday() - weekday - 1) % 7 + 1
            ahead = (weekday - self.today.weekday() - 1) % 7 + 1
            towards = side or {Way.PAST: -1, Way.AHEAD: 1}.get(self.way, 1 if ahead <= back else -1)
            return self._day(ahead if towards > 0 else -back)
        return None

    def _counted(self, text: str) -> DatePoint | None:
        """Read 3 days ago, in 3 days, the Arabic dual forms (two weeks ago), last week, next month."""
        for pattern, side in ((self.words.ago, -1), (self.words.hence, 1)):
            if (counted := re.fullmatch(pattern, text)) and (point := self._count(counted[1], side)):
                return point
        for pattern, side in ((self.words.last, -1), (self.words.next, 1)):
            named = re.fullmatch(rf"(?:{pattern}) (\S+)|(\S+) (?:{pattern})", text)
            unit = self.words.units.get(named[1] or named[2]) if named else None
            if unit and unit != "day":
                return self._units(side, unit)
        return None

    def _count(self, text: str, side: int) -> DatePoint | None:
        counted = re.fullmatch(rf"(?:(\d{{1,4}}|{self.words.one}) )?(\S+)", text, re.ASCII)
        if counted is None:
            return None
        count, unit = self.words.duals.get(counted[2], (None, self.words.units.get(counted[2])))
        number = count or (int(counted[1]) if (counted[1] or "a").isdigit() else 1)
        return self._units(side * number, unit)

    def _units(self, count: int, unit: str | None) -> DatePoint | None:
        """Return the day, the about day of a week, the month or the year that is `count` units from today."""
        if unit == "day":
            return self._day(count)
        if unit == "week":
            day = self.today + timedelta(weeks=count)
            return DatePoint(day.year, day.month, day.day, None, True)
        if unit == "month":
            year, month = divmod(self.today.year * 12 + self.today.month - 1 + count, 12)
            return DatePoint(year, month + 1)
        return DatePoint(self.today.year + count) if unit == "year" else None

    def _months(self, text: str) -> DatePoint | None:
        """Read 12 April 2026, April 12 2026, 12th April, April 2026, April."""
        names = "|".join(sorted(map(re.escape, self.words.months), key=len, reverse=True))
        day = r"(\d{1,2})(?:st|nd|rd|th|er|re)?"
        match = re.fullmatch(rf"(?:{day} )?({names})(?: {day})?(?: (\d{{4}}))?", text, re.ASCII)
        if not match or (match[1] and match[3]):
            return None
        number = match[1] or match[3]
        year = int(match[4]) if match[4] else None
        return self._complete(int(number) if number else None, self.words.months[match[2]], year)

    def _timed(self, text: str) -> DatePoint | None:
        """Read an exact day followed by a time: yesterday 17:30, 12/4 about 5 pm, demain 17 h 30."""
        match = re.fullmatch(r"(?P<rest>.+?)[ t]" + self._clock, text, re.ASCII)
        if not match or not (match["minute"] or match["hours"] or match["half"]):
            return None
        minute, day = self._minute(match), self._date(match["rest"])
        if minute is None or day is None or day.day is None or day.minute is not None or day.about:
            return None
        return DatePoint(day.year, day.month, day.day, minute, bool(match["rough"] or match["after"]))

    @property
    def _clock(self) -> str:
        """Return the pattern of a time of day."""
        about, filler = f"(?:{self.words.about})", f"(?:(?:{self.words.filler}) )*"
        return (
            rf"{filler}(?:(?P<rough>{about} |~ ?){filler})?"
            r"(?P<hour>\d{1,2})(?:(?:[:.]| ?h ?)(?P<minute>\d\d)|(?P<hours> ?h(?!\S)))?"
            rf"(?: ?(?!{about}(?!\S))(?P<half>[^\d\s:~]+))?(?P<after> {about}| ?~)?"
        )

    def _minute(self, match: re.Match[str]) -> int | None:
        """Return the minutes after midnight of a time, or None for one that does not exist."""
        hour, half, minute = int(match["hour"]), match["half"] or "", int(match["minute"] or 0)
        if re.fullmatch(self.words.afternoon, half) and 1 <= hour <= 12:
            hour = hour % 12 + 12
        elif re.fullmatch(self.words.morning, half) and 1 <= hour <= 12:
            hour %= 12
        elif half:
            return None
        return hour * 60 + minute if hour <= 23 and minute <= 59 else None

    def hours(self, text: str) -> list[str]:
        """Return each meaning of a time without a day; an hour up to 12 is in the morning or in the afternoon."""
        match = next(
            (got for plain in self._spellings(text) if (got := re.fullmatch(self._clock, plain, re.ASCII))), None
        )
        first = self._minute(match) if match else None
        if match is None or first is None:
            return []
        both = not match["half"] and not match["hour"].startswith("0") and 1 <= first // 60 <= 12
        about = "~" if match["rough"] or match["after"] else ""
        return [f"{at // 60:02}:{at % 60:02}{about}" for at in (first, *([(first + 720) % 1440] if both else []))]

    def _day(self, ahead: int) -> DatePoint:
        day = self.today + timedelta(days=ahead)
        return DatePoint(day.year, day.month, day.day)

    def _full_year(self, year: int | None, digits: str | None) -> int | None:
        """Return the year of two digits: for the past the latest century up to this year, else the nearest one."""
        if year is None or len(digits or "") == 4:
            return year
        century = self.today.year // 100 * 100
        if self.way is Way.PAST:
            return century + year if century + year <= self.today.year else century - 100 + year
        return min((century - 100 + year, century + year, century + 100 + year), key=lambda y: abs(y - self.today.year))

    def _complete(self, day: int | None, month: int | None, year: int | None) -> DatePoint | None:
        """Fill in a missing year, or month and year; raise ValueError for an impossible date."""
        if year is not None:
            return Moment(DatePoint(year, month, day).text).start
        today = self.today.toordinal()
        past, ahead = self._first(day, month, -1), self._first(day, month, 1)
        if self.since or self.way is Way.AHEAD:
            return ahead
        if self.way is Way.PAST or ahead is None or past is None:
            return past if self.way is Way.PAST else past or ahead
        return ahead if ahead.first_day - today <= today - past.last_day else past

    def _first(self, day: int | None, month: int | None, step: int) -> DatePoint | None:
        """Return the first such day or month from today, or from `since`, in one direction (-1: back, 1: on)."""
        here = self.since or self.today
        for year, one in _months_from(here, step):
            point = DatePoint(year, one, day)
            if month in (None, one) and _exists(point):
                if step < 0 and point.first_day <= here.toordinal():
                    return point
                if step > 0 and point.last_day >= here.toordinal():
                    return point
        return None


def _months_from(day: date, step: int) -> Iterator[tuple[int, int]]:
    """Yield (year, month) from the month of a day, in one direction."""
    now = day.year * 12 + day.month - 1
    for months in range(12 * YEARS + 12):
        year, month = divmod(now + step * months, 12)
        yield year, month + 1


def _exists(point: DatePoint) -> bool:
    try:
        return bool(Moment(point.text))
    except ValueError:
        return False
