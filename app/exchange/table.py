"""A table whatever file it came from: a header, numbered rows, and cells that no spreadsheet runs.

A cell that a spreadsheet would run as a formula (text, not a number, that begins with = + - @ tab, CR, LF or a
full-width form of them) is written with an apostrophe in front; so is one that already has apostrophes before such a
character. Reading takes it off again: every text comes back, and -98.754 stays a number.

Rows are numbered as a spreadsheet numbers them: the first row of the file is 1.
"""

import re
from collections.abc import Iterable, Sequence
from typing import Final

from attrs import frozen

from app.errors import InputRefused
from app.phrase import Phrase

_RUNS_AS_FORMULA: Final = re.compile("'*[=+\\-@\t\r\n＝＋－＠]")
_NUMBER: Final = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?", re.ASCII)


@frozen
class Row:
    """One row of a table: its number in the spreadsheet, and as many cells as the header has, blank where it ended."""

    number: int
    cells: tuple[str, ...]
    extra: tuple[str, ...] = ()
    """Cells beyond the header that are not blank: the row is damaged."""


@frozen
class Table:
    """A header and its rows, without those that are all blank; the others say how the file was read."""

    header: tuple[str, ...]
    rows: tuple[Row, ...]
    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None
    guessed: frozenset[str] = frozenset()
    """Which of "encoding", "delimiter" and "sheet" was guessed from the file."""


def table_of(
    rows: Iterable[tuple[int, Sequence[str]]],
    skip_rows: int,
    *,
    encoding: str | None = None,
    delimiter: str | None = None,
    sheet: str | None = None,
    guessed: frozenset[str] = frozenset(),
) -> Table:
    """Make a table of numbered rows of cells; the header is the first row after `skip_rows`. Raises InputRefused."""
    left = iter(rows)
    first = next((cells for number, cells in left if number > skip_rows), ())
    if not any(cell.strip() for cell in first):
        raise InputRefused(
            Phrase("Row {number} has no column names.", number=skip_rows + 1),
            "Say with skip_rows how many rows to leave out.",
        )
    header = _header(first)
    body = tuple(_row(number, cells, len(header)) for number, cells in left if any(cells))
    return Table(header, body, encoding, delimiter, sheet, guessed)


def harmless(cell: str) -> str:
    """Put an apostrophe before text that a spreadsheet would run; numbers stay as they are."""
    return f"'{cell}" if _RUNS_AS_FORMULA.match(cell) and not _NUMBER.fullmatch(cell) else cell


def as_written(cell: str) -> str:
    """Undo `harmless`."""
    return cell[1:] if cell.startswith("'") and _RUNS_AS_FORMULA.match(cell) else cell


def _header(cells: Sequence[str]) -> tuple[str, ...]:
    """Make every column name distinct and none blank: the second "Name" is "Name (2)", the fifth blank "column 5"."""
    names: list[str] = []
    for place, cell in enumerate(cells, 1):
        name = wanted = cell.strip() or f"column {place}"
        count = 1
        while name in names:
            count += 1
            name = f"{wanted} ({count})"
        names.append(name)
    return tuple(names)


def _row(number: int, cells: Sequence[str], width: int) -> Row:
    filled = (*cells, *("",) * (width - len(cells)))
    return Row(number, filled[:width], tuple(cell for cell in filled[width:] if cell.strip()))
