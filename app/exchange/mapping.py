r"""The mapping file: the field of a record for each column of a table (docs/cli.md, `import`).

    {"kind": "event", "key": "Web ID", "encoding": "utf-8", "delimiter": ",", "skip_rows": 0, "sheet": null,
     "keep_rest": true,
     "fields": {"title": "Place", "date_start": {"column": "Date", "format": "%d-%b-%y"},
                "description": {"columns": ["Cause", "Source"], "join": "\n"}, "place.latitude": "lat",
                "violation_class": {"column": "Act", "codes": {"their value": "our code"}, "split": ";"}}}

A path with a dot goes through a link of the kind ("place.latitude") or into one of its parts ("act.violation"). The
entry "calendar" gives the calendar of years before 1900 or after next year: gregorian, jalali or hijri. With "blank"
such fields stay blank. Columns named `source_row.NAME` come from an Amparo export. They fill no field and are stored
unchanged. The path "victim.id" names a linked record: by its id, its short code, or the key of the row that it was
imported from. The function `guess` adds missing entries. `Mapping.as_json` shows all entries, so that a person can
save and reuse them. A key of null says that there is no key. A blank cell is an absent field: never zero, never an
empty text. With `keep_rest`, every column without a field, and the key, is stored unchanged with the record as
`source_row`.

Errors: InputRefused; `refused` names every wrong part of the file by its path.
"""

import json
import re
from collections.abc import Mapping as MappingOf
from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from attrs import evolve, frozen

from app.domain.calendars import CALENDARS, read_date, readings
from app.domain.fields import Field, Type
from app.domain.kind import NEEDED, Kind, Kinds, join_reasons
from app.domain.moment import check_pattern, pattern_point
from app.domain.search_normalisation import words
from app.errors import InputRefused
from app.exchange.export_columns import computed_columns
from app.exchange.table import KEPT, Table, plain_digits
from app.phrase import Phrase

SOURCE_ROW: Final = "source_row"
BLANK: Final = "blank"
"""Used instead of a calendar: doubtful dates are left blank."""
_RULE_KEYS: Final = {"column", "columns", "join", "format", "codes", "split", "calendar"}
_OPTIONS: Final[MappingOf[str, type | tuple[type, ...]]] = {
    "kind": str,
    "key": (str, type(None)),
    "encoding": (str, type(None)),
    "delimiter": (str, type(None)),
    "skip_rows": (int, type(None)),
    "sheet": (str, type(None)),
    "keep_rest": bool,
    "fields": dict,
}
_PATTERNS: Final = (
    *("%d/%m/%Y", "%m/%d/%Y", "%d-%m-%Y", "%m-%d-%Y", "%d.%m.%Y", "%m.%d.%Y", "%Y/%m/%d", "%d-%b-%y", "%d-%b-%Y"),
    *("%d %b %Y", "%b %d, %Y", "%d/%m/%y", "%m/%d/%y", "%d.%m.%y", "%b %Y", "%m/%Y"),
    *("%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S"),
    *("%d/%m/%Y %H:%M", "%m/%d/%Y %H:%M"),
)
_LIST: Final = re.compile('^"|;')
"""A cell that matches this holds a list of an Amparo export."""
_SAMPLE: Final = 500
"""The most dates that are checked if no pattern reads all."""
_ALSO_CALLED: Final[MappingOf[str, tuple[str, ...]]] = {
    "latitude": ("lat", "y", "gps latitude"),
    "longitude": ("lon", "long", "lng", "x", "gps longitude"),
    "place.name": ("place", "location", "location description", "village", "town", "city"),
    "description": ("details", "summary", "narrative", "what happened"),
    "remarks": ("notes", "comments"),
}
_KEYS: Final = {"id", "key", "uuid", "web id", "record id", "case id", "case number", "ref", "reference", "instance id"}


@frozen
class FieldMapping:
    """The way to fill one field: the columns that are not blank, joined; then split, read as a date, looked up."""

    field: Field
    columns: tuple[str, ...]
    join: str
    format: str | None = None
    codes: MappingOf[str, str | None] | None = None
    """Foreign value to our code; null drops the value. Values are compared folded, without outer spaces."""
    split: str | None = None
    calendar: str | None = None
    """The calendar of doubtful dates: one of CALENDARS, or BLANK; None before a choice."""


