"""Typed reading of values from the CBOR reader: a table of readers states a format, nothing is assumed.

A reader is a function from a CBOR value to a typed value that raises Malformed. Rows are arrays with exactly the
elements of their class. Keyed maps follow the growth rule. An unknown key below 64 needs a newer app; from 64 on it is
ignored. An optional key is never null or empty.
"""

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias, TypeVar

import attrs

from crypto.encoding import LARGEST, Value, encode
from crypto.errors import Malformed, NeedsNewerApp

T = TypeVar("T")
Reader: TypeAlias = Callable[[Value], T]

Table: TypeAlias = Mapping[int, tuple[str, Reader[Any]]]
"""A keyed map: number -> (attribute, reader)."""

EMPTY: tuple[Value, ...] = (None, "", b"", [], {})
NEWER = 64
"""Map keys below this one belong to the format. A reader that finds an unknown one must ignore the complete map."""


def read_unsigned(value: Value) -> int:
    """Read an int from 0 to 2^63-1. Stores hold no larger one, and no real time, size or count needs it."""
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= LARGEST:
        raise Malformed("an unsigned int is missing")
    return value


def text(value: Value) -> str:
    """Read a text."""
    if not isinstance(value, str):
        raise Malformed("a text is missing")
    return value


def flag(value: Value) -> bool:
    """Read true or false."""
    if not isinstance(value, bool):
        raise Malformed("true or false is missing")
    return value


def mapping(value: Value) -> dict[int | str, Value]:
    """Read a map, as it is."""
    if not isinstance(value, dict):
        raise Malformed("a map is missing")
    return value


def bytes_of(*sizes: int) -> Reader[bytes]:
    """Return a reader of byte strings of one of these sizes (any, if none is given)."""

    def read(value: Value) -> bytes:
        if not isinstance(value, bytes) or (sizes and len(value) not in sizes):
            raise Malformed(f"a byte string of {sizes or 'any'} bytes is missing")
        return value

    return read


def one_of(*known: int) -> Reader[int]:
    """Return a reader of a number from a list. A newer app can extend it: NeedsNewerApp for other numbers."""

    def read(value: Value) -> int:
        number = read_unsigned(value)
        if number not in known:
            raise NeedsNewerApp(f"{number} where {known} are known")
        return number

    return read


def array(value: Value, length: int | None = None) -> list[Value]:
    """Read an array, of `length` elements if given."""
    if not isinstance(value, list) or length not in (None, len(value)):
        raise Malformed(f"an array of {'any' if length is None else length} elements is missing")
    return value


def array_of(reader: Reader[T]) -> Reader[tuple[T, ...]]:
    """Return a reader of arrays with any number of elements of one type."""
    return lambda value: tuple(reader(item) for item in array(value))


def row(make: Callable[..., T], *readers: Reader[Any]) -> Reader[T]:
    """Return a reader of arrays with exactly these elements, given to `make` in this order."""

    def read(value: Value) -> T:
        return make(*(reader(item) for reader, item in zip(readers, array(value, len(readers)), strict=True)))

    return read


def read_keys(value: Value, required: Table, optional: Table) -> dict[str, Any]:
    """Read a map with int keys and return the known keys by attribute name."""
    out: dict[str, Any] = {}
    for key, item in mapping(value).items():
        if not isinstance(key, int):
            raise Malformed("int keys are missing")
        if key not in required and key not in optional:
            if key < NEWER:
                raise NeedsNewerApp(f"key {key}")
            continue
        if key in optional and item in EMPTY:
            raise Malformed(f"key {key} is empty and should have been left out")
        name, reader = required.get(key) or optional[key]
        out[name] = reader(item)
    if any(name not in out for name, _ in required.values()):
        raise Malformed("a required key is missing")
    return out


def write_keys(source: object, required: Table, optional: Table) -> bytes:
    """Return the CBOR map of an object's attributes, without empty optional ones."""
    keys = {key: getattr(source, name) for key, (name, _) in required.items()}
    for key, (name, _) in optional.items():
        if (item := getattr(source, name)) not in (*EMPTY, ()):
            keys[key] = item
    return encode(to_encodable(keys))


def to_encodable(value: object) -> object:
    """Return the value that `wire.encode` takes: attrs classes become the arrays that `row` reads."""
    kind: type[Any] = type(value)
    if attrs.has(kind):
        return [to_encodable(getattr(value, field.name)) for field in attrs.fields(kind)]
    if isinstance(value, list | tuple):
        return [to_encodable(item) for item in value]
    if isinstance(value, dict):
        return {key: to_encodable(item) for key, item in value.items()}
    return value
