"""A working copy by the command line, to the disk and back: made, listed, checked, shown and refused."""

import json
from pathlib import Path

import pytest

from app.cli.output import as_text, make_answer
from tests.exchange.planted_films import planted_file
from tests.exchange.planted_pdfs import PDFS
from tests.exchange.planted_pictures import Planted, jpeg
from tests.flow.cast import Person

STEPS = [["box", 1, 312_500, 312_500, 468_750, 458_334, "black", "identity"], ["turn", 1, 90]]


@pytest.fixture
def ana(tmp_path: Path) -> Person:
    return Person(tmp_path, "ana").creates()


def added(ana: Person, folder: Path, data: bytes) -> str:
    (folder / "Heron at home.jpg").write_bytes(data)
    event = ana.adds(title="Raid")
    return str(ana.does("evidence", "add", str(folder / "Heron at home.jpg"), "--to", event)["ref"])


def recipe(folder: Path, text: str = json.dumps(STEPS)) -> str:
    (folder / "recipe.json").write_text(text, "utf-8")
    return str(folder / "recipe.json")


def test_a_copy_is_made_listed_checked_and_in_both_lines_of_custody(ana: Person, tmp_path: Path) -> None:
    first = added(ana, tmp_path, jpeg(Planted("Jpeg")))
    made = ana.does("evidence", "copy", first, "--recipe", recipe(tmp_path), "--audience", "network", "embassy")
    assert made["audience"] == ["network", "embassy"] and made["copy_kind"] == "redaction"
    listed = ana.does("evidence", "copies", first)["copies"]
    assert [one["ref"] for one in listed] == [made["ref"]] and listed[0]["recipe"] == made["recipe"]
    assert ana.does("evidence", "leaks", made["ref"]) == {"ok": True, "leaks": [], "words": [], "same": True}
    shown = ana.does("evidence", "show", first)["custody"]
    assert [(line["action"], line["item"]) for line in shown][-1] == ("redacted", made["id"])
    assert "  action: redacted" in as_text(make_answer(**ana.does("evidence", "show", first))).split("\n")
    assert ana.does("evidence", "show", made["ref"])["custody"] == shown[-1:]
    assert ana.does("evidence", "check")["whole"] == 2
    again = ana.does("evidence", "copy", first, "--audience", "network")
    assert again["audience"] == [] and again["warnings"][0].startswith(
        f"The present copy {made['ref']} still leaves to"
    )
    assert ana.does("evidence", "copy", first, "--audience", "network", "--replace")["audience"] == ["network"]


def test_a_pdf_by_the_command_line_with_the_names_password(ana: Person, tmp_path: Path) -> None:
    words = tmp_path / "second"
    words.write_text("lantern copper field")
    way = ("--second-passphrase-file", str(words))
    ana.does("second", "set-up", *way)
    heron = ana.does("add", "actor", given={"alias": "Heron"})["id"]
    ana.does("add", *way, "identity_vault", given={"actor": heron, "real_name": "Ana CDEFGHIJ"})
    first = added(ana, tmp_path, PDFS["Text"](Planted("Text")))
    steps = json.dumps([*STEPS, ["dots", 150]])
    order = ("evidence", "copy", first, "--recipe", recipe(tmp_path, steps), "--shows", heron)
    code, document = ana.tries(*order, *way)
    assert code == 5 and document["error"]["message"] == "The copy has words of the original: CDEFGHIJ."
    made = ana.does(*order, "--audience", "network")
    assert made["mime"] == "application/pdf" and made["copy_kind"] == "redaction"
    assert ana.does("evidence", "leaks", made["ref"]) == {"ok": True, "leaks": [], "words": [], "same": True}
    assert ana.tries("evidence", "leaks", made["ref"], *way)[1]["words"] == ["CDEFGHIJ"]
    wrong = recipe(tmp_path, json.dumps([["dots", 151]]))
    assert ana.tries("evidence", "copy", first, "--recipe", wrong)[1]["error"]["message"].startswith("Step 1")


