"""An object on its way, in a file: each full segment is checked against its announced hash as it lands."""

import asyncio
import hashlib
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

from crypto.relay import SEGMENT
from sync.relay.errors import BAD_SEGMENT, Refusal

_STEP = 1 << 18


class Partial:
    """The state of one upload. Its file may be longer than what is known to be good only after a power cut.

    `offset` bytes are there; all full segments in them carry the right hash. Not for two threads at once: hold `lock`.
    """

    def __init__(self, path: Path, length: int, segments: Sequence[bytes]) -> None:
        self.path = path
        self.length = length
        self.segments = segments
        self.offset = 0
        self.turn = 0
        self.lock = asyncio.Lock()
        self._hash = hashlib.sha256()
        self._recheck()

    def _recheck(self) -> None:
        """Hash what a file from before holds, and cut it after its last good byte."""
        descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600)
        with os.fdopen(descriptor, "r+b") as file:
            for piece in _pieces(file, self.length):
                self._count(piece)
                if self._full() and not self._close_segment():
                    break
            file.truncate(self.offset)

    def write(self, data: bytes) -> None:
        """Append bytes; raises `Refusal` 460 for a segment that is not the announced one, 400 beyond the end."""
        if self.offset + len(data) > self.length:
            raise Refusal(400, self.offset)
        with self.path.open("r+b", buffering=0) as file:
            file.seek(self.offset)
            view = memoryview(data)
            while view:
                piece = view[: min(SEGMENT - self.offset % SEGMENT, len(view))]
                written = file.write(piece) or 0
                self._count(piece[:written])
                view = view[written:]
                if written and self._full() and not self._close_segment():
                    file.truncate(self.offset)
                    raise Refusal(BAD_SEGMENT, self.offset)

    def sync(self) -> None:
        """Make the complete file durable, its name included."""
        with self.path.open("r+b", buffering=0) as file:
            os.fsync(file.fileno())
        sync_folder(self.path.parent)

    def _count(self, piece: bytes | memoryview) -> None:
        self._hash.update(piece)
        self.offset += len(piece)

    def _full(self) -> bool:
        return self.offset % SEGMENT == 0 or self.offset == self.length

    def _close_segment(self) -> bool:
        """Compare the segment that ends here; if it is bad, stand at its beginning again."""
        number = (self.offset - 1) // SEGMENT
        good = self._hash.digest() == self.segments[number]
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


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable (no such thing on Windows, where a renamed file is)."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
