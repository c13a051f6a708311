"""The frame of a form in the running program: the draft is kept, thrown away and brought back; groups stay open."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.actions.kernel import drafts, records
from app.gui.records.form_screen import Editing
from app.gui.records.form_view import RecordForm
from app.gui.shell.vault_session import VaultSession
from app.gui.start.program import Program
from app.gui.widgets.buttons import Button
from app.store.vault.open_vault import Vault
from tests.gui.hands import control, press, shows, words_on
from tests.gui.running import in_store, unlocked


def form(qtbot: QtBot, desk: VaultSession, title: str) -> RecordForm:
    shown = lambda: isinstance(desk.window.full, RecordForm) and title in words_on(desk.window.full)  # noqa: E731
    qtbot.waitUntil(shown, timeout=10000)
    assert isinstance(desk.window.full, RecordForm)
    return desk.window.full


def new(qtbot: QtBot, desk: VaultSession) -> RecordForm:
    """Open the form of a new mission, and type its title."""
    Editing(desk).new_part("mission", "")
    page = form(qtbot, desk, "New mission")
    page.first.setFocus()
    QTest.keyClicks(page.first, "Upper river")
    return page


def kept(vault: Vault) -> object:
    found = drafts.load(vault, "edit:mission")
    return found[0] if found else None


def test_thrown_away_text_comes_back_by_undo(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)
    press(new(qtbot, desk), "Delete draft")
    qtbot.waitUntil(lambda: "Draft deleted: New mission." in words_on(desk.window.foot), timeout=10000)
    assert desk.window.full is None and in_store(program, kept) is None
    desk.undo()
    qtbot.waitUntil(lambda: in_store(program, kept) == {"title": "Upper river"}, timeout=10000)


def test_the_undo_of_a_kept_draft_ends_when_its_form_opens_again(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)
    page = new(qtbot, desk)
    QTest.keyClick(page.first, Qt.Key.Key_Escape)
    foot = desk.window.foot
    qtbot.waitUntil(lambda: shows(foot, "Undo"), timeout=10000)
    assert control(foot, "Undo", Button).accessibleDescription() == "Draft saved: New mission."
    Editing(desk).new_part("mission", "")
    again = form(qtbot, desk, "New mission")
    assert not shows(foot, "Undo") and again.kept_values()["title"] == "Upper river"
    desk.undo()
    qtbot.waitUntil(lambda: "There is nothing to undo." in words_on(foot), timeout=10000)
    assert in_store(program, kept) == {"title": "Upper river"}, "and the draft below the form stays"


def test_escape_keeps_the_draft_with_its_time_and_undo_opens_it_again(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)
    page = new(qtbot, desk)
    page.changed.emit()
    said = "Encrypted draft saved "
    qtbot.waitUntil(lambda: any(words.startswith(said) for words in words_on(page.header)), timeout=10000)
    QTest.keyClicks(page.first, " two")
    QTest.keyClick(page.first, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: "Draft saved: New mission." in words_on(desk.window.foot), timeout=10000)
    assert desk.window.full is None and in_store(program, kept) == {"title": "Upper river two"}
    desk.undo()
    again = form(qtbot, desk, "New mission")
    assert again.kept_values()["title"] == "Upper river two" and in_store(program, kept) == {"title": "Upper river two"}


def test_an_untouched_form_is_left_without_a_word(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)
    Editing(desk).new_part("log_entry", "")  # its time is filled in
    page = form(qtbot, desk, f"New {desk.kinds['log_entry'].label.lower()}")
    QTest.keyClick(page.first, Qt.Key.Key_Escape)
    assert desk.window.full is None and not desk.past.done
    assert in_store(program, drafts.names) == []


@pytest.mark.parametrize(("kind", "named"), [("mission", "title"), ("actor", "alias"), ("contact", "display_name")])
def test_new_and_edit_are_one_form_and_its_groups_stay_open(
    qtbot: QtBot, program: Program, kind: str, named: str
) -> None:
    desk, label = unlocked(qtbot, program), program.look.tr(program._vault.kinds[kind].label)  # type: ignore[union-attr]
    editing = Editing(desk)
    editing.new_part(kind, "")
    page = form(qtbot, desk, f"New {label.lower()}")
    names, rows = [*page._fields], [*page.groups]
    row = page.groups[rows[0]].row
    row.setFocus()
    QTest.keyClick(row, Qt.Key.Key_Return)
    QTest.keyClick(row, Qt.Key.Key_Escape)
    assert desk.window.full is None
    key = in_store(program, lambda vault: records.add(vault, kind, {named: "Kite"})[0].id.hex())
    editing.open_whole(key)
    page = form(qtbot, desk, f"Edit {label.lower()}")
    assert ([*page._fields], [*page.groups]) == (names, rows)
    assert [name for name, group in page.groups.items() if group.row.isChecked()] == [rows[0]]
    assert page.changed_values() == {}
