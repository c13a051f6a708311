"""A year before 1900 or far ahead is asked about in every date field; the answer names the calendar."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.actions.kernel import records
from app.actions.records import tables
from app.domain.fields import Type
from app.domain.kinds import KINDS
from app.errors import InputRefused
from app.store.vault.open_vault import Vault
from tests.actions.field_examples import EXAMPLES
from tests.vaults import NOON

YEAR = datetime.fromtimestamp(NOON, UTC).year


@pytest.mark.parametrize("given", ["1404-10-11", "۱۴۰۴/۱۰/۱۱", "1403-04-31", "1899", f"{YEAR + 2}", "2024/2099"])
def test_an_unusual_year_is_a_question_and_nothing_is_stored(vault: Vault, given: str) -> None:
    with pytest.raises(InputRefused) as asked:
        records.add(vault, "event", {"title": "Raid", "date_start": given})
    (row,) = asked.value.refused
    assert row["field"] == "date_start" and "has a year before 1900" in str(row["reason"])
    assert records.count(vault, "event", [])[0] == 0


@pytest.mark.parametrize(
    ("given", "stored"),
    [("jalali ۱۴۰۴/۱۰/۱۱", "2026-01-01"), ("hijri 1447-03-09", "2025-09-01"), ("gregorian 1404-10-11", "1404-10-11")],
)
def test_the_answer_is_stored_and_the_words_stay_beside(vault: Vault, given: str, stored: str) -> None:
    record, _ = records.add(vault, "event", {"title": "Raid", "date_start": given})
    assert record.fields["date_start"] == stored
    assert record.fields["source_row"] == [["When", given]]
    again, _ = records.edit(vault, record.ref, {"title": "Raid at night", "date_start": stored})
    assert again.fields["date_start"] == stored  # what it said before is not asked about again


def test_an_edit_is_asked_too_and_its_undo_is_not(vault: Vault) -> None:
    record, _ = records.add(vault, "event", {"title": "Raid", "date_start": "gregorian 1404-10-11"})
    with pytest.raises(InputRefused, match="1405"):
        records.edit(vault, record.ref, {"date_start": "1405-10-11"})
    records.edit(vault, record.ref, {"date_start": "2024"})
    assert records.edit(vault, record.ref, {"date_start": "1404-10-11"})[0].fields["date_start"] == "1404-10-11"


def test_every_date_field_of_every_kind_asks(vault: Vault) -> None:
    for kind in KINDS.values():
        for field in (f for f in kind.fields.values() if f.type is Type.DATE):
            last = YEAR + (10 if field.ahead else 1)
            assert kind.asked({field.name: f"{last + 1}"}, datetime.fromtimestamp(NOON, UTC).date(), {}), field.name
            assert not kind.asked({field.name: f"{last}"}, datetime.fromtimestamp(NOON, UTC).date(), {}), field.name
    with pytest.raises(InputRefused, match="has a year before 1900"):
        records.add(vault, "mission", {**EXAMPLES["mission"], "date_start": f"{YEAR + 11}-01-01"})


ROWS = "Where,When\nRío Seco,{}\nVelmora,2024-03-09\nLurenka,{}\n"


def imported(vault: Vault, folder: Path, first: str, second: str, **options: object) -> tables.Imported:
    path = folder / "in.csv"
    path.write_text(ROWS.format(first, second), "utf-8")
    way = folder / "map.json"
    way.write_text('{"kind": "event", "key": null, "fields": {"title": "Where", "date_start": "When"}}', "utf-8")
    return tables.import_table(vault, path, map_file=way, **options)[0]  # type: ignore[arg-type]


def dates(vault: Vault) -> dict[str, object]:
    found = records.find(vault, records.Query("event"))
    return {record.title: record.fields.get("date_start") for record in found}


@pytest.mark.parametrize("cells", [("۱۴۰۴/۱۰/۱۱", "۱۴۰۳/۰۴/۳۱"), ("1404-10-11", "1403-04-31")])
def test_a_table_with_unusual_years_waits_for_an_answer(vault: Vault, tmp_path: Path, cells: tuple[str, str]) -> None:
    with pytest.raises(InputRefused, match="How do these years count") as asked:
        imported(vault, tmp_path, *cells)
    assert asked.value.refused[0]["field"] == "date_start" and "jalali: 2026-01-01" in str(asked.value)
    assert dates(vault) == {}
    done = imported(vault, tmp_path, *cells, calendars={"date_start": "jalali"})
    assert (done.added, done.refused, done.blank) == (3, [], [])
    assert dates(vault) == {"Río Seco": "2026-01-01", "Velmora": "2024-03-09", "Lurenka": "2024-07-21"}
    kept = {r.title: r.fields.get("source_row") for r in records.find(vault, records.Query("event"))}
    assert kept == {"Río Seco": [["When", cells[0]]], "Lurenka": [["When", cells[1]]], "Velmora": None}


def test_a_pattern_reads_dates_of_another_calendar_too(vault: Vault, tmp_path: Path) -> None:
    path = tmp_path / "in.csv"
    path.write_text("title,date_start\nRío Seco,11/10/1404\nLurenka,31/04/1403\n", "utf-8")
    done, _ = tables.import_table(vault, path, kind="event", calendars={"date_start": "jalali"})
    assert (done.added, done.blank) == (2, [])
    assert dates(vault) == {"Río Seco": "2026-01-01", "Lurenka": "2024-07-21"}


def test_the_other_answers_of_a_table(vault: Vault, tmp_path: Path) -> None:
    done = imported(vault, tmp_path, "1447-03-09", "1799-12-31", calendars={"date_start": "hijri"})
    assert [(one.column, one.cell) for one in done.blank] == [("When", "1799-12-31")]
    assert dates(vault) == {"Río Seco": "2025-09-01", "Velmora": "2024-03-09", "Lurenka": None}
    tables.take_back(vault, done)
    done = imported(vault, tmp_path, "1447-03-09", "1799-12-31", calendars={"date_start": "gregorian"})
    assert dates(vault) == {"Río Seco": "1447-03-09", "Velmora": "2024-03-09", "Lurenka": "1799-12-31"}
    tables.take_back(vault, done)
    done = imported(vault, tmp_path, "1447-03-09", "1799-12-31", calendars={"date_start": "blank"})
    assert dates(vault) == {"Río Seco": None, "Velmora": "2024-03-09", "Lurenka": None} and len(done.blank) == 2
    with pytest.raises(InputRefused, match="calendar is one of"):
        imported(vault, tmp_path, "2024", "2024", calendars={"title": "hijri"})
