"""Small objects next to each other in one file: a complete commit is one write and one fsync.

In the database each object cost three times as much: cut into pages, summed, and written twice. Only the log's rows
have the place of each object; a place that no row names is free. So a kill leaves nothing to repair: bytes that no row
names are overwritten. A row is committed after its bytes are durable.
"""

import os
from collections.abc import Callable, Iterable
from io import FileIO
from pathlib import Path

SHELF = "small"
"""The name of the shelf in the folder of a relay's objects."""

BOARD = 4096
"""Bytes of a board; an object takes whole ones, so that no write touches a neighbour."""

_sync: Callable[[int], None] = getattr(os, "fdatasync", os.fsync)


class Shelf:
    """A file of boards and, in memory, one byte for each board: 1 if it is taken.

    `taken` are (start, length) of all objects that rows name; the file is cut behind the last one.
    """

    def __init__(self, path: Path, taken: Iterable[tuple[int, int]]) -> None:
        self._path = path
        path.touch(0o600)
        self._file = path.open("r+b", buffering=0)
        self._boards = bytearray()
        for start, length in taken:
            end = -(-(start + length) // BOARD)
            self._boards.extend(bytes(max(0, end - len(self._boards))))
            self._mark(start, length, 1)
        self._file.truncate(len(self._boards) * BOARD)
        self._next = 0
        self._holes = True
        self._new: list[tuple[int, memoryview]] = []

    def place(self, data: memoryview) -> int:
        """Take the next free place for an object and return its start; `flush` writes it."""
        free = bytes(-(-len(data) // BOARD))
        at = self._boards.find(free, self._next)
        if at < 0 and self._holes:
            at = self._boards.find(free)
            self._holes = at >= 0
        if at < 0:
            at = len(self._boards)
        self._next = at + len(free)
        self._mark(at * BOARD, len(data), 1)
        self._new.append((at * BOARD, data))
        return at * BOARD

    def flush(self) -> None:
        """Write the objects placed since the last flush and make them durable; from here on their places stay taken."""
        if not self._new:
            return
        for start, data in _runs(self._new):
            _write(self._file, start, data)
        _sync(self._file.fileno())
        self._new = []

    def forget(self) -> None:
        """Free the places taken since the last flush: their rows were never near the disk."""
        for start, data in self._new:
            self._mark(start, len(data), 0)
        self._new, self._holes = [], True

    def free(self, places: Iterable[tuple[int, int]]) -> None:
        """Wipe places (start, length) whose rows are deleted durably, and make them free."""
        with self._path.open("r+b", buffering=0) as file:  # the other one may be writing in its thread
            for start, length in places:
                _write(file, start, bytes(length))
                self._mark(start, length, 0)
        self._holes = True

    def read(self, start: int, length: int) -> bytes:
        """Return the bytes that are there now; the caller checks that they are still the object. For any thread."""
        with self._path.open("rb") as file:
            file.seek(start)
            return file.read(length)

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def _mark(self, start: int, length: int, taken: int) -> None:
        at, count = start // BOARD, -(-length // BOARD)
        self._boards[at : at + count] = bytes([taken]) * count


def _write(file: FileIO, start: int, data: bytes) -> None:
    file.seek(start)
    view = memoryview(data)
    while view:
        view = view[file.write(view) :]


def _runs(placed: list[tuple[int, memoryview]]) -> Iterable[tuple[int, bytes]]:
    """Join neighbours, padded to whole boards, so that one write stores them all."""
    run: list[bytes | memoryview] = []
    start = end = 0
    for at, data in placed:
        if at != end and run:
            yield start, b"".join(run)
            run = []
        if not run:
            start = at
        padding = bytes(-len(data) % BOARD)
        run += (data, padding)
        end = at + len(data) + len(padding)
    yield start, b"".join(run)
