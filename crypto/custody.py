"""Who had a file and what they did with it: entries in one chain.

    head_0 = 0 x32, head_n = H("custody", head_{n-1} | entry)          entries numbered from 1, without gaps

It shows what was changed in between, and proves nothing against its owner, who can write another: the format has a
place for a signed head and for trusted timestamps in a report (`crypto/FORMAT.md` 4.1), which no version fills yet.
"""

from enum import IntEnum
from typing import Final

from attrs import frozen

from crypto.shape import one_of, plain, raw, row, text, unsigned
from crypto.wire import Value, decode, encode, hash_

HEAD_0: Final = bytes(32)
"""The head of a chain without entries."""


class Action(IntEnum):
    """What was done; the numbers are frozen."""

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
    """What is known of the clock that gave an entry its time."""

    NOT_WITNESSED = 0
    WITNESSED = 1
    WRONG = 2


@frozen
class Entry:
    """One line of the chain: at `at` (UTC seconds) `actor` (H("id", id_pk)) did `action` to `item`, a record's id.

    `sha256` is that of the file's own bytes at that moment; `other` the item it came from or went into (a copy, a
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
        """Return the entry as it is hashed and kept."""
        return encode(plain(self))


def _other(value: Value) -> bytes | None:
    return None if value is None else raw(16)(value)


_ENTRY = row(
    Entry,
    unsigned,
    raw(16),
    unsigned,
    lambda value: ClockState(one_of(*ClockState)(value)),
    lambda value: Action(one_of(*Action)(value)),
    raw(32),
    raw(32),
    _other,
    text,
)


def parse_entry(data: bytes) -> Entry:
    """Read one entry; Malformed for other bytes, NeedsNewerApp for an action or clock state not known here."""
    return _ENTRY(decode(data))


def next_head(head: bytes, entry: bytes) -> bytes:
    """Return the 32-byte head after one more (encoded) entry."""
    return hash_("custody", head, entry)
