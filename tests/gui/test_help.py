"""F1 where there is no library: before a vault is open, over a dialog, and while a list is open."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from app.gui.delivery.share_view import ShareDialog
from app.gui.incidents.entry_view import EntryView
from app.gui.library.guide import guides
from app.gui.library.library_view import GuideCover, GuideView
from app.gui.start.another_view import Another
from app.gui.start.first_start_view import FirstStart
from app.gui.start.program import Program
from app.gui.start.unlock_window import UnlockWindow
from app.gui.widgets.fields import Popup
from tests.gui.hands import drawn_words, press, words_on
from tests.gui.running import document, unlocked

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def active(qtbot: QtBot, window: QWidget | None) -> QWidget:
    assert window is not None
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow, timeout=5000)
    return window


def helped(window: QWidget, page: str) -> GuideCover:
    """Press F1 where the keyboard is, twice, and return what opened."""
    for _ in range(2):
        QTest.keyClick(QApplication.focusWidget() or window, Qt.Key.Key_F1)
    (cover,) = (one for one in window.findChildren(GuideCover) if one.isVisible())
    assert cover.view.key == page and cover.geometry() == window.rect()
    assert QApplication.focusWidget() is cover.view.first
    QTest.keyClick(cover.view.first or cover, Qt.Key.Key_Tab)
    assert cover.isAncestorOf(QApplication.focusWidget() or window)
    return cover


def test_f1_before_unlocking_shows_only_what_came_with_the_program(qtbot: QtBot, program: Program) -> None:
    window = active(qtbot, program.window)
    assert isinstance(window, UnlockWindow)
    qtbot.keyClicks(window.field, "orchard")
    cover = helped(window, "unlock")
    shown = "".join(part.accessibleDescription() for part in cover.findChildren(QLabel))
    (page,) = (page for page in guides("en") if page.key == "unlock")
    assert shown == " ".join(text for block in page.blocks for text, _ in block.runs)
    assert program.desk is None
    QTest.keyClick(QApplication.focusWidget() or cover, Qt.Key.Key_Escape)
    assert QApplication.focusWidget() is window.field and window.field.text() == "orchard"


def test_f1_at_the_first_start_keeps_the_words_that_were_typed(qtbot: QtBot, tmp_path: Path) -> None:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    program = Program(app, tmp_path / "new" / "vault")
    program.begin()
    window = active(qtbot, program.window)
    assert isinstance(window, FirstStart)
    drawn = list[str]()
    for step in ("", "Begin", "I wrote the words on paper"):
        if step:
            press(window, step)
        drawn = drawn or (drawn_words(window) if step == "Begin" else [])
        before = words_on(window)
        cover = helped(window, "first-start")
        QTest.keyClick(QApplication.focusWidget() or cover, Qt.Key.Key_Escape)
        assert words_on(window) == before
    press(window, "Show the password again")
    assert drawn_words(window) == drawn
    window.existing.emit()
    another = active(qtbot, program.window)
    assert isinstance(another, Another)
    cover = helped(another, "unlock")
    QTest.keyClick(QApplication.focusWidget() or cover, Qt.Key.Key_Escape)
    assert program.window is another
    QTest.keyClick(QApplication.focusWidget() or another, Qt.Key.Key_Escape)
    assert isinstance(program.window, FirstStart)
    qtbot.wait(20)  # each of these windows loads the rest behind it
    program.work.close()
    program.window.hide()
    program.window.deleteLater()


def test_f1_over_the_share_dialog_leaves_it_as_it_is(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)
    qtbot.waitUntil(lambda: bool(document(desk).current), timeout=10000)
    active(qtbot, desk.window)
    QTest.keyClick(QApplication.focusWidget() or desk.window, Qt.Key.Key_S, CTRL | SHIFT)
    qtbot.waitUntil(lambda: isinstance(desk.window.dialog, ShareDialog), timeout=10000)
    dialog, before = desk.window.dialog, QApplication.focusWidget()
    assert isinstance(dialog, ShareDialog)
    cover = helped(desk.window, "sharing")
    with qtbot.assertNotEmitted(dialog.queue):
        QTest.keyClick(QApplication.focusWidget() or cover, Qt.Key.Key_Return, CTRL)
    QTest.keyClick(QApplication.focusWidget() or cover, Qt.Key.Key_Escape)
    assert desk.window.dialog is dialog and QApplication.focusWidget() is before
    QTest.keyClick(QApplication.focusWidget() or dialog, Qt.Key.Key_Escape)
    assert desk.window.dialog is None


def test_f1_in_an_open_list_leads_back_to_its_slot(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)
    active(qtbot, desk.window)
    desk.window.key.emit("new")
    qtbot.waitUntil(lambda: isinstance(desk.window.full, EntryView), timeout=10000)
    entry = desk.window.full
    assert isinstance(entry, EntryView)
    slot = entry.sentence.slots["whom"]
    slot.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(slot, "k")
    assert isinstance((QApplication.focusWidget() or slot).parent(), Popup)
    QTest.keyClick(QApplication.focusWidget() or slot, Qt.Key.Key_F1)
    assert isinstance(desk.window.full, GuideView)
    QTest.keyClick(QApplication.focusWidget() or slot, Qt.Key.Key_Escape)
    assert desk.window.full is entry and QApplication.focusWidget() is slot
