"""Tables of other programs are read letter for letter, and ours run nothing in a spreadsheet."""

import codecs
import csv
import io
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import InputRefused
from app.exchange.csv_ import read_csv, write_csv
from app.exchange.table import as_written, escape_formula

texts = st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from("=+-@'\t\r\n\",;0.5"))


def written(header: list[str], rows: list[list[str]]) -> bytes:
    return b"".join(write_csv(header, rows))


def cells(data: bytes, **how: str | int) -> list[tuple[str, ...]]:
    return [row.cells for row in read_csv(data, **how).rows]  # type: ignore[arg-type]


@given(st.lists(st.tuples(texts, texts, texts), max_size=20))
def test_what_is_written_comes_back(rows: list[tuple[str, str, str]]) -> None:
    data = written(["a", "b", "c"], [list(row) for row in rows])
    assert cells(data, encoding="utf-8", delimiter=",") == [row for row in rows if any(row)]


@given(texts)
def test_no_cell_runs(text: str) -> None:
    safe = escape_formula(text)
    assert as_written(safe) == text
    if safe[:1] in tuple("=@\t\r\n＝＋－＠"):
        raise AssertionError(safe)
    if safe[:1] in ("+", "-"):
        float(safe)


@pytest.mark.parametrize("number", ["-98.75426466", "+3", "-1", "-.5", "-1e-7", "0", "12.5", "-0"])
def test_numbers_stay_numbers(number: str) -> None:
    assert escape_formula(number) == number


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("=1+1", "'=1+1"),
        ("-2+3", "'-2+3"),
        ("+49 30 1", "'+49 30 1"),
        ("@x", "'@x"),
        ("'=x", "''=x"),
        ("'quoted'", "'quoted'"),
        ("'-5", "''-5"),
        ("＝x", "'＝x"),
        ("", ""),
        ("a=b", "a=b"),
    ],
)
def test_formulas_are_text(text: str, safe: str) -> None:
    assert escape_formula(text) == safe


def test_many_rows_come_in_pieces() -> None:
    rows = [[str(n), "x"] for n in range(1000)]
    pieces = list(write_csv(["n", "x"], rows))
    assert len(pieces) == 4
    assert [list(row) for row in cells(b"".join(pieces))] == rows


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_delimiters_are_guessed(delimiter: str, end: str) -> None:
    lines = [["id", "what", "where"], ["1", '"a, b; c\nd"', "Río"], ["2", "", "x"], ["", "", ""]]
    table = read_csv(end.join(delimiter.join(line) for line in lines).encode())
    assert (table.header, table.delimiter) == (("id", "what", "where"), delimiter)
    assert [(row.number, row.cells) for row in table.rows] == [(2, ("1", "a, b; c\nd", "Río")), (3, ("2", "", "x"))]
    assert table.guessed == {"encoding", "delimiter"}


@pytest.mark.parametrize(
    ("encoding", "told"),
    [
        ("utf-8", "utf-8"), ("utf-8-sig", "utf-8-sig"), ("utf-16", "utf-16"), ("utf-32", "utf-32"),
        ("cp1256", "cp1256"),
    ],
)  # fmt: skip
def test_encodings_are_guessed(encoding: str, told: str) -> None:
    table = read_csv("الاسم,المكان\r\nأحمد,حلب\r\n".encode(encoding))
    assert (table.header, table.rows[0].cells, table.encoding) == (("الاسم", "المكان"), ("أحمد", "حلب"), told)


def test_western_code_page() -> None:
    table = read_csv("Lugar,Año\nAlmería,\u201c2020\u201d\n".encode("cp1252"))
    assert (table.header, table.encoding) == (("Lugar", "Año"), "cp1252")


def test_utf16_without_quotes_keeps_line_breaks_in_cells() -> None:
    data = codecs.BOM_UTF16_BE + 'a,b\r\n"1\r\n2",3\r\n'.encode("utf-16-be")
    assert cells(data) == [("1\r\n2", "3")]


