"""Rows become records word for word, and what is wrong is named by row and column."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.kinds import KINDS
from app.domain.vocabulary import Vocabularies
from app.exchange.csv_ import read_csv, write_csv
from app.exchange.mapping import guess, parse_mapping
from app.exchange.rows import Mapped, map_rows, to_cell

VOCABULARIES = Vocabularies(Path(__file__).parents[2] / "resources" / "vocabularies")


def mapped(header: list[str], rows: list[list[str]], fields: dict[str, Any], **options: Any) -> list[Any]:
    table = read_csv(b"".join(write_csv(header, rows)), delimiter=",")
    mapping = parse_mapping(json.dumps({"kind": "event", "fields": fields, **options}), KINDS)
    results = map_rows(table, guess(mapping, table), VOCABULARIES)
    return [r if isinstance(r, Mapped) else [refusal.as_json() for refusal in r] for r in results]


def values(header: list[str], row: list[str], fields: dict[str, Any], **options: Any) -> dict[str, Any]:
    [result] = mapped(header, [row], fields, **options)
    assert isinstance(result, Mapped), result
    return dict(result.values)


def test_a_row_becomes_a_record() -> None:
    header = ["No", "Place", "When", "Cause", "Source", "Lat", "Lon", "Act", "Tags", "Dead", "Note"]
    row = ["17", " Río Seco\u00a0", "13-Jan-20", "Arrest", "A neighbour", "26.3003804", "-98.75426466",
           "taken; beaten / assaulted", "river;border", "", " as it is "]  # fmt: skip
    [result] = mapped(
        header,
        [row],
        {
            "title": "Place",
            "date_start": {"column": "When", "format": "%d-%b-%y"},
            "description": {"columns": ["Cause", "Dead", "Source"], "join": "\n"},
            "place.name": "Place",
            "place.latitude": "Lat",
            "place.longitude": "Lon",
            "violation_class": {"column": "Act", "codes": {"Taken": "LIB1"}, "split": ";"},
            "tags": {"column": "Tags", "split": ";"},
            "act.count_min": "Dead",
        },
        key="No",
    )
    assert (result.row, result.key) == (2, "17")
    assert result.given == {
        "title": "Río Seco",
        "date_start": "2020-01-13",
        "description": "Arrest\nA neighbour",
        "place": {"name": "Río Seco", "latitude": 26.3003804, "longitude": -98.75426466},
        "violation_class": ["LIB1", "INT1"],
        "tags": ["river", "border"],
        "source_row": [["No", "17"], ["Note", " as it is "]],
    }


def test_blank_stays_blank() -> None:
    fields = {"title": "t", "act.count_min": "n", "place.latitude": "lat", "urgent": "u", "date_start": "d"}
    row = values(["t", "n", "lat", "u", "d"], ["x", "", " ", "\u00a0", ""], fields)
    assert row == {"title": "x"}
    zero = values(["t", "n", "lat"], ["x", "0", "0"], {"act.count_min": "n", "place.latitude": "lat"}, keep_rest=False)
    assert zero == {"act.count_min": 0, "place.latitude": 0.0}


@given(st.floats(-180, 180).map(lambda x: round(x, 6)))
def test_longitudes_come_back(longitude: float) -> None:
    row = values(["lon"], [to_cell(longitude)], {"place.longitude": "lon"})
    assert row["place.longitude"] == longitude


@given(st.lists(st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=2, max_size=2), min_size=1))
def test_the_rest_is_kept_letter_for_letter(rows: list[list[str]]) -> None:
    full = [["x", *row] for row in rows]
    results = mapped(["t", "one", "two"], full, {"title": "t"})
    for row, result in zip(rows, results, strict=True):
        kept = dict(result.values.get("source_row", []))
        assert kept == {name: cell for name, cell in zip(["one", "two"], row, strict=True) if cell}


@pytest.mark.parametrize(
    ("written", "kept"),
    [("LIB1", "LIB1"), ("Arrested", "LIB1"), ("اعتقال", "LIB1"), ("taken", "LIB3"), (" TAKEN ", "LIB3"), ("?", None)],
)
def test_codes_by_their_words_ours_or_a_label(written: str, kept: str | None) -> None:
    codes = {"taken": "LIB3", "?": None}
    row = values(["a"], [written], {"violation_class": {"column": "a", "codes": codes}})
    assert row.get("violation_class", [None]) == [kept]


@pytest.mark.parametrize(("written", "kept"), [("yes", True), ("TRUE", True), ("0", False), ("لا", False)])
def test_flags(written: str, kept: bool) -> None:
    assert values(["a"], [written], {"ongoing_or_imminent": "a"})["ongoing_or_imminent"] is kept


@pytest.mark.parametrize(("written", "kept"), [("true", "now"), ("no", "no"), ("ربما", "perhaps")])
def test_the_column_of_an_older_export_fills_the_field_that_replaced_the_flag(written: str, kept: str) -> None:
    assert values(["a"], [written], {"urgent": "a"}) == {"urgent": kept}
    assert KINDS["event"].current({"urgent": kept}) == {"danger": kept}


def test_refusals_name_row_and_column() -> None:
    results = mapped(
        ["No", "when", "lat", "act", "urgent"],
        [
            ["1", "2024-02-30", "91", "flown", "maybe"],
            ["2", "2024", "1,5", "", ""],
            ["", "2024", "", "", ""],
            ["2", "2024", "", "", ""],
            ["3", "2024", "", "", "", "more"],
            ["4", "2024", "5", "LIB1", "no"],
        ],
        {"date_start": "when", "place.latitude": "lat", "violation_class": "act", "urgent": "urgent"},
        key="No",
    )
    first = {refusal["column"]: refusal["reason"] for refusal in results[0]}
    assert {refusal["row"] for refusal in results[0]} == {2}
    assert "29 days" in first["when"] and "90 or less" in first["lat"]
    assert "violation has no code 'flown'" in first["act"] and "danger has no code 'maybe'" in first["urgent"]
    assert [r.column for r in results[1].blank] == ["lat"] and "place.latitude" not in results[1].values
    assert results[2] == [{"row": 4, "column": "No", "reason": "the key is blank"}]
    assert results[3] == [{"row": 5, "column": "No", "reason": "the key 2 is also in row 3"}]
    assert "column" not in results[4][0] and "more cells" in results[4][0]["reason"]
    assert isinstance(results[5], Mapped)


def test_a_row_without_any_cell_that_is_taken_is_refused() -> None:
    results = mapped(["d"], [["1/2/2024"], ["2024-02-01"]], {"date_start": {"column": "d", "format": "%d/%m/%Y"}})
    assert results[0].values["date_start"] == "2024-02-01"
    assert results[1] == [{"row": 3, "column": "d", "reason": "'2024-02-01' is not a date written as %d/%m/%Y"}]


def test_line_breaks_of_windows_in_prose() -> None:
    assert values(["d"], ["one\r\ntwo"], {"description": "d"}) == {"description": "one\ntwo"}


@pytest.mark.parametrize(
    ("value", "cell"),
    [(None, ""), (True, "true"), (0, "0"), (-1.5, "-1.5"), (["a", "b"], "a; b"), ([["a", "b"]], "a: b"), ("x", "x")],
)
def test_cells(value: Any, cell: str) -> None:
    assert to_cell(value) == cell
