"""Office files (OOXML, ODF): a zip of XML parts, read as hostile.

What is unpacked is counted as it comes, over all parts together, so no header is believed; more than the limit is
refused. A document type, and with it every entity, is refused. Nothing is fetched and nothing is written.
Errors: InputRefused. Standards: ECMA-376 part 2, OASIS OpenDocument 1.3 part 2.
"""

import io
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from typing import Final
from xml.parsers import expat

from attrs import define

from app.errors import InputRefused
from app.phrase import Phrase

MOST_UNPACKED: Final = 256 << 20
"""Bytes of all parts that are read of one file."""
MOST_PARTS: Final = 4096
_STEP: Final = 1 << 16
_DAMAGED = (zipfile.BadZipFile, zlib.error, RuntimeError, EOFError, OSError, ValueError, LookupError, MemoryError)


@define
class Handlers:
    """What is called for an XML part: names without their prefix, `text` in pieces."""

    start: Callable[[str, Mapping[str, str]], None]
    end: Callable[[str], None] = lambda name: None
    text: Callable[[str], None] = lambda piece: None


class Package:
    """An opened office file; `most` bounds what may be unpacked of it, in bytes."""

    def __init__(self, data: bytes, most: int = MOST_UNPACKED) -> None:
        self._left = most
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except _DAMAGED as error:
            raise _damaged() from error
        self._parts = {info.filename: info for info in self._zip.infolist()}
        if len(self._parts) > MOST_PARTS:
            raise _damaged()

    def __contains__(self, name: str) -> bool:
        return name in self._parts

    def names(self) -> list[str]:
        """Return the names of all parts, in the order of the file."""
        return list(self._parts)

    def parse(self, name: str, handlers: Handlers) -> None:
        """Read one XML part from its beginning to its end; what a handler raises goes through."""
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
        except (expat.ExpatError, LookupError, ValueError) as error:  # the latter two: an encoding that is none
            raise InputRefused(
                Phrase("{name} in the file is no whole XML: {error}.", name=name, error=str(error)),
                "The file is damaged.",
            ) from error

    def _pieces(self, name: str) -> Iterator[bytes]:
        info = self._parts.get(name)
        if info is None or info.flag_bits & 1 or info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise _damaged()
        try:
            with self._zip.open(info) as part:
                while piece := part.read(_STEP):
                    self._left -= len(piece)
                    if self._left < 0:
                        raise InputRefused("The file unpacks to more than can be read.", "Part it into smaller files.")
                    yield piece
        except _DAMAGED as error:
            raise _damaged() from error


def _no_entities(*_: object) -> None:
    raise InputRefused("The file declares a document type, which no office program does.", "It was not read.")


def _damaged() -> InputRefused:
    return InputRefused("The file is not a whole office file, or it is locked with a password.")
