"""Two hands on a keyboard: every key goes to what has the keyboard then, and is counted as the keystroke-level model
does (S. Card, T. Moran, A. Newell: The keystroke-level model for user performance time with interactive systems,
Communications of the ACM 23(7), 1980)."""

import time
from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

KEY, POINT, HOME, THINK = 0.28, 1.1, 0.4, 1.35
"""Seconds: a key or a mouse button, an average typist who is no secretary; a pointing; hands to the keyboard or the
mouse or away from it; a mental preparation."""
LETTER = 0.9
"""Seconds to write a letter on paper, about 67 a minute; the model has no operator for it."""
_SHIFTED = Qt.KeyboardModifier.ShiftModifier
_NONE = Qt.KeyboardModifier.NoModifier


class Hands:
    """Types and counts. Nothing is pointed at: that is the point."""

    def __init__(self, qtbot: QtBot) -> None:
        self._qtbot = qtbot
        self.keys = self.pointings = self.homings = self.thoughts = self.letters = 0
        self.waited = 0.0
        """Seconds that the program let a person wait: the model's R, measured."""

    @property
    def seconds(self) -> float:
        """What the model says it takes."""
        hands = self.keys * KEY + self.pointings * POINT + self.homings * HOME
        return hands + self.thoughts * THINK + self.letters * LETTER + self.waited

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = _NONE) -> None:
        """Press one key; each modifier is a key too."""
        self.keys += 1 + bin(modifier.value).count("1")
        QTest.keyClick(self.at, key, modifier)

    def type(self, text: str) -> None:
        """Think what to write, and type it; a capital is two keys."""
        self.thoughts += 1
        for letter in text:
            self.keys += 1 + letter.isupper()
            QTest.keyClick(self.at, letter, _SHIFTED if letter.isupper() else _NONE)

    @property
    def at(self) -> QWidget:
        """What has the keyboard."""
        found = QApplication.focusWidget() or QApplication.activeWindow()
        assert found is not None, "nothing has the keyboard"
        return found

    def tab_to(self, name: str, back: bool = False) -> None:
        """Press Tab until it is at what a screen reader calls so."""
        for _ in range(60):
            if self.at.accessibleName() == name:
                return
            self.press(Qt.Key.Key_Backtab if back else Qt.Key.Key_Tab, _SHIFTED if back else _NONE)
        raise AssertionError(f"Tab does not lead to “{name}”")

    def wait(self, until: Callable[[], object]) -> None:
        """Wait for the program."""
        begun = time.monotonic()
        self._qtbot.waitUntil(lambda: bool(until()), timeout=30000)
        self.waited += time.monotonic() - begun
