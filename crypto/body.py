"""The body of a report: complete records as the audience allows them and, in a standing share, their history.

Manifests (key 12), body BLOBs and shares use the same CBOR map. Values are never maps: text, bytes, int, bool, null
and arrays of these. Kinds and fields are texts that this layer does not know. Withheld fields are listed by name.
"""

from attrs import field, frozen

from crypto.cbor_schema import Table, array_of, bytes_of, flag, mapping, read_keys, read_unsigned, row, text, write_keys
from crypto.custody import SHOWN, ShownLines
from crypto.encoding import MIB, Value, decode
from crypto.errors import Malformed, NeedsNewerApp

BODY_MAX = 16 * MIB
COUNTER_MAX = 2**32 - 1
SCHEMA = 1


@frozen
class Copied:
    """A complete copy of a record, with every field that the audience allows."""

    record_id: bytes
    kind: str
    fields: dict[str, Value] = field(repr=False)


@frozen
class BodyEdit:
    """The effect of a change on one field: the changes that it replaces there, and the value."""

    replaced: tuple[bytes, ...]
    value: Value = field(repr=False)


@frozen
class BodyChange:
    """One change of one record. `author` is H("id", id_pk) (32 bytes) or a device (16); `stamp` UTC milliseconds.

    Stamp and counter give the display order. Only the edits decide which change replaces another.
    """

    change_id: bytes
    record_id: bytes
    author: bytes
    stamp: int
    counter: int
    fields: dict[str, BodyEdit]


@frozen
class BodyLink:
    """A link from `source` to `target` in a role, current or `removed`."""

    link_id: bytes
    source: bytes
    role: str
    target: bytes
    removed: bool


@frozen
class WithheldField:
    """A field that exists and was not sent, with the reason."""

    record_id: bytes
    field: str
    reason: str


@frozen
class BodyReference:
    """The reference by which the sender knows a record, and the oldest reference that the sender knows, or empty."""

    record_id: bytes
    reference: str
    first: str = ""


@frozen
class ReportBody:
    """A complete body. `profile` names the rules for withheld fields; `vocabularies` maps scheme to version."""

    profile: str
    records: tuple[Copied, ...]
    changes: tuple[BodyChange, ...] = ()
    links: tuple[BodyLink, ...] = ()
    held_back: tuple[WithheldField, ...] = ()
    vocabularies: dict[str, str] = field(factory=dict)
    references: tuple[BodyReference, ...] = ()
    custody: tuple[ShownLines, ...] = ()
    schema: int = SCHEMA

    def encode(self) -> bytes:
        """Return the CBOR of the body. Raises ValueError for a body that its own reader would refuse."""
        data = write_keys(self, _REQUIRED, _OPTIONAL)
        try:
            read_body(data)
        except Malformed as wrong:
            raise ValueError(f"no report body: {wrong}") from None
        return data

    def value(self) -> dict[int | str, Value]:
        """Return the body in the form that a manifest contains."""
        return mapping(decode(self.encode(), BODY_MAX))


def parse_body(value: Value) -> ReportBody:
    """Read a body from a CBOR value. Raises Malformed, or NeedsNewerApp for a body of a later version."""
    return ReportBody(**read_keys(value, _REQUIRED, _OPTIONAL))


def read_body(data: bytes) -> ReportBody:
    """Read a body from its CBOR bytes, at most 16 MiB."""
    return parse_body(decode(data, BODY_MAX))


def _schema(value: Value) -> int:
    if read_unsigned(value) != SCHEMA:
        raise NeedsNewerApp(f"schema {value!r}")
    return SCHEMA


def _scalar(value: Value) -> Value:
    """Read the value of a field; raises Malformed for a map at any depth."""
    if isinstance(value, dict):
        raise Malformed("a map where a value should be")
    if isinstance(value, list):
        for item in value:
            _scalar(item)
    return value


def _counter(value: Value) -> int:
    if read_unsigned(value) > COUNTER_MAX:
        raise Malformed("a counter above 32 bits")
    return read_unsigned(value)


def _named(value: Value) -> dict[str, Value]:
    """Read a map whose keys are texts. An empty map is valid."""
    return {text(key): item for key, item in mapping(value).items()}


def _fields(value: Value) -> dict[str, Value]:
    return {name: _scalar(item) for name, item in _named(value).items()}


def _edits(value: Value) -> dict[str, BodyEdit]:
    read = row(BodyEdit, array_of(bytes_of(16)), _scalar)
    return {name: read(item) for name, item in _named(value).items()}


def _versions(value: Value) -> dict[str, str]:
    return {scheme: text(version) for scheme, version in _named(value).items()}


_REQUIRED: Table = {
    1: ("schema", _schema),
    2: ("profile", text),
    3: ("records", array_of(row(Copied, bytes_of(16), text, _fields))),
}
_OPTIONAL: Table = {
    4: (
        "changes",
        array_of(row(BodyChange, bytes_of(16), bytes_of(16), bytes_of(16, 32), read_unsigned, _counter, _edits)),
    ),
    5: ("links", array_of(row(BodyLink, bytes_of(16), bytes_of(16), text, bytes_of(16), flag))),
    6: ("held_back", array_of(row(WithheldField, bytes_of(16), text, text))),
    7: ("vocabularies", _versions),
    64: ("references", array_of(row(BodyReference, bytes_of(16), text, text))),
    65: ("custody", array_of(SHOWN)),
}
