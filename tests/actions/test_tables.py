"""A table comes in whole, or its good rows alone where a person says so; every refused row is named."""

from pathlib import Path

from app.actions import records, tables
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
    done, changed = tables.import_csv(vault, good, kind="actor")
    assert (done.stored, len(done.refused), stored(vault), changed.kinds) == (False, 2, set(), frozenset())


def test_partial_stores_the_good_rows_alone(vault: Vault, tmp_path: Path) -> None:
    done, _ = tables.import_csv(vault, write(tmp_path, PEOPLE), kind="actor", partial=True)
    assert (done.stored, done.added, len(done.refused)) == (True, 2, 3)
    assert stored(vault) == {"Luna", "Rio"}
    assert records.total(vault, Query()) == 2


def test_a_dry_run_stores_nothing_and_names_the_same_rows(vault: Vault, tmp_path: Path) -> None:
    done, _ = tables.import_csv(vault, write(tmp_path, PEOPLE), kind="actor", dry_run=True)
    assert (done.stored, done.added, len(done.refused), stored(vault)) == (False, 2, 3, set())


def test_what_went_out_comes_in_as_it_was(vault: Vault, tmp_path: Path) -> None:
    records.add(vault, "actor", {"alias": "=Luna", "sex": "02", "languages": ["es", "nah"]})
    out = tmp_path / "out.csv"
    assert tables.export_csv(vault, out, "actor") == 1
    done, _ = tables.import_csv(vault, out, kind="actor")
    assert (done.added, done.updated, done.unchanged, done.refused) == (0, 0, 1, [])
