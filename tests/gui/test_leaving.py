"""Leaving at once: for every reason, with the hide key from anywhere, in bounded time, with nothing lost."""

import os
import shutil
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu
from pytestqt.qtbot import QtBot

from app.actions.kernel import drafts
from app.gui.checkins.plan_screen import DRAFT, open_wizard
from app.gui.checkins.plan_view import PlanWizard
from app.gui.incidents.entry_view import EntryView
from app.gui.lock import hold_shortcut
from app.gui.lock.signals import Reason
from app.gui.shell import auto_lock
from app.gui.shell.auto_lock import Wishes
from app.gui.shell.vault_session import VaultSession
from app.gui.start.program import GIVEN, Program
from app.gui.start.unlock_window import UnlockWindow
from app.gui.widgets.buttons import Painted
from app.store.vault.open_vault import Vault
from tests.gui import logind
from tests.gui.hands import visible
from tests.gui.logind import PATH, SESSION, Logind
from tests.gui.running import WORDS, document, in_store, unlocked

CONTROL = Qt.KeyboardModifier.ControlModifier
needs_bus = pytest.mark.skipif(
    sys.platform != "linux" or not shutil.which("dbus-daemon"), reason="needs Linux and dbus-daemon"
)


@pytest.fixture
def login(monkeypatch: pytest.MonkeyPatch) -> Iterator[Logind]:
    with logind.running() as (fake, address):
        monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", address)
        yield fake


def listening(qtbot: QtBot, program: Program) -> VaultSession:
    """Unlock, and wait until what the machine can tell is known."""
    desk = unlocked(qtbot, program)
    qtbot.waitUntil(lambda: desk.leaving is not None and Reason.USER in desk.leaving.tells, timeout=10000)
    return desk


def begun(qtbot: QtBot, program: Program) -> VaultSession:
    """Unlock, and wait until the choices that are kept apply."""
    desk = unlocked(qtbot, program)
    qtbot.waitUntil(lambda: desk.leaving is not None and desk.leaving.signals is not None, timeout=5000)
    answers: list[None] = []
    desk.ask(lambda vault: None, answers.append)  # answers come in the order that they were asked for
    qtbot.waitUntil(lambda: bool(answers), timeout=5000)
    return desk


@needs_bus
@pytest.mark.parametrize("reason", list(Reason)[:4])
def test_what_logind_says_leaves_and_asks_for_the_words_again(
    qtbot: QtBot, login: Logind, program: Program, reason: Reason
) -> None:
    desk = listening(qtbot, program)
    tell = {
        Reason.SUSPEND: login.sleeps,
        Reason.LID: lambda: login.changed(PATH, "LidClosed", True),
        Reason.SCREEN: login.locks,
        Reason.USER: lambda: login.changed(SESSION, "Active", False),
    }
    with qtbot.waitSignal(desk.left, timeout=5000) as left:
        tell[reason]()
    assert left.args == [True] and program.again


@needs_bus
def test_what_a_person_does_not_wish_is_no_reason(qtbot: QtBot, login: Logind, program: Program, folder: Path) -> None:
    desk = listening(qtbot, program)
    chosen = Wishes(frozenset({Reason.LID}), "Ctrl+Alt+H")
    in_store(program, lambda vault: auto_lock.keep(vault, chosen))
    assert in_store(program, auto_lock.wishes) == chosen
    assert desk.leaving is not None
    desk.leaving.use(desk, chosen)
    login.changed(PATH, "LidClosed", True)
    qtbot.wait(200)
    assert desk.window.isVisible()
    with qtbot.waitSignal(desk.left, timeout=5000):
        login.sleeps()


@needs_bus
def test_suspend_waits_until_what_is_written_is_saved(qtbot: QtBot, login: Logind, program: Program) -> None:
    desk = listening(qtbot, program)
    qtbot.waitUntil(lambda: desk.leaving is not None and desk.leaving.signals.waits, timeout=5000)  # type: ignore[union-attr]
    desk.window.key.emit("new")
    qtbot.waitUntil(lambda: isinstance(desk.window.full, EntryView), timeout=10000)
    entry = desk.window.full
    assert isinstance(entry, EntryView)
    qtbot.keyClicks(entry.prose, "To the last letter")
    with qtbot.waitSignal(desk.left, timeout=5000):
        login.sleeps()
    assert login.held(0.1), "it is let go with the process, after the vault is closed"
    assert desk.leaving is not None and desk.leaving.signals is not None
    desk.leaving.signals.end()
    assert not login.held(2)


