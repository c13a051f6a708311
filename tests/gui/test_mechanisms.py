"""The forms of the bodies: a copy is saved, edited, shown and used, a wrong file is named, and the old form returns."""

import json
from pathlib import Path

from pytestqt.qtbot import QtBot

from app.actions.submissions import mechanisms
from app.gui.cases.mechanisms_screen import open_mechanisms
from app.gui.cases.mechanisms_view import MechanismFileView, MechanismsView
from app.gui.shell.choosing_view import Choosing
from app.gui.shell.vault_session import VaultSession
from app.gui.start.program import Program
from tests.gui.hands import press, take_path, words_on
from tests.gui.running import in_store, unlocked
from tests.gui.test_submission_pages import button, shown

NAME = "Working Group on Arbitrary Detention"


def load(qtbot: QtBot, desk: VaultSession, file: Path) -> None:
    press(shown(qtbot, desk, MechanismsView), "Load a file…")
    take_path(shown(qtbot, desk, Choosing), file)


def test_a_form_is_saved_edited_shown_used_and_given_up_again(qtbot: QtBot, program: Program, tmp_path: Path) -> None:
    desk = unlocked(qtbot, program)
    open_mechanisms(desk)
    button(shown(qtbot, desk, MechanismsView), NAME).click()
    take_path(shown(qtbot, desk, Choosing), tmp_path)
    file = tmp_path / "wgad.json"
    qtbot.waitUntil(file.exists)
    data = json.loads(file.read_text("utf-8"))
    file.write_text(json.dumps({**data, "version": "2027.1", "source": "Our lawyer, May 2027"}), "utf-8")
    load(qtbot, desk, file)
    said = " ".join(words_on(shown(qtbot, desk, MechanismFileView)))
    assert (
        f"It replaces version {data['version']}." in said
        and "Our lawyer, May 2027" in said
        and "III. Detention" in said
    )
    assert in_store(program, lambda vault: mechanisms.find_by_id(vault, "wgad").version) == data["version"], (
        "only shown"
    )
    press(shown(qtbot, desk, MechanismFileView), "Use this form")
    qtbot.waitUntil(lambda: in_store(program, lambda vault: mechanisms.is_own(vault, "wgad")))
    qtbot.waitUntil(lambda: "your file" in " ".join(words_on(shown(qtbot, desk, MechanismsView))))
    press(shown(qtbot, desk, MechanismsView), "Use that of the program")
    qtbot.waitUntil(lambda: not in_store(program, lambda vault: mechanisms.is_own(vault, "wgad")))


def test_a_wrong_file_is_named_and_changes_nothing(qtbot: QtBot, program: Program, tmp_path: Path) -> None:
    desk = unlocked(qtbot, program)
    open_mechanisms(desk)
    (file := tmp_path / "wgad.json").write_text('{"id": "wgad",\n "questions": [}', "utf-8")
    load(qtbot, desk, file)
    said = "The mechanism cannot be read: It is no JSON text: see line 2, column 16."
    qtbot.waitUntil(lambda: any(said in one for one in words_on(desk.window.foot)))
    assert not in_store(program, lambda vault: mechanisms.is_own(vault, "wgad"))
