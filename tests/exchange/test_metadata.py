"""Hidden data of files: author, position, comments and changes are found, and a file without any is clean."""

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest
from PIL import Image, PngImagePlugin
from pypdf import PdfWriter
from pypdf.annotations import Text

from app.exchange.metadata import MOST_LETTERS, MOST_LINES, UNREAD, find_hidden
from app.exchange.sandbox_client import Reader
from tests.flow.test_without_a_name import face

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
TYPES = "[Content_Types].xml"


def picture(form: str, **more: object) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(out, form, **more)
    return out.getvalue()


def office(parts: Mapping[str, str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for name, text in {TYPES: "<Types/>", **parts}.items():
            package.writestr(name, text)
    return out.getvalue()


def pdf(**said: str) -> bytes:
    out, writer = io.BytesIO(), PdfWriter()
    writer.add_blank_page(72, 72)
    writer.metadata = {f"/{name}": text for name, text in said.items()} or None
    writer.write(out)
    return out.getvalue()


def test_a_photograph_says_who_where_and_when(tmp_path: Path) -> None:
    found = find_hidden(face(tmp_path / "a.jpg"))
    assert ("position", "") in found and ("author", "Marula") in found
    assert ("comment", "At home in Tres Ceibas, 14.072275 N") in found


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "GIF"])
def test_a_picture_without_more_is_clean_and_one_with_a_comment_is_not(form: str) -> None:
    assert find_hidden(picture(form)) == []
    exif = Image.Exif()
    exif[0x010F] = "Lantern"
    said = PngImagePlugin.PngInfo()
    said.add_text("Author", "Marula")
    more = {"JPEG": {"comment": b"Marula"}, "GIF": {"comment": b"Marula"}, "PNG": {"pnginfo": said},
            "WEBP": {"exif": exif}}[form]  # fmt: skip
    assert find_hidden(picture(form, **more)) == [("device", "Lantern") if form == "WEBP" else ("comment", "Marula")]
    if form in ("PNG", "WEBP", "JPEG"):
        assert find_hidden(picture(form, exif=exif)) == [("device", "Lantern")]


def test_a_small_picture_of_the_whole_and_xmp_are_found() -> None:
    assert find_hidden(picture("WEBP", xmp=b"<x:xmpmeta/>")) == [("more", "")]


def test_a_pdf_says_its_author_its_notes_and_its_files() -> None:
    assert find_hidden(pdf()) == find_hidden(pdf(Producer="A program")) == []
    assert find_hidden(pdf(Author="Marula")) == [("author", "Marula")]
    out, writer = io.BytesIO(), PdfWriter()
    writer.add_blank_page(72, 72)
    writer.metadata = None
    writer.add_annotation(0, Text(rect=(0, 0, 9, 9), text="Ask Marula"))
    writer.add_attachment("list.txt", b"Marula")
    writer.write(out)
    assert sorted(find_hidden(out.getvalue())) == [("comment", "Ask Marula"), ("file", "list.txt")]


@pytest.mark.parametrize(
    ("parts", "found"),
    [
        ({"word/document.xml": f'<w:document xmlns:w="{WORD}"><w:p><w:t>Words</w:t></w:p></w:document>'}, []),
        ({"docProps/core.xml": "<c><creator>Marula</creator><revision>3</revision></c>"}, [("author", "Marula")]),
        ({"docProps/app.xml": "<p><Company> </Company><Manager>Rio</Manager></p>"}, [("author", "Rio")]),
        ({"docProps/custom.xml": "<p><property><v>Case 4</v></property></p>"}, [("more", "Case 4")]),
        ({"word/document.xml": "<d><ins><t>new</t></ins><del><delText>old</delText></del></d>"}, [("change", "")]),
        ({"word/comments.xml": "<c><comment><t>Ask Marula</t></comment></c>"}, [("comment", "Ask Marula")]),
        ({"xl/workbook.xml": '<w><sheets><sheet name="A"/><sheet name="B" state="veryHidden"/></sheets></w>'},
         [("sheet", "B")]),
        ({"content.xml": "<c><tracked-changes/><annotation>Marula</annotation></c>"},
         [("change", ""), ("comment", "Marula")]),
        ({"meta.xml": "<m><initial-creator>Marula</initial-creator></m>"}, [("author", "Marula")]),
        ({"word/embeddings/list.xlsx": "PK"}, [("file", "list.xlsx")]),
    ],
)  # fmt: skip
def test_an_office_file_says_its_author_comments_changes_and_hidden_sheets(
    parts: Mapping[str, str], found: list[tuple[str, str]]
) -> None:
    assert find_hidden(office(parts)) == found


def test_a_text_is_clean_and_a_format_without_a_reader_is_said() -> None:
    assert find_hidden(b"Marula wrote this.") == []
    assert find_hidden(b"\0\0\0\x20ftypmp42" + bytes(64)) == [UNREAD]
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("a.bin", "x")
    assert find_hidden(out.getvalue()) == [UNREAD]


def test_an_answer_has_a_limit() -> None:
    comments = "".join(f"<comment><t>{n} {'x' * 500}</t></comment>" for n in range(200))
    found = find_hidden(office({"word/comments.xml": f"<c>{comments}</c>"}))
    assert len(found) == MOST_LINES and max(len(text) for _, text in found) == MOST_LETTERS


def test_the_confined_child_reads_them_and_a_damaged_file_is_unread(tmp_path: Path) -> None:
    with Reader() as reader:
        assert ("author", "Marula") in reader.hidden(face(tmp_path / "a.jpg"))
        assert reader.hidden(pdf(Author="Marula")) == [("author", "Marula")]
        assert reader.hidden(office({"docProps/core.xml": "<c><creator>Marula</creator></c>"})) == [
            ("author", "Marula")
        ]
        assert reader.hidden(b"PK\x03\x04 damaged") == [UNREAD]
        assert reader.hidden(b"%PDF-1.7 damaged") == [UNREAD]
