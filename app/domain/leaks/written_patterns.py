"""Find telephones, addresses, numbers, ids, positions and times by their form; dates, laws and amounts are none.

The text is folded letter by letter, so that positions stay: digits of every script are ASCII, and accents are gone.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable, Sequence
from functools import cache
from itertools import pairwise

from attrs import frozen

from app.domain.date_words import LANGUAGES
from app.domain.leaks.leak_values import (
    DAY,
    EXACT,
    GAP,
    MINUTE,
    MONTH,
    QUARTER,
    AudienceLimits,
    LeakClass,
    Weight,
)
from app.domain.leaks.leak_words import LeakWords
from app.domain.leaks.tokens import Token
from app.domain.leaks.written_times import CLOCK_WORDS, DAYS, OTHER_DATES, YEAR
from app.domain.search_normalisation import fold

BIRTH_YEARS = 10
"""Years before the event: a day that is at least this old can be a birthday."""
_BEFORE = 30
"""Characters before a day that can say that it is a birthday."""
NATIONAL, _ABROAD = 7, 4
"""Digits at the end of a number that say whose it is, and the most digits before a known number, such as 00 502."""
_BETWEEN = 6
"""Characters between the months of a quarter: "/", " to " and the like, without the first name of an Arabic month."""


@frozen
class PatternHit:
    """Characters of a text with the form of something: the first and the last (exclusive), and the replacement."""

    start: int
    end: int
    kind: LeakClass
    weight: Weight = Weight.STOP
    instead: str = GAP


class _Flat(dict[int, str]):
    """A table that folds each character that has a folded form of one character."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        folded = fold(char)
        self[code] = folded if len(folded) == 1 else char
        return self[code]


class _Digits(dict[int, str]):
    def __missing__(self, code: int) -> str:
        digit = unicodedata.decimal(chr(code), None)
        self[code] = chr(code) if digit is None else str(digit)
        return self[code]


_flat, _digits = _Flat(), _Digits()

_HIDDEN = "\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff"
_GAP = rf"(?:[^\S\n]|[().\-/_\u2010-\u2015·{_HIDDEN}]){{0,4}}"
_PHONE = re.compile(
    rf"(?<!\w)[+(0]\d{{0,40}}(?:{_GAP}\n?{_GAP}\d){{6,40}}|(?<!\w)[+(]{{0,2}}\d(?:{_GAP}\d){{6,40}}(?![^\W\d])"
    r"|(?<![\w.,])\d{3,5}[^\S\n]?\n[^\S\n]?\d{4,5}(?![\w.,]*\d)"
)
_YEARS = re.compile(r"(?:19|20)\d\d(?:[\s/–—-]+(?:(?:19|20)\d\d|\d\d))*")
_WEB = re.compile(
    r"(?<![\w.+-])[\w.+-]++\s?(?:@|\[at\]|\(at\))\s?[\w-]+(?:\.[\w-]+)+|(?:https?://|www\.)\S*\w|\b(?:t|wa|fb|m)\.me/\S*\w"
    r"|(?<![\w.+-])[\w.+-]++\s(?:at|arroba|arobase)\s[\w-]+(?:\s(?:dot|punto|point)\s[\w-]+)+\b"
    r"|(?<![\w.-])[a-z0-9-]{2,63}(?:\.[a-z0-9-]{1,63}){0,8}\.(?:com|org|net|info|io|app|gob|onion)\b(?:/\S*\w)?|(?<![\w@])@\w{3,}"
)
_POSITION = re.compile(
    r"-?\b\d{1,3}[.,]\d{4,}\s?°?\s?[nsewo]?\b(?:\s*[,;/]?\s*-?\d{1,3}[.,]\d{4,}\s?°?\s?[nsewo]?\b)?"
    r"|\d{1,3}\s?°(?:\s?\d{1,2}(?:[.,]\d+)?\s?['’′](?:\s?\d{1,2}(?:[.,]\d+)?\s?[\"”″])?)?\s?[nsewo]?\b"
    r"|\b[23456789cfghjmpqrvwx]{4,8}\+[23456789cfghjmpqrvwx]{2,3}\b"
    r"|\b(?:km|kilomet(?:er|re)|kilometro|كيلومتر|الكيلو)\.?\s?\d+(?:[.,+]\d+)?\b"
)
_RECORD = re.compile(r"\b[A-Z]{2}-[2-9A-HJ-KM-NP-TV-Z]{5}\b|\b[0-9a-fA-F]{32}\b")
_PLATE = re.compile(
    r"(?<![\w-])(?:[A-Z]{1,3}[- ]?\d{2,4}[- ]?[A-Z]{1,3}|(?!(?:UN|HRC|RES|CAT|ICC|CED|AK)\b)[A-Z]{2,3}-?\d{3,4}"
    r"|\d{1,4}[- ][A-Z]{1,3}[- ]\d{1,4})(?![\w-])"
)
_HASH = re.compile(r"[0-9a-f]{64}")
_GROUPED = re.compile(r"(?<!\w)(?:[0-9a-f]{4} ){15}[0-9a-f]{4}(?!\w)")
"""A SHA-256 in groups of four, to be read aloud: some groups look like a telephone number."""
_CODE = re.compile(r"(?<![\w])[^\W_](?:[^\W_]|[-/.](?=[^\W_]))*")
_CLOCK = re.compile(
    r"\b(?:[01]?\d|2[0-3])(?::[0-5]\d(?::[0-5]\d)?|h(?:[0-5]\d)?\b)(?:\s?[ap]\.?\s?m\b\.?)?"
    r"|\b(?:1[0-2]|0?[1-9])(?:[.:][0-5]\d)?\s?[ap]\.?\s?m\b\.?|\bالساعه\s\d{1,2}\b"
    r"|\b(?:0\d[0-5]\d|(?:1\d|2[0-3])(?!00)[0-5]\d)\s?(?:hours|hrs|horas)\b"
)
_COMMAS = re.compile(r"(?<![\d+.,])[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?(?![\d,])")
_STREET_NAME = re.compile(
    r"(?:,?\s+\d+[A-Za-z]?(?:\s?[-–]\s?\d+)?(?!\w))?(?:\s+(?:(?:de|la|du|des|el|los|las)\s+)*(?:[A-ZÀ-Þ][^\W\d_]+|zona\s\d+)){0,3}"
)
_DOCUMENT = re.compile(r"\b[a-z]{1,2}(?:/[a-z0-9.]+){2,}")
_GROUPS = r"(?:[1-9]\d{0,2}(?:[., '\u00a0\u202f]\d{3}){1,5}|[1-9]\d{0,14})(?:[.,]\d{1,2})?"


