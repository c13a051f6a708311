"""Sheets are read as people see them, whoever wrote them; ours come back letter for letter; bombs are refused."""

import io
import random
import time
import zipfile
from xml.sax.saxutils import quoteattr

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import InputRefused
from app.exchange import xlsx
from app.exchange.package import Handlers, OfficePackage
from app.exchange.xlsx import write_xlsx
from tests.exchange.office import packed, table_in
from tests.exchange.test_csv import texts
from tests.fuzz import change


def written(header: list[str], rows: list[list[str]]) -> bytes:
    file = io.BytesIO()
    write_xlsx(file, header, rows)
    return file.getvalue()


def parts(data: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name).decode() for name in package.namelist()}


def book(rows: str, *, strings: str = "", formats: tuple[str, ...] = (), from_1904: bool = False) -> bytes:
    """Pack a workbook as other programs write it: shared strings, styles, prefixes, two sheets."""
    entries = parts(written(["x"], []))
    entries["xl/workbook.xml"] = (
        f'<workbook xmlns:r="r"><workbookPr date1904="{int(from_1904)}"/><sheets>'
        '<sheet name="Old" state="hidden" r:id="b"/><sheet name="Cases" r:id="a"/></sheets></workbook>'
    )
    entries["xl/_rels/workbook.xml.rels"] = (
        '<Relationships><Relationship Id="a" Target="/xl/worksheets/sheet1.xml"/>'
        '<Relationship Id="b" Target="worksheets/other.xml"/></Relationships>'
    )
    entries["xl/worksheets/sheet1.xml"] = f'<x:worksheet xmlns:x="m"><x:sheetData>{rows}</x:sheetData></x:worksheet>'
    entries["xl/worksheets/other.xml"] = '<worksheet><row><c t="str"><v>old</v></c></row></worksheet>'
    entries["xl/sharedStrings.xml"] = f"<sst>{strings}</sst>"
    custom = "".join(f'<numFmt numFmtId="{200 + n}" formatCode={quoteattr(code)}/>' for n, code in enumerate(formats))
    styles = "".join(f'<xf numFmtId="{200 + n}"/>' for n in range(len(formats)))
    entries["xl/styles.xml"] = (
        f"<styleSheet><numFmts>{custom}</numFmts><cellStyleXfs><xf numFmtId='9'/></cellStyleXfs>"
        f"<cellXfs><xf numFmtId='0'/><xf numFmtId='14'/><xf numFmtId='22'/>{styles}</cellXfs></styleSheet>"
    )
    return packed(entries)


def cell(data: bytes) -> str:
    (row,) = table_in(data).rows
    return row.cells[0]


HEAD = '<row r="1"><c t="inlineStr"><is><t>h</t></is></c></row>'


@given(st.lists(st.tuples(texts, texts, texts), max_size=20))
def test_what_is_written_comes_back(rows: list[tuple[str, str, str]]) -> None:
    table = table_in(written(["a", "b", "c"], [list(row) for row in rows]))
    assert [row.cells for row in table.rows] == [row for row in rows if any(row)]
    assert (table.header, table.sheet, table.guessed) == (("a", "b", "c"), "Sheet1", {"sheet"})


def test_numbers_are_numbers_and_what_only_looks_like_one_is_text() -> None:
    data = written(["h"], [["-98.75426466"], ["007"], ["1e5"], ["=1+1"], ["12345678901234567890"], ["+5"], ["-0"]])
    sheet = parts(data)["xl/worksheets/sheet1.xml"]
    assert sheet.count("<v>") == 1
    assert "<v>-98.75426466</v>" in sheet
    assert ">'=1+1</t>" in sheet
    assert written(["h"], [["1"]]) == written(["h"], [["1"]]), "it says nothing of when it was written"


def test_foreign_cells_are_read_as_they_are_shown() -> None:
    rows = (
        '<x:row r="2"><x:c r="A2" t="s"><x:v>0</x:v></x:c><x:c r="C2" t="s"><x:v>1</x:v></x:c></x:row>'
        '<row r="5"><c r="A5"><f>1+1</f><v>2</v></c><c t="b"><v>1</v></c><c t="e"><v>#N/A</v></c></row>'
        '<row><c t="str"><f>A1</f><v>a_x000D_b</v></c><c r="B6"/><c r="C6"><v>98.754264660000004</v></c>'
        '<c t="s"><v>9</v></c><c><v>1E-3</v></c></row>'
    )
    strings = (
        "<si><r><t>Na</t></r><r><t xml:space='preserve'>me </t></r></si><si><t>京</t><rPh><t>きょう</t></rPh></si>"
    )
    table = table_in(book(rows, strings=strings), skip_rows=1)
    assert table.header == ("Name", "column 2", "京")
    assert [(r.number, r.cells, r.extra) for r in table.rows] == [
        (5, ("2", "true", "#N/A"), ()),
        (6, ("a\rb", "", "98.75426466"), ("0.001",)),
    ]
    assert (table.sheet, table.guessed) == ("Cases", {"sheet"})
    other = table_in(book(rows), sheet="Old")
    assert (other.header, other.sheet, other.guessed) == (("old",), "Old", frozenset())
    with pytest.raises(InputRefused, match="no sheet None here") as refused:
        table_in(book(rows), sheet="None here")
    assert refused.value.hint == "Sheets: Cases, Old."


