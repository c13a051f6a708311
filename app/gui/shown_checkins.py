"""What the board of check-ins shows, as plain values."""

from typing import NamedTuple

from attrs import frozen

from app.gui.shown import Line
from app.gui.widgets.rows import one_sentence


class PartyRow(NamedTuple):
    """One party: its names, the numbers at the far edge, and the points of its day (instant, what it is).

    `urgent` rows stand on red; `ended` ones are quiet.
    """

    key: str
    title: str
    second: str
    far: str
    note: str
    urgent: bool = False
    ended: bool = False
    points: tuple[tuple[int, str], ...] = ()

    @property
    def spoken(self) -> str:
        """The whole row as one sentence."""
        return one_sentence([self.title, self.second, self.far, self.note])


@frozen
class Axis:
    """From when to when a day line goes, now, and the hours above it (instant, word)."""

    start: int
    end: int
    now: int
    hours: tuple[tuple[int, str], ...]


@frozen
class RungShown:
    """A step of the ladder: `state` is done, failed, skipped, began, now or ahead; `log` says who did what and when."""

    key: str
    title: str
    what: str
    at: str
    state: str
    reach: tuple[str, ...] = ()
    log: tuple[str, ...] = ()


@frozen
class PanelShown:
    """One party beside the board: what was heard last, and its steps while somebody is missing."""

    key: str
    title: str
    about: str
    alarm: str
    rungs: tuple[RungShown, ...]
    notes: tuple[str, ...]
    at: str
    """The hour it is where they are."""
    travels: bool = False


@frozen
class BoardShown:
    """The board at one minute. `watch` says who is at the base, `names` who they are; `clock` that it was set."""

    second: str
    rows: tuple[PartyRow, ...]
    axis: Axis
    zone: str
    watch: str
    names: tuple[str, ...]
    unwatched: bool
    clock: str
    heard: tuple[Line, ...]
    panels: dict[str, PanelShown]
    calls: bool = False
    """Whether the locked window asks for attention when somebody is needed."""