@frozen
class _Forms:
    """The patterns with words of the lists: dates with month names, laws, amounts, streets."""

    dates: re.Pattern[str]
    amounts: re.Pattern[str]
    laws: re.Pattern[str]
    streets: re.Pattern[str]


def _any(words: Iterable[str]) -> str:
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))


@cache
def _forms(units: frozenset[str], laws: frozenset[str], streets: frozenset[str]) -> _Forms:
    months = _any({month for one in LANGUAGES.values() for month in one.months})
    name = rf"(?P<name>{months})(?:/(?:{months}))?\b\.?"  # Arabic papers say both names of a month
    day, year = r"(?:0?[1-9]|[12]\d|3[01])", r"(?:18[5-9]\d|19\d\d|20\d\d)"
    dates = (
        rf"(?P<iso>(?<![\d-]){year}-(?:0[1-9]|1[0-2]))(?P<isoday>-{day})?(?:t\d\d:\d\d(?::\d\d)?z?)?(?![\w-])"
        rf"|(?<![\d./-])(?P<d>{day})(?P<sep>[./-])(?P<m>{day})(?P=sep)(?P<y>{year}|\d\d)(?![./-]?\d)"
        rf"|(?<![\w./-])(?P<slash>{year}/(?:0[1-9]|1[0-2]))(?P<slashday>/{day})(?![\w/-]|\.\d)"
        r"|(?<![\w./-])(?P<short>(?!24/7)(?:0[1-9]|[12]\d|3[01])/(?:0[1-9]|1[0-2]))(?![\w/-]|\.\d)"
        rf"|\b(?:{day}(?:er|st|nd|rd|th|º|°)?\s+(?:de\s+|of\s+|d')?|{DAYS}){name}(?P<then>[\s,]+(?:de[l]?\s+)?{year})?"
        rf"|\b(?P<name2>{months})\b\.?\s+{day}(?:st|nd|rd|th)?(?:,?\s+(?P<year2>{year}))?(?!\d)"
        rf"|\b(?P<name3>{months})\b\.?[\s,]+(?:de[l]?\s+)?{year}"
    )
    amounts = (
        rf"(?:[$€£¥₦₵]|\b(?:usd|eur|gbp|kes|ugx|xof|xaf|fcfa|q|us\$))\s?{_GROUPS}"
        rf"|(?<![\d+./-]){_GROUPS}(?:\s?[$€£%]|\s(?:{_any(units)})\b)"
    )
    law = rf"\b(?:{_any(laws)})\b\.?(?:\s*(?:no|n|nº|n°|num|numero|number|رقم)\b\.?)?\s*"
    law += rf"\d{{1,5}}(?:[./-](?:{year}|\d\d))?(?!\d|[\s-]\d{{3}})"
    way = _any(streets)
    gap = r"[^\S\n]{1,3}"
    between = rf"(?:{gap}[^\W\d_]+){{0,3}}?"
    number = r"(?:n\.?[o°º]?\.?\s?|(?:numero|number|num)\b\.?\s?|#\s?)"
    street = (
        rf"\b\d+[a-z]?(?:,|\s?(?:bis|ter|a|ra|da|ta|va|º|ª))?(?P<mid>{between}){gap}(?:{way})\b"
        rf"|\b(?:{way})\b(?:(?<=st|av|rd)\.)?(?P<mid2>{between}),?{gap}(?P<no>{number})?\d+[a-z]?(?:\s?[-–]\s?\d+)?\b"
        rf"(?P<no2>,?\s{number}\d+)?"
    )
    return _Forms(re.compile(dates), re.compile(amounts), re.compile(law), re.compile(street))


