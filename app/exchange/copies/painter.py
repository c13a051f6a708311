"""Paint a working copy of a picture from its recipe (`crypto.recipe`), only in the confined child.

The original comes by the pipe and the copy goes back, so no file holds either of them in clear. The copy is a new
picture made of pixels alone: no metadata, profile, second picture or text of the original can come along. Exceptions of
Pillow are not caught: they end the child, and there is no copy.

    asked:  length of the recipe (4 bytes); the recipe; the original
    answer: "P", length of the list (4 bytes), the words of the original's metadata as a JSON list, the copy; or "L" if
            the picture has more than MOST_PAINTED pixels

Boxes cover the source first, in its full size, so that no covered pixel is part of the smaller copy. Grown to
whole blocks of 16 x 16 pixels, they cover the copy again: no block of a JPEG has pixels of both sides.
"""

import io
import json
import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from fractions import Fraction
from typing import TYPE_CHECKING, Final, NamedTuple

from app.exchange.media.heic import is_heic, open_heic
from crypto.recipe import WHOLE, Recipe, Step, Style, parse_recipe

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

FORMATS: Final = ("JPEG", "PNG", "WEBP", "GIF")
PROGRAM: Final = "pictures 2"
"""The version in a recipe: a new one for a change that gives other bytes."""
MOST_PAINTED: Final = 50_000_000
"""The most pixels of an original: three copies of it fit into the memory of the child."""
LONGEST: Final = 2400
"""Pixels of the longest side of a copy."""
BLOCK: Final = 16
"""Boxes grow outward to whole blocks of this many pixels."""
WORD_LETTERS: Final = 6
"""Letters of the shortest word of the metadata that the leak check looks for."""
MOST_WORDS: Final = 400
PAINTED, TOO_LARGE, NO_LIBRARY = b"P", b"L", b"F"
_CELLS: Final = 8
"""The most cells of a mosaic in a row."""
_COLOURS: Final = {Style.BLACK: (0, 0, 0), Style.WHITE: (255, 255, 255)}
_WORD: Final = re.compile(rf"[^\W_]{{{WORD_LETTERS},60}}")
_TABLES: Final = "456789 CDEFGHIJSTUVWXYZcdefghijstuvwxyz"
"""Letters in the Huffman tables of each usual JPEG, also of a small one inside of Exif data (ITU-T T.81, K.3)."""
_BLOCKS: Final = re.compile(rb"<x:xmpmeta.*?</x:xmpmeta>|Exif\0\0.{1,9999}", re.DOTALL)
"""Metadata in the bytes: Pillow does not read those of a HEIC picture."""
_LOSSLESS: Final = ("PNG", "GIF")
_SPACES: Final = {"RGB": "RGB", "RGBA": "RGB", "P": "RGB", "L": "GRAY", "LA": "GRAY", "CMYK": "CMYK"}
"""The colour space of a profile that fits a mode of Pillow."""


class CoveredBox(NamedTuple):
    """A covered part of a picture in pixels; `right` and `lower` are outside of it."""

    left: int
    upper: int
    right: int
    lower: int
    style: Style


def answer_copy(asked: bytes) -> bytes:
    """Return the answer of the child about one original."""
    recipe, data = split_request(asked)
    try:
        image = _open(data)
    except OverflowError:
        return TOO_LARGE
    except ImportError:
        return NO_LIBRARY
    with image:
        lossless = image.format in _LOSSLESS
        image.load()
        words = json.dumps(list_words([image.info, _BLOCKS.findall(data)])).encode("ascii")
        copy = paint_copy(image, recipe.steps)
    return PAINTED + len(words).to_bytes(4, "big") + words + _write(copy, lossless)


def _open(data: bytes) -> "Picture":
    """Return the picture, not loaded yet. Raises OverflowError for one that is too large."""
    from PIL import Image

    if is_heic(data):
        return open_heic(io.BytesIO(data), MOST_PAINTED)
    image = Image.open(io.BytesIO(data), formats=FORMATS)
    if image.width * image.height > MOST_PAINTED:
        raise OverflowError
    return image


def split_request(asked: bytes) -> tuple[Recipe, bytes]:
    """Return the recipe of a request, and the picture after it."""
    end = 4 + int.from_bytes(asked[:4], "big")
    return parse_recipe(asked[4:end]), asked[end:]


def paint_copy(image: "Picture", steps: Sequence[Step], longest: int = LONGEST) -> "Picture":
    """Return a picture as new pixels: upright, covered, cropped, turned, and at most `longest` pixels long."""
    from PIL import Image, ImageOps

    ImageOps.exif_transpose(image, in_place=True)
    picture = _flatten(image)
    for box in _order(_list_boxes(steps, picture.size)):
        _cover(picture, box)
    crop = _find(steps, "crop")
    if crop is not None:
        left, upper, right, lower = _grow(crop, picture.size, 1)
        picture = picture.crop((left, upper, right, lower))
    if max(picture.size) > longest:
        width, height = (max(1, round(Fraction(side * longest, max(picture.size)))) for side in picture.size)
        picture = picture.resize((width, height), Image.Resampling.LANCZOS)
    if degrees := _degrees(steps):
        ways = {90: Image.Transpose.ROTATE_270, 180: Image.Transpose.ROTATE_180, 270: Image.Transpose.ROTATE_90}
        picture = picture.transpose(ways[degrees])
    for box in list_covered(steps, picture.size):
        _cover(picture, box)
    return picture


