"""Mapping files are checked whole, and what they leave out is guessed and shown."""

import json
from typing import Any

import pytest

from app.domain.kinds import KINDS
from app.errors import InputRefused
from app.exchange.csv_ import read_csv
from app.exchange.mapping import guess, parse_mapping
from app.exchange.table import Table

EXAMPLE: dict[str, Any] = {
    "kind": "event",
    "key": "No",
    "encoding": "utf-8",
    "delimiter": ",",
    "skip_rows": 1,
    "sheet": None,
    "keep_rest": False,
    "fields": {
        "title": "Place",
        "date_start": {"column": "Date", "format": "%d-%b-%y"},
        "description": {"columns": ["Cause", "Source"], "join": "\n"},
        "place.latitude": "lat",
        "violation_class": {"column": "Act", "codes": {"shot": "LIF1", "?": None}, "split": ";"},
    },
}


def table(text: str) -> Table:
    return read_csv(text.encode(), delimiter=",", encoding="utf-8")


def refusals(mapping: object) -> dict[object, object]:
    with pytest.raises(InputRefused) as caught:
        parse_mapping(json.dumps(mapping), KINDS)
    return {row["field"]: row["reason"] for row in caught.value.refused}


def test_the_whole_file_comes_back() -> None:
    mapping = parse_mapping(json.dumps(EXAMPLE), KINDS)
    assert mapping.as_json() == EXAMPLE
    assert parse_mapping(json.dumps(mapping.as_json()), KINDS) == mapping
    assert mapping.rules["description"].columns == ("Cause", "Source")


def test_what_is_left_out_has_its_usual_value() -> None:
    mapping = parse_mapping(b"{}", KINDS, kind="event")
    assert mapping.as_json() == {
        "kind": "event", "key": None, "encoding": None, "delimiter": None, "skip_rows": None, "sheet": None,
        "keep_rest": True, "fields": {},
    }  # fmt: skip
    columns = {"title": {"columns": ["a", "b"]}, "description": {"columns": ["a", "b"]}}
    joined = parse_mapping(json.dumps({"kind": "event", "fields": columns}), KINDS)
    assert [rule.join for rule in joined.rules.values()] == [" ", "\n"]


@pytest.mark.parametrize(
    ("change", "field", "says"),
    [
        ({"kind": None}, "kind", "Fill this in."),
        ({"kind": "unicorn"}, "kind", "unicorn is not a kind"),
        ({"kind": "identity_vault"}, "kind", "not a kind that can be imported"),
        ({"skip_rows": -1}, "skip_rows", "0 or more"),
        ({"skip_rows": True}, "skip_rows", "wrong type"),
        ({"keep_rest": 1}, "keep_rest", "wrong type"),
        ({"fields": []}, "fields", "wrong type"),
        ({"feilds": {}}, "feilds", "not a part"),
        ({"fields": {"colour": "a"}}, "fields.colour", "no field colour"),
        ({"fields": {"place.colour": "a"}}, "fields.place.colour", "no field place.colour"),
        ({"fields": {"place": "a"}}, "fields.place", "no field place"),
        ({"fields": {"source_row": "a"}}, "fields.source_row", "no field source_row"),
        ({"fields": {"identity_vault.real_name": "a"}}, "fields.identity_vault.real_name", "no field"),
        ({"fields": {"title": 3}}, "fields.title", "must be a column name"),
        ({"fields": {"title": {}}}, "fields.title", "must be a column name"),
        ({"fields": {"title": {"column": "a", "columns": ["b"]}}}, "fields.title", "must be a column name"),
        ({"fields": {"title": {"column": "a", "colour": 1}}}, "fields.title", "must be a column name"),
        ({"fields": {"title": {"columns": []}}}, "fields.title", "name its columns"),
        ({"fields": {"title": {"column": "a", "format": "%Y"}}}, "fields.title", "only a date"),
        (
            {"fields": {"title": {"column": "a", "split": ";"}}},
            "fields.title",
            "only one value, so you cannot split it",
        ),
        ({"fields": {"tags": {"column": "a", "split": ""}}}, "fields.tags", "are text"),
        ({"fields": {"tags": {"column": "a", "codes": ["b"]}}}, "fields.tags", "codes must be"),
        ({"fields": {"date_start": {"column": "a", "format": "%d"}}}, "fields.date_start", "and a year"),
    ],
)
def test_what_is_wrong_is_named(change: dict[str, Any], field: str, says: str) -> None:
    assert says in str(refusals(EXAMPLE | change)[field])


