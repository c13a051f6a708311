"""The keys of the wipe: anywhere, cancelled by keyboard, rehearsed, and nothing opens the vault any more after them."""

import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from app.actions.vault import unlock_attempts, wipe_settings
from app.actions.vault.wipe_settings import WipeSettings
from app.gui.incidents.entry_view import EntryView
from app.gui.lock.countdown_view import Countdown
from app.gui.lock.wipe_keys import Wiper, parse_keys, remove_rest
from app.gui.shell.vault_session import VaultSession
from app.gui.start.first_start_view import FirstStart
from app.gui.start.program import Program
from app.gui.start.unlock_window import UnlockWindow
from app.gui.vault.wiping_screen import open_wiping
from app.gui.vault.wiping_view import WipingView
from app.gui.widgets.fields import Popup
from app.store.vault import device_settings, wipe
from tests.gui.running import WORDS, document, in_store, unlocked
from tests.gui.test_help import active

CTRL, ALT, SHIFT = (
    Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ShiftModifier,
)  # fmt: skip
KEYS = "Ctrl+Shift+F9"


@pytest.fixture
def folder(folder: Path) -> Path:
    """The vault, with keys that wipe it."""
    wipe_settings.keep(folder, WipeSettings(KEYS))
    return folder


def press(window: QWidget | None) -> None:
    """Press the keys where the keyboard is."""
    QTest.keyClick(QApplication.focusWidget() or window, Qt.Key.Key_F9, CTRL | SHIFT)


def countdown(window: QWidget | None) -> Countdown:
    assert window is not None
    (found,) = (one for one in window.findChildren(Countdown) if one.isVisible())
    assert found.geometry() == window.rect() and QApplication.focusWidget() is found.cancel
    return found


def counts(window: QWidget | None) -> bool:
    assert window is not None
    return any(one.isVisible() for one in window.findChildren(Countdown))


def at_once(program: Program) -> None:
    """Have no seconds to cancel."""
    wipe_settings.keep(program.folder, WipeSettings(KEYS, 0))
    (wiper,) = program.window.findChildren(Wiper)  # type: ignore[union-attr]
    wiper.arm()


def opened(qtbot: QtBot, program: Program) -> VaultSession:
    desk = unlocked(qtbot, program)
    active(qtbot, desk.window)
    qtbot.waitUntil(lambda: len(document(desk).pane.model.rows) == 1, timeout=10000)
    return desk


def test_five_seconds_then_nothing_opens_it_and_the_window_is_gone(
    qtbot: QtBot, program: Program, folder: Path
) -> None:
    desk = opened(qtbot, program)
    press(desk.window)
    shown = countdown(desk.window)
    began, said = time.monotonic(), {shown.number.text()}
    while not program.wiped and time.monotonic() - began < 10:
        qtbot.wait(20)
        said.add(shown.number.text())
    assert 4.5 < time.monotonic() - began < 9 and said == {"5", "4", "3", "2", "1"}
    assert wipe.has_begun(folder) and not desk.window.isVisible() and not program.again


@pytest.mark.parametrize("how", ["escape", "enter", "click"])
def test_it_is_cancelled_by_escape_and_the_button_and_the_keyboard_goes_back(
    qtbot: QtBot, program: Program, folder: Path, how: str
) -> None:
    desk = opened(qtbot, program)
    before = QApplication.focusWidget()
    press(desk.window)
    shown = countdown(desk.window)
    if how == "click":
        QTest.mouseClick(shown.cancel, Qt.MouseButton.LeftButton)
    else:
        QTest.keyClick(shown.cancel, Qt.Key.Key_Escape if how == "escape" else Qt.Key.Key_Return)
    assert not counts(desk.window) and QApplication.focusWidget() is before
    qtbot.wait(1200)
    assert not wipe.has_begun(folder) and not program.wiped
    press(desk.window)
    assert counts(desk.window)


def test_the_keyboard_stays_on_cancel_and_each_number_is_told(qtbot: QtBot, program: Program) -> None:
    desk = opened(qtbot, program)
    press(desk.window)
    shown = countdown(desk.window)
    for _ in range(3):
        QTest.keyClick(QApplication.focusWidget() or shown, Qt.Key.Key_Tab)
        assert QApplication.focusWidget() is shown.cancel
    assert "5 seconds" in shown.number.accessibleName() and shown.accessibleName() == "Amparo will destroy this vault"
    qtbot.waitUntil(lambda: "4 seconds" in shown.number.accessibleName(), timeout=3000)
    assert "cancel" in shown.cancel.accessibleDescription()
    shown.leave()