@frozen
class Mapping:
    """One mapping file, checked against the kind; `rules` by path, in the order of the file."""

    kind: Kind
    kinds: Kinds
    """All kinds of the vault, for links and parts."""
    rules: MappingOf[str, FieldMapping]
    key: str | None = None
    encoding: str | None = None
    delimiter: str | None = None
    skip_rows: int | None = None
    sheet: str | None = None
    keep_rest: bool = True
    keyless: bool = False
    """True if the file says that no column is the key. If the file does not mention a key, one is guessed."""
    guessed: frozenset[str] = frozenset()
    """Paths and options ("key") that `guess` added."""

    def as_json(self) -> dict[str, Any]:
        """Return the content of the file with all options."""
        fields: dict[str, Any] = {}
        for path, rule in self.rules.items():
            said: dict[str, Any] = {"columns": list(rule.columns), "join": rule.join}
            if len(rule.columns) == 1:
                said = {"column": rule.columns[0]}
            parts = {name: getattr(rule, name) for name in ("format", "calendar", "codes", "split")}
            said |= {name: part for name, part in parts.items() if part is not None}
            fields[path] = said["column"] if list(said) == ["column"] else said
        options = ("key", "encoding", "delimiter", "skip_rows", "sheet", "keep_rest")
        return {"kind": self.kind.name} | {name: getattr(self, name) for name in options} | {"fields": fields}


def parse_mapping(text: str | bytes, kinds: Kinds, kind: str | None = None) -> Mapping:
    """Read and check a mapping file; `kind` is used if the file names none. Raises InputRefused."""
    try:
        raw = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise InputRefused(Phrase("The mapping file is not JSON: {error}.", error=error)) from error
    if not isinstance(raw, dict):
        raise InputRefused("The mapping file must be one JSON object.")
    wrong: dict[str, str] = {name: Phrase("is not a part of a mapping") for name in raw if name not in _OPTIONS}
    for name, types in _OPTIONS.items():
        if name in raw and (not isinstance(raw[name], types) or (types is not bool and isinstance(raw[name], bool))):
            wrong[name] = Phrase("has the wrong type")
    if "skip_rows" not in wrong and (raw.get("skip_rows") or 0) < 0:
        wrong["skip_rows"] = Phrase("must be 0 or more")
    named = raw.get("kind", kind)
    declared = kinds.get(named) if isinstance(named, str) else None
    if declared is None or declared.sealed:
        wrong["kind"] = Phrase("{kind} is not a kind that can be imported", kind=named) if named else NEEDED
    if wrong or declared is None:
        raise _refused(wrong)
    rules: dict[str, FieldMapping] = {}
    for path, said in raw.get("fields", {}).items():
        try:
            rules[path] = _rule(_field(kinds, declared, path), said)
        except ValueError as error:
            wrong[f"fields.{path}"] = str(error)
    if wrong:
        raise _refused(wrong)
    options = {name: raw[name] for name in _OPTIONS if name in raw and name not in ("kind", "fields")}
    return Mapping(kind=declared, kinds=kinds, rules=rules, keyless=raw.get("key", "") is None, **options)


def guess(mapping: Mapping, table: Table) -> Mapping:
    """Add missing entries, and check that all required fields are there. Raises InputRefused."""
    whole = propose(mapping, table)
    needed = {f"fields.{f.name}": NEEDED for f in whole.kind.own if f.required and f.name not in whole.rules}
    if needed or not whole.rules:
        needed = needed or {"fields": Phrase("no column has the name of a field. Choose a column for each field")}
        raise _refused(needed, Phrase("The columns are: {columns}", columns=", ".join(table.header)))
    return whole


def propose(mapping: Mapping, table: Table) -> Mapping:
    """Add missing entries, and check the named columns. Raises InputRefused.

    Fields are guessed only if the file has none: by a column with the name of the field or another known name. The
    pattern of dates is the first one that reads every value, or the one that reads the most. If two are equal, the
    day comes before the month.
    """
    _check_columns(mapping, table)
    rules, guessed = dict(mapping.rules), set()
    if not rules:
        rules = _guess_rules(mapping, table)
        guessed = set(rules)
    for path, rule in rules.items():
        if rule.field.type is Type.DATE and rule.format is None and len(rule.columns) == 1:
            pattern = _date_pattern(values_of(table, rule.columns[0]))
            if pattern:
                rules[path] = evolve(rule, format=pattern)
                guessed.add(f"{path}.format")
    key = mapping.key or (None if mapping.keyless else _guess_key(table))
    if key != mapping.key:
        guessed.add("key")
    return evolve(
        mapping,
        rules=rules,
        key=key,
        encoding=table.encoding,
        delimiter=table.delimiter,
        skip_rows=table.skip_rows,
        sheet=table.sheet,
        guessed=frozenset(guessed | table.guessed),
    )


