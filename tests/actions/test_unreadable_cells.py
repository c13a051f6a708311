"""A cell that its field does not take leaves the field blank: words stay, the row is imported, the cause is told."""

from pathlib import Path

import pytest

from app.actions.kernel import records
from app.actions.records import tables
from app.exchange.rows import causes
from app.store.records.search import Query
from app.store.vault.open_vault import Vault

PEOPLE = "name,size\nLuna,Unknown\nRio,80\nSol,about 40\nMar,75\n"


def people(vault: Vault, folder: Path, text: str = PEOPLE, **options: bool) -> tables.Imported:
    (folder / "people.csv").write_text(text, "utf-8")
    (folder / "map.json").write_text(
        '{"kind": "organisation", "key": null, "fields": {"name": "name", "size_min": "size"}}',
        "utf-8",
    )
    return tables.import_table(vault, folder / "people.csv", map_file=folder / "map.json", **options)[0]


def test_the_row_comes_in_and_the_words_stay(vault: Vault, tmp_path: Path) -> None:
    done = people(vault, tmp_path)
    assert (done.added, done.refused, done.stored) == (4, [], True)
    found = {record.title: record.fields for record in records.find(vault, Query("organisation"))}
    assert found["Luna"]["source_row"] == [["size", "Unknown"]] and "size_min" not in found["Luna"]
    assert found["Sol"]["source_row"] == [["size", "about 40"]]
    assert "source_row" not in found["Mar"] and found["Mar"]["size_min"] == 75


def test_the_cells_are_grouped_by_cause(vault: Vault, tmp_path: Path) -> None:
    many = "name,size\n" + "".join(f"P{n},Unknown\n" for n in range(333))
    done = people(vault, tmp_path, many)
    assert (done.added, done.refused) == (333, [])
    assert causes(done.blank) == [
        {"column": "size", "reason": "Write a whole number.", "n": 333, "rows": [2, 3, 4, 5, 6], "cells": ["Unknown"]}
    ]


def test_strict_refuses_the_rows(vault: Vault, tmp_path: Path) -> None:
    done = people(vault, tmp_path, strict=True)
    assert (done.added, done.stored, {one.row for one in done.refused}) == (0, False, {2, 4})


def test_a_needed_cell_still_refuses_its_row(vault: Vault, tmp_path: Path) -> None:
    done = people(vault, tmp_path, "name,size\n,5\nRio,6\n", partial=True)
    assert (done.added, [(one.row, one.column) for one in done.refused]) == (1, [(2, "name")])


@pytest.mark.parametrize("keep", ["true", "false"])
def test_the_words_stay_also_where_the_rest_is_not_kept(vault: Vault, tmp_path: Path, keep: str) -> None:
    (tmp_path / "in.csv").write_text("id,name,n,more\n1,Luna,Unknown,x\n", "utf-8")
    way = f'{{"kind": "organisation", "keep_rest": {keep}, "fields": {{"name": "name", "size_min": "n"}}}}'
    (tmp_path / "map.json").write_text(way, "utf-8")
    tables.import_table(vault, tmp_path / "in.csv", map_file=tmp_path / "map.json")
    (found,) = records.find(vault, Query("organisation"))
    assert ["n", "Unknown"] in found.fields["source_row"]  # type: ignore[operator]
