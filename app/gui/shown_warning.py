"""What the pages of early warning show, as plain values: levels by area, and the contact tree of an alert."""

from collections.abc import Mapping

from attrs import frozen

from app.gui.shown import BadgeOf, Line

Option = tuple[str, str]
"""A key and its words."""


@frozen
class AreaCard:
    """The level of one area, the rules behind it, and the running alert for it, if there is one.

    `area` is the word that an alert is raised with; `rises`: it is not calm.
    """

    area: str
    name: str
    level: BadgeOf
    rules: tuple[Line, ...]
    rises: bool
    alert: str = ""
    alert_title: str = ""


@frozen
class SeenRow:
    """An observation; `event` is the incident it became."""

    line: Line
    event: bool


@frozen
class Months:
    """Observations by area and month: names at the side and above, and how many by number of row and column."""

    rows: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    numbers: Mapping[tuple[int, int], int] = {}

    @property
    def totals(self) -> tuple[tuple[int, ...], tuple[int, ...], int]:
        """How many in each row, in each column, and in all."""
        cells = self.numbers.items()
        by_row = tuple(sum(n for (row, _), n in cells if row == at) for at in range(len(self.rows)))
        by_column = tuple(sum(n for (_, column), n in cells if column == at) for at in range(len(self.columns)))
        return by_row, by_column, sum(by_row)


@frozen
class WarningPage:
    """Early warning: areas, running alerts, the newest observations, months, and what a new observation can name."""

    title: str
    second: str
    areas: tuple[AreaCard, ...]
    alerts: tuple[Line, ...]
    seen: tuple[SeenRow, ...]
    months: Months
    indicators: tuple[Option, ...] = ()
    places: tuple[Option, ...] = ()
    sources: tuple[Option, ...] = ()
    trust: tuple[Option, ...] = ()


@frozen
class TreeRow:
    """Somebody of a contact tree: how they are reached, and what became of the last test.

    `by_hand`: they are tried by hand, and the test waits for how it ended.
    """

    key: str
    name: str
    second: str
    answer: BadgeOf | None
    by_hand: bool


@frozen
class TreePage:
    """An alert with its contact tree, those without a way apart; `sealed` is how many have a card."""

    key: str
    title: str
    second: str
    facts: tuple[tuple[str, str, str], ...]
    members: tuple[TreeRow, ...]
    gaps: tuple[TreeRow, ...]
    sealed: int
    sent: str = ""
    ended: bool = False
