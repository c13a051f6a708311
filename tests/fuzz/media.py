"""Damaged media in the media child: each case is a changed film, sound, picture, PDF or mail in a child of its own.

The long run forks the children from a process that has the libraries, which takes a tenth of the time of a start: each
drops its rights before it sees a byte, and serves one file, as the program's own. Of each TRUE cases, one goes through
a child that the program starts.
"""

import os
import random
import resource
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, partial

from PIL import Image

from app.exchange.media import media_worker
from app.exchange.media.media_client import REFUSALS, MediaChild, MediaRefused
from app.exchange.media.media_facts import read_facts, read_hits, read_peaks, read_points
from app.exchange.media.media_types import HEAD, find_type
from app.exchange.sandbox_client import start_child
from tests.bytes_reader import BytesReader
from tests.exchange import planted_pdfs
from tests.exchange.heic_files import heic
from tests.exchange.media_files import make_film, make_picture, make_sound
from tests.exchange.office import docx, pdf
from tests.exchange.planted_films import planted_file
from tests.exchange.planted_pictures import Planted
from tests.fuzz.change import changed

SECONDS = 10
"""The longest time of one case."""
TRUE = 50
MAIL = b"From: a@example.org\nMIME-Version: 1.0\nContent-Type: text/html\nSubject: one\n\n<b>Words</b>\n"
ASKED: Mapping[str, tuple[tuple[str, dict[str, object]], ...]] = {
    "film": (
        ("frame", {"ms": 400}), ("seek", {"ms": 100}), ("wave", {"columns": 50}), ("play", {"ms": 0, "most": 600}),
    ),
    "picture": (("tile", {}), ("tile", {"box": [100_000, 0, 900_000, 500_000]})),
    "pages": (("page", {"page": 0}), ("tile", {"page": 0}), ("find", {"page": 0, "text": "a"})),
    "words": (("page", {"page": 0}),),
}  # fmt: skip
SORTS: Mapping[str, Sequence[str]] = {"pictures": ("picture", "heic"), "PDF": ("pages",), "films": ("film",)}
"""The families of each sort of the long run."""


@cache
def seeds() -> list[tuple[str, bytes]]:
    """Return good files with the family of each."""
    pictures = [make_picture(form, (120, 60), 6) for form in ("JPEG", "PNG", "WEBP", "TIFF", "GIF", "AVIF")]
    sounds = [make_sound(0.5), make_sound(0.5, "flac", "flac"), make_sound(0.5, "ogg", "libopus")]
    papers = [make(Planted(name)) for name, make in planted_pdfs.PDFS.items()]
    files = [make_film(0.7, gap=10), *sounds, *pictures, pdf("Taken from here"), docx("Five men"), MAIL, *papers]
    films = [planted_file(form)[0] for form in ("Mp4", "Mov", "Mkv", "Ts", "Avi", "Mp3")]
    files += [*films, heic(Image.new("RGB", (200, 100), "blue"), turn=1)]
    return [(find_type(data[:HEAD]).family, data) for data in files]


def fork(family: str, _: Sequence[str]) -> "subprocess.Popen[bytes]":
    """Start a child for one file without the start of a program: what runs between fork and exec never ends."""
    serve = partial(_serve, media_worker.load(family))
    pipe = subprocess.PIPE
    return subprocess.Popen(["never"], stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, preexec_fn=serve)


def _serve(family: "media_worker.MediaFamily | str") -> None:
    os.closerange(3, 1 << 16)  # among them the pipe on which the starter waits for exec
    sys.stdin, sys.stdout = os.fdopen(0), os.fdopen(1, "w")
    try:
        os._exit(media_worker.serve(family))
    finally:
        os._exit(1)


def outcome(family: str, data: bytes, true: bool = True) -> str:
    """Show a file in each way; return "shown" or the name of the refusal. AssertionError if it takes too long.

    The child is a fork if it is not a `true` one. A child that ended without a word adds how: 1 is an error, a negative
    number a signal.
    """
    began, started = time.monotonic(), list["subprocess.Popen[bytes]"]()

    def begin(command: Sequence[str]) -> "subprocess.Popen[bytes]":
        started.append(start_child(command) if true else fork(family, command))
        return started[-1]

    with MediaChild(family, BytesReader(data), len(data), silence=SECONDS, begin=begin) as child:
        try:
            _show(child, "picture" if family == "heic" else family)
            said = "shown"
        except MediaRefused as refused:
            said = refused.name
    took, code = time.monotonic() - began, started[0].returncode
    assert said in {*REFUSALS, "shown"} and took < SECONDS + 5, f"{said} after {took:.1f} s: {data.hex()[:4000]}"
    return f"{said} ({code})" if said == "damaged" and code not in (0, -9) else said


def _show(child: MediaChild, family: str) -> None:
    facts = read_facts(child.open())
    for do, values in ASKED[family]:
        if do != "wave" and family == "film" and not facts.width:
            continue
        told = child.result(do, width=100, height=100, **values)
        if do == "wave":
            read_peaks(told)
        elif do == "find":
            read_hits(told)
        elif family == "pages":
            read_points(told)


def damage(draw: random.Random, data: bytes) -> bytes:
    """Return changed bytes: some bytes of a file, mostly near its start, or a file without its end."""
    if draw.random() < 0.1:
        return data[: draw.randrange(len(data))]
    if draw.random() < 0.5:
        return changed(draw, data[:600]) + data[600:]
    return changed(draw, data)


def cases(number: int, seed: int = 0, families: Sequence[str] = ()) -> Iterator[tuple[str, bytes]]:
    """Yield damaged files of some families by turns, or of each."""
    draw = random.Random(f"media {seed}")
    good = [one for one in seeds() if not families or one[0] in families]
    for at in range(number):
        family, data = good[at % len(good)]
        yield family, damage(draw, data)


def run(number: int, seed: int, sort: str) -> str:
    """Show damaged files; return the number of each outcome, and the largest child and the growth of this process."""
    told, slowest = Counter[str](), 0.0
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for at, (family, data) in enumerate(cases(number, seed, SORTS[sort])):
        began = _children()
        told[outcome(family, data, true=at % TRUE == 0)] += 1
        slowest = max(slowest, _children() - began)
    most, grown = (resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_CHILDREN, resource.RUSAGE_SELF))
    names = ", ".join(f"{name} {count}" for name, count in told.most_common())
    return f"{names}; child {most >> 10} MiB, program +{grown - before >> 10} MiB, slowest {slowest:.1f} s"


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