def find_patterns(text: str, tokens: Sequence[Token], limits: AudienceLimits, words: LeakWords) -> list[PatternHit]:
    """Return everything in a text with the form of something that the audience must not read."""
    forms = _forms(words.lists["unit"], words.lists["law"], words.lists["street"])
    page = _BlankedText(text, limits)
    page.take(_GROUPED, None)
    page.take(_WEB, LeakClass.REACH)
    page.take(_RECORD, LeakClass.RECORD_ID, exact=True, say=not limits.ids)
    page.take(_POSITION, LeakClass.PLACE, say=limits.place > EXACT)
    page.dates(forms, tokens, words)
    page.other_dates(tokens, words)
    page.streets(forms.streets, words)
    for quiet in (forms.laws, forms.amounts, _COMMAS, _DOCUMENT):
        page.take(quiet, None)
    page.own_numbers()
    page.take(_PHONE, LeakClass.REACH, unless=_is_years)
    page.take(_PLATE, LeakClass.NUMBER, exact=True, unless=lambda said: sum(map(str.isalnum, said)) < 6)
    page.take(_CODE, LeakClass.NUMBER, unless=_is_plain)
    page.labelled(tokens, words)
    page.take(CLOCK_WORDS, LeakClass.TIME, Weight.ROUND, say=limits.time > MINUTE)
    page.take(_CLOCK, LeakClass.TIME, Weight.ROUND, say=limits.time > MINUTE, free=limits.moments)
    return page.hits


def _is_years(said: str) -> bool:
    return _YEARS.fullmatch(said.strip("()")) is not None


def _is_plain(said: str) -> bool:
    digits = sum(map(str.isdigit, said))
    whole = (digits == len(said) and len(said) < 6) or _HASH.fullmatch(said) is not None
    return whole or digits < 4 or sum(map(str.isalnum, said)) < 6 or _is_years(said)


