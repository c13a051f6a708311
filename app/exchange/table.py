"""A table from any file format: a header, numbered rows, and cells that no spreadsheet runs.

A spreadsheet would run some cells as a formula: text, not a number, that begins with = + - @ tab, CR, LF or a
full-width form of these. Such a cell is written with an apostrophe in front, and so is one that already has
apostrophes before such a character. Reading removes the apostrophe: every text comes back, and -98.754 stays a number.

Rows have the numbers of a spreadsheet: the first row of the file is 1.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import Final

from attrs import frozen

from app.errors import InputRefused
from app.phrase import Phrase

COLUMNS: Final = 16_384
"""The most columns of a table: as many as a spreadsheet can have."""
CELLS: Final = 2**25
"""The most cells of a table, with blank ones: short rows under a long header must not fill the memory."""
SAMPLE: Final = 50
"""The number of rows for the guess of a file's format."""
KEPT: Final = re.compile(r"source_row(?:\[\d+\])?\.(.*)", re.DOTALL)
"""The columns of an Amparo export with the original words of a record. The number distinguishes columns of one name."""
Rows = Iterable[tuple[int, Sequence[str]]]
"""Numbered rows of cells."""
_SIGNS: Final = {"\u066b": ".", "\u2212": "-"}
"""The Arabic decimal separator and the minus sign."""
_RUNS_AS_FORMULA: Final = re.compile("'*[=+\\-@\t\r\n＝＋－＠]")
_NUMBER: Final = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?", re.ASCII)


@frozen
class TableRow:
    """One row of a table: its number in the spreadsheet, and as many cells as the header, blank after its end."""

    number: int
    cells: tuple[str, ...]
    extra: tuple[str, ...] = ()
    """Cells beyond the header that are not blank: the row is damaged."""


@frozen
class Table:
    """A header and its rows, without blank rows. The other attributes say how the file was read."""

    header: tuple[str, ...]
    rows: tuple[TableRow, ...]
    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None
    skip_rows: int = 0
    guessed: frozenset[str] = frozenset()
    """The options "encoding", "delimiter", "sheet" and "skip_rows" that were guessed from the file."""
    sheets: tuple[str, ...] = ()
    """Every sheet of the workbook."""


def table_of(
    rows: Rows,
    skip_rows: int | None,
    *,
    encoding: str | None = None,
    delimiter: str | None = None,
    sheet: str | None = None,
    guessed: frozenset[str] = frozenset(),
    sheets: tuple[str, ...] = (),
) -> Table:
    """Make a table of numbered rows; the header is the first row after `skip_rows` (None: guessed).

    Raises InputRefused.
    """
    skipped, left = without_title(rows, skip_rows)
    if skip_rows is None and skipped:
        guessed |= {"skip_rows"}
    first = next(left, (0, ()))[1]
    if not any(cell.strip() for cell in first):
        raise InputRefused(
            Phrase("Row {number} has no column names.", number=skipped + 1),
            "Enter the number of rows to skip in skip_rows.",
        )
    header = _header(first)
    body = islice((_row(number, cells, len(header)) for number, cells in left if any(cells)), CELLS // len(header) + 1)
    table = Table(header, tuple(body), encoding, delimiter, sheet, skipped, guessed, sheets)
    if len(table.rows) * len(header) > CELLS:
        raise InputRefused(Phrase("The table has more than {most} cells.", most=CELLS), "Divide it into several files.")
    return table


def without_title(rows: Rows, skip_rows: int | None) -> tuple[int, Iterator[tuple[int, Sequence[str]]]]:
    """Return the number of rows above the header (None: guessed), and the rows from the header on."""
    left = iter(rows)
    if skip_rows is None:
        sample = list(islice(left, SAMPLE))
        skip_rows = _title_rows(sample)
        left = chain(sample, left)
    return skip_rows, ((number, cells) for number, cells in left if number > skip_rows)


def _title_rows(sample: Sequence[tuple[int, Sequence[str]]]) -> int:
    """Guess the number of title rows: those above the first row that is half as full as the fullest, if more follow."""
    filled = [(number, n) for number, cells in sample if (n := sum(bool(cell.strip()) for cell in cells))]
    most = max((n for _, n in filled), default=0)
    first = next((number for number, n in filled if 2 * n >= most), 1)
    return first - 1 if filled and first < filled[-1][0] else 0


def escape_formula(cell: str) -> str:
    """Put an apostrophe before text that a spreadsheet would run; numbers are not changed."""
    return f"'{cell}" if _RUNS_AS_FORMULA.match(cell) and not _NUMBER.fullmatch(cell) else cell


def as_written(cell: str) -> str:
    """Undo `escape_formula`."""
    return cell[1:] if cell.startswith("'") and _RUNS_AS_FORMULA.match(cell) else cell


def plain_digits(cell: str) -> str:
    """Write a number or a date with ASCII digits, point and minus, from any script."""
    return cell if cell.isascii() else "".join(map(_plain, cell))


def _plain(char: str) -> str:
    digit = unicodedata.decimal(char, None)
    return _SIGNS.get(char, char) if digit is None else str(digit)


def _header(cells: Sequence[str]) -> tuple[str, ...]:
    """Make column names distinct and not blank: the second "Name" is "Name (2)", the fifth blank "column 5"."""
    if len(cells) > COLUMNS:
        raise InputRefused(
            Phrase("The table has more than {most} columns.", most=COLUMNS), "Divide it into several files."
        )
    names: dict[str, None] = {}
    copies: Counter[str] = Counter()
    for place, cell in enumerate(cells, 1):
        name = wanted = cell.strip() or f"column {place}"
        while name in names:
            copies[wanted] += 1
            name = f"{wanted} ({copies[wanted] + 1})"
        names[name] = None
    return tuple(names)


def _row(number: int, cells: Sequence[str], width: int) -> TableRow:
    filled = (*cells, *("",) * (width - len(cells)))
    return TableRow(number, filled[:width], tuple(cell for cell in filled[width:] if cell.strip()))
