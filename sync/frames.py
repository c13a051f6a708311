"""The bytes of a bundle volume: a header of 32, then frames without gaps (crypto.md i, "Bundle volume").

Frames are found by walking headers; after damage, by looking for the magic from the next byte on. Walking costs time
in proportion to the file, whatever the file claims: each false header and each byte hashed in vain is paid for by
bytes walked, and beyond an allowance the rest of the volume is given up.
"""

import hashlib
import struct
from collections.abc import Iterator
from enum import IntEnum
from typing import BinaryIO

from attrs import frozen

from sync.errors import Damaged
from sync.ports import SEGMENT

VOLUME_MAGIC = b"AMPBUN\x01\x00"
FRAME_MAGIC = b"AMPFRM\x01\x00"
ENVELOPE_MAGIC = b"AMPENV\x01\x00"
VOLUME_HEADER = 32
FRAME_HEADER = 96
FULL_FRAME = FRAME_HEADER + SEGMENT
"""Bytes from one full segment's frame to the next."""

MAX_DATA = 1 << 21
MAX_OBJECT = 1 << 36
MAX_VOLUMES = 4_096
MAX_VOLUME = 1 << 32
"""No volume is larger, so that a sparse file of a terabyte of nothing is not searched for frames."""
MAX_FRAMES = 1_000_000
"""In one volume: an honest one of the smallest objects there are has two thirds of that at most."""

_VOLUME = struct.Struct(">8s16sI4x")
_FRAME = struct.Struct(">8sB3sI32sQQ")
_BLOCK = 1 << 20
_FALSE_HEADER = 4096
_ALLOWANCE = 64 << 20


class Kind(IntEnum):
    """Types of frames; a reader skips every other one."""

    LIST = 1
    """SHA-256 of each segment of an object, 32 bytes each."""
    SEGMENT = 2
    TAG = 3
    """relay_pk 32 and the sealed delivery tag 130."""
    RECEIPT = 4
    END = 5
    """End of the volume: the number of frames before it, u32."""


@frozen
class Frame:
    """Where a frame stands and what its header says; `sealed` is True where its SHA-256 was seen to hold.

    A segment's frame is not hashed by the walk while the next frame follows at once: its bytes are held against the
    segment list before anyone gets them. `envelope` says that a first segment begins like an envelope.
    """

    kind: int
    object_id: bytes
    offset: int
    object_length: int
    at: int
    size: int
    sealed: bool
    envelope: bool

    @property
    def end(self) -> int:
        """Return where the next frame should begin."""
        return self.at + FRAME_HEADER + self.size


