"""Write a PDF that has only pictures, and read its pages back.

Each page has three objects: the page, one line that draws its picture, and the picture. There is no date, no name of a
program and no id (ISO 32000-1, 7.5), so the same pictures give the same bytes. A PDF is such a PDF only if `write_pdf`
writes the same bytes from its pages.
"""

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

START: Final = b"%PDF-"
_PAGE: Final = (
    b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 %s %s]/Resources<</XObject<</I %d 0 R>>>>/Contents %d 0 R>>",
    b"<</Length %d>>stream\n%s\nendstream",
    b"<</Type/XObject/Subtype/Image/Width %d/Height %d/ColorSpace/DeviceRGB/BitsPerComponent 8/Filter/DCTDecode"
    b"/Length %d>>stream\n%s\nendstream",
)
_SIZE: Final = re.compile(rb"/MediaBox\[0 0 (\d{1,5}\.\d\d) (\d{1,5}\.\d\d)\]")
_PICTURE: Final = re.compile(rb"/Width (\d{1,5})/Height (\d{1,5})[^>]{1,99}/Length (\d{1,9})>>stream\n")


class PicturePage(NamedTuple):
    """A page: its JPEG with its columns and rows, and its width and height on paper in points, as in the file."""

    jpeg: bytes
    columns: int
    rows: int
    width: bytes
    height: bytes


def write_pdf(pages: Sequence[PicturePage]) -> bytes:
    """Return the PDF of these pages."""
    kids = b" ".join(b"%d 0 R" % (3 + 3 * at) for at in range(len(pages)))
    objects = [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count %d/Kids[%s]>>" % (len(pages), kids)]
    for at, page in enumerate(pages, 1):
        draw = b"%s 0 0 %s 0 0 cm /I Do" % (page.width, page.height)
        objects += [
            _PAGE[0] % (page.width, page.height, 3 * at + 2, 3 * at + 1), _PAGE[1] % (len(draw), draw),
            _PAGE[2] % (page.columns, page.rows, len(page.jpeg), page.jpeg),
        ]  # fmt: skip
    out, places = bytearray(START + b"1.4\n%\xe2\xe3\xcf\xd3\n"), []
    for number, said in enumerate(objects, 1):
        places.append(b"%010d 00000 n \n" % len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, said)
    table = b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(objects) + 1, b"".join(places))
    return (
        bytes(out) + table + b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(places) + 1, len(out))
    )


def read_pages(data: bytes) -> list[PicturePage]:
    """Return the pages of such a PDF, as many as there are; none of another file."""
    found, at = list[PicturePage](), 0
    while (size := _SIZE.search(data, at)) and (picture := _PICTURE.search(data, size.end())):
        columns, rows, length = map(int, picture.groups())
        at = picture.end() + length
        found.append(PicturePage(data[picture.end() : at], columns, rows, size[1], size[2]))
    return found
