"""Detect the system events that lock an open vault: one interface, and one implementation for each system.

It is loaded while a passphrase is typed, and listens when the first list is shown. If a system does not report an
event, nothing fails: it is not in `tells`, and the settings say so. Other modules know which events a person chose.
"""

import sys
from enum import Enum

from PySide6.QtCore import QObject, Signal


class Reason(Enum):
    """The reason why the vault locks."""

    SUSPEND = "suspend"
    LID = "lid"
    SCREEN = "screen"
    """The screen was locked, or the screen saver started."""
    USER = "user"
    """Another person's session is in front."""
    KEYFILE = "keyfile"
    """The USB stick with the key file was removed."""


class Signals(QObject):
    """Listens from `begin` until `end`. `came` carries the Reason; `known` announces a change of `tells`."""

    came = Signal(object)
    known = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.tells: frozenset[Reason] = frozenset()
        """The reasons that this machine can report, as known so far."""
        self.waits = False
        """True if the machine delays its suspend until this process has ended (or its own limit is over)."""

    def begin(self) -> None:
        """Begin to listen. Answers of the system come later; nothing waits for them."""

    def end(self) -> None:
        """Stop listening, and release the suspend lock."""

    def _add(self, *reasons: Reason) -> None:
        self.tells |= {*reasons}
        self.known.emit()


def kind() -> type[Signals]:
    """Return the class for this system; its import takes so long that the window would freeze."""
    if sys.platform == "win32":
        from app.gui.signals.windows import Windows

        return Windows
    if sys.platform == "darwin":
        from app.gui.signals.macos import MacOS

        return MacOS
    from app.gui.signals.linux import Linux

    return Linux


def of_this_system() -> Signals:
    """Return the listener for this system."""
    return kind()()
