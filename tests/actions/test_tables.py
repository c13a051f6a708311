"""A table comes in whole, or its good rows alone where a person says so; every refused row is named."""

from pathlib import Path

import pytest

from app.actions.exports import tables_out
from app.actions.kernel import records
from app.actions.records import mappings, tables
from app.actions.records.tables import Imported
from app.errors import InputRefused, NotFound, Stopped
from app.exchange.csv_ import read_csv
from app.store.records.record_rows import load
from app.store.records.search import Query
from app.store.vault.open_vault import Vault

PEOPLE = "alias,sex\nLuna,02\n,01\nRio,01\nSol,purple\n,02\n"


def stored(vault: Vault) -> set[str]:
    return {record.title for record in records.find(vault, Query("actor"))}


def write(folder: Path, text: str) -> Path:
    path = folder / "people.csv"
    path.write_text(text, "utf-8")
    return path


def test_with_refused_rows_nothing_is_stored_and_each_is_named(vault: Vault, tmp_path: Path) -> None:
    good = write(tmp_path, "alias,sex\nLuna,02\n,01\n,02\n")
    done, changed = tables.import_table(vault, good, kind="actor")
    assert (done.stored, len(done.refused), stored(vault), changed.kinds) == (False, 2, set(), frozenset())


def test_partial_stores_the_good_rows_alone(vault: Vault, tmp_path: Path) -> None:
    done, _ = tables.import_table(vault, write(tmp_path, PEOPLE), kind="actor", partial=True, strict=True)
    assert (done.stored, done.added, len(done.refused)) == (True, 2, 3)
    assert stored(vault) == {"Luna", "Rio"}
    assert records.count_matches(vault, Query()) == 2


def test_a_dry_run_stores_nothing_and_names_the_same_rows(vault: Vault, tmp_path: Path) -> None:
    done, _ = tables.import_table(vault, write(tmp_path, PEOPLE), kind="actor", dry_run=True, strict=True)
    assert (done.stored, done.added, len(done.refused), stored(vault)) == (False, 2, 3, set())


@pytest.mark.parametrize("form", tables.FORMATS)
def test_what_went_out_comes_in_as_it_was(vault: Vault, tmp_path: Path, form: str) -> None:
    given = {"alias": "=Luna", "sex": "02", "languages": ["es", "nah"], "remarks": "one\n\ttwo _x000D_ <b>"}
    records.add(vault, "actor", given)
    records.add(vault, "actor", {"alias": "007"})
    out = tmp_path / f"out.{form}"
    assert tables_out.export_table(vault, out, form, "actor") == 2
    done, _ = tables.import_table(vault, out, kind="actor")
    assert (done.added, done.updated, done.unchanged, done.refused) == (0, 0, 2, [])


def test_both_forms_of_an_export_make_the_same_records(vault: Vault, tmp_path: Path) -> None:
    for number in range(3):
        place = {"name": "Río Seco", "latitude": -16.5 - number / 7}
        records.add(
            vault, "event", {"title": f"Case {number}", "date_start": "2024-03", "danger": "now", "place": place}
        )
    made = []
    for form in tables.FORMATS:
        tables_out.export_table(vault, tmp_path / f"out.{form}", form)
        done, _ = tables.import_table(vault, tmp_path / f"out.{form}", kind="event", dry_run=True)
        assert done.mapping is not None
        made.append((done.unchanged, done.refused, dict(done.mapping.rules)))
    assert made[0] == made[1]
    assert made[0][:2] == (3, [])


def test_a_form_that_is_not_known_is_refused(vault: Vault, tmp_path: Path) -> None:
    for ask in (
        lambda: tables.import_table(vault, write(tmp_path, PEOPLE), form="xls", kind="actor"),
        lambda: tables_out.export_table(vault, tmp_path / "out", "xls", "actor"),
    ):
        with pytest.raises(InputRefused, match="xls is not known"):
            ask()


INCIDENTS = "No,Date,Where,Details\nK-1,2024-03-01,Río Seco,{first}\nK-2,2024-03-02,{second},a truck\n"


def incidents(vault: Vault, folder: Path, first: str, second: str) -> Imported:
    path = folder / "incidents.csv"
    path.write_text(INCIDENTS.format(first=first, second=second), "utf-8")
    mapping = folder / "map.json"
    fields = {"date_start": "Date", "place.name": "Where", "description": "Details"}
    mapping.write_text(f'{{"kind": "event", "key": "No", "fields": {fields}}}'.replace("'", '"'), "utf-8")
    return tables.import_table(vault, path, map_file=mapping)[0]


def said(vault: Vault) -> list[tuple[object, list[str]]]:
    found = records.find(vault, Query("event"))
    return [
        (event.fields.get("description"), [other.title for _, other in records.show(vault, event.ref).links])
        for event in found
    ]


