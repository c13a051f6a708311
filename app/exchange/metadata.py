"""Find data in a file that its pages or its picture do not show: author, position, comments, tracked changes.

The bytes of a file decide its format, never its name. Only codes of `HIDDEN` and short texts leave, never content. This
code runs only in the confined child (`app.exchange.sandbox_worker`), so a parser can raise any exception. Standards:
Exif 2.32, XMP (ISO 16684-1), ISO 32000 (PDF), ECMA-376, OASIS OpenDocument 1.3.
"""

import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from app.exchange.content import may_hold_words
from app.exchange.package import Handlers, OfficePackage

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

HIDDEN: Final = ("position", "time", "device", "author", "comment", "change", "sheet", "file", "more", "unread")
"""The kinds of hidden data. `unread`: no reader knows the format of the file."""
MOST_LINES: Final = 40
MOST_LETTERS: Final = 120
"""Limits of one answer: lines, and characters of the text in a line."""
PICTURES: Final = ("JPEG", "PNG", "WEBP", "GIF")
_GPS: Final = 0x8825
_EXIF: Final[Mapping[int, str]] = {
    0x010F: "device", 0x0110: "device", 0x0131: "device", 0xA431: "device", 0xA430: "author", 0xA435: "device",
    0x0132: "time", 0x9003: "time", 0x9004: "time", 0x013B: "author", 0x8298: "author", 0x9C9D: "author",
    0x010E: "comment", 0x9286: "comment", 0x9C9B: "comment", 0x9C9C: "comment", 0x9C9E: "comment", 0x927C: "more",
}  # fmt: skip
"""The tags that say something of a person, a time or a device; the others describe the pixels."""
_SAID: Final[Mapping[str, str]] = {
    "/author": "author", "/title": "comment", "/subject": "comment", "/keywords": "comment", "creator": "author",
    "lastmodifiedby": "author", "initial-creator": "author", "description": "comment", "subject": "comment",
    "keywords": "comment", "keyword": "comment", "category": "comment", "title": "comment", "company": "author",
    "manager": "author", "user-defined": "more", "property": "more", "ins": "change", "del": "change",
    "movefrom": "change", "tracked-changes": "change", "annotation": "comment", "comment": "comment",
    "threadedcomment": "comment", "cm": "comment",
}  # fmt: skip
"""Names of PDF entries and of XML elements, in small letters."""
_TEXTS: Final = re.compile(r"docProps/.*\.xml|meta\.xml")
_MARKS: Final = re.compile(
    r"word/(document|comments\w*|footnotes|header\d*|footer\d*)\.xml|xl/(workbook|comments\d*|threadedComments/[^/]+)"
    r"\.xml|ppt/comments/[^/]+\.xml|content\.xml"
)
_ELEMENTS: Final = frozenset(
    {"ins", "del", "movefrom", "tracked-changes", "annotation", "comment", "threadedcomment", "cm"}
)
Line = tuple[str, str]
"""A code of `HIDDEN`, and the text of it; empty if the code says all."""
UNREAD: Final[Line] = ("unread", "")


def find_hidden(data: bytes) -> list[Line]:
    """Return each hidden thing of a file once, at most MOST_LINES; UNREAD for a format without a reader."""
    if b"%PDF-" in data[:1024]:
        found = _of_pdf(data)
    elif data.startswith(b"PK\x03\x04"):
        found = _of_document(OfficePackage(data))
    elif may_hold_words(data[:4096]):
        found = iter(())
    else:
        found = _of_picture(data)
    cut = dict.fromkeys((code, " ".join(text.split())[:MOST_LETTERS]) for code, text in found)
    return list(cut)[:MOST_LINES]


def _of_picture(data: bytes) -> Iterator[Line]:
    from PIL import Image, UnidentifiedImageError  # loaded in the confined child only

    try:
        image = Image.open(io.BytesIO(data), formats=PICTURES)
    except UnidentifiedImageError:
        yield UNREAD
        return
    with image:
        yield from _of_exif(image)
        for name, value in image.info.items():
            if name in ("xmp", "XML:com.adobe.xmp", "photoshop"):
                yield "more", ""
            elif name == "comment" or name in getattr(image, "text", {}):
                yield "comment", _text(value)


def _of_exif(image: "Picture") -> Iterator[Line]:
    exif = image.getexif()
    if exif.get_ifd(_GPS):
        yield "position", ""
    inner = exif.get_ifd(0x8769)
    for tag, value in (*exif.items(), *inner.items()):
        if code := _EXIF.get(tag):
            yield code, "" if code == "more" else _text(value)
    if exif.get_ifd(1):  # a small picture of the whole, perhaps from before a person cut or blurred it
        yield "more", ""


def _text(value: Any) -> str:
    return value.decode("utf-8", "replace").strip("\0 ") if isinstance(value, bytes) else str(value)


def _of_pdf(data: bytes) -> Iterator[Line]:
    from pypdf import PdfReader  # loaded in the confined child only

    reader = PdfReader(io.BytesIO(data))
    for name, value in (reader.metadata or {}).items():
        if (code := _SAID.get(name.lower())) and str(value).strip():
            yield code, str(value)
    if "/Metadata" in reader.root_object:
        yield "more", ""
    if reader.attachments:
        yield "file", ", ".join(reader.attachments)
    for page in reader.pages:
        yield from _of_notes(page.get("/Annots") or ())


def _of_notes(notes: Iterable[Any]) -> Iterator[Line]:
    for note in notes:
        said = note.get_object()
        if said.get("/Contents") and said.get("/Subtype") not in ("/Link", "/Widget"):
            yield "comment", str(said["/Contents"])


def _of_document(package: OfficePackage) -> Iterator[Line]:
    if "[Content_Types].xml" not in package and "content.xml" not in package:
        yield UNREAD
    for name in package.names():
        if _TEXTS.fullmatch(name):
            yield from _of_part(package, name, _SAID.keys() - _ELEMENTS)
        elif _MARKS.fullmatch(name):
            yield from _of_part(package, name, _ELEMENTS)
        elif name.rpartition(".")[0].startswith(("word/embeddings", "xl/embeddings", "ppt/embeddings")):
            yield "file", name.rpartition("/")[2]


def _of_part(package: OfficePackage, name: str, wanted: Iterable[str]) -> Sequence[Line]:
    """Return the elements of one XML part that say something, each with its text, and the hidden sheets."""
    known, found, open_ = frozenset(wanted), list[Line](), list[tuple[str, list[str]]]()

    def start(tag: str, said: Mapping[str, str]) -> None:
        if tag.lower() in known:
            open_.append((tag, []))
        if tag == "sheet" and said.get("state", "visible") != "visible":
            found.append(("sheet", said.get("name", "")))

    def end(tag: str) -> None:
        if open_ and open_[-1][0] == tag:
            words = "".join(open_.pop()[1]).strip()
            code = _SAID[tag.lower()]
            if words or tag.lower() in _ELEMENTS:
                found.append((code, "" if code == "change" else words))

    def text(piece: str) -> None:
        if open_:
            open_[-1][1].append(piece)

    package.parse(name, Handlers(start, end, text))
    return found
