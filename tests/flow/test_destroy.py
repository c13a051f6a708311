"""Destroying by the command line: shown first, done with --yes, and nothing brings it back."""

from pathlib import Path

from tests.flow.cast import Person


def test_it_is_shown_first_and_done_with_yes(tmp_path: Path) -> None:
    ana = Person(tmp_path, "ana").creates()
    event = ana.does("add", "event", given={"title": "to go", "act": {"victim": {"alias": "Marula"}}})["id"]
    shown = ana.does("destroy", event)
    assert not shown["destroyed"] and [row["kind"] for row in shown["goes"]] == ["event", "act"]
    assert "add --yes" in shown["warnings"][-1]
    assert ana.does("show", event)["title"] == "to go"
    done = ana.does("destroy", event, "--linked", "--yes", "--reason", "asked for")
    assert done["destroyed"] and {row["kind"] for row in done["goes"]} == {"event", "act", "actor"}
    code, document = ana.tries("show", event)
    assert code == 4 and not document["ok"]
    assert ana.does("search", "Marula")["total"] == 0


def test_the_original_alone_goes_with_file(tmp_path: Path) -> None:
    ana = Person(tmp_path, "ana").creates()
    event = ana.does("add", "event", given={"title": "stays"})["id"]
    letter = tmp_path / "letter.txt"
    letter.write_text("words in it")
    item = ana.does("evidence", "add", str(letter), "--to", event)["id"]
    shown = ana.does("destroy", item, "--file", "--yes", "--reason", "asked for")
    assert shown["goes"] == [] and [row["id"] for row in shown["loses_its_file"]] == [item]
    line = ana.does("evidence", "show", item)
    assert not line["here"]
    assert [(row["action"], row["reason"]) for row in line["custody"]][-1] == ("destroyed", "asked for")
