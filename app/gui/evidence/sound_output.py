"""Play sound on a device of this computer, and tell the time of the current sound: the clock of playing.

ALSA writes to standard error while a device opens; that descriptor leads nowhere for this time.
"""

import os
import time
from collections import deque
from collections.abc import Generator, Iterator
from contextlib import contextmanager, suppress
from threading import Lock
from typing import Final

import miniaudio

BUFFER: Final = 100
"""Milliseconds of sound in the device."""
_RATE: Final = 48_000
_SAMPLE: Final = 4
"""Bytes of a sample of two channels."""


class SoundOutput:
    """A sound device. Without one, `silent` is True: it takes sound and keeps the time, and nobody hears it."""

    def __init__(self, null: bool = False) -> None:
        """Open a device; with `null` none. Opening takes up to a second."""
        self._pieces: deque[tuple[float, bytes]] = deque()
        self._lock = Lock()
        self._speed, self._at, self._end, self._since = 1.0, 0.0, 0.0, 0.0
        self._device = _open(null)
        self.silent = self._device.backend.casefold() == "null"

    def play(self, ms: float, speed: float) -> None:
        """Drop the waiting sound, and play from `ms`; `put` adds sound."""
        self.pause()
        with self._lock:
            self._pieces.clear()
            self._speed, self._at, self._end, self._since = speed, ms, ms, time.monotonic()
        feed = self._feed()
        next(feed)
        self._device.start(feed)

    def put(self, ms: float, samples: bytes) -> None:
        """Add sound that begins at `ms` of the file."""
        with self._lock:
            self._pieces.append((ms, samples))

    def position(self) -> float:
        """Return the time of the current sound in the file, in milliseconds."""
        with self._lock:
            gone = (time.monotonic() - self._since) * 1000 - BUFFER
            return min(self._at + gone * self._speed, self._end)

    def pause(self) -> None:
        """Stop; the sound that waits is dropped at the next start."""
        with suppress(miniaudio.MiniaudioError):
            self._device.stop()

    def close(self) -> None:
        """Close the device."""
        self._device.close()
        self._pieces.clear()

    def _feed(self) -> Generator[bytes, int, None]:
        """Give the device the samples that it asks for; silence while none wait."""
        wanted = yield b""
        while True:
            wanted = yield self._take(wanted * _SAMPLE)

    def _take(self, n: int) -> bytes:
        taken = bytearray()
        with self._lock:
            if self._pieces:
                self._at, self._since = self._pieces[0][0], time.monotonic()
            while self._pieces and len(taken) < n:
                ms, samples = self._pieces.popleft()
                part, rest = samples[: n - len(taken)], samples[n - len(taken) :]
                taken += part
                self._end = ms + len(part) / _SAMPLE / _RATE * 1000 * self._speed
                if rest:
                    self._pieces.appendleft((self._end, rest))
        return bytes(taken) + bytes(n - len(taken))


def _open(null: bool) -> miniaudio.PlaybackDevice:
    with _quiet():
        try:
            return _device([miniaudio.Backend.NULL] if null else None)
        except miniaudio.MiniaudioError:
            return _device([miniaudio.Backend.NULL])


def _device(backends: list[miniaudio.Backend] | None) -> miniaudio.PlaybackDevice:
    return miniaudio.PlaybackDevice(
        miniaudio.SampleFormat.SIGNED16, 2, _RATE, buffersize_msec=BUFFER, backends=backends, app_name=" "
    )  # fmt: skip


@contextmanager
def _quiet() -> Iterator[None]:
    """Take libraries off the descriptor of standard error."""
    try:
        kept, nowhere = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    except OSError:
        yield
        return
    try:
        os.dup2(nowhere, 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)
