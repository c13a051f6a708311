"""Two hands on a keyboard: every key goes to what has the keyboard then, and is counted as the keystroke-level model
does (S. Card, T. Moran, A. Newell: The keystroke-level model for user performance time with interactive systems,
Communications of the ACM 23(7), 1980).

Beside them what a person does on a screen by its words: `control` finds, `press` and `choose` act, `words_on` and
`options` read. A test that asks by these needs no private name of a view.
"""

import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QWidget

from app.gui.widgets.browse import Browser
from app.gui.widgets.edits import LineEdit
from app.gui.widgets.fields import Picker, Popup
from app.gui.widgets.several import Several
from app.gui.widgets.words import GeneratedPassphrase

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

W = TypeVar("W", bound=QWidget)

KEY, POINT, HOME, THINK = 0.28, 1.1, 0.4, 1.35
"""Seconds: a key or a mouse button, an average typist who is no secretary; a pointing; hands to the keyboard or the
mouse or away from it; a mental preparation."""
LETTER = 0.9
"""Seconds to write a letter on paper, about 67 a minute; the model has no operator for it."""
_SHIFTED = Qt.KeyboardModifier.ShiftModifier
_NONE = Qt.KeyboardModifier.NoModifier


class Hands:
    """Types and counts. Nothing is pointed at: that is the point."""

    def __init__(self, qtbot: "QtBot") -> None:
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


def visible(root: QWidget, kind: type[W]) -> list[W]:
    """Return the widgets of a kind on `root` that show, or would if its window did, in the order of their making."""
    return [one for one in root.findChildren(kind) if one.isVisibleTo(root.window())]


def words_on(root: QWidget) -> list[str]:
    """Return the text of every label on `root` that shows."""
    labels = [one for one in visible(root, QLabel) if one.pixmap().isNull()]
    plain = Qt.TextFormat.PlainText
    return [one.text() if one.textFormat() == plain else one.accessibleName() for one in labels]


def control(root: QWidget, name: str, kind: type[W]) -> W:
    """Return the one control of a kind on `root` that shows and that a screen reader calls so."""
    shown = visible(root, kind)
    found = [one for one in shown if one.accessibleName() == name]
    assert len(found) == 1, f"{len(found)} of “{name}” among {[one.accessibleName() for one in shown]}"
    return found[0]


def shows(root: QWidget, name: str) -> bool:
    """Return whether a button or choice on `root` says this."""
    return any(one.accessibleName() == name for one in visible(root, QAbstractButton))


def press(root: QWidget, name: str) -> None:
    """Press the button or take the choice on `root` that says this."""
    button = control(root, name, QAbstractButton)
    assert button.isEnabled(), f"“{name}” cannot be pressed"
    button.setFocus()
    button.click()


def drawn_words(page: QWidget) -> list[str]:
    """Return the six words that a page shows to be written down."""
    (drawn,) = visible(page, GeneratedPassphrase)
    return words_on(drawn)[1::2]


def take_path(page: QWidget | None, path: Path) -> None:
    """Go to a path in the browser on a page, and take it."""
    assert page is not None
    (browser,) = visible(page, Browser)
    browser.go(path)
    browser.take.click()


def write_reason(page: QWidget | None) -> None:
    """Type the reason of an export."""
    assert page is not None
    (reason,) = [one for one in visible(page, LineEdit) if one.accessibleName() == "Reason"]
    reason.setText("for the hearing")


def _list_of(field: QWidget, typed: str) -> Popup:
    picker = field.findChild(Picker) if isinstance(field, Several) else field
    assert isinstance(picker, Picker)
    return picker.open(typed)


def options(field: QWidget, typed: str = "") -> list[str]:
    """Return the rows of a field's list for what is typed, and leave the list."""
    popup = _list_of(field, typed)
    model = popup.list.model()
    rows = [str(model.index(row, 0).data()) for row in range(model.rowCount())]
    popup.leave()
    return rows


def choose(field: QWidget, words: str, typed: str = "") -> None:
    """Take the row with these words from a field's list."""
    popup = _list_of(field, typed)
    model = popup.list.model()
    at = next((row for row in range(model.rowCount()) if model.index(row, 0).data() == words), -1)
    assert at >= 0, f"“{words}” is not in the list of “{field.accessibleName()}”"
    popup.list.clicked.emit(model.index(at, 0))