def _in_text(qtbot: QtBot, desk: VaultSession) -> None:
    QTest.keyClick(desk.window, Qt.Key.Key_N, CTRL)
    qtbot.waitUntil(lambda: isinstance(desk.window.full, EntryView), timeout=10000)
    assert isinstance(desk.window.full, EntryView)
    desk.window.full.prose.setFocus()


def _in_list(qtbot: QtBot, desk: VaultSession) -> None:
    _in_text(qtbot, desk)
    assert isinstance(desk.window.full, EntryView)
    slot = desk.window.full.sentence.slots["where"]
    slot.setFocus()
    QTest.keyClick(slot, "V")
    assert isinstance(QApplication.focusWidget().parent(), Popup)


def _in_menu(qtbot: QtBot, desk: VaultSession) -> None:
    pane = document(desk).pane
    assert pane.search is not None
    menu = pane.search.createStandardContextMenu()
    menu.popup(pane.search.mapToGlobal(pane.search.rect().center()))
    qtbot.waitUntil(lambda: QApplication.activePopupWidget() is menu, timeout=3000)


def _in_dialog(qtbot: QtBot, desk: VaultSession) -> None:
    QTest.keyClick(desk.window, Qt.Key.Key_S, CTRL | SHIFT)
    qtbot.waitUntil(lambda: desk.window.dialog is not None, timeout=10000)


def _on_help(qtbot: QtBot, desk: VaultSession) -> None:
    QTest.keyClick(desk.window, Qt.Key.Key_F1)


def _on_wipe(qtbot: QtBot, desk: VaultSession) -> None:
    open_wiping(desk)
    qtbot.waitUntil(lambda: isinstance(desk.window.full, WipingView), timeout=10000)
    assert isinstance(desk.window.full, WipingView)
    assert isinstance(desk.window.full.own.control, QLineEdit)
    desk.window.full.own.control.setFocus()


def _on_its_keys(qtbot: QtBot, desk: VaultSession) -> None:
    _on_wipe(qtbot, desk)
    assert isinstance(desk.window.full, WipingView)
    desk.window.full.field.setFocus()


@pytest.mark.qt_log_ignore("grabbing the keyboard")  # offscreen, an open menu
@pytest.mark.parametrize("place", [_in_text, _in_list, _in_menu, _in_dialog, _on_help, _on_wipe, _on_its_keys])
def test_it_works_wherever_one_is(
    qtbot: QtBot, program: Program, folder: Path, place: Callable[[QtBot, VaultSession], None]
) -> None:
    desk = opened(qtbot, program)
    at_once(program)
    place(qtbot, desk)
    QTest.keyClick(QApplication.activePopupWidget() or QApplication.focusWidget(), Qt.Key.Key_F9, CTRL | SHIFT)
    assert wipe.has_begun(folder) and program.wiped


def test_over_a_dialog_the_countdown_is_on_top(qtbot: QtBot, program: Program) -> None:
    desk = opened(qtbot, program)
    _in_dialog(qtbot, desk)
    press(desk.window)
    shown = countdown(desk.window)
    assert desk.window.childAt(desk.window.rect().center()) in (shown, *shown.findChildren(QWidget))
    shown.leave()


def test_it_works_on_the_locked_window(qtbot: QtBot, program: Program, folder: Path) -> None:
    window = active(qtbot, program.window)
    assert isinstance(window, UnlockWindow)
    qtbot.keyClicks(window.field, "orch")
    press(window)
    countdown(window).leave()
    assert window.field.text() == "orch"
    at_once(program)
    press(window)
    assert wipe.has_begun(folder) and program.wiped


def test_leaving_in_the_seconds_is_not_cancelling(qtbot: QtBot, program: Program, folder: Path) -> None:
    desk = opened(qtbot, program)
    press(desk.window)
    with qtbot.waitSignal(desk.left, timeout=10000):
        desk.leave(True)
    assert wipe.has_begun(folder) and program.wiped and not program.again


def test_nothing_waits_for_keys_that_nobody_set_up(qtbot: QtBot, program: Program, folder: Path) -> None:
    wipe_settings.keep(folder, WipeSettings())
    desk = opened(qtbot, program)
    press(desk.window)
    assert not counts(desk.window)


