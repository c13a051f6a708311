"""Small files of other programs, made by hand; invented content."""

import io
import zipfile
from collections.abc import Mapping

from app.exchange.table import Table, table_of
from app.exchange.xlsx import read_sheet

VCARD = (
    b"BEGIN:VCARD\r\nVERSION:4.0\r\nUID:1\r\nFN:Heron\\, of\r\nORG:A;B\r\nADR:;;;;North;;KE\r\nLANG;PREF=1:fr\r\n"
    b'x.TEL;PREF=2;TYPE="voice";X-AMPARO-FOR="urgent";X-AMPARO-KEY="A^n":+1\r\nIMPP:im:a%20b\r\n'
    b"X-AMPARO-CHANNEL;X-AMPARO-KIND=radio:4\r\nX-AMPARO-CAN-DO:a,b\r\nNOTE:\\n\r\nEND:VCARD\r\n"
)
"""A card with every property that Amparo reads."""


def packed(entries: Mapping[str, str | bytes]) -> bytes:
    """Pack parts into an office file."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        for name, text in entries.items():
            package.writestr(name, text)
    return file.getvalue()


def docx(*paragraphs: str) -> bytes:
    """A DOCX of these paragraphs, each parted into runs in the middle of a word."""
    body = "".join(
        f"<w:p><w:r><w:t>{text[:3]}</w:t></w:r><w:r><w:instrText>PAGE</w:instrText><w:t>{text[3:]}</w:t></w:r></w:p>"
        for text in paragraphs
    )
    return packed({"word/document.xml": f'<w:document xmlns:w="w"><w:body>{body}</w:body></w:document>'})


def odt(*paragraphs: str) -> bytes:
    """An ODT of these paragraphs."""
    body = "".join(f"<text:p>{text}<text:tab/></text:p>" for text in paragraphs)
    return packed(
        {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "content.xml": f'<office:document-content xmlns:office="o" xmlns:text="t">{body}</office:document-content>',
        }
    )


def pdf(*pages: str) -> bytes:
    """A PDF with one line of Latin text on each page."""
    first = 4
    kids = " ".join(f"{first + 2 * n} 0 R" for n in range(len(pages)))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    for number, text in enumerate(pages):
        stream = f"BT /F1 12 Tf 20 200 Td ({text}) Tj ET"
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 300] /Contents {first + 2 * number + 1} 0 R"
            " /Resources << /Font << /F1 3 0 R >> >> >>"
        )
        objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
    out, places = b"%PDF-1.4\n", []
    for number, inner in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{inner}\nendobj\n".encode("cp1252")
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    return out + (
        f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}"
        f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{len(out)}\n%%EOF\n"
    ).encode("ascii")


def table_in(data: bytes, *, sheet: str | None = None, skip_rows: int | None = None) -> Table:
    """Read a workbook as `read_workbook` does, in this process."""
    rows: list[tuple[int, list[str]]] = []
    begun: list[tuple[str, tuple[str, ...]]] = []
    read_sheet(data, sheet or "", lambda *said: begun.append(said), lambda *row: rows.append(row))
    ((name, sheets),) = begun
    return table_of(rows, skip_rows, sheet=name, guessed=frozenset(() if sheet else {"sheet"}), sheets=sheets)


def unpacked(data: bytes) -> bytes:
    """Return all parts of an office file as one text, and any other file as it is."""
    if not data.startswith(b"PK"):
        return data
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return b"\n".join(package.read(name) for name in package.namelist())