class _BlankedText:
    """A text in which each found part is blanked out, so that no later pattern reads it."""

    def __init__(self, text: str, limits: AudienceLimits) -> None:
        self._text, self._limits = text, limits
        self._folded, self._exact = text.translate(_flat), text.translate(_digits)
        self._own = [fold(one) for one in limits.own if one.strip()]
        numbers = (re.sub(r"\D", "", one) for one in self._own)
        self._numbers = {one[-NATIONAL:]: one for one in numbers if len(one) >= NATIONAL}
        self.hits: list[PatternHit] = []

    def take(
        self, pattern: re.Pattern[str], kind: LeakClass | None, weight: Weight = Weight.STOP, *, exact: bool = False,
        say: bool = True, unless: Callable[[str], bool] = lambda _: False, free: Collection[str] = (),
    ) -> None:  # fmt: skip
        """Note and blank out each part with this form; without a class or if `free`, it is only blanked out."""
        spans = list[tuple[int, int]]()
        for match in pattern.finditer(self._exact if exact else self._folded):
            if not unless(match[0]):
                if kind is not None and say and match[0].zfill(5) not in free and not self._is_own(match[0]):
                    self.hits.append(PatternHit(match.start(), match.end(), kind, weight))
                spans.append(match.span())
        self._blank(spans)

    def dates(self, forms: _Forms, tokens: Sequence[Token], words: LeakWords) -> None:
        """Note days that are too fine for the audience, and those that can be a birthday."""
        ends, spans = [token.end for token in tokens], list[tuple[int, int]]()
        matches = list(forms.dates.finditer(self._folded))
        quarters = _find_quarters(matches) if self._limits.time == QUARTER else ()
        for match in matches:
            spans.append(match.span())
            said, there = self._text[match.start() : match.end()], bisect_right(ends, match.start())
            before = [token.word for token in tokens[max(0, there - 4) : there]]
            year = re.search(r"(?:18|19|20)\d\d", match[0])
            old = year is not None and 0 < int(year[0]) <= self._limits.year - BIRTH_YEARS
            law = any(words.has("law", word) for word in before)
            born = any(words.has("born", word) for word in before)
            month = _to_month(match, self._text)
            fine = self._rounded(match, month)
            if year is not None and not law and (born or (old and month != said)):
                self.hits.append(PatternHit(match.start(), match.end(), LeakClass.BIRTH))
            elif not law and fine != said and match not in quarters and self._text.strip() != said:
                self.hits.append(PatternHit(match.start(), match.end(), LeakClass.TIME, Weight.ROUND, fine))
        self._blank(spans)
        for at, token in enumerate(tokens):
            near = [one.word for one in tokens[max(0, at - 3) : at]]
            if re.fullmatch(r"(?:18|19|20)\d\d", token.word) and any(words.has("born", word) for word in near):
                self.hits.append(PatternHit(token.start, token.end, LeakClass.BIRTH))

    def other_dates(self, tokens: Sequence[Token], words: LeakWords) -> None:
        """Note days of other calendars that are too fine for the audience, and birthdays."""
        spans = list[tuple[int, int]]()
        for match in OTHER_DATES.finditer(self._folded):
            before = [token.word for token in tokens if match.start() - _BEFORE < token.start < match.start()]
            born = any(words.has("born", word) for word in before)
            if born:
                self.hits.append(PatternHit(*match.span(), LeakClass.BIRTH))
            elif self._limits.time > DAY:
                year, month = re.search(YEAR, match[0]), match["name"] and self._limits.time == MONTH
                fine = self._text[match.start("name") : match.end()] if month else year[0] if year else GAP
                self.hits.append(PatternHit(*match.span(), LeakClass.TIME, Weight.ROUND, fine))
            spans.append(match.span())
        self._blank(spans)

    def _rounded(self, match: re.Match[str], month: str) -> str:
        """Return a date as exact as the audience can read it; `month` is the date without its day."""
        time, (year, number) = self._limits.time, _month_of(match)
        if time <= DAY or _day_of(match) in self._limits.moments:
            return self._text[match.start() : match.end()]
        if time == MONTH:
            return month
        first = (number - 1) // 3 * 3 + 1
        quarter = f"{year}-{first:02}/{year}-{first + 2:02}" if year and number else ""
        return (quarter if time == QUARTER else "") or (str(year) if year else GAP)

    def streets(self, pattern: re.Pattern[str], words: LeakWords) -> None:
        """Note streets with a number. Only the name of the street separates them."""
        spans = list[tuple[int, int]]()
        for match in pattern.finditer(self._folded):
            place = "mid" if match["mid"] is not None else "mid2"
            start, end = match.span(place)
            rest = self._text[match.end() :].lstrip(" ")[:1]
            between = [one for one in self._text[start:end].split() if fold(one) not in ("de", "la", "du", "des", "el")]
            named = all(one[:1].isupper() or "\u0600" <= one[:1] <= "\u06ff" for one in between)
            if named and (place == "mid" or match["no"] or match["no2"] or not rest.islower()):
                last = _STREET_NAME.match(self._text, match.end())
                stop = last.end() if last else match.end()
                if self._limits.place > EXACT:
                    self.hits.append(PatternHit(match.start(), stop, LeakClass.PLACE))
                spans.append((match.start(), stop))
        self._blank(spans)

    def labelled(self, tokens: Sequence[Token], words: LeakWords) -> None:
        """Note numbers after a word such as "plate" or "passport", with single letters next to them."""
        for at, token in enumerate(tokens):
            if words.has("plate", token.word) or words.has("document", token.word):
                start = next((n for n in range(at + 1, min(at + 5, len(tokens))) if _is_part(tokens[n])), None)
                if start is None:
                    continue
                end = start
                while end + 1 < len(tokens) and _is_part(tokens[end + 1]):
                    end += 1
                first, last = tokens[start].start, tokens[end].end
                said = self._folded[first:last]
                if sum(map(str.isdigit, said)) >= 2 and sum(map(str.isalnum, said)) >= 4 and not _is_years(said):
                    self.hits.append(PatternHit(first, last, LeakClass.NUMBER))
                    self._blank([(first, last)])

    def own_numbers(self) -> None:
        """Blank out each allowed number before the search for others."""
        spans = list[tuple[int, int]]()
        for match in _PHONE.finditer(self._folded) if self._numbers else ():
            at = [n for n in range(*match.span()) if self._folded[n].isdigit()]
            digits = "".join(self._folded[n] for n in at)
            for end in range(NATIONAL, len(at) + 1):
                own, first = self._numbers.get(digits[end - NATIONAL : end]), end - NATIONAL
                while own and first and own.endswith(digits[first - 1 : end]):
                    first -= 1
                while first and digits[first - 1] == "0" and at[first - 1] + 1 == at[first]:
                    first -= 1  # before a number at home or abroad
                joined = (first and at[first - 1] + 1 == at[first]) or at[end - 1] + 1 in at[end : end + 1]
                if own and not joined:
                    spans.append((at[first], at[end - 1] + 1))
        self._blank(spans)

    def _is_own(self, said: str) -> bool:
        digits = re.sub(r"\D", "", said).lstrip("0")
        own = self._numbers.get(digits[-NATIONAL:], "").lstrip("0")
        same = own.endswith(digits) or (digits.endswith(own) and len(digits) <= len(own) + _ABROAD)
        return bool(own and same) or any(fold(said.strip()) in one for one in self._own if len(said.strip()) > 3)

    def _blank(self, spans: Iterable[tuple[int, int]]) -> None:
        last, folded, exact = 0, list[str](), list[str]()
        for start, end in spans:
            start = max(last, start)
            hole = "\0" * (end - start)
            folded += [self._folded[last:start], hole]
            exact += [self._exact[last:start], hole]
            last = max(last, end)
        if last:
            self._folded = "".join(folded) + self._folded[last:]
            self._exact = "".join(exact) + self._exact[last:]


