"""Round dates and places to the detail that an audience gets. Never blank where a coarser word is known."""

import re

from attrs import frozen

from app.domain.areas import LEVELS, WORDS, Area, AreaTree
from app.domain.fields import Value
from app.domain.moment import DatePoint, parse_moment
from app.domain.record import Record
from app.domain.release.narrowing import PLACES, Release
from app.phrase import Phrase

HOME = "home"
"""A kind of place whose point is never shown."""
_FACETS = {HOME: HOME, "private": HOME, "refuge": "refuge", "hiding": "refuge"}
"""The facet of a place by its kind; other kinds have the facet "place"."""
_FIELDS = {"country": "country", "province": "admin1", "district": "admin2", "name": "locality"}
"""The step of each area field of a place, the widest first."""
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


def round_place(place: Record, release: Release, areas: AreaTree = WORDS, within: str = "") -> dict[str, Value]:
    """Return the area fields of a place for an audience, without a point: see `round_to`."""
    return round_to(place, release.facets[place_facet(place)], areas, within)


def round_to(place: Record, step: str, areas: AreaTree = WORDS, within: str = "") -> dict[str, Value]:
    """Return the area fields of a place at a step of `narrowing.PLACES`, the widest first.

    Fields finer than the step stay, and a field with a finer area says the area around that. If the field of the step
    is empty, the tree fills it, else the coarser fields remain. `within` is the id of the area of the place.
    """
    allowed = [name for name, level in _FIELDS.items() if step != "-" and _is_as_wide(level, step)]
    kept = {name: place.fields[name] for name in allowed
            if place.fields.get(name) and _is_as_wide(field_step(place, name, areas), step)}  # fmt: skip
    around = _list_around(place, areas, within)
    return {name: value for name in allowed if (value := kept.get(name, around.get(name)))}


def _is_as_wide(level: str, step: str) -> bool:
    return PLACES.index(level) >= PLACES.index(step)


def _list_around(place: Record, areas: AreaTree, within: str) -> dict[str, Value]:
    """Return the area fields of a place as the tree has them."""
    said = [str(place.fields.get(name) or "") for name in _FIELDS]
    at = areas.locate(said, within)
    if at is None or not (within or said[0] or at.records):  # the word would be one of the whole world
        return {}
    path = {area.level: area for area in _list_wider(areas, at.id, said[-1])}
    return {name: _say(path[level]) for name, level in _FIELDS.items() if level in path}


def _list_wider(areas: AreaTree, id_: str, name: str) -> list[Area]:
    """Return an area and those around it, without secret ones and own areas by the name of the place.

    The level of an own area by that name can be wrong.
    """
    named = areas.find(name) if name else ()
    return [area for area in areas.path(id_) if not area.secret and (area not in named or not _is_own(area))]


def _is_own(area: Area) -> bool:
    """Return True for an area of a person or of a place, not of ISO."""
    return bool(area.records) or "/" in area.id


def _say(area: Area) -> Value:
    """Return the name of an area; of a country its code, or an empty text for one that is not in ISO 3166-1."""
    return (area.id if area.is_iso else "") if area.level == LEVELS[0] else area.name


def field_step(place: Record, name: str, areas: AreaTree = WORDS) -> str:
    """Return the step of the area that a field of a place says: a village can be written as a district."""
    word = str(place.fields.get(name, ""))
    found = areas.find(word, str(place.fields.get("country", ""))) or areas.find(word)
    widest = min((area.step for area in found), key=LEVELS.index, default=LEVELS[0])
    return min(_FIELDS[name], widest, key=PLACES.index)


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
