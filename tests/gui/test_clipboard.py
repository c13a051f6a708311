"""A copy is gone after 30 seconds and on lock; what another program put there since stays."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QClipboard, QGuiApplication
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from app.gui.lock.clipboard import SECONDS, ClipboardClearing
from app.gui.start.program import Program
from tests.gui.running import unlocked


class Desktop:
    """The clipboard of a desktop with a clock; the test says whose content it has, which no screenless system does."""

    def __init__(self) -> None:
        self.now, self.ours = 1000.0, True
        self.clipboard = QGuiApplication.clipboard()
        self.clearing = ClipboardClearing(self.clipboard, lambda: self.now, ours=self.whose)

    def whose(self, clipboard: QClipboard, mode: QClipboard.Mode) -> bool:
        return self.ours and bool(clipboard.text(mode))

    def wait(self, seconds: float) -> str:
        self.now += seconds
        self.clearing.check()
        return self.clipboard.text()


@pytest.fixture
def desktop(qtbot: QtBot) -> Iterator[Desktop]:
    QGuiApplication.clipboard().clear()
    made = Desktop()
    yield made
    made.clearing.deleteLater()
    QGuiApplication.clipboard().clear()


def test_a_copy_is_gone_after_thirty_seconds(desktop: Desktop) -> None:
    desktop.clipboard.setText("Relay: north")
    assert desktop.wait(SECONDS - 0.1) == "Relay: north"
    assert desktop.wait(0.1) == ""


def test_a_later_copy_has_its_own_thirty_seconds(desktop: Desktop) -> None:
    desktop.clipboard.setText("first")
    desktop.wait(SECONDS - 1)
    desktop.clipboard.setText("second")
    assert desktop.wait(SECONDS - 1) == "second"
    assert desktop.wait(1) == ""


def test_what_another_program_put_there_stays(desktop: Desktop) -> None:
    desktop.clipboard.setText("ours")
    desktop.ours = False
    desktop.clipboard.setText("theirs")
    assert desktop.wait(2 * SECONDS) == "theirs"
    desktop.clearing.clear()
    assert desktop.clipboard.text() == "theirs"


def test_it_is_cleared_only_if_it_still_has_the_copy_at_that_moment(desktop: Desktop) -> None:
    """A clipboard manager can take a copy over and tell nobody."""
    desktop.clipboard.setText("taken over")
    desktop.ours = False
    assert desktop.wait(SECONDS) == "taken over"


def test_a_lock_clears_at_once(desktop: Desktop) -> None:
    desktop.clipboard.setText("Relay: north")
    desktop.clearing.clear()
    assert desktop.clipboard.text() == ""


def test_text_that_is_copied_in_a_field_is_cleared_too(desktop: Desktop, qtbot: QtBot) -> None:
    field = QLineEdit("a name")
    qtbot.addWidget(field)
    field.selectAll()
    qtbot.keyClick(field, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert desktop.clipboard.text() == "a name"
    assert desktop.wait(SECONDS) == ""


def test_a_session_clears_on_lock(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)
    desk._copies._ours = lambda clipboard, mode: bool(clipboard.text(mode))
    QGuiApplication.clipboard().setText("Relay: north")
    desk.leave(False)
    assert QGuiApplication.clipboard().text() == ""
    qtbot.waitUntil(lambda: program.desk is None or desk._leaving, timeout=10000)