def test_an_import_is_taken_back_and_made_again(vault: Vault, tmp_path: Path) -> None:
    first = incidents(vault, tmp_path, "shots", "")
    before = said(vault)
    assert before == [("a truck", []), ("shots", ["Río Seco"])]
    second = incidents(vault, tmp_path, "many shots", "Tres Ceibas")
    after = said(vault)
    assert (second.updated, after) == (2, [("a truck", ["Tres Ceibas"]), ("many shots", ["Río Seco"])])
    tables.take_back(vault, second)
    assert said(vault) == before
    tables.bring_again(vault, second)
    assert said(vault) == after
    tables.take_back(vault, second)
    tables.take_back(vault, first)
    assert said(vault) == [] and records.count_matches(vault, Query()) == 0
    assert all(record and record.removed for record in (load(vault.con, id_) for id_ in first.made))


def test_stopped_in_the_middle_nothing_is_stored(vault: Vault, tmp_path: Path) -> None:
    def told(done: int, total: int) -> None:
        if done:
            raise Stopped(f"{done} of {total}")

    with pytest.raises(Stopped, match="1 of 2"):
        tables.import_table(vault, write(tmp_path, "alias\nLuna\nRio\n"), kind="actor", told=told)
    assert stored(vault) == set() and not vault.con.in_transaction


def test_refused_rows_are_written_as_they_stand_with_every_reason(vault: Vault, tmp_path: Path) -> None:
    done, _ = tables.import_table(vault, write(tmp_path, PEOPLE + "=x,zz\n"), kind="actor", dry_run=True, strict=True)
    out = tmp_path / "refused.csv"
    tables_out.write_refused(out, done, str.upper)
    table = read_csv(out.read_bytes())
    assert table.header == ("alias", "sex", "row", "reason")
    assert [row.cells[:3] for row in table.rows] == [("", "01", "3"), ("Sol", "purple", "5"), ("", "02", "6"),
                                                     ("=x", "zz", "7")]  # fmt: skip
    assert [row.cells[3].partition(":")[0] for row in table.rows] == ["alias", "sex", "alias", "sex"]
    assert table.rows[0].cells[3] == "alias: FILL THIS IN."


def test_a_mapping_is_kept_by_name_used_and_thrown_away(vault: Vault, tmp_path: Path) -> None:
    assert mappings.list_mappings(vault) == []
    said = {"kind": "actor", "key": None, "fields": {"alias": "id"}}
    mappings.keep(vault, " Heron's list ", ["id"], said)
    (kept,) = mappings.list_mappings(vault)
    assert (kept.name, kept.header, kept.mapping) == ("Heron's list", ("id",), said)
    done, _ = tables.import_table(vault, write(tmp_path, "id\nLuna\n"), saved="Heron's list")
    assert stored(vault) == {"Luna"} and done.mapping is not None and done.mapping.key is None
    mappings.drop(vault, "Heron's list")
    with pytest.raises(NotFound, match="There is no saved mapping Heron"):
        tables.import_table(vault, write(tmp_path, "id\nLuna\n"), saved="Heron's list")
    with pytest.raises(InputRefused, match="needs a name"):
        mappings.keep(vault, " ", ["id"], said)


def test_an_export_holds_what_was_asked_for_and_stopped_it_leaves_no_file(vault: Vault, tmp_path: Path) -> None:
    for alias, sex in (("Luna", "02"), ("Rio", "01"), ("Sol", "02")):
        records.add(vault, "actor", {"alias": alias, "sex": sex, "description": f"-{alias} of the river"})
    out = tmp_path / "out.csv"
    assert tables_out.export_table(vault, out, "csv", "actor", (("sex", "02"),), "sol river") == 1
    table = read_csv(out.read_bytes())
    assert table.rows[0].cells[table.header.index("description")] == "-Sol of the river"
    out.unlink()

    def told(done: int, total: int) -> None:
        raise Stopped("no more")

    with pytest.raises(Stopped):
        tables_out.write_sheet(out, "csv", tables_out.gather(vault, Query("actor", limit=None)), told)
    assert not list(tmp_path.glob("out*"))


@pytest.mark.parametrize("form", tables.FORMATS)
def test_a_number_below_zero_stays_a_number_and_only_text_is_made_harmless(
    vault: Vault, tmp_path: Path, form: str
) -> None:
    place = {"name": "-Río", "latitude": -16.5, "longitude": -98.75426466}
    records.add(vault, "event", {"title": "+1 told", "description": "-3", "place": place})
    out = tmp_path / f"out.{form}"
    tables_out.export_table(vault, out, form)
    if form == "csv":
        raw = out.read_text("utf-8-sig")
        assert ",-16.5," in raw and ",-98.75426466" in raw and ",-3," in raw and "'+1 told" in raw and "'-Río" in raw
    done, _ = tables.import_table(vault, out, kind="event", dry_run=True)
    assert (done.unchanged, done.refused) == (1, [])
