"""The sheet of keys is true and complete: each key that it names is wired, each that is wired stands in it."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.gui.delivery.share_view import ShareDialog
from app.gui.incidents.entry_view import EntryView
from app.gui.incidents.incidents_view import incident_list
from app.gui.shell.keys_view import keys
from app.gui.shell.window import Window
from app.gui.style.theme import Look
from app.gui.widgets.blocks import ScrollPage
from app.gui.widgets.fields import Popup
from app.gui.widgets.listpane import ListPane
from app.gui.widgets.rows import Row
from app.gui.widgets.split import Split
from tests.gui.gallery import Gallery, settle
from tests.gui.test_layout import way as way

GUI = Path(__file__).parents[2] / "app" / "gui"
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
PRESSED = {
    "/", "Esc", "F12", "Tab", "Shift Tab", "Enter", "Space", "Backspace", "Ctrl Enter", "Ctrl A", "↑", "↓", "Home",
    "End", "Shift", "Shift ↑", "+", "-",
    "1", "2", "3", "Ctrl V", "Alt 1", "Alt 2", "Alt 3", "Alt 4", "Shift Enter", "Alt", "←", "→", "Delete",
    "0", "R", "I", "Page Up", "Page Down", "J", "L", "[", "]", ".", ",", "Insert", "N", "M",
}  # fmt: skip
"""Keys that are no shortcut of the window. The tests below press them, `test_map.py` those of the map,
`test_share_bytes.py` those of the share page, `test_form.py` those of a group, `test_presses.py` Delete,
`test_exchange.py` and `test_code_reader.py` those of Exchange cards,
`test_lines.py` those of an incident, `test_viewer.py` those of an original."""


def sheet(look: Look) -> set[str]:
    """Return every key that the sheet names, one by one."""
    held = look.tr("Hold {key} for one second", key="F12")
    found = {"F12"} if any(key == held for key, _ in keys(look.tr)) else set()
    for key, _ in keys(look.tr):
        if "…" in key:
            found |= {f"Ctrl {number}" for number in range(1, 9)}
        elif "↓" in key and "Shift" not in key:
            found |= set(key.split())
        elif key not in (held, look.tr("Custom keys")):
            found |= {part.replace("−", "-").removesuffix(" ↓") for part in key.split(", ")}
    return found | {"Shift"}


def wired(window: Window) -> set[str]:
    """Return the shortcuts of the window, as the sheet writes them."""
    found = {shortcut.key().toString() for shortcut in window.findChildren(QShortcut)}
    plain = {key.replace("++", "+ +").replace("+", " ").replace("Left", "←") for key in found - {"Ctrl++", "Ctrl+="}}
    return plain | {"Ctrl +"}


PLACES = ("today", "incidents", "people", "all-cases", "missions", "networks", "documents", "inbox", "help", "safety")


@pytest.fixture
def window(way: Gallery, qtbot: QtBot) -> Iterator[Window]:
    pane = incident_list(way.look)
    pane.show_rows([Row(str(n), f"Incident {n}") for n in range(8)], "8")
    pane.select("1")
    split, made = Split(way.look, pane, pane.accessibleName()), Window(way.look, "Field notes")
    for key in PLACES:
        made.add_place(key, split if key == "incidents" else QWidget())
    made.resize(*way.size)
    made.go("incidents")
    made.show()
    split.show_page(ScrollPage(way.look))
    settle()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow, timeout=5000)
    yield made
    made.hide()
    made.deleteLater()


pytestmark = pytest.mark.parametrize("way", ["light"], indirect=True)


def test_the_sheet_and_the_window_know_the_same_keys(way: Gallery, window: Window) -> None:
    assert sheet(way.look) == wired(window) | PRESSED


def test_what_each_shortcut_says_is_heard_somewhere(window: Window, qtbot: QtBot) -> None:
    told: list[str] = []
    window.key.connect(told.append)
    for shortcut in window.findChildren(QShortcut):
        shortcut.activated.emit()
    heard = "".join(
        file.read_text("utf-8")
        for file in (
            GUI / "shell" / "vault_session.py",
            *GUI.rglob("*_screen.py"),
            *GUI.rglob("*_routes.py"),
            GUI / "start" / "main_pages.py",
        )
    )
    constants = {node.value for node in ast.walk(ast.parse(heard)) if isinstance(node, ast.Constant)}
    assert len(set(told)) == 14 and set(told) - constants == set()


def test_the_keys_of_the_window(window: Window, qtbot: QtBot) -> None:
    told: list[str] = []
    window.key.connect(told.append)
    QTest.keyClick(window, "/")
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert told == ["find", "escape"]
    QTest.keyPress(window.windowHandle(), Qt.Key.Key_F12)
    assert window.hide_key._held.isActive()
    window.hide_key._held.stop()


def test_the_keys_of_a_list(window: Window, qtbot: QtBot) -> None:
    (pane,) = window.findChildren(ListPane)
    pane.take_focus()
    now = lambda: pane.view.currentIndex().row()  # noqa: E731
    rows = []
    for key in (Qt.Key.Key_Home, Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_End):
        QTest.keyClick(pane.view, key)
        rows.append(now())
    assert rows == [0, 1, 2, 1, len(pane.model.rows) - 1]
    QTest.keyClick(pane.view, Qt.Key.Key_Up, SHIFT)
    assert len(pane.rows_taken) == 2
    QTest.keyClick(pane.view, Qt.Key.Key_A, CTRL)
    assert len(pane.rows_taken) == len(pane.model.rows)


def test_the_keys_of_a_slot(way: Gallery, qtbot: QtBot) -> None:
    window = way.show("05b-incident-edit")
    assert isinstance(window, Window) and isinstance(window.full, EntryView)
    window.activateWindow()
    slots = window.full.sentence.slots
    slots["when"].setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(slots["when"], Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is slots["hour"]
    QTest.keyClick(slots["hour"], Qt.Key.Key_Backtab, SHIFT)
    assert QApplication.focusWidget() is slots["when"]
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Space):
        QTest.keyClick(slots["when"], key)
        popups = [popup for popup in window.findChildren(Popup) if popup.isVisible()]
        assert len(popups) == 1
        QTest.keyClick(popups[0].edit, Qt.Key.Key_Escape)
        settle()
    QTest.keyClick(slots["when"], Qt.Key.Key_Backspace)
    assert slots["when"].value == "" and "when" not in window.full.values
    window.hide()
    window.deleteLater()


def test_ctrl_enter_sends_and_enter_does_not(way: Gallery, qtbot: QtBot) -> None:
    window = way.show("07-share")
    (dialog,) = window.findChildren(ShareDialog)
    with qtbot.assertNotEmitted(dialog.queue):
        QTest.keyClick(dialog, Qt.Key.Key_Return)
    with qtbot.waitSignal(dialog.queue, timeout=1000):
        QTest.keyClick(dialog, Qt.Key.Key_Return, CTRL)
    window.hide()
    window.deleteLater()
