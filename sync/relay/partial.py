"""An object on its way, in a file: each full segment is checked against its announced hash as it lands.

Bytes are written and hashed on the event loop, some 100 microseconds for a quarter of a MiB: in a thread they queue for
the interpreter's lock, which costs more than that. What waits for the disk is not for the event loop: `sync`, and
`open`, since to make a file is to wait for whatever the disk is making durable. So that a write always finds room in
memory, and a slow disk holds up its sender and nobody else, an upload is synced whenever `is_ahead` says so.
"""

import asyncio
import hashlib
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

from crypto.relay import SEGMENT
from sync.relay.durable import BINARY, forget_cache, sync_folder
from sync.relay.errors import BAD_SEGMENT, Refusal

_STEP = 1 << 18
_AHEAD = 8 * SEGMENT
"""Bytes of one upload that may wait for the disk."""


class Partial:
    """The state of one upload. Its file may be longer than what is known to be good only after a power cut.

    `offset` bytes are there; all full segments in them carry the right hash. Not for two threads at once: hold `lock`.
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
        """Make the file, or hash what one from before holds, and cut it after its last good byte."""
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
        """Whether so much waits for the disk that nothing is to be written before it is synced."""
        return self.offset - self._synced >= _AHEAD

    def write(self, data: memoryview) -> None:
        """Append bytes; raises `Refusal` 460 for a segment that is not the announced one, 400 beyond the end."""
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
        """Make what the file holds durable, its name included."""
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
        """Compare the segment that ends here; if it is bad, stand at its beginning again."""
        number = (self.offset - 1) // SEGMENT
        good = self._hash.digest() == self._segments[32 * number : 32 * number + 32]
        self._hash = hashlib.sha256()
        if not good:
            self.offset = number * SEGMENT
        return good


def _pieces(file: BinaryIO, length: int) -> Iterator[bytes]:
    """Give what a file holds, up to `length`, in pieces that never cross a segment's end."""
    at = 0
    while piece := file.read(min(_STEP, SEGMENT - at % SEGMENT, length - at)):
        at += len(piece)
        yield piece
