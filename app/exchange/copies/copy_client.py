"""Ask for a working copy of a picture or a PDF in one confined child, and for its leaks in a fresh one."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Final

from attrs import frozen

from app import start
from app.exchange.copies import page_painter
from app.exchange.copies.bundle_pages import pack_parts
from app.exchange.copies.inspection import LEAKS
from app.exchange.copies.page_painter import MOST_COPY
from app.exchange.copies.painter import MOST_PAINTED, MOST_WORDS, NO_LIBRARY, PAINTED, TOO_LARGE
from app.exchange.copies.picture_pdf import START, read_pages
from app.exchange.media.heic import is_heic
from app.exchange.media.media_client import REFUSALS
from app.exchange.sandbox_client import MOST_READ, PixelImage, Reader
from app.phrase import Phrase

MOST_SECONDS: Final = 150
"""Seconds of real time for one copy, or for its check."""
START_WITHIN: Final = 1024
"""A PDF begins in its first bytes (ISO 32000-1, annex H)."""
_REFUSALS: Final[Mapping[bytes, Phrase]] = {
    NO_LIBRARY: REFUSALS["no_library"],
    TOO_LARGE: Phrase("The picture has more than {most} million pixels.", most=MOST_PAINTED // 10**6),
    page_painter.LOCKED: Phrase("The PDF has a password. Save it without one, and add that file."),
    page_painter.WIDE: Phrase("A page of the PDF has more than 14,400 points on a side."),
    page_painter.MANY: Phrase(
        "The copy has more than {most} MiB. Leave pages out, or use fewer dots.", most=MOST_COPY >> 20
    ),
    page_painter.EMPTY: Phrase("The copy has no page."),
}


class PictureRefused(ValueError):
    """A picture or PDF that Amparo cannot copy or show; the phrase says why."""


@frozen
class PaintedCopy:
    """The bytes of a copy, and the words of the metadata of its original."""

    data: bytes
    words: tuple[str, ...]

    @property
    def sha256(self) -> bytes:
        """Return the hash of the copy."""
        return hashlib.sha256(self.data).digest()

    @property
    def mime(self) -> str:
        """Return the media type."""
        if is_pdf(self.data):
            return "application/pdf"
        return "image/png" if self.data.startswith(b"\x89PNG") else "image/jpeg"


@frozen
class PageView:
    """The picture of one page, and the number of pages of its PDF."""

    pages: int
    picture: PixelImage


def is_pdf(data: bytes) -> bool:
    """Return True if a file, or its first kilobyte, is a PDF."""
    return START in data[:START_WITHIN]


def find_command(data: bytes) -> Sequence[str]:
    """Return the command of a child that reads a file: empty for the usual one."""
    return [*start.command()[0], start.CONFINED, start.HEIC] if is_heic(data) else ()


def paint_copy(original: bytes, recipe: bytes) -> PaintedCopy:
    """Return the copy of an original by an encoded recipe.

    Raises PictureRefused for a damaged or too large file, OSError if no child can be started, and NotConfined if a
    required layer is missing.
    """
    if len(original) + len(recipe) + 4 > MOST_READ:
        raise PictureRefused(Phrase("The file has more than {most} bytes.", most=MOST_READ))
    with Reader(seconds=MOST_SECONDS, command=find_command(original)) as reader:
        said = _ask(reader, b"d" if is_pdf(original) else b"c", _request(recipe, original), MOST_COPY)
    end = 4 + int.from_bytes(said[:4], "big")
    if end >= len(said):
        raise _damaged()
    words = json.loads(said[4:end])
    return PaintedCopy(said[end:], tuple(str(word) for word in words[:MOST_WORDS]))


def view_page(reader: Reader, data: bytes, number: int, side: int) -> PageView:
    """Return a page of a PDF, from 1, the longest side `side` pixels long. A number after the last is the last page.

    Raises PictureRefused for a damaged or locked PDF, OSError and NotConfined like `paint_copy`.
    """
    asked = number.to_bytes(4, "big") + side.to_bytes(2, "big") + data
    said = _ask(reader, b"g", asked, 9 + 4 * side * side)
    pages, width, height = (int.from_bytes(said[at:end], "big") for at, end in ((0, 4), (4, 6), (6, 8)))
    if not (0 < width <= side and 0 < height <= side and len(said) == 8 + 4 * width * height):
        raise _damaged()
    return PageView(pages, PixelImage(width, height, said[8:]))


def _ask(reader: Reader, what: bytes, asked: bytes, most: int) -> bytes:
    """Return the answer without its first byte. Raises PictureRefused without one."""
    said = reader.ask(what, 0, asked, most) or b""
    if said in _REFUSALS:
        raise PictureRefused(_REFUSALS[said])
    if said[:1] != PAINTED:
        raise _damaged()
    return said[1:]


def _damaged() -> PictureRefused:
    return PictureRefused(Phrase("The file is damaged, or it is not a JPEG, PNG, WebP, GIF or HEIC picture, or a PDF."))


def count_pages(form: bytes) -> int:
    """Return the number of pages of a paper of ours. Raises like `join_pages`."""
    with Reader(seconds=MOST_SECONDS) as reader:
        return int.from_bytes(_ask(reader, b"b", pack_parts([form]), 5), "big")


def join_pages(form: bytes, stamps: bytes, annexes: Sequence[bytes]) -> bytes:
    """Return the bundle of a form with its annexes, which are working copies, each page under its stamp.

    Raises PictureRefused for too many bytes, OSError and NotConfined like `paint_copy`.
    """
    asked = pack_parts([form, stamps, *annexes])
    if len(asked) > MOST_READ:
        raise PictureRefused(Phrase("The annexes have more than {most} MiB. Choose fewer.", most=MOST_READ >> 20))
    with Reader(seconds=MOST_SECONDS) as reader:
        return _ask(reader, b"b", asked, 2 * MOST_READ)


def list_leaks(copy: bytes, recipe: bytes) -> list[str]:
    """Return the leaks of a copy that a fresh child finds, as codes of LEAKS; each code if the child fails.

    Raises OSError and NotConfined like `paint_copy`.
    """
    with Reader(seconds=MOST_SECONDS) as reader:
        said = reader.ask(b"l", 0, _request(recipe, copy), len(" ".join(LEAKS)))
    found = None if said is None else said.decode("ascii", "replace").split()
    return list(LEAKS) if found is None or not set(found) <= set(LEAKS) else found


def find_words(copy: bytes, words: tuple[str, ...]) -> list[str]:
    """Return the words that the bytes of a copy hold, in UTF-8 or UTF-16; of a PDF, only the bytes of its pictures."""
    forms = ("utf-8", "utf-16-le", "utf-16-be")
    searched = b"".join(page.jpeg for page in read_pages(copy)) if is_pdf(copy) else copy
    return [word for word in words if any(word.encode(form, "replace") in searched for form in forms)]


def _request(recipe: bytes, data: bytes) -> bytes:
    return len(recipe).to_bytes(4, "big") + recipe + data
