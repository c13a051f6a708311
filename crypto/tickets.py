"""Delivery tickets: size classes, the rows that register tickets, and the file of a walk-in batch.

A ticket is 16 random bytes from the owner of a mailbox. The relay stores its hash (`crypto.relay.ticket_hash`) and
learns the ticket when it is spent. Bytes of another format raise `Malformed`.
"""

import struct
from typing import ClassVar, Final, Self

from attrs import field, frozen

from crypto.encoding import LARGEST
from crypto.errors import Malformed
from crypto.relay_messages import check_magic

S, M, L, XL = 1, 2, 3, 4
CLASS_BYTES: Final = {S: 128 << 10, M: 16 << 20, L: 1 << 30, XL: 16 << 30}
"""The most bytes of one delivery of a class, its envelope and its blobs together."""

ADD, WITHDRAW = 1, 2
ROWS_MOST: Final = 1000
"""The most rows in one request."""

ENVELOPE_LENGTHS: Final = frozenset(
    100 + slot * 1216 + text + 16 * (text // 16_384 + 1)
    for slot in (4, 8, 16, 32, 64)
    for text in (16_383, 65_535, 262_143, 1_048_575)
)
"""Lengths of envelopes (FORMAT.md, 5), for programs that cannot open them: an object of another length is a blob."""

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
        """Return the 42 bytes of the row."""
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
    """Tickets that anyone with this file can use, for one mailbox and one class. The file is not signed.

    A forged file does no other harm: its users try tickets that the relay refuses.
    """

    relay_pk: bytes
    mid: bytes
    size_class: int
    expires: int
    tickets: tuple[bytes, ...] = field(repr=False)

    MAGIC: ClassVar[bytes] = b"AMPWLK\x01\x00"
    MOST: ClassVar[int] = 1000
    LIMIT: ClassVar[int] = _BATCH.size + 16 * MOST
    """Bytes of the largest file."""

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
    """Return the least class that a delivery of `size` bytes fits. Raises `Malformed` if no class fits."""
    for size_class, most in CLASS_BYTES.items():
        if size <= most:
            return size_class
    raise Malformed("larger than any class")
