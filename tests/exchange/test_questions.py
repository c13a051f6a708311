"""What a table leaves open is asked, and nothing else: date orders, words that are no code."""

import json

import pytest

from app import start
from app.domain.kinds import KINDS
from app.exchange.csv_ import read_csv
from app.exchange.mapping import Mapping, field_at, parse_mapping, propose
from app.exchange.questions import iterate_fillable_fields, open_dates, unread_words
from app.exchange.table import Table

WORDS = start.vocabularies()


def both(text: str, **said: object) -> tuple[Mapping, Table]:
    table = read_csv(text.encode(), delimiter=",")
    return propose(parse_mapping(json.dumps({"kind": "event", **said}), KINDS), table), table


@pytest.mark.parametrize(
    ("cells", "asked"),
    [
        (["03/04/2024"], "03/04/2024"), (["03/04/2024", "05/05/2024"], "03/04/2024"),
        (["05/05/2024", "03/04/2024"], "03/04/2024"),
        (["05/05/2024"], None), (["03/04/2024", "25/04/2024"], None), (["03/04/2024", "04/25/2024"], None),
        (["03/04/2024", "4/5/2024", "31/31/2024"], "03/04/2024"), (["3/4/2024", "25/4/2024", "x"], None),
        (["3.4.2024"], "3.4.2024"), (["03-04-2024"], "03-04-2024"), (["03/04/24"], "03/04/24"),
        (["03/04/2024 10:30"], "03/04/2024 10:30"), (["2024-03-04"], None), (["3 Apr 2024"], None),
        (["2024/03/04"], None),
        (["about then"], None), ([""], None),
    ],
)  # fmt: skip
def test_the_order_is_asked_only_where_the_column_leaves_it_open(cells: list[str], asked: str | None) -> None:
    found = open_dates(*both("date,x\n" + "".join(f"{cell},1\n" for cell in cells)))
    assert [date.cell for date in found] == ([asked] if asked else [])
    assert all(date.day_first.index("%d") < date.day_first.index("%m") for date in found)
    assert all(date.month_first.index("%m") < date.month_first.index("%d") for date in found)


def test_a_pattern_that_was_said_is_not_asked_for() -> None:
    fields = {"date_start": {"column": "date", "format": "%m/%d/%Y"}}
    assert open_dates(*both("date\n03/04/2024\n", fields=fields)) == []


def test_words_that_are_no_code_are_named_with_how_often_they_stand_there() -> None:
    fields = {"violation_class": {"column": "act", "split": ";", "codes": {"Picked up": None}}, "country": "land"}
    rows = "act,land\nLIB1;detenido,MX\npicked up;detenido,Nowhere\n,Mexico\n"
    assert unread_words(*both(rows, fields=fields), WORDS) == {
        "violation_class": [("detenido", 2), ("picked up", 1)], "country": [("Nowhere", 1)]
    }  # fmt: skip


def test_every_field_that_is_offered_can_be_filled() -> None:
    for kind in KINDS.values():
        if kind.sealed:
            continue
        paths = [path for path, _, _ in iterate_fillable_fields(KINDS, kind)]
        assert len(paths) == len(set(paths))
        assert all(field_at(KINDS, kind, path) is not None for path in paths)
    offered = {path: labels for path, _, labels in iterate_fillable_fields(KINDS, KINDS["event"])}
    assert offered["place.name"][0] == "Place" and "act.victim.alias" in offered and "title" in offered
