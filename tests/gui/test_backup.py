"""Backups in the window: words, a folder, the foot line and a reminder; and a vault out of one at the first start."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QLabel
from pytestqt.qtbot import QtBot

from app.actions.kernel import records
from app.actions.vault import backups
from app.gui.backups.backup_screen import open_backup
from app.gui.backups.backup_view import BackupView
from app.gui.shell.choosing_view import Choosing
from app.gui.shell.vault_session import VaultSession
from app.gui.start.another_view import Another
from app.gui.start.first_start_view import FirstStart
from app.gui.start.restore_view import RestoreView
from app.gui.start.run import Program
from app.gui.start.unlock_window import UnlockWindow
from app.store.records.search import Query
from app.store.vault import open_vault as vaults
from tests.gui.hands import words_on
from tests.gui.running import in_store, unlocked
from tests.gui.test_focus import browser_of, pressed
from tests.vaults import vault_at

OPENS = "four words for backups"


def page(qtbot: QtBot, desk: VaultSession) -> BackupView:
    open_backup(desk)
    qtbot.waitUntil(lambda: isinstance(desk.window.full, BackupView), timeout=10000)
    view = desk.window.full
    assert isinstance(view, BackupView)
    return view


def test_words_folder_and_the_foot(qtbot: QtBot, program: Program, tmp_path: Path) -> None:
    desk = unlocked(qtbot, program)
    view = page(qtbot, desk)
    view.typed.setText(OPENS)
    view.repeated.setText("others")
    pressed(qtbot, view, "Save the password")
    assert "The two passwords differ." in words_on(view)
    view.repeated.setText(OPENS)
    qtbot.keyClick(view.repeated, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: in_store(program, backups.state).passphrase, timeout=20000)
    qtbot.waitUntil(lambda: view.first is not view.typed and view.first.isVisible(), timeout=10000)
    pressed(qtbot, view, "Choose a folder…")
    qtbot.waitUntil(lambda: isinstance(desk.window.full, Choosing), timeout=10000)
    browser = browser_of(desk)
    (tmp_path / "stick").mkdir()
    browser.go(tmp_path / "stick")
    pressed(qtbot, browser, "Back up into this folder")
    qtbot.waitUntil(lambda: vaults.exists(tmp_path / "stick"), timeout=20000)
    foot = desk.window.foot
    said = lambda: [one.text() for one in foot.findChildren(QAbstractButton)]  # noqa: E731
    qtbot.waitUntil(lambda: any(one.startswith("Backup today") for one in said()), timeout=10000)
    view = desk.window.full
    assert isinstance(view, BackupView)
    qtbot.waitUntil(lambda: hasattr(view, "now"), timeout=10000)
    view.days.chosen.emit("30")
    qtbot.waitUntil(lambda: in_store(program, backups.state).days == 30, timeout=10000)


def test_a_vault_is_made_of_a_backup_at_the_first_start(qtbot: QtBot, program: Program, tmp_path: Path) -> None:
    with vault_at(tmp_path / "old") as vault:
        records.add(vault, "event", {"title": "Raid at the mill"})
        backups.set_passphrase(vault, OPENS)
        backups.back_up(vault, tmp_path / "stick")
    assert isinstance(program.window, UnlockWindow)
    program.window.another.emit()
    assert isinstance(program.window, Another)
    program.window.picked.emit(str(tmp_path / "new"))
    assert isinstance(program.window, FirstStart)
    pressed(qtbot, program.window, "From a backup…")
    view = program.window
    assert isinstance(view, RestoreView)
    view.browser.go(tmp_path / "stick")
    pressed(qtbot, view, "Restore from this")
    assert "Type the password of the backup first." in words_on(view)
    view.words.setText("other words")
    pressed(qtbot, view, "Restore from this")
    qtbot.waitUntil(lambda: any("did not open" in said.text() for said in view.findChildren(QLabel)), timeout=20000)
    view.words.setText(OPENS)
    pressed(qtbot, view, "Restore from this")
    qtbot.waitUntil(lambda: program.desk is not None and program.window is program.desk.window, timeout=30000)
    found = in_store(program, lambda vault: [row.title for row in records.find(vault, Query("event"))])
    assert found == ["Raid at the mill"]
