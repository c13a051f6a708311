"""A table comes in whole, or its good rows alone where a person says so; every refused row is named."""

from pathlib import Path

import pytest

from app.actions import records, tables
from app.errors import InputRefused
from app.store.search import Query
from app.store.vault import Vault

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
    done, _ = tables.import_table(vault, write(tmp_path, PEOPLE), kind="actor", partial=True)
    assert (done.stored, done.added, len(done.refused)) == (True, 2, 3)
    assert stored(vault) == {"Luna", "Rio"}
    assert records.total(vault, Query()) == 2


def test_a_dry_run_stores_nothing_and_names_the_same_rows(vault: Vault, tmp_path: Path) -> None:
    done, _ = tables.import_table(vault, write(tmp_path, PEOPLE), kind="actor", dry_run=True)
    assert (done.stored, done.added, len(done.refused), stored(vault)) == (False, 2, 3, set())


@pytest.mark.parametrize("form", tables.FORMATS)
def test_what_went_out_comes_in_as_it_was(vault: Vault, tmp_path: Path, form: str) -> None:
    given = {"alias": "=Luna", "sex": "02", "languages": ["es", "nah"], "remarks": "one\n\ttwo _x000D_ <b>"}
    records.add(vault, "actor", given)
    records.add(vault, "actor", {"alias": "007"})
    out = tmp_path / f"out.{form}"
    assert tables.export_table(vault, out, form, "actor") == 2
    done, _ = tables.import_table(vault, out, kind="actor")
    assert (done.added, done.updated, done.unchanged, done.refused) == (0, 0, 2, [])


def test_both_forms_of_an_export_make_the_same_records(vault: Vault, tmp_path: Path) -> None:
    for number in range(3):
        place = {"name": "Río Seco", "latitude": -16.5 - number / 7}
        records.add(
            vault, "event", {"title": f"Case {number}", "date_start": "2024-03", "urgent": True, "place": place}
        )
    made = []
    for form in tables.FORMATS:
        tables.export_table(vault, tmp_path / f"out.{form}", form)
        done, _ = tables.import_table(vault, tmp_path / f"out.{form}", kind="event", dry_run=True)
        assert done.mapping is not None
        made.append((done.unchanged, done.refused, dict(done.mapping.rules)))
    assert made[0] == made[1]
    assert made[0][:2] == (3, [])


def test_a_form_that_is_not_known_is_refused(vault: Vault, tmp_path: Path) -> None:
    for ask in (
        lambda: tables.import_table(vault, write(tmp_path, PEOPLE), form="xls", kind="actor"),
        lambda: tables.export_table(vault, tmp_path / "out", "xls", "actor"),
    ):
        with pytest.raises(InputRefused, match="xls is not known"):
            ask()
