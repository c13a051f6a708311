"""Tables as people really have them: nothing is read wrong without a word, and what goes out comes back."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.actions.exports import tables_out
from app.actions.kernel import records
from app.actions.records import tables
from app.domain.kinds import KINDS
from app.domain.search_normalisation import words
from app.errors import InputRefused
from app.exchange.csv_ import read_csv
from app.exchange.export_columns import COLUMNS, computed_columns
from app.exchange.table import plain_digits
from app.store.records.search import Query
from app.store.vault.open_vault import Vault
from tests.exchange.office import table_in
from tests.exchange.test_xlsx import HEAD, book
from tests.vaults import vault_at

ODD = """Title,When,Description,lat
=cmd|' /C calc'!A0,03/04/2024,+1-2,-33.5
-33.5,04/04/2024,@SUM(A1),0
"\t=1",05/04/2024,\t\ttab,1.50
'=x,06/04/2024,''=y,90
Too far north,07/04/2024,"a ""quoted"" line
and another",90.5
,08/04/2024,no title,
Thirteenth month,31/31/2024,'-5,
More cells,09/04/2024,x,1,y,z
"""


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    with vault_at(tmp_path / "vault") as vault:
        yield vault


def written(tmp_path: Path, data: bytes, name: str = "in.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(data)
    return path


def test_every_refused_row_is_in_the_file_of_the_refused_and_comes_back_from_it(vault: Vault, tmp_path: Path) -> None:
    said = b'{"kind": "event", "fields": {"title": "Title", "date_start": {"column": "When", "format": "%d/%m/%Y"},'
    said += b' "description": "Description", "place.latitude": "lat"}}'
    way = written(tmp_path, said, "map.json")
    done, _ = tables.import_table(vault, written(tmp_path, ODD.encode()), map_file=way, partial=True, strict=True)
    refused = {refusal.row for refusal in done.refused}
    assert (done.read, done.added, len(refused)) == (8, 5, 3) and refused == {6, 8, 9}
    tables_out.write_refused(tmp_path / "refused.csv", done)
    table = read_csv((tmp_path / "refused.csv").read_bytes())
    assert {int(row.cells[-2]) for row in table.rows} == refused and all(row.cells[-1] for row in table.rows)
    rows = {row.number: row.cells for row in read_csv(ODD.encode()).rows}
    assert all(row.cells[:4] == rows[int(row.cells[-2])] for row in table.rows)


@pytest.mark.parametrize("form", tables.FORMATS)
def test_what_goes_out_comes_back_and_changes_nothing(vault: Vault, tmp_path: Path, form: str) -> None:
    tables.import_table(vault, written(tmp_path, ODD.encode()), kind="event", partial=True)
    out = tmp_path / f"out.{form}"
    tables_out.export_table(vault, out, form)
    back, _ = tables.import_table(vault, out, kind="event")
    assert (back.read, back.unchanged, back.refused) == (back.unchanged, back.read, []) and back.read >= 5


def test_a_computed_column_has_no_name_of_a_field_and_only_an_amparo_export_has_it() -> None:
    names = [column.name for column in COLUMNS]
    called = {name for kind in KINDS.values() for f in kind.fields.values() for name in (f.name, *words(f.label))}
    assert called.isdisjoint(names) and len({*names}) == len(names) and not any("." in name for name in names)
    assert computed_columns(["id", "ref", "title"]) == {*names} and computed_columns(["id", "title"]) == set()


def test_the_cells_of_computed_columns_are_before_the_fields(vault: Vault) -> None:
    record, _ = records.add(vault, "event", {"title": "A truck"})
    sheet = tables_out.gather(vault, Query("event"))
    filled = {column.name: text for column in COLUMNS if (text := column.cell(record, {}))}
    shown = dict(zip(sheet.header, sheet.rows[0], strict=True))
    assert list(shown.items())[: len(filled)] == list(filled.items()) and shown["title"] == "A truck"


def test_a_formula_is_text_for_a_spreadsheet_and_a_number_stays_one(vault: Vault, tmp_path: Path) -> None:
    records.add(vault, "event", {"title": "=1+1", "description": "-33.5", "remarks": "+1-2"})
    tables_out.export_table(vault, tmp_path / "out.csv", "csv")
    text = (tmp_path / "out.csv").read_text("utf-8-sig")
    assert "'=1+1" in text and ",-33.5" in text and "'+1-2" in text


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-8-sig", "utf-8"])
def test_text_of_every_unicode_encoding_is_read_without_being_told(encoding: str) -> None:
    table = read_csv("Title,Where\nDetenci\u00f3n,\u0628\u063a\u062f\u0627\u062f\n".encode(encoding))
    assert (table.header, table.rows[0].cells) == (
        ("Title", "Where"),
        ("Detenci\u00f3n", "\u0628\u063a\u062f\u0627\u062f"),
    )


def test_a_line_that_names_the_separator_is_no_row() -> None:
    table = read_csv(b"sep=;\r\nTitle;Where\r\nA, B;C\r\n")
    assert (table.header, table.rows[0].cells, table.rows[0].number) == (("Title", "Where"), ("A, B", "C"), 3)


@pytest.mark.parametrize("data", [b"", b"\r\n \n", b"  "])
def test_an_empty_file_is_called_one(data: bytes) -> None:
    with pytest.raises(InputRefused, match="This file is empty"):
        read_csv(data)


@pytest.mark.parametrize("zero", [0x0660, 0x06F0, 0x09E6, 0x0966])
def test_dates_and_numbers_in_the_digits_of_any_script(vault: Vault, tmp_path: Path, zero: int) -> None:
    def own(text: str) -> str:
        return "".join(chr(zero + int(char)) if char.isdigit() else char for char in text)

    assert plain_digits(own("-12.50")) == "-12.50"
    rows = [f"K {number},{own(f'{number}/03/2024')},{own('16.5')}" for number in (9, 13, 25)]
    path = written(tmp_path, "\n".join(["Title,Date,lat", *rows]).encode())
    done, _ = tables.import_table(vault, path, kind="event")
    assert (done.added, done.refused) == (3, [])
    found = sorted(str(event.fields["date_start"]) for event in records.find(vault, Query("event")))
    assert found == ["2024-03-09", "2024-03-13", "2024-03-25"]


def test_the_signs_of_arabic_and_typeset_numbers_are_read() -> None:
    assert plain_digits("\u2212\u0661\u0666\u066b\u0665") == "-16.5"


def test_a_formula_that_was_never_worked_out_is_not_blank() -> None:
    rows = "<row><c><f>SUM(A1:A2)</f></c></row><row><c><f>1+1</f><v>2</v></c></row><row><c><f>B1</f><v></v></c></row>"
    assert [row.cells for row in table_in(book(HEAD + rows)).rows] == [("=SUM(A1:A2)",), ("2",), ("=B1",)]


def test_half_a_character_is_left_as_it_is_written() -> None:
    rows = '<row><c t="inlineStr"><is><t>a_xD800_b_x000A_c</t></is></c></row>'
    assert table_in(book(HEAD + rows)).rows[0].cells == ("a_xD800_b\nc",)
