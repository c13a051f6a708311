"""The foot line: its message waits for a hand on Undo, and no other button answers a click that was meant for it."""

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot

from app.gui.shell.foot import Fact, Foot
from app.gui.style.text import Text
from app.gui.style.theme import Look
from app.gui.widgets.buttons import Button
from tests.gui.hands import visible, words_on


def pass_time(foot: Foot) -> None:
    """End the timer that runs."""
    (running,) = (timer for timer in foot.findChildren(QTimer) if timer.isActive())
    running.stop()
    running.timeout.emit()


def test_undo_stays_under_a_hand_and_no_other_button_takes_its_click(qtbot: QtBot) -> None:
    foot = Foot(Look(Text()))
    qtbot.addWidget(foot)
    foot.resize(900, foot.height())
    foot.show()
    went, undone = list[str](), list[bool]()
    foot.went.connect(went.append)
    foot.show_facts([Fact(name, "lock", f"A fact about {name} of this vault", name) for name in ("a", "b", "c", "d")])
    foot.say("Saved MIS-3.", lambda: undone.append(True))
    (undo,) = visible(foot, Button)
    here = undo.mapTo(foot, undo.rect().center())
    undo.setAttribute(Qt.WidgetAttribute.WA_UnderMouse)
    pass_time(foot)
    assert "Saved MIS-3." in words_on(foot)
    undo.setAttribute(Qt.WidgetAttribute.WA_UnderMouse, False)
    pass_time(foot)
    assert "Saved MIS-3." not in words_on(foot)
    assert not isinstance(foot.childAt(here), QAbstractButton)
    pass_time(foot)
    assert isinstance(foot.childAt(here), QAbstractButton)
    foot.say("Saved MIS-3.", lambda: undone.append(True))
    (undo,) = visible(foot, Button)
    qtbot.mouseClick(undo, Qt.MouseButton.LeftButton)
    assert undone == [True] and not isinstance(foot.childAt(here), QAbstractButton)  # a double click
    assert went == []
