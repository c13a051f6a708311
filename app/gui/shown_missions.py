"""What the page of a mission's plan shows, and that of what is late, as plain values."""

from attrs import frozen

from app.gui.shown import Line

Span = tuple[int, int]
"""From one minute of a day to another, 0 to 1440."""


@frozen
class DayLine:
    """One day of the way: its legs with their numbers, when nobody can call, and from which minute it is dark."""

    word: str
    legs: tuple[tuple[int, int, str], ...] = ()
    silent: tuple[Span, ...] = ()
    dark: int | None = None


@frozen
class LegLine:
    """One leg as a row; `next` is the time that is to be noted next (`depart`, `arrive` or nothing)."""

    key: str
    title: str
    second: str
    doubts: tuple[str, ...] = ()
    next: str = ""


@frozen(eq=False)
class MissionPlan:
    """A mission: what it lacks, its way by day and by leg, its people, meetings, interviews, findings and promises."""

    key: str
    title: str
    second: str
    approved: bool
    missing: tuple[str, ...] = ()
    days: tuple[DayLine, ...] = ()
    said: str = ""
    """The way as one sentence, for who does not see it."""
    legs: tuple[LegLine, ...] = ()
    team: tuple[Line, ...] = ()
    meetings: tuple[Line, ...] = ()
    interviews: tuple[Line, ...] = ()
    findings: tuple[Line, ...] = ()
    undertakings: tuple[Line, ...] = ()


@frozen(eq=False)
class LatePage:
    """Promises, meetings and requests that are late, what else is due, and what went to mandate holders of the UN.

    Keys of its rows say where they lead (`record:ID`); `count` is how many are late, also where not all are shown.
    """

    late: tuple[Line, ...] = ()
    due: tuple[Line, ...] = ()
    sent: tuple[Line, ...] = ()
    count: int = 0
