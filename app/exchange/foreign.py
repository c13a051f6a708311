"""The program's side of the confined child: starts it when a file is to be read, and outlives whatever it meets."""

import os
import subprocess
from collections.abc import Iterator
from threading import Timer
from types import TracebackType
from typing import Final, Self

from attrs import frozen

from app import start
from app.exchange.confined import ASKED, MOST_PIECE, SIZE
from app.exchange.content import MOST_TEXT

MOST_READ: Final = 64 << 20
"""Bytes of the largest file that is read."""
MOST_SECONDS: Final = 30
"""On the clock for one file."""


@frozen
class Picture:
    """A picture as plain pixels, four bytes each: red, green, blue, alpha."""

    width: int
    height: int
    pixels: bytes


class Reader:
    """Reads foreign files in one child for all of them; a new one follows where one did not survive."""

    def __init__(self, seconds: float = MOST_SECONDS) -> None:
        self._seconds = seconds
        self._child: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._end()

    def words(self, data: bytes) -> str:
        """Return the words of a file; none where it holds none, is too large, or was too much for the child.

        OSError where no child can be started; so `picture`.
        """
        return (self._ask(b"w", 0, data, 4 * MOST_TEXT) or b"").decode("utf-8", "replace")

    def picture(self, data: bytes, side: int) -> Picture | None:
        """Return a picture no longer than `side` pixels at either side, None where it is none that can be shown."""
        said = self._ask(b"p", side, data, SIZE.size + 4 * side * side)
        if said is None or len(said) < SIZE.size:
            return None
        width, height = SIZE.unpack(said[: SIZE.size])
        whole = 0 < width <= side and 0 < height <= side and len(said) == SIZE.size + 4 * width * height
        return Picture(width, height, said[SIZE.size :]) if whole else None

    def sheet(self, data: bytes, name: str, most: int) -> Iterator[bytes | None]:
        """Give what the child says of a workbook's sheet (of the first one without a name), piece by piece.

        At most `most` bytes in all; None, at last, where it did not come to its end. OSError as for `words`.
        """
        named = name.encode("utf-8", "replace")[: 2**16 - 1]
        child = self._child = self._child or _started()
        timer = Timer(self._seconds, child.kill)
        timer.start()
        try:
            said = _answer(child, ASKED.pack(b"t", len(named), len(data)) + named, data, min(most, MOST_PIECE))
            while said:
                yield said
                most -= len(said)
                said = _piece(child, min(most, MOST_PIECE))
        finally:
            timer.cancel()
        if said is None:
            self._end()
            yield None

    def _ask(self, what: bytes, side: int, data: bytes, most: int) -> bytes | None:
        """Return the child's answer of at most so many bytes; a child that gave none is ended."""
        if len(data) > MOST_READ:
            return None
        child = self._child = self._child or _started()
        timer = Timer(self._seconds, child.kill)
        timer.start()
        try:
            said = _answer(child, ASKED.pack(what, side, len(data)), data, most)
        finally:
            timer.cancel()
        if said is None:
            self._end()
        return said

    def _end(self) -> None:
        child, self._child = self._child, None
        if child is not None:
            child.kill()
            child.communicate()


def _started() -> "subprocess.Popen[bytes]":
    command, folder = start.command()
    kept = {name: os.environ[name] for name in ("SYSTEMROOT", "LD_LIBRARY_PATH") if name in os.environ}
    return subprocess.Popen(
        [*command, start.CONFINED], cwd=folder, env=kept, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )  # fmt: skip


def _answer(child: "subprocess.Popen[bytes]", asked: bytes, data: bytes, most: int) -> bytes | None:
    """Ask the child and return the first piece of what it says."""
    assert child.stdin  # noqa: S101 - it is a pipe
    try:
        child.stdin.write(asked)
        child.stdin.write(data)
        child.stdin.flush()
    except OSError:
        return None
    return _piece(child, most)


def _piece(child: "subprocess.Popen[bytes]", most: int) -> bytes | None:
    """Return the next piece of what the child says, or None where it is not whole: it is believed no further."""
    assert child.stdout  # noqa: S101 - it is a pipe
    try:
        head = child.stdout.read(4)
        length = int.from_bytes(head, "big")
        said = child.stdout.read(length) if len(head) == 4 and length <= most else b""
    except OSError:
        return None
    return said if len(head) == 4 and len(said) == length else None
