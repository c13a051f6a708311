"""The page of leaving at once, by keyboard: what is chosen holds at once, is kept, and Ctrl Z takes it back."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.gui.lock.signals import Reason, Signals
from app.gui.lock.tray import Tray
from app.gui.settings.settings_view import KeyButton, LeavingView, summary
from app.gui.shell import auto_lock
from app.gui.shell.auto_lock import Wishes
from app.gui.shell.keys_view import keys
from app.gui.shell.vault_session import VaultSession
from app.gui.start.run import Program
from app.gui.style.text import Text
from app.gui.style.theme import Look
from app.gui.widgets.buttons import Button
from app.gui.widgets.labels import Label
from tests.gui.hands import visible
from tests.gui.running import in_store, unlocked

CONTROL = Qt.KeyboardModifier.ControlModifier


def page(qtbot: QtBot, program: Program, tells: frozenset[Reason]) -> tuple[VaultSession, LeavingView]:
    """Go to the page by the settings, on a machine that tells this."""
    desk = unlocked(qtbot, program)
    qtbot.waitUntil(lambda: desk.leaving is not None and desk.leaving.signals is not None, timeout=10000)
    in_store(program, lambda vault: None)
    qtbot.wait(20)
    assert desk.leaving is not None and isinstance(desk.leaving.signals, Signals)
    desk.leaving.signals.tells = tells
    desk.show("safety", "leaving", "")
    found = lambda: [b for b in visible(desk.window, Button) if b.accessibleDescription() == "Automatic lock"]  # noqa: E731
    qtbot.waitUntil(lambda: bool(found()), timeout=10000)
    (more,) = found()
    assert QApplication.focusWidget() is more
    QTest.keyClick(more, Qt.Key.Key_Return)
    return desk, view(desk)


def view(desk: VaultSession) -> LeavingView:
    assert isinstance(desk.window.full, LeavingView)
    return desk.window.full


def test_a_reason_is_ticked_off_and_undo_brings_it_back(qtbot: QtBot, program: Program) -> None:
    desk, shown = page(qtbot, program, frozenset({Reason.LID, Reason.SCREEN}))
    assert list(shown.controls) == ["lid", "screen", "key"], "what cannot be told cannot be chosen"
    said = {label.text() for label in shown.findChildren(Label)}
    assert "This computer has no place for the icon." in said
    focus = QApplication.focusWidget()
    assert focus is shown.controls["lid"]
    QTest.keyClick(focus, Qt.Key.Key_Space)
    assert desk.leaving is not None and desk.leaving.wishes.stays == {Reason.LID}
    assert QApplication.focusWidget() is view(desk).controls["lid"]
    assert in_store(program, auto_lock.wishes) == Wishes(frozenset({Reason.LID}))
    QTest.keyClick(desk.window, Qt.Key.Key_Z, CONTROL)
    assert desk.leaving.wishes == Wishes() and in_store(program, auto_lock.wishes) == Wishes()
    QTest.keyClick(desk.window, Qt.Key.Key_Escape)
    assert desk.window.full is None and desk.window.place == "safety"


def test_keys_are_pressed_to_choose_them(qtbot: QtBot, program: Program) -> None:
    desk, shown = page(qtbot, program, frozenset())
    going = list[bool]()
    desk.going.connect(going.append)
    for key, modifiers, said in (
        (Qt.Key.Key_N, CONTROL, "These keys already have another use. Choose other keys."),
        (Qt.Key.Key_X, Qt.KeyboardModifier.NoModifier, "Choose a key that types no letter"),
    ):
        button = listening(qtbot, shown)
        QTest.keyClick(button, key, modifiers)
        assert said in button.accessibleDescription() and desk.window.hide_key.keys == "F12"
    button = listening(qtbot, shown)
    QTest.keyClick(button, Qt.Key.Key_Escape)
    assert button.shown == "Hold F12 for one second" and desk.window.full is shown
    QTest.keyClick(listening(qtbot, shown), Qt.Key.Key_H, CONTROL | Qt.KeyboardModifier.AltModifier)
    assert desk.window.hide_key.keys == "Ctrl+Alt+H" and going == []
    qtbot.wait(20)
    desk.window.key.emit("sheet")
    assert "Ctrl Alt H" in {key for key, _ in keys(desk.look.tr, desk.window.hide_key.keys)}
    desk.window.close_full()
    again = view(desk).controls["usual"]
    assert isinstance(again, Button)
    again.click()
    assert desk.window.hide_key.keys == "F12" and "usual" not in view(desk).controls


def listening(qtbot: QtBot, shown: LeavingView) -> KeyButton:
    button = shown.controls["key"]
    assert isinstance(button, KeyButton)
    button.setFocus()
    QTest.keyClick(button, Qt.Key.Key_Space)
    assert button.shown == "Press the keys now"
    return button


@pytest.mark.qt_log_ignore("systemTrayWindowChanged", extend=True)  # the offscreen plugin has no tray
def test_the_menu_of_the_tray_locks_and_hides(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)
    tray, asked = Tray(Look(Text("en")), desk.window), []
    tray.leave.connect(asked.append)
    for action in tray.menu.actions():
        action.trigger()
    assert asked == [True, False] and [action.text() for action in tray.menu.actions()] == ["Lock", "Hide"]
    assert tray.icon.toolTip() == "Field notes"
    tray.end()


def test_what_locks_is_said_in_one_sentence() -> None:
    tr = Text("en")
    assert summary(tr, Wishes(), frozenset()) == "The vault does not lock for other reasons."
    told = frozenset({Reason.SUSPEND, Reason.LID})
    assert summary(tr, Wishes(frozenset({Reason.LID})), told) == "Also locks immediately: sleep."
