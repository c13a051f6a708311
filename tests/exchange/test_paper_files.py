"""The files of a framed paper: PDF/A-2a and PDF/UA-1 out of the confined child, DOCX, HTML, text, CSV and XLSX."""

import io
import json
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import docx
import pytest
from attrs import evolve
from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from app import start
from app.actions.paper_parts.passages import LINE
from app.domain.sheet import FormQuestion, Sheet, SheetFacts, SheetProse
from app.errors import InputRefused
from app.exchange import layers, sheets
from app.exchange.docx import as_docx
from app.exchange.paper_document import document_of
from app.exchange.pdf import as_pdf
from app.exchange.sandbox_client import Reader
from app.exchange.xlsx import read_sheet
from tests.exchange.office import unpacked
from tests.exchange.paper_sheets import ARABIC, HASH, LETTERHEAD, NUMBER, framed
from tests.exchange.test_confined import process

TEMPLATES = ("letter", "report", "table", "card", "script", "form")


def pdf(language: str = "en", template: str = "letter", **how: object) -> bytes:
    return as_pdf(document_of(framed(language, template, **how)))


def words(data: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages).split())


def tags(data: bytes) -> list[str]:
    """Return the structure types of a PDF in the order of reading, and each text for an image."""
    found: list[str] = []

    def walk(node: object) -> None:
        node = node.get_object() if hasattr(node, "get_object") else node
        if isinstance(node, list):
            for inner in node:
                walk(inner)
        elif isinstance(node, DictionaryObject):
            found.extend(str(node[name]) for name in ("/S", "/Alt") if name in node)
            walk(node.get("/K"))

    walk(PdfReader(io.BytesIO(data)).trailer["/Root"]["/StructTreeRoot"]["/K"])
    return found


@pytest.mark.parametrize("template", TEMPLATES)
def test_each_template_is_painted_in_both_directions_and_has_every_word(template: str) -> None:
    for language in ("en", "ar"):
        said = words(pdf(language, template))
        assert "26 November 2026" in said and "The family." in said and "*not bold* #x $y$ <b>" in said
        assert said.replace(" ", "").count(HASH) in (1, 4), "a card stands four times on its sheet"
        assert NUMBER in said


def test_a_paper_is_pdf_a_and_ua_with_title_language_headings_table_heads_and_a_text_for_the_logo() -> None:
    """Line 14 of papers.md: what the standards ask for, read back."""
    data = pdf()
    read = PdfReader(io.BytesIO(data))
    meta = data.decode("latin-1")
    assert "<pdfaid:part>2</pdfaid:part>" in meta and "<pdfaid:conformance>A" in meta and "<pdfuaid:part>1" in meta
    assert read.trailer["/Root"]["/Lang"] == "en" and read.metadata is not None
    assert read.metadata.title == "Briefing note" and not read.metadata.author
    said = tags(data)
    assert said.count("/H1") == 1 and "/H2" in said and said.count("/TH") == 2 and said.count("/Table") >= 1
    assert said[said.index("/Figure") + 1] == "River Fund"


def test_the_same_paper_is_the_same_bytes_and_another_day_is_not() -> None:
    assert pdf() == pdf() and pdf() != pdf(day="2026-11-30")


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_place_to_write_goes_on_to_the_end_of_its_line(language: str) -> None:
    paper = framed(language)
    rows = SheetFacts((("Address", LINE), ("Number", f"{LINE} (write it)"), ("Name", "so… yes")))
    longest = max(map(len, re.findall("…+", words(as_pdf(document_of(evolve(paper, body=(rows,))))))))
    assert longest > len(LINE) + 5


def test_a_line_of_text_never_begins_with_a_french_mark() -> None:
    said = sheets.as_text(Sheet("T", "", (SheetProse(" ".join(["Pas « ici » : non ;"] * 30)),), ""))
    assert "« ici » :".replace(" ", "\u00a0") in said
    assert not any(line.startswith((":", ";", "»")) or line.endswith("«") for line in said.splitlines())


def test_no_line_of_the_footer_has_one_word() -> None:
    paper = evolve(framed(), foot=" ".join(["CONFIDENTIAL", *["word"] * 24]))
    lines = PdfReader(io.BytesIO(as_pdf(document_of(paper)))).pages[0].extract_text().splitlines()
    assert [line.count("word") for line in lines if "word word" in line] == [12, 12]