def test_the_key_file_s_stick_is_looked_after_and_its_end_leaves(qtbot: QtBot, folder: Path) -> None:
    others = (place for place in (Path("/dev/shm"), Path(__file__).parent, Path("/var/tmp")) if place.is_dir())
    stick = next((place for place in others if place.stat().st_dev != folder.stat().st_dev), None)
    if stick is None:
        pytest.skip("needs a second device")
    file = stick / f"amparo-{os.getpid()}.key"
    file.write_bytes(bytes(32))
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    program = Program(app, folder)
    program.begin()
    try:
        assert isinstance(program.window, UnlockWindow)
        program.unlock(WORDS, file)
        qtbot.waitUntil(lambda: program.desk is not None and program.desk.leaving is not None, timeout=20000)
        desk = program.desk
        assert desk is not None and desk.leaving is not None
        qtbot.waitUntil(lambda: desk.leaving is not None and desk.leaving.stick is not None, timeout=5000)
        qtbot.wait(auto_lock.LOOK + 200)
        assert desk.window.isVisible() and Reason.KEYFILE in desk.leaving.tells
        with qtbot.waitSignal(desk.left, timeout=3000) as left:
            file.unlink()
        assert left.args == [True]
    finally:
        file.unlink(missing_ok=True)
        program.work.close()


def test_without_a_key_file_nothing_is_looked_after(qtbot: QtBot, program: Program) -> None:
    desk = begun(qtbot, program)
    assert desk.leaving is not None
    assert desk.leaving.stick is None and not any(timer.isActive() for timer in desk.leaving.findChildren(QTimer))


# The hide key.


def press(desk: VaultSession, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """Press a key where the system delivers it: at the window, whatever has the keyboard; Qt gives it to a menu."""
    QTest.keyPress(desk.window.windowHandle(), key, modifiers)


def at_the_search(qtbot: QtBot, desk: VaultSession) -> None:
    document(desk).pane.go_to_search()
    qtbot.keyClicks(document(desk).pane.search, "half a wo")


def in_an_open_list(qtbot: QtBot, desk: VaultSession) -> None:
    desk.window.key.emit("new")
    qtbot.waitUntil(lambda: isinstance(desk.window.full, EntryView), timeout=10000)
    entry = desk.window.full
    assert isinstance(entry, EntryView)
    entry.sentence.slots["did"].open("arr")


def in_a_dialog(qtbot: QtBot, desk: VaultSession) -> None:
    qtbot.waitUntil(lambda: bool(document(desk).current), timeout=10000)
    desk.window.key.emit("share")
    qtbot.waitUntil(lambda: desk.window.dialog is not None, timeout=10000)


def in_the_file_browser(qtbot: QtBot, desk: VaultSession) -> None:
    qtbot.waitUntil(lambda: bool(document(desk).current), timeout=10000)
    document(desk).add_evidence(document(desk).current)


def in_a_menu(qtbot: QtBot, desk: VaultSession) -> None:
    document(desk).pane.go_to_search()
    search = document(desk).pane.search
    assert isinstance(search, QLineEdit)
    spot = search.rect().center()
    QApplication.sendEvent(search, QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, spot, search.mapToGlobal(spot)))
    qtbot.waitUntil(lambda: isinstance(QApplication.activePopupWidget(), QMenu), timeout=5000)


def nowhere(qtbot: QtBot, desk: VaultSession) -> None:
    focus = QApplication.focusWidget()
    if focus is not None:
        focus.clearFocus()


@pytest.mark.parametrize(
    "where", [at_the_search, in_an_open_list, in_a_dialog, in_the_file_browser, in_a_menu, nowhere]
)
def test_the_hide_key_works_from_anywhere_and_starts_nothing(qtbot: QtBot, program: Program, where: object) -> None:
    desk = unlocked(qtbot, program)
    assert callable(where)
    where(qtbot, desk)
    with qtbot.waitSignal(desk.left, timeout=hold_shortcut.HELD + 3000) as left:
        press(desk, Qt.Key.Key_F12)
    assert left.args == [False] and not program.again and not desk.window.isVisible()


def test_keys_of_one_s_own_hide_at_once_and_the_usual_one_rests(qtbot: QtBot, program: Program) -> None:
    desk = begun(qtbot, program)
    assert desk.leaving is not None
    desk.leaving.use(desk, Wishes(key="Ctrl+Alt+H"))
    press(desk, Qt.Key.Key_F12)
    qtbot.wait(hold_shortcut.HELD + 200)
    assert desk.window.isVisible()
    at_the_search(qtbot, desk)
    with qtbot.waitSignal(desk.left, timeout=1000):
        press(desk, Qt.Key.Key_H, CONTROL | Qt.KeyboardModifier.AltModifier)


@pytest.mark.parametrize(
    ("keys", "fit", "now"),
    [("F12", True, False), ("Ctrl+Shift+X", True, True), ("Pause", True, False), ("Meta+H", True, True),
     ("X", False, False), ("Shift+X", False, False), ("Esc", False, False), ("", False, False),
     ("Ctrl+X, Ctrl+Y", False, False)],
)  # fmt: skip
def test_which_keys_may_hide(keys: str, fit: bool, now: bool) -> None:
    assert hold_shortcut.fits(keys) is fit
    if fit:
        assert hold_shortcut.at_once(keys) is now


# Bounded time.


