"""The messages between the program and the media child. Integers are big-endian.

    to the child:    "C" | length u32 | JSON       a command: {"do": its name, ...}
                     bytes                         exactly as many as the last "R" asked for
    from the child:  "R" | offset u64 | n u32      asks for bytes of the file; n <= MOST_RANGE, and inside of the file
                     "P" | ms u32 | w u16 | h u16 | BGRX      a picture, no larger than the command asked for
                     "A" | ms u32 | n u32 | n samples         sound: s16le, RATE samples a second, two channels
                     "O" | length u32 | bytes      a piece of a file that the child makes; at most MOST_PIECE
                     "J" | length u32 | JSON       the result; the last message of each command
                     "E" | length u16 | name       a refusal; the child ends after it

The first message of the child is a result: {"layers": the layers that hold}.
"""

import json
import struct
from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO, Final

RANGE: Final = struct.Struct(">QI")
PICTURE: Final = struct.Struct(">IHH")
SOUND: Final = struct.Struct(">II")
LENGTH: Final = struct.Struct(">I")
NAME: Final = struct.Struct(">H")
MOST_RANGE: Final = 1 << 20
"""The most bytes of one range."""
MOST_PIECE: Final = 1 << 20
"""The most bytes of one piece of a made file."""
MOST_RESULT: Final = 1 << 20
"""The most bytes of one result, and of one command."""
MOST_SAMPLES: Final = 1 << 18
"""The most samples in one message of sound."""
RATE: Final = 48_000
"""Samples of sound in a second."""
SAMPLE: Final = 4
"""Bytes of one sample: two channels of 16 bits."""
MOST_SIDE: Final = 8192
"""Pixels of the longest side of a picture in a message."""
MOST_MS: Final = 2**32 - 1


class MediaRefusal(Exception):
    """A file that the child does not show; the argument is a name in `media_client.REFUSALS`."""


class MediaPipe:
    """The child's end of the pipe."""

    def __init__(self, source: BinaryIO, sink: BinaryIO) -> None:
        self._source, self._sink = source, sink

    def read_command(self) -> dict[str, Any] | None:
        """Return the next command, or None at the end of the pipe."""
        head = self._source.read(1 + LENGTH.size)
        if len(head) <= LENGTH.size:
            return None
        (length,) = LENGTH.unpack(head[1:])
        asked: dict[str, Any] = json.loads(self._source.read(length))
        return asked

    def fetch(self, offset: int, n: int) -> bytes:
        """Return n bytes of the file. The program answers with exactly n bytes, or it ends the child."""
        self._send(b"R", RANGE.pack(offset, n))
        return self._source.read(n)

    def send_picture(self, ms: int, width: int, height: int, pixels: bytes) -> None:
        """Send a picture: four bytes each pixel, the last one unused."""
        self._send(b"P", PICTURE.pack(min(ms, MOST_MS), width, height), pixels)

    def send_sound(self, ms: int, samples: bytes) -> None:
        """Send sound that begins at `ms`."""
        step = MOST_SAMPLES * SAMPLE
        for at in range(0, len(samples), step):
            part = samples[at : at + step]
            self._send(b"A", SOUND.pack(min(ms + at * 1000 // (RATE * SAMPLE), MOST_MS), len(part) // SAMPLE), part)

    def send_piece(self, data: bytes) -> None:
        """Send bytes of a made file, in pieces of at most MOST_PIECE bytes."""
        for piece in _split(data, MOST_PIECE):
            self._send(b"O", LENGTH.pack(len(piece)), piece)

    def send_result(self, result: Mapping[str, Any]) -> None:
        """End a command with its result."""
        said = json.dumps(result, ensure_ascii=False).encode("utf-8", "replace")
        self._send(b"J", LENGTH.pack(len(said)), said)

    def send_refusal(self, name: str) -> None:
        """Name the reason why the file is not shown. The child ends afterwards."""
        self._send(b"E", NAME.pack(len(name)), name.encode("ascii"))

    def _send(self, *parts: bytes) -> None:
        for part in parts:
            self._sink.write(part)
        self._sink.flush()


def _split(data: bytes, step: int) -> Iterator[bytes]:
    return (data[at : at + step] for at in range(0, len(data), step))
