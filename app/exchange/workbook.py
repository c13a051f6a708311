"""Read workbooks (XLSX) of strangers: the confined child parses them, and this module makes a table of their rows.

Answers of the child are checked and only their form is trusted: rows of text, or the name of a refusal. If a workbook
is too large for the child or ends it, the error is one refusal. Errors: InputRefused.
"""

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any, Final

from app.errors import InputRefused
from app.exchange.package import Unreadable, Why
from app.exchange.sandbox_client import MOST_READ, NotConfined, Reader
from app.exchange.table import Rows, Table, table_of
from app.exchange.xlsx import MOST_CELLS, MOST_ROWS
from app.phrase import Phrase

SECONDS: Final = 240
"""Seconds of real time for one workbook."""
MOST_SAID: Final = 1 << 30
"""The most bytes of the child's answer about one workbook."""
_HALF: Final = re.compile("[\ud800-\udfff]")
"""Half of a character, which no file and no database can store."""
_AS_CSV: Final = Phrase("Open the table in its own program, save it as CSV, and import the CSV file.")


def read_workbook(
    data: bytes, *, sheet: str | None = None, skip_rows: int | None = None, seconds: float = SECONDS,
    command: Sequence[str] = (),
) -> Table:  # fmt: skip
    """Read one sheet; the default is the first visible one. The header is the first row after `skip_rows`.

    If `skip_rows` is None, the number of rows above the header is guessed. `command` starts the child, as in `Reader`.
    """
    if len(data) > MOST_READ:
        raise InputRefused(Phrase("This workbook is larger than {most} MiB.", most=MOST_READ >> 20), _AS_CSV)
    try:
        with Reader(seconds, command) as reader:
            return table_from(reader, data, sheet or "", skip_rows)
    except NotConfined as error:
        names = ", ".join(sorted(error.missing))
        raise InputRefused(
            Phrase(
                "This computer cannot open workbooks safely ({names}). Amparo did not open the file.",
                names=names,
            ),
            _AS_CSV,
        ) from error
    except OSError as error:
        raise InputRefused(
            Phrase("The process that reads workbooks cannot be started ({text}).", text=error.strerror or error),
            "Close other programs, then try again.",
        ) from error


def table_from(reader: Reader, data: bytes, sheet: str, skip_rows: int | None) -> Table:
    """Make a table of the answers of a reader's child."""
    said = map(_document, reader.sheet(data, sheet, MOST_SAID))
    name, sheets = _begun(next(said, None))
    guessed = frozenset() if sheet else frozenset({"sheet"})
    return table_of(_rows(said), skip_rows, sheet=name, guessed=guessed, sheets=sheets)


def _document(frame: bytes | None) -> Any:
    """Return the content of one piece of the child's answer. Raises InputRefused if the answer ended too early."""
    try:
        return json.loads(frame or b"")
    except (ValueError, RecursionError) as error:
        raise _given_up() from error


def _begun(said: Any) -> tuple[str, tuple[str, ...]]:
    """Return the name of the sheet and of all sheets."""
    match _not_refused(said):
        case {"sheet": str(name), "sheets": list(names)} if _texts(names):
            return name, tuple(names)
    raise _given_up()


def _rows(said: Iterator[Any]) -> Rows:
    """Yield the rows. Their numbers must grow, and there are no more cells than the limit of the reader."""
    last = count = 0
    for rows in said:
        if not isinstance(_not_refused(rows), list):
            raise _given_up()
        for row in rows:
            match row:
                case [int(number), list(cells)] if last < number <= MOST_ROWS and type(number) is int and _texts(cells):
                    last, count = number, count + len(cells)
                    if count > MOST_CELLS:
                        raise _given_up()
                    yield number, cells
                case _:
                    raise _given_up()


def _texts(cells: list[Any]) -> bool:
    return all(type(cell) is str and (cell.isascii() or not _HALF.search(cell)) for cell in cells)


def _not_refused(said: Any) -> Any:
    """Raise the refusal that the child named, if `Why` has it with exactly these placeholders."""
    match said:
        case {"refused": str(name), "values": dict(values)} if name in Why.__members__ and _texts([*values.values()]):
            if Why[name].places == set(values):
                raise Unreadable(Why[name], **values)
    return said


def _given_up() -> InputRefused:
    return InputRefused("The workbook is damaged, or too large for this computer.", _AS_CSV)
