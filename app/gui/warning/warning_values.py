"""The data of the pages of early warning, as plain values: levels by area, and the contact tree of an alert."""

from collections.abc import Mapping

from attrs import frozen

from app.gui.widgets.page_values import BadgeOf, RowView

Option = tuple[str, str]
"""A key and its label."""


@frozen
class AreaCard:
    """The level of one area, the rules behind it, and the running alert for it, if there is one.

    `area` is the word with which an alert starts; `rises`: the level is not calm.
    """

    area: str
    name: str
    level: BadgeOf
    rules: tuple[RowView, ...]
    rises: bool
    alert: str = ""
    alert_title: str = ""


@frozen
class SeenRow:
    """An observation; `event` is the incident it became."""

    line: RowView
    event: bool


@frozen
class Months:
    """Observations by area and month: labels of rows and columns, and numbers by number of row and column."""

    rows: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    numbers: Mapping[tuple[int, int], int] = {}

    @property
    def totals(self) -> tuple[tuple[int, ...], tuple[int, ...], int]:
        """The totals of each row and each column, and of all."""
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
    alerts: tuple[RowView, ...]
    seen: tuple[SeenRow, ...]
    months: Months
    indicators: tuple[Option, ...] = ()
    places: tuple[Option, ...] = ()
    sources: tuple[Option, ...] = ()
    trust: tuple[Option, ...] = ()


@frozen
class TreeRow:
    """A member of a contact tree: the channel, and the result of the last test.

    `by_hand`: a person calls them, and the test waits for the result.
    """

    key: str
    name: str
    second: str
    answer: BadgeOf | None
    by_hand: bool


@frozen
class TreePage:
    """An alert with its contact tree, members without a channel separately; `sealed` is the number with a card."""

    key: str
    title: str
    second: str
    facts: tuple[tuple[str, str, str], ...]
    members: tuple[TreeRow, ...]
    gaps: tuple[TreeRow, ...]
    sealed: int
    sent: str = ""
    ended: bool = False