def test_errors_are_one_sentence_with_their_exit_code(ana: Person, tmp_path: Path) -> None:
    first = added(ana, tmp_path, jpeg(Planted("Jpeg")))
    beauty = json.dumps([[*STEPS[0][:7], "beauty"]])
    cases = [
        (4, "There is no record", "EV-NONE", json.dumps(STEPS)),
        (5, "The recipe is not JSON", first, "{"),
        (5, "Step 1 of the recipe is wrong", first, '[["blur", 1]]'),
        (5, "Amparo does not know the reason", first, beauty),
    ]
    for code, said, item, text in cases:
        found, document = ana.tries("evidence", "copy", item, "--recipe", recipe(tmp_path, text))
        assert found == code and document["error"]["message"].startswith(said), said
    found, document = ana.tries("evidence", "copy", first, "--recipe", str(tmp_path / "none.json"))
    assert found == 4 and document["error"]["message"].startswith("There is no file")
    assert ana.does("evidence", "copies", first)["copies"] == []


def test_words_of_the_original_that_stay_end_a_check_with_6(ana: Person, tmp_path: Path) -> None:
    first = added(ana, tmp_path, jpeg(Planted("Jpeg")))
    made = ana.does("evidence", "copy", first, "--recipe", recipe(tmp_path))
    ana.edits(first, file_name="CDEFGHIJ.jpg")
    code, document = ana.tries("evidence", "leaks", made["ref"])
    assert code == 6 and document["words"] == ["CDEFGHIJ"] and document["leaks"] == [] and document["same"]


def test_a_film_is_copied_by_options_checked_and_exported(ana: Person, tmp_path: Path) -> None:
    first = added(ana, tmp_path, planted_file("Mp4")[0])
    track = ["identity", "0=0,40,40,60", "0:01.5=30,40,70,60", "3=60,40,100,60"]
    parts = ["--silence", "0-1", "identity", "--beep", "0:01-0:02.5", "child", "--blank", "2.9-3", "place"]
    made = ana.does(
        "evidence", "copy", first, "--track", *track, *parts, "--cut", "0:00:02.5-2.8", "place",
        "--box", "0,0,10,10", "device", "--audience", "network",
    )  # fmt: skip
    assert (made["mime"], made["copy_kind"]) == ("video/mp4", "redaction") and "warnings" not in made
    assert ana.does("evidence", "leaks", made["ref"]) == {"ok": True, "leaks": [], "words": [], "same": True}
    path = Path(
        str(
            ana.does(
                "evidence", "export", first, str(tmp_path / "out"), "--audience", "network", "--reason", "for a partner"
            )["file"]
        )
    )
    assert path.name == f"network-{made['ref'][3:]}-film.mp4" and path.stat().st_size == made["size"]


def test_a_copy_that_hides_a_person_needs_a_bar_for_the_person(ana: Person, tmp_path: Path) -> None:
    first = added(ana, tmp_path, jpeg(Planted("Jpeg")))
    heron = ana.does("add", "actor", given={"alias": "Heron"})["id"]
    order = ("evidence", "copy", first, "--hides", heron, "--audience", "network", "--box")
    code, document = ana.tries(*order, "10,10,40,40", "place")
    assert code == 5 and "hides nobody" in document["error"]["message"]
    assert ana.does(*order, "10,10,40,40", "identity")["copy_kind"] == "redaction"


def test_another_pitch_is_made_with_a_warning_and_a_wrong_value_is_named(ana: Person, tmp_path: Path) -> None:
    first = added(ana, tmp_path, planted_file("Mp3")[0])
    pitch = ["--pitch", "1-2", "70", "identity"]
    code, document = ana.tries("evidence", "copy", first, *pitch)
    assert code == 5 and "undo another pitch" in document["error"]["message"]
    made = ana.does("evidence", "copy", first, *pitch, "--mosaic")
    assert made["mime"] == "audio/mp4" and made["warnings"] == [
        "A person who tries can undo a mosaic, or another pitch."
    ]
    for wrong in (["--cut", "2", "child"], ["--cut", "1:2:3:4-9", "child"], ["--pitch", "1-2", "x", "child"],
                  ["--box", "1,2,3", "child"]):  # fmt: skip
        code, document = ana.tries("evidence", "copy", first, *wrong)
        assert code == 5 and "cannot read the value" in document["error"]["message"], wrong
    code, document = ana.tries("evidence", "copy", first, "--cut", "9-2", "child")
    assert code == 5 and "recipe" in document["error"]["message"]
