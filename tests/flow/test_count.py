"""The verb count: its shape for one kind's own fields, and for who did what to whom."""

from pathlib import Path

from tests.flow.cast import Person

RAID = {
    "title": "Raid", "country": "MX",
    "act": [
        {"violation": "LIB1", "victim": {"alias": "Marula"}, "involvement": {"perpetrator": {"alias": "Guard"}}},
        {"violation": "LIB1", "victim": {"alias": "Neighbours", "kind": "group", "size_min": 8, "size_max": 12}},
    ],
}  # fmt: skip


def test_count(tmp_path: Path) -> None:
    ana = Person(tmp_path, "ana").creates()
    event = ana.does("add", "event", given=RAID)
    ana.does("add", "event", given={"title": "Other", "act": {"violation": "INT1", "victim": {"alias": "Elm"}}})
    assert ana.does("count", "event", "--by", "country") == {
        "ok": True, "total": 2, "unit": "event", "groups": [{"key": [None], "n": 1}, {"key": ["MX"], "n": 1}]
    }  # fmt: skip
    here = ("--where", f"event={event['ref']}")
    found = ana.does("count", "victim", "--by", "violation", *here)
    assert (found["unit"], found["total"], found["at_most"]) == ("victim", 9, 13)
    assert found["groups"] == [{"key": ["LIB1"], "n": 9, "at_most": 13}]
    assert found["rule"] == "An act with all its methods is one act."
    matrix = ana.does("count", "act", "--by", "victim", "perpetrator", *here)
    assert sorted(map(str, (row["key"] for row in matrix["groups"]))) == [
        "['Marula', 'Guard']", "['Neighbours', None]"
    ]  # fmt: skip
    proven = ana.does("count", "act", "--verified")
    left_out = {row["title"] for row in proven["left_out"]}
    assert proven["total"] == 0
    assert left_out == {"Arrested, Marula", "Arrested, Neighbours", "Beaten / assaulted, Elm"}
    assert {row["reason"].split(";")[0] for row in proven["left_out"]} == {"0 sources, 0 of independent origin"}
    assert ana.tries("count", "victim", "--by", "colour")[0] == 5
    assert ana.tries("count", "organisation", "--verified")[0] == 5
