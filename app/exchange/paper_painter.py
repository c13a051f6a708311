"""The confined child that paints papers: a paper as JSON comes by a pipe, a PDF (PDF/A-2a, PDF/UA-1) goes back.

Typst paints. Its template is ours and fixed (`resources/papers`); the paper is one JSON text, so no word of a record is
ever markup. The child first loads typst and the fonts of the packages, closes the files, paints an empty page to start
typst's one thread, and then applies the other layers (`layers`). Typst could open files and ask the network otherwise.

    to it:   ASKED of `sandbox_worker` with "d", 0 and the length of the JSON; the JSON
    from it: its length (4 bytes), then "P" and the PDF; "L" and a letter that no font has; or "E" and typst's words

`template` in the JSON names a file of `resources/papers`, `day` (UTC, ISO) is the date in the properties of the PDF.
"""

import json
import os
import re
import sys
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Final

from app import start
from app.exchange import layers
from app.exchange.sandbox_worker import ASKED, allow_time, answer

if TYPE_CHECKING:
    from typst import Compiler

SECONDS: Final = 60
"""Seconds of processor time for one paper."""
_FONTS: Final = ("fontpkg_inter", "fontpkg_amiri")
_LETTER: Final = re.compile(
    r"the (?:text|codepoint|disallowed codepoint) `?\"(.+?)\"|contains the .*codepoint `\"(.+?)\""
)
_WARM: Final = {
    "title": "A ا", "second": "A ا", "language": "en", "template": "report", "day": "2026-01-01", "foot": "A",
    "issuer": [], "top": "", "addressee": [], "facts": [["A ا", "A ا"]], "marks": [], "page": [], "body": [],
    "tail": [],
}  # fmt: skip
"""A paper with letters of each font and weight."""


class PaperPainter:
    """Typst with the templates and fonts of the program, loaded once."""

    def __init__(self) -> None:
        os.environ["RAYON_NUM_THREADS"] = "1"  # read when typst starts its threads
        import typst

        folder = start.resources() / "papers"
        frame = (folder / "frame.typ").read_text("utf-8")
        self._sources = {
            path.stem: f"{frame}\n{path.read_text('utf-8')}".encode()
            for path in folder.glob("*.typ")
            if path.stem != "frame"
        }
        self.folders = [_font_folder(package) for package in _FONTS]
        fonts = typst.Fonts(
            include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(path) for path in self.folders]
        )
        self._failure = typst.TypstError
        self._typst: Compiler = typst.Compiler(root=str(folder), font_paths=fonts, ignore_system_fonts=True)

    def warm(self) -> None:
        """Paint a page with each font, so that no file is opened and no thread is started later.

        Raises OSError if it cannot: the fonts or templates of this program are damaged.
        """
        said = self.paint(json.dumps(_WARM).encode())
        if said[:1] != b"P":
            raise OSError(said.decode("utf-8", "replace"))

    def paint(self, paper: bytes) -> bytes:
        """Return the answer about a paper in JSON."""
        told = json.loads(paper)
        at = datetime.fromisoformat(told["day"]).replace(tzinfo=UTC)
        try:
            made = self._typst.compile(
                self._sources[told["template"]], format="pdf", sys_inputs={"paper": paper.decode()},
                pdf_standards=["a-2a", "ua-1"], timestamp=at,
            )  # fmt: skip
        except self._failure as failed:
            found = _LETTER.search(failed.message)
            return b"L" + (found[1] or found[2]).encode() if found else b"E" + failed.message.encode()
        assert isinstance(made, bytes)  # noqa: S101 - a PDF is one file
        return b"P" + made


def main() -> int:
    """Paint papers until there are no more."""
    painter = PaperPainter()
    layers.die_with_parent()
    held = layers.confine(begin=painter.warm, readable=painter.folders)
    source, sink = sys.stdin.buffer, sys.stdout.buffer
    answer(sink, " ".join(sorted(held)).encode("ascii"))
    while head := source.read(ASKED.size):
        _, _, length = ASKED.unpack(head)
        paper = source.read(length)
        allow_time(SECONDS)
        answer(sink, painter.paint(paper))
    return 0


def _font_folder(package: str) -> Path:
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise FileNotFoundError(package)
    return Path(spec.origin).parent / "files"
