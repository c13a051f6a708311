"""The data of the pages of a table to import or export."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from attrs import frozen

from app.actions.records.tables import Imported
from app.domain.kind import Kind, Kinds
from app.domain.moment import pattern_point
from app.domain.redact import INSTANT, PROFILES
from app.domain.search_normalisation import fold
from app.domain.vocabulary import Vocabularies
from app.exchange.mapping import BLANK
from app.exchange.mapping import Mapping as MappingFile
from app.exchange.mapping_draft import MappingDraft
from app.exchange.questions import DoubtfulDates, iterate_fillable_fields, unread_words
from app.exchange.rows import causes
from app.exchange.table import plain_digits
from app.gui.incidents import filters_query
from app.gui.style.dates import calendar_words, moment_words
from app.gui.style.text import Text
from app.gui.widgets.fields import Option
from app.store.records.search import Query

FIRST = 4
"""Rows of the preview."""
MOST_REFUSED = 200
"""The number of causes in the list; the file to save has all refused rows."""
SAMPLE = 36
"""Characters of each of a column's first cells."""


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

    `lists` has for a kind the filter of its list as text. `readers` are audiences.
    """

    kinds: tuple[Option, ...]
    kind: str
    lists: Mapping[str, str]
    readers: tuple[Option, ...]


def readers(tr: Text) -> tuple[Option, ...]:
    """Return the possible readers of a table, ourselves first."""
    return tuple((name, tr(profile.label)) for name, profile in PROFILES.items() if name not in ("asked", INSTANT))


def kinds(tr: Text, declared: Kinds) -> tuple[Option, ...]:
    """Return the kinds that a table can hold, incidents first."""
    return tuple((kind.name, tr(kind.plural)) for kind in declared.values() if not kind.sealed)


def fields(tr: Text, mapping: MappingFile) -> tuple[Option, ...]:
    """Return every field that a column can fill: its path, and its label after the labels of its parents."""
    offered = iterate_fillable_fields(mapping.kinds, mapping.kind)
    return tuple((path, tr.line(*map(tr, labels))) for path, _, labels in offered)


def page(tr: Text, path: Path, draft: MappingDraft, words: Vocabularies, kept: Sequence[str]) -> TablePage:
    """Return the page of a table with its mapping."""
    table, mapping = draft.table, draft.whole
    offered = fields(tr, mapping)
    labels = dict(offered)
    filled: dict[str, list[Option]] = {}
    for name, rule in mapping.rules.items():
        for column in rule.columns:
            filled.setdefault(column, []).append((name, labels.get(name, name)))
    rows = [row.cells for row in table.rows[:FIRST]]
    columns = tuple(
        (_sample(tr, [cells[place] for cells in rows]), tuple(filled.get(name, ())))
        for place, name in enumerate(table.header)
    )
    count = tr("{n} row|{n} rows", n=len(table.rows))
    return TablePage(
        path.name, tr.line(count, tr("{n} column|{n} columns", n=len(table.header))), table.header, tuple(rows),
        table.encoding or "", table.delimiter or "", table.sheet or "", table.sheets, table.skip_rows,
        mapping.kind.name, kinds(tr, mapping.kinds), offered, columns, mapping.key or "", mapping.keep_rest,
        tuple(kept), open_things(tr, draft, words),
    )  # fmt: skip


def _sample(tr: Text, cells: Sequence[str]) -> str:
    shown = dict.fromkeys(cell.replace("\n", " ").strip() for cell in cells)
    return tr.line(*(cell if len(cell) <= SAMPLE else f"{cell[:SAMPLE]}…" for cell in shown))


def open_things(tr: Text, draft: MappingDraft, words: Vocabularies) -> OpenThings:
    """Return the open questions of a table, with the answers so far."""
    mapping, labels, asked = draft.whole, dict(fields(tr, draft.whole)), []
    for path, found in unread_words(mapping, draft.table, words).items():
        rule = mapping.rules[path]
        codes = {fold(word.strip()): code for word, code in (rule.codes or {}).items()}
        asked += [
            AskedWord(path, labels[path], word, n, rule.field.scheme, codes.get(fold(word), "")) for word, n in found
        ]
    calendars = tuple(_asked_calendar(tr, labels.get(one.path, one.path), one) for one in draft.doubtful)
    if not draft.dates:
        return OpenThings(words=tuple(asked), calendars=calendars)
    first = draft.dates[0]
    day, month = (
        moment_words(tr, pattern_point(plain_digits(first.cell), way).text)
        for way in (first.day_first, first.month_first)
    )
    order = {None: "", True: "day", False: "month"}[draft.day_first]
    return OpenThings((first.cell, day, month), order, tuple(asked), calendars)


def _asked_calendar(tr: Text, label: str, one: DoubtfulDates) -> AskedCalendar:
    choices = [(name, calendar_words(tr, name, text)) for name, text in one.means.items()]
    choices.append((BLANK, tr("Leave it empty")))
    return AskedCalendar(one.path, label, one.n, one.cell, tuple(choices), one.calendar or "")


def trial_page(tr: Text, name: str, done: Imported) -> TriedPage:
    """Return the result of a trial import."""
    rows = len({refusal.row for refusal in done.refused})
    facts = [
        (tr("Rows"), done.read, ""), (tr("New"), done.added, ""),
        (tr("Changed"), done.updated, tr("There are records with the same key and different values.")),
        (tr("Unchanged"), done.unchanged, ""), (tr("Refused"), rows, ""),
        (tr("Cells left empty"), len(done.blank), tr("These columns have no field. Amparo saves their text "
                                                     "with the record.")),
    ]  # fmt: skip
    shown = tuple((label, tr.number(n), note if n else "") for label, n, note in facts)
    said, blank = (tuple(_cause(tr, group) for group in causes(found)) for found in (done.refused, done.blank))
    title = tr("Result of the test")
    return TriedPage(title, name, shown, done.added + done.updated, said[:MOST_REFUSED], rows, blank[:MOST_REFUSED])


def _cause(tr: Text, group: Mapping[str, Any]) -> str:
    """Return one cause, the number of its rows, and the first of them."""
    rows = tr("{n} row|{n} rows", n=group["n"])
    first = tr("Rows {rows}", rows=tr.listed(tr.number(row) for row in group["rows"]))
    return tr.line(group.get("column", ""), tr.phrase(group["reason"]), rows, first)


def missing_fields_text(tr: Text, mapping: MappingFile) -> str:
    """Return the required fields of the kind that no column fills; empty if all are filled."""
    needed = [tr(field.label) for field in mapping.kind.own if field.required and field.name not in mapping.rules]
    if needed:
        return tr("Choose the column for: {fields}", fields=tr.listed(needed))
    return "" if mapping.rules else tr("Choose a field for at least one column.")


def asked_words(tr: Text, kind: Kind, words: Vocabularies, query: Query) -> str:
    """Return the filter of a list as text; empty if it shows all records."""
    typed = tr("“{text}”", text=query.text.strip()) if query.text.strip() else ""
    return tr.line(*filters_query.words(kind, words, tr, query.where), typed)
