"""Hide small numbers, which can identify a person (domain.md 10.1, 7).

This is statistical disclosure control in its plainest form. A number from 1 to 4 shows as "fewer than 5". A total that
would reveal it is hidden: that of its row, of its column and of the table.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import TypeVar

from attrs import frozen

from app.phrase import Phrase

SMALLEST = 5
"""The smallest number of people or acts that is shown exactly."""
Range = tuple[int, int | None]
"""The lower and the upper limit; None if the upper one is unknown."""
NONE: Range = (0, 0)
HIDDEN = "–"
"""The text that replaces a number which would reveal another."""
K = TypeVar("K")
T = TypeVar("T")
Row = TypeVar("Row", bound=Sequence[str])


@frozen
class Crossed:
    """Numbers by two properties: a cell is at (row, column); rows, columns and the whole are counted separately.

    Totals are no sums: an item in two rows is counted once in the whole.
    """

    cells: Mapping[tuple[str, str], Range]
    rows: Mapping[str, Range]
    columns: Mapping[str, Range]
    whole: Range

    def cell(self, row: str, column: str) -> Range:
        """Return the number of a cell, `NONE` if nothing was counted for it."""
        return self.cells.get((row, column), NONE)


def cross_items(
    found: Sequence[tuple[T, Iterable[str], Iterable[str]]], number: Callable[[Sequence[T]], Range]
) -> Crossed:
    """Cross items by two properties, which can have several values each; `number` counts items.

    An item is once in each row and column that it has, and once in the whole.
    """
    cells: dict[tuple[str, str], list[T]] = {}
    rows: dict[str, list[T]] = {}
    columns: dict[str, list[T]] = {}
    for thing, of_rows, of_columns in found:
        down, across = tuple(dict.fromkeys(of_rows)), tuple(dict.fromkeys(of_columns))
        for row in down:
            rows.setdefault(row, []).append(thing)
            for column in across:
                cells.setdefault((row, column), []).append(thing)
        for column in across:
            columns.setdefault(column, []).append(thing)

    def each(of: Mapping[K, Sequence[T]]) -> dict[K, Range]:
        return {key: number(things) for key, things in of.items()}

    return Crossed(each(cells), each(rows), each(columns), number([thing for thing, _, _ in found]))


@frozen
class DisclosedTable:
    """A table for readers: every number as text, or HIDDEN."""

    cells: Mapping[tuple[str, str], str]
    rows: Mapping[str, str]
    columns: Mapping[str, str]
    whole: str


def is_small(number: Range) -> bool:
    """Return True if a number can identify a person: it is not zero, and its lower limit is below SMALLEST."""
    return number != NONE and number[0] < SMALLEST


def format_count(number: Range, closed: bool) -> str:
    """Return a number as text; if `closed`, a small one only as "fewer than 5" (SMALLEST)."""
    least, most = number
    if closed and is_small(number):
        return Phrase("fewer than {n}", n=SMALLEST)
    if most is None:
        return f"{least}+"
    return str(least) if least == most else f"{least}–{most}"


def tell_total(row: Row) -> list[Row]:
    """Return the row of the totals as the last rows of a table: none if each number in it is hidden."""
    return [row] if any(cell != HIDDEN for cell in row[1:]) else []


def disclose_table(
    table: Crossed, closed: bool, hidden: Collection[str] = (), few: Collection[tuple[str, str]] = ()
) -> DisclosedTable:  # fmt: skip
    """Return a table for readers.

    `hidden` are columns whose total another table would reveal, and `few` are cells that stay hidden.
    """
    at = [(row, column) for row in table.rows for column in table.columns]
    cells = {key: HIDDEN if key in few else format_count(table.cell(*key), closed) for key in at}
    told_apart = {*small_at(table), *few} if closed else set()
    rows, columns = {row for row, _ in told_apart}, {column for _, column in told_apart} | set(hidden)
    return DisclosedTable(
        cells,
        {row: HIDDEN if row in rows else format_count(number, closed) for row, number in table.rows.items()},
        {
            column: HIDDEN if column in columns else format_count(number, closed)
            for column, number in table.columns.items()
        },
        HIDDEN if told_apart or hidden else format_count(table.whole, closed),
    )


def small_at(table: Crossed) -> Sequence[tuple[str, str]]:
    """Return the cells with numbers that are too small to show."""
    return [(row, column) for row in table.rows for column in table.columns if is_small(table.cell(row, column))]


def share(part: Range, whole: Range) -> str:
    """Return a share in whole percent; empty if one of the two is not exact or the whole is zero."""
    if part[0] != part[1] or whole[0] != whole[1] or not whole[0]:
        return ""
    return f"{round(100 * part[0] / whole[0])} %"


def disclose_falling(
    rows: Sequence[Sequence[int]], closed: bool, only: Collection[int] | None = None
) -> list[list[str]]:
    """Return rows of numbers that fall from left to right, as text for readers.

    If `closed`, no column shows a small number, or one with a small difference to the column before. It is then hidden
    as a whole. A single row has "fewer than 5" for its small numbers. `only` are the columns for readers.
    """
    out: list[list[str]] = [[] for _ in rows]
    before = [0] * len(rows)
    for at, column in enumerate(zip(*rows, strict=True)):
        gaps = [last - n for last, n in zip(before, column, strict=True)] if any(before) else []
        fits = not any(is_small((n, n)) for n in (*column, *gaps)) and (only is None or at in only)
        for row, n in enumerate(column):
            small = len(rows) == 1 and is_small((n, n))
            out[row].append(format_count((n, n), closed) if fits or small or not closed else HIDDEN)
        before = list(column) if fits else before
    return out