def test_the_frame_is_on_the_page() -> None:
    said = words(pdf(copy=2, copies=5))
    for part in ("River Fund", "The Embassy", "7Q2K-M4TD", "29 November 2026 (2026-11-29)", "Copy 2 of 5",
                 "Page 1 of 1", "Do not give this paper to others", "10 December 2026", "+502 4400 1122", "Marta Ixcoy",
                 "Check line"):  # fmt: skip
        assert part in said, part


def test_arabic_letters_are_read_back_in_order_by_two_readers() -> None:
    """Line 14 of papers.md: each word of ours is in the text of the PDF. pypdf reverses the words of a line itself."""
    data, told = pdf("ar"), framed("ar")
    texts = [told.title, told.foot, *told.issuer, *(text for row in told.facts for text in row)]
    mine = {word for text in texts for word in re.findall("[\u0621-\u064a]+", text)}
    assert len(mine) > 15
    readers = [words(data)]
    if Path("/usr/bin/pdftotext").exists():
        said = subprocess.run(["pdftotext", "-", "-"], input=data, capture_output=True, check=True).stdout
        readers.append(re.sub("[\u200e\u200f\u202a-\u202e\u2066-\u2069]", "", said.decode()))
        assert "صندوق النهر" in readers[1] and told.title in readers[1]
    for said in readers:
        assert {word for word in mine if word not in said.replace(" ", "")} == set() and NUMBER in said


def test_a_letter_without_a_font_is_named_and_no_paper_is_made() -> None:
    with pytest.raises(InputRefused, match="No font has the letter 中"):
        pdf(reference="中")


def test_control_characters_of_a_record_stop_no_paper() -> None:
    assert "a?b" in words(pdf(reference="a\u202eb\u2067"))


@pytest.mark.skipif(sys.platform != "linux", reason="the layers of Linux")
def test_the_painter_has_every_layer_and_no_file() -> None:
    command = [*start.command()[0], start.CONFINED, start.PAINT]
    with Reader(command=command) as child:
        child.ready()
        assert not layers.missing_layers(child.layers)
        status = (process(child) / "status").read_text()
        assert "Seccomp:\t2" in status and "Threads:\t2" in status
        assert {fd.name for fd in (process(child) / "fd").iterdir()} == {"0", "1", "2"}


@pytest.mark.skipif(sys.platform != "linux", reason="the layers of Linux")
def test_an_ordinary_user_paints_with_every_limit() -> None:
    """A limit of no processes holds for an ordinary user alone, and then no thread may start late."""
    with Reader(command=[sys.executable, "-m", "tests.exchange.hostile", "--paint"]) as child:
        said = child.ask(b"d", 0, json.dumps(document_of(framed("ar"))).encode(), 1 << 24)
        assert said and said.startswith(b"P%PDF")
        limits = (process(child) / "limits").read_text()
        assert re.search(r"Max processes +0 +0", limits) and "Seccomp:\t2" in (process(child) / "status").read_text()


def test_no_module_of_the_painter_is_loaded_with_the_program() -> None:
    code = "import sys, app.actions.papers.paper_makers, app.cli.outputs; print('typst' in sys.modules)"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "False"


def test_a_caution_is_bold_in_each_format_that_has_bold() -> None:
    read = docx.Document(io.BytesIO(as_docx(framed())))
    assert [run.text for line in read.paragraphs for run in line.runs if run.bold][-2:] == [
        "NOT CONFIRMED",
        "Who asks?",
    ]
    html = sheets.as_html(framed())
    assert html.count("<strong>") == 2 and "<strong>NOT CONFIRMED</strong>" in html
    assert "NOT CONFIRMED\n" in sheets.as_text(framed())
    told = document_of(framed())
    (at,) = (n for n, block in enumerate(told["body"]) if block["kind"] == "strong")
    plain = {**told, "body": [{**block, "kind": "prose"} if n == at else block for n, block in enumerate(told["body"])]}
    assert as_pdf(plain) != as_pdf(told) and words(as_pdf(plain)) == words(as_pdf(told)), "the same words, in bold"


