"""Semantic field types: the permitted values, their sensitivity and their checks.

A field is declared once; the store, the forms, search, merge, redaction, tables and the command line read the
declaration. Values are plain JSON values. A missing value is absent, never an empty string or null.
"""

import re
from collections.abc import Callable, Mapping
from enum import Enum, IntEnum
from typing import NamedTuple

from app.domain.calendars import read_date
from app.domain.moment import Way
from app.domain.vocabulary import Vocabularies
from app.phrase import Phrase

Value = str | int | float | bool | list[str] | list[list[str]]
"""A field's value in its JSON form."""


class Level(IntEnum):
    """Sensitivity, least to most: public, internal, confidential, restricted (source identity), vault."""

    P = 0
    I = 1  # noqa: E741 - the field's own letter
    C = 2
    R = 3
    V = 4


class Type(Enum):
    """The type of a field's value."""

    TEXT = "text"
    PROSE = "prose"
    DATE = "date"
    CODE = "code"
    CODES = "codes"
    FLAG = "flag"
    WHOLE = "whole"
    DECIMAL = "decimal"
    TAGS = "tags"
    HASH = "hash"
    ROWS = "rows"


class Flag(NamedTuple):
    """The flag that a coded field replaced: its name, and the codes for false and for true.

    Older programs write the flag, and read only the flag.
    """

    name: str
    no: str
    yes: str

    def is_set(self, code: object) -> bool | None:
        """Return the flag for a code, also one with its scheme: every code except `no` sets it."""
        return None if code is None else str(code).rpartition(":")[2] != self.no


class Field(NamedTuple):
    """One field of a kind; `label` and `help` are English source text that the window translates.

    `at_most` names the field whose number or date is the upper limit of this one, such as the end of this start.
    `because` names the field with the reason why a person set this computed field. `way` is the side of today on which
    a date lies: it happened, it is a deadline, or it is planned and can be recorded afterwards. `was` is the flag that
    this field replaced. `facet` is its row of `facets.tsv`, if level and type do not decide. `shape` is the meaning of
    rows: "people" (`acts.people_groups`), "body" (`acts.body_map`) or "duty" (`coverage.read_duty`).
    """

    name: str
    label: str
    type: Type = Type.TEXT
    scheme: str = ""
    required: bool = False
    level: Level | None = None
    help: str = ""
    indexed: bool = False
    low: float | None = None
    high: float | None = None
    at_most: str = ""
    because: str = ""
    way: Way = Way.PAST
    was: Flag | None = None
    facet: str = ""
    shape: str = ""

    @property
    def ahead(self) -> bool:
        """Return True if the date can be in the future."""
        return self.way is not Way.PAST

    @property
    def searchable(self) -> bool:
        """Return True if the full-text index includes the words; the search must not show a code word."""
        return self.type in (Type.TEXT, Type.PROSE, Type.TAGS, Type.ROWS) and self.level is not Level.V


_UNSEEN = dict.fromkeys([*range(32), *range(127, 160), *range(0x202A, 0x202F), *range(0x2066, 0x206A)]) | {9: " "}
"""Control characters, also those that turn the text direction: a name with one can pass for another."""


def _whole_text(value: object) -> str:
    """Return a text without the white space around it; refuse text that UTF-8 cannot encode."""
    if not isinstance(value, str):
        raise ValueError("Write text.")
    if "\0" in value:
        raise ValueError("Remove the zero character.")
    try:
        value.encode()
    except UnicodeEncodeError:
        raise ValueError("Remove half a character.") from None
    return value.strip()


def _text(field: Field, value: object, words: Vocabularies) -> Value:
    text = _whole_text(value)
    if field.type is Type.PROSE:
        return text
    if len(text.splitlines()) > 1:
        raise ValueError("Write one line.")
    return text.translate(_UNSEEN).strip()


def _date(field: Field, value: object, words: Vocabularies) -> Value:
    if not isinstance(value, str):
        raise ValueError("Write a date, for example 2024-03-09 or 2024-03.")
    return read_date(value).text


def _code(field: Field, value: object, words: Vocabularies) -> Value:
    if field.was is not None and isinstance(value, bool):
        return field.was.yes if value else field.was.no
    if not isinstance(value, str):
        raise ValueError(Phrase("Use a code of {scheme}.", scheme=field.scheme))
    return words.require(field.scheme, value.strip())