def test_every_wrong_field_is_named_at_once() -> None:
    assert refusals({"kind": "event", "fields": {"a": "x", "b": "y", "title": "z"}}).keys() == {"fields.a", "fields.b"}


@pytest.mark.parametrize("text", ["", "[]", "{", '"x"'])
def test_what_is_no_mapping_is_refused(text: str) -> None:
    with pytest.raises(InputRefused):
        parse_mapping(text, KINDS, kind="event")


def test_columns_must_be_there() -> None:
    mapping = parse_mapping('{"kind": "event", "key": "No", "fields": {"title": "Place"}}', KINDS)
    with pytest.raises(InputRefused, match=r"there is no column 'Place'\. key: there is no column 'No'") as caught:
        guess(mapping, table("id,where\n1,x\n"))
    assert caught.value.hint == "The columns are: id, where"


def test_fields_key_and_dates_are_guessed() -> None:
    rows = "Title,_uuid,Location,lat,LONG,Date of incident,Violation class\nx,7,Hilltown,1.5,-2.5,1/2/2024,LIB1\n"
    mapping = guess(parse_mapping("{}", KINDS, kind="event"), table(rows + "y,8,,,,25/2/2024,\n"))
    assert mapping.key == "_uuid"
    assert mapping.as_json()["fields"] == {
        "title": "Title",
        "date_start": {"column": "Date of incident", "format": "%d/%m/%Y"},
        "violation_class": "Violation class",
        "place.name": "Location",
        "place.latitude": "lat",
        "place.longitude": "LONG",
    }
    assert {"key", "title", "date_start", "date_start.format", "place.name"} <= mapping.guessed


@pytest.mark.parametrize(
    ("dates", "pattern"),
    [
        (["2024-03-09", "2024", "2024-03/2024-05"], None),
        (["13-Jan-20", "3-Feb-20"], "%d-%b-%y"),
        (["01/02/2024", "01/13/2024"], "%m/%d/%Y"),
        (["01/02/2024", "02/01/2024"], "%d/%m/%Y"),
        (["2024-03-09 14:05:00"], "%Y-%m-%d %H:%M:%S"),
        (["soon", "2024"], None),
    ],
)
def test_one_pattern_reads_every_date(dates: list[str], pattern: str | None) -> None:
    mapping = parse_mapping('{"kind": "event", "fields": {"date_start": "Date"}}', KINDS)
    found = guess(mapping, table("Date,x\n" + "".join(f'"{date}",\n' for date in dates)))
    assert found.rules["date_start"].format == pattern


def test_said_fields_are_not_added_to() -> None:
    found = guess(
        parse_mapping('{"kind": "event", "fields": {"title": "a"}}', KINDS), table("a,description,lat\n1,2,3\n")
    )
    assert set(found.rules) == {"title"}


def test_a_key_must_be_unique_and_filled() -> None:
    mapping = parse_mapping("{}", KINDS, kind="event")
    assert guess(mapping, table("id,title\n1,a\n1,b\n")).key is None
    assert guess(mapping, table("id,title\n1,a\n,b\n")).key is None
    assert guess(mapping, table("id,title\n1,a\n2,b\n")).key == "id"


def test_needed_fields_need_a_column() -> None:
    with pytest.raises(InputRefused, match=r"fields\.alias: Fill this in"):
        guess(parse_mapping("{}", KINDS, kind="actor"), table("x,y\n1,2\n"))
    assert "alias" in guess(parse_mapping("{}", KINDS, kind="actor"), table("Alias,y\n1,2\n")).rules


def test_a_mapping_that_is_nested_without_end_is_refused() -> None:
    with pytest.raises(InputRefused, match="JSON"):
        parse_mapping("[" * 100_000, KINDS)