def with_calendars(mapping: Mapping, calendars: MappingOf[str, str]) -> Mapping:
    """Set the calendar for doubtful years of date fields, by the path of each. Raises InputRefused."""
    rules = dict(mapping.rules)
    for path, calendar in calendars.items():
        rule = rules.get(path)
        if rule is None or rule.field.type is not Type.DATE or calendar not in (*CALENDARS, BLANK):
            raise _refused({path: Phrase("calendar is one of {names}, for a date", names=(*CALENDARS, BLANK))})
        rules[path] = evolve(rule, calendar=calendar)
    return evolve(mapping, rules=rules)


def field_at(kinds: Kinds, kind: Kind, path: str) -> Field | None:
    """Return the field at a dotted path through links and parts."""
    name, dot, rest = path.partition(".")
    if not dot:
        return kind.fields.get(name) or next((f for f in kind.own if f.was is not None and f.was.name == name), None)
    role = kind.role(name)
    if role is not None:
        if rest == role.identity.name:
            return role.identity
        return next((found for to in role.to if (found := field_at(kinds, kinds[to], rest))), None)
    below = kinds.get(name)
    if below is None or below.sealed or not any(r.part and kind.name in r.to for r in below.roles):
        return None
    return field_at(kinds, below, rest)


def _check_columns(mapping: Mapping, table: Table) -> None:
    wrong = {
        f"fields.{path}": Phrase("there is no column {column}", column=repr(column))
        for path, rule in mapping.rules.items()
        for column in rule.columns
        if column not in table.header
    }
    if mapping.key is not None and mapping.key not in table.header:
        wrong["key"] = Phrase("there is no column {column}", column=repr(mapping.key))
    if wrong:
        raise _refused(wrong, Phrase("The columns are: {columns}", columns=", ".join(table.header)))


def _field(kinds: Kinds, kind: Kind, path: str) -> Field:
    found = field_at(kinds, kind, path)
    if found is None or found.type is Type.ROWS:
        raise ValueError(Phrase("{kind} has no field {field} that a column can fill", kind=kind.name, field=path))
    return found


def _rule(field: Field, said: object) -> FieldMapping:
    """Check one entry of "fields". Raises ValueError."""
    parts = {"column": said} if isinstance(said, str) else said
    if not isinstance(parts, dict) or set(parts) - _RULE_KEYS or ("column" in parts) == ("columns" in parts):
        raise ValueError('must be a column name, or an object with "column" or "columns"')
    columns = parts.get("columns", [parts.get("column")])
    if not isinstance(columns, list) or not columns or not all(isinstance(c, str) and c for c in columns):
        raise ValueError("must name its columns as text")
    join, split, pattern = (parts.get(name) for name in ("join", "split", "format"))
    if any(part is not None and not (isinstance(part, str) and part) for part in (join, split, pattern)):
        raise ValueError("join, split and format are text")
    if pattern is not None:
        if field.type is not Type.DATE:
            raise ValueError("only a date can have a format")
        check_pattern(pattern)
    calendar = parts.get("calendar")
    if calendar is not None and (field.type is not Type.DATE or calendar not in (*CALENDARS, BLANK)):
        raise ValueError(Phrase("calendar is one of {names}, for a date", names=(*CALENDARS, BLANK)))
    if split is not None and field.type not in (Type.CODES, Type.TAGS):
        raise ValueError("has only one value, so you cannot split it")
    codes = parts.get("codes")
    if codes is not None and not (
        isinstance(codes, dict) and all(ours is None or isinstance(ours, str) for ours in codes.values())
    ):
        raise ValueError("codes must be an object from the value in the file to a code of Amparo, or null")
    between = join if join is not None else "\n" if field.type is Type.PROSE else split or " "
    return FieldMapping(field, tuple(columns), between, pattern, codes, split, calendar)


