"""Round dates and places to the detail that an audience gets. Never blank where a coarser word is known."""

import re

from attrs import frozen

from app.domain.fields import Value
from app.domain.moment import DatePoint, parse_moment
from app.domain.record import Record
from app.domain.release.narrowing import PLACES, Release
from app.phrase import Phrase

HOME = "home"
"""A kind of place whose point is never shown."""
_FACETS = {HOME: HOME, "private": HOME, "refuge": "refuge", "hiding": "refuge"}
"""The facet of a place by its kind; other kinds have the facet "place"."""
_FIELDS = {"name": "locality", "district": "admin2", "province": "admin1", "country": "country"}
"""The step of each area field of a place."""
_PARTS = (
    (5, Phrase("before dawn on {day}")), (8, Phrase("early morning of {day}")), (12, Phrase("morning of {day}")),
    (18, Phrase("afternoon of {day}")), (22, Phrase("evening of {day}")), (24, Phrase("late evening of {day}")),
)  # fmt: skip
"""The parts of a day, each with the hour before which it ends."""


@frozen
class RoundedPlace:
    """A place for an audience, in degrees; the true place is within half of `step` each way."""

    longitude: float
    latitude: float
    step: float


def place_facet(place: Record) -> str:
    """Return the facet of a place: a home and a refuge have separate rows."""
    return _FACETS.get(str(place.fields.get("kind", "")), "place")


def says_where(place: Record, name: str) -> bool:
    """Return True for a field that says where a place is; of a refuge, every field does."""
    return name in _FIELDS or place_facet(place) == "refuge"


def round_place(place: Record, release: Release) -> dict[str, Value]:
    """Return the area fields of a place for an audience, without a point.

    Fields finer than the step stay. If the field of the step is empty, the coarser fields remain.
    """
    step = release.facets[place_facet(place)]
    return {
        name: place.fields[name] for name, at in _FIELDS.items()
        if name in place.fields and step != "-" and PLACES.index(at) >= PLACES.index(step)
    }  # fmt: skip


def point(place: Record, release: Release) -> RoundedPlace | None:
    """Return the place, rounded for an audience; None if it is secret, unknown, or without consent to the place."""
    latitude, longitude = place.fields.get("latitude"), place.fields.get("longitude")
    step = release.facets["point"]
    if step == "-" or place_facet(place) != "place":
        return None
    if not isinstance(latitude, int | float) or not isinstance(longitude, int | float):
        return None
    return RoundedPlace(round_degrees(longitude, float(step)), round_degrees(latitude, float(step)), float(step))


def round_degrees(degrees: float, step: float) -> float:
    """Return the middle of the cell of a coordinate: every point of a cell gives the same."""
    return round(round(degrees / step) * step, 6) + 0.0


def round_date(value: Value, step: str) -> str:
    """Return a date at a step of `narrowing.TIMES`, still a date; empty for a step without a date.

    For a month, a range becomes the year of its start or end; a quarter is a range of three months.
    """
    text = str(value)
    if step == "minute":
        return text
    if step in ("part_of_day", "day"):
        return re.sub(r"T\d\d:\d\d", "", text)
    moment = parse_moment(text)
    at = moment.start or moment.end
    if at is None or step == "-":
        return ""
    if "/" in text or not at.month:
        return f"{at.year:04}"
    return f"{at.year:04}-{at.month:02}" if step == "month" else _quarter(at.year, at.month)


def _quarter(year: int, month: int) -> str:
    first = (month - 1) // 3 * 3 + 1
    return f"{year:04}-{first:02}/{year:04}-{first + 2:02}"


def part_of_day(value: Value, step: str) -> Phrase | None:
    """Return the words for the part of a day, with the place `{day}` open; None for another step or without an hour."""
    start: DatePoint | None = parse_moment(str(value)).start if step == "part_of_day" else None
    if start is None or start.minute is None or "/" in str(value):
        return None
    hour = start.minute // 60
    return next(words for end, words in _PARTS if hour < end)