@pytest.mark.parametrize(
    ("serial", "code", "shown"),
    [
        ("45360", "yyyy-mm-dd", "2024-03-09"),
        ("45360.586805555555", "dd/mm/yyyy hh:mm", "2024-03-09T14:05"),
        ("45360.586805555555", "[$-409]d-mmm-yy;@", "2024-03-09T14:05"),
        ("45360.58690972222", "m/d/yy h:mm:ss AM/PM", "2024-03-09T14:05:09"),
        ("45352", "mmm-yy", "2024-03"),
        ("45360", "mmm-yy", "2024-03-09"),
        ("45292", "yyyy", "2024"),
        ("0.586805555555", "h:mm", "14:05"),
        ("1", "d.m.yyyy", "1900-01-01"),
        ("59", "d.m.yyyy", "1900-02-28"),
        ("60", "d.m.yyyy", "1900-02-29"),
        ("61", "d.m.yyyy", "1900-03-01"),
        ("2958465", "d.m.yyyy", "9999-12-31"),
        ("2958466", "d.m.yyyy", "2958466"),
        ("-1", "d.m.yyyy", "-1"),
        ("1.25", "[h]:mm", "1.25"),
        ("45360", '0.00 "days"', "45360"),
        ("45360", "#,##0;[Red]-#,##0", "45360"),
        ("45360", 'yyyy"年"m"月"d"日"', "2024-03-09"),
    ],
)
def test_serial_dates(serial: str, code: str, shown: str) -> None:
    assert cell(book(f'{HEAD}<row><c s="3"><v>{serial}</v></c></row>', formats=(code,))) == shown


def test_dates_of_built_in_formats_and_of_1904() -> None:
    rows = (
        f'{HEAD}<row><c s="1"><v>45360</v></c><c s="2"><v>45360.5</v></c><c t="d"><v>2024-03-09T00:00:00</v></c></row>'
    )
    (row,) = table_in(book(rows)).rows
    assert (row.cells[0], *row.extra) == ("2024-03-09", "2024-03-09T12:00", "2024-03-09")
    assert cell(book(f'{HEAD}<row><c s="1"><v>43898</v></c></row>', from_1904=True)) == "2024-03-09"
    assert cell(book(f'{HEAD}<row><c s="1"><v>0</v></c></row>', from_1904=True)) == "1904-01-01"


def test_what_xlsx_cannot_hold_is_refused() -> None:
    with pytest.raises(InputRefused, match="cell B2"):
        written(["a", "b"], [["1", "x" * (xlsx.MOST_TEXT + 1)]])
    with pytest.raises(InputRefused, match="columns"):
        written(["a"] * (xlsx.MOST_COLUMNS + 1), [])


def test_entities_and_document_types_are_refused() -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><x>&b;</x>'
    for name in ("xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml"):
        entries = parts(book(HEAD)) | {name: bomb}
        with pytest.raises(InputRefused, match="The file contains a part that office programs never write"):
            table_in(packed(entries))


def test_what_unpacks_to_too_much_is_refused_before_it_is_held() -> None:
    bomb = packed({"a": "<a>" + " " * (5 << 20) + "</a>"})
    assert len(bomb) < 1 << 16
    with pytest.raises(InputRefused, match="The file is too large"):
        OfficePackage(bomb, most=4 << 20).parse("a", Handlers(lambda tag, said: None))
    OfficePackage(bomb, most=6 << 20).parse("a", Handlers(lambda tag, said: None))
    far = "".join(f'<row><c r="XFD{n}"><v>1</v></c></row>' for n in range(1, 1300))
    with pytest.raises(InputRefused, match="The sheet is too large"):
        table_in(book(HEAD + far))
    with pytest.raises(InputRefused, match="The sheet is too large"):
        table_in(book(HEAD + '<row r="1048577"><c><v>1</v></c></row>'))


@given(st.binary(max_size=200), st.integers(0, 2**32))
def test_strangers_bytes_raise_nothing_else(data: bytes, seed: int) -> None:
    dice = random.Random(seed)
    whole = book(f'{HEAD}<row><c s="1"><v>45360</v></c><c t="s"><v>0</v></c></row>', strings="<si><t>a</t></si>")
    entries = parts(whole)
    name = dice.choice(sorted(entries))
    entries[name] = change.changed(dice, entries[name].encode()).decode("latin-1")
    for tried in (data, b"PK\x03\x04" + data, change.changed(dice, whole), packed(entries)):
        try:
            table_in(tried)
        except InputRefused as refused:
            assert refused.message


def test_a_large_sheet_takes_seconds() -> None:
    rows = [[str(n), f"Case {n}", "2024-03-09", "-16.5", "text " * 8] * 2 for n in range(30_000)]
    began = time.process_time()
    data = written([f"c{n}" for n in range(10)], rows)
    table = table_in(data)
    assert time.process_time() - began < 30
    assert [list(row.cells) for row in table.rows] == rows


@pytest.mark.parametrize("encoding", ["UTFa8", "idna", "utf-7", "cp932"])
def test_an_encoding_that_no_xml_has_is_refused(encoding: str) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("a", f'<?xml version="1.0" encoding="{encoding}"?><a/>')
    with pytest.raises(InputRefused, match="XML"):
        OfficePackage(out.getvalue()).parse("a", Handlers(lambda tag, said: None))
