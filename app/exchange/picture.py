"""A foreign picture made small: decoded in the confined child, given back as plain pixels.

JPEG, PNG, WebP and GIF (its first picture) only, told by their bytes; turned as the camera was held. What says that it
is larger than MOST_PIXELS is refused before it is decoded.
"""

import io
from typing import Final

FORMATS: Final = ("JPEG", "PNG", "WEBP", "GIF")
MOST_PIXELS: Final = 120_000_000
"""Of the original: 480 MB while a PNG of that size is decoded, less for a JPEG."""


def small(data: bytes, side: int) -> tuple[int, int, bytes]:
    """Return width, height and RGBA pixels, neither longer than `side`; whatever Pillow raises goes through."""
    from PIL import Image, ImageOps  # not in the program's own process

    with Image.open(io.BytesIO(data), formats=FORMATS) as image:
        if image.width * image.height > MOST_PIXELS:
            raise Image.DecompressionBombError
        image.thumbnail((side, side), reducing_gap=2.0)
        turned = ImageOps.exif_transpose(image).convert("RGBA")
    return turned.width, turned.height, turned.tobytes()
