"""Say a moment in words of a language, the same for window and command line: 26 November 2026, 06:30."""

from collections.abc import Callable
from typing import Final

from app.domain.moment import DatePoint, parse_moment
from app.phrase import Phrase

MONTHS: Final = (
    Phrase("January"), Phrase("February"), Phrase("March"), Phrase("April"), Phrase("May"), Phrase("June"),
    Phrase("July"), Phrase("August"), Phrase("September"), Phrase("October"), Phrase("November"), Phrase("December"),
)  # fmt: skip


def moment_text(say: Callable[[str], str], text: str) -> str:
    """Return a moment as words by `say`; a text that is no moment is returned unchanged."""
    phrase = moment_phrase(text)
    return say(phrase) if isinstance(phrase, Phrase) else phrase


def moment_phrase(text: str) -> str:
    """Return a moment as a phrase that is still translated; a text that is no moment is returned unchanged."""
    try:
        moment = parse_moment(text)
    except ValueError:
        return text
    start, end = moment.start, moment.end
    if moment.shape == "before" and end:
        return Phrase("by {date}", date=_point(end))
    if moment.shape == "after" and start:
        return Phrase("from {date} on", date=_point(start))
    if moment.shape == "range" and start and end and not (start.day or end.day):
        return Phrase("{start} to {end}", start=_point(start), end=_point(end))
    if moment.shape == "range" and start and end:
        return Phrase("{first} to {last}", first=_point(start), last=_point(end))
    return _point(start) if start else text


def local_phrase(text: str) -> str:
    """Return a moment of an incident as a phrase; its hour is that of the place."""
    said = moment_phrase(text)
    return Phrase("{moment} local time", moment=said) if "T" in text and said != text else said


def _point(point: DatePoint) -> str:
    words: str = str(point.year)
    if point.month and point.day == 1:
        words = Phrase("{first} {month} {year}", first=1, month=MONTHS[point.month - 1], year=words)
    elif point.month and point.day:
        words = Phrase("{day} {month} {year}", day=point.day, month=MONTHS[point.month - 1], year=words)
    elif point.month:
        words = Phrase("{month} {year}", month=MONTHS[point.month - 1], year=words)
    if point.minute is None:
        return Phrase("about {date}", date=words) if point.about else words
    time = f"{point.minute // 60:02}:{point.minute % 60:02}"
    if point.about:
        return Phrase("{date}, about {time}", date=words, time=time)
    return Phrase("{date}, {time}", date=words, time=time)
