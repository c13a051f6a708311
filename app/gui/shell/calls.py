"""Notify a person about missed check-ins: while a vault is open, and from the locked page.

There is no sound. The window asks for attention as the desktop does it, under its neutral name. In an open vault, Now
shows the details. From a locked vault, people learn only that the program wants attention.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from app.device.monotonic_counter import counter
from app.gui.style.theme import Look
from app.gui.widgets import plain_text
from app.store.vault import device_settings

if TYPE_CHECKING:
    from app.gui.shell.vault_session import VaultSession

EVERY = 60_000
"""Milliseconds between two checks of the travel groups."""
SOON = 5_000
"""Milliseconds between two checks of the clock by the locked page."""


class Calls(QObject):
    """Checks the travel groups each minute and records the steady time; on lock, stores the time of the next call."""

    def __init__(self, desk: "VaultSession") -> None:
        super().__init__(desk)
        self._desk, self._known = desk, 0
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.look)
        self._timer.start(EVERY)
        desk.before_leaving(self._leave)

    def look(self) -> None:
        """Check now."""
        from app.actions.field import checkin_urgency
        from app.actions.kernel import clock
        from app.store.vault.open_vault import Vault

        def read(vault: Vault) -> int:
            found = checkin_urgency.read_urgency(vault)
            if found.out:
                clock.keep_steady_time(vault)
            return found.missed

        self._desk.ask(read, self._found)

    def _found(self, missed: int) -> None:
        if missed != self._known:
            more, self._known = missed > self._known, missed
            self._desk.refresh()
            if more:
                QApplication.alert(self._desk.window)

    def _leave(self) -> None:
        from app.actions.field import checkin_urgency

        def left(needs: bool) -> None:
            self._desk.needs = needs and not self._desk.alone

        self._timer.stop()
        self._desk.ask(checkin_urgency.leave_call, left, lambda _: None)  # locking never waits for a full disk


class LockedCall(QObject):
    """Asks for attention one time, at the stored time of the next call; a monotonic counter measures the wait."""

    def __init__(self, look: Look, window: QWidget, folder: Path, wall: float) -> None:
        super().__init__(window)
        self._window, self._title = window, look.tr("{name} · needs you", name=window.windowTitle())
        at = device_settings.read(folder).get("calls")
        self._left = at - wall if isinstance(at, int) and not isinstance(at, bool) else None
        self._began = counter()[0]
        self.called = False
        if self._left is not None:
            self._timer = QTimer(self)
            self._timer.timeout.connect(self.look)
            self._timer.start(SOON)
            self.look()

    def look(self) -> None:
        """Check the time."""
        if self._left is not None and not self.called and counter()[0] - self._began >= self._left:
            self.called = True
            self._timer.stop()
            plain_text.title(self._window, self._title)
            QApplication.alert(self._window)
