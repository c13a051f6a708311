"""Paint a working copy of a PDF, and single pages for the window, only in the confined child.

PDFium draws each page as shown, with its notes and its filled forms, and without a script. The copy is a new PDF with
only these pictures (`picture_pdf`). No text, font, layer, file, link or earlier version of the original can come along.
The child cannot open fonts of the system, so the same file gives the same pictures on each computer.

    asked for a copy: as `painter`, with a PDF
    answer:           as `painter`; a code of REFUSALS for a PDF without a copy
    asked for a page: number of the page, from 1 (4 bytes); the longest side in pixels (2 bytes); the PDF
    answer:           "P", number of pages (4 bytes), width and height (2 bytes each), RGBA pixels; or a refusal
"""

import io
import json
import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from app.exchange.copies.painter import PAINTED, list_words, paint_copy, split_request
from app.exchange.copies.picture_pdf import PicturePage, write_pdf
from crypto.recipe import Step

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument, PdfPage

PROGRAM: Final = "pages 1"
"""The version in a recipe: a new one for a change that gives other bytes."""
DOTS: Final = 200
"""Dots per inch without a step `dots`."""
LONGEST_PAGE: Final = 5000
"""Pixels of the longest side of a page: A3 at 300 dots per inch."""
MOST_POINTS: Final = 14_400
"""Points of the longest side of a page (ISO 32000-1, annex C)."""
MOST_COPY: Final = 60 << 20
"""Bytes of the largest copy."""
LOCKED, WIDE, MANY, EMPTY = b"K", b"W", b"M", b"N"
REFUSALS: Final = (LOCKED, WIDE, MANY, EMPTY)
"""A PDF with a password, too large a page, a copy with too many bytes, a copy without a page."""
_ERROR_PASSWORD: Final = 4
_XMP: Final = re.compile(rb"<x:xmpmeta.*?</x:xmpmeta>", re.DOTALL)


class _Refused(Exception):
    """A PDF without a copy; its value is a code of REFUSALS."""


def answer_pages(asked: bytes) -> bytes:
    """Return the answer of the child about one PDF."""
    recipe, data = split_request(asked)
    try:
        document = _open(data)
        pages, size = list[PicturePage](), 0
        for number in list_kept(recipe.steps, len(document)):
            pages.append(_paint(document, number, recipe.steps))
            size += len(pages[-1].jpeg)
            if size > MOST_COPY:
                return MANY
    except _Refused as refused:
        return bytes(refused.args[0])
    words = json.dumps(list_words(_list_texts(document, data))).encode("ascii")
    return PAINTED + len(words).to_bytes(4, "big") + words + write_pdf(pages) if pages else EMPTY


def answer_page(asked: bytes) -> bytes:
    """Return the answer of the child about one page for the window."""
    number, side = int.from_bytes(asked[:4], "big"), int.from_bytes(asked[4:6], "big")
    try:
        document = _open(asked[6:])
        page = _load(document, min(number, len(document)))
    except _Refused as refused:
        return bytes(refused.args[0])
    bitmap = page.render(scale=_scale(page, side))
    head: bytes = len(document).to_bytes(4, "big") + bitmap.width.to_bytes(2, "big") + bitmap.height.to_bytes(2, "big")
    return PAINTED + head + bytes(bitmap.to_pil().convert("RGBA").tobytes())


def list_kept(steps: Sequence[Step], pages: int) -> Iterator[int]:
    """Yield the numbers of the pages of an original that its copy has."""
    return (number for number in range(1, pages + 1) if ("leave", number) not in steps)


def list_steps(steps: Sequence[Step], number: int) -> Sequence[Step]:
    """Return the steps of one page."""
    return [step for step in steps if step[0] != "dots" and step[1] == number]


def _open(data: bytes) -> "PdfDocument":
    from pypdfium2 import PdfDocument, PdfiumError  # loaded in the confined child only

    try:
        return PdfDocument(data)
    except PdfiumError as error:
        if getattr(error, "err_code", 0) == _ERROR_PASSWORD:
            raise _Refused(LOCKED) from None
        raise


def _load(document: "PdfDocument", number: int) -> "PdfPage":
    page = document[number - 1]
    if max(page.get_size()) > MOST_POINTS:
        raise _Refused(WIDE)
    return page


def _scale(page: "PdfPage", side: int) -> float:
    """Return the pixels for each point that make the longest side `side` pixels long; PDFium rounds up."""
    return (side - 0.5) / float(max(page.get_size()))


def _paint(document: "PdfDocument", number: int, steps: Sequence[Step]) -> PicturePage:
    page = _load(document, number)
    dots = next((step[1] for step in steps if step[0] == "dots" and isinstance(step[1], int)), DOTS)
    scale = min(dots / 72, _scale(page, LONGEST_PAGE))
    bitmap = page.render(scale=scale)
    picture = paint_copy(bitmap.to_pil(), list_steps(steps, number), LONGEST_PAGE)
    bitmap.close()
    page.close()
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=85, subsampling=0)  # no colour crosses the edge of a box
    width, height = (b"%.2f" % (side / scale) for side in picture.size)
    return PicturePage(out.getvalue(), *picture.size, width, height)


def _list_texts(document: "PdfDocument", data: bytes) -> list[object]:
    files = [document.get_attachment(at).get_name() for at in range(document.count_attachments())]
    return [document.get_metadata_dict(), files, _XMP.findall(data)]
