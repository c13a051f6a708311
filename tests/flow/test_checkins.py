"""Check-ins on the command line: each command opens the vault anew, as after a restart, and no network is there."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from app.errors import NotWellFormed
from tests.flow.cast import Person

pytestmark = pytest.mark.usefixtures("offline")


def minute(minutes: int) -> str:
    """Return the local minute so many minutes from now."""
    return (datetime.now() + timedelta(minutes=minutes)).strftime("%Y-%m-%dT%H:%M")


def test_from_the_plan_to_the_log_on_the_command_line(tmp_path: Path) -> None:
    base = Person(tmp_path, "base").creates()
    mission = base.does("add", "mission", given={
        "title": "River", "leg": [{"from": {"name": "Ford"}, "depart_plan": minute(-200)}],
        "checkin_plan": [{
            "title": "Kestrel and Wren", "starts": minute(-160), "ends": minute(2000), "every_minutes": 60,
            "word_fine": "coffee", "word_duress": "maize",
            "escalation_step": [{"after_minutes": 0, "kind": "team"}, {"after_minutes": 15, "kind": "local"}],
        }],
    })["ref"]  # fmt: skip
    board = base.does("board")
    (party,) = board["parties"]
    assert (board["missed"], board["nobody_at_the_base"], party["standing"]) == (1, True, "missed")
    assert [(rung["kind"], rung["now"]) for rung in party["ladder"]] == [("team", False), ("local", True)]
    plan = party["ref"]
    assert base.tries("board", "--wait-for-nobody")[0] == 1
    assert base.does("watch", "take", "--by", "Heron")["watch"][0]["name"] == "Heron"
    base.does("checkin", "step", plan, "2", "--by", "Heron", "--failed", "--text", "no answer")
    assert base.does("board")["parties"][0]["ladder"][1]["log"][0]["by"] == "Heron"
    assert base.tries("checkin", "heard", plan, "--word", "tea")[0] == 5
    base.does("checkin", "heard", plan, "--word", "Coffee", "--by", "Heron", "--text", "leaving the ford")
    assert base.does("board", "--wait-for-nobody")["parties"][0]["standing"] == "out"
    base.does("checkin", "heard", plan, "--text", "all quiet, maize")
    assert base.does("board")["parties"][0]["standing"] == "duress"
    base.does("checkin", "stand-down", plan, "--by", "Heron", "--text", "seen at the ferry")
    base.does("checkin", "arrived", plan)
    assert base.does("board")["parties"][0]["standing"] == "arrived"
    base.does("watch", "leave", "--by", "Heron")
    log, sheet = tmp_path / "log.txt", tmp_path / "base.txt"
    base.does("output", "make", "checkin-log", str(log), mission)
    text = log.read_text("utf-8")
    assert all(said in text for said in ("under duress", "no answer", "leaving the ford", "ended the alarm"))
    assert "maize" not in text and "coffee" not in text.lower()
    with pytest.raises(NotWellFormed, match="with-code-words"):
        base.tries("checkin", "base-copy", plan, str(sheet))
    base.does("checkin", "base-copy", plan, str(sheet), "--with-code-words")
    assert "maize" in sheet.read_text("utf-8")
    for verb in ("call-me", "clock-is-right"):
        base.does("checkin", verb)
    assert (
        base.does("checkin", "travel", plan)["travels"] and not base.does("checkin", "travel", plan, "--off")["travels"]
    )
