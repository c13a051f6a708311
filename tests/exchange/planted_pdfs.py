"""PDFs with words in every place that the format has for them: none shows a real place or person."""

import io
import re
import zlib
from collections.abc import Callable
from typing import Final

from PIL import Image

from tests.exchange.planted_pictures import Planted

WIDE, HIGH = 400, 600
MARK: Final = (100, 400, 200, 500)
"""Left, lower, right and upper side of the bright mark in points."""
DRAWN: Final = b"0.98 0.08 0.47 rg 100 400 100 100 re f 0 0 1 rg 20 20 50 50 re f "


class Draft:
    """A PDF with one page, and the places where a test plants words."""

    def __init__(self) -> None:
        self.objects: dict[int, bytes] = {}
        self.root = self.page = self.resources = b""
        self.info = 0

    def add(self, said: bytes) -> int:
        """Add an object and return its number; 1 to 4 are the frame."""
        number = 5 + len(self.objects)
        self.objects[number] = said
        return number

    def stream(self, data: bytes, said: bytes = b"", packed: bool = True) -> int:
        """Add a stream and return its number."""
        data = zlib.compress(data) if packed else data
        said += b"/Filter/FlateDecode" if packed else b""
        return self.add(b"<<%s/Length %d>>stream\n%s\nendstream" % (said, len(data), data))

    def write(self, drawn: bytes = b"", start: bytes = b"") -> bytes:
        """Return the bytes; `drawn` is painted after the scene."""
        packed = zlib.compress(DRAWN + drawn)
        frame = {
            1: b"<</Type/Catalog/Pages 2 0 R%s>>" % self.root,
            2: b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
            3: b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 %d %d]/Contents 4 0 R/Resources<</Font<</F <</Type/Font"
            b"/Subtype/Type1/BaseFont/Helvetica>>>>%s>>%s>>" % (WIDE, HIGH, self.resources, self.page),
            4: b"<</Filter/FlateDecode/Length %d>>stream\n%s\nendstream" % (len(packed), packed),
        }
        return append(start + b"%PDF-1.7\n", frame | self.objects, b"/Info %d 0 R" % self.info if self.info else b"")


def append(before: bytes, objects: dict[int, bytes], said: bytes = b"") -> bytes:
    """Return a file with these objects after its bytes, and a new table."""
    out, offset = bytearray(before), max(before.find(b"%PDF"), 0)
    table = b"xref\n0 1\n0000000000 65535 f \n"
    for number, data in objects.items():
        table += b"%d 1\n%010d 00000 n \n" % (number, len(out) - offset)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, data)
    earlier = re.findall(rb"startxref\n(\d+)", before)
    said += b"/Prev %s" % earlier[-1] if earlier else b""
    end = b"trailer\n<</Size 99/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF\n" % (said, len(out) - offset)
    return bytes(out) + table + end


def show(words: bytes, more: bytes = b"") -> bytes:
    """Return the drawing of a line of text in the middle of the mark."""
    return b"q BT %s /F 8 Tf 104 450 Td (%s) Tj ET Q " % (more, words)


def text(planted: Planted) -> bytes:
    """Text under the mark, invisible text, white text, text outside of the page and in a form that nobody draws."""
    draft = Draft()
    form = draft.stream(show(planted.raw("UnusedForm")), b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]")
    draft.resources = b"/XObject<</X %d 0 R>>" % form
    return draft.write(
        show(planted.raw("Mark")) + show(planted.raw("Invisible"), b"3 Tr") + show(planted.raw("White"), b"1 g")
        + b"1 0 0 1 900 900 cm " + show(planted.raw("OutsidePage"))
    )  # fmt: skip


