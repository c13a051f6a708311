"""Steady time: an instant that follows the computer's own counter, even if a person changes its clock.

While the computer was not restarted, now is the last noted instant plus the seconds that its counter has counted since
(sleep included). After a restart only the wall clock is left, but now is never earlier than the noted instant. If a
clock was set back a day, an overdue check-in is still shown, and it is raised only once.
"""

from typing import NamedTuple

from attrs import frozen

NOTE_EVERY = 60
"""Seconds between two notes."""
SLIP = 120
"""Seconds of a clock difference that count as set by a person; time servers correct less than that themselves."""


class Ticks(NamedTuple):
    """The readings of a computer: its clock, its counter since the start in seconds, and the id of that start."""

    wall: float
    counted: float
    start: str


@frozen
class Noted:
    """The last noted steady instant, and the readings of the computer then."""

    at: float
    ticks: Ticks


@frozen
class SteadyTime:
    """The steady instant now; `set_by` is the seconds that the clock is ahead (negative: behind; 0: about equal)."""

    at: float
    set_by: int
    noted: Noted | None

    @property
    def due(self) -> bool:
        """Return True if it is time for the next note."""
        return self.noted is None or self.at - self.noted.at >= NOTE_EVERY or self.set_by != 0


def compute_steady_time(noted: Noted | None, ticks: Ticks) -> SteadyTime:
    """Return the steady instant from the last note and the readings of the computer."""
    if noted is None:
        return SteadyTime(ticks.wall, 0, None)
    same = noted.ticks.start == ticks.start and ticks.counted >= noted.ticks.counted
    at = noted.at + (ticks.counted - noted.ticks.counted) if same else max(ticks.wall, noted.at)
    by = round(ticks.wall - at)
    if abs(by) < SLIP:
        return SteadyTime(max(ticks.wall, noted.at) if same else at, 0, noted)
    return SteadyTime(at, by, noted)


def note(now: SteadyTime, ticks: Ticks) -> Noted:
    """Return the note to store for now."""
    return Noted(now.at, ticks)
