"""An incomplete object in a file: each full segment is checked against its announced hash as it arrives.

The event loop writes and hashes bytes, some 100 microseconds for a quarter of a MiB. In a thread they would queue for
the interpreter's lock, which costs more. Steps that wait for the disk run in a thread: `sync`, and `open`, since a new
file waits for all that the disk makes durable. An upload is synced whenever `is_ahead` says so. So a write always finds
room in memory, and a slow disk delays only its sender.
"""

import asyncio
import hashlib
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

from crypto.relay import SEGMENT
from sync.relay.errors import BAD_SEGMENT, Refusal
from sync.relay.files import BINARY, forget_cache, sync_folder

_STEP = 1 << 18
_AHEAD = 8 * SEGMENT
"""Bytes of one upload that can wait for the disk."""


class Partial:
    """The state of one upload. Only after a power cut can its file be longer than its good bytes.

    `offset` bytes are there; all full segments in them have the right hash. Not for two threads at a time: hold `lock`.
    """

    def __init__(self, path: Path, length: int, segments: Sequence[bytes]) -> None:
        self.path = path
        self.length = length
        self._segments = b"".join(segments)
        self.offset = 0
        self.turn = 0
        self.lock = asyncio.Lock()
        self.is_open = False
        self._hash = hashlib.sha256()
        self._synced = 0

    def open(self) -> None:
        """Make the file, or hash an existing one, and cut it after its last good byte."""
        descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT | BINARY, 0o600)
        with os.fdopen(descriptor, "r+b") as file:
            for piece in _pieces(file, self.length):
                self._count(piece)
                if self._full() and not self._close_segment():
                    break
            if os.fstat(descriptor).st_size != self.offset:
                file.truncate(self.offset)
        self.is_open = True

    @property
    def weight(self) -> int:
        """Return the bytes of memory that it takes."""
        return len(self._segments) + 1024

    @property
    def is_ahead(self) -> bool:
        """Return True if so many bytes wait for the disk that it must be synced before the next write."""
        return self.offset - self._synced >= _AHEAD

    def write(self, data: memoryview) -> None:
        """Append bytes. Raises `Refusal` 460 for a segment that is not the announced one, 400 beyond the end."""
        if self.offset + len(data) > self.length:
            raise Refusal(400, self.offset)
        file = os.open(self.path, os.O_RDWR | BINARY)
        try:
            os.lseek(file, self.offset, os.SEEK_SET)
            while data:
                written = os.write(file, data[: SEGMENT - self.offset % SEGMENT])
                self._count(data[:written])
                data = data[written:]
                if self._full() and not self._close_segment():
                    os.ftruncate(file, self.offset)
                    raise Refusal(BAD_SEGMENT, self.offset)
        finally:
            os.close(file)

    def sync(self) -> None:
        """Make the contents of the file durable, its name included."""
        offset, file = self.offset, os.open(self.path, os.O_RDWR | BINARY)
        try:
            os.fsync(file)
            forget_cache(file)
        finally:
            os.close(file)
        sync_folder(self.path.parent)
        self._synced = offset

    def _count(self, piece: bytes | memoryview) -> None:
        self._hash.update(piece)
        self.offset += len(piece)

    def _full(self) -> bool:
        return self.offset % SEGMENT == 0 or self.offset == self.length

    def _close_segment(self) -> bool:
        """Return True if the segment that ends here is good; otherwise go back to its beginning."""
        number = (self.offset - 1) // SEGMENT
        good = self._hash.digest() == self._segments[32 * number : 32 * number + 32]
        self._hash = hashlib.sha256()
        if not good:
            self.offset = number * SEGMENT
        return good


def _pieces(file: BinaryIO, length: int) -> Iterator[bytes]:
    """Yield the contents of a file, up to `length`, in pieces that never cross a segment's end."""
    at = 0
    while piece := file.read(min(_STEP, SEGMENT - at % SEGMENT, length - at)):
        at += len(piece)
        yield piece
