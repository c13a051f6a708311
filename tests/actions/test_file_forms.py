"""What a file is, is told by its content: only tables and vCards are imported, all else is refused by its name."""

import io
import zipfile
from contextlib import suppress
from pathlib import Path

import pytest

from app.actions.kernel import records
from app.actions.records import tables
from app.errors import InputRefused
from app.exchange.file_forms import form_of
from app.store.records.search import Query
from app.store.vault.open_vault import Vault

KOBO = b'[{"_id": 7, "_uuid": "a-b", "title": "Raid", "place": "Velmora"},\n{"_id": 8, "_uuid": "c-d"}]\n'
SUBMISSION = (
    b'<?xml version="1.0"?>\n<data id="form"><meta><instanceID>uuid:1</instanceID></meta><title>Raid</title></data>\n'
)


def zipped(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return out.getvalue()


OTHERS = {
    "JPEG": b"\xff\xd8\xff\xe0\0\x10JFIF",
    "PNG": b"\x89PNG\r\n\x1a\n",
    "PDF": b"%PDF-1.7\n",
    "gzip": b"\x1f\x8b\x08",
    "SQLite": b"SQLite format 3\0",
    "MP4": b"\0\0\0\x20ftypisom",
    "Ogg": b"OggS\0",
    "RTF": b"{\\rtf1",
    "ELF": b"\x7fELF",
    "KoboToolbox, ODK, JSON": KOBO,
    "ODK, XML": SUBMISSION,
    "XML, data": b"<data><title>Raid</title></data>",
    "GeoJSON": b'{"type": "FeatureCollection", "features": []}',
    "JSON": b'[{"title": "Raid"}]',
    "KML": b"<kml><a/></kml>",
    "HTML": b"<!DOCTYPE html>\n<html><table></table></html>",
    "XForm": b'<?xml version="1.0"?><h:html><h:head/></h:html>',
    "SVG": b"<svg/>",
    "iCalendar": b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n",
    "jCard": b'["vcard", []]',
    "EML": b"From: a@example.org\nTo: b@example.org\n\nSeen",
    "SQL": b"-- MySQL dump 10\nINSERT INTO event VALUES (1);",
    "PEM, OpenPGP": b"-----BEGIN PGP MESSAGE-----\n",
    "Amparo": b"AMPCRD\x01\0",
    "binary": b"\x01\x02\x03\x04",
    "XLS, DOC, MSG": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    "XLSX with a password": b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"),
    "DOCX": zipped("word/document.xml", "xl/workbook.xml"),
    "ODS": zipped("content.xml") + b"opendocument.spreadsheet",
    "ZIP": zipped("a.csv"),
    "Uwazi": zipped("import.csv"),
    "XLSB": zipped("xl/workbook.bin"),
}


def test_what_cannot_be_imported_is_refused_by_name_whatever_its_ending(vault: Vault, tmp_path: Path) -> None:
    for name, data in OTHERS.items():
        for ending in (".csv", ".xlsx", ".vcf", ".json"):
            path = tmp_path / f"file{ending}"
            path.write_bytes(data)
            with pytest.raises(InputRefused) as refused:
                tables.import_table(vault, path, kind="event")
            assert f"({name})" in refused.value.message and "Nothing was stored" in refused.value.hint, name
    assert records.count_matches(vault, Query()) == 0


@pytest.mark.parametrize(
    ("form", "data"),
    [
        ("csv", b"title,place\nRaid,Velmora\n"), ("csv", b"\xef\xbb\xbftitle\nRaid\n"), ("csv", b"<5,>5\n1,2\n"),
        ("csv", "title\nRaid\n".encode("utf-16")), ("csv", b"[sic] title,b\nx,y\n"), ("csv", b"{x},y\n1,2\n"),
        ("csv", b"From,To\nVelmora,Lurenka\n"), ("vcf", b"BEGIN:VCARD\r\nVERSION:4.0\r\n"),
        ("xlsx", zipped("[Content_Types].xml", "xl/workbook.xml")),
    ],
)  # fmt: skip
def test_tables_and_cards_are_told_whatever_their_name(form: str, data: bytes) -> None:
    assert form_of(data) == form


def test_the_name_of_a_file_plays_no_part(vault: Vault, tmp_path: Path) -> None:
    path = tmp_path / "table.jpg"
    path.write_text("title\nRaid\n", "utf-8")
    assert tables.import_table(vault, path, kind="event")[0].added == 1
    with pytest.raises(InputRefused, match="of the format csv, not xlsx"):
        tables.import_table(vault, path, form="xlsx", kind="event")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("title,date\n", "This file has no rows"),
        ("They came at night.\nNobody saw their faces.\n", "no column has the name of a field"),
    ],
)
def test_a_file_without_a_row_or_a_known_column_is_no_success(
    vault: Vault, tmp_path: Path, text: str, why: str
) -> None:
    (tmp_path / "x.csv").write_text(text, "utf-8")
    with pytest.raises(InputRefused, match=why):
        tables.import_table(vault, tmp_path / "x.csv", kind="event")
    assert records.count_matches(vault, Query()) == 0


@pytest.mark.parametrize(
    "data", [b"<!-- a -->" * 6000, b"<" * 65536, b"<!doctype a>" * 5000, b"[" * 65536, b'["' * 30000]
)
def test_hostile_beginnings_take_no_time(data: bytes) -> None:
    with suppress(InputRefused):
        assert form_of(data) == "csv"
