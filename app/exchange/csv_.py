"""Read CSV tables of other programs, and write CSV so that a spreadsheet runs nothing in it (see `table`).

Reading takes bytes with or without a byte order mark. The encoding is the given one or UTF-8; as a guess, which is
shown, UTF-16 or a Windows code page. Comma, semicolon, tab or bar separate columns; lines end with CRLF or LF; quoted
cells can contain line breaks. Cells are returned without change. Standard: RFC 4180.

Writing gives UTF-8 with a byte order mark and CRLF. Errors: InputRefused.
"""

import codecs
import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Final

from app.errors import InputRefused
from app.exchange.table import SAMPLE, Table, as_written, escape_formula, table_of, without_title
from app.phrase import Phrase

CELL_LIMIT: Final = 16 * 2**20
"""The most characters in one cell; a longer one means a damaged file (a quote that never closes)."""
DELIMITERS: Final = (",", ";", "\t", "|")
_SEP: Final = re.compile(r'sep=([^\r\n"])\r?\n')
"""A first line with the separator, which spreadsheets read and write."""
_ARABIC_RUN: Final = re.compile("[\u0621-\u0652پچژگ]{3,}")
_PAIRS: Final = 4096
"""Bytes that decide if text without a mark is UTF-16."""
_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark is the beginning of this one
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def read_csv(
    data: bytes, *, encoding: str | None = None, delimiter: str | None = None, skip_rows: int | None = None
) -> Table:
    """Read a table; the header is the first row after `skip_rows` rows. Options that are None are guessed."""
    if not data.strip():
        raise InputRefused("This file is empty.", "Save it again in the program that made it.")
    guessed = {name for name, given in (("encoding", encoding), ("delimiter", delimiter)) if given is None}
    text, used = _decode(data, encoding)
    if skip_rows is None and (said := _SEP.match(text)):
        delimiter, skip_rows = delimiter or said[1], 1
    mark = delimiter or _guess_delimiter(text, skip_rows)
    if len(mark) != 1 or mark in '"\r\n':
        raise InputRefused(
            Phrase("{mark} cannot separate the columns of a table.", mark=repr(mark)),
            "Give one character, for example a comma.",
        )
    return table_of(_rows(text, mark), skip_rows, encoding=used, delimiter=mark, guessed=frozenset(guessed))


def write_csv(header: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[bytes]:
    """Yield the file in pieces of 256 rows."""
    out = io.StringIO(newline="")
    out.write("\ufeff")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(map(escape_formula, header))
    for count, row in enumerate(rows, 1):
        writer.writerow(map(escape_formula, row))
        if count % 256 == 0:
            yield out.getvalue().encode()
            out.seek(0)
            out.truncate()
    yield out.getvalue().encode()


def _decode(data: bytes, encoding: str | None) -> tuple[str, str]:
    marked = next((name for mark, name in _BOMS if data.startswith(mark)), None)
    name = marked or encoding or _unmarked(data)
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
    except (LookupError, ValueError) as error:  # some codecs of Python raise other errors
        raise InputRefused(
            Phrase("There is no encoding {encoding}.", encoding=repr(name)),
            "For example: utf-8, windows-1256, windows-1252.",
        ) from error


def _unmarked(data: bytes) -> str:
    """Return the likely encoding of text without a mark. Only UTF-16 has zeros, on one side of its pairs."""
    pairs = data[:_PAIRS]
    zeros = [side.count(0) for side in (pairs[::2], pairs[1::2])]
    if max(zeros) * 8 > len(pairs) and not len(data) % 2:
        return "utf-16-be" if zeros[0] > zeros[1] else "utf-16-le"
    return "utf-8"


def _decode_windows(data: bytes) -> tuple[str, str]:
    """Choose Arabic or Western: only Arabic has complete words in the upper half of a code page."""
    arabic = data.decode("cp1256")
    upper = sum(char > "\x7f" for char in arabic)
    if sum(map(len, _ARABIC_RUN.findall(arabic))) > upper / 2:
        return arabic, "cp1256"
    try:
        return data.decode("cp1252"), "cp1252"
    except UnicodeDecodeError as error:
        raise InputRefused("Save the file as UTF-8.", "Give its encoding.") from error


def _guess_delimiter(text: str, skip_rows: int | None) -> str:
    """Return the delimiter that divides the first rows evenly into the most columns."""

    def score(mark: str) -> tuple[bool, int]:
        try:
            rows = without_title(_rows(text, mark), skip_rows)[1]
            widths = list(islice((len(cells) for _, cells in rows if any(cells)), SAMPLE))
        except InputRefused:
            return False, 0
        return len(set(widths)) == 1 and widths[0] > 1, widths[0] if widths else 0

    return max(DELIMITERS, key=score)


def _rows(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Yield every row with its number, including blank rows."""
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
            "A quotation mark might be missing, or another character separates the columns.",
            [{"row": number + 1, "reason": str(error)}],
        ) from error
