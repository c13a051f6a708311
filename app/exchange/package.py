"""Read office files (OOXML, ODF), a zip of XML parts, as hostile input.

Unpacked bytes are counted as they arrive, over all parts together, so no header is trusted. More bytes than the limit
are refused. A document type, and with it every entity, is refused. Nothing is downloaded and nothing is written.
Errors: Unreadable. Standards: ECMA-376 part 2, OASIS OpenDocument 1.3 part 2.
"""

import io
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from enum import Enum
from string import Formatter
from typing import Final
from xml.parsers import expat

from attrs import define

from app.errors import InputRefused
from app.phrase import Phrase

MOST_UNPACKED: Final = 256 << 20
"""The most bytes that are unpacked of one file, over all parts."""
MOST_PARTS: Final = 4096
_STEP: Final = 1 << 16
_DAMAGED = (zipfile.BadZipFile, zlib.error, RuntimeError, EOFError, OSError, ValueError, LookupError, MemoryError)


class Why(Enum):
    """The reason why an office file is refused, and the next step. A pipe can carry the name, without free text."""

    DAMAGED = Phrase("The file is not a complete office file, or it has a password."), ""
    NO_XML = Phrase("{name} in the file is not valid XML: {error}."), Phrase("The file is damaged.")
    DOCUMENT_TYPE = (
        Phrase("The file contains a part that office programs never write."),
        Phrase("Amparo did not read it."),
    )
    TOO_LARGE = Phrase("The file is too large."), Phrase("Split it into smaller files.")
    TOO_MANY_CELLS = Phrase("The sheet is too large."), Phrase("Split it into smaller files.")
    NO_SHEET = Phrase("There is no sheet {name}."), Phrase("Sheets: {names}.")

    @property
    def places(self) -> set[str]:
        """Return the names of the placeholders in its sentences."""
        return {name for text in self.value for _, name, _, _ in Formatter().parse(text) if name}


class Unreadable(InputRefused):
    """An office file that is refused: `why`, and the `values` of the placeholders in its sentence."""

    def __init__(self, why: Why, **values: str) -> None:
        message, hint = (Phrase(text, **values) if "{" in text else text for text in why.value)
        super().__init__(message, hint)
        self.why, self.values = why, values


@define
class Handlers:
    """Functions that are called for an XML part: names without their prefix, `text` in pieces."""

    start: Callable[[str, Mapping[str, str]], None]
    end: Callable[[str], None] = lambda name: None
    text: Callable[[str], None] = lambda piece: None


class OfficePackage:
    """An opened office file; `most` limits the bytes that are unpacked."""

    def __init__(self, data: bytes, most: int = MOST_UNPACKED) -> None:
        self._left = most
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except _DAMAGED as error:
            raise Unreadable(Why.DAMAGED) from error
        self._parts = {info.filename: info for info in self._zip.infolist()}
        if len(self._parts) > MOST_PARTS:
            raise Unreadable(Why.DAMAGED)

    def __contains__(self, name: str) -> bool:
        return name in self._parts

    def names(self) -> list[str]:
        """Return the names of all parts, in the order of the file."""
        return list(self._parts)

    def parse(self, name: str, handlers: Handlers) -> None:
        """Read one XML part from start to end. Exceptions of a handler are not caught."""
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = lambda tag, attributes: handlers.start(tag.rpartition(":")[2], attributes)
        parser.EndElementHandler = lambda tag: handlers.end(tag.rpartition(":")[2])
        parser.CharacterDataHandler = handlers.text
        parser.StartDoctypeDeclHandler = _no_entities
        try:
            for piece in self._pieces(name):
                parser.Parse(piece)
            parser.Parse(b"", True)
        except (expat.ExpatError, LookupError, ValueError) as error:  # the last two: an invalid encoding
            raise Unreadable(Why.NO_XML, name=name, error=str(error)) from error

    def _pieces(self, name: str) -> Iterator[bytes]:
        info = self._parts.get(name)
        if info is None or info.flag_bits & 1 or info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise Unreadable(Why.DAMAGED)
        try:
            with self._zip.open(info) as part:
                while piece := part.read(_STEP):
                    self._left -= len(piece)
                    if self._left < 0:
                        raise Unreadable(Why.TOO_LARGE)
                    yield piece
        except _DAMAGED as error:
            raise Unreadable(Why.DAMAGED) from error


def _no_entities(*_: object) -> None:
    raise Unreadable(Why.DOCUMENT_TYPE)
