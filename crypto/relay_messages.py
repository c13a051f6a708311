"""The messages between a relay and its users, byte by byte (crypto.md i); no key is used here.

Every class is one table: `pack` gives its bytes, `unpack` reads exactly those bytes or raises. Fields that must be
zero are checked. `crypto.relay` makes and checks signatures.

`Malformed`      the bytes are not this table `NeedsNewerApp`  the magic is ours, its version is not
"""

import struct
from collections.abc import Sequence
from typing import ClassVar, Self

from attrs import frozen

from crypto.encoding import LARGEST, decode, encode, hash_
from crypto.errors import Malformed, NeedsNewerApp

SEGMENT = 1 << 20
"""Bytes in a segment of an object. The hash of each is sent before it and checked on arrival."""

PAGE_STEP = 8192
"""A page of a log is padded to a multiple of this, so that pages with and without mail look the same."""

STORED, DELETED = 1, 2
"""Kinds of a receipt and of a log entry."""

NO_TICKET = bytes(16)
"""The ticket of an open mailbox."""

_PAGE_HEAD = struct.Struct(">32s32sQIQ32s")
_ENTRY = struct.Struct(">QB7s32sQQ32s")
_RECEIPT = struct.Struct(">8sB7s32s32s32sQQQ")
_TAG = struct.Struct(">BB32s16s32s")
_UPLOAD = struct.Struct(">130s32sQ")
_CREATE = struct.Struct(">16s32sBB")

SIGNATURE = 64
PAGE_ENTRIES = (PAGE_STEP - _PAGE_HEAD.size - SIGNATURE) // _ENTRY.size
"""Entries of a log that fit into one step: 83."""


def check_magic(data: bytes, magic: bytes) -> None:
    """Refuse bytes that do not begin with `magic` (6 letters, version, zero)."""
    if data[:6] != magic[:6]:
        raise Malformed(f"not {magic[:6].decode()}")
    if data[6:8] != magic[6:8]:
        raise NeedsNewerApp(f"an unknown version of {magic[:6].decode()}")


def object_id(length: int, segments: Sequence[bytes]) -> bytes:
    """Return the name of an object: H over its length and the SHA-256 of each of its segments."""
    return hash_("object", length.to_bytes(8), *segments)


