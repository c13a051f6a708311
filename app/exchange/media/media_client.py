"""Start a media child, answer its requests for bytes, and get pictures, sound and results. One child for one file."""

import json
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from threading import Event, Lock, Thread
from types import TracebackType
from typing import Any, Final, Protocol, Self

from attrs import frozen

from app import start
from app.exchange import layers
from app.exchange.media import media_pipe as form
from app.exchange.sandbox_client import NotConfined, start_child
from app.phrase import Phrase

SILENCE: Final = 10.0
"""Seconds after which a child that says nothing is ended."""
_START_SECONDS: Final = 60.0
_LOOK_SECONDS: Final = 0.5
"""Seconds between two looks at a silent child."""
REFUSALS: Final[Mapping[str, Phrase]] = {
    "damaged": Phrase("The file is damaged, or Amparo does not know its format."),
    "too_large": Phrase("The picture has too many pixels."),
    "frame_too_large": Phrase("The film has pictures of more than 8,192 pixels on a side."),
    "page_too_large": Phrase("A page of the PDF has more than 14,400 points on a side."),
    "too_many_streams": Phrase("The file has more than 64 streams."),
    "no_stream": Phrase("The file has no sound and no film."),
    "locked": Phrase("The PDF has a password."),
    "no_words": Phrase("The file has no words."),
    "no_library": Phrase("This program cannot show films, sound and HEIC pictures. Add the film pack."),
    "changed_pack": Phrase("The film pack was changed or is damaged, so Amparo does not use it. Add it again."),
    "empty": Phrase("The copy has no picture and no sound."),
    "too_slow": Phrase("Reading the file took too long."),
}  # fmt: skip
"""Each refusal of a file, as a sentence."""


class MediaRefused(ValueError):
    """A file that the child does not show, or that ended it. `name` is a key of REFUSALS."""

    def __init__(self, name: str) -> None:
        self.name = name if name in REFUSALS else "damaged"
        super().__init__(REFUSALS[self.name])


class RangeReader(Protocol):
    """The source of the bytes: a `BlobReader`, or another object with this method."""

    def read_at(self, offset: int, n: int) -> bytes:
        """Return n bytes from `offset`."""


@frozen
class MediaPicture:
    """A picture: four bytes each pixel, blue, green, red, unused. `ms` is its time in a film."""

    ms: int
    width: int
    height: int
    pixels: bytes


@frozen
class SoundPiece:
    """Sound from `ms`: s16le, 48,000 samples a second, two channels."""

    ms: int
    samples: bytes


@frozen
class MadePiece:
    """The next bytes of a file that the child makes."""

    data: bytes


@frozen
class MediaResult:
    """The end of a command."""

    values: Mapping[str, Any]


MediaMessage = MediaPicture | SoundPiece | MadePiece | MediaResult


