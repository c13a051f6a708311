"""Ask for a working copy of a picture in one confined child, and for its leaks in a fresh one."""

import json
from typing import Final

from attrs import frozen

from app.exchange.copies.inspection import LEAKS
from app.exchange.copies.painter import MOST_PAINTED, MOST_WORDS, PAINTED, TOO_LARGE
from app.exchange.sandbox_client import MOST_READ, Reader
from app.phrase import Phrase

MOST_COPY: Final = 40 << 20
"""Bytes of the largest copy: a PNG of 2,400 x 2,400 pixels has at most 18 MB, and the words are few."""


class PictureRefused(ValueError):
    """A picture that Amparo cannot copy; the phrase says why."""


@frozen
class PaintedCopy:
    """The bytes of a copy, and the words of the metadata of its original."""

    data: bytes
    words: tuple[str, ...]

    @property
    def mime(self) -> str:
        """Return the media type."""
        return "image/png" if self.data.startswith(b"\x89PNG") else "image/jpeg"


def paint_copy(original: bytes, recipe: bytes) -> PaintedCopy:
    """Return the copy of an original by an encoded recipe.

    Raises PictureRefused for a damaged or too large picture, OSError if no child can be started, and NotConfined if a
    required layer is missing.
    """
    if len(original) + len(recipe) + 4 > MOST_READ:
        raise PictureRefused(Phrase("The picture has more than {most} bytes.", most=MOST_READ))
    with Reader() as reader:
        said = reader.ask(b"c", 0, _request(recipe, original), MOST_COPY)
    if said == TOO_LARGE:
        raise PictureRefused(Phrase("The picture has more than {most} million pixels.", most=MOST_PAINTED // 10**6))
    end = 5 + int.from_bytes(said[1:5], "big") if said else 0
    if said is None or said[:1] != PAINTED or end >= len(said):
        raise PictureRefused(Phrase("The file is damaged, or it is not a JPEG, PNG, WebP or GIF picture."))
    words = json.loads(said[5:end])
    return PaintedCopy(said[end:], tuple(str(word) for word in words[:MOST_WORDS]))


def list_leaks(copy: bytes, recipe: bytes) -> list[str]:
    """Return the leaks of a copy that a fresh child finds, as codes of LEAKS; each code if the child fails.

    Raises OSError and NotConfined like `paint_copy`.
    """
    with Reader() as reader:
        said = reader.ask(b"l", 0, _request(recipe, copy), len(" ".join(LEAKS)))
    found = None if said is None else said.decode("ascii", "replace").split()
    return list(LEAKS) if found is None or not set(found) <= set(LEAKS) else found


def find_words(copy: bytes, words: tuple[str, ...]) -> list[str]:
    """Return the words that the bytes of a copy hold, in UTF-8 or UTF-16."""
    forms = ("utf-8", "utf-16-le", "utf-16-be")
    return [word for word in words if any(word.encode(form, "replace") in copy for form in forms)]


def _request(recipe: bytes, data: bytes) -> bytes:
    return len(recipe).to_bytes(4, "big") + recipe + data
