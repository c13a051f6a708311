"""The data of the pages of a mission's plan and of late promises, as plain values."""

from attrs import frozen

from app.gui.widgets.page_values import RowView

Span = tuple[int, int]
"""From one minute of a day to another, 0 to 1440."""


@frozen
class RouteDay:
    """One day of the route: its legs with their numbers, times without signal, and the first dark minute."""

    word: str
    legs: tuple[tuple[int, int, str], ...] = ()
    silent: tuple[Span, ...] = ()
    dark: int | None = None


@frozen
class LegLine:
    """One leg as a row; `next` is the time to record next (`depart`, `arrive` or empty)."""

    key: str
    title: str
    second: str
    doubts: tuple[str, ...] = ()
    next: str = ""


@frozen(eq=False)
class MissionPlan:
    """A mission: missing data, route by day and by leg, people, meetings, interviews, findings and promises."""

    key: str
    title: str
    second: str
    approved: bool
    missing: tuple[str, ...] = ()
    days: tuple[RouteDay, ...] = ()
    said: str = ""
    """The route as one sentence, for people who do not see it."""
    legs: tuple[LegLine, ...] = ()
    team: tuple[RowView, ...] = ()
    meetings: tuple[RowView, ...] = ()
    interviews: tuple[RowView, ...] = ()
    findings: tuple[RowView, ...] = ()
    undertakings: tuple[RowView, ...] = ()


@frozen(eq=False)
class LatePage:
    """Late promises, meetings and requests, other due things, and letters to mandate holders of the UN.

    Keys of its rows are their targets (`record:ID`); `count` is the number of all late rows, including those not shown.
    """

    late: tuple[RowView, ...] = ()
    due: tuple[RowView, ...] = ()
    sent: tuple[RowView, ...] = ()
    count: int = 0
