"""A mapping that is made by saying one thing at a time is the one that a file with the same content is."""

import json
from functools import partial

import pytest

from app import start
from app.domain.kinds import KINDS
from app.errors import InputRefused
from app.exchange.csv_ import read_csv
from app.exchange.mapping import Mapping, guess, parse_mapping
from app.exchange.mapping_draft import MappingDraft
from app.exchange.questions import unread_words
from app.exchange.table import Table

ROWS = "No;Date;Where;Act;Told\nK-1;03/04/2024;Río Seco;picked up|LIB1;a\nK-2;05/04/2024;;;b\n"


def draft(text: str = ROWS, **said: object) -> MappingDraft:
    reads: list[Mapping] = []

    def read(mapping: Mapping) -> Table:
        reads.append(mapping)
        return read_csv(text.encode(), delimiter=mapping.delimiter, skip_rows=mapping.skip_rows)

    made = MappingDraft({"kind": "event", **said}, KINDS, read)
    made.reads = reads  # type: ignore[attr-defined]
    return made


def test_every_step_is_the_content_of_a_file() -> None:
    made = draft()
    assert [date.cell for date in made.dates] == ["03/04/2024"]
    made.change(
        [
            lambda it: it.fill("Act", ["violation_class"]),
            lambda it: it.fill("Told", ["description", "remarks"]),
            lambda it: it.fill("Where", ["place.name", "description"]),
        ]
    )
    words = start.vocabularies()
    assert unread_words(made.whole, made.table, words) == {"violation_class": [("picked up", 1)]}
    made.change([lambda it: it.mean("violation_class", "picked up", None), lambda it: it.order(day_first=False)])
    made.change([lambda it: it.say("key", "No")])
    assert made.content["fields"] == {
        "date_start": {"column": "Date", "format": "%m/%d/%Y"}, "remarks": "Told",
        "description": {"columns": ["Told", "Where"], "join": "\n"}, "place.name": "Where",
        "violation_class": {"column": "Act", "codes": {"picked up": None}, "split": "|"},
    }  # fmt: skip
    again = guess(parse_mapping(json.dumps(made.content), KINDS), made.table)
    assert again.as_json() == made.content
    assert len(made.reads) == 1  # type: ignore[attr-defined]


def test_the_order_of_dates_is_said_once_for_every_column() -> None:
    made = draft("a date;b\n03/04/2024;05/06/2024\n")
    made.change([lambda it: it.order(False)])
    made.change([lambda it: it.fill("b", ["date_end"])])
    assert [date.cell for date in made.dates] == ["03/04/2024", "05/06/2024"]
    assert {rule.format for rule in made.whole.rules.values()} == {"%m/%d/%Y"}


def test_what_is_taken_away_stays_away() -> None:
    made = draft(key="No")
    made.change([partial(MappingDraft.fill, column=column, paths=[]) for column in made.table.header])
    made.change([lambda it: it.say("key", None)])
    assert (made.content["fields"], made.content["key"]) == ({}, None)


def test_read_otherwise_only_other_columns_forget_what_was_said() -> None:
    made = draft()
    made.change([lambda it: it.fill("Told", ["remarks"])])
    made.change([lambda it: it.say("delimiter", ",")])
    assert made.table.header == ("No;Date;Where;Act;Told",) and made.content["fields"] == {}
    made.change([lambda it: it.say("delimiter", ";")])
    assert list(made.content["fields"]) == ["date_start"]
    made.change([lambda it: it.fill("Told", ["remarks"]), lambda it: it.say("skip_rows", 0)])
    assert made.content["fields"]["remarks"] == "Told"
    before = made.content
    with pytest.raises(InputRefused, match="no column names"):
        made.change([lambda it: it.say("skip_rows", 9)])
    made.change([])
    assert made.content == before


def test_another_kind_has_other_fields_and_a_kept_mapping_takes_the_place_of_all() -> None:
    made = draft("alias,sex\nLuna,02\n", key=None)
    made.change([lambda it: it.say("kind", "actor")])
    assert made.content["fields"] == {"alias": "alias", "sex": "sex"}
    made.change([lambda it: it.take({"kind": "event", "fields": {"title": "alias"}, "key": "alias"})])
    assert (made.content["kind"], made.content["fields"]) == ("event", {"title": "alias"})
