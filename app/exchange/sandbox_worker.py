"""The confined child that reads foreign files. It only receives bytes by a pipe and answers by a pipe.

The child has no key, no vault and no file name. Before it reads the first byte it drops its rights (`layers`) and
names the layers that hold. The program sends no file if a required layer is missing. A file that needs too much time
or memory ends the child, and only that file is not read. If the system has few layers (macOS) or none (Windows), the
protection is a separate process with limited time. The child first loads everything that reading can need, then
applies the layers. No reader needs a thread.

    first:   the names of the layers that hold, separated by spaces, after their length (4 bytes)
    to it:   "w" for words, "p" for a picture, "q" for QR codes, "m" for hidden data, "t" for the table on a sheet, "c"
             for a working copy (`copies.painter`), "d" for one of a PDF or "g" for a page (`copies.page_painter`), or
             "l" for the leaks of a copy (`copies.inspection`), or "b" for a bundle (`copies.bundle_pages`); the
             picture's longest side in pixels or the length of the sheet's name in bytes (2 bytes); the length of the
             file (4 bytes); the name; the file
    from it: length (4 bytes), then words in UTF-8, or width and height (2 bytes each) and RGBA pixels, or the content
             of each QR code after its length (2 bytes), or hidden data as JSON lists of code and text; of a table
             pieces, each with its length (4 bytes) before it, until one is empty

The pieces are JSON in ASCII: first {"sheet", "sheets"}, then lists of [number of the row, cells]; or, as the last one,
{"refused": name of a `Why`, "values"}. Integers are big-endian.

Decode a foreign picture in the confined child and return it as small, plain pixels.

Only JPEG, PNG, WebP, GIF (its first picture) and HEIC, identified by their bytes. The picture is turned as the camera
was held. A picture with a stated size above MOST_PIXELS is refused before it is decoded.

QR codes (ISO/IEC 18004) are read from the same formats, in the order of the picture: from top to bottom.
"""

import codecs
import importlib
import io
import json
import pkgutil
import struct
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from encodings.aliases import aliases
from typing import TYPE_CHECKING, BinaryIO, Final

from app.exchange import layers
from app.exchange.copies.bundle_pages import answer_bundle
from app.exchange.copies.inspection import answer_leaks
from app.exchange.copies.page_painter import answer_page, answer_pages
from app.exchange.copies.painter import FORMATS as FORMATS
from app.exchange.copies.painter import answer_copy
from app.exchange.media.heic import is_heic, open_heic
from app.exchange.metadata import find_hidden

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

SECONDS: Final = 15
"""Seconds of processor time for one file."""
SHEET_SECONDS: Final = 120
"""Seconds of processor time for one workbook; a person waits for it."""
MOST_PIECE: Final = 16 << 20
"""The most bytes of one piece of a table."""
_PIECE: Final = 1 << 17
"""Characters and cells after which a piece is sent."""
ASKED: Final = struct.Struct(">cHI")
SIZE: Final = struct.Struct(">HH")
MOST_PIXELS: Final = 120_000_000
"""The most pixels of the original: 480 MB while a PNG of that size is decoded, less for a JPEG."""
CODE_SIDE: Final = 2400
"""Longest side in pixels of a picture in which codes are searched; a larger one is made smaller first."""
MOST_CODES: Final = 16
"""The most QR codes of one picture that are returned."""
MOST_CODE: Final = 2953
"""The most bytes in one QR code (version 40, error correction L)."""
CODE: Final = struct.Struct(">H")

COPY_SECONDS: Final = 120
"""Seconds of processor time for a copy, or for its check: a PDF has many pages."""
WORK: Final = {b"c": answer_copy, b"d": answer_pages, b"l": answer_leaks, b"g": answer_page, b"b": answer_bundle}
"""The requests about working copies and pages."""


def main(bare: bool = False, heic: bool = False) -> int:
    """Read files until there are no more. A `bare` child loads no reader: it only names its layers and gets no file.

    With `heic`, it reads HEIC pictures too.
    """
    from app.exchange.content import words_of

    if not bare:
        load()
    if heic:
        from app.exchange.media.films import load_library

        with suppress(ImportError):  # without the film pack, each HEIC picture is refused
            load_library()
    return serve(words_of)


