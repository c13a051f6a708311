"""Extract the text of a foreign file: text, HTML, PDF, and office documents (DOCX, XLSX, PPTX, ODF).

The bytes of a file decide its format, never its name. Nothing that a file refers to is loaded. This code runs only in
the confined child (`app.exchange.sandbox_worker`), so a parser can raise any exception. Standards: ISO 32000 (PDF),
ECMA-376, OASIS OpenDocument 1.3.
"""

import codecs
import io
import re
from collections.abc import Mapping
from html.parser import HTMLParser
from typing import Final

from attrs import frozen

from app.exchange.package import Handlers, OfficePackage

MOST_TEXT: Final = 1_000_000
"""Characters of one file that a search can find; later ones are ignored."""
_MARKED: Final = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_NO_TEXT: Final = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_HTML: Final = re.compile(r"\s*(<\?xml[^>]*>\s*)?(<!--.*?-->\s*)?<(!doctype\s+html|html)\b", re.IGNORECASE | re.DOTALL)
_UNSHOWN: Final = frozenset({"script", "style", "template", "noscript"})
_HEAD: Final = 1024


@frozen
class _Form:
    """The text parts of one kind of office document: parts, elements that hold text, elements that end a line.

    Without `holds` all text counts.
    """

    parts: re.Pattern[str]
    holds: frozenset[str] = frozenset()
    ends: frozenset[str] = frozenset({"p"})


_FORMS: Final[Mapping[str, _Form]] = {
    "word/document.xml": _Form(
        re.compile(r"word/(document|footnotes|endnotes|comments|header\d*|footer\d*)\.xml"), frozenset({"t"})
    ),
    "xl/workbook.xml": _Form(
        re.compile(r"xl/(sharedStrings|worksheets/[^/]+)\.xml"), frozenset({"t"}), frozenset({"si", "c"})
    ),
    "ppt/presentation.xml": _Form(re.compile(r"ppt/(slides|notesSlides)/[^/]+\.xml"), frozenset({"t"})),
    "content.xml": _Form(re.compile(r"content\.xml"), ends=frozenset({"p", "h"})),
}
"""Forms by the part that identifies the document."""


def may_hold_words(head: bytes) -> bool:
    """Return True if, by its first bytes, a file can be one that is read. Pictures, films and sounds are not."""
    return bool(head) and (
        b"%PDF-" in head[:_HEAD]
        or head.startswith((b"PK\x03\x04", *(mark for mark, _ in _MARKED)))
        or not _NO_TEXT.search(head.decode("latin-1"))
    )


def words_of(data: bytes) -> str:
    """Return the text of a file, at most MOST_TEXT characters; "" if there is none."""
    if b"%PDF-" in data[:_HEAD]:
        text = _pdf(data)
    elif data.startswith(b"PK\x03\x04"):
        text = _document(OfficePackage(data))
    else:
        text = _plain(data)
    return text[:MOST_TEXT]


def _plain(data: bytes) -> str:
    """Return data that is certainly text: UTF-8 or marked UTF-16, no control characters. Otherwise return ""."""
    encoding = next((name for mark, name in _MARKED if data.startswith(mark)), "utf-8")
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        return ""
    if _NO_TEXT.search(text):
        return ""
    return visible_text(text) if _HTML.match(text[:_HEAD]) else text


class _TextPage(HTMLParser):
    """Collects the visible text of a page. Only tags that do not belong inside a line separate words."""

    def __init__(self) -> None:
        super().__init__()
        self.pieces: list[str] = []
        self._unshown = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:
        """Skip text that is not visible."""
        self._unshown += tag in _UNSHOWN
        if tag not in ("a", "b", "em", "i", "span", "strong", "u"):
            self.pieces.append("\n")

    def handle_endtag(self, tag: str) -> None:
        """Collect the text after a hidden element again."""
        self._unshown = max(0, self._unshown - (tag in _UNSHOWN))

    def handle_data(self, data: str) -> None:
        """Add visible text."""
        if not self._unshown:
            self.pieces.append(data)


def visible_text(text: str) -> str:
    """Return the text of an HTML page that a reader sees."""
    page = _TextPage()
    page.feed(text)
    page.close()
    return re.sub(r"\s*\n\s*", "\n", "".join(page.pieces)).strip()


def _pdf(data: bytes) -> str:
    from pypdf import PdfReader  # loaded in the confined child only

    pieces: list[str] = []
    length = 0
    for page in PdfReader(io.BytesIO(data)).pages:
        pieces.append(page.extract_text())
        length += len(pieces[-1])
        if length > MOST_TEXT:
            break
    return "\n".join(pieces)


def _document(package: OfficePackage) -> str:
    form = next((form for name, form in _FORMS.items() if name in package), None)
    if form is None:
        return ""
    pieces: list[str] = []
    within = 0 if form.holds else 1

    def start(tag: str, said: Mapping[str, str]) -> None:
        nonlocal within
        within += tag in form.holds
        if tag in ("tab", "s", "br", "line-break"):
            pieces.append(" ")

    def end(tag: str) -> None:
        nonlocal within
        within -= tag in form.holds
        if tag in form.ends:
            pieces.append("\n")

    def text(piece: str) -> None:
        if within:
            pieces.append(piece)

    for name in package.names():
        if form.parts.fullmatch(name):
            package.parse(name, Handlers(start, end, text))
    return re.sub(r"\n{2,}", "\n", "".join(pieces)).strip()
