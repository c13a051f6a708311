"""Settings by keyboard: what is changed is kept at once, the window comes back to it, and Ctrl Z takes it back."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from app.actions.contacts import contact_cards
from app.gui.lock.idle import IDLE
from app.gui.settings import roles
from app.gui.settings.device_screen import Device
from app.gui.settings.roles_view import RoleChoices
from app.gui.settings.sections import list_sections, list_settings
from app.gui.settings.settings_view import SettingsView
from app.gui.shell.vault_session import VaultSession
from app.gui.start import startup_settings
from app.gui.start.program import Program
from app.gui.style.text import Text
from app.gui.tables.table_out_view import TableOutView
from app.gui.widgets.buttons import OneOf
from tests.gui.hands import control, press
from tests.gui.running import in_store, unlocked

CONTROL = Qt.KeyboardModifier.ControlModifier


def settings(qtbot: QtBot, program: Program, key: str) -> SettingsView:
    """Return the page that has a setting."""
    desk = now(qtbot, program)
    place = desk.places["safety"]
    assert isinstance(place, Device)
    qtbot.waitUntil(lambda: place._view is not None and key in place._view.controls, timeout=10000)
    assert place._view is not None
    return place._view


def now(qtbot: QtBot, program: Program) -> VaultSession:
    qtbot.waitUntil(lambda: program.desk is not None and program.window is program.desk.window, timeout=10000)
    assert program.desk is not None
    return program.desk


def test_colours_change_by_arrow_and_undo_brings_them_back(qtbot: QtBot, program: Program, folder: Path) -> None:
    desk = unlocked(qtbot, program)
    desk.show("safety", "theme", "")
    theme = settings(qtbot, program, "theme").controls["theme"]
    assert isinstance(theme, OneOf)
    light = control(theme, "Light", QAbstractButton)
    light.setFocus()
    qtbot.keyClick(light, Qt.Key.Key_Right)
    qtbot.keyClick(control(theme, "Dark", QAbstractButton), Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: program.look.theme == "dark", timeout=10000)
    after = now(qtbot, program)
    assert after.window.place == "safety"
    again = settings(qtbot, program, "theme").controls["theme"]
    qtbot.waitUntil(lambda: again.isAncestorOf(QApplication.focusWidget() or desk.window), timeout=10000)
    in_store(program, lambda vault: None)
    assert startup_settings.read(folder).theme == "dark"
    qtbot.keyClick(after.window, Qt.Key.Key_Z, CONTROL)
    qtbot.waitUntil(lambda: program.look.theme == "light", timeout=10000)
    now(qtbot, program)
    in_store(program, lambda vault: None)
    assert startup_settings.read(folder).theme == "light"


def test_the_name_before_unlocking_and_the_minutes_are_kept_and_undone(
    qtbot: QtBot, program: Program, folder: Path
) -> None:
    desk = unlocked(qtbot, program)
    desk.show("safety", "idle", "")
    view = settings(qtbot, program, "idle")
    idle = view.controls["idle"]
    assert isinstance(idle, OneOf)
    press(idle, "2 minutes")
    kept = lambda: in_store(program, lambda vault: vault.get(IDLE))  # noqa: E731
    qtbot.waitUntil(lambda: kept() == b"2" and desk.idle_minutes == 2, timeout=10000)
    desk.show("safety", "name", "")
    view = settings(qtbot, program, "name")
    name = view.controls["name"]
    assert isinstance(name, QLineEdit)
    name.setFocus()
    name.setText("Recipes")
    qtbot.keyClick(name, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: program.before.name == "Recipes", timeout=10000)
    assert now(qtbot, program).window.windowTitle() == "Recipes"
    in_store(program, lambda vault: None)
    assert startup_settings.read(folder).name == "Recipes"
    now(qtbot, program).undo()
    qtbot.waitUntil(lambda: program.before.name == "Field notes", timeout=10000)
    now(qtbot, program).undo()
    qtbot.waitUntil(lambda: kept() == b"5", timeout=10000)


def test_the_list_says_how_each_section_stands_and_search_finds_single_settings(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)
    desk.window.activateWindow()
    qtbot.waitUntil(desk.window.isActiveWindow, timeout=10000)
    qtbot.keyClick(desk.window, ",", CONTROL)
    place = desk.places["safety"]
    assert isinstance(place, Device)
    qtbot.waitUntil(lambda: len(place.pane.model.rows) == 8, timeout=10000)
    rows = {row.key: row for row in place.pane.model.rows}
    assert list(rows) == [section.key for section in list_sections(desk.look.tr)]
    assert all(row.second for row in rows.values())
    assert rows["lock"].second == "Locks after 5 minutes · 1 password"
    assert QApplication.focusWidget() is place.pane.view and place.pane.current == "lock"
    view = settings(qtbot, program, "idle")
    assert control(view, "Lock now", QAbstractButton).isVisible()
    qtbot.keyClick(place.pane.view, "/")
    assert place.pane.search is not None and QApplication.focusWidget() is place.pane.search
    qtbot.keyClicks(place.pane.search, "export")
    assert [row.key for row in place.pane.model.rows] == ["export"]
    qtbot.keyClick(place.pane.search, Qt.Key.Key_Return)
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    export = settings(qtbot, program, "export").controls["export"]
    assert QApplication.focusWidget() is export
    qtbot.keyClick(export, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: isinstance(desk.window.full, TableOutView), timeout=10000)


@pytest.mark.parametrize("setting", [one.key for one in list_settings(Text("en"))])
def test_each_setting_has_its_control_in_its_section(qtbot: QtBot, program: Program, setting: str) -> None:
    desk = unlocked(qtbot, program)
    desk.show("safety", setting, "")
    there = settings(qtbot, program, setting).controls[setting]
    focus = QApplication.focusWidget()
    assert focus is not None and (there is focus or there.isAncestorOf(focus))


def test_a_fact_of_the_foot_leads_to_its_section(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)
    desk._read_foot()
    foot = desk.window.foot
    qtbot.waitUntil(lambda: "settings:backup" in [one.fact.target for one in foot._buttons], timeout=10000)
    assert foot._buttons[0].fact.target == "do:lock", "the first one locks: its setting is not one press away"
    next(one for one in foot._buttons if one.fact.target == "settings:backup").click()
    assert desk.window.place == "safety"
    settings(qtbot, program, "backup")


def test_a_name_on_the_card_and_the_roles_are_taken_back(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)
    desk.show("safety", "card-name", "")
    name = settings(qtbot, program, "card-name").controls["card-name"]
    assert isinstance(name, QLineEdit)
    before = name.text()
    name.setText("Heron")
    qtbot.keyClick(name, Qt.Key.Key_Return)
    mine = lambda: in_store(program, lambda vault: contact_cards.my_card(vault).name)  # noqa: E731
    qtbot.waitUntil(lambda: mine() == "Heron" and len(desk.past.done) == 1, timeout=10000)
    desk.undo()
    qtbot.waitUntil(lambda: mine() == before, timeout=10000)
    desk.show("safety", "roles", "")
    choices = settings(qtbot, program, "roles").controls["roles"]
    assert isinstance(choices, RoleChoices)
    choices.choices["carry"].click()
    kept = lambda: in_store(program, roles.read_roles)  # noqa: E731
    qtbot.waitUntil(lambda: kept() == {"carry"} and not desk.window.rail._more.isHidden(), timeout=10000)  # type: ignore[union-attr]
    desk.undo()
    qtbot.waitUntil(lambda: kept() == frozenset() and desk.window.rail._more.isHidden(), timeout=10000)  # type: ignore[union-attr]
