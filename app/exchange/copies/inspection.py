"""Check a working copy of a picture or a PDF for leaks, only in a fresh confined child that never saw the original.

A copy has only the parts that a picture needs. A JPEG (ITU-T T.81) has the JFIF header and one scan, a PNG has IHDR,
IDAT and IEND. A PDF has exactly the bytes that `picture_pdf` writes around its JPEG pictures. There is no place for
metadata, and nothing after the end. Each box of its recipe has one value.

    asked:  as `painter`, with the copy for the original
    answer: codes of LEAKS, separated by spaces
"""

import io
import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from app.exchange.copies.page_painter import LONGEST_PAGE, list_kept, list_steps
from app.exchange.copies.painter import LONGEST, CoveredBox, list_covered, split_request
from app.exchange.copies.picture_pdf import read_pages, write_pdf
from app.exchange.metadata import find_hidden
from crypto.recipe import WHOLE, SourceKind, Step, Style

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

LEAKS: Final = ("metadata", "after_the_end", "pixels", "size", "text", "sound")
"""The leaks of a copy: metadata or an unknown part, bytes after the end, a value under a box, a wrong size, and text.

In a film or sound also a sound that must be silent.
"""
TOLERANCE: Final = 8
"""The largest difference of a value in a box after decoding, of 255."""
_JFIF: Final = re.compile(rb"\xff\xe0\x00\x10JFIF\0\x01[\0-\x02].{5}\0\0", re.DOTALL)
"""The header of a JPEG without a small picture."""
_TABLES: Final = (0xC0, 0xC4, 0xDB)
"""Markers of a baseline JPEG: the frame, Huffman tables, quantisation tables."""
_SCAN, _PNG = 0xDA, b"\x89PNG\r\n\x1a\n"
_CHUNKS: Final = (b"IHDR", b"IDAT", b"IEND")


def answer_leaks(asked: bytes) -> bytes:
    """Return the answer of the child about one copy."""
    recipe, data = split_request(asked)
    if recipe.kind is SourceKind.PDF:
        found = list(_list_page_leaks(data, recipe.steps))
    else:
        found = [*_list_blocks(data), *_list_pixel_leaks(data, recipe.steps, LONGEST)]
    if find_hidden(data):
        found.append("metadata")
    return " ".join(dict.fromkeys(found)).encode("ascii")


def _list_page_leaks(data: bytes, steps: Sequence[Step]) -> Iterator[str]:
    """Yield the leaks of a PDF."""
    from pypdfium2 import PdfDocument  # loaded in the confined child only

    pages = read_pages(data)
    if not data.endswith(b"\n%%EOF\n"):
        yield "after_the_end"
    if write_pdf(pages) != data:
        yield "metadata"
    document = PdfDocument(data)
    if not len(document) == len(pages) > 0:
        yield "size"
    if any(page.get_textpage().count_chars() for page in document):
        yield "text"
    for page, number in zip(pages, list_kept(steps, WHOLE), strict=False):
        yield from _list_segments(page.jpeg)
        yield from _list_pixel_leaks(page.jpeg, list_steps(steps, number), LONGEST_PAGE, (page.columns, page.rows))


def _list_pixel_leaks(
    data: bytes, steps: Sequence[Step], longest: int, said: tuple[int, int] | None = None
) -> Iterator[str]:
    """Yield the leaks of the pixels of a picture; `said` is its size in the PDF."""
    from PIL import Image

    with Image.open(io.BytesIO(data), formats=("JPEG", "PNG")) as image:
        image.load()
        if image.mode != "RGB" or max(image.size) > longest or said not in (None, image.size):
            yield "size"
        elif any(_shows(image, box) for box in list_covered(steps, image.size)):
            yield "pixels"


def _list_blocks(data: bytes) -> Iterator[str]:
    return _list_chunks(data) if data.startswith(_PNG) else _list_segments(data)


def _list_segments(data: bytes) -> Iterator[str]:
    """Yield the leaks in the structure of a JPEG."""
    header = _JFIF.match(data, 2)
    at = header.end() if header else 2
    if not header:
        yield "metadata"
    while data[at : at + 1] == b"\xff" and data[at + 1] in _TABLES:
        at += 2 + int.from_bytes(data[at + 2 : at + 4], "big")
    if data[at : at + 2] != bytes((0xFF, _SCAN)):
        yield "metadata"
        return
    at += 2 + int.from_bytes(data[at + 2 : at + 4], "big")
    end = re.compile(rb"\xff[^\0]").search(data, at)
    if end is None or end.end() != len(data) or end[0] != b"\xff\xd9":
        yield "after_the_end"


def _list_chunks(data: bytes) -> Iterator[str]:
    """Yield the leaks in the structure of a PNG."""
    at, name = len(_PNG), b""
    while name != b"IEND" and at < len(data):
        length, name = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8]
        if name not in _CHUNKS:
            yield "metadata"
        at += 12 + length
    if at != len(data):
        yield "after_the_end"


def _shows(picture: "Picture", box: CoveredBox) -> bool:
    """Return True if a black or white box has another value. A mosaic has several by its nature."""
    if box.style is Style.MOSAIC:
        return False
    allowed = [*range(TOLERANCE + 1)]
    if box.style is Style.WHITE:  # a black box can cover it
        allowed += range(255 - TOLERANCE, 256)
    counts = picture.crop(box[:4]).histogram()
    return any(count and at % 256 not in allowed for at, count in enumerate(counts))
