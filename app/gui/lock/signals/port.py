"""The port for the signals of each system to leave an open vault."""

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
        """The reasons that this machine can report, as far as the program knows now."""
        self.waits = False
        """Whether the machine waits with its suspend until this process has ended (or its own limit is over)."""

    def begin(self) -> None:
        """Begin to listen. The answers of the system come later; nothing waits for them."""

    def end(self) -> None:
        """Listen no more, and hold nothing back."""

    def _add(self, *reasons: Reason) -> None:
        self.tells |= {*reasons}
        self.known.emit()
