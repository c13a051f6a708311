"""Turn rows of a table into the input of `add`, or into refusals with row, column and reason. Stores nothing."""

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date

from attrs import field, frozen

from app.domain.calendars import is_confirmed, last_year, settle_date
from app.domain.fields import Field, Type, Value, check, plain_text
from app.domain.kind import NEEDED
from app.domain.moment import pattern_point
from app.domain.search_normalisation import fold
from app.domain.vocabulary import Vocabularies, Vocabulary
from app.exchange.export_columns import computed_columns
from app.exchange.mapping import SOURCE_ROW, FieldMapping, columns_of_links
from app.exchange.mapping import Mapping as MappingFile
from app.exchange.table import KEPT, Table, TableRow, plain_digits
from app.phrase import Phrase

_FLAGS = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False, "نعم": True, "لا": False}


@frozen
class Mapped:
    """A row that can be saved: its number in the spreadsheet, its key, and its values by path, all checked."""

    row: int
    key: str | None
    """A mapping can lack a key. Then a second import of the row makes a new record."""
    values: Mapping[str, Value]
    parts: Mapping[str, Sequence[Mapping[str, Value]]] = field(factory=dict)
    """Records that are parts of this record, by their kind; a row of a table has none."""
    blank: Sequence["RowRefusal"] = ()
    """Cells that the field refused: the field is left blank, and `source_row` stores the original words."""

    @property
    def given(self) -> dict[str, object]:
        """The values in the form that `add` and `edit` take: "place.name" becomes {"place": {"name": …}}."""
        nested: dict[str, object] = {kind: list(rows) for kind, rows in self.parts.items() if rows}
        for path, value in self.values.items():
            inner = nested
            *above, name = path.split(".")
            for step in above:
                below = inner.setdefault(step, {})
                assert isinstance(below, dict)  # noqa: S101 - a field and a link never share a name
                inner = below
            inner[name] = value
        return nested


@frozen
class RowRefusal:
    """The reason why a row, or one of its columns, cannot be saved."""

    row: int
    reason: str
    column: str | None = None
    cell: str = ""

    def as_json(self) -> dict[str, object]:
        """Return {"row", "column"?, "reason"}."""
        column = {"column": self.column} if self.column is not None else {}
        return {"row": self.row, **column, "reason": self.reason}


def map_rows(
    table: Table, mapping: MappingFile, vocabularies: Vocabularies, today: date | None = None
) -> Iterator[Mapped | list[RowRefusal]]:
    """Yield for each row the values to save, or all its refusals. `mapping` must be a result of `guess`.

    `today` decides which years are doubtful; the default is today's date of this computer.
    """
    reader = _RowReader(table.header, mapping, vocabularies, today or date.today())
    for row in table.rows:
        yield reader.read(row)


def causes(refusals: Iterable[RowRefusal]) -> list[dict[str, object]]:
    """Group refusals by column and cause: the first reason, the number of rows, the first five rows and three cells."""
    groups: dict[tuple[str | None, str], list[RowRefusal]] = {}
    for one in refusals:
        groups.setdefault((one.column, getattr(one.reason, "template", one.reason)), []).append(one)
    return [
        {
            **({"column": column} if column is not None else {}), "reason": found[0].reason, "n": len(found),
            "rows": [one.row for one in found[:5]],
            "cells": list(dict.fromkeys(one.cell for one in found if one.cell))[:3],
        }
        for (column, _), found in sorted(groups.items(), key=lambda group: -len(group[1]))
    ]  # fmt: skip


def refused_rows(
    table: Table, refused: Sequence[RowRefusal], say: Callable[[str], str] = str
) -> Iterator[tuple[str, ...]]:
    """Yield the header and each refused row of the file, with its number and all reasons at its end.

    `say` translates a reason for the reader.
    """
    reasons: dict[int, list[str]] = {}
    for refusal in refused:
        said = say(refusal.reason)
        reasons.setdefault(refusal.row, []).append(f"{refusal.column}: {said}" if refusal.column else said)
    yield (*table.header, "row", "reason")
    for row in table.rows:
        if row.number in reasons:
            yield (*row.cells, str(row.number), "; ".join(reasons[row.number]))