@pytest.mark.parametrize(("language", "text", "rtl"), [
    ("ar", "Sur، Escuintla، غواتيمالا", True), ("ar", "The police took him. بيت", False), ("ar", "12", True),
    ("en", "Sur، Escuintla، غواتيمالا", False), ("en", "غواتيمالا", True), ("en", "12", False),
])  # fmt: skip
def test_a_paragraph_of_an_arabic_paper_keeps_its_side_behind_a_latin_name(language: str, text: str, rtl: bool) -> None:
    paper = evolve(framed(language), body=(FormQuestion("Where?", text),))
    assert [part["rtl"] for part in document_of(paper)["body"][0]["answer"]] == [rtl]


def test_a_docx_opens_with_the_same_words_and_is_the_same_bytes_each_time() -> None:
    """Line 14 of papers.md: python-docx reads what our own writer wrote."""
    data = as_docx(framed())
    read = docx.Document(io.BytesIO(data))
    said = "\n".join([*(line.text for line in read.paragraphs), *_cells(read)])
    for part in ("River Fund", "The Embassy", "Briefing note", "*not bold* #x $y$ <b>", HASH, "7Q2K-M4TD",
                 "The family.", "first", "south", "Each row is one visit.", "Juan Pop",
                 "10 December 2026"):  # fmt: skip
        assert part in said, part
    assert [line.style.name for line in read.paragraphs if line.text == "Result"] == ["Heading 1"]
    assert "Check line" not in said, "an edited copy has none"
    foot = "".join(line.text for line in read.sections[0].footer.paragraphs)
    assert "Editable copy" in foot and "Do not give this paper to others" in foot
    assert as_docx(framed()) == data and not read.core_properties.author


def _cells(read: "docx.document.Document") -> list[str]:
    return [cell.text for table in read.tables for row in table.rows for cell in row.cells]


def test_an_arabic_docx_is_right_to_left_and_its_numbers_are_not() -> None:
    xml = unpacked(as_docx(framed("ar"))).decode("utf-8", "replace")
    run = re.search(f"<w:r>(?:(?!</w:r>).)*{re.escape(NUMBER)}", xml)
    assert run and "<w:rtl/>" not in run[0] and f"\u200e{NUMBER}\u200e" in xml
    assert "<w:bidi/>" in xml and "<w:bidiVisual/>" in xml and "<w:rtl/>" in xml


def test_a_page_and_a_text_isolate_numbers_between_arabic_letters() -> None:
    """Line 17 of papers.md, in the formats without a painter."""
    assert f'<bdi dir="ltr">{NUMBER}</bdi>' in sheets.as_html(framed("ar")) and 'dir="rtl"' in sheets.as_html(
        framed("ar")
    )
    assert f"\u2066{NUMBER}\u2069" in sheets.as_text(framed("ar"))
    assert max(map(len, sheets.as_text(framed()).splitlines())) <= 78 + 4  # isolates take no column


def test_a_workbook_has_the_frame_first_and_then_one_sheet_for_each_table() -> None:
    data = sheets.as_xlsx(framed())
    names: tuple[str, ...] = ()
    rows: list[list[str]] = []

    def begun(_: str, every: tuple[str, ...]) -> None:
        nonlocal names
        names = every

    read_sheet(data, "Briefing note", begun, lambda _, cells: rows.append(cells))
    assert names == ("Briefing note", "Result")
    assert ["Reference", "7Q2K-M4TD"] in rows and ["Each row is one visit."] in rows
    rows.clear()
    read_sheet(data, "Result", begun, lambda _, cells: rows.append(cells))
    assert rows == [["When", "Place"], ["=1+1", HASH], ["2026-11-26", ARABIC.replace(NUMBER, f"\u200e{NUMBER}\u200e")
                    .replace("2026-11-26", "\u200e2026-11-26\u200e")]]  # fmt: skip
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        assert b"'=1+1" in package.read("xl/worksheets/sheet2.xml"), "no cell is run as a formula"


def test_a_logo_is_in_the_page_as_data_and_nothing_is_loaded() -> None:
    page = sheets.as_html(framed())
    assert 'src="data:image/png;base64,' in page and "http" not in page
    assert LETTERHEAD.logo.startswith(b"\x89PNG")
