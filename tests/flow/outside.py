"""What the program says outside its own pages, in the real program on a vault that is full: titles, tray, clipboard.

The desktop shows these to whoever looks at the screen, and to every other program of the person. The locked page is one
of them: it stands there while nobody has opened anything.
"""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

from PySide6.QtGui import QClipboard, QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel

from app.gui.delivery.delivery_screen import DeliveryScreen
from app.gui.delivery.delivery_view import DeliveryView
from app.gui.lock.tray import Tray
from app.gui.shell.list_page import ListPage
from app.gui.shell.rail import places
from app.gui.shell.vault_session import VaultSession
from app.gui.start.program import Program
from app.gui.start.unlock_window import UnlockWindow
from app.gui.widgets.buttons import Button
from app.store.vault import device_settings, header
from tests.gui.running import discard
from tests.gui.stage import settle
from tests.vaults import PASSPHRASE, derived

PATIENCE = 30
"""Seconds that the program may take for one thing."""
REPORTS = 5
"""Reports of which the receipts are copied."""
Said = Iterator[tuple[str, str]]
"""A way out (`notification`, `clipboard`) and what was said on it."""


def said(app: QApplication, folder: Path) -> Said:
    """Open the vault of a folder in the program, go everywhere, copy receipts, and lock; give what was said."""
    program = Program(app, folder)
    program.begin()
    try:
        yield from _open(app, program)
    finally:
        program.work.close()
        discard()
    device_settings.change(folder, calls=1)  # somebody was missed long ago: it calls from the locked page
    locked = Program(app, folder)
    locked.begin()
    assert isinstance(locked.window, UnlockWindow) and "needs you" in locked.window.windowTitle()
    yield "notification", _titles(app)
    yield "notification", "\n".join(label.text() for label in locked.window.findChildren(QLabel))
    locked.work.close()
    discard()


def _open(app: QApplication, program: Program) -> Said:
    m_kib, passes, salt = header.costs(header.read(program.folder / "vault.hdr"))
    program.unlock(derived(PASSPHRASE, salt, m_kib, passes))
    _until(lambda: program.desk is not None and program.window is program.desk.window)
    desk = program.desk
    assert desk is not None
    tray = Tray(desk.look, desk.window)  # this desktop has none, so it is made here as `leaving` makes it
    for place in [page.key for item in places(desk.look) for page in item.tabs or (item,)]:
        desk.go(place)
        _read(program, desk)
        shown = desk.places[place]
        if isinstance(shown, ListPage) and shown.pane.model.rows:
            _open_page(program, desk, shown, shown.pane.model.rows[0].key)
        yield "notification", _titles(app)
        yield "notification", "\n".join([tray.icon.toolTip(), *(action.text() for action in tray.menu.actions())])
    yield from _copied(program, desk)
    tray.end()
    left: list[bool] = []
    desk.left.connect(left.append)
    desk.leave(False)
    _until(lambda: bool(left))


def _copied(program: Program, desk: VaultSession) -> Said:
    """Press what copies the receipt of a relay, and give what every other program can read then."""
    network = desk.places["outbox"]
    assert isinstance(network, DeliveryScreen)
    desk.go("outbox")
    _read(program, desk)
    clipboard = QGuiApplication.clipboard()
    for row in network.pane.model.rows[:REPORTS]:
        clipboard.clear()
        _open_page(program, desk, network, row.key)
        assert isinstance(network.split.page, DeliveryView)
        for button in network.split.page.findChildren(Button):
            if button.text() == desk.look.tr("Copy the receipt"):
                button.click()
                yield "clipboard", "\n".join(clipboard.text(mode) for mode in QClipboard.Mode)


def _open_page(program: Program, desk: VaultSession, place: ListPage, key: str) -> None:
    """Open the page of a row at once: nobody waits here until the cursor rests."""
    place.open(key)
    place._rested()
    _read(program, desk)


def _titles(app: QApplication) -> str:
    """Return what a task list, the window's frame and a screen of other windows say of the program."""
    shown = [window.title() + window.filePath() for window in QGuiApplication.topLevelWindows()]
    for widget in app.topLevelWidgets():
        shown += [widget.windowTitle(), widget.windowFilePath(), widget.windowRole(), widget.objectName()]
    return "\n".join([*shown, app.applicationName(), app.applicationDisplayName(), app.desktopFileName()])


def _read(program: Program, desk: VaultSession) -> None:
    """Wait until what a place asked for has been read, and what that asked for."""
    for _ in range(3):
        done: list[None] = []
        program.work.store(desk.window, lambda: None, done.append)
        _until(lambda done=done: bool(done))  # type: ignore[misc]
    settle()


def _until(there: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not there():
        QApplication.processEvents()
        assert time.monotonic() < end, "the program did not get there"
        time.sleep(0.001)
