"""Read the date that a person types as a `Moment`: "12/4", "last Sunday", "about 6", "yesterday 5 pm".

Numbers are day first, as in most of the world. A date without a year is the latest one up to today, and a single day
("6") the latest such day: people record past events. English is always understood, and the window's language comes
first. An unknown text gives None, never a guess; the window shows the result before it is saved. Text is folded first,
so the digits and the spelling of the script do not matter.
"""

import re
from collections.abc import Callable
from datetime import date, timedelta

from attrs import frozen

from app.domain.moment import DatePoint, Moment
from app.domain.search_normalisation import fold

LONGEST = 100
"""Maximum characters of a date; the parser is recursive, and a longer text would take time and depth."""


@frozen
class _Spoken:
    """The words of one language, folded; patterns are alternatives of regular expressions."""

    months: dict[str, int]
    weekdays: dict[str, int]
    days_back: dict[str, int]
    units: dict[str, str]
    about: str
    before: str
    after: str
    last: str
    ago: str
    """With one group for the count and unit: "(.+) ago"."""
    span: str
    """With two groups, the ends: "between (.+) and (.+)"."""
    filler: str
    afternoon: str
    morning: str


def _numbered(text: str, first: int = 1) -> dict[str, int]:
    """Map the words in "a b|c" to numbers: | separates words of one number, an underscore is a space in a name."""
    groups = enumerate(text.split(), first)
    return {fold(word.replace("_", " ")): number for number, group in groups for word in group.split("|")}


_ENGLISH = _Spoken(
    months=_numbered(
        "january|jan february|feb march|mar april|apr may june|jun july|jul august|aug "
        "september|sept|sep october|oct november|nov december|dec"
    ),
    weekdays=_numbered(
        "monday|mon tuesday|tue|tues wednesday|wed thursday|thu|thurs friday|fri saturday|sat sunday|sun", 0
    ),
    days_back=_numbered("today yesterday day_before_yesterday|the_day_before_yesterday", 0),
    units={"day": "day", "days": "day", "week": "week", "weeks": "week"}
    | {"month": "month", "months": "month", "year": "year", "years": "year"},
    about=r"about|around|approximately|approx\.?|circa|ca\.?|c\.|roughly",
    before="before|until|by",
    after="after|since",
    last="last|past",
    ago="(.+) ago",
    span="(?:between|from) (.+) (?:and|to|until) (.+)|(.+) (?:to|until) (.+)",
    filler="on|in|the|of|at",
    afternoon=r"p\.?m\.?",
    morning=r"a\.?m\.?",
)
_ARABIC = _Spoken(
    months=_numbered(
        "يناير|كانون_الثاني|جانفي فبراير|شباط|فيفري مارس|آذار|اذار أبريل|نيسان|أفريل مايو|أيار|ماي يونيو|حزيران|جوان "
        "يوليو|تموز|جويلية أغسطس|آب|أوت سبتمبر|أيلول أكتوبر|تشرين_الأول نوفمبر|تشرين_الثاني ديسمبر|كانون_الأول"
    ),
    weekdays=_numbered("الاثنين|الإثنين الثلاثاء الأربعاء الخميس الجمعة السبت الأحد", 0),
    days_back=_numbered("اليوم أمس|البارحة|مبارح|امبارح أول_أمس|أول_البارحة", 0),
    units={fold(word): "day" for word in ("يوم", "أيام", "يوما")}
    | {fold(word): "week" for word in ("أسبوع", "أسابيع", "أسبوعا", "الأسبوع")}
    | {fold(word): "month" for word in ("شهر", "أشهر", "شهور", "شهرا", "الشهر")}
    | {fold(word): "year" for word in ("سنة", "سنوات", "سنين", "عام", "أعوام", "عاما", "السنة", "العام")},
    about="|".join(map(fold, ("حوالي", "نحو", "تقريبا", "قرابة"))),
    before=fold("قبل"),
    after=f"{fold('بعد')}|{fold('منذ')}",
    last="|".join(map(fold, ("الماضي", "الماضية", "الفائت", "الفائتة"))),
    ago=f"(?:{fold('قبل')}|{fold('منذ')}) (.+)",
    span=f"(?:{fold('بين')}|{fold('من')}) (.+) (?:{fold('إلى')}|{fold('حتى')}|و) ?(.+)",
    filler="|".join(map(fold, ("يوم", "في", "الساعة", "بتاريخ"))),
    afternoon="|".join(map(fold, ("م", "مساء", "عصرا", "ظهرا"))),
    morning="|".join(map(fold, ("ص", "صباحا", "فجرا"))),
)
_LANGUAGES = {"en": (_ENGLISH,), "ar": (_ARABIC, _ENGLISH)}
_DUAL = {
    fold("يومين"): (2, "day"),
    fold("أسبوعين"): (2, "week"),
    fold("شهرين"): (2, "month"),
    fold("سنتين"): (2, "year"),
}
_TIME = re.compile(r"(?P<rest>.*?)[ t](?P<hour>\d{1,2})(?:[:.](?P<minute>\d\d))?(?: ?(?P<half>[^\d\s:]+))?", re.ASCII)


