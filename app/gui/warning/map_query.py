"""The data of the map: the newest incidents and observations by place and week, with the exact data of the vault."""

from collections.abc import Iterable
from datetime import date

from attrs import frozen

from app.actions.field import warning
from app.actions.kernel import records
from app.domain.moment import parse_moment
from app.domain.record import Record
from app.domain.rounding import HOME
from app.gui.records.parts_query import date_words
from app.gui.style.dates import moment_words, title_words
from app.gui.style.text import Text
from app.gui.widgets.page_values import RowView
from app.store.records.search import Query
from app.store.vault.open_vault import Vault

MOST = 2000
"""Records of a kind that are read, the newest first."""
WEEKS = 16
"""Weeks of the strip, the newest last."""
SHOWN = ("event", "observation")


@frozen
class Spot:
    """A place with coordinates in degrees; `seen` says how other people see it."""

    key: str
    name: str
    latitude: float
    longitude: float
    seen: str = ""


@frozen
class MapMark:
    """One incident or observation: the key of its spot (empty without coordinates), its district, its week.

    `week` is the number of weeks after the first one that is shown, or None if the date is less exact.
    """

    spot: str
    district: str
    kind: str
    week: int | None
    line: RowView


@frozen
class MapPage:
    """The map: spots, marks, and the labels of each week (its first day; at its start the month, otherwise empty)."""

    title: str
    second: str
    spots: tuple[Spot, ...]
    marks: tuple[MapMark, ...]
    weeks: tuple[tuple[str, str], ...]
    note: str = ""


def page(vault: Vault, tr: Text) -> MapPage:
    """Return the map."""
    spots: dict[bytes, Spot] = {}
    found: list[tuple[Record, Record | None, int | None]] = []
    for kind in SHOWN:
        known = warning.places(vault, kind, MOST)
        found += [
            (one, known.get(one.id), _day(vault, one)) for one in records.find(vault, Query(kind, limit=MOST))
        ]  # fmt: skip
    first = _first_week(day for _, _, day in found)
    marks = []
    for record, place, day in found:
        spot = _spot(tr, place) if place is not None else None
        if spot is not None and place is not None:
            spots[place.id] = spot
        title = title_words(vault, tr, record)
        line = RowView(vault.kinds[record.kind].icon, title, date_words(vault, tr, record), key=record.id.hex())
        district = warning.area_of(place) or tr("Place not said")
        week = (day - first) // 7 if day is not None else None
        marks.append(MapMark(spot.key if spot else "", district, record.kind, week, line))
    return build_page(tr, tuple(spots.values()), tuple(marks), first)


def build_page(tr: Text, spots: tuple[Spot, ...], marks: tuple[MapMark, ...], first: int) -> MapPage:
    """Return the map of these spots and marks; `first` is the first day of the strip."""
    drawn = sum(bool(mark.spot) for mark in marks)
    second = _second(tr, len(spots), drawn, len(marks) - drawn)
    return MapPage(tr("Map"), second, spots, marks, _weeks(tr, first), _note(tr))


def _second(tr: Text, places: int, drawn: int, others: int) -> str:
    where = tr("{n} place|{n} places", n=places)
    without = tr("{n} without a point on the map|{n} without a point on the map", n=others) if others else ""
    return tr.line(tr("{n} entry|{n} entries", n=drawn), where, without)


def _note(tr: Text) -> str:
    """Return the visibility of the data for other people, in short sentences: the panel is narrow."""
    return " ".join((
        tr("Others never see these points."), tr("The network sees name and district of a place."),
        tr("Authorities see the district, the public the country."), tr("The map never shows homes."),
    ))  # fmt: skip


def _day(vault: Vault, record: Record) -> int | None:
    """Return the first day of a record if its date is exact to the week."""
    text = record.fields.get(vault.kinds[record.kind].date)
    if not text:
        return None
    moment = parse_moment(str(text))
    return moment.first_day if moment.last_day - moment.first_day < 7 else None


def _first_week(days: Iterable[int | None]) -> int:
    """Return the Monday of the first week of the strip; the last week has the newest record."""
    newest = max((day for day in days if day is not None), default=date(2026, 1, 5).toordinal())
    return newest - (newest - 1) % 7 - 7 * (WEEKS - 1)


def _weeks(tr: Text, first: int) -> tuple[tuple[str, str], ...]:
    """Return the labels of each week: its first day, and the month at its start, if there is room for its name."""
    found: list[tuple[str, str]] = []
    named, before = -4, 0
    for week in range(WEEKS):
        day = date.fromordinal(first + 7 * week)
        month = ""
        if day.month != before and (week - named) > 2:
            month, named, before = tr.locale.standaloneMonthName(day.month), week, day.month
        found.append((moment_words(tr, day.isoformat()), month))
    return tuple(found)


def _spot(tr: Text, place: Record) -> Spot | None:
    """Return the spot of a place, or None for a home or a place that has no coordinates."""
    latitude, longitude = place.fields.get("latitude"), place.fields.get("longitude")
    if not isinstance(latitude, int | float) or not isinstance(longitude, int | float):
        return None
    if place.fields.get("kind") == HOME:
        return None
    name = str(place.fields.get("name") or place.fields.get("district") or tr("Place"))
    district = str(place.fields.get("district", ""))
    seen = (
        tr("Others see: {district}", district=district)
        if district
        else tr("Other people see no district of this place.")
    )
    return Spot(place.id.hex(), name, float(latitude), float(longitude), seen)