def form(planted: Planted) -> bytes:
    """A form with values, defaults, tips, choices and its XML."""
    draft = Draft()
    fields = [
        draft.add(b"<</FT/Tx/T(%s)/TU(%s)/V(%s)/DV(%s)/Subtype/Widget/F 2/Rect[0 0 9 9]>>"
                  % tuple(planted.raw(one) for one in ("FieldName", "FieldTip", "FieldValue", "FieldDefault"))),
        draft.add(b"<</FT/Ch/T(c)/Opt[(%s)(b)]/V(b)>>" % planted.raw("FieldChoice")),
    ]  # fmt: skip
    xfa = draft.stream(b"<xdp:xdp>" + planted.raw("Xfa") + b"</xdp:xdp>")
    draft.root = b"/AcroForm<</Fields[%d 0 R %d 0 R]/XFA %d 0 R>>" % (*fields, xfa)
    draft.page = b"/Annots[%d 0 R]" % fields[0]
    return draft.write()


def files(planted: Planted) -> bytes:
    """Files inside: one of the document, one of a note, one associated."""
    draft, specs = Draft(), []
    for place in ("File", "NoteFile", "AssociatedFile"):
        held = draft.stream(planted.raw(place), b"/Type/EmbeddedFile")
        said = (planted.raw(f"{place}Name"), planted.raw(f"{place}About"), held)
        specs.append(draft.add(b"<</Type/Filespec/F(%s)/Desc(%s)/EF<</F %d 0 R>>>>" % said))
    note = draft.add(b"<</Type/Annot/Subtype/FileAttachment/F 2/Rect[0 0 9 9]/FS %d 0 R>>" % specs[1])
    draft.root = b"/Names<</EmbeddedFiles<</Names[(a)%d 0 R]>>>>/AF[%d 0 R]" % (specs[0], specs[2])
    draft.page = b"/Annots[%d 0 R]" % note
    return draft.write()


def versions(planted: Planted) -> bytes:
    """Two earlier versions of the page, one of them not packed."""
    draft = Draft()
    first = draft.write(show(planted.raw("FirstVersion")))
    plain = show(planted.raw("SecondVersion"))
    second = append(first, {4: b"<</Length %d>>stream\n%s\nendstream" % (len(plain), plain)})
    return append(second, {4: b"<</Length %d>>stream\n%s\nendstream" % (len(DRAWN), DRAWN)})


def notes(planted: Planted) -> bytes:
    """Notes of readers, a link, and a mark with the words that it covers."""
    draft = Draft()
    rows = [
        b"/Subtype/Text/F 2/Rect[0 0 9 9]/Contents(%s)/T(%s)" % (planted.raw("Note"), planted.raw("NoteAuthor")),
        b"/Subtype/FreeText/F 2/Rect[100 400 200 500]/DA(/F 8 Tf)/Contents(%s)" % planted.raw("HiddenText"),
        b"/Subtype/Popup/Rect[0 0 9 9]/Contents(%s)" % planted.raw("Popup"),
        b"/Subtype/Link/Rect[0 0 9 9]/A<</S/URI/URI(https://%s.example)>>" % planted.raw("Link"),
        b"/Subtype/Highlight/Rect[10 400 20 500]/QuadPoints[10 500 20 500 10 400 20 400]/Contents(%s)"
        % planted.raw("Highlight"),
        b"/Subtype/Redact/Rect[100 400 200 500]/OverlayText(%s)" % planted.raw("Redact"),
    ]
    numbers = [draft.add(b"<</Type/Annot%s>>" % row) for row in rows]
    draft.page = b"/Annots[%s]" % b" ".join(b"%d 0 R" % number for number in numbers)
    return draft.write()


def script(planted: Planted) -> bytes:
    """Scripts at the opening, in the list of scripts and of a page; one would change the title."""
    draft = Draft()
    long = draft.stream(b"this.info.Title = '%s'; app.alert(1)" % planted.raw("ScriptStream"))
    listed = b"/Names<</JavaScript<</Names[(a)<</S/JavaScript/JS %d 0 R>>]>>>>" % long
    draft.root = b"/OpenAction<</S/JavaScript/JS(app.alert('%s'))>>" % planted.raw("OpenScript") + listed
    draft.page = b"/AA<</O<</S/JavaScript/JS(app.alert('%s'))>>/C<</S/Launch/F(%s)>>>>" % (
        planted.raw("PageScript"), planted.raw("Launch"),
    )  # fmt: skip
    return draft.write()