def test_skipped_rows_blank_rows_short_and_long_rows() -> None:
    data = b"A title,,\n\nid,name,name,\n1\n\n2,x,y,z,extra,\n3,,,\n"
    table = read_csv(data, delimiter=",", skip_rows=2)
    assert table.header == ("id", "name", "name (2)", "column 4")
    assert [(r.number, r.cells, r.extra) for r in table.rows] == [
        (4, ("1", "", "", ""), ()),
        (6, ("2", "x", "y", "z"), ("extra",)),
        (7, ("3", "", "", ""), ()),
    ]


def test_one_column() -> None:
    assert cells(b"name\nx\ny\n") == [("x",), ("y",)]


@pytest.mark.parametrize(
    ("data", "how", "says"),
    [
        (b"", {}, "This file is empty"),
        (b"\n\n", {}, "This file is empty"),
        (b"a,b\n1,2\n", {"skip_rows": 9}, "no column names"),
        (b'a,b\n1,"2\n', {"delimiter": ","}, "Row 2 cannot be read"),
        (b'a,b\n1,"2"x\n', {"delimiter": ","}, "Row 2 cannot be read"),
        (b"a,b\n\n\xff,2\n", {"encoding": "utf-8"}, "line 3"),
        (b"a,b\n", {"encoding": "utf-99"}, "no encoding"),
        (b"a,b\n\x81,2\n", {}, "as UTF-8"),
        (b"a,b\n", {"delimiter": ",,"}, "cannot separate the columns"),
    ],
)
def test_what_is_no_table_is_refused(data: bytes, how: dict[str, str], says: str) -> None:
    with pytest.raises(InputRefused, match=says):
        read_csv(data, **how)  # type: ignore[arg-type]


def test_another_reader_understands_it() -> None:
    data = written(["a", "b"], [["x\ny", '"q"'], ["", "-1.5"]])
    assert data.startswith(codecs.BOM_UTF8)
    assert list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""))) == [
        ["a", "b"], ["x\ny", '"q"'], ["", "-1.5"],
    ]  # fmt: skip


def test_a_hostile_header_costs_no_more_than_its_length() -> None:
    header = ",".join(["a"] * 16_384).encode()
    began = time.process_time()
    table = read_csv(header + b"\n1\n", delimiter=",")
    assert time.process_time() - began < 1
    assert table.header[:3] == ("a", "a (2)", "a (3)") and len(set(table.header)) == 16_384
    with pytest.raises(InputRefused, match="columns"):
        read_csv(header + b",a\n1\n", delimiter=",")


def test_short_rows_under_a_long_header_do_not_fill_the_memory() -> None:
    with pytest.raises(InputRefused, match="cells"):
        read_csv(b"," * 16_383 + b"a\n" + b"1\n" * 2_100, delimiter=",", skip_rows=0)


@pytest.mark.parametrize("encoding", ["idna", "undefined", "utf-8\0", "punycode", "no-such", "hex"])
def test_no_name_of_an_encoding_is_more_than_refused(encoding: str) -> None:
    with pytest.raises(InputRefused):
        read_csv(b"a.\xff" + b"x" * 99 + b",b\n", encoding=encoding)


@pytest.mark.parametrize("mark", [",", ";"])
def test_lines_of_a_title_above_the_header_are_left_out(mark: str) -> None:
    lines = ["Report of March", "", "id;what;where", "1;a;Río", "2;b;"]
    table = read_csv("\n".join(line.replace(";", mark) for line in lines).encode())
    assert (table.header, table.skip_rows, table.delimiter) == (("id", "what", "where"), 2, mark)
    assert "skip_rows" in table.guessed and table.rows[0].number == 4


def test_a_header_is_no_title_because_its_rows_are_longer() -> None:
    assert read_csv(b"a\n1,2,3\n").header == ("a",)
    assert read_csv(b"a,b,c\n1,,\n,2,\n").skip_rows == 0