def _guess_rules(mapping: Mapping, table: Table) -> dict[str, FieldMapping]:
    """Return a rule for every field of the kind and of its single links that has a column with its name."""
    kind, taken = mapping.kind, {mapping.key} | computed_columns(table.header)
    free = [column for column in table.header if column not in taken and not KEPT.match(column)]
    called = {" ".join(words(column)): column for column in reversed(free)}
    fields = dict(kind.fields)
    for role in kind.roles:
        for to in reversed(role.to if not role.part or role.name in kind.between else ()):
            fields |= {f"{role.name}.{name}": field for name, field in mapping.kinds[to].fields.items()}
    rules = _guess_links(mapping, table)
    told = columns_of_links(rules, table.header)
    own = [
        name for name in free if name in kind.fields and kind.fields[name].type is not Type.ROWS and name not in told
    ]
    rules |= {name: _guessed(kind.fields[name], name, table) for name in own}
    called = {name: column for name, column in called.items() if column not in {*told, *own}}
    for path, field in fields.items():
        if path in own or field.type is Type.ROWS or ("." in path and path.rpartition(".")[2] in kind.fields):
            continue
        former = (field.was.name,) if field.was is not None else ()
        also = former + _ALSO_CALLED.get(path, ()) or _ALSO_CALLED.get(field.name, ()) * (field.type is Type.DECIMAL)
        alone = () if "." in path and field.type is not Type.DECIMAL else (field.name, field.label)
        names = (path, *alone, *also)
        column = next((called.pop(name) for n in names if (name := " ".join(words(n))) in called), None)
        if column:
            rules[path] = _guessed(field, column, table)
    if kind.date and kind.date not in rules:
        for name, column in reversed(called.items()):
            if re.search(r"\bdate\b|\bwhen\b|تاريخ", name) and _reads_as_dates(values_of(table, column)):
                rules[kind.date] = _rule(kind.fields[kind.date], column)
                break
    return rules


def _guess_links(mapping: Mapping, table: Table) -> dict[str, FieldMapping]:
    """Return rules for the columns of an Amparo export that name linked records, and for the fields of those records.

    The names must be exact: an "id" of another program names nothing here.
    """
    kind, rules = mapping.kind, dict[str, FieldMapping]()
    for role in kind.roles:
        if f"{role.name}.{role.identity.name}" in table.header:
            fields = {role.identity.name: role.identity}
            for to in reversed(role.to if not role.part or role.name in kind.between else ()):
                fields |= mapping.kinds[to].fields
            paths = {f"{role.name}.{name}": field for name, field in fields.items() if field.type is not Type.ROWS}
            rules |= {path: _guessed(field, path, table) for path, field in paths.items() if path in table.header}
    return rules


def columns_of_links(rules: MappingOf[str, FieldMapping], header: Sequence[str]) -> set[str]:
    """Return the columns of an Amparo export about a record that another column names by its id."""
    named = tuple(path.removesuffix("id") for path in rules if path.endswith(".id"))
    return {column for column in header if column.startswith(named)}


def _guessed(field: Field, column: str, table: Table) -> FieldMapping:
    """Return the rule of a column. Its values are split like those of an Amparo export if they are lists."""
    lists = field.type in (Type.CODES, Type.TAGS) and any(_LIST.search(cell) for cell in values_of(table, column))
    return evolve(_rule(field, column), split=";" if lists else None)


def _guess_key(table: Table) -> str | None:
    """Return the first column that has the name of a key and a different value in every row."""
    for column in table.header:
        values = values_of(table, column)
        called = re.sub(r"^_+", "", column)
        if " ".join(words(called)) in _KEYS and len(set(values)) == len(values) == len(table.rows):
            return column
    return None


def values_of(table: Table, column: str) -> list[str]:
    """Return the values of a column without blank cells."""
    place = table.header.index(column)
    return [value for row in table.rows if (value := row.cells[place].strip())]


def _date_pattern(values: Sequence[str]) -> str | None:
    """Return the first pattern that reads all values, or that reads the most and more than half of a sample.

    Returns None if all are written in Amparo's format, or no pattern fits.
    """
    if all(map(_is_moment, values)):
        return None
    whole = next((pattern for pattern in _PATTERNS if all(is_written(value, pattern) for value in values)), None)
    if whole is not None:
        return whole
    some = values[:_SAMPLE]
    ours = sum(map(_is_moment, some))
    counts = {pattern: sum(is_written(value, pattern) for value in some) for pattern in _PATTERNS}
    most = max(counts, key=lambda pattern: counts[pattern])
    return most if counts[most] > max(ours, len(some) // 2) else None


def _reads_as_dates(values: Sequence[str]) -> bool:
    return bool(values) and (all(map(_is_moment, values)) or _date_pattern(values) is not None)


def _is_moment(value: str) -> bool:
    return _is_date(plain_digits(value))


def is_written(value: str, pattern: str) -> bool:
    """Return True if a pattern reads a date, in any calendar."""
    try:
        return _is_date(pattern_point(plain_digits(value), pattern).text)
    except ValueError:
        return False


def _is_date(text: str) -> bool:
    try:
        read_date(text)
    except ValueError:
        return bool(readings(text, date.max.year))
    return True


def _refused(wrong: MappingOf[str, str], hint: str = "") -> InputRefused:
    rows: list[dict[str, object]] = [{"field": name, "reason": why} for name, why in wrong.items()]
    return InputRefused(Phrase("The mapping cannot be used. {first}", first=join_reasons(wrong.items())), hint, rows)
