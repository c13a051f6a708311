"""The data of the pages of an imported table, as plain values."""

from collections.abc import Mapping

from attrs import frozen

from app.gui.widgets.fields import Option


@frozen(eq=False)
class AskedWord:
    """A value of a coded column that is no code: its field, its number of cells, and the chosen code.

    The code is empty if none was chosen, and None if the import skips the value.
    """

    path: str
    field: str
    word: str
    count: int
    scheme: str
    code: str | None = ""


@frozen(eq=False)
class AskedCalendar:
    """A column with unusual years: its field, number of cells, the first cell, the choices, and the answer."""

    path: str
    field: str
    count: int
    cell: str
    choices: tuple[Option, ...]
    value: str = ""


@frozen(eq=False)
class OpenThings:
    """Questions about a table that only a person can answer: the order of dates, and the meaning of values."""

    dates: tuple[str, str, str] | None = None
    """An ambiguous cell, and both readings as text, day first."""
    order: str = ""
    """"day" or "month" after an answer, otherwise empty."""
    words: tuple[AskedWord, ...] = ()
    calendars: tuple[AskedCalendar, ...] = ()

    @property
    def asked(self) -> object:
        """The questions, without the answers."""
        calendars = [(asked.path, asked.choices) for asked in self.calendars]
        return self.dates, [(asked.path, asked.word) for asked in self.words], calendars


@frozen(eq=False)
class TablePage:
    """A table and its mapping: the file format, its first rows, and the fields of each column.

    `columns` has for each column a line with its first cells and the paths of its fields. `kept` lists the names of
    mappings for this header.
    """

    name: str
    second: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    encoding: str
    delimiter: str
    sheet: str
    sheets: tuple[str, ...]
    skip_rows: int
    kind: str
    kinds: tuple[Option, ...]
    fields: tuple[Option, ...]
    columns: tuple[tuple[str, tuple[Option, ...]], ...]
    key: str
    keep_rest: bool
    kept: tuple[str, ...] = ()
    open: OpenThings = OpenThings()


@frozen(eq=False)
class TriedPage:
    """The result of a trial import: facts, number of new records, the refused rows as lines, and their number."""

    title: str
    second: str
    facts: tuple[tuple[str, str, str], ...]
    coming: int
    refused: tuple[str, ...] = ()
    refused_rows: int = 0
    blank: tuple[str, ...] = ()
    """Cells that are left blank, grouped by cause."""


@frozen(eq=False)
class ExportPage:
    """The possible exports: the kinds, the kind that is offered first, and the filtered lists.

    `lists` has for a kind the filter of its list as text.
    """

    kinds: tuple[Option, ...]
    kind: str
    lists: Mapping[str, str]
