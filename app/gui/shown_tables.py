"""What the pages of a table that comes in show, as plain values."""

from collections.abc import Mapping

from attrs import frozen

from app.gui.widgets.fields import Option


@frozen(eq=False)
class AskedWord:
    """A word of a coded column that is no code: its field, how often it stands there, and the code it was given.

    The code is empty where none was given, and None where the word is left out.
    """

    path: str
    field: str
    word: str
    count: int
    scheme: str
    code: str | None = ""


@frozen(eq=False)
class AskedCalendar:
    """A column with unusual years: its field, how many cells, the first one, the choices, and the answer."""

    path: str
    field: str
    count: int
    cell: str
    choices: tuple[Option, ...]
    value: str = ""


@frozen(eq=False)
class OpenThings:
    """What only a person can say of a table: the order of dates, and what words mean."""

    dates: tuple[str, str, str] | None = None
    """A cell that reads in two ways, and both readings in words, day first."""
    order: str = ""
    """"day" or "month", once it was said."""
    words: tuple[AskedWord, ...] = ()
    calendars: tuple[AskedCalendar, ...] = ()

    @property
    def asked(self) -> object:
        """What is asked, without the answers."""
        calendars = [(asked.path, asked.choices) for asked in self.calendars]
        return self.dates, [(asked.path, asked.word) for asked in self.words], calendars


@frozen(eq=False)
class TablePage:
    """A table and its mapping: how the file is read, its first rows, and which column is what.

    `columns` has for each column its first cells in one line and the fields it fills, by path; `kept` are the names of
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
    """What an import would do: facts, what would come in, the refused rows as lines, and how many rows they are."""

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
    """What can be exported: the kinds, the one that is offered first, and how each list stands that is narrowed.

    `lists` says for a kind what its list was asked for, in words.
    """

    kinds: tuple[Option, ...]
    kind: str
    lists: Mapping[str, str]
