"""The keys that wipe the vault, in one window: with any keyboard focus, locked or open."""

import subprocess
from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QWidget

from app import start
from app.actions.vault import wipe_settings
from app.errors import AppError, NotFound
from app.gui.lock import hold_shortcut
from app.gui.lock.countdown_view import Countdown
from app.gui.style.theme import Look
from app.gui.widgets import fields
from app.store.vault import wipe

CTRL, ALT, SHIFT = (
    Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ShiftModifier,
)  # fmt: skip
_WITH_LETTER = (CTRL | SHIFT, CTRL | ALT | SHIFT)
_WITH_F = (CTRL, SHIFT, CTRL | SHIFT)


def is_usable(key: int, modifiers: Qt.KeyboardModifier) -> bool:
    """Return True if these keys can start the wipe: not F12, no keys that type text or are easily hit by mistake."""
    letter = Qt.Key.Key_A <= key <= Qt.Key.Key_Z or Qt.Key.Key_0 <= key <= Qt.Key.Key_9
    function = Qt.Key.Key_F2 <= key <= Qt.Key.Key_F11
    return (letter and modifiers in _WITH_LETTER) or (function and modifiers in _WITH_F)


def parse_keys(keys: str) -> QKeySequence:
    """Return keys as Qt knows them; empty if they are not usable, because other programs can change the stored text."""
    sequence = QKeySequence.fromString(keys)
    if sequence.count() != 1:
        return QKeySequence()
    first = hold_shortcut.first_keys(sequence)
    return sequence if is_usable(first.key().value, first.keyboardModifiers()) else QKeySequence()


def keys_text(keys: QKeySequence) -> str:
    """Return keys as this program writes them."""
    return keys.toString().replace("+", " ")


def remove_rest(folder: Path) -> "subprocess.Popen[bytes]":
    """Start a process without any key that removes the rest of a wiped vault when this process is gone."""
    command, place = start.command()
    return subprocess.Popen(
        [*command, "--vault", str(folder.absolute()), "vault", "wipe", "--yes", "--now"], cwd=place,
        start_new_session=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip


class Wiper(QObject):
    """Waits for the keys in a window. `gone`: the vault can no longer be opened and the program must end."""

    gone = Signal()
    rehearsed = Signal(int)
    """Milliseconds of the first step, without the writing; -1: it would fail."""

    def __init__(self, look: Look, window: QWidget, folder: Path) -> None:
        super().__init__(window)
        self._look, self._window, self._folder = look, window, folder
        self._shortcut: QShortcut | None = None
        self._countdown: Countdown | None = None
        self._rehearsing: Callable[[], bool] = bool
        self.arm()

    def arm(self) -> None:
        """Use the keys that are set now."""
        self.plan = wipe_settings.plan(self._folder)
        self.keys = parse_keys(self.plan.keys)
        if self._shortcut is not None:
            self._shortcut.setEnabled(False)
            self._shortcut.deleteLater()
            self._shortcut = None
        if not self.keys.isEmpty():
            self._shortcut = QShortcut(self.keys, self._window)
            self._shortcut.setContext(Qt.ShortcutContext.ApplicationShortcut)
            self._shortcut.setAutoRepeat(False)
            self._shortcut.activated.connect(self.press)
            self._shortcut.activatedAmbiguously.connect(self.press)

    @property
    def used(self) -> list[QKeySequence]:
        """Return every key with another meaning in this window."""
        return [s.key() for s in self._window.findChildren(QShortcut) if s is not self._shortcut]

    @property
    def counting(self) -> bool:
        """True if the vault will be destroyed in a moment: closing the program does not cancel it."""
        return self._countdown is not None and not self._countdown.rehearsal

    def rehearse(self, still: Callable[[], bool]) -> None:
        """Make the next press of the keys a rehearsal that writes nothing, as long as `still` returns True."""
        self._rehearsing = still

    def press(self) -> None:
        """Begin: with the seconds to cancel, or immediately."""
        if self._countdown is not None:
            return
        rehearsal, self._rehearsing = self._rehearsing(), bool
        if not self.plan.wait:
            self._over(rehearsal)
            return
        self._cover(self.plan.wait, rehearsal).begin()

    def begin(self) -> None:
        """Begin a real wipe, always with the seconds to cancel: a button started it."""
        if self._countdown is None:
            self._cover(wipe_settings.WAITS[0], rehearsal=False).begin()

    def _cover(self, seconds: int, rehearsal: bool) -> Countdown:
        popup = QApplication.activePopupWidget()
        if popup is not None:
            popup.close()
        fields.leave_popup()
        made = self._countdown = Countdown(self._look, self._window, seconds, rehearsal)
        made.closed.connect(self._cancelled)
        made.over.connect(partial(self._over, rehearsal))
        return made

    def _cancelled(self) -> None:
        self._countdown = None

    def _over(self, rehearsal: bool) -> None:
        if not rehearsal:
            self.wipe()
            return
        if self._countdown is not None:
            self._countdown.leave()
        try:
            self.rehearsed.emit(wipe_settings.rehearse(self._folder))
        except AppError:
            self.rehearsed.emit(-1)

    def wipe(self) -> None:
        """Destroy the header now; announce it, or the reason why it failed."""
        try:
            wipe.destroy_header(self._folder)
        except NotFound:
            pass
        except AppError as error:
            said = self._look.tr.error(error)
            cover = self._countdown or self._cover(0, rehearsal=False)
            cover.open(cover.cancel)
            cover.failed(said)
            return
        self.gone.emit()