def metadata(planted: Planted) -> bytes:
    """Metadata of the document in both forms, of a page and of a program."""
    draft = Draft()
    xmp = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'><dc:creator>%s</dc:creator></x:xmpmeta>" % planted.raw("Xmp")
    said = b"/Type/Metadata/Subtype/XML"
    numbers = [draft.stream(xmp, said, packed=False), draft.stream(planted.raw("PageXmp"), said)]
    names = (b"Title", b"Author", b"Subject", b"Keywords", b"Creator", b"Producer", b"Company")
    info = b"".join(b"/%s(%s)" % (name, planted.raw(f"Info{name.decode()}")) for name in names)
    draft.info = draft.add(b"<<%s/CreationDate(D:20240309010203)>>" % info)
    draft.root = b"/Metadata %d 0 R" % numbers[0]
    draft.page = b"/Metadata %d 0 R/PieceInfo<</App<</Private(%s)>>>>" % (numbers[1], planted.raw("PieceInfo"))
    return draft.write()


def layers(planted: Planted) -> bytes:
    """A layer that is switched off: it would cover the page with the colour of the mark."""
    draft = Draft()
    group = draft.add(b"<</Type/OCG/Name(%s)>>" % planted.raw("LayerName"))
    draft.root = b"/OCProperties<</OCGs[%d 0 R]/D<</OFF[%d 0 R]/Order[%d 0 R]>>>>" % (group, group, group)
    draft.resources = b"/Properties<</L %d 0 R>>" % group
    return draft.write(b"/OC /L BDC 0.98 0.08 0.47 rg 0 0 400 600 re f " + show(planted.raw("LayerText")) + b"EMC")


def structure(planted: Planted) -> bytes:
    """Words for a screen reader, bookmarks, names of pages and of places."""
    draft = Draft()
    element = draft.add(b"<</Type/StructElem/S/P/Alt(%s)/ActualText(%s)/Pg 3 0 R/K 0>>"
                        % (planted.raw("Alt"), planted.raw("ActualText")))  # fmt: skip
    marks = draft.add(b"<</Title(%s)/Dest[3 0 R/Fit]>>" % planted.raw("Bookmark"))
    draft.root = (
        b"/StructTreeRoot<</Type/StructTreeRoot/K %d 0 R>>/Outlines<</First %d 0 R/Last %d 0 R/Count 1>>"
        b"/PageLabels<</Nums[0<</P(%s)>>]>>/Dests<</%s[3 0 R/Fit]>>"
        % (element, marks, marks, planted.raw("PageLabel"), planted.raw("Place"))
    )  # fmt: skip
    return draft.write(b"/Span<</ActualText(%s)>>BDC EMC " % planted.raw("Span"))


def outside(planted: Planted) -> bytes:
    """Bytes before the beginning and after the end, an object that nothing uses, and a photograph with metadata."""
    draft, out = Draft(), io.BytesIO()
    Image.new("RGB", (16, 16), "blue").save(out, "JPEG", comment=planted.raw("PictureComment"))
    said = b"/Subtype/Image/Width 16/Height 16/ColorSpace/DeviceRGB/BitsPerComponent 8/Filter/DCTDecode"
    draft.resources = b"/XObject<</P %d 0 R>>" % draft.stream(out.getvalue(), said, packed=False)
    draft.stream(planted.raw("Unused"))
    whole = draft.write(b"q 50 0 0 50 200 20 cm /P Do Q", start=b"%" + planted.raw("BeforeTheStart") + b"\n")
    return whole + b"PK\x03\x04" + planted.raw("AfterTheEnd")


PDFS: Final[dict[str, Callable[[Planted], bytes]]] = {
    "Text": text, "Form": form, "Files": files, "Versions": versions, "Notes": notes, "Script": script,
    "Metadata": metadata, "Layers": layers, "Structure": structure, "Outside": outside,
}  # fmt: skip


def unpacked(data: bytes) -> bytes:
    """Return the bytes of a file, and each packed stream in it unpacked."""
    found = [data]
    for one in re.finditer(rb"stream\r?\n", data):
        try:
            found.append(zlib.decompressobj().decompress(data[one.end() :]))
        except zlib.error:
            continue
    return b"\n".join(found)
