"""The running program in tests: its words, and how a test unlocks it and looks inside."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

import crypto
from app.gui.incidents.incidents_screen import Document
from app.gui.shell.vault_session import VaultSession
from app.gui.start.program import Program
from app.gui.start.unlock_window import UnlockWindow
from app.store.vault import header
from app.store.vault.open_vault import Vault
from tests.vaults import derived

T = TypeVar("T")
WORDS = "orchard velvet kiosk dumpling rebuilt canopy"


def way(folder: Path) -> crypto.Secret:
    """Return what Argon2id makes of the words for the vault in a folder."""
    m_kib, passes, salt = header.costs(header.read(folder / "vault.hdr"))
    return derived(WORDS, salt, m_kib, passes)


def unlocked(qtbot: QtBot, program: Program) -> VaultSession:
    """Open it by what Argon2id makes of its words, which runs once for all tests; those of the door type them."""
    assert isinstance(program.window, UnlockWindow)
    program.unlock(way(program.folder))
    qtbot.waitUntil(lambda: program.desk is not None and program.window is program.desk.window, timeout=20000)
    assert program.desk is not None
    program.desk.window.resize(1280, 800)
    return program.desk


def discard() -> None:
    """Throw every window away: those that are left alive are dressed again with each program that starts."""
    for widget in QApplication.topLevelWidgets():
        widget.hide()
        widget.deleteLater()
    QCoreApplication.processEvents()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def document(desk: VaultSession) -> Document:
    place = desk.places["incidents"]
    assert isinstance(place, Document)
    return place


def in_store(program: Program, task: Callable[[Vault], T]) -> T:
    vault = program._vault
    assert vault is not None
    return ask_now(program, lambda: task(vault))


def ask_now(program: Program, task: Callable[[], T]) -> T:
    """Run a task in the store's thread; unlike `Work.in_store`, the window's own thread waits for no turn of itself."""
    return program.work._threads("store").wait_for(task)
