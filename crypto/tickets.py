"""What pays for a delivery: classes of size, the rows that register tickets, and the file of a walk-in batch.

A ticket is 16 random bytes that the owner of a mailbox makes; the relay holds its hash (`crypto.relay.ticket_hash`)
and learns the ticket when it is spent. `Malformed` for bytes that are not such a table.
"""

import struct
from typing import ClassVar, Final, Self

from attrs import field, frozen

from crypto.errors import Malformed
from crypto.layouts import check_magic
from crypto.wire import LARGEST

S, M, L, XL = 1, 2, 3, 4
CLASS_BYTES: Final = {S: 128 << 10, M: 16 << 20, L: 1 << 30, XL: 16 << 30}
"""Bytes that one delivery of a class has at most, its envelope and its blobs together."""

ADD, WITHDRAW = 1, 2
ROWS_MOST: Final = 1000
"""Rows in one request."""

ENVELOPE_LENGTHS: Final = frozenset(
    100 + slot * 1216 + text + 16 * (text // 16_384 + 1)
    for slot in (4, 8, 16, 32, 64)
    for text in (16_383, 65_535, 262_143, 1_048_575)
)
"""Lengths of envelopes (FORMAT.md, 5), for those who can open none: an object of another length is a blob."""

_ROW = struct.Struct(">BBQ32s")
_BATCH = struct.Struct(">8s32s32sBQH")


@frozen
class TicketRow:
    """One row of a registration (42 B): add or withdraw the ticket of this hash; `expires` in UTC seconds."""

    op: int
    size_class: int
    expires: int
    hash: bytes

    SIZE: ClassVar[int] = _ROW.size

    def pack(self) -> bytes:
        """Return its 42 bytes."""
        return _ROW.pack(self.op, self.size_class, self.expires, self.hash)

    @classmethod
    def unpack_all(cls, data: bytes) -> tuple[Self, ...]:
        """Read the rows of one registration, 1 to 1,000."""
        if not data or len(data) % _ROW.size or len(data) > ROWS_MOST * _ROW.size:
            raise Malformed("tickets: wrong length")
        rows = tuple(cls(*fields) for fields in _ROW.iter_unpack(data))
        if any(r.op not in (ADD, WITHDRAW) or r.size_class not in CLASS_BYTES or r.expires > LARGEST for r in rows):
            raise Malformed("tickets: a field that cannot be")
        return rows


@frozen
class WalkIn:
    """Tickets that anybody may use who has this file: for one mailbox, of one class. Nothing in it is signed.

    Whoever makes a false one has others try tickets that are not taken; nothing else comes of it.
    """

    relay_pk: bytes
    mid: bytes
    size_class: int
    expires: int
    tickets: tuple[bytes, ...] = field(repr=False)

    MAGIC: ClassVar[bytes] = b"AMPWLK\x01\x00"
    MOST: ClassVar[int] = 1000
    LIMIT: ClassVar[int] = _BATCH.size + 16 * MOST
    """Bytes of the largest."""

    def pack(self) -> bytes:
        """Return the file."""
        head = (self.MAGIC, self.relay_pk, self.mid, self.size_class, self.expires, len(self.tickets))
        return _BATCH.pack(*head) + b"".join(self.tickets)

    @classmethod
    def unpack(cls, data: bytes) -> Self:
        """Read a file."""
        check_magic(data, cls.MAGIC)
        if len(data) < _BATCH.size:
            raise Malformed("walk-in tickets: too short")
        _, relay_pk, mid, size_class, expires, count = _BATCH.unpack(data[: _BATCH.size])
        rest = data[_BATCH.size :]
        if not 1 <= count <= cls.MOST or len(rest) != 16 * count or size_class not in CLASS_BYTES or expires > LARGEST:
            raise Malformed("walk-in tickets: a field that cannot be")
        tickets = tuple(rest[at : at + 16] for at in range(0, len(rest), 16))
        return cls(relay_pk, mid, size_class, expires, tickets)


def class_of(size: int) -> int:
    """Return the least class that a delivery of `size` bytes fits; `Malformed` where none does."""
    for size_class, most in CLASS_BYTES.items():
        if size <= most:
            return size_class
    raise Malformed("larger than any class")
