"""Steady time: an instant that goes on as the machine's own counter does, whatever somebody makes of its clock.

While the machine was not started anew, now is the instant that was noted last and what its counter of seconds since
the start (sleep included) has counted since. After a start the clock on the wall is all there is, but it is never
earlier than what was noted: a clock that was set back a day neither hides what is overdue nor raises it twice.
"""

from typing import NamedTuple

from attrs import frozen

NOTE_EVERY = 60
"""Seconds between two notes."""
SLIP = 120
"""Seconds by which the clock may differ before it counts as set: time servers mend less than that by themselves."""


class Ticks(NamedTuple):
    """What a machine says: its clock, its counter since the start in seconds, and which start that was."""

    wall: float
    counted: float
    start: str


@frozen
class Noted:
    """The steady instant that was noted, and what the machine said then."""

    at: float
    ticks: Ticks


@frozen
class Steady:
    """Now; `set_by` is by how many seconds the clock is ahead of it (negative: behind), 0 for nothing to speak of."""

    at: float
    set_by: int
    noted: Noted | None

    @property
    def due(self) -> bool:
        """Whether it is time to note it."""
        return self.noted is None or self.at - self.noted.at >= NOTE_EVERY or self.set_by != 0


def steady(noted: Noted | None, ticks: Ticks) -> Steady:
    """Return now, from what was noted last and what the machine says."""
    if noted is None:
        return Steady(ticks.wall, 0, None)
    same = noted.ticks.start == ticks.start and ticks.counted >= noted.ticks.counted
    at = noted.at + (ticks.counted - noted.ticks.counted) if same else max(ticks.wall, noted.at)
    by = round(ticks.wall - at)
    if abs(by) < SLIP:
        return Steady(max(ticks.wall, noted.at) if same else at, 0, noted)
    return Steady(at, by, noted)


def note(now: Steady, ticks: Ticks) -> Noted:
    """Return what is to be noted of now."""
    return Noted(now.at, ticks)