def segment_count(length: int) -> int:
    """Return how many segments an object of `length` bytes has."""
    return -(-length // SEGMENT)


def segment_size(length: int, number: int) -> int:
    """Return the bytes in one segment of an object; the last one may be shorter."""
    return min(SEGMENT, length - number * SEGMENT)


def volume_header(bundle_id: bytes, volume: int) -> bytes:
    """Return the 32 bytes a volume starts with; volumes count from 1."""
    return _VOLUME.pack(VOLUME_MAGIC, bundle_id, volume)


def read_volume_header(data: bytes, what: str) -> tuple[bytes, int]:
    """Return (bundle_id, volume) or raise `Damaged` about `what`."""
    if len(data) < VOLUME_HEADER:
        raise Damaged(what, "cut off in its first bytes")
    magic, bundle_id, volume = _VOLUME.unpack_from(data)
    if magic[:6] == VOLUME_MAGIC[:6] and magic != VOLUME_MAGIC:
        raise Damaged(what, "written by a newer version of the app")
    if magic != VOLUME_MAGIC or any(data[28:VOLUME_HEADER]) or not 1 <= volume <= MAX_VOLUMES:
        raise Damaged(what, "its first bytes are damaged")
    return bundle_id, volume


def frame_header(kind: Kind, data: bytes, object_id: bytes = bytes(32), offset: int = 0, length: int = 0) -> bytes:
    """Return the 96 bytes that go before `data`; its last 32 are the SHA-256 over the others and the data."""
    head = _FRAME.pack(FRAME_MAGIC, kind, bytes(3), len(data), object_id, offset, length)
    seal = hashlib.sha256(head)
    seal.update(data)
    return head + seal.digest()


def read_at(file: BinaryIO, at: int, size: int) -> bytes:
    """Return up to `size` bytes from `at` on; fewer only at the end of the file."""
    file.seek(at)
    return file.read(size)


def walk(file: BinaryIO, size: int, what: str) -> Iterator[Frame]:
    """Give every frame of a volume of `size` bytes, stepping over what is damaged.

    Ends with `Damaged` about `what`, after the last readable frame, when bytes were stepped over or given up; begins
    with it when the size is absurd.
    """
    if size > MAX_VOLUME:
        raise Damaged(what, "larger than a volume can be")
    at, waste, lost = VOLUME_HEADER, 0, 0
    while at < size:
        if waste > _ALLOWANCE + at:
            raise Damaged(what, "given up at byte {at}: it is made of false frames", at=at)
        frame, cost = _frame_at(file, at, size)
        if frame is not None:
            yield frame
            at = frame.end
            continue
        waste += cost
        after = _next_magic(file, at + 1, size)
        lost += after - at
        at = after
    if lost:
        raise Damaged(what, "{lost} bytes are damaged or cut off", lost=lost)


def _next_magic(file: BinaryIO, at: int, size: int) -> int:
    """Return where the frame magic stands next, `size` when nowhere."""
    step = _FALSE_HEADER
    while at < size:
        block = read_at(file, at, step)
        found = block.find(FRAME_MAGIC)
        if found >= 0:
            return at + found
        if len(block) < step:
            break
        at += step - len(FRAME_MAGIC) + 1
        step = min(4 * step, _BLOCK)
    return size


def _frame_at(file: BinaryIO, at: int, size: int) -> tuple[Frame | None, int]:
    """Return the frame at this place, or None and what finding out has cost in bytes."""
    head = read_at(file, at, FRAME_HEADER + len(ENVELOPE_MAGIC))
    if len(head) < FRAME_HEADER or not head.startswith(FRAME_MAGIC):
        return None, _FALSE_HEADER
    _, kind, zero, data, object_id, offset, length = _FRAME.unpack_from(head)
    end = at + FRAME_HEADER + data
    if any(zero) or end > size or not _is_plausible(kind, data, object_id, offset, length):
        return None, _FALSE_HEADER
    sealed = False
    if kind != Kind.SEGMENT or (end < size and read_at(file, end, len(FRAME_MAGIC)) != FRAME_MAGIC):
        seal = hashlib.sha256(head[:64])
        seal.update(read_at(file, at + FRAME_HEADER, data))
        if seal.digest() != head[64:FRAME_HEADER]:
            return None, data + _FALSE_HEADER
        sealed = True
    envelope = kind == Kind.SEGMENT and offset == 0 and head[FRAME_HEADER:] == ENVELOPE_MAGIC
    return Frame(kind, object_id, offset, length, at, data, sealed, envelope), 0


def _is_plausible(kind: int, data: int, object_id: bytes, offset: int, length: int) -> bool:
    """Return whether the fields of a header agree with each other and with the caps."""
    if kind in (Kind.LIST, Kind.SEGMENT, Kind.TAG):
        if not 1 <= length <= MAX_OBJECT:
            return False
        if kind == Kind.SEGMENT:
            return offset % SEGMENT == 0 and offset < length and data == min(SEGMENT, length - offset)
        return offset == 0 and data == (32 * segment_count(length) if kind == Kind.LIST else 162)
    if kind in (Kind.RECEIPT, Kind.END):
        return data == (200 if kind == Kind.RECEIPT else 4) and not (any(object_id) or offset or length)
    return data <= MAX_DATA
