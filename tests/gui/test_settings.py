"""Settings by keyboard: what is changed is kept at once, the window comes back to it, and Ctrl Z takes it back."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from app.gui.lock.idle import IDLE
from app.gui.settings.settings_screen import Settings
from app.gui.settings.settings_view import SettingsView
from app.gui.shell.vault_session import VaultSession
from app.gui.start import startup_settings
from app.gui.start.program import Program
from app.gui.widgets.buttons import OneOf
from tests.gui.hands import control, press
from tests.gui.running import in_store, unlocked

CONTROL = Qt.KeyboardModifier.ControlModifier


def settings(qtbot: QtBot, program: Program) -> SettingsView:
    desk = now(qtbot, program)
    place = desk.places["settings"]
    assert isinstance(place, Settings)
    qtbot.waitUntil(lambda: isinstance(place.widget.currentWidget(), SettingsView), timeout=10000)
    view = place.widget.currentWidget()
    assert isinstance(view, SettingsView)
    return view


def now(qtbot: QtBot, program: Program) -> VaultSession:
    qtbot.waitUntil(lambda: program.desk is not None and program.window is program.desk.window, timeout=10000)
    assert program.desk is not None
    return program.desk


def test_colours_change_by_arrow_and_undo_brings_them_back(qtbot: QtBot, program: Program, folder: Path) -> None:
    desk = unlocked(qtbot, program)
    desk.go("settings")
    theme = settings(qtbot, program).controls["theme"]
    assert isinstance(theme, OneOf)
    light = control(theme, "Light", QAbstractButton)
    light.setFocus()
    qtbot.keyClick(light, Qt.Key.Key_Right)
    qtbot.keyClick(control(theme, "Dark", QAbstractButton), Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: program.look.theme == "dark", timeout=10000)
    after = now(qtbot, program)
    assert after.window.place == "settings"
    again = settings(qtbot, program).controls["theme"]
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
    desk.go("settings")
    view = settings(qtbot, program)
    idle = view.controls["idle"]
    assert isinstance(idle, OneOf)
    press(idle, "2 minutes")
    kept = lambda: in_store(program, lambda vault: vault.get(IDLE))  # noqa: E731
    qtbot.waitUntil(lambda: kept() == b"2" and desk.idle_minutes == 2, timeout=10000)
    view = settings(qtbot, program)
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


def test_escape_leads_to_this_computer(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)
    desk.go("settings")
    qtbot.keyClick(desk.window, Qt.Key.Key_Escape)
    assert desk.window.place == "safety"
