"""Draw the map, for its widget on the screen and for paper. It contains only outlines.

The outline of the world that comes with the program: land, coasts and borders, without downloads.

`resources/map/world.map` has two levels; `make.py` in that folder describes its format. Coordinates are degrees.
"""

import struct
from collections.abc import Iterator, Sequence
from functools import cache
from math import cos, radians, sqrt
from pathlib import Path

from attrs import evolve, frozen
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPainterPath, QPen, QPolygonF

from app.gui.style.theme import Look
from app.gui.widgets import plain_text
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
NEAREST, FARTHEST = 900.0, 1.6
"""Pixels of a degree at the nearest and the farthest zoom. The outline has a resolution of 560 metres."""
KM = 111.2
"""Kilometres of a degree of latitude."""
LARGEST = 26
"""Pixels of the radius of the largest circle at 100 %."""


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


@frozen
class Eye:
    """The view of the map: its middle in degrees, and pixels for each degree of latitude."""

    longitude: float
    latitude: float
    scale: float

    @property
    def across(self) -> float:
        """Return the pixels of a degree of longitude, which is narrower away from the equator."""
        return self.scale * max(0.2, cos(radians(self.latitude)))

    def at(self, room: QRectF, longitude: float, latitude: float) -> QPointF:
        """Return the position of a point in a rectangle."""
        middle = room.center()
        return QPointF(
            middle.x() + (longitude - self.longitude) * self.across,
            middle.y() + (self.latitude - latitude) * self.scale,
        )

    def box(self, room: QRectF, whole: QRectF) -> Box:
        """Return the part of the world that is visible in `whole`. The middle of the view is the middle of `room`."""
        middle = room.center()
        return Box(
            self.longitude + (whole.left() - middle.x()) / self.across,
            self.latitude - (whole.bottom() - middle.y()) / self.scale,
            self.longitude + (whole.right() - middle.x()) / self.across,
            self.latitude - (whole.top() - middle.y()) / self.scale,
        )

    def moved(self, right: float, down: float) -> "Eye":
        """Return the view moved by pixels."""
        latitude = min(85.0, max(-85.0, self.latitude - down / self.scale))
        longitude = (self.longitude + right / self.across + 180) % 360 - 180
        return Eye(longitude, latitude, self.scale)

    def zoomed(self, times: float) -> "Eye":
        """Return the view zoomed by a factor."""
        return evolve(self, scale=min(NEAREST, max(FARTHEST, self.scale * times)))


WORLD = Eye(10, 15, 2.2)


def fit_view(points: Sequence[tuple[float, float]], room: QRectF) -> Eye:
    """Return the view of all points (longitude, latitude) with space around them, or of the world if there are none.

    Points on both sides of 180 degrees are shown across that line, not across the rest of the world.
    """
    if not points:
        return evolve(WORLD, scale=max(FARTHEST, room.width() / 360))
    longitudes = [x for x, _ in points]
    if max(longitudes) - min(longitudes) > 180:
        longitudes = [x % 360 for x in longitudes]
    south, north = min(y for _, y in points), max(y for _, y in points)
    west, east = min(longitudes), max(longitudes)
    eye = Eye(((west + east) / 2 + 180) % 360 - 180, (south + north) / 2, 1)
    high, wide = max(0.5, (north - south) * 1.5), max(0.5, (east - west) * 1.7) * eye.across
    return evolve(eye, scale=min(NEAREST / 2, max(FARTHEST, min(room.height() / high, room.width() / wide))))


def draw_outline(painter: QPainter, look: Look, room: QRectF, eye: Eye, whole: QRectF) -> None:
    """Draw sea, land, coasts and borders over `whole`. The middle of the view is the middle of `room`."""
    painter.fillRect(whole, look.colour("accs"))
    land, lines = QPainterPath(), {False: QPainterPath(), True: QPainterPath()}
    land.setFillRule(Qt.FillRule.OddEvenFill)
    for turn in (-360, 0, 360):
        box = eye.box(room, whole)
        for what, points in world().within(Box(box.west - turn, box.south, box.east - turn, box.north), eye.scale):
            shape = QPolygonF([eye.at(room, x + turn, y) for x, y in points])
            if what == LAND:
                land.addPolygon(shape)
                land.closeSubpath()
            else:
                lines[what == BORDER].addPolygon(shape)
    painter.fillPath(land, look.colour("page"))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(look.colour("ctl"), 1))
    painter.drawPath(lines[False])
    dashed = QPen(look.colour("ctl"), 1)
    dashed.setDashPattern([3, 3])
    painter.setPen(dashed)
    painter.drawPath(lines[True])


