"""Lock an open vault automatically: after a system event, without the key file's USB stick, by hide key or tray.

One `AutoLock` lives as long as the vault is open, and serves each new window of it. Only this module combines the
reasons to lock with the choices of the person.
"""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject, QTimer, Signal

from app.gui.lock.hold_shortcut import USUAL, fits
from app.gui.lock.signals import Reason, Signals, of_this_system
from app.gui.lock.signals.keyfile import Stick, stick_of
from app.store.vault.open_vault import Vault

if TYPE_CHECKING:
    from app.gui.lock.tray import Tray
    from app.gui.shell.session_calls import SessionCalls
    from app.gui.shell.work import Work

LOOK = 1000
"""Milliseconds between two checks of the USB stick with the key file."""
SILENT = 3
"""Checks without an answer after which a USB stick counts as removed."""
_STAYS, _KEY, _TRAY = "leave_not", "leave_key", "leave_tray"


class Wishes(NamedTuple):
    """The choices of a person: the reasons that do not lock the vault, the hide keys, and the tray icon."""

    stays: frozenset[Reason] = frozenset()
    key: str = USUAL
    tray: bool = False


def wishes(vault: Vault) -> Wishes:
    """Return the stored choices of this vault; invalid values get their defaults."""
    stays = (vault.get(_STAYS) or b"").decode().split()
    key = (vault.get(_KEY) or b"").decode()
    reasons = frozenset(reason for reason in Reason if reason.value in stays)
    return Wishes(reasons, key if fits(key) else USUAL, vault.get(_TRAY) == b"1")


def keep(vault: Vault, chosen: Wishes) -> None:
    """Store the choices in the vault."""
    with vault.transaction():
        vault.set(_STAYS, " ".join(sorted(reason.value for reason in chosen.stays)).encode())
        vault.set(_KEY, chosen.key.encode())
        vault.set(_TRAY, b"1" if chosen.tray else b"0")


class AutoLock(QObject):
    """Emits `leave` (True: with a fresh locked start), and `known` if the detectable reasons or the choices change."""

    leave = Signal(bool)
    known = Signal()

    def __init__(
        self, work: "Work", vault: Path, keyfile: Path | None = None, make: Callable[[], Signals] = of_this_system
    ) -> None:
        """`vault` is its folder; `keyfile` is the file that opened it, if one did."""
        super().__init__()
        self._work, self._vault, self._keyfile, self._make = work, vault, keyfile, make
        self.wishes = Wishes()
        self.signals: Signals | None = None
        self.stick: Stick | None = None
        self.tray: Tray | None = None
        self._silent = 0
        self._looks = QTimer(self)
        self._looks.timeout.connect(self._look)

    @property
    def tells(self) -> frozenset[Reason]:
        """Return the reasons to lock that this machine can detect."""
        told = self.signals.tells if self.signals is not None else frozenset()
        return told | {Reason.KEYFILE} if self.stick is not None else told

    def serve(self, desk: "SessionCalls") -> None:
        """Begin when the first list is shown; for each later window, apply the choices."""
        if self.signals is not None:
            self.use(desk, self.wishes)
            return
        self.signals = self._make()
        self.signals.came.connect(self._came)
        self.signals.known.connect(self.known)
        desk.ask(wishes, lambda chosen: self._begin(desk, chosen))

    def use(self, desk: "SessionCalls", chosen: Wishes) -> None:
        """Apply the choices from now on, in the window of a desk."""
        self.wishes = chosen
        desk.window.hide_key.keys = chosen.key
        if self.tray is not None:
            self.tray.end()
            self.tray = None
        if chosen.tray:
            from app.gui.lock.tray import Tray, is_there

            if is_there():
                self.tray = Tray(desk.look, desk.window)
                self.tray.leave.connect(self.leave)
        self.known.emit()

    def end(self) -> None:
        """Stop listening: the vault is locked."""
        self._looks.stop()
        if self.tray is not None:
            self.tray.end()

    def _begin(self, desk: "SessionCalls", chosen: Wishes) -> None:
        self.use(desk, chosen)
        if self.signals is not None:
            self.signals.begin()
        file, vault = self._keyfile, self._vault
        if file is not None:
            self._work.look(self, lambda: stick_of(file, vault), self._watch, lambda _: self._came(Reason.KEYFILE))

    def _came(self, reason: Reason) -> None:
        if reason not in self.wishes.stays:
            self.leave.emit(True)

    # The stick.

    def _watch(self, stick: Stick | None) -> None:
        self.stick = stick
        if stick is not None:
            self._looks.start(LOOK)
            self.known.emit()

    def _look(self) -> None:
        """Check the USB stick off the window's thread: one that is pulled can answer late, or never."""
        stick = self.stick
        if stick is None:
            return
        if self._silent >= SILENT:
            self._looked(False)
        elif not self._silent:
            self._work.look(self, stick.there, self._looked, lambda _: self._looked(False))
        self._silent += 1

    def _looked(self, there: bool) -> None:
        self._silent = 0
        if not there:
            self._looks.stop()
            self._came(Reason.KEYFILE)
