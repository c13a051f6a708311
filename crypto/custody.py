"""The chain of custody of evidence items: entries in one hash chain.

    head_0 = 0 x32, head_n = H("custody", head_{n-1} | entry)          entries numbered from 1, without gaps

The chain shows a change between its first and last entry. It proves nothing against its owner, who can write another.
A report has a place for a signed head and for trusted timestamps (`crypto/FORMAT.md` 4.1). No version fills it yet.
"""

from collections.abc import Sequence
from enum import IntEnum
from typing import Final

from attrs import frozen

from crypto.cbor_schema import array_of, bytes_of, one_of, read_unsigned, row, text, to_encodable
from crypto.encoding import MIB, Value, decode, encode, hash_
from crypto.errors import CannotOpen
from crypto.signing import SigningKey, verify

HEAD_0: Final = bytes(32)
"""The head of a chain without entries."""
LATEST: Final = 253_402_214_399
"""The latest time of a shown line: a day before the last one that a calendar can say."""


class Action(IntEnum):
    """An action on an evidence item. The numbers are part of the format and never change."""

    RECEIVED = 1
    VIEWED = 2
    COPIED = 3
    REDACTED = 4
    EXPORTED = 5
    SHARED = 6
    HANDED_OVER = 7
    CHECKED = 8
    SEALED = 9
    DESTROYED = 10
    RESTORED = 11


class ClockState(IntEnum):
    """The trust in the clock that gave an entry its time."""

    NOT_WITNESSED = 0
    WITNESSED = 1
    WRONG = 2


@frozen
class CustodyEntry:
    """One entry of the chain: at `at` (UTC seconds) `actor` (H("id", id_pk)) did `action` to `item`, a record's id.

    `sha256` is the hash of the file at that time. `other` is the item that it came from or went into (a copy, a
    redaction). The order of the attributes is the order of the array.
    """

    n: int
    item: bytes
    at: int
    clock_state: ClockState
    action: Action
    actor: bytes
    sha256: bytes
    other: bytes | None = None
    reason: str = ""

    def encode(self) -> bytes:
        """Return the bytes that are hashed and stored."""
        return encode(to_encodable(self))


def _other(value: Value) -> bytes | None:
    return None if value is None else bytes_of(16)(value)


_ENTRY = row(
    CustodyEntry,
    read_unsigned,
    bytes_of(16),
    read_unsigned,
    lambda value: ClockState(one_of(*ClockState)(value)),
    lambda value: Action(one_of(*Action)(value)),
    bytes_of(32),
    bytes_of(32),
    _other,
    text,
)


def parse_entry(data: bytes) -> CustodyEntry:
    """Read one entry. Raises Malformed for other bytes, NeedsNewerApp for an unknown action or clock state."""
    return _ENTRY(decode(data))


def next_head(head: bytes, entry: bytes) -> bytes:
    """Return the 32-byte head after one more (encoded) entry."""
    return hash_("custody", head, entry)


@frozen
class ShownLines:
    """The lines of one item that the owner of a chain shows to others; `signer` is the identity's public key.

    `lines` are encoded entries. A head is never with them: it would confirm each guess of a hidden entry.
    """

    item: bytes
    signer: bytes
    lines: tuple[bytes, ...]
    signature: bytes

    def encode(self) -> bytes:
        """Return the bytes that a report and a store keep."""
        return encode(to_encodable(self))


SHOWN = row(ShownLines, bytes_of(16), bytes_of(32), array_of(bytes_of()), bytes_of(64))
"""Read the lines of one item from a report."""
SHOWN_MAX = 16 * MIB


def parse_shown(data: bytes) -> ShownLines:
    """Read kept lines. Raises Malformed for other bytes; `check_lines` reads the entries in them."""
    return SHOWN(decode(data, SHOWN_MAX))


def find_signer(data: bytes) -> bytes:
    """Return the public key of the signer of kept lines, also of another version. Raises Malformed for other bytes."""
    rows = decode(data, SHOWN_MAX)
    return bytes_of(32)(rows[1] if isinstance(rows, list | tuple) and len(rows) > 1 else None)


def show_lines(key: SigningKey, item: bytes, lines: Sequence[bytes]) -> ShownLines:
    """Return the lines of one item, signed by the owner of the chain."""
    shown = tuple(lines)
    return ShownLines(item, key.public, shown, key.sign("custody-lines", item, encode(to_encodable(shown))))


def check_lines(shown: ShownLines) -> tuple[CustodyEntry, ...]:
    """Return the entries of shown lines. Raises CannotOpen for a wrong signature, item, order or time.

    Raises Malformed for other bytes, NeedsNewerApp for an unknown action. They are statements of the signer: nothing
    proves the chain between them, or that lines are missing.
    """
    verify(shown.signer, shown.signature, "custody-lines", shown.item, encode(to_encodable(shown.lines)))
    n, found = 0, []
    for line in shown.lines:
        entry = parse_entry(line)
        if entry.item != shown.item or entry.n <= n or entry.at > LATEST:
            raise CannotOpen
        n = entry.n
        found.append(entry)
    return tuple(found)
