"""Clear the clipboard after 30 s and on lock if it still has what this program put there.

A clipboard manager that keeps a history can still have it: the formats that ask it not to would need a QMimeData of
Python, which ends the program with a fault if it is still on the clipboard at exit (PySide 6.11).
"""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QClipboard

SECONDS = 30
"""Seconds that a copy stays."""
_STEP = 1000
"""Milliseconds between two checks of the clock while a copy stays."""


def owns(clipboard: QClipboard, mode: QClipboard.Mode) -> bool:
    """Return True if the clipboard, or the selection of X11, has what this program put there."""
    return clipboard.ownsSelection() if mode is QClipboard.Mode.Selection else clipboard.ownsClipboard()


class ClipboardClearing(QObject):
    """Hears every copy of this program, also by Ctrl C in a field, and clears it in time."""

    def __init__(
        self, clipboard: QClipboard, clock: Callable[[], float], parent: QObject | None = None,
        ours: Callable[[QClipboard, QClipboard.Mode], bool] = owns,
    ) -> None:  # fmt: skip
        """`clock` returns seconds; `ours` tells if a mode of the clipboard has what this program put there."""
        super().__init__(parent)
        self._clipboard, self._clock, self._ours = clipboard, clock, ours
        self._since: dict[QClipboard.Mode, float] = {}
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.check)
        clipboard.changed.connect(self._changed)

    def check(self) -> None:
        """Clear the text that was copied SECONDS ago."""
        for mode, at in list(self._since.items()):
            if self._clock() - at >= SECONDS:
                self._clear(mode)

    def clear(self) -> None:
        """Clear immediately: the vault locks."""
        for mode in list(self._since):
            self._clear(mode)

    def _changed(self, mode: QClipboard.Mode) -> None:
        if self._ours(self._clipboard, mode):
            self._since[mode] = self._clock()
            self._timer.start(_STEP)
        else:
            self._forget(mode)

    def _forget(self, mode: QClipboard.Mode) -> None:
        self._since.pop(mode, None)
        if not self._since:
            self._timer.stop()

    def _clear(self, mode: QClipboard.Mode) -> None:
        ours = self._ours(self._clipboard, mode)
        self._forget(mode)
        if ours:
            self._clipboard.clear(mode)
            self._forget(mode)  # Qt tells this change as one of ours too
