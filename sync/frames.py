"""The bytes of a bundle volume: a header of 32, then frames without gaps (crypto.md i, "Bundle volume").

A reader finds frames by walking their headers; after damage, it looks for the magic from the next byte on. The time of
a walk is in proportion to the file, for any content. Bytes walked pay for each false header and for each byte hashed
in vain. Beyond an allowance, the rest of the volume is not read.
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
"""Bytes from the frame of one full segment to the next."""

MAX_DATA = 1 << 21
MAX_OBJECT = 1 << 36
MAX_VOLUMES = 4_096
MAX_VOLUME = 1 << 32
"""The most bytes of a volume, so that a sparse file of an empty terabyte is not searched for frames."""
MAX_FRAMES = 1_000_000
"""The most frames in one volume. An honest one with the smallest possible objects has at most two thirds of that."""

_VOLUME = struct.Struct(">8s16sI4x")
_FRAME = struct.Struct(">8sB3sI32sQQ")
_BLOCK = 1 << 20
_FALSE_HEADER = 4096
_ALLOWANCE = 64 << 20


class FrameType(IntEnum):
    """Types of frames; a reader skips unknown types."""

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
    """The position of a frame and the content of its header; `sealed` is True if its SHA-256 was verified.

    The walk does not hash a segment's frame if the next frame follows directly. Its bytes are compared with the
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
        """Return the position where the next frame should begin."""
        return self.at + FRAME_HEADER + self.size


def segment_count(length: int) -> int:
    """Return the number of segments of an object of `length` bytes."""
    return -(-length // SEGMENT)


def segment_size(length: int, number: int) -> int:
    """Return the bytes in one segment of an object; the last one can be shorter."""
    return min(SEGMENT, length - number * SEGMENT)


def volume_header(bundle_id: bytes, volume: int) -> bytes:
    """Return the first 32 bytes of a volume; volumes count from 1."""
    return _VOLUME.pack(VOLUME_MAGIC, bundle_id, volume)


def read_volume_header(data: bytes, what: str) -> tuple[bytes, int]:
    """Return (bundle_id, volume). Raises `Damaged` about `what`."""
    if len(data) < VOLUME_HEADER:
        raise Damaged(what, "cut off in its first bytes")
    magic, bundle_id, volume = _VOLUME.unpack_from(data)
    if magic[:6] == VOLUME_MAGIC[:6] and magic != VOLUME_MAGIC:
        raise Damaged(what, "written by a newer version of the app")
    if magic != VOLUME_MAGIC or any(data[28:VOLUME_HEADER]) or not 1 <= volume <= MAX_VOLUMES:
        raise Damaged(what, "the first bytes are damaged")
    return bundle_id, volume


def frame_header(kind: FrameType, data: bytes, object_id: bytes = bytes(32), offset: int = 0, length: int = 0) -> bytes:
    """Return the 96 bytes before `data`; the last 32 are the SHA-256 of the other 64 and the data."""
    head = _FRAME.pack(FRAME_MAGIC, kind, bytes(3), len(data), object_id, offset, length)
    seal = hashlib.sha256(head)
    seal.update(data)
    return head + seal.digest()


def read_at(file: BinaryIO, at: int, size: int) -> bytes:
    """Return up to `size` bytes from `at` on; fewer only at the end of the file."""
    file.seek(at)
    return file.read(size)


def walk(file: BinaryIO, size: int, what: str) -> Iterator[Frame]:
    """Yield every frame of a volume of `size` bytes, and skip damaged bytes.

    Raises `Damaged` about `what` after the last readable frame if bytes were skipped or not read. If the volume is too
    large, it raises before the first frame.
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
    """Return the position of the next frame magic, `size` if there is none."""
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
    """Return the frame at this position, or None and the cost of the check in bytes."""
    head = read_at(file, at, FRAME_HEADER + len(ENVELOPE_MAGIC))
    if len(head) < FRAME_HEADER or not head.startswith(FRAME_MAGIC):
        return None, _FALSE_HEADER
    _, kind, zero, data, object_id, offset, length = _FRAME.unpack_from(head)
    end = at + FRAME_HEADER + data
    if any(zero) or end > size or not _is_plausible(kind, data, object_id, offset, length):
        return None, _FALSE_HEADER
    sealed = False
    if kind != FrameType.SEGMENT or (end < size and read_at(file, end, len(FRAME_MAGIC)) != FRAME_MAGIC):
        seal = hashlib.sha256(head[:64])
        seal.update(read_at(file, at + FRAME_HEADER, data))
        if seal.digest() != head[64:FRAME_HEADER]:
            return None, data + _FALSE_HEADER
        sealed = True
    envelope = kind == FrameType.SEGMENT and offset == 0 and head[FRAME_HEADER:] == ENVELOPE_MAGIC
    return Frame(kind, object_id, offset, length, at, data, sealed, envelope), 0


def _is_plausible(kind: int, data: int, object_id: bytes, offset: int, length: int) -> bool:
    """Return True if the fields of a header agree with each other and with the limits."""
    if kind in (FrameType.LIST, FrameType.SEGMENT, FrameType.TAG):
        if not 1 <= length <= MAX_OBJECT:
            return False
        if kind == FrameType.SEGMENT:
            return offset % SEGMENT == 0 and offset < length and data == min(SEGMENT, length - offset)
        return offset == 0 and data == (32 * segment_count(length) if kind == FrameType.LIST else 162)
    if kind in (FrameType.RECEIPT, FrameType.END):
        return data == (200 if kind == FrameType.RECEIPT else 4) and not (any(object_id) or offset or length)
    return data <= MAX_DATA
