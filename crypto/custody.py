"""The chain of custody of evidence items: entries in one hash chain, and trees over them for trusted timestamps.

    head_0 = 0 x32, head_n = H("custody", head_{n-1} | entry)          entries numbered from 1, without gaps
    leaf   = H("leaf", entry), node = H("node", left | right)          split as in RFC 6962 section 2.1

Later reports contain the signed head. Everyone who has received one can detect a later change of the chain. The chain
proves nothing against its owner before the first report that contains a head.
"""

import hmac
from collections.abc import Sequence
from enum import IntEnum
from typing import Final

from attrs import frozen

from crypto.errors import CannotOpen
from crypto.shape import one_of, plain, raw, row, text, unsigned
from crypto.signing import SigningKey, verify
from crypto.wire import Value, decode, encode, hash_

HEAD_0: Final = bytes(32)
"""The head of a chain without entries."""


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
class Entry:
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
    """Read one entry. Raises Malformed for other bytes, NeedsNewerApp for an unknown action or clock state."""
    return _ENTRY(decode(data))


def next_head(head: bytes, entry: bytes) -> bytes:
    """Return the 32-byte head after one more (encoded) entry."""
    return hash_("custody", head, entry)


def sign_head(key: SigningKey, n: int, head: bytes) -> bytes:
    """Sign that entry n made this head: 64 bytes by the owner's identity key."""
    return key.sign("custody-head", n.to_bytes(8, "big"), head)


def verify_head(id_pk: bytes, n: int, head: bytes, signature: bytes) -> None:
    """Raise CannotOpen unless the owner signed this number and head."""
    verify(id_pk, signature, "custody-head", n.to_bytes(8, "big"), head)


def leaf(entry: bytes) -> bytes:
    """Return the leaf of one (encoded) entry."""
    return hash_("leaf", entry)


def merkle_root(leaves: Sequence[bytes]) -> bytes:
    """Return the root over one leaf or more; ValueError for none."""
    if len(leaves) <= 1:
        if not leaves:
            raise ValueError("a tree has a leaf")
        return leaves[0]
    left = _left(len(leaves))
    return _node(merkle_root(leaves[:left]), merkle_root(leaves[left:]))


def merkle_path(leaves: Sequence[bytes], number: int) -> list[bytes]:
    """Return the neighbours of leaf `number` (from 0), from the leaf up; ValueError if there is no such leaf."""
    if not 0 <= number < len(leaves):
        raise ValueError("no such leaf")
    if len(leaves) == 1:
        return []
    left = _left(len(leaves))
    if number < left:
        return [*merkle_path(leaves[:left], number), merkle_root(leaves[left:])]
    return [*merkle_path(leaves[left:], number - left), merkle_root(leaves[:left])]


def verify_leaf(root: bytes, of_leaf: bytes, number: int, count: int, path: Sequence[bytes]) -> None:
    """Raise CannotOpen unless `of_leaf` is leaf `number` of the `count` under `root`, by this path."""
    if not 0 <= number < count or not hmac.compare_digest(root, _root_by(of_leaf, number, count, list(path))):
        raise CannotOpen


def _root_by(of_leaf: bytes, number: int, count: int, path: list[bytes]) -> bytes:
    """Return the root that a path leads to; its last neighbour is a child of the root. Wrong length: CannotOpen."""
    if count == 1:
        if path:
            raise CannotOpen
        return of_leaf
    if not path:
        raise CannotOpen
    left, neighbour = _left(count), path[-1]
    if number < left:
        return _node(_root_by(of_leaf, number, left, path[:-1]), neighbour)
    return _node(neighbour, _root_by(of_leaf, number - left, count - left, path[:-1]))


def _left(count: int) -> int:
    """Return the largest power of two below `count` (>= 2): the leaves on the left side."""
    return 1 << (count - 1).bit_length() - 1


def _node(left: bytes, right: bytes) -> bytes:
    return hash_("node", left, right)