def parse_typed(text: str, today: date, language: str) -> Moment | None:
    """Read a text that was typed on `today` in a window of `language` ("en", "ar"; others understand English)."""
    if len(text) > LONGEST:
        return None
    plain = " ".join(fold(text).replace("،", ",").replace("؍", "/").split())
    try:
        return Moment(plain.upper())
    except ValueError:
        pass
    for spoken in _LANGUAGES.get(language, (_ENGLISH,)):
        try:
            moment = _MomentReader(spoken, today).read(plain)
        except (ValueError, OverflowError):
            continue
        if moment:
            return moment
    return None


@frozen
class _MomentReader:
    """A reader for one language. A ValueError from inside means: not a possible date."""

    words: _Spoken
    today: date

    def read(self, text: str) -> Moment | None:
        """Read a sentence: a span, an open end, or one point."""
        if span := re.fullmatch(self.words.span, text):
            first, second = (self.point(end) for end in span.groups() if end)
            return Moment(f"{first.text}/{second.text}") if first and second else None
        if point := self.point(text):
            return Moment(point.text)
        for pattern, form in ((self.words.before, "../{}"), (self.words.after, "{}/..")):
            match = re.fullmatch(f"(?:{pattern}) (.+)", text)
            if match and (point := self.point(match[1])):
                return Moment(form.format(point.text))
        return None

    def point(self, text: str) -> DatePoint | None:
        """Read one point, about or exact, with or without a time."""
        rough = re.fullmatch(rf"(?:(?:{self.words.about}) |~ ?)(.+)|(.+?)(?: (?:{self.words.about})| ?~)", text)
        if rough:
            point = self.point(rough[1] or rough[2])
            return point and DatePoint(point.year, point.month, point.day, point.minute, True)
        plain = re.sub(rf"(?<!\S)(?:{self.words.filler})(?!\S)", " ", text)
        plain = " ".join(plain.replace(",", " ").split())
        readers: tuple[Callable[[str], DatePoint | None], ...] = (
            self._written, self._numbers, self._named_day, self._back, self._months, self._timed,
        )  # fmt: skip
        return next((point for reader in readers if (point := reader(plain))), None)

    def _written(self, text: str) -> DatePoint | None:
        try:
            return Moment(text.upper()).start if "/" not in text else None
        except ValueError:
            return None

    def _numbers(self, text: str) -> DatePoint | None:
        """Read 12/4, 12.4.2026, 12-4-26 and a single day, 6."""
        match = re.fullmatch(r"(\d{1,2})(?:([/.-])(\d{1,2})(?:\2(\d{4}|\d\d))?)?\.?", text, re.ASCII)
        if not match:
            return None
        day, month, year = (int(part) if part else None for part in match.group(1, 3, 4))
        return self._latest(day, month, self._full_year(year, match[4]))

    def _named_day(self, text: str) -> DatePoint | None:
        """Read yesterday, Sunday, last Sunday: the latest one before today."""
        if (back := self.words.days_back.get(text)) is not None:
            return self._day(back)
        name = re.sub(rf"^(?:{self.words.last}) | (?:{self.words.last})$", "", text)
        weekday = self.words.weekdays.get(name)
        return None if weekday is None else self._day((self.today.weekday() - weekday - 1) % 7 + 1)

    def _back(self, text: str) -> DatePoint | None:
        """Read 3 days ago, the Arabic dual forms (two weeks ago), last week, last month, last year."""
        if ago := re.fullmatch(self.words.ago, text):
            counted = re.fullmatch(r"(?:(\d{1,4}|an?|one) )?(\S+)", ago[1], re.ASCII)
            if counted is None:
                return None
            count, unit = _DUAL.get(counted[2], (None, self.words.units.get(counted[2])))
            return self._units_back(count or (int(counted[1]) if (counted[1] or "a").isdigit() else 1), unit)
        last = re.fullmatch(rf"(?:{self.words.last}) (\S+)|(\S+) (?:{self.words.last})", text)
        unit = self.words.units.get(last[1] or last[2]) if last else None
        return None if unit == "day" else self._units_back(1, unit)

    def _units_back(self, count: int, unit: str | None) -> DatePoint | None:
        if unit == "day":
            return self._day(count)
        if unit == "week":
            day = self.today - timedelta(weeks=count)
            return DatePoint(day.year, day.month, day.day, None, True)
        if unit == "month":
            year, month = divmod(self.today.year * 12 + self.today.month - 1 - count, 12)
            return DatePoint(year, month + 1)
        return DatePoint(self.today.year - count) if unit == "year" else None

    def _months(self, text: str) -> DatePoint | None:
        """Read 12 April 2026, April 12 2026, 12th April, April 2026, April."""
        names = "|".join(sorted(map(re.escape, self.words.months), key=len, reverse=True))
        day = r"(\d{1,2})(?:st|nd|rd|th)?"
        match = re.fullmatch(rf"(?:{day} )?({names})(?: {day})?(?: (\d{{4}}))?", text, re.ASCII)
        if not match or (match[1] and match[3]):
            return None
        number = match[1] or match[3]
        year = int(match[4]) if match[4] else None
        return self._latest(int(number) if number else None, self.words.months[match[2]], year)

    def _timed(self, text: str) -> DatePoint | None:
        """Read a day followed by a time: yesterday 17:30, 12/4 5 pm."""
        match = _TIME.fullmatch(text)
        if not match or not (match["minute"] or match["half"]):
            return None
        hour, half = int(match["hour"]), match["half"] or ""
        if re.fullmatch(self.words.afternoon, half) and 1 <= hour <= 12:
            hour = hour % 12 + 12
        elif re.fullmatch(self.words.morning, half) and 1 <= hour <= 12:
            hour %= 12
        elif half:
            return None
        day = self.point(match["rest"])
        minute = int(match["minute"] or 0)
        if day is None or day.day is None or day.minute is not None or minute > 59 or hour > 23:
            return None
        return DatePoint(day.year, day.month, day.day, hour * 60 + minute, day.about)

    def _day(self, back: int) -> DatePoint:
        day = self.today - timedelta(days=back)
        return DatePoint(day.year, day.month, day.day)

    def _full_year(self, year: int | None, digits: str | None) -> int | None:
        """Return the year of two digits in the latest century that does not put it after this year."""
        if year is None or len(digits or "") == 4:
            return year
        century = self.today.year // 100 * 100
        return century + year if century + year <= self.today.year else century - 100 + year

    def _latest(self, day: int | None, month: int | None, year: int | None) -> DatePoint | None:
        """Fill in a missing year, or month and year: the latest possible one not after today."""
        if year is not None:
            return Moment(DatePoint(year, month, day).text).start
        now = self.today.year * 12 + self.today.month - 1
        for back in range(12 * 9):
            try_year, try_month = divmod(now - back, 12)
            if month not in (None, try_month + 1):
                continue
            point = DatePoint(try_year, try_month + 1, day)
            try:
                if Moment(point.text).first_day <= self.today.toordinal():
                    return point
            except ValueError:
                continue
        return None