def to_cell(value: Value | None) -> str:
    """Write a value into a cell: absent is blank, "; " separates the items of a list, numbers are exact."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return "; ".join(_item(row if isinstance(row, str) else ": ".join(row)) for row in value)
    return plain_text(value)


def _item(text: str) -> str:
    """Quote an item of a list that would be read as two items, or as quoted."""
    return '"' + text.replace('"', '""') + '"' if ";" in text or text.startswith('"') else text


def _items(cell: str, mark: str) -> list[str]:
    """Divide a cell into its items. Items that an Amparo export quoted are not divided."""
    parts = cell.split(mark)
    if '"' in cell and mark == ";":
        try:
            [parts] = csv.reader([cell.replace("\n", "\0")], delimiter=mark, skipinitialspace=True, strict=True)
        except (csv.Error, ValueError):
            parts = cell.split(mark)
    return [item for part in parts if (item := part.replace("\0", "\n").strip())]


class _RowReader:
    """Remembers the positions of columns, the spellings of codes, and the keys that it has read."""

    def __init__(self, header: Sequence[str], mapping: MappingFile, vocabularies: Vocabularies, today: date) -> None:
        self._today = today
        self._header = [found[1] if (found := KEPT.fullmatch(name)) else name for name in header]
        self._mapping = mapping
        self._vocabularies = vocabularies
        self._places = {column: place for place, column in enumerate(header)}
        self._spelled = {path: spellings(rule, vocabularies) for path, rule in mapping.rules.items()}
        self._key = None if mapping.key is None else self._places[mapping.key]
        self._met: dict[str, int] = {}
        used = {column for rule in mapping.rules.values() for column in rule.columns}
        self._ours = mapping.key == "id" and "ref" in self._places
        if self._ours:  # the computed columns of an Amparo export are no part of the record
            used |= computed_columns(header) | columns_of_links(mapping.rules, header)
        self._rest = [place for column, place in self._places.items() if column not in used] * mapping.keep_rest

    def read(self, row: TableRow) -> Mapped | list[RowRefusal]:
        wrong: list[RowRefusal] = []
        if row.extra:
            cells = ", ".join(row.extra)[:80]
            wrong.append(RowRefusal(row.number, Phrase("has more cells than there are columns: {cells}", cells=cells)))
        key = self._read_key(row, wrong)
        values: dict[str, Value] = {}
        blank: list[RowRefusal] = []
        beside: set[int] = set()
        for path, rule in self._mapping.rules.items():
            try:
                value = self._value(path, rule, row)
            except ValueError as error:
                said = RowRefusal(row.number, str(error), ", ".join(rule.columns), self._text(rule, row))
                (wrong if rule.field.required else blank).append(said)
                beside.update(self._places[column] for column in rule.columns)
            else:
                if value is not None:
                    values[path] = value
                if rule.calendar and self._counts_otherwise(value, rule, row):
                    beside.update(self._places[column] for column in rule.columns)
        for own in self._mapping.kind.own:
            if own.required and own.name not in values and own.name in self._mapping.rules and not wrong:
                wrong.append(RowRefusal(row.number, NEEDED, ", ".join(self._mapping.rules[own.name].columns)))
        if blank and not values:
            wrong, blank = wrong + blank, []
        places = sorted({*self._rest, *beside})
        rest = [[self._header[place], row.cells[place]] for place in places if row.cells[place]]
        if rest:
            values[SOURCE_ROW] = rest
        return wrong or Mapped(row.number, key, values, blank=blank)

    def _read_key(self, row: TableRow, wrong: list[RowRefusal]) -> str | None:
        if self._key is None:
            return None
        key = row.cells[self._key].strip()
        if not key:
            wrong.append(RowRefusal(row.number, "the key is blank", self._mapping.key))
        elif (first := self._met.setdefault(key, row.number)) != row.number:
            again = Phrase("the key {key} is also in row {number}", key=key, number=first)
            wrong.append(RowRefusal(row.number, again, self._mapping.key))
        return key

    def _text(self, rule: FieldMapping, row: TableRow) -> str:
        cells = [row.cells[self._places[column]].strip() for column in rule.columns]
        text = rule.join.join(cell for cell in cells if cell)
        return text if self._ours else text.replace("\r\n", "\n")

    def _value(self, path: str, rule: FieldMapping, row: TableRow) -> Value | None:
        text = self._text(rule, row)
        if not text:
            return None
        spelled = self._spelled[path]
        if rule.split is not None:
            items = [spelled(item) for item in _items(text, rule.split)]
            return check(rule.field, [item for item in items if item], self._vocabularies)
        if rule.field.type is Type.DATE:
            return settle_date(self._written(text, rule), rule.calendar, last_year(self._today, rule.field.ahead))
        if rule.field.type in (Type.WHOLE, Type.DECIMAL):
            text = plain_digits(text)
        return check(rule.field, _flag(rule.field, spelled(text)), self._vocabularies)

    def _written(self, text: str, rule: FieldMapping) -> str:
        """Return a date in the format of `moment`, in the calendar of the cell."""
        plain = plain_digits(text)
        return plain if rule.format is None or is_confirmed(plain) else pattern_point(plain, rule.format).text

    def _counts_otherwise(self, value: Value | None, rule: FieldMapping, row: TableRow) -> bool:
        """Return True if a date was converted. Then its original words are stored."""
        return value is not None and value != self._written(self._text(rule, row), rule)


class Spellings(dict[str, str | None]):
    """Foreign values, folded, to our codes. A word that is not in it stays unchanged, and the field checks it."""

    def __call__(self, text: str) -> str | None:
        """Return the code of a word, the word if it has no code, None if it must be dropped."""
        return self.get(fold(text), text)


def spellings(rule: FieldMapping, vocabularies: Vocabularies) -> Spellings:
    """Return the meaning of the words of a column.

    Codes of the mapping come before the labels of the scheme in every language. A label, or its part after a colon,
    counts only if it means one code.
    """
    spelled = _labels(vocabularies[rule.field.scheme]) if rule.field.scheme else Spellings()
    spelled.update({fold(theirs.strip()): ours for theirs, ours in (rule.codes or {}).items()})
    return spelled


def _labels(scheme: Vocabulary) -> Spellings:
    spelled = Spellings()
    unsure: set[str] = set()
    for code in scheme.codes:
        labels = scheme.entries[code].label.values()
        for label in {fold(part) for said in labels for part in (said, said.partition(": ")[2]) if part}:
            if spelled.setdefault(label, code) != code:
                unsure.add(label)
    for label in unsure - set(scheme.codes):
        del spelled[label]
    return spelled


def _flag(field: Field, value: str | None) -> str | bool | None:
    """Return the value of a flag's word. Other words are returned unchanged; the field check refuses them."""
    is_flag = field.type is Type.FLAG or field.was is not None
    return _FLAGS.get(fold(value), value) if is_flag and value else value
