"""What the command line says to a person: trust beside a name, a time that can be read, none where there is nothing."""

import json

import pytest

from app.cli.command import run_command
from app.cli.output import CommandResult, as_text, make_answer
from app.errors import InputRefused


def test_a_contact_is_listed_with_its_trust() -> None:
    contact = {"ref": "CO-AAAAA", "title": "Heron", "kind": "contact", "state": "verified"}
    assert as_text(make_answer(total=1, records=[contact])) == "total: 1\nrecords:\n  CO-AAAAA  Heron  (verified)"


def test_nothing_is_said_as_none_and_a_verb_without_an_answer_is_done() -> None:
    assert as_text(make_answer(reports=[])) == "reports: none"
    assert as_text(make_answer()) == "Done."


def test_a_time_can_be_read() -> None:
    assert (
        as_text(make_answer(reports=[{"at": 1795575192, "state": "accepted"}]))
        .splitlines()[1]
        .startswith("  at: 2026-11-2")
    )


def test_a_yes_is_not_written_as_a_time() -> None:
    assert as_text(make_answer(moving={"made": True, "until": None})).splitlines()[1:] == ["  made: True"]


HOSTILE = "Wren\x1b[2J\x1b]0;x\x07\x9b31m\u202e\u2067\r\ud800 x"


@pytest.mark.parametrize("words", [["show", "E-1"], ["--json", "show", "E-1"]])
def test_no_control_of_a_terminal_is_printed(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    document = {"records": [{"kind": "event", "ref": "E-1", "title": HOSTILE}], "reason": HOSTILE}
    assert run_command(words, lambda: make_answer(**document)) == 0
    said = capsys.readouterr().out
    assert said.count("Wren") == 2 and not {*"\x1b\x07\x9b\u202e\r\ud800"} & {*said}
    if "--json" in words:
        assert json.loads(said)["reason"] == HOSTILE


def test_an_error_prints_no_control_of_a_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    def refuse() -> CommandResult:
        raise InputRefused(HOSTILE, HOSTILE)

    assert run_command(["show"], refuse) == InputRefused.exit_code
    assert not {*"\x1b\x07\x9b\u202e\r\ud800"} & {*capsys.readouterr().err}


def test_a_line_of_a_value_does_not_pass_for_a_line_of_ours() -> None:
    assert as_text(make_answer(words="x\nstate: accepted")) == "words: x\n  state: accepted"
    assert as_text(make_answer(rows=["x\nstate: accepted"])) == "rows:\n  x\n    state: accepted"