def _codes(field: Field, value: object, words: Vocabularies) -> Value:
    rows = [value] if isinstance(value, str) else value
    if not isinstance(rows, list):
        raise ValueError(Phrase("Use a list of codes of {scheme}.", scheme=field.scheme))
    return list(dict.fromkeys(str(_code(field, row, words)) for row in rows))


def _flag(field: Field, value: object, words: Vocabularies) -> Value:
    if not isinstance(value, bool):
        raise ValueError("Write true or false.")
    return value


def _bounded(field: Field, value: float) -> None:
    if field.low is not None and value < field.low:
        raise ValueError(Phrase("Write {low} or more.", low=f"{field.low:g}"))
    if field.high is not None and value > field.high:
        raise ValueError(Phrase("Write {high} or less.", high=f"{field.high:g}"))


def _whole(field: Field, value: object, words: Vocabularies) -> Value:
    if isinstance(value, str) and re.fullmatch(r"[+-]?[0-9]{1,16}", value.strip()):
        value = int(value)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int) or abs(value) >= 2**53:
        raise ValueError("Write a whole number.")
    _bounded(field, value)
    return value


def _decimal(field: Field, value: object, words: Vocabularies) -> Value:
    from decimal import Decimal, InvalidOperation  # not before a list is shown

    try:
        exact = Decimal(str(value).strip()) if isinstance(value, (str, int, float)) else None
    except InvalidOperation:
        exact = None
    if exact is None or isinstance(value, bool) or not exact.is_finite():
        raise ValueError("Write a number with a point, for example -98.754.")
    if exact and not -15 <= exact.adjusted() <= 15:
        raise ValueError("Write a number that is not too large or too small.")
    number = float(exact) + 0.0  # no negative zero: a report cannot carry it
    if Decimal(repr(number)) != exact:
        raise ValueError("Write at most 15 digits.")
    _bounded(field, number)
    return number


def _tags(field: Field, value: object, words: Vocabularies) -> Value:
    rows = [value] if isinstance(value, str) else value
    if not isinstance(rows, list) or not all(isinstance(row, str) for row in rows):
        raise ValueError("Use a list of words.")
    return list(dict.fromkeys(text for row in rows if (text := _whole_text(row).translate(_UNSEEN).strip())))


def _hash(field: Field, value: object, words: Vocabularies) -> Value:
    if not isinstance(value, str) or len(value) != 64 or set(value) - set("0123456789abcdef"):
        raise ValueError("Write a SHA-256 in 64 lower-case hex digits.")
    return value


def _rows(field: Field, value: object, words: Vocabularies) -> Value:
    if isinstance(value, dict):
        value = [[name, text] for name, text in value.items()]
    if not isinstance(value, list):
        raise ValueError("Write pairs of a name and a text.")
    rows: list[list[str]] = []
    for row in value:
        if not isinstance(row, (list, tuple)) or len(row) != 2 or not all(isinstance(cell, str) for cell in row):
            raise ValueError("Write pairs of a name and a text.")
        for cell in row:
            _whole_text(cell)
        rows.append([row[0], row[1]])
    return rows


_CHECKS: Mapping[Type, Callable[[Field, object, Vocabularies], Value]] = {
    Type.TEXT: _text,
    Type.PROSE: _text,
    Type.DATE: _date,
    Type.CODE: _code,
    Type.CODES: _codes,
    Type.FLAG: _flag,
    Type.WHOLE: _whole,
    Type.DECIMAL: _decimal,
    Type.TAGS: _tags,
    Type.HASH: _hash,
    Type.ROWS: _rows,
}


def check(field: Field, value: object, words: Vocabularies) -> Value | None:
    """Return the value as it is stored, or None for an empty one. Raises ValueError with the reason."""
    if value is None or value == "" or value == []:
        return None
    kept = _CHECKS[field.type](field, value, words)
    return None if kept == "" or kept == [] else kept


def plain_text(value: object) -> str:
    """Return the words of a value, for search and lists; values of a newer app can be lists of anything."""
    return " ".join(map(plain_text, value)) if isinstance(value, list) else str(value)