def segment_count(length: int) -> int:
    """Return the number of segments of an object of `length` bytes."""
    return -(-length // SEGMENT)


@frozen
class DeliveryTag:
    """The address that only the relay can read: mailbox, object, size class and ticket (82 B)."""

    mid: bytes
    object_id: bytes
    size_class: int = 0
    ticket: bytes = NO_TICKET

    SEALED: ClassVar[int] = _TAG.size + 48
    """Bytes of a sealed tag: 130."""

    def pack(self) -> bytes:
        """Return the 82 bytes that are sealed to the relay."""
        return _TAG.pack(1, self.size_class, self.mid, self.ticket, self.object_id)

    @classmethod
    def unpack(cls, data: bytes) -> Self:
        """Read an opened tag."""
        if len(data) != _TAG.size:
            raise Malformed("tag: wrong length")
        version, size_class, mid, ticket, name = _TAG.unpack(data)
        if version != 1:
            raise NeedsNewerApp("an unknown version of a delivery tag")
        if size_class > 4:
            raise Malformed("tag: no such class")
        return cls(mid, name, size_class, ticket)


@frozen
class UploadHead:
    """The beginning of an upload: sealed tag, name, length, and the hash of each segment."""

    tag: bytes
    object_id: bytes
    length: int
    segments: tuple[bytes, ...]

    FIXED: ClassVar[int] = _UPLOAD.size
    """Bytes before the hashes: 170."""

    def pack(self) -> bytes:
        """Return the head as it is posted: 170 bytes and 32 bytes for each segment."""
        return _UPLOAD.pack(self.tag, self.object_id, self.length) + b"".join(self.segments)

    @classmethod
    def size(cls, fixed: bytes, largest: int) -> int:
        """Return the length of the complete head, from its first 170 bytes; refuse objects beyond `largest`."""
        if len(fixed) != cls.FIXED:
            raise Malformed("upload: too short")
        length = int.from_bytes(fixed[-8:])
        if not 1 <= length <= largest:
            raise Malformed("upload: no such length")
        return cls.FIXED + 32 * segment_count(length)

    @staticmethod
    def address(fixed: bytes) -> tuple[bytes, bytes, int]:
        """Return tag, name and length from the first 170 bytes of a head. The hashes are not checked yet."""
        tag, name, length = _UPLOAD.unpack(fixed)
        return tag, name, length

    @classmethod
    def unpack(cls, data: bytes) -> Self:
        """Read a complete head. The hashes must give the name of the object."""
        if len(data) < cls.FIXED or len(data) != cls.size(data[: cls.FIXED], (1 << 64) - 1):
            raise Malformed("upload: wrong length")
        tag, name, length = _UPLOAD.unpack(data[: cls.FIXED])
        hashes = data[cls.FIXED :]
        if object_id(length, [hashes]) != name:
            raise Malformed("upload: the hashes do not give the name")
        return cls(tag, name, length, tuple(hashes[i : i + 32] for i in range(0, len(hashes), 32)))


@frozen
class MailboxRequest:
    """A request to create a mailbox (50 B). Policy 0: anyone who knows its id can append."""

    mailbox_pk: bytes
    invite: bytes = bytes(16)
    policy: int = 0
    shared: int = 0

    def pack(self) -> bytes:
        """Return the bytes that are posted."""
        return _CREATE.pack(self.invite, self.mailbox_pk, self.policy, self.shared)

    @classmethod
    def unpack(cls, data: bytes) -> Self:
        """Read a posted request."""
        if len(data) != _CREATE.size:
            raise Malformed("mailbox: wrong length")
        invite, mailbox_pk, policy, shared = _CREATE.unpack(data)
        if policy > 2 or shared > 1:
            raise Malformed("mailbox: no such policy")
        return cls(mailbox_pk, invite, policy, shared)


@frozen
class Receipt:
    """A relay's statement that it stored (or deleted) one delivery; times are seconds at a full hour (200 B signed)."""

    kind: int
    relay_pk: bytes
    delivery: bytes
    object_id: bytes
    length: int
    time: int
    expires: int

    MAGIC: ClassVar[bytes] = b"AMPRCP\x01\x00"
    BODY: ClassVar[int] = _RECEIPT.size
    SIZE: ClassVar[int] = _RECEIPT.size + SIGNATURE

    def pack(self) -> bytes:
        """Return the 136 bytes that are signed."""
        return _RECEIPT.pack(
            self.MAGIC,
            self.kind,
            bytes(7),
            self.relay_pk,
            self.delivery,
            self.object_id,
            self.length,
            self.time,
            self.expires,
        )

    @classmethod
    def unpack(cls, data: bytes) -> Self:
        """Read the 136 signed bytes."""
        check_magic(data, cls.MAGIC)
        if len(data) != _RECEIPT.size:
            raise Malformed("receipt: wrong length")
        _, kind, zeros, relay_pk, delivery, name, length, time, expires = _RECEIPT.unpack(data)
        deleted = kind == DELETED
        beyond = max(length, time, expires) > LARGEST
        if kind not in (STORED, DELETED) or any(zeros) or time % 3600 or (deleted and expires) or beyond:
            raise Malformed("receipt: a field that cannot be")
        return cls(kind, relay_pk, delivery, name, length, time, expires)


@frozen
class LogEntry:
    """One entry of a mailbox's log, numbered from 1 (96 B); time is seconds at a full hour."""

    seq: int
    kind: int
    object_id: bytes
    length: int
    time: int
    ticket_hash: bytes

    SIZE: ClassVar[int] = _ENTRY.size

    def pack(self) -> bytes:
        """Return the 96 bytes that are chained."""
        return _ENTRY.pack(self.seq, self.kind, bytes(7), self.object_id, self.length, self.time, self.ticket_hash)

    @classmethod
    def unpack(cls, data: bytes) -> Self:
        """Read one entry."""
        if len(data) != _ENTRY.size:
            raise Malformed("log entry: wrong length")
        seq, kind, zeros, name, length, time, ticket_hash = _ENTRY.unpack(data)
        beyond = max(seq, length, time) > LARGEST
        if not seq or kind not in (STORED, DELETED) or any(zeros) or time % 3600 or beyond:
            raise Malformed("log entry: a field that cannot be")
        return cls(seq, kind, name, length, time, ticket_hash)


def next_head(head: bytes, entry: LogEntry) -> bytes:
    """Return the head of a log after `entry`; the head before the first entry is the mailbox id."""
    return hash_("log", head, entry.pack())


@frozen
class LogPage:
    """A part of a log: entries `first` .. `first + len(entries) - 1`, and the head after the last of them."""

    relay_pk: bytes
    mid: bytes
    first: int
    now: int
    head: bytes
    entries: tuple[LogEntry, ...]

    def pack(self) -> bytes:
        """Return the bytes that are signed, without padding."""
        head = _PAGE_HEAD.pack(self.relay_pk, self.mid, self.first, len(self.entries), self.now, self.head)
        return head + b"".join(entry.pack() for entry in self.entries)

    @classmethod
    def split(cls, data: bytes) -> tuple[bytes, bytes]:
        """Split a padded page into its signed part and the signature. The padding must be zero."""
        if len(data) < _PAGE_HEAD.size + SIGNATURE or len(data) % PAGE_STEP:
            raise Malformed("page: wrong length")
        end = _PAGE_HEAD.size + _ENTRY.size * int.from_bytes(data[72:76])
        signed, signature, padding = data[:end], data[end : end + SIGNATURE], data[end + SIGNATURE :]
        if len(signature) != SIGNATURE or len(padding) >= PAGE_STEP or any(padding):
            raise Malformed("page: wrong length or padding")
        return signed, signature

    @classmethod
    def unpack(cls, signed: bytes) -> Self:
        """Read the signed part of a page. The numbers of its entries must have no gap."""
        if len(signed) < _PAGE_HEAD.size:
            raise Malformed("page: too short")
        relay_pk, mid, first, count, now, head = _PAGE_HEAD.unpack(signed[: _PAGE_HEAD.size])
        rest = signed[_PAGE_HEAD.size :]
        if len(rest) != count * _ENTRY.size or not first or max(first, now) > LARGEST:
            raise Malformed("page: wrong length, or a number that cannot be")
        entries = tuple(LogEntry.unpack(rest[i : i + _ENTRY.size]) for i in range(0, len(rest), _ENTRY.size))
        if any(entry.seq != first + i for i, entry in enumerate(entries)):
            raise Malformed("page: the numbers do not run on")
        return cls(relay_pk, mid, first, now, head, entries)

    def continues(self, mid: bytes, after: int, head: bytes) -> bool:
        """Return True if this is the mailbox's log directly after entry `after` with head `head`.

        If the relay rolled back, split or rewrote its log, the log cannot continue from an earlier head.
        """
        for entry in self.entries:
            head = next_head(head, entry)
        return (self.mid, self.first, self.head) == (mid, after + 1, head)


@frozen
class Descriptor:
    """A relay's description of itself, signed for the nonce of the client; `now` is its clock in seconds."""

    relay_pk: bytes
    nonce: bytes
    now: int
    seal_pk: bytes
    certificates: tuple[bytes, ...]
    largest_object: int
    mailbox_bytes: int
    mailbox_objects: int
    ttl_days: int
    suites: tuple[int, ...] = (1,)

    MAGIC: ClassVar[bytes] = b"AMPREL\x01\x00"
    LIMIT: ClassVar[int] = 8 + 32 + 4 + 16384 + SIGNATURE
    """Bytes of the longest descriptor, signature included."""

    def body(self) -> bytes:
        """Return the CBOR body. The relay signs `relay_pk | body`."""
        limits = {1: self.largest_object, 2: self.mailbox_bytes, 3: self.mailbox_objects}
        return encode(
            {
                1: 1,
                2: self.nonce,
                3: self.now,
                4: self.seal_pk,
                5: list(self.certificates),
                6: limits,
                7: self.ttl_days,
                8: list(self.suites),
            }
        )

    @classmethod
    def split(cls, data: bytes) -> tuple[bytes, bytes, bytes]:
        """Split a descriptor into relay_pk, body and signature."""
        check_magic(data, cls.MAGIC)
        size = int.from_bytes(data[40:44])
        if len(data) > cls.LIMIT or size > 16384 or len(data) != 44 + size + SIGNATURE:
            raise Malformed("descriptor: wrong length")
        return data[8:40], data[44 : 44 + size], data[44 + size :]

    @classmethod
    def unpack(cls, relay_pk: bytes, body: bytes) -> Self:
        """Read a body with a verified signature."""
        value = decode(body)
        if not isinstance(value, dict) or type(value.get(1)) is not int or value.get(1) != 1:
            raise NeedsNewerApp("a relay of another version")
        if any(isinstance(key, int) and key < 64 and not 1 <= key <= 8 for key in value):
            raise NeedsNewerApp("a relay with rules this version does not know")
        certificates, limits, suites = value.get(5), value.get(6), value.get(8)
        if not (isinstance(certificates, list) and isinstance(suites, list) and isinstance(limits, dict)):
            raise Malformed("descriptor: a field that cannot be")
        largest, size, objects = (_count(limits.get(key)) for key in (1, 2, 3))
        return cls(
            relay_pk,
            _bytes(value.get(2), 8),
            _count(value.get(3)),
            _bytes(value.get(4), 32),
            tuple(_bytes(item, 32) for item in certificates),
            largest,
            size,
            objects,
            _count(value.get(7)),
            tuple(map(_count, suites)),
        )


def _bytes(value: object, size: int) -> bytes:
    if not isinstance(value, bytes) or len(value) != size:
        raise Malformed("descriptor: a field that cannot be")
    return value


def _count(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= LARGEST:
        raise Malformed("descriptor: a field that cannot be")
    return value
