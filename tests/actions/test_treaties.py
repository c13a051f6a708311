"""States and treaties (C44): what binds a State on a day, an import that adds each act once, the list and its paper."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from app.actions.kernel import records
from app.actions.papers import paper_makers
from app.actions.records import tables
from app.cli.main import parser
from app.domain.casework.treaties import Bound, find_bound
from app.domain.fields import Value
from app.domain.sheet import Sheet, SheetTable
from app.errors import InputRefused
from app.store.records.search import Query
from app.store.vault.open_vault import Vault
from tests.vaults import Clock, vault_at
from tests.workbooks import read_rows

HEAD = "country,instrument,status,date,in_force_on,competence,declined,reservation,source,seen_on"
ROWS = (
    "AQ,CAT,signed,2001-02-03,,,,,https://treaties.example,2001-03-01",
    "AQ,CAT,ratified,2004-05-06,2004-06-05,,cat22,=HYPERLINK(1),https://treaties.example,2006-01-01",
    "AQ,CAT,ratified,2010-01-01,2010-02-01,cat22; cat21,,,https://treaties.example,2026-10-01",
    "AQ,CED,signed,2007-02,,,,,https://treaties.example,2020-01-01",
    "BV,CCPR-OP1,acceded,1999-01-01,,,,,https://treaties.example,2026-10-01",
    "BV,CERD,withdrawn,2015-01-01,2016-01-01,,,,https://treaties.example,2026-10-01",
    "BV,CERD,ratified,1990-01-01,1990-02,cerd14,,,https://treaties.example,2014-01-01",
)
"""Invented acts of two territories without people, which cannot sign a treaty."""


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    with vault_at(tmp_path / "vault", Clock(datetime(2026, 11, 28, 12, tzinfo=UTC).timestamp())) as vault:
        yield vault


def table(tmp_path: Path, *rows: str, head: str = HEAD) -> Path:
    path = tmp_path / "acts.csv"
    path.write_text("\n".join((head, *rows)) + "\n", "utf-8")
    return path


def verb(vault: Vault, *words: str) -> dict[str, object]:
    options = parser(words).parse_args(words)
    return dict(options.run(vault, options).document)


def ask(vault: Vault, state: str, treaty: str, on: str, competence: str = "") -> str:
    acts = [one.fields for one in records.find(vault, Query("treaty_status", limit=None))][::-1]
    return find_bound(acts, state, treaty, date.fromisoformat(on), competence).bound.value


def test_a_second_import_adds_nothing_and_a_better_row_fills_the_first_one(vault: Vault, tmp_path: Path) -> None:
    path = table(tmp_path, *ROWS)
    first, second = verb(vault, "treaties", "load", str(path)), verb(vault, "treaties", "load", str(path))
    assert (first["added"], first["refused"]) == (7, [])
    assert (second["added"], second["updated"], second["unchanged"]) == (0, 0, 7)
    for date_, added, updated in (("", 1, 0), ("2012-03-04", 0, 1), ("2012-03-04", 0, 0), ("2013-01-01", 1, 0)):
        told = verb(vault, "treaties", "load", str(table(tmp_path, f"BV,CRC,ratified,{date_},,,,,,")))
        assert (told["added"], told["updated"]) == (added, updated), date_
    words = table(tmp_path, "Bouvet Island,Convention on the Rights of the Child,ratified,2013-01-01",
                  head="Country,Treaty,Act of the State,Day of the act")  # fmt: skip
    assert verb(vault, "treaties", "load", str(words))["unchanged"] == 1


@pytest.mark.parametrize(("row", "said"), [
    ("AQ,Convention on everything,ratified,2001-01-01,,,,,,", "treaty has no code"),
    ("Atlantis,CAT,ratified,2001-01-01,,,,,,", "country has no code"),
    ("AQ,CAT,,2001-01-01,,,,,,", "Fill this in."),
    ("AQ,CAT,ratified,2001-02-31,,,,,,", "2001-02-31"),
    ("AQ,CAT,ratified,2001-01-01,,cat99,,,,", "treaty_competence has no code"),
    ("AQ,CAT,ratified,2001-01-01,,,,,,,one more,cell", "more cells than there are columns"),
])  # fmt: skip
def test_one_wrong_row_is_refused_and_nothing_of_the_table_stays(
    vault: Vault, tmp_path: Path, row: str, said: str
) -> None:
    told = verb(vault, "treaties", "load", str(table(tmp_path, ROWS[0], row)))
    refused = told["refused"]
    assert isinstance(refused, list) and len(refused) == 1 and said in str(refused[0]["reason"]), refused
    assert told["ok"] is False and records.find(vault, Query("treaty_status")) == []


@pytest.mark.parametrize("data", [
    b"", b"\x00\x01\x02" * 400, b"country,instrument\nAQ,CAT\n", b"a,b\n\"", b"PK\x03\x04broken",
])  # fmt: skip
def test_a_file_that_is_no_such_table_is_refused_with_a_sentence(vault: Vault, tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "acts.csv"
    path.write_bytes(data)
    with pytest.raises(InputRefused) as refused:
        tables.import_table(vault, path, kind="treaty_status", strict=True)
    assert str(refused.value.message).endswith((".", "?")) and records.find(vault, Query("treaty_status")) == []


@pytest.mark.parametrize(("state", "treaty", "on", "competence", "said"), [
    ("AQ", "CAT", "2000-01-01", "", "not known"),  # before any act
    ("AQ", "CAT", "2001-02-20", "", "no"),  # signed, and read later
    ("AQ", "CAT", "2003-01-01", "", "no"),  # nobody read it then, but it was in force only later
    ("AQ", "CAT", "2004-06-04", "", "no"), ("AQ", "CAT", "2004-06-05", "", "yes"),
    ("AQ", "CAT", "2026-01-01", "", "yes"),
    ("AQ", "CAT", "2003-01-01", "cat22", "no"), ("AQ", "CAT", "2005-01-01", "cat22", "no"),
    ("AQ", "CAT", "2008-01-01", "cat22", "no"), ("AQ", "CAT", "2010-02-01", "cat22", "yes"),
    ("AQ", "CAT", "2009-01-01", "cat21", "no"), ("AQ", "CAT", "2011-01-01", "cat21", "yes"),
    ("AQ", "CAT", "2011-01-01", "cat20", "not known"),  # nothing tells of article 20
    ("AQ", "CED", "2007-02-10", "", "not known"), ("AQ", "CED", "2019-01-01", "", "no"),
    ("AQ", "CED", "2020-01-02", "", "not known"),  # it can have ratified since
    ("BV", "CCPR-OP1", "1998-12-31", "", "no"),
    ("BV", "CCPR-OP1", "2026-01-01", "", "not known"),  # no day of entry into force
    ("BV", "CERD", "1990-02-15", "", "not known"), ("BV", "CERD", "1990-03-01", "", "yes"),
    ("BV", "CERD", "2015-12-31", "cerd14", "yes"), ("BV", "CERD", "2016-01-01", "", "no"),
    ("BV", "CERD", "2016-01-01", "cerd14", "no"),
    ("BV", "CAT", "2026-01-01", "", "not known"), ("AQ", "CERD", "2026-01-01", "cerd14", "not known"),
])  # fmt: skip
def test_a_treaty_binds_a_state_only_as_far_as_the_records_tell(
    vault: Vault, tmp_path: Path, state: str, treaty: str, on: str, competence: str, said: str
) -> None:
    verb(vault, "treaties", "load", str(table(tmp_path, *ROWS)))
    assert ask(vault, state, treaty, on, competence) == said
    words = ("--state", state, "--treaty", treaty, "--on", on, *(("--competence", competence) if competence else ()))
    assert verb(vault, "treaties", *words)["bound"] == said


def test_a_wrong_code_is_no_answer(vault: Vault) -> None:
    for words in (("XX", "CAT", "cat22"), ("AQ", "CATS", "cat22"), ("AQ", "CAT", "cat99")):
        with pytest.raises(InputRefused):
            verb(vault, "treaties", "--state", words[0], "--treaty", words[1], "--competence", words[2])


@pytest.mark.parametrize("given", [
    {"status": "ratified"}, {"status": "ratified", "seen_on": "2020-01-01"}, {"status": "none"}, {"status": "signed"},
    {"status": "none", "seen_on": "2020-01"}, {"status": "withdrawn", "date": "2001-01-01"},
    {"status": "ratified", "in_force_on": "2020-01"}, {"status": "later", "in_force_on": "2001-01-01"},
])  # fmt: skip
def test_an_act_without_its_days_is_never_a_yes_or_a_no(given: dict[str, Value]) -> None:
    act = {"country": "AQ", "instrument": "CAT", "competence": ["cat22"], **given}
    for competence in ("", "cat22"):
        assert find_bound([act], "AQ", "CAT", date(2020, 1, 10), competence).bound is Bound.NOT_KNOWN


def test_the_list_has_the_act_that_counts_on_its_day_and_keeps_the_history(vault: Vault, tmp_path: Path) -> None:
    verb(vault, "treaties", "load", str(table(tmp_path, *ROWS)))

    def listed(*words: str) -> list[tuple[object, ...]]:
        rows = verb(vault, "treaties", *words)["rows"]
        assert isinstance(rows, list)
        fields = [row["fields"] for row in rows]
        return sorted((one["instrument"], one["status"], str(one["date"])[:4]) for one in fields)

    assert listed() == [("CAT", "ratified", "2010"), ("CCPR-OP1", "acceded", "1999"), ("CED", "signed", "2007"),
                        ("CERD", "withdrawn", "2015")]  # fmt: skip
    assert listed("--on", "2003-01-01", "--state", "AQ") == [("CAT", "signed", "2001")]
    assert listed("--on", "1995-01-01") == [("CERD", "ratified", "1990")]
    assert len(records.find(vault, Query("treaty_status", limit=None))) == 7


def test_the_paper_has_each_state_with_its_treaties_and_no_cell_of_it_is_a_formula(
    vault: Vault, tmp_path: Path
) -> None:
    verb(vault, "treaties", "load", str(table(tmp_path, *ROWS)))
    made = paper_makers.make(vault, "ratification-matrix", [], "internal", on=date(2008, 1, 1))
    assert isinstance(made.content, Sheet)
    shown = [block for block in made.content.blocks if isinstance(block, SheetTable)]
    assert [len(one.rows) for one in shown] == [2, 2]
    cat = next(row for row in shown[0].rows if "Torture" in row[0])
    assert (
        cat[1:3] == ("ratified", "6 May 2004")
        and "individual complaints, CAT art. 22" in cat
        and "=HYPERLINK(1)" in cat
    )
    text = made.data("csv").decode()
    assert ",'=HYPERLINK(1)," in text and ",=" not in text
    assert "Matrix of ratifications" in made.data("txt").decode()
    cells = {cell for row in read_rows(made.data("xlsx")) for cell in row}
    assert {cell for row in shown[0].rows for cell in row if cell} <= cells
    for audience in ("un", "embassy"):
        told = str(paper_makers.make(vault, "treaties", [], audience).content)
        assert "1 January 2010" in told and "https://treaties.example" in told and "withdrawn" in told
