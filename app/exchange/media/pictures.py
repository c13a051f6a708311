"""Pictures in the media child: the whole picture is kept, and each tile of it is answered in the asked size.

JPEG, PNG, WebP, GIF (its first picture), AVIF and TIFF (its first page) by Pillow, HEIC by PyAV. Tiles are upright. All
boxes are in millionths of the upright picture.
"""

import io
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

from app.exchange.media.heic import is_heic, open_heic
from app.exchange.media.media_pipe import MOST_SIDE, MediaPipe, MediaRefusal
from app.exchange.media.media_worker import MediaFamily
from app.exchange.media.range_source import BLOCK, RangeSource
from app.exchange.metadata import MOST_LETTERS

if TYPE_CHECKING:
    from PIL.Image import Exif
    from PIL.Image import Image as Picture

FORMATS: Final = ("JPEG", "PNG", "WEBP", "GIF", "AVIF", "TIFF", "MPO")
MOST_PIXELS: Final = 120_000_000
WHOLE: Final = 1_000_000
_CLAIMED: Final[Mapping[int, str]] = {
    0x9003: "time", 0x9011: "zone", 0x010F: "device", 0x0110: "device", 0xA431: "serial", 0xA434: "lens",
    0xA435: "serial", 0x0131: "program", 0x013B: "author", 0x8298: "author", 0xA430: "author", 0x010E: "comment",
}  # fmt: skip
"""Tags of Exif 2.32 that say something of the time, the device or a person."""
Corners = tuple[float, float, float, float]
_TURNS: Final[Mapping[int, Callable[[float, float, float, float], Corners]]] = {
    2: lambda x0, y0, x1, y1: (1 - x1, y0, 1 - x0, y1),
    3: lambda x0, y0, x1, y1: (1 - x1, 1 - y1, 1 - x0, 1 - y0),
    4: lambda x0, y0, x1, y1: (x0, 1 - y1, x1, 1 - y0),
    5: lambda x0, y0, x1, y1: (y0, x0, y1, x1),
    6: lambda x0, y0, x1, y1: (y0, 1 - x1, y1, 1 - x0),
    7: lambda x0, y0, x1, y1: (1 - y1, 1 - x1, 1 - y0, 1 - x0),
    8: lambda x0, y0, x1, y1: (1 - y1, x0, 1 - y0, x1),
}
"""The stored part of an upright part, by the orientation of Exif."""


class PictureFile:
    """An open picture. `facts` has its size, the number of its pictures, and the data that it claims."""

    def __init__(self, pipe: MediaPipe, source: RangeSource) -> None:
        self.pipe, self.source = pipe, source
        image = _open(source)
        _want_small(image.width, image.height)
        exif = image.getexif()
        self.orientation = exif.get(0x0112, 1) if exif.get(0x0112, 1) in _TURNS else 1
        claimed = [*_list_claimed(exif)]
        pictures = getattr(image, "n_frames", 1)
        self.image = _flatten(image)
        width, height = self.image.size
        self.width, self.height = (height, width) if self.orientation >= 5 else (width, height)
        self.facts = {"width": self.width, "height": self.height, "pages": pictures, "claimed": claimed}


def read_box(asked: Mapping[str, Any]) -> Corners:
    """Return the asked box as parts of the whole; without one, the whole."""
    x0, y0, x1, y1 = (min(max(int(part), 0), WHOLE) / WHOLE for part in asked.get("box", (0, 0, WHOLE, WHOLE)))
    if x0 >= x1 or y0 >= y1:
        raise ValueError(asked["box"])
    return x0, y0, x1, y1


def _send_tile(file: PictureFile, asked: Mapping[str, Any]) -> Mapping[str, Any]:
    """Send the asked `box` as a picture of `width` x `height` pixels."""
    from PIL import Image, ImageOps

    box = read_box(asked)
    width, height = min(asked["width"], MOST_SIDE), min(asked["height"], MOST_SIDE)
    x0, y0, x1, y1 = _TURNS[file.orientation](*box) if file.orientation != 1 else box
    across, down = file.image.size
    part = (x0 * across, y0 * down, x1 * across, y1 * down)
    size = (height, width) if file.orientation >= 5 else (width, height)
    larger = size[0] > 2 * (part[2] - part[0])  # whole pixels can be counted
    way = Image.Resampling.NEAREST if larger else Image.Resampling.BICUBIC
    tile = file.image.resize(size, way, part, reducing_gap=2.0)
    if file.orientation != 1:
        tile.getexif()[0x0112] = file.orientation
        tile = ImageOps.exif_transpose(tile)
    file.pipe.send_picture(0, tile.width, tile.height, tile.tobytes("raw", "BGRX"))
    return {}


def _open(source: RangeSource) -> "Picture":
    from PIL import Image

    if is_heic(source.read(12)):
        try:
            return open_heic(source, MOST_PIXELS)
        except OverflowError:
            raise MediaRefusal("too_large") from None
    source.seek(0)
    return Image.open(io.BufferedReader(source, BLOCK), formats=FORMATS)


def _want_small(width: int, height: int) -> None:
    if width * height > MOST_PIXELS:
        raise MediaRefusal("too_large")


def _flatten(image: "Picture") -> "Picture":
    """Return the pixels of a picture on white paper."""
    from PIL import Image

    image.load()
    if not image.has_transparency_data:
        return image if image.mode == "RGB" else image.convert("RGB")
    shown = image if image.mode == "RGBA" else image.convert("RGBA")
    paper = Image.new("RGB", image.size, "white")
    paper.paste(shown, mask=shown.getchannel("A"))
    return paper


def _list_claimed(exif: "Exif") -> Iterator[tuple[str, str]]:
    """Yield the claimed data of Exif: its code and its text."""
    for tag, value in (*exif.items(), *exif.get_ifd(0x8769).items()):
        if code := _CLAIMED.get(tag):
            text = value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
            yield code, " ".join(text.replace("\0", " ").split())[:MOST_LETTERS]
    if place := _find_place(exif.get_ifd(0x8825)):
        yield "position", place


def _find_place(gps: Mapping[int, Any]) -> str:
    """Return latitude and longitude in degrees, or an empty text."""
    try:
        found = [
            sum(float(part) / 60**at for at, part in enumerate(gps[tag])) * (-1 if str(gps[tag - 1]) in "SW" else 1)
            for tag in (2, 4)
        ]
    except (KeyError, TypeError, ValueError, ZeroDivisionError):
        return ""
    return f"{found[0]:.6f}, {found[1]:.6f}"


def _load(name: str) -> None:
    from PIL import AvifImagePlugin, Image, ImageOps  # noqa: F401

    Image.init()
    AvifImagePlugin.DEFAULT_MAX_THREADS = 1
    Image.MAX_IMAGE_PIXELS = None  # MOST_PIXELS holds
    if name == "heic":
        from app.exchange.media.films import load_library

        load_library()


FAMILY: Final = MediaFamily(_load, PictureFile, {"tile": _send_tile})
