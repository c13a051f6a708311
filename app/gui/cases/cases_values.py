"""The data of the pages of cases, organisations, interventions and documents, as plain values."""

from collections.abc import Mapping

from attrs import frozen

from app.gui.widgets.page_values import Fact3, Part, RowView


@frozen(eq=False)
class RecordPage:
    """A record of any kind: short values as facts, long ones as texts with labels, and its parts.

    `acts` is the number of acts in its incidents; with one or more, the page of who did what to whom is not empty.
    """

    key: str
    kind: str
    title: str
    second: str
    facts: tuple[Fact3, ...] = ()
    texts: tuple[tuple[str, str], ...] = ()
    parts: tuple[Part, ...] = ()
    acts: int = 0
    kept: tuple[Fact3, ...] = ()
    """Original words of the source, by column."""


@frozen(eq=False)
class WhoPage:
    """Who did what to whom: the matrix, the acts of each of its cells, and the time line by month.

    Rows and columns are titles. `numbers` and `cells` have the number of acts by number of row and column, and a line
    for each of the first acts. Totals count each act once; they can be less than the sum. If there are many people,
    `note` lists those that the last column combines. `left_out` is the number of older entries that the time line does
    not show.
    """

    title: str
    second: str
    rule: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    numbers: Mapping[tuple[int, int], int]
    cells: Mapping[tuple[int, int], tuple[RowView, ...]]
    row_totals: tuple[int, ...]
    column_totals: tuple[int, ...]
    total: int
    months: tuple[tuple[str, tuple[RowView, ...]], ...] = ()
    note: str = ""
    left_out: int = 0
