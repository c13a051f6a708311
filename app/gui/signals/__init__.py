"""What says that an open vault is to be left at once: one port, and for each system one that listens behind it.

It is loaded while a passphrase is typed, and listens once the first list is shown. Where a system does not tell
something, nothing fails: it is not in `tells`, and the settings say so. Which of them a person wants is not asked here.
"""

import sys
from enum import Enum

from PySide6.QtCore import QObject, Signal


class Reason(Enum):
    """Why it is left."""

    SUSPEND = "suspend"
    LID = "lid"
    SCREEN = "screen"
    """The screen was locked, or its saver came."""
    USER = "user"
    """Another person's session is in front."""
    KEYFILE = "keyfile"
    """The stick with the key file is gone."""


class Signals(QObject):
    """Listens from `begin` until `end`. `came` carries the Reason; `known` says that what it `tells` is another."""

    came = Signal(object)
    known = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.tells: frozenset[Reason] = frozenset()
        """What this machine can tell, as far as it is known by now."""
        self.waits = False
        """Whether the machine waits with its suspend until this process has ended (or its own limit is over)."""

    def begin(self) -> None:
        """Begin to listen. What the system answers comes later; nothing waits for it."""

    def end(self) -> None:
        """Listen no more, and hold nothing back."""

    def _add(self, *reasons: Reason) -> None:
        self.tells |= {*reasons}
        self.known.emit()


def kind() -> type[Signals]:
    """Return the class of what listens on this system; to load it takes longer than a window may stand still."""
    if sys.platform == "win32":
        from app.gui.signals.windows import Windows

        return Windows
    if sys.platform == "darwin":
        from app.gui.signals.macos import MacOS

        return MacOS
    from app.gui.signals.linux import Linux

    return Linux


def of_this_system() -> Signals:
    """Return what listens on this system."""
    return kind()()
