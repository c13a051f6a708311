"""CSV tables as other programs write them, and written so that a spreadsheet runs nothing in them (see `table`).

Reading takes bytes: a byte order mark, UTF-8 or what is said (or, shown as a guess, a Windows code page), comma,
semicolon, tab or bar, CRLF or LF, quoted cells with line breaks. Cells come back letter for letter. Standard: RFC 4180.

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
from app.exchange.table import SAMPLE, Table, as_written, harmless, table_of, without_title
from app.phrase import Phrase

CELL_LIMIT: Final = 16 * 2**20
"""Characters in one cell; more is a damaged file (a quote that never closes)."""
DELIMITERS: Final = (",", ";", "\t", "|")
_SEP: Final = re.compile(r'sep=([^\r\n"])\r?\n')
"""What spreadsheets read and write above a table: its separator."""
_ARABIC_RUN: Final = re.compile("[\u0621-\u0652پچژگ]{3,}")
_PAIRS: Final = 4096
"""Bytes from which it is told whether text is UTF-16."""
_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def read_csv(
    data: bytes, *, encoding: str | None = None, delimiter: str | None = None, skip_rows: int | None = None
) -> Table:
    """Read a table; the header is the first row after `skip_rows` rows. What is None is guessed."""
    if not data.strip():
        raise InputRefused("There is nothing in this file.", "Save it again in the program that made it.")
    guessed = {name for name, given in (("encoding", encoding), ("delimiter", delimiter)) if given is None}
    text, used = _decode(data, encoding)
    if skip_rows is None and (said := _SEP.match(text)):
        delimiter, skip_rows = delimiter or said[1], 1
    mark = delimiter or _guess_delimiter(text, skip_rows)
    if len(mark) != 1 or mark in '"\r\n':
        raise InputRefused(
            Phrase("{mark} cannot part the columns of a table.", mark=repr(mark)),
            "Give one character, for example a comma.",
        )
    return table_of(_rows(text, mark), skip_rows, encoding=used, delimiter=mark, guessed=frozenset(guessed))


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
    except (LookupError, ValueError) as error:  # some codecs of Python's refuse in their own way
        raise InputRefused(
            Phrase("There is no encoding {encoding}.", encoding=repr(name)),
            "For example: utf-8, windows-1256, windows-1252.",
        ) from error


def _unmarked(data: bytes) -> str:
    """Return how text without a mark is most likely written: no text has zeros but UTF-16, on one side of its pairs."""
    pairs = data[:_PAIRS]
    zeros = [side.count(0) for side in (pairs[::2], pairs[1::2])]
    if max(zeros) * 8 > len(pairs) and not len(data) % 2:
        return "utf-16-be" if zeros[0] > zeros[1] else "utf-16-le"
    return "utf-8"


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


def _guess_delimiter(text: str, skip_rows: int | None) -> str:
    """Take the one that parts the first rows into the most columns, evenly."""

    def score(mark: str) -> tuple[bool, int]:
        try:
            rows = without_title(_rows(text, mark), skip_rows)[1]
            widths = list(islice((len(cells) for _, cells in rows if any(cells)), SAMPLE))
        except InputRefused:
            return False, 0
        return len(set(widths)) == 1 and widths[0] > 1, widths[0] if widths else 0

    return max(DELIMITERS, key=score)


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
