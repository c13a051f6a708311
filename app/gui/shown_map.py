"""What the map shows, as plain values: places with coordinates, what was there by week, and what has no place."""

from attrs import frozen

from app.gui.shown import Line


@frozen
class Spot:
    """A place with coordinates in degrees; `seen` says how others see it."""

    key: str
    name: str
    latitude: float
    longitude: float
    seen: str = ""


@frozen
class Mark:
    """One incident or observation: of which spot (its key; empty without coordinates), its district, its week.

    `week` is the number of weeks after the first one that is shown; None where the date is not known so exactly.
    """

    spot: str
    district: str
    kind: str
    week: int | None
    line: Line


@frozen
class MapPage:
    """The map: spots, marks, and the word of each week (its first day; the month where one begins, else empty)."""

    title: str
    second: str
    spots: tuple[Spot, ...]
    marks: tuple[Mark, ...]
    weeks: tuple[tuple[str, str], ...]
    note: str = ""
