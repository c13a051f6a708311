"""The data of the map, as plain values: places with coordinates, events by week, and events without a place."""

from attrs import frozen

from app.gui.widgets.page_values import RowView


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
