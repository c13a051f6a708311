"""Decode a foreign picture in the confined child and return it as small, plain pixels.

Only JPEG, PNG, WebP and GIF (its first picture), identified by their bytes. The picture is turned as the camera was
held. A picture with a stated size above MOST_PIXELS is refused before it is decoded.
"""

import io
from typing import Final

FORMATS: Final = ("JPEG", "PNG", "WEBP", "GIF")
MOST_PIXELS: Final = 120_000_000
"""The most pixels of the original: 480 MB while a PNG of that size is decoded, less for a JPEG."""


def make_thumbnail(data: bytes, side: int) -> tuple[int, int, bytes]:
    """Return width, height and RGBA pixels, neither side longer than `side`. Exceptions of Pillow are not caught."""
    from PIL import Image, ImageOps  # loaded in the confined child only

    with Image.open(io.BytesIO(data), formats=FORMATS) as image:
        if image.width * image.height > MOST_PIXELS:
            raise Image.DecompressionBombError
        image.thumbnail((side, side), reducing_gap=2.0)
        turned = ImageOps.exif_transpose(image).convert("RGBA")
    return turned.width, turned.height, turned.tobytes()