def test_a_disk_that_refuses_is_told_and_stays_to_be_read(qtbot: QtBot, program: Program, folder: Path) -> None:
    desk = opened(qtbot, program)
    at_once(program)
    header = folder / "vault.hdr"
    kept = header.read_bytes()
    header.unlink()
    (header / "in the way").mkdir(parents=True)
    press(desk.window)
    (shown,) = desk.window.findChildren(Countdown)
    assert "could not destroy the vault" in shown.says.text() and shown.cancel.shown == "Close" and not program.wiped
    QTest.keyClick(shown.cancel, Qt.Key.Key_Escape)
    assert not counts(desk.window)
    (header / "in the way").rmdir()
    header.rmdir()
    header.write_bytes(kept)


@pytest.mark.parametrize(
    ("keys", "good"),
    [(KEYS, True), ("Ctrl+Shift+K", True), ("Ctrl+F5", True), ("Ctrl+Alt+Shift+1", True), ("F12", False),
     ("Ctrl+F12", False), ("Return", False), ("Ctrl+K", False), ("Shift+K", False), ("Ctrl+Alt+F3", False),
     ("Ctrl+Shift+K, Ctrl+Shift+L", False), ("Ctrl+Shift+Left", False), ("", False), ("nonsense", False)],
)  # fmt: skip
def test_only_keys_that_nobody_hits_by_a_slip_are_taken(keys: str, good: bool) -> None:
    assert parse_keys(keys) == (QKeySequence(keys) if good else QKeySequence())


def page_of(qtbot: QtBot, desk: VaultSession) -> WipingView:
    open_wiping(desk)
    qtbot.waitUntil(lambda: isinstance(desk.window.full, WipingView), timeout=10000)
    assert isinstance(desk.window.full, WipingView)
    return desk.window.full


def test_keys_are_chosen_by_pressing_them_and_hold_at_once(qtbot: QtBot, program: Program, folder: Path) -> None:
    wipe_settings.keep(folder, WipeSettings())
    desk = opened(qtbot, program)
    view = page_of(qtbot, desk)
    view.field.setFocus()
    QTest.keyClick(view.field, Qt.Key.Key_K)
    assert view.labelled.wrong and view.field.text() == ""
    QTest.keyClick(view.field, Qt.Key.Key_S, CTRL | SHIFT)  # shares, elsewhere
    assert view.labelled.wrong and desk.window.dialog is None
    QTest.keyClick(view.field, Qt.Key.Key_F12)
    assert QApplication.focusWidget() is view.field
    QTest.keyClick(view.field, Qt.Key.Key_F9, CTRL | SHIFT)
    qtbot.waitUntil(lambda: desk.window.full is not view, timeout=10000)
    view = desk.window.full  # type: ignore[assignment]
    assert "Ctrl Shift F9" in view.field.text() and QApplication.focusWidget() is view.field
    assert wipe_settings.plan(folder) == WipeSettings(KEYS)
    view.waits.chosen.emit("0")
    qtbot.waitUntil(lambda: wipe_settings.plan(folder) == WipeSettings(KEYS, 0), timeout=10000)
    qtbot.waitUntil(lambda: desk.window.full is not view, timeout=10000)
    press(desk.window)
    assert wipe.has_begun(folder)


def test_a_rehearsal_does_all_but_writing_and_only_once(qtbot: QtBot, program: Program, folder: Path) -> None:
    desk = opened(qtbot, program)
    at_once(program)
    before = (folder / "vault.hdr").read_bytes()
    view = page_of(qtbot, desk)
    view.rehearse.emit()
    assert "Ctrl Shift F9" in view.said.text()
    press(desk.window)
    assert "Amparo changed nothing" in view.said.text() and not program.wiped
    assert (folder / "vault.hdr").read_bytes() == before
    wipe_settings.keep(folder, WipeSettings(KEYS))
    (wiper,) = desk.window.findChildren(Wiper)
    wiper.arm()
    view.rehearse.emit()
    press(desk.window)
    assert countdown(desk.window).accessibleName().startswith("Rehearsal")
    countdown(desk.window).leave()
    press(desk.window)
    assert countdown(desk.window).accessibleName().startswith("Amparo will destroy"), (
        "only the next press is a rehearsal"
    )
    countdown(desk.window).leave()
    view.rehearse.emit()
    desk.window.close_full()
    press(desk.window)
    assert countdown(desk.window).accessibleName().startswith("Amparo will destroy"), (
        "the page is left: it is in earnest"
    )
    countdown(desk.window).leave()


