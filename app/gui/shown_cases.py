"""What the pages of cases, organisations, interventions and documents show, as plain values."""

from collections.abc import Mapping

from attrs import frozen

from app.gui.shown import Fact3, Line, Part


@frozen(eq=False)
class RecordPage:
    """A record of any kind: what is short as facts, what is long as texts under their labels, and its parts.

    `acts` is how many acts its incidents hold; with one or more there is something to see of who did what to whom.
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
    """Words of the source, by column."""


@frozen(eq=False)
class WhoPage:
    """Who did what to whom: the matrix, the acts of each of its cells, and the time line by month.

    Rows and columns are titles; `numbers` and `cells` are how many acts there are by number of row and column, and a
    line for each of the first. Totals count each act once, so they may be less than the sum. `note` names those whom
    the last column stands for, where they are many; `left_out` is how many older entries the time line does not show.
    """

    title: str
    second: str
    rule: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    numbers: Mapping[tuple[int, int], int]
    cells: Mapping[tuple[int, int], tuple[Line, ...]]
    row_totals: tuple[int, ...]
    column_totals: tuple[int, ...]
    total: int
    months: tuple[tuple[str, tuple[Line, ...]], ...] = ()
    note: str = ""
    left_out: int = 0