def list_covered(steps: Sequence[Step], size: tuple[int, int]) -> list[CoveredBox]:
    """Return the boxes of a copy of this size in whole blocks, those that win in the end last."""
    crop = _find(steps, "crop") or (0, 0, WHOLE, WHOLE)
    found = list[CoveredBox]()
    for step in steps:
        if step[0] == "box":
            low = [_inside(part, crop, at) for at, part in enumerate(_corners(step)[:2])]
            high = [_inside(part, crop, at) for at, part in enumerate(_corners(step)[2:])]
            if low[0] < high[0] and low[1] < high[1]:
                parts = _turn([*map(math.floor, low), *map(math.ceil, high)], _degrees(steps))
                found.append(CoveredBox(*_grow(parts, size, BLOCK), _style(step)))
    return _order(found)


def list_words(info: object) -> list[str]:
    """Return the words of a picture's metadata, each once, the longest first: at most MOST_WORDS."""
    texts = (text for text in _texts(info))
    words = {word for text in texts for word in _WORD.findall(text) if word not in _TABLES}
    return sorted(words, key=lambda word: (-len(word), word))[:MOST_WORDS]


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, bytes):
        yield value.decode("utf-8", "ignore")
        yield value.replace(b"\0", b"").decode("latin-1")  # Latin letters in UTF-16 too
    elif isinstance(value, Mapping):
        for name, inner in value.items():
            if name != "icc_profile":
                yield from _texts(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _texts(inner)


def _flatten(image: "Picture") -> "Picture":
    """Return new pixels without metadata, on white paper: hidden colours of transparent pixels do not show."""
    from PIL import Image

    alpha = image.convert("RGBA").getchannel("A") if image.has_transparency_data else None
    shown = _to_srgb(image)
    picture = Image.new("RGB", image.size, "white")
    picture.paste(shown, mask=alpha)
    return picture


def _to_srgb(image: "Picture") -> "Picture":
    """Return the colours of a picture by its profile (ICC.1) as sRGB; without a profile that fits, as they are."""
    from PIL import ImageCms

    with suppress(ImageCms.PyCMSError, OSError, KeyError):  # no profile, or a damaged one
        profile = ImageCms.ImageCmsProfile(io.BytesIO(image.info["icc_profile"]))
        if (space := profile.profile.xcolor_space.strip()) == _SPACES.get(image.mode):
            mode = "L" if space == "GRAY" else space
            plain = image if image.mode == mode else image.convert(mode)
            shown = ImageCms.profileToProfile(plain, profile, ImageCms.createProfile("sRGB"), outputMode="RGB")
            assert shown is not None  # noqa: S101 - only in place gives None
            return shown
    return image if image.mode == "RGB" else image.convert("RGB")


def _write(picture: "Picture", lossless: bool) -> bytes:
    out = io.BytesIO()
    if lossless:
        picture.save(out, "PNG")
    else:
        picture.save(out, "JPEG", quality=90, subsampling=0)
    return out.getvalue()


def _cover(picture: "Picture", box: CoveredBox) -> None:
    from PIL import Image

    place = box[:4]
    if box.style is not Style.MOSAIC:
        picture.paste(_COLOURS[box.style], place)
        return
    piece = picture.crop(place)
    cells = min(_CELLS, piece.width), min(_CELLS, piece.height)
    picture.paste(piece.resize(cells, Image.Resampling.BOX).resize(piece.size, Image.Resampling.NEAREST), place)


def _list_boxes(steps: Sequence[Step], size: tuple[int, int]) -> list[CoveredBox]:
    """Return the boxes of an upright source in pixels."""
    return [CoveredBox(*_grow(_corners(step), size, 1), _style(step)) for step in steps if step[0] == "box"]


def _order(boxes: Iterable[CoveredBox]) -> list[CoveredBox]:
    """Return mosaics first and black boxes last, so that a stronger box wins."""
    return sorted(boxes, key=lambda box: -box.style)


def _grow(parts: Sequence[int], size: tuple[int, int], block: int) -> tuple[int, int, int, int]:
    """Return corners in millionths as pixels, grown outward to whole blocks inside of the picture."""
    left, upper = (part * side // (WHOLE * block) * block for part, side in zip(parts[:2], size, strict=True))
    right, lower = (-(-part * side // (WHOLE * block)) * block for part, side in zip(parts[2:], size, strict=True))
    return left, upper, min(right, size[0]), min(lower, size[1])


def _inside(part: int, crop: Sequence[int], at: int) -> Fraction:
    """Return a place of the source in millionths of the crop; `at` is 0 for the width and 1 for the height."""
    whole = Fraction((part - crop[at]) * WHOLE, crop[at + 2] - crop[at])
    return min(max(whole, Fraction(0)), Fraction(WHOLE))


def _turn(parts: Sequence[int], degrees: int) -> list[int]:
    """Return corners after a clockwise turn."""
    x0, y0, x1, y1 = parts
    turned = {0: [x0, y0, x1, y1], 90: [WHOLE - y1, x0, WHOLE - y0, x1],
              180: [WHOLE - x1, WHOLE - y1, WHOLE - x0, WHOLE - y0], 270: [y0, WHOLE - x1, y1, WHOLE - x0]}  # fmt: skip
    return turned[degrees]


def _find(steps: Sequence[Step], name: str) -> tuple[int, int, int, int] | None:
    return next((_corners(step) for step in steps if step[0] == name), None)


def _degrees(steps: Sequence[Step]) -> int:
    return next((step[2] for step in steps if step[0] == "turn" and isinstance(step[2], int)), 0)


def _corners(step: Step) -> tuple[int, int, int, int]:
    x0, y0, x1, y1 = (part for part in step[2:6] if isinstance(part, int))
    return x0, y0, x1, y1


def _style(step: Step) -> Style:
    return Style(int(str(step[6])))
