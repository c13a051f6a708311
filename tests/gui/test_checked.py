"""A disk that failed, seen in the window: what is damaged is on a page, and a backup brings it back."""

import shutil
from pathlib import Path

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app import start
from app.actions.kernel import records
from app.actions.records import evidence
from app.gui.backups.checked_view import CheckedView
from app.gui.settings.device_screen import Device
from app.gui.settings.settings_view import SettingsView
from app.gui.shell.choosing_view import Choosing
from app.gui.shell.vault_session import VaultSession
from app.gui.start.run import Program
from app.gui.widgets.browse import Browser
from app.store.records.search import Query
from app.store.vault import open_vault as store
from tests.gui.running import WORDS, unlocked
from tests.gui.test_focus import pressed
from tests.gui.test_tables_in import last_said


def with_a_damaged_file(folder: Path, backup: Path) -> None:
    """Take a file in, copy the vault, and change a byte of the file."""
    photo = folder.parent / "dock.jpg"
    photo.write_bytes(b"picture" * 9000)
    vault = store.open_(folder, WORDS, start.vocabularies())
    (row,) = records.find(vault, Query("event"))
    evidence.add(vault, photo, row.id.hex())
    vault.close()
    shutil.copytree(folder, backup)
    (path,) = (path for path in (folder / "blobs").rglob("*") if path.is_file())
    data = bytearray(path.read_bytes())
    data[30_000] ^= 1
    path.write_bytes(data)


def checked(qtbot: QtBot, desk: VaultSession) -> None:
    desk.show("safety", "backup", "")
    device = desk.places["safety"]
    assert isinstance(device, Device)
    qtbot.waitUntil(lambda: bool(device.widget.findChildren(SettingsView)), timeout=10000)
    pressed(qtbot, device.widget, "Check")


def page(qtbot: QtBot, desk: VaultSession) -> CheckedView:
    qtbot.waitUntil(lambda: isinstance(desk.window.full, CheckedView), timeout=10000)
    view = desk.window.full
    assert isinstance(view, CheckedView)
    return view


def words(widget: QWidget) -> str:
    return "\n".join(label.text() for label in widget.findChildren(QWidget) if hasattr(label, "text"))


def test_what_is_damaged_is_named_and_comes_back_from_a_backup(
    qtbot: QtBot, program: Program, folder: Path, tmp_path: Path
) -> None:
    with_a_damaged_file(folder, tmp_path / "backup")
    desk = unlocked(qtbot, program)
    checked(qtbot, desk)
    view = page(qtbot, desk)
    assert "dock.jpg" in words(view) and "is damaged. Amparo moved it to quarantine" in words(view)
    assert last_said(desk) == "1 thing is damaged."
    pressed(qtbot, view, "Restore from a backup…")
    choosing = desk.window.full
    assert isinstance(choosing, Choosing)
    choosing.findChild(Browser).picked.emit(str(tmp_path / "backup"))
    qtbot.waitUntil(lambda: "from the backup" in words(page(qtbot, desk)), timeout=10000)
    view = page(qtbot, desk)
    assert view.findChildren(QWidget) and not hasattr(view, "passphrase"), "nothing is left to bring back"
    pressed(qtbot, view, "Back")
    checked(qtbot, desk)
    qtbot.waitUntil(lambda: last_said(desk).startswith("Everything is complete"), timeout=10000)
    assert desk.window.full is None