def test_it_takes_less_than_half_a_second(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)
    qtbot.waitUntil(lambda: bool(document(desk).current), timeout=10000)
    began = time.monotonic()
    with qtbot.waitSignal(desk.left, timeout=5000):
        desk.leave(True)
    assert time.monotonic() - began < 0.5


def test_what_the_store_computes_is_interrupted_and_the_draft_is_kept(
    qtbot: QtBot, program: Program, folder: Path
) -> None:
    desk = unlocked(qtbot, program)
    desk.window.key.emit("new")
    qtbot.waitUntil(lambda: isinstance(desk.window.full, EntryView), timeout=10000)
    entry = desk.window.full
    assert isinstance(entry, EntryView)
    ends: list[BaseException] = []

    def count(vault: Vault) -> None:
        rows = vault.con.execute("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT sum(i) FROM n")
        rows.fetchone()

    desk.ask(count, lambda _: None, ends.append)
    qtbot.keyClicks(entry.prose, "Written while it counted")
    began = time.monotonic()
    with qtbot.waitSignal(desk.left, timeout=10000):
        desk.leave(True)
    assert time.monotonic() - began < 1 and len(ends) == 1
    program.work.close()
    again = Program(QApplication.instance(), folder)  # type: ignore[arg-type]
    again.begin()
    desk = unlocked(qtbot, again)
    kept = in_store(again, lambda vault: drafts.load(vault, drafts.ENTRY))
    assert isinstance(kept, tuple) and kept[0] == {"words": "Written while it counted"}
    with qtbot.waitSignal(desk.left, timeout=10000):
        desk.leave(False)
    again.work.close()


def test_what_cannot_be_interrupted_is_ended_after_three_seconds(qtbot: QtBot, program: Program) -> None:
    desk, hangs, ended = unlocked(qtbot, program), threading.Event(), list[float]()
    program.work.store(desk, hangs.wait, lambda _: None)
    program.give_up = lambda again: ended.append(time.monotonic()) if again else None
    began = time.monotonic()
    desk.leave(True)
    qtbot.waitUntil(lambda: bool(ended), timeout=5000)
    assert GIVEN <= ended[0] - began < GIVEN + 0.5 < 5, "logind delays a suspend by five seconds"
    with qtbot.waitSignal(desk.left, timeout=5000):
        hangs.set()


def locks_in(desk: VaultSession) -> str:
    desk.show_foot()
    said = [one.accessibleName() for one in desk.window.foot.findChildren(Painted) if not one.isHidden()]
    return next(words for words in said if words.startswith("Lock now"))


def test_one_press_of_lock_in_the_foot_locks_and_the_last_letters_of_a_draft_are_kept(
    qtbot: QtBot, program: Program, folder: Path
) -> None:
    desk = unlocked(qtbot, program)
    qtbot.waitUntil(lambda: bool(locks_in(desk)), timeout=10000)
    open_wizard(desk)
    qtbot.waitUntil(lambda: isinstance(desk.window.full, PlanWizard), timeout=10000)
    wizard = desk.window.full
    assert isinstance(wizard, PlanWizard)
    wizard._take("title", "Lantern")  # its pause still runs
    desk.say("A message is over the facts.")
    lock = next(one for one in visible(desk.window.foot, Painted) if one.accessibleName().startswith("Lock now"))
    qtbot.mousePress(lock, Qt.MouseButton.LeftButton)
    desk.clock = lambda now=desk.clock() + 100: now  # the minutes change while the button is down
    desk.show_foot()
    with qtbot.waitSignal(desk.left, timeout=5000) as left:
        qtbot.mouseRelease(lock, Qt.MouseButton.LeftButton)
    assert left.args == [True]
    program.work.close()
    again = Program(QApplication.instance(), folder)  # type: ignore[arg-type]
    again.begin()
    desk = unlocked(qtbot, again)
    kept = in_store(again, lambda vault: drafts.load(vault, DRAFT))
    assert isinstance(kept, tuple) and kept[0]["title"] == "Lantern"
    with qtbot.waitSignal(desk.left, timeout=10000):
        desk.leave(False)
    again.work.close()


def test_keys_in_a_dialog_and_the_mouse_over_a_menu_count_as_being_there(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)
    in_a_dialog(qtbot, desk)
    now = [desk.clock()]
    desk.clock = lambda: now[0]
    now[0] += 200
    assert locks_in(desk) == "Lock now, or in 2 minutes"
    press(desk, Qt.Key.Key_Down)
    assert locks_in(desk) == "Lock now, or in 5 minutes"
    assert desk.window.dialog is not None
    desk.window.dialog.leave()
    in_a_menu(qtbot, desk)
    menu = QApplication.activePopupWidget()
    assert menu is not None
    now[0] += 200
    assert locks_in(desk) == "Lock now, or in 2 minutes"
    QTest.mouseMove(menu.windowHandle(), QPoint(3, 3))
    qtbot.waitUntil(lambda: locks_in(desk) == "Lock now, or in 5 minutes", timeout=2000)
    menu.close()
