"""The keys that destroy the vault, in one window: anywhere in it, whatever has the keyboard, locked or open."""

import subprocess
from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QWidget

from app import start
from app.actions.vault import wiping
from app.errors import AppError, NotFound
from app.gui import held
from app.gui.look import Look
from app.gui.views.countdown import Countdown
from app.gui.widgets.fields import leave_popup
from app.store.vault import wipe

CTRL, ALT, SHIFT = (
    Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ShiftModifier,
)  # fmt: skip
_WITH_LETTER = (CTRL | SHIFT, CTRL | ALT | SHIFT)
_WITH_F = (CTRL, SHIFT, CTRL | SHIFT)


def usable(key: int, modifiers: Qt.KeyboardModifier) -> bool:
    """Return whether these keys can be those of the wipe: none that one hits by a slip, that types, or F12."""
    letter = Qt.Key.Key_A <= key <= Qt.Key.Key_Z or Qt.Key.Key_0 <= key <= Qt.Key.Key_9
    function = Qt.Key.Key_F2 <= key <= Qt.Key.Key_F11
    return (letter and modifiers in _WITH_LETTER) or (function and modifiers in _WITH_F)


def parsed(keys: str) -> QKeySequence:
    """Return keys as Qt knows them; empty where they are none that can be used, whoever wrote them down."""
    sequence = QKeySequence.fromString(keys)
    if sequence.count() != 1:
        return QKeySequence()
    first = held.first(sequence)
    return sequence if usable(first.key().value, first.keyboardModifiers()) else QKeySequence()


def shown(keys: QKeySequence) -> str:
    """Return keys as this program writes them."""
    return keys.toString().replace("+", " ")


def remove_rest(folder: Path) -> "subprocess.Popen[bytes]":
    """Have a process that holds no key remove what is left of a wiped vault, once this one is gone."""
    command, place = start.command()
    return subprocess.Popen(
        [*command, "--vault", str(folder.absolute()), "vault", "wipe", "--yes", "--now"], cwd=place,
        start_new_session=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip


class Wiper(QObject):
    """Waits for the keys in a window. `gone` says that nothing opens the vault any more and the program must end."""

    gone = Signal()
    rehearsed = Signal(int)
    """Milliseconds that the first step took, but for the writing; -1: it would fail."""

    def __init__(self, look: Look, window: QWidget, folder: Path) -> None:
        super().__init__(window)
        self._look, self._window, self._folder = look, window, folder
        self._shortcut: QShortcut | None = None
        self._countdown: Countdown | None = None
        self._rehearsing: Callable[[], bool] = bool
        self.arm()

    def arm(self) -> None:
        """Take the keys that are set up now."""
        self.plan = wiping.plan(self._folder)
        self.keys = parsed(self.plan.keys)
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
        """Every key that means something else in this window."""
        return [s.key() for s in self._window.findChildren(QShortcut) if s is not self._shortcut]

    @property
    def counting(self) -> bool:
        """Whether the vault will be destroyed in a moment: leaving the program does not cancel it."""
        return self._countdown is not None and not self._countdown.rehearsal

    def rehearse(self, still: Callable[[], bool]) -> None:
        """The next time the keys are pressed, write nothing; for as long as `still` says so."""
        self._rehearsing = still

    def press(self) -> None:
        """Begin: with the seconds to cancel, or at once."""
        if self._countdown is not None:
            return
        rehearsal, self._rehearsing = self._rehearsing(), bool
        if not self.plan.wait:
            self._over(rehearsal)
            return
        self._cover(self.plan.wait, rehearsal).begin()

    def begin(self) -> None:
        """Begin in earnest, always with the seconds to cancel: it was asked for by a button."""
        if self._countdown is None:
            self._cover(wiping.WAITS[0], rehearsal=False).begin()

    def _cover(self, seconds: int, rehearsal: bool) -> Countdown:
        popup = QApplication.activePopupWidget()
        if popup is not None:
            popup.close()
        leave_popup()
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
            self.rehearsed.emit(wiping.rehearse(self._folder))
        except AppError:
            self.rehearsed.emit(-1)

    def wipe(self) -> None:
        """Destroy the header, here and now; say so, or why it was not done."""
        try:
            wipe.destroy_header(self._folder)
        except NotFound:
            pass
        except AppError as error:
            tr = self._look.tr
            said = " ".join(map(tr.phrase, filter(None, (error.message, error.hint))))
            cover = self._countdown or self._cover(0, rehearsal=False)
            cover.open(cover.cancel)
            cover.failed(said)
            return
        self.gone.emit()
