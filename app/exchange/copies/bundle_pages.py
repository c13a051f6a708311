"""Join a form and its annexes in one PDF, only in the confined child.

The form and the stamps are papers of ours, and each annex is a working copy. An annex page becomes smaller on an A4
page, so the stamp covers nothing. The result has no properties, links, files or scripts of an annex.

    asked:  number of parts (2 bytes), the length of each (4 bytes), then the parts: the form, the stamps (one page for
            each page of the result), and the annexes
    answer: "P" and the PDF; for one part only, "P" and the number of its pages (4 bytes)
"""

import io
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from app.exchange.copies.painter import FORMATS, PAINTED
from app.exchange.copies.picture_pdf import START, PicturePage, write_pdf

if TYPE_CHECKING:
    from pypdf import PageObject

A4: Final = (595.28, 841.89)
"""Points of a page."""
_SIDE, _TOP, _BELOW = 36.0, 48.0, 36.0
"""Points of the margins of an annex page; the stamp is in the one at the top."""
_DOTS: Final = 150
"""Dots per inch of a picture as an annex."""


def pack_parts(parts: Sequence[bytes]) -> bytes:
    """Return the request to the child."""
    head = len(parts).to_bytes(2, "big") + b"".join(len(part).to_bytes(4, "big") for part in parts)
    return head + b"".join(parts)


def _split(asked: bytes) -> Iterator[bytes]:
    count = int.from_bytes(asked[:2], "big")
    at = 2 + 4 * count
    for number in range(count):
        length = int.from_bytes(asked[2 + 4 * number : 6 + 4 * number], "big")
        yield asked[at : at + length]
        at += length


def answer_bundle(asked: bytes) -> bytes:
    """Return the answer of the child about one bundle. Other exceptions end the child, as for a missing stamp."""
    from pypdf import PdfReader, PdfWriter  # loaded in the confined child only

    form, *others = _split(asked)
    pages = list(PdfReader(io.BytesIO(form)).pages)
    if not others:
        return PAINTED + len(pages).to_bytes(4, "big")
    stamps, *annexes = others
    for annex in annexes:
        pages += [_shrink(page) for page in PdfReader(io.BytesIO(_as_pdf(annex))).pages]
    marks = PdfReader(io.BytesIO(stamps)).pages
    writer, out = PdfWriter(), io.BytesIO()
    for page, mark in zip(pages, marks, strict=True):
        writer.add_page(page).merge_page(mark)
    writer.metadata = None
    writer.write(out)
    return PAINTED + out.getvalue()


def _shrink(page: "PageObject") -> "PageObject":
    """Return an A4 page with an annex page in its middle."""
    from pypdf import PageObject, Transformation

    box = page.mediabox
    scale = min((A4[0] - 2 * _SIDE) / float(box.width), (A4[1] - _TOP - _BELOW) / float(box.height), 1.0)
    left = (A4[0] - scale * float(box.width)) / 2 - scale * float(box.left)
    low = A4[1] - _TOP - scale * float(box.height) - scale * float(box.bottom)
    whole = PageObject.create_blank_page(width=A4[0], height=A4[1])
    whole.merge_transformed_page(page, Transformation().scale(scale).translate(left, low))
    return whole


def _as_pdf(annex: bytes) -> bytes:
    """Return a working copy as a PDF: a picture is one page."""
    if annex.startswith(START):
        return annex
    from PIL import Image

    with Image.open(io.BytesIO(annex), formats=FORMATS) as image:
        plain, jpeg = image.convert("RGB"), io.BytesIO()
    plain.save(jpeg, "JPEG", quality=92, subsampling=0)
    width, height = (b"%.2f" % min(side * 72 / _DOTS, 14_400.0) for side in plain.size)
    return write_pdf([PicturePage(jpeg.getvalue(), *plain.size, width, height)])