@frozen
class Circle:
    """One circle: its position in degrees, its number, and its name."""

    key: str
    name: str
    longitude: float
    latitude: float
    number: int


def radius(look: Look, number: int, most: int) -> float:
    """Return the radius of a circle in pixels: its area follows the number, and the number has space in it."""
    words = look.metrics("cap").horizontalAdvance(look.tr.number(number))
    return max(look.px(LARGEST) * sqrt(number / max(1, most, 4)), words / 2 + look.px(5), look.px(9))


def draw_circles(
    painter: QPainter, look: Look, room: QRectF, eye: Eye, circles: Sequence[Circle], chosen: str
) -> dict[str, QRectF]:
    """Draw the circles, the largest first, with their names if there is space. Return the rectangle of each circle."""
    most = max((one.number for one in circles), default=0)
    spots: dict[str, QRectF] = {}
    for one in sorted(circles, key=lambda one: -one.number):
        size, at = radius(look, one.number, most), eye.at(room, one.longitude, one.latitude)
        at.setX(at.x() + _turned(room, eye, at.x()))
        spots[one.key] = spot = QRectF(at.x() - size, at.y() - size, 2 * size, 2 * size)
        painter.setPen(QPen(look.colour("page"), 1.5))
        painter.setBrush(look.colour("acc"))
        painter.drawEllipse(spot)
        if one.key == chosen:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(look.colour("ink"), 2))
            painter.drawEllipse(spot.adjusted(-4, -4, 4, 4))
        painter.setFont(look.font("cap", tabular=True))
        painter.setPen(look.colour("onacc"))
        plain_text.draw(painter, spot, Qt.AlignmentFlag.AlignCenter, look.tr.number(one.number))
    _names(painter, look, room, circles, chosen, spots)
    return spots


def _turned(room: QRectF, eye: Eye, x: float) -> float:
    """Return the horizontal shift in pixels, if a point is nearer across the 180th meridian."""
    round_ = 360 * eye.across
    return round_ if x < room.center().x() - round_ / 2 else -round_ if x > room.center().x() + round_ / 2 else 0


def _names(
    painter: QPainter, look: Look, room: QRectF, circles: Sequence[Circle], chosen: str, spots: dict[str, QRectF]
) -> None:
    """Write the names with a halo, the chosen and the largest first. Skip a name with no free place."""
    font = look.font("strong")
    metrics, taken = QFontMetrics(font), list(spots.values())
    halo = QPen(look.colour("page"), look.px(4))
    halo.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    for one in sorted(circles, key=lambda one: (one.key != chosen, -one.number)):
        spot = spots[one.key]
        name = plain_text.elide_text(metrics, one.name, look.px(170))
        wide, high, gap = metrics.horizontalAdvance(name), metrics.height(), look.px(9)
        middle = spot.center().y() - high / 2
        right, left = (QRectF(x, middle, wide, high) for x in (spot.right() + gap, spot.left() - gap - wide))
        below = QRectF(spot.center().x() - wide / 2, spot.bottom() + 3, wide, high)
        tries = (left, right, below) if look.rtl else (right, left, below)
        free = [one for one in tries if room.contains(one) and not any(one.intersects(other) for other in taken)]
        if not free:
            continue
        taken.append(free[0])
        path = QPainterPath()
        path.addText(free[0].left(), free[0].top() + metrics.ascent(), font, name)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.strokePath(path, halo)
        painter.fillPath(path, look.colour("ink"))


def draw_scale(painter: QPainter, look: Look, room: QRectF, eye: Eye) -> None:
    """Draw the scale of the map in kilometres, at the top of the far edge."""
    most = look.px(130)
    lengths = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000)
    length = max((one for one in lengths if one / KM * eye.scale <= most), default=1)
    wide = length / KM * eye.scale
    right = room.right() - look.sp(24)
    x, y = (room.left() + look.sp(24) if look.rtl else right - wide), room.top() + look.sp(22)
    painter.setPen(QPen(look.colour("ink"), 1.5))
    for line in ((x, y, x + wide, y), (x, y - 5, x, y + 5), (x + wide, y - 5, x + wide, y + 5)):
        painter.drawLine(QPointF(*line[:2]), QPointF(*line[2:]))
    words = look.tr("{n} km", n=length)
    painter.setFont(look.font("small"))
    high = painter.fontMetrics().height()
    plain_text.draw(painter, QRectF(x - 40, y + 6, wide + 80, high), Qt.AlignmentFlag.AlignCenter, words)
