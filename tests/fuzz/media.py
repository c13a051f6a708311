"""Damaged media in the media child: each case is a changed film, sound, picture, PDF or mail in a child of its own."""

import random
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache

from app.exchange.media.media_client import REFUSALS, BytesReader, MediaChild, MediaRefused
from app.exchange.media.media_types import HEAD, find_type
from tests.exchange.media_files import make_film, make_picture, make_sound
from tests.exchange.office import docx, pdf
from tests.fuzz.change import changed

SECONDS = 10
"""The longest time of one case."""
MAIL = b"From: a@example.org\nMIME-Version: 1.0\nContent-Type: text/html\nSubject: one\n\n<b>Words</b>\n"
ASKED: Mapping[str, tuple[tuple[str, dict[str, object]], ...]] = {
    "film": (
        ("frame", {"ms": 400}), ("seek", {"ms": 100}), ("wave", {"columns": 50}), ("play", {"ms": 0, "most": 600}),
    ),
    "picture": (("tile", {}), ("tile", {"box": [100_000, 0, 900_000, 500_000]})),
    "pages": (("page", {"page": 0}), ("tile", {"page": 0}), ("find", {"page": 0, "text": "a"})),
    "words": (("page", {"page": 0}),),
}  # fmt: skip


@cache
def seeds() -> list[tuple[str, bytes]]:
    """Return good files with the family of each."""
    pictures = [make_picture(form, (120, 60), 6) for form in ("JPEG", "PNG", "WEBP", "TIFF", "GIF", "AVIF")]
    sounds = [make_sound(0.5), make_sound(0.5, "flac", "flac"), make_sound(0.5, "ogg", "libopus")]
    files = [make_film(0.7, gap=10), *sounds, *pictures, pdf("Taken from here"), docx("Five men"), MAIL]
    return [(find_type(data[:HEAD]).family, data) for data in files]


def outcome(family: str, data: bytes) -> str:
    """Show a file in each way; return "shown" or the name of the refusal. AssertionError if it takes too long."""
    began = time.monotonic()
    with MediaChild(family, BytesReader(data), len(data), silence=SECONDS) as child:
        try:
            facts, said = child.open(), "shown"
            for do, values in ASKED["picture" if family == "heic" else family]:
                if do == "wave" or family != "film" or facts.get("width"):
                    child.result(do, width=100, height=100, **values)
        except MediaRefused as refused:
            said = refused.name
    took = time.monotonic() - began
    assert said in {*REFUSALS, "shown"} and took < SECONDS + 5, f"{said} after {took:.1f} s: {data.hex()[:4000]}"
    return said


def damage(draw: random.Random, data: bytes) -> bytes:
    """Return changed bytes: some bytes of a file, mostly near its start, or a file without its end."""
    if draw.random() < 0.1:
        return data[: draw.randrange(len(data))]
    if draw.random() < 0.5:
        return changed(draw, data[:600]) + data[600:]
    return changed(draw, data)


def cases(number: int, seed: int = 0) -> Iterator[tuple[str, bytes]]:
    """Yield damaged files of each kind by turns."""
    draw = random.Random(f"media {seed}")
    for at in range(number):
        family, data = seeds()[at % len(seeds())]
        yield family, damage(draw, data)


def run(number: int, seed: int = 0) -> str:
    """Show damaged files; return the number of each outcome."""
    return ", ".join(
        f"{name} {count}" for name, count in Counter(outcome(*case) for case in cases(number, seed)).items()
    )