def serve(words: Callable[[bytes], str]) -> int:
    """Drop all rights, name the layers that hold, and read files until there are no more. `words` extracts the text."""
    layers.die_with_parent()
    held = layers.confine()
    source, sink = sys.stdin.buffer, sys.stdout.buffer
    answer(sink, " ".join(sorted(held)).encode("ascii"))
    while head := source.read(ASKED.size):
        what, side, length = ASKED.unpack(head)
        if what == b"t":
            name = source.read(side).decode()
            allow_time(SHEET_SECONDS)
            _table(source.read(length), name, sink)
            continue
        data = source.read(length)
        allow_time(COPY_SECONDS if what in b"cdlb" else SECONDS)
        if what == b"p":
            width, height, pixels = make_thumbnail(data, side)
            answer(sink, SIZE.pack(width, height) + pixels)
        elif what == b"q":
            answer(sink, b"".join(CODE.pack(len(code)) + code for code in read_codes(data)))
        elif what == b"m":
            _say(sink, find_hidden(data))
        elif what in WORK:
            answer(sink, WORK[what](data))
        else:
            answer(sink, words(data).encode("utf-8", "replace"))
    return 0


def answer(sink: BinaryIO, said: bytes) -> None:
    """Send one answer, or one piece of it, after its length."""
    sink.write(len(said).to_bytes(4, "big") + said)
    sink.flush()


def _table(data: bytes, name: str, sink: BinaryIO) -> None:
    """Answer with the rows of a sheet as they arrive, so that neither side stores them twice."""
    from app.exchange.package import Unreadable
    from app.exchange.xlsx import read_sheet

    rows: list[tuple[int, list[str]]] = []
    held = 0

    def begun(sheet: str, sheets: tuple[str, ...]) -> None:
        _say(sink, {"sheet": sheet, "sheets": sheets})

    def take(number: int, cells: list[str]) -> None:
        nonlocal held
        rows.append((number, cells))
        held += sum(map(len, cells)) + len(cells)
        if held > _PIECE:
            _say(sink, rows)
            rows.clear()
            held = 0

    try:
        read_sheet(data, name, begun, take)
    except Unreadable as refused:
        _say(sink, {"refused": refused.why.name, "values": refused.values})
    else:
        _say(sink, rows)
    answer(sink, b"")


def _say(sink: BinaryIO, said: object) -> None:
    answer(sink, json.dumps(said).encode("ascii"))


def load() -> None:
    """Load everything that reading can need, because the child cannot open files later."""
    import pypdf
    import pypdfium2  # noqa: F401
    import zxingcpp  # noqa: F401
    from PIL import Image, ImageCms, ImageOps  # noqa: F401

    import app.exchange.xlsx  # noqa: F401

    Image.init()
    for module in pkgutil.walk_packages(pypdf.__path__, "pypdf."):
        with suppress(ImportError):  # needs a package that is not installed
            importlib.import_module(module.name)
    load_codecs()


def load_codecs() -> None:
    """Load each codec of text."""
    for name in set(aliases.values()):
        with suppress(LookupError):  # a codec of another system
            codecs.lookup(name)


def allow_time(seconds: int) -> None:
    """Give the next file its seconds of processor time. When they are used up, the system ends this process."""
    try:
        import resource
    except ImportError:
        return
    used = resource.getrusage(resource.RUSAGE_SELF)
    _, most = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime) + seconds, most))


def make_thumbnail(data: bytes, side: int) -> tuple[int, int, bytes]:
    """Return width, height and RGBA pixels, neither side longer than `side`. Exceptions of Pillow are not caught."""
    turned = _decode(data, side)
    return turned.width, turned.height, turned.tobytes()


def read_codes(data: bytes) -> Sequence[bytes]:
    """Return the contents of at most MOST_CODES codes of a picture. Exceptions of Pillow are not caught."""
    import zxingcpp  # loaded in the confined child only
    from PIL import Image

    picture = _decode(data, CODE_SIDE)
    paper = Image.new("RGBA", picture.size, "white")  # a code that was saved with a transparent ground
    paper.alpha_composite(picture)
    found = zxingcpp.read_barcodes(paper.convert("L"), formats=zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode]))
    found.sort(key=lambda code: (code.position.top_left.y, code.position.top_left.x))
    return [bytes(code.bytes) for code in found[:MOST_CODES]]


def _decode(data: bytes, side: int) -> "Picture":
    """Return a picture as RGBA, upright, neither side longer than `side`."""
    from PIL import Image, ImageOps  # loaded in the confined child only

    held = io.BytesIO(data)
    with open_heic(held, MOST_PIXELS) if is_heic(data) else Image.open(held, formats=FORMATS) as image:
        if image.width * image.height > MOST_PIXELS:
            raise Image.DecompressionBombError
        image.thumbnail((side, side), reducing_gap=2.0)
        return ImageOps.exif_transpose(image).convert("RGBA")
