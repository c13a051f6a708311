"""The outline of the world that comes with the program: land, coasts and borders, without downloads.

`resources/map/world.map` has two levels; `make.py` in that folder describes its format. Coordinates are degrees.
"""

import struct
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from attrs import frozen

from app.start import resources

FILE = resources() / "map" / "world.map"
MAGIC = b"AMPMAP1\n"
LAND, COAST, BORDER = range(3)
STEPS = 200
"""Parts of a degree in the file."""
COARSE = 12
"""Pixels of a degree below which the coarse level is enough."""
_HEAD = struct.Struct("<B4hH")
Points = list[tuple[float, float]]


@frozen
class Box:
    """A part of the world in degrees."""

    west: float
    south: float
    east: float
    north: float

    def meets(self, other: "Box") -> bool:
        """Return True if the two boxes meet."""
        return (
            self.west <= other.east and other.west <= self.east
            and self.south <= other.north and other.south <= self.north
        )  # fmt: skip


@frozen
class _OutlinePiece:
    what: int
    box: Box
    start: int
    end: int


class Outline:
    """The pieces of both levels, decoded on request. Raises ValueError for a file of another format."""

    def __init__(self, file: Path = FILE) -> None:
        self._data = file.read_bytes()
        if not self._data.startswith(MAGIC):
            raise ValueError(MAGIC)
        self._levels: list[list[_OutlinePiece]] = []
        at = len(MAGIC)
        while at < len(self._data):
            pieces, at = self._level(at)
            self._levels.append(pieces)

    def _level(self, at: int) -> tuple[list[_OutlinePiece], int]:
        (count,) = struct.unpack_from("<I", self._data, at)
        at += 4
        pieces = []
        for _ in range(count):
            what, west, south, east, north, length = _HEAD.unpack_from(self._data, at)
            at += _HEAD.size
            box = Box(west / 100, south / 100, east / 100, north / 100)
            pieces.append(_OutlinePiece(what, box, at, at + length))
            at += length
        return pieces, at

    def within(self, box: Box, scale: float) -> Iterator[tuple[int, Points]]:
        """Yield the kind and the points of each piece that meets a box, at `scale` pixels a degree."""
        level = self._levels[0 if scale < COARSE else -1]
        return ((piece.what, self._points(piece)) for piece in level if piece.box.meets(box))

    def _points(self, piece: _OutlinePiece) -> Points:
        data, at, x, y = self._data, piece.start, 0, 0
        points = []
        while at < piece.end:
            dx, at = _varint(data, at)
            dy, at = _varint(data, at)
            x, y = x + dx, y + dy
            points.append((x / STEPS, y / STEPS))
        return points


def _varint(data: bytes, at: int) -> tuple[int, int]:
    number, shift = 0, 0
    while True:
        byte = data[at]
        at += 1
        number |= (byte & 127) << shift
        if byte < 128:
            return (number >> 1) ^ -(number & 1), at
        shift += 7


@cache
def world() -> Outline:
    """Return the outline that comes with the program, read once."""
    return Outline()
