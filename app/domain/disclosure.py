"""Numbers that may be shown to others: a small one would point at a person, so it is not told (domain.md 10.1, 7).

Statistical disclosure control in its plainest form. A number from 1 to 4 is told as "under 5", and no total is
told that would tell it: not that of its row, not that of its column, not that of the whole.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import TypeVar

from attrs import frozen

from app.phrase import Phrase

SMALLEST = 5
"""The least number of people or acts that is told as it is."""
Range = tuple[int, int | None]
"""At least, and at most; None where nobody knows."""
NONE: Range = (0, 0)
HIDDEN = "–"
"""What stands for a number that would tell another."""
K = TypeVar("K")
T = TypeVar("T")


@frozen
class Crossed:
    """Numbers by two things: a cell is at (row, column); rows and columns also have the whole of each, counted apart.

    Totals are no sums: what stands in two rows is counted once in all.
    """

    cells: Mapping[tuple[str, str], Range]
    rows: Mapping[str, Range]
    columns: Mapping[str, Range]
    whole: Range

    def cell(self, row: str, column: str) -> Range:
        """Return the number of a cell; what nobody counted is none."""
        return self.cells.get((row, column), NONE)


def crossed(found: Sequence[tuple[T, Iterable[str], Iterable[str]]], number: Callable[[Sequence[T]], Range]) -> Crossed:
    """Cross things by two of their properties, each of which may have several values; `number` says how many they are.

    A thing stands once in each row and column that it has, and once in all.
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
class Shown:
    """A table as it may be read: every number as text, or HIDDEN."""

    cells: Mapping[tuple[str, str], str]
    rows: Mapping[str, str]
    columns: Mapping[str, str]
    whole: str


def small(number: Range) -> bool:
    """Return whether a number would point at somebody: it is not none, and less than SMALLEST."""
    return number != NONE and number[0] < SMALLEST


def told(number: Range, closed: bool) -> str:
    """Return a number as text; where `closed`, a small one only as that."""
    least, most = number
    if closed and small(number):
        return Phrase("under {n}", n=SMALLEST)
    if most is None:
        return f"{least}+"
    return str(least) if least == most else f"{least}-{most}"


def shown(table: Crossed, closed: bool, hidden: Collection[str] = ()) -> Shown:
    """Return a table as it may be read; `hidden` are columns whose total another table would tell."""
    at = [(row, column) for row in table.rows for column in table.columns]
    cells = {key: told(table.cell(*key), closed) for key in at}
    told_apart = set(small_at(table)) if closed else set()
    rows, columns = {row for row, _ in told_apart}, {column for _, column in told_apart} | set(hidden)
    return Shown(
        cells,
        {row: HIDDEN if row in rows else told(number, closed) for row, number in table.rows.items()},
        {column: HIDDEN if column in columns else told(number, closed) for column, number in table.columns.items()},
        HIDDEN if told_apart or hidden else told(table.whole, closed),
    )


def small_at(table: Crossed) -> Sequence[tuple[str, str]]:
    """Return the cells that are too small to be told."""
    return [(row, column) for row in table.rows for column in table.columns if small(table.cell(row, column))]


def share(part: Range, whole: Range) -> str:
    """Return a share in whole percent, empty where one of the two is not known exactly or there is nothing."""
    if part[0] != part[1] or whole[0] != whole[1] or not whole[0]:
        return ""
    return f"{round(100 * part[0] / whole[0])} %"
