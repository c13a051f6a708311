"""Convert values for a report: codes carry their scheme, fixed-point numbers are exact pairs."""

from collections.abc import Mapping
from typing import Any

from app.domain.fields import Field, Type, Value, check
from app.domain.kind import Kind
from app.domain.vocabulary import Vocabularies
from app.phrase import Phrase

NO_FILE = "?"
"""The file of a consent whose files this program cannot read."""
Carried = Any
"""A value of the report body: text, bytes, int, bool, null or arrays of them."""


def export_fields(kind: Kind, fields: Mapping[str, Value | None]) -> dict[str, Carried]:
    """Return a record's fields in the form of a report."""
    return kind.with_flags({name: value_out(kind.fields.get(name), value) for name, value in fields.items()})


def value_out(field: Field | None, value: Value | None) -> Carried:
    """Return one value in the form of a report."""
    if value is None or field is None:
        return value
    if field.type is Type.CODE:
        return f"{field.scheme}:{value}"
    if field.type is Type.CODES and isinstance(value, list):
        return [f"{field.scheme}:{code}" for code in value]
    if field.type is Type.DECIMAL:
        from decimal import Decimal

        sign, digits, exponent = Decimal(repr(float(str(value)))).as_tuple()
        number = int("".join(map(str, digits)))
        return [-number if sign else number, int(exponent)]
    return value


def value_in(field: Field | None, value: Carried, words: Vocabularies) -> Value | None:
    """Return one received value, checked as if a person had typed it.

    A field that this version does not know is kept unchanged for a newer one, unless it contains bytes. Raises
    ValueError with the reason.
    """
    if field is None:
        if _holds_bytes(value):
            raise ValueError("needs a newer Amparo")
        kept: Value = value
        return kept
    if field.name == "covers" and field.type is Type.ROWS:
        return _limit(field, value, words)
    return None if value is None else check(field, _plain(field, value), words)


def _limit(field: Field, value: Carried, words: Vocabularies) -> Value:
    """Return the files of a received consent; without readable ones, a row that is no file: the yes opens nothing."""
    try:
        return check(field, value, words) or [[NO_FILE, ""]]
    except ValueError:
        return [[NO_FILE, ""]]


def _holds_bytes(value: Carried) -> bool:
    return any(map(_holds_bytes, value)) if isinstance(value, list) else isinstance(value, bytes)


def _plain(field: Field, value: Carried) -> object:
    if field.type is Type.DECIMAL:
        if not isinstance(value, list) or len(value) != 2 or not all(type(part) is int for part in value):
            raise ValueError("is not a fixed-point number")
        from decimal import Decimal

        number, exponent = value
        if not -30 <= exponent <= 30 or abs(number) >= 10**18:
            raise ValueError("is out of range")
        return float(Decimal(number).scaleb(exponent))
    if field.type is Type.CODE:
        return value if field.was is not None and isinstance(value, bool) else _code(field, value)
    if field.type is Type.CODES and isinstance(value, list):
        return [_code(field, row) for row in value]
    return value


def _code(field: Field, value: Carried) -> str:
    scheme, colon, code = str(value).partition(":")
    if not colon or scheme != field.scheme:
        raise ValueError(Phrase("is not a code of {scheme}", scheme=field.scheme))
    return code