def test_the_limit_and_the_words_are_set_on_the_page(qtbot: QtBot, program: Program, folder: Path) -> None:
    desk = opened(qtbot, program)
    view = page_of(qtbot, desk)
    view.limits.chosen.emit("10")
    qtbot.waitUntil(lambda: desk.window.full is not view, timeout=10000)
    assert unlock_attempts.limit_of(folder) == 10
    for own, burn, wrong in (("not mine", "burn it all", "own"), (WORDS, WORDS, "burn")):
        view = desk.window.full  # type: ignore[assignment]
        view.set_words.emit(own, burn)
        qtbot.waitUntil(lambda view=view, wrong=wrong: getattr(view, wrong).wrong, timeout=20000)
    view.set_words.emit(WORDS, "burn it all")
    qtbot.waitUntil(lambda: desk.window.full is not view, timeout=20000)
    assert in_store(program, wipe_settings.passphrase_is_set)


def test_words_that_wipe_say_what_wrong_words_say_and_then_the_first_start_comes(
    qtbot: QtBot, program: Program, folder: Path
) -> None:
    desk = opened(qtbot, program)
    in_store(program, lambda vault: wipe_settings.set_passphrase(vault, WORDS, "burn it all"))
    with qtbot.waitSignal(desk.left, timeout=10000):
        desk.leave(False)
    again = Program(QApplication.instance(), folder)  # type: ignore[arg-type]
    again.begin()
    window = again.window
    assert isinstance(window, UnlockWindow)
    qtbot.keyClicks(window.field, "burn it all")
    QTest.keyClick(window.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "Wait" in window.note.text(), timeout=20000)
    assert window.note.text() == "This password did not open the vault. Wait 4 seconds."
    qtbot.waitUntil(lambda: not folder.exists(), timeout=10000)
    assert again.window is window
    again.work.close()
    after = Program(QApplication.instance(), folder)  # type: ignore[arg-type]
    after.begin()
    assert isinstance(after.window, FirstStart)
    after.work.close()


def test_after_a_restart_the_wait_goes_on(qtbot: QtBot, program: Program, folder: Path) -> None:
    device_settings.change(folder, wrong=3, wrong_at=int(time.time()), wipe_after=5)
    again = Program(QApplication.instance(), folder)  # type: ignore[arg-type]
    again.begin()
    window = again.window
    assert isinstance(window, UnlockWindow)
    assert "Wait 1" in window.note.text() and not window.button.isEnabled()
    device_settings.change(folder, wrong_at=int(time.time()) - 16)
    window.busy(False)
    qtbot.keyClicks(window.field, "not these words")
    QTest.keyClick(window.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "1 more try. Then this vault is destroyed." in window.note.text(), timeout=20000)
    assert "Wait 32" in window.note.text() or "Wait 31" in window.note.text()
    again.work.close()


def test_a_wipe_that_was_cut_off_is_finished_and_the_first_start_comes(
    qtbot: QtBot, program: Program, folder: Path
) -> None:
    wipe.destroy_header(folder)
    again = Program(QApplication.instance(), folder)  # type: ignore[arg-type]
    again.begin()
    qtbot.waitUntil(lambda: isinstance(again.window, FirstStart), timeout=10000)
    assert not folder.exists()
    again.work.close()


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL")
def test_another_process_removes_the_rest_and_ends_who_is_left(folder: Path) -> None:
    program = (
        "import sys, pathlib, time; from app.store.vault import lockfile, wipe; folder = pathlib.Path(sys.argv[1]);"
        "lock = lockfile.LockFile(folder / 'lock'); wipe.destroy_header(folder);"
        "print('gone', flush=True); time.sleep(60)"
    )
    tree = Path(__file__).parents[2]
    with subprocess.Popen([sys.executable, "-c", program, folder], cwd=tree, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None and other.stdout.readline() == b"gone\n"
        with remove_rest(folder) as rest:
            assert rest.wait(20) == 0
        assert other.wait(5) == -signal.SIGKILL
    assert not folder.exists()
