"""When an open vault is left by itself: what the system says, the stick with the key file, the hide key, the tray.

One of these lives as long as the vault is open; each window over it is served anew. Why it is left and what a person
wants of it meets here, and nowhere else.
"""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject, QTimer, Signal

from app.gui.held import USUAL, fits
from app.gui.signals import Reason, Signals, of_this_system
from app.gui.signals.keyfile import Stick, stick_of
from app.store.vault.open_vault import Vault

if TYPE_CHECKING:
    from app.gui.desk import Desk
    from app.gui.tray import Tray
    from app.gui.work import Work

LOOK = 1000
"""Milliseconds between two looks at the stick with the key file."""
SILENT = 3
"""Looks without an answer after which a stick is as good as gone."""
_STAYS, _KEY, _TRAY = "leave_not", "leave_key", "leave_tray"


class Wishes(NamedTuple):
    """What a person chose: the reasons for which it is not left, the keys that hide, whether there is a tray icon."""

    stays: frozenset[Reason] = frozenset()
    key: str = USUAL
    tray: bool = False


def wishes(vault: Vault) -> Wishes:
    """Return what this vault keeps of it; what makes no sense is as usual."""
    stays = (vault.get(_STAYS) or b"").decode().split()
    key = (vault.get(_KEY) or b"").decode()
    reasons = frozenset(reason for reason in Reason if reason.value in stays)
    return Wishes(reasons, key if fits(key) else USUAL, vault.get(_TRAY) == b"1")


def keep(vault: Vault, chosen: Wishes) -> None:
    """Keep them in the vault."""
    with vault.transaction():
        vault.set(_STAYS, " ".join(sorted(reason.value for reason in chosen.stays)).encode())
        vault.set(_KEY, chosen.key.encode())
        vault.set(_TRAY, b"1" if chosen.tray else b"0")


class Leaving(QObject):
    """Says `leave` (True: with a fresh locked start). `known` says that what can be told, or is wished, is another."""

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
        """Why this machine can tell that it is to be left."""
        told = self.signals.tells if self.signals is not None else frozenset()
        return told | {Reason.KEYFILE} if self.stick is not None else told

    def serve(self, desk: "Desk") -> None:
        """Begin, once the first list is shown; and for each window that follows, give it what is wished."""
        if self.signals is not None:
            self.use(desk, self.wishes)
            return
        self.signals = self._make()
        self.signals.came.connect(self._came)
        self.signals.known.connect(self.known)
        desk.ask(wishes, lambda chosen: self._begin(desk, chosen))

    def use(self, desk: "Desk", chosen: Wishes) -> None:
        """Do as is wished from now on, in the window of a desk."""
        self.wishes = chosen
        desk.window.hide_key.keys = chosen.key
        if self.tray is not None:
            self.tray.end()
            self.tray = None
        if chosen.tray:
            from app.gui.tray import Tray, is_there

            if is_there():
                self.tray = Tray(desk.look, desk.window)
                self.tray.leave.connect(self.leave)
        self.known.emit()

    def end(self) -> None:
        """Listen no more: the vault is left."""
        self._looks.stop()
        if self.tray is not None:
            self.tray.end()

    def _begin(self, desk: "Desk", chosen: Wishes) -> None:
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
        """Look beside the window: a stick that is pulled may answer late, or never."""
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
