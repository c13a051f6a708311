"""Start and control the confined child that reads foreign files. No file can stop the program."""

import json
import os
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import suppress
from threading import Timer
from types import TracebackType
from typing import Final, Self

from attrs import frozen

from app import start
from app.exchange import layers
from app.exchange.content import MOST_TEXT
from app.exchange.media import film_pack, job_object
from app.exchange.metadata import MOST_LETTERS, MOST_LINES, UNREAD, Line
from app.exchange.sandbox_worker import ASKED, CODE, MOST_CODE, MOST_CODES, MOST_PIECE, SIZE

MOST_READ: Final = 64 << 20
"""Bytes of the largest file that is read."""
MOST_SECONDS: Final = 30
"""Seconds of real time for one file."""
_START_SECONDS: Final = 60
"""Seconds of real time until a child says that it is ready."""
_MOST_READY: Final = 200
"""The most bytes of the child's first answer."""


class NotConfined(OSError):
    """A child with a right that it must not have. It was ended and saw no file. `missing` names the layers."""

    def __init__(self, missing: frozenset[str]) -> None:
        super().__init__(f"not confined: {', '.join(sorted(missing))}")
        self.missing = missing


@frozen
class PixelImage:
    """A picture as plain pixels, four bytes each: red, green, blue, alpha."""

    width: int
    height: int
    pixels: bytes


class Reader:
    """Reads all foreign files in one child. If the child ends, a new one is started."""

    def __init__(self, seconds: float = MOST_SECONDS, command: Sequence[str] = ()) -> None:
        """`command` starts the child; the default starts this program."""
        self._seconds = seconds
        self._command = command
        self._child: subprocess.Popen[bytes] | None = None
        self.layers: frozenset[str] = frozenset()
        """The layers that hold for the child, after the first question to it."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._end()

    def words(self, data: bytes) -> str:
        """Return the text of a file; "" if there is none, the file is too large, or the child failed on it.

        This method and `picture` raise OSError if no child can be started, and NotConfined if a required layer is
        missing.
        """
        said = self.ask(b"w", 0, data, 4 * MOST_TEXT) or b""
        return said.decode("utf-8", "replace")[:MOST_TEXT]

    def picture(self, data: bytes, side: int) -> PixelImage | None:
        """Return a picture with at most `side` pixels on each side, or None if reading it fails."""
        said = self.ask(b"p", side, data, SIZE.size + 4 * side * side)
        if said is None or len(said) < SIZE.size:
            return None
        width, height = SIZE.unpack(said[: SIZE.size])
        whole = 0 < width <= side and 0 < height <= side and len(said) == SIZE.size + 4 * width * height
        return PixelImage(width, height, said[SIZE.size :]) if whole else None

    def codes(self, data: bytes) -> list[bytes] | None:
        """Return the contents of the QR codes in a picture, or None if reading fails. Raises OSError like `words`."""
        said = self.ask(b"q", 0, data, MOST_CODES * (CODE.size + MOST_CODE))
        if said is None:
            return None
        found: list[bytes] = []
        while said:
            length = int.from_bytes(said[: CODE.size], "big")
            code, said = said[CODE.size : CODE.size + length], said[CODE.size + length :]
            if not 0 < len(code) == length:
                return None
            found.append(code)
        return found

    def hidden(self, data: bytes) -> list[Line]:
        """Return the hidden data of a file (`metadata.find_hidden`), or "unread" if the child failed on it.

        Raises OSError like `words`.
        """
        said = self.ask(b"m", 0, data, MOST_LINES * 16 * MOST_LETTERS)
        return [UNREAD] if said is None else [(str(code), str(text)) for code, text in json.loads(said)]

    def sheet(self, data: bytes, name: str, most: int) -> Iterator[bytes | None]:
        """Yield the child's answer about one sheet of a workbook in pieces. An empty `name` means the first sheet.

        There are at most `most` bytes in all. The last piece is None if the answer is incomplete. Raises OSError like
        `words`.
        """
        named = name.encode("utf-8", "replace")[: 2**16 - 1]
        child = self.ready()
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

    def ask(self, what: bytes, side: int, data: bytes, most: int) -> bytes | None:
        """Return the child's answer of at most `most` bytes, or None. A child without an answer is ended."""
        if len(data) > MOST_READ:
            return None
        child = self.ready()
        timer = Timer(self._seconds, child.kill)
        timer.start()
        try:
            said = _answer(child, ASKED.pack(what, side, len(data)), data, most)
        finally:
            timer.cancel()
        if said is None:
            self._end()
        return said

    def ready(self) -> "subprocess.Popen[bytes]":
        """Return a child that has dropped its rights: the current one or a new one.

        Raises OSError if no child starts, NotConfined if a required layer is missing.
        """
        if self._child is not None:
            return self._child
        child = self._child = start_child(self._command)
        timer = Timer(_START_SECONDS, child.kill)
        timer.start()
        try:
            said = _piece(child, _MOST_READY)
        finally:
            timer.cancel()
        self.layers = frozenset((said or b"").decode("ascii", "replace").split())
        missing = layers.missing_layers(self.layers)
        if said is None or missing:
            self._end()
            raise OSError("the process ended immediately") if said is None else NotConfined(missing)
        return child

    def _end(self) -> None:
        child, self._child = self._child, None
        if child is not None:
            child.kill()
            child.communicate()


def layers_here(command: Sequence[str] = ()) -> frozenset[str]:
    """Return the layers that hold for a child of this program; no file is read. Raises OSError if no child starts."""
    with Reader(command=command or [*start.command()[0], start.CONFINED, start.BARE]) as reader:
        with suppress(NotConfined):
            reader.ready()
        return reader.layers


def start_child(given: Sequence[str]) -> "subprocess.Popen[bytes]":
    """Start a child with pipes and almost no environment; without `given`, the reader of this program."""
    command, folder = start.command()
    kept = {name: os.environ[name] for name in ("SYSTEMROOT", "LD_LIBRARY_PATH") if name in os.environ}
    if film_pack.list_file().exists():
        kept[film_pack.VARIABLE] = str(film_pack.pack_file())
    child = subprocess.Popen(
        given or [*command, start.CONFINED], cwd=folder, env=kept, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
    kernel = job_object.load_kernel()
    if kernel and folder is None:  # python.exe of a virtual environment starts another process
        job_object.hold(child, layers.MOST_MEMORY, kernel)
    return child


def _answer(child: "subprocess.Popen[bytes]", asked: bytes, data: bytes, most: int) -> bytes | None:
    """Ask the child and return the first piece of its answer."""
    assert child.stdin  # noqa: S101 - it is a pipe
    try:
        child.stdin.write(asked)
        child.stdin.write(data)
        child.stdin.flush()
    except OSError:
        return None
    return _piece(child, most)


def _piece(child: "subprocess.Popen[bytes]", most: int) -> bytes | None:
    """Return the next piece of the child's answer, or None if it is incomplete or too long."""
    assert child.stdout  # noqa: S101 - it is a pipe
    try:
        head = child.stdout.read(4)
        length = int.from_bytes(head, "big")
        said = child.stdout.read(length) if len(head) == 4 and length <= most else b""
    except OSError:
        return None
    return said if len(head) == 4 and len(said) == length else None
