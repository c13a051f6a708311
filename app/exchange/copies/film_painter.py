"""Paint the pictures of a film: upright, covered and at most LONGEST pixels long. Only in the confined child.

A painted picture is new: its three planes (4:2:0, ISO/IEC 14496-10) are copied, and nothing else of the original is.
"""

from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from av import VideoFrame
from av.filter import Graph
from av.video.reformatter import ColorRange, Interpolation, VideoReformatter
from PIL import Image

from app.exchange.copies.film_times import TICKS, PictureTime, fit, list_film_boxes
from app.exchange.copies.painter import CoveredBox
from app.exchange.media.films import MOST_SIDE
from crypto.recipe import Step, Style

if TYPE_CHECKING:
    from av.video.plane import VideoPlane

LONGEST: Final = 1920
"""Pixels of the longest side of a copy."""
VALUES: Final = {Style.BLACK: (16, 128, 128), Style.WHITE: (235, 128, 128)}
"""The values of a box in each plane (ITU-R BT.601 and BT.709, limited range)."""
_EXACT: Final = Interpolation.BILINEAR | Interpolation.ACCURATE_RND | Interpolation.BITEXACT
_TURNS: Final = {-90: ["clock"], 90: ["cclock"], 180: ["clock", "clock"], -180: ["clock", "clock"]}
"""The way to turn a picture upright, by its rotation in degrees."""
_CELLS: Final = 8
"""The most cells of a mosaic in a row."""
_FINE: Final = 2
"""Pixels of a block before a picture becomes smaller: both planes of colour have half of the pixels."""
_RGB: Final = 0


class FilmPainter:
    """Paints all pictures of one film; `first` is its first picture, which decides the size of the copy."""

    def __init__(self, first: VideoFrame, steps: Sequence[Step]) -> None:
        self._steps = steps
        self._reformat = VideoReformatter()
        self._turns = _TURNS.get(first.rotation, [])
        self._whole = fit((first.width, first.height), MOST_SIDE)
        self._turn = self._build_turn() if self._turns else None
        upright = self._whole if len(self._turns) % 2 == 0 else self._whole[::-1]
        self.size = fit(upright, LONGEST)
        """Pixels of the width and of the height of the copy."""

    @property
    def is_turned(self) -> bool:
        """Return True if width and height of the original change places."""
        return len(self._turns) % 2 == 1

    def paint(self, source: VideoFrame, time: PictureTime) -> VideoFrame:
        """Return the picture of the copy."""
        frame = self._convert(source, self._whole)
        if self._turn is not None:
            self._turn.push(frame)
            frame = self._turn.vpull()
        if (frame.width, frame.height) != self.size:
            frame = self._cover(frame, time, _FINE)
            frame = self._convert(frame, self.size)
        return self._cover(frame, time)

    def _convert(self, frame: VideoFrame, size: tuple[int, int]) -> VideoFrame:
        full = frame.color_range == ColorRange.JPEG or (frame.format.name or "").startswith("yuvj")
        return self._reformat.reformat(
            frame, *size, "yuv420p", interpolation=_EXACT, threads=1,
            dst_colorspace=1 if frame.colorspace == _RGB else None,
            src_color_range=ColorRange.JPEG if full else ColorRange.MPEG, dst_color_range=ColorRange.MPEG,
        )  # fmt: skip

    def _cover(self, frame: VideoFrame, time: PictureTime, block: int = 0) -> VideoFrame:
        """Return a new picture from the planes of `frame`, and cover its boxes."""
        size = frame.width, frame.height
        painted = VideoFrame(*size, "yuv420p")
        for target, plane in zip(painted.planes, frame.planes, strict=True):
            _copy_plane(target, plane)
        for box in list_film_boxes(self._steps, size, time, *([block] if block else [])):
            for number, plane in enumerate(painted.planes):
                _cover_plane(plane, box, number)
        return painted

    def _build_turn(self) -> Graph:
        graph = Graph()
        graph.threads = 1
        width, height = self._whole
        nodes = [graph.add_buffer(width=width, height=height, format="yuv420p", time_base=Fraction(1, TICKS))]  # type: ignore[arg-type]
        nodes += [graph.add("transpose", way) for way in self._turns]
        graph.link_nodes(*nodes, graph.add("buffersink")).configure()
        return graph


def _copy_plane(target: "VideoPlane", plane: "VideoPlane") -> None:
    to, source = memoryview(target), memoryview(plane)
    if target.line_size == plane.line_size:
        most = min(len(to), len(source))
        to[:most] = source[:most]
        return
    for row in range(target.height):
        at, start = row * target.line_size, row * plane.line_size
        to[at : at + target.width] = source[start : start + target.width]


def _cover_plane(plane: "VideoPlane", box: CoveredBox, number: int) -> None:
    each = 1 if number == 0 else 2
    left, upper, right, lower = box.left // each, box.upper // each, -(-box.right // each), -(-box.lower // each)
    view, width = memoryview(plane), right - left
    starts = range(upper * plane.line_size + left, lower * plane.line_size + left, plane.line_size)
    if box.style is not Style.MOSAIC:
        row = bytes([VALUES[box.style][number]]) * width
        for start in starts:
            view[start : start + width] = row
        return
    piece = Image.frombytes("L", (width, lower - upper), b"".join(view[start : start + width] for start in starts))
    cells = min(_CELLS, piece.width), min(_CELLS, piece.height)
    coarse = piece.resize(cells, Image.Resampling.BOX).resize(piece.size, Image.Resampling.NEAREST).tobytes()
    for at, start in enumerate(starts):
        view[start : start + width] = coarse[at * width : at * width + width]