def _is_part(token: Token) -> bool:
    letters = token.said.isalpha() and len(token.said) <= 3 and (token.said.isupper() or not token.said.isascii())
    return any(map(str.isdigit, token.word)) or (letters and len(token.said) < 4)


def _to_month(match: re.Match[str], text: str) -> str:
    """Return a date without its day, in the words of the text; unchanged if it has none."""
    said = text[match.start() : match.end()]
    if match["isoday"] or match["slash"]:
        return str(match["iso"] or match["slash"])
    if match["short"]:
        return GAP
    if match["d"]:
        return f"{match['m']}{match['sep']}{match['y']}"
    if match["name"]:
        return text[match.start("name") : match.end()]
    if match["name2"]:
        year = match["year2"]
        return text[match.start("name2") : match.end("name2")] + (f" {year}" if year else "")
    return said


def _month_of(match: re.Match[str]) -> tuple[int, int]:
    """Return the year and the month of a date, 0 for an unknown one."""
    year = re.search(r"(?:18|19|20)\d\d", match[0])
    name = match["name"] or match["name2"] or match["name3"]
    if name:
        month = next(one.months[name] for one in LANGUAGES.values() if name in one.months)
    else:
        month = int(match["m"] or (match["iso"] or match["slash"] or match["short"] or "")[-2:] or 0)
    month = month if month <= 12 else int(match["d"])
    return int(year[0]) if year else 0, month if month <= 12 else 0


def _day_of(match: re.Match[str]) -> str:
    """Return a date with its day in the form of ISO 8601."""
    year, month = _month_of(match)
    said = (
        match["isoday"]
        or match["slashday"]
        or (match["d"] if match["m"] and int(match["m"]) <= 12 else match["m"])
        or match[0]
    )
    day = re.search(r"(?<!\d)\d{1,2}(?!\d)", said)
    return f"{year:04}-{month:02}-{int(day[0]):02}" if day else ""


_FIRST_NAME = re.compile(rf"(?:{_any(LANGUAGES['ar'].months)})/$")


def _find_quarters(dates: Sequence[re.Match[str]]) -> list[re.Match[str]]:
    """Return the first and the last month of each quarter, such as in "2026-10/2026-12"."""
    found: list[re.Match[str]] = []
    for one, other in pairwise(dates):
        (year, month), last = _month_of(one), _month_of(other)
        days = any(date[name] for date in (one, other) for name in ("isoday", "slash", "d", "name", "name2"))
        between = _FIRST_NAME.sub("", one.string[one.end() : other.start()])
        near = len(between) <= _BETWEEN
        if near and not days and year and month in (1, 4, 7, 10) and last == (year, month + 2):
            found += [one, other]
    return found
