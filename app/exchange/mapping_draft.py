"""A mapping that a person edits: one change at a time, always the content of a mapping file."""

import copy
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from attrs import evolve

from app.domain.fields import Type
from app.domain.kind import Kinds
from app.errors import InputRefused
from app.exchange.mapping import Mapping as MappingFile
from app.exchange.mapping import field_at, parse_mapping, propose, values_of
from app.exchange.questions import DoubtfulDates, OpenDate, doubtful_dates, open_dates
from app.exchange.table import Table

_READING = ("encoding", "delimiter", "sheet", "skip_rows")
_READ_BY = ("kind", *_READING)
_MARKS = (";", "|")
"""Separators of a cell with several values."""


class MappingDraft:
    """The answers so far. `whole` is the resulting mapping.

    `dates` are the columns with ambiguous dates, `doubtful` those with unusual years. A draft belongs to one thread at
    a time.
    """

    def __init__(
        self,
        said: Mapping[str, Any],
        kinds: Kinds,
        read: Callable[[MappingFile], Table],
        day_first: bool | None = None,
        today: date | None = None,
    ) -> None:
        """Read the table by `read` and guess the entries that `said` does not contain. Raises InputRefused."""
        self._kinds, self._read, self._today = kinds, read, today or date.today()
        self._said: dict[str, Any] = dict(said)
        self._table: tuple[object, Table] | None = None
        self.day_first = day_first
        """The order that a person chose for ambiguous dates; until then the day comes first."""
        self._look()

    def change(self, steps: Iterable[Callable[["MappingDraft"], None]]) -> None:
        """Apply some changes and compute the mapping again. Raises InputRefused; then no change is applied."""
        before = copy.deepcopy(self._said), self.day_first
        try:
            for step in steps:
                step(self)
            self._look()
        except InputRefused:
            self._said, self.day_first = before
            raise

    def _look(self) -> None:
        """Read the file again if its options changed. If its columns changed, forget the fields and the key."""
        said = dict(self._said)
        way = [said.get(name) for name in _READING]
        if self._table is not None and self._table[0] == way:
            table = self._table[1]
        else:
            reading = {name: said[name] for name in _READ_BY if name in said}
            table = self._read(parse_mapping(json.dumps(reading), self._kinds))
            if self._table is not None and self._table[1].header != table.header:
                said.pop("fields", None)
                said.pop("key", None)
        mapping = propose(parse_mapping(json.dumps(said), self._kinds), table)
        if said.get("fields") == {}:  # a person removed all fields: do not guess them again
            mapping = evolve(mapping, rules={})
        self.table, self._said = table, mapping.as_json()
        self._table = ([self._said[name] for name in _READING], table)
        self.dates: Sequence[OpenDate] = open_dates(mapping, table)
        rules = dict(mapping.rules)
        for asked in self.dates:
            rule = rules[asked.path]
            calendar = {"calendar": rule.calendar} if rule.calendar else {}
            self._fields[asked.path] = {"column": rule.columns[0], **calendar}
            pattern = asked.month_first if self.day_first is False else asked.day_first
            rules[asked.path] = evolve(rule, format=pattern)
        self.whole = evolve(mapping, rules=rules)
        self.doubtful: Sequence[DoubtfulDates] = doubtful_dates(self.whole, table, self._today)

    @property
    def _fields(self) -> dict[str, Any]:
        fields: dict[str, Any] = self._said["fields"]
        return fields

    @property
    def said(self) -> dict[str, Any]:
        """The content of the file without open questions, to continue the draft later."""
        return copy.deepcopy(self._said)

    @property
    def content(self) -> dict[str, Any]:
        """The content of the mapping file."""
        return self.whole.as_json()

    def say(self, name: str, value: object) -> None:
        """Set an option. Another kind clears the fields; another option for reading clears `skip_rows`."""
        self._said[name] = value
        if name == "kind":
            del self._said["fields"]
        elif name in _READING and name != "skip_rows":
            del self._said["skip_rows"]

    def fill(self, column: str, paths: Sequence[str]) -> None:
        """Let a column fill these fields and no others."""
        for path in [*self._fields]:
            columns = self._columns(path)
            if column in columns and path not in paths:
                columns.remove(column)
                self._put(path, columns)
        for path in paths:
            columns = self._columns(path)
            if column not in columns:
                self._put(path, [*columns, column])

    def _columns(self, path: str) -> list[str]:
        entry = self._fields.get(path, {"columns": []})
        if isinstance(entry, str):
            return [entry]
        return [entry["column"]] if "column" in entry else list(entry["columns"])

    def _put(self, path: str, columns: Sequence[str]) -> None:
        if not columns:
            del self._fields[path]
            return
        entry = self._fields.get(path, {})
        kept = {} if isinstance(entry, str) else {k: v for k, v in entry.items() if k not in ("column", "columns")}
        if len(columns) > 1:
            kept.pop("format", None)
        field = field_at(self._kinds, self.whole.kind, path)
        if path not in self._fields and field is not None and field.type in (Type.CODES, Type.TAGS):
            cells = values_of(self.table, columns[0])
            mark = next((mark for mark in _MARKS if any(mark in cell for cell in cells)), None)
            kept |= {"split": mark} if mark else {}
        kept |= {"column": columns[0]} if len(columns) == 1 else {"columns": list(columns)}
        self._fields[path] = kept

    def mean(self, path: str, word: str, code: str | None) -> None:
        """Set the code that a word in a coded field means; None drops the word."""
        entry = self._fields[path]
        entry = {"column": entry} if isinstance(entry, str) else dict(entry)
        entry["codes"] = {**entry.get("codes", {}), word: code}
        self._fields[path] = entry

    def count(self, path: str, calendar: str) -> None:
        """Set the calendar of a field's doubtful years, or leave them blank."""
        entry = self._fields[path]
        self._fields[path] = {**({"column": entry} if isinstance(entry, str) else entry), "calendar": calendar}

    def order(self, day_first: bool) -> None:
        """Read every ambiguous date in one order."""
        self.day_first = day_first

    def take(self, said: Mapping[str, Any]) -> None:
        """Replace the draft by a complete mapping for the same file, which can give other columns."""
        self._said, self._table = dict(said), None