class MediaChild:
    """A confined child that shows one file of `size` bytes, one call after the other.

    The first call starts the child. It raises OSError if no child can be started and NotConfined if a required layer is
    missing; then the child saw nothing. Each call raises MediaRefused, and an error of the source as it is.
    """

    def __init__(
        self, family: str, source: RangeReader, size: int, command: Sequence[str] = (), silence: float = SILENCE,
        at_end: Callable[[], None] = lambda: None,
        begin: "Callable[[Sequence[str]], subprocess.Popen[bytes]]" = start_child,
    ) -> None:  # fmt: skip
        """`family` is a result of `media_types.find_type`. `begin` runs `command`; the default is this program.

        `at_end` is called after the last read, perhaps more than once: it can close the source.
        """
        self._source, self._size, self._silence, self._at_end = source, size, silence, at_end
        self._begin, self._command = begin, command or [*start.command()[0], start.CONFINED, start.MEDIA, family]
        self._child: subprocess.Popen[bytes] | None = None
        self._ended, self._calling, self._slow = Event(), Lock(), False
        self._deadline: float | None = None
        self._pixels = 0
        self.layers: frozenset[str] = frozenset()
        """The layers that hold for the child, after the first call."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.end()

    def open(self) -> Mapping[str, Any]:
        """Open the file, and return its facts."""
        return self.result("open", size=self._size)

    def result(self, do: str, **values: object) -> Mapping[str, Any]:
        """Run a command, and return its result; other messages are dropped."""
        *_, last = self.ask(do, **values)
        assert isinstance(last, MediaResult)  # noqa: S101 - as `ask` says
        return last.values

    def picture(self, do: str, width: int, height: int, **values: object) -> MediaPicture | None:
        """Run a command, and return its first picture, of at most this size."""
        said = [*self.ask(do, width=width, height=height, **values)]
        return next((one for one in said if isinstance(one, MediaPicture)), None)

    def ask(self, do: str, **values: object) -> Iterator[MediaMessage]:
        """Run a command, and yield its messages; the last is a MediaResult. `width` and `height` bound its pictures."""
        with self._calling:
            width, height = (values.get(name) for name in ("width", "height"))
            self._pixels = width * height if isinstance(width, int) and isinstance(height, int) else 0
            message: MediaMessage | None = None
            try:
                child = self._ready()
                self._send(child, json.dumps({"do": do, **values}).encode())
                while not isinstance(message, MediaResult):
                    message = self._next(child)
                    yield message
            finally:
                if not isinstance(message, MediaResult):  # the rest of an answer would be taken for the next one
                    self._close()

    def end(self) -> None:
        """End the child, from any thread. A running call raises MediaRefused then."""
        self._ended.set()
        child = self._child
        if child is not None:
            child.kill()
            child.wait()
        if self._calling.acquire(blocking=False):  # a running call closes the pipes
            self._close()
            self._calling.release()

    def _close(self) -> None:
        self._ended.set()
        child, self._child = self._child, None
        if child is not None:
            child.kill()
            child.communicate()
        self._at_end()

    def _send(self, child: "subprocess.Popen[bytes]", said: bytes) -> None:
        assert child.stdin  # noqa: S101 - it is a pipe
        self._deadline = time.monotonic() + self._silence
        with suppress(OSError):  # a child that ended; reading says why
            child.stdin.write(b"C" + form.LENGTH.pack(len(said)) + said)
            child.stdin.flush()

    def _ready(self) -> "subprocess.Popen[bytes]":
        if self._ended.is_set():
            raise MediaRefused("damaged")
        if self._child is None:
            self._child = child = self._begin(self._command)
            Thread(target=self._look, args=(child,), name="media", daemon=True).start()
            self._deadline = time.monotonic() + _START_SECONDS
            try:
                said = self._next(child)
            except MediaRefused:
                raise OSError("the process ended immediately") from None
            held = said.values.get("layers", ()) if isinstance(said, MediaResult) else ()
            self.layers = frozenset(map(str, held))
            if missing := layers.missing_layers(self.layers):
                raise NotConfined(missing)
        return self._child

    def _look(self, child: "subprocess.Popen[bytes]") -> None:
        """End a child that is silent for too long; in a separate thread."""
        while not self._ended.wait(_LOOK_SECONDS):
            deadline = self._deadline
            if deadline is not None and time.monotonic() > deadline:
                self._slow = True
                child.kill()
                return
        child.kill()

    def _next(self, child: "subprocess.Popen[bytes]") -> MediaMessage:
        """Return the next message; requests for bytes are answered before."""
        while True:
            self._deadline = max(self._deadline or 0, time.monotonic() + self._silence)
            kind = self._read(child, 1)
            if kind != b"R":
                message = self._parse(child, kind)
                self._deadline = None
                return message
            self._serve(child, *form.RANGE.unpack(self._read(child, form.RANGE.size)))

    def _serve(self, child: "subprocess.Popen[bytes]", offset: int, n: int) -> None:
        assert child.stdin  # noqa: S101 - it is a pipe
        if not 0 < n <= form.MOST_RANGE:
            raise MediaRefused("damaged")
        self._deadline = None  # a slow disk is not the child's fault
        data = self._source.read_at(offset, n)
        self._deadline = time.monotonic() + self._silence
        if len(data) != n:
            raise MediaRefused("damaged")
        with suppress(OSError):
            child.stdin.write(data)
            child.stdin.flush()

    def _parse(self, child: "subprocess.Popen[bytes]", kind: bytes) -> MediaMessage:
        if kind == b"P":
            ms, width, height = form.PICTURE.unpack(self._read(child, form.PICTURE.size))
            if not 0 < width * height <= self._pixels:
                raise MediaRefused("damaged")
            return MediaPicture(ms, width, height, self._read(child, 4 * width * height))
        if kind == b"A":
            ms, n = form.SOUND.unpack(self._read(child, form.SOUND.size))
            return SoundPiece(ms, self._read(child, form.SAMPLE * _bounded(n, form.MOST_SAMPLES)))
        if kind == b"E":
            (length,) = form.NAME.unpack(self._read(child, form.NAME.size))
            raise MediaRefused(self._read(child, length).decode("ascii", "replace"))
        if kind not in b"OJ":
            raise MediaRefused("damaged")
        (length,) = form.LENGTH.unpack(self._read(child, form.LENGTH.size))
        if kind == b"O":
            return MadePiece(self._read(child, _bounded(length, form.MOST_PIECE)))
        return MediaResult(_parse_result(self._read(child, _bounded(length, form.MOST_RESULT))))

    def _read(self, child: "subprocess.Popen[bytes]", n: int) -> bytes:
        assert child.stdout  # noqa: S101 - it is a pipe
        said = child.stdout.read(n)
        if len(said) != n:
            child.kill()
            slow = self._slow or child.wait() == -getattr(signal, "SIGXCPU", 0)
            raise MediaRefused("too_slow" if slow else "damaged")
        return said


def _parse_result(said: bytes) -> Mapping[str, Any]:
    try:
        values = json.loads(said)
    except (ValueError, RecursionError):
        values = None
    if not isinstance(values, dict):
        raise MediaRefused("damaged")
    return values


def _bounded(n: int, most: int) -> int:
    if n > most:
        raise MediaRefused("damaged")
    return n
