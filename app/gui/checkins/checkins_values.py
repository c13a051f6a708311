"""The data of the check-in board, as plain values."""

from typing import NamedTuple

from attrs import frozen

from app.gui.widgets.page_values import RowView
from app.gui.widgets.rows import one_sentence


class PartyRow(NamedTuple):
    """One travel group: its names, the numbers at the far edge, and the points of its day (time, kind).

    `urgent` rows have a red background; `ended` ones are quiet.
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
        """The complete row as one sentence."""
        return one_sentence([self.title, self.second, self.far, self.note])


@frozen
class Axis:
    """The start and end of a day line, now, and the hours above it (time, label)."""

    start: int
    end: int
    now: int
    hours: tuple[tuple[int, str], ...]


@frozen
class RungShown:
    """An escalation step: `state` is done, failed, skipped, began, now or ahead; `log` has actor, action and time."""

    key: str
    title: str
    what: str
    at: str
    state: str
    reach: tuple[str, ...] = ()
    log: tuple[str, ...] = ()


@frozen
class PanelShown:
    """One travel group at the side of the board: the last check-in, and its steps while a person is missing."""

    key: str
    title: str
    about: str
    alarm: str
    rungs: tuple[RungShown, ...]
    notes: tuple[str, ...]
    at: str
    """The local time at their place."""
    travels: bool = False


@frozen
class BoardShown:
    """The board at one minute. `watch` says who is on duty, `names` lists them; `clock` says that the clock was set."""

    second: str
    rows: tuple[PartyRow, ...]
    axis: Axis
    zone: str
    watch: str
    names: tuple[str, ...]
    unwatched: bool
    clock: str
    heard: tuple[RowView, ...]
    panels: dict[str, PanelShown]
    calls: bool = False
    """True if the locked window asks for attention when a person is needed."""
