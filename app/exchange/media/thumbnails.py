"""Make the thumbnail of a file: its picture, its first page or one of its frames, by a media child.

The child sends pixels. This process makes the WebP from them, so that it decodes only pictures that it made itself.
"""

import io
from typing import TYPE_CHECKING, Final

from app.exchange.media.media_client import MediaChild, MediaPicture, MediaRefused
from app.exchange.media.media_facts import MediaFacts
from app.exchange.sandbox_client import PixelImage

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

FAMILIES: Final = ("picture", "heic", "pages", "film")
"""Families of files with a thumbnail."""
SIDE: Final = 192
"""Pixels of the longest side."""
MOST: Final = 8_000
"""The most bytes."""
_QUALITIES: Final = (80, 60, 30, 5, 0)
_LATEST: Final = 10_000
"""The time of the frame of a long film, in milliseconds: the first one is often black."""


def make_thumbnail(child: MediaChild, family: str, facts: MediaFacts) -> bytes:
    """Return the thumbnail of an open file; empty for sound and words. Raises MediaRefused."""
    if family in ("picture", "heic"):
        part = min(1.0, SIDE / max(facts.width, facts.height, 1))
        sides = (max(1, round(side * part)) for side in (facts.width, facts.height))
        return _compress(child.picture("tile", *sides))
    if family == "pages":
        return _compress(child.picture("small", SIDE, SIDE, page=0))
    if family == "film" and facts.width:
        ms = min(facts.duration // 10, _LATEST)
        return _compress(child.picture("seek", SIDE, SIDE, ms=ms), facts.turn)
    return b""


def read_thumbnail(data: bytes) -> PixelImage | None:
    """Return the pixels of a thumbnail that this program made, or None for an empty one."""
    if not data:
        return None
    from PIL import Image

    with Image.open(io.BytesIO(data), formats=("WEBP",)) as image:
        return PixelImage(*image.size, image.convert("RGBA").tobytes())


def _compress(picture: MediaPicture | None, turn: int = 0) -> bytes:
    """Return a picture, turned clockwise, as WebP of at most MOST bytes. Raises MediaRefused for another size."""
    if picture is None:
        return b""
    if not 0 < min(picture.width, picture.height) <= max(picture.width, picture.height) <= SIDE:
        raise MediaRefused("damaged")
    from PIL import Image

    size = (picture.width, picture.height)
    image = Image.frombytes("RGB", size, picture.pixels, "raw", "BGRX").rotate(-turn, expand=True)
    return next((data for quality in _QUALITIES if len(data := _save(image, quality)) <= MOST), b"")


def _save(image: "Picture", quality: int) -> bytes:
    out = io.BytesIO()
    image.save(out, "WEBP", quality=quality)
    return out.getvalue()
