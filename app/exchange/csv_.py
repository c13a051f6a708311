"""CSV tables as other programs write them, and written so that a spreadsheet runs nothing in them.

Reading takes bytes: a byte order mark, UTF-8 or what is said (or, shown as a guess, a Windows code page), comma,
semicolon, tab or bar, CRLF or LF, quoted cells with line breaks. Cells come back letter for letter. Standard: RFC 4180.

Writing gives UTF-8 with a byte order mark and CRLF. A cell that a spreadsheet would run as a formula (text, not a
number, that begins with = + - @ tab, CR, LF or a full-width form of them) gets an apostrophe in front; so does one that
already has apostrophes before such a character, so that `read_csv(write_csv(rows))` gives the same text back, and
-98.754 stays a number.

Rows are numbered as a spreadsheet numbers them: the first row of the file is 1. Errors: InputRefused.
"""

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Final

from attrs import field, frozen

from app.errors import InputRefused
from app.phrase import Phrase

COLUMNS: Final = 16_384
"""Columns a table may have: as many as a spreadsheet can."""
CELLS: Final = 2**25
"""Cells a table may have, blank ones counted: short rows under a long header must not fill the memory."""
CELL_LIMIT: Final = 16 * 2**20
"""Characters in one cell; more is a damaged file (a quote that never closes)."""
_DELIMITERS: Final = (",", ";", "\t", "|")
_SAMPLE_ROWS: Final = 50
_RUNS_AS_FORMULA: Final = re.compile("'*[=+\\-@\t\r\n＝＋－＠]")
_NUMBER: Final = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?", re.ASCII)
_ARABIC_RUN: Final = re.compile("[\u0621-\u0652پچژگ]{3,}")
_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


@frozen
class Row:
    """One row of a table: its number in the spreadsheet, and as many cells as the header has, blank where it ended."""

    number: int
    cells: tuple[str, ...]
    extra: tuple[str, ...] = ()
    """Cells beyond the header that are not blank: the row is damaged."""


@frozen
class Table:
    """A header and its rows; rows that are all blank are left out. `encoding` and `delimiter` say how it was read."""

    header: tuple[str, ...]
    rows: tuple[Row, ...]
    encoding: str
    delimiter: str
    guessed: frozenset[str] = field(default=frozenset())
    """Which of "encoding" and "delimiter" was guessed from the bytes."""


def read_csv(data: bytes, *, encoding: str | None = None, delimiter: str | None = None, skip_rows: int = 0) -> Table:
    """Read a table; the header is the first row after `skip_rows` rows. What is None is guessed."""
    guessed = {name for name, given in (("encoding", encoding), ("delimiter", delimiter)) if given is None}
    text, used = _decode(data, encoding)
    mark = delimiter or _guess_delimiter(text, skip_rows)
    if len(mark) != 1 or mark in '"\r\n':
        raise InputRefused(
            Phrase("{mark} cannot part the columns of a table.", mark=repr(mark)),
            "Give one character, for example a comma.",
        )
    rows = _rows(text, mark)
    first = next((cells for number, cells in rows if number > skip_rows), None)
    if first is None or not any(cell.strip() for cell in first):
        raise InputRefused(
            Phrase("Row {number} has no column names.", number=skip_rows + 1),
            "Say with skip_rows how many rows to leave out.",
        )
    header = _header(first)
    body = islice((_row(number, cells, len(header)) for number, cells in rows if any(cells)), CELLS // len(header) + 1)
    table = Table(header, tuple(body), used, mark, frozenset(guessed))
    if len(table.rows) * len(header) > CELLS:
        raise InputRefused(Phrase("The table has more than {most} cells.", most=CELLS), "Divide it into several files.")
    return table


def write_csv(header: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[bytes]:
    """Give the file piece by piece, a few hundred rows each."""
    out = io.StringIO(newline="")
    out.write("\ufeff")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(map(harmless, header))
    for count, row in enumerate(rows, 1):
        writer.writerow(map(harmless, row))
        if count % 256 == 0:
            yield out.getvalue().encode()
            out.seek(0)
            out.truncate()
    yield out.getvalue().encode()


def harmless(cell: str) -> str:
    """Put an apostrophe before text that a spreadsheet would run; numbers stay as they are."""
    return f"'{cell}" if _RUNS_AS_FORMULA.match(cell) and not _NUMBER.fullmatch(cell) else cell


def as_written(cell: str) -> str:
    """Undo `harmless`."""
    return cell[1:] if cell.startswith("'") and _RUNS_AS_FORMULA.match(cell) else cell


def _decode(data: bytes, encoding: str | None) -> tuple[str, str]:
    marked = next((name for mark, name in _BOMS if data.startswith(mark)), None)
    name = marked or encoding or "utf-8"
    try:
        return data.decode(name), name
    except UnicodeDecodeError as error:
        if marked is None and encoding is None:
            return _decode_windows(data)
        where = data[: error.start].count(b"\n") + 1
        raise InputRefused(
            Phrase("The file is not {encoding}: line {number} cannot be read.", encoding=name, number=where),
            "Give its encoding.",
        ) from error
    except (LookupError, ValueError) as error:  # some codecs of Python's refuse in their own way
        raise InputRefused(
            Phrase("There is no encoding {encoding}.", encoding=repr(name)),
            "For example: utf-8, windows-1256, windows-1252.",
        ) from error


def _decode_windows(data: bytes) -> tuple[str, str]:
    """Tell Arabic from Western: only Arabic writes whole words in the upper half of a code page."""
    arabic = data.decode("cp1256")
    upper = sum(char > "\x7f" for char in arabic)
    if sum(map(len, _ARABIC_RUN.findall(arabic))) > upper / 2:
        return arabic, "cp1256"
    try:
        return data.decode("cp1252"), "cp1252"
    except UnicodeDecodeError as error:
        raise InputRefused("The file is neither UTF-8 nor a Windows code page.", "Give its encoding.") from error


def _guess_delimiter(text: str, skip_rows: int) -> str:
    """Take the one that parts the first rows into the most columns, evenly."""

    def score(mark: str) -> tuple[bool, int]:
        widths = []
        try:
            for number, cells in _rows(text, mark):
                if number > skip_rows and any(cells):
                    widths.append(len(cells))
                if len(widths) == _SAMPLE_ROWS:
                    break
        except InputRefused:
            return False, 0
        return len(set(widths)) == 1 and widths[0] > 1, widths[0] if widths else 0

    return max(_DELIMITERS, key=score)


def _rows(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Give every row with its number, blank ones too."""
    csv.field_size_limit(CELL_LIMIT)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number = 0
    try:
        for cells in reader:
            number += 1
            yield number, [as_written(cell) for cell in cells]
    except csv.Error as error:
        raise InputRefused(
            Phrase("Row {number} cannot be read as a table: {error}.", number=number + 1, error=error),
            "A quote may be missing, or another character parts the columns.",
            [{"row": number + 1, "reason": str(error)}],
        ) from error


def _header(cells: Sequence[str]) -> tuple[str, ...]:
    """Make every column name distinct and none blank: the second "Name" is "Name (2)", the fifth blank "column 5"."""
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


def _row(number: int, cells: Sequence[str], width: int) -> Row:
    filled = (*cells, *("",) * (width - len(cells)))
    return Row(number, filled[:width], tuple(cell for cell in filled[width:] if cell.strip()))
