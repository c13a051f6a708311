"""PDF pages in the media child, by PDFium: pictures of a part of a page in any size, and found words with their boxes.

PDFium reads only the needed parts of a file. JavaScript is not in it. Boxes are in millionths of the page as shown.
"""

import ctypes
import io
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

from app.exchange.media.media_pipe import MOST_SIDE, MediaPipe, MediaRefusal
from app.exchange.media.media_worker import MediaFamily
from app.exchange.media.pictures import WHOLE, read_box
from app.exchange.media.range_source import RangeSource
from app.exchange.metadata import MOST_LETTERS

if TYPE_CHECKING:
    from pypdfium2 import PdfPage, PdfTextPage

MOST_POINTS: Final = 14_400
"""Points of the longest side of a page (ISO 32000, annex C)."""
MOST_HITS: Final = 500
"""The most hits of one page."""
MOST_LETTERS_PAGE: Final = 200_000
_CLAIMED: Final = {
    "Title": "comment", "Author": "author", "Subject": "comment", "Keywords": "comment", "Creator": "program",
    "Producer": "program", "CreationDate": "time", "ModDate": "changed",
}  # fmt: skip


class PdfFile:
    """An open PDF. `facts` has the number of pages, and the data that the file claims."""

    def __init__(self, pipe: MediaPipe, source: RangeSource) -> None:
        import pypdfium2

        self.pipe, self.source = pipe, source
        try:
            self.document = pypdfium2.PdfDocument(source)
        except pypdfium2.PdfiumError as error:
            raise MediaRefusal("locked" if "assword" in str(error) else "damaged") from None
        if self.document.get_formtype():
            self.document.init_forms()
        said = self.document.get_metadata_dict(skip_empty=True)
        claimed = [(_CLAIMED[name], text[:MOST_LETTERS]) for name, text in said.items() if name in _CLAIMED]
        self.facts = {"pages": len(self.document), "claimed": claimed}

    def page(self, asked: Mapping[str, Any]) -> "PdfPage":
        """Return the asked page, counted from 0. Raises MediaRefusal for one that is too large."""
        page = self.document[asked["page"]]
        if max(page.get_size()) > MOST_POINTS:
            raise MediaRefusal("page_too_large")
        return page


def _send_tile(file: PdfFile, asked: Mapping[str, Any]) -> Mapping[str, Any]:
    """Send the asked `box` of a page as a picture of `width` x `height` pixels; return the size of the page."""
    from pypdfium2 import raw

    x0, y0, x1, y1 = read_box(asked)
    width, height = min(asked["width"], MOST_SIDE), min(asked["height"], MOST_SIDE)
    page = file.page(asked)
    across, down = width / (x1 - x0), height / (y1 - y0)  # pixels of the whole page
    pixels = ctypes.create_string_buffer(4 * width * height)
    bitmap = raw.FPDFBitmap_CreateEx(width, height, raw.FPDFBitmap_BGRx, pixels, 4 * width)
    raw.FPDFBitmap_FillRect(bitmap, 0, 0, width, height, 0xFFFFFFFF)
    place = (round(-x0 * across), round(-y0 * down), max(1, round(across)), max(1, round(down)), 0)
    raw.FPDF_RenderPageBitmap(bitmap, page, *place, raw.FPDF_ANNOT)
    if file.document.formenv:
        raw.FPDF_FFLDraw(file.document.formenv, bitmap, page, *place, raw.FPDF_ANNOT)
    raw.FPDFBitmap_Destroy(bitmap)
    file.pipe.send_picture(0, width, height, pixels.raw)
    points = page.get_size()
    page.close()
    return {"points": points}


def _send_small(file: PdfFile, asked: Mapping[str, Any]) -> Mapping[str, Any]:
    """Send a page that fits into `width` x `height` pixels; of a damaged one send nothing, and show the others."""
    import pypdfium2

    try:
        page = file.page(asked)
    except (MediaRefusal, pypdfium2.PdfiumError):
        return {}
    across, down = page.get_size()
    page.close()
    part = min(asked["width"] / max(1, across), asked["height"] / max(1, down))
    return _send_tile(file, {**asked, "width": max(1, int(across * part)), "height": max(1, int(down * part))})


def _measure(file: PdfFile, asked: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the size of a page in points, as it is shown."""
    page = file.page(asked)
    points = page.get_size()
    page.close()
    return {"points": points}


def _read_text(file: PdfFile, asked: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the words of a page."""
    page = file.page(asked)
    words = page.get_textpage().get_text_bounded()[:MOST_LETTERS_PAGE]
    page.close()
    return {"text": words}


def _find(file: PdfFile, asked: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the hits of `text` on a page: of each, the boxes of its lines."""
    page = file.page(asked)
    words = page.get_textpage()
    hits = [[*_list_boxes(page, words, hit)] for hit in _list_hits(words, asked["text"])]
    page.close()
    return {"hits": hits}


def _list_hits(words: "PdfTextPage", text: str) -> Iterator[tuple[int, int]]:
    search = words.search(text)
    for _ in range(MOST_HITS):
        hit = search.get_next()
        if hit is None:
            return
        yield hit


def _list_boxes(page: "PdfPage", words: "PdfTextPage", hit: tuple[int, int]) -> Iterator[tuple[int, int, int, int]]:
    from pypdfium2 import raw

    def place(x: float, y: float) -> tuple[int, int]:
        across, down = ctypes.c_int(), ctypes.c_int()
        raw.FPDF_PageToDevice(page, 0, 0, WHOLE, WHOLE, 0, x, y, across, down)
        return across.value, down.value

    for at in range(words.count_rects(*hit)):
        west, south, east, north = words.get_rect(at)
        (x0, y0), (x1, y1) = place(west, north), place(east, south)
        sides = min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)
        if min(sides[2:]) >= 0 and max(sides[:2]) <= WHOLE:  # words can be outside of the page
            left, upper, right, lower = (min(max(side, 0), WHOLE) for side in sides)
            yield left, upper, right, lower


def _load(_: str) -> None:
    import pypdfium2

    from app.exchange.sandbox_worker import load_codecs

    load_codecs()
    empty = io.BytesIO()
    document = pypdfium2.PdfDocument.new()
    document.new_page(100, 100)
    document.save(empty)
    document.close()
    with pypdfium2.PdfDocument(empty) as warm:  # callbacks are code: they cannot be made for the first time later
        page = warm[0]
        page.get_textpage().search("a").get_next()
        page.render()
        warm.init_forms()


FAMILY: Final = MediaFamily(
    _load, PdfFile, {"tile": _send_tile, "small": _send_small, "page": _measure, "text": _read_text, "find": _find}
)  # fmt: skip
