"""A file of the program as a seekable object in the media child. It asks for each block once while it is in use."""

import io
import os
from collections import OrderedDict
from typing import TYPE_CHECKING, Final

from app.exchange.media.media_pipe import MediaPipe

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

BLOCK: Final = 256 << 10
"""Bytes of one request."""
MOST_BLOCKS: Final = 16
"""The most blocks that the child keeps; the one that was used longest ago goes first."""


class RangeSource(io.RawIOBase):
    """A file of `size` bytes; parsers read and seek in it as in an open file. Reads fill their buffer up to the end."""

    def __init__(self, pipe: MediaPipe, size: int) -> None:
        super().__init__()
        self._pipe, self.size, self._at = pipe, size, 0
        self._blocks: OrderedDict[int, bytes] = OrderedDict()

    def readinto(self, buffer: "WriteableBuffer", /) -> int:
        """Fill `buffer` from the current position; return the number of bytes, 0 at the end."""
        room = memoryview(buffer).cast("B")
        done, most = 0, min(len(room), max(0, self.size - self._at))
        while done < most:
            number, start = divmod(self._at, BLOCK)
            part = self._block(number)[start : start + most - done]
            room[done : done + len(part)] = part
            done += len(part)
            self._at += len(part)
        return done

    def seek(self, offset: int, whence: int = os.SEEK_SET, /) -> int:
        """Move to an offset, as in a file."""
        start = {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self.size}[whence]
        if start + offset < 0:
            raise ValueError(offset)
        self._at = start + offset
        return self._at

    def tell(self) -> int:
        """Return the current position."""
        return self._at

    def readable(self) -> bool:
        """Return True: the file can be read."""
        return True

    def seekable(self) -> bool:
        """Return True: any offset can be read."""
        return True

    def _block(self, number: int) -> bytes:
        block = self._blocks.pop(number, b"")
        if not block:
            start = number * BLOCK
            block = self._pipe.fetch(start, min(BLOCK, self.size - start))
            if len(self._blocks) >= MOST_BLOCKS:
                self._blocks.popitem(last=False)
        self._blocks[number] = block
        return block
