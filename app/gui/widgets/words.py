"""Show the words of a passphrase, large and numbered, and check them when they are typed back from paper."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLineEdit, QWidget

from app.gui.style.theme import Look
from app.gui.widgets import plain_text
from app.gui.widgets.edits import line_edit
from app.gui.widgets.fields import Labelled
from app.gui.widgets.labels import Label
from app.gui.widgets.screen_capture import guard

COUNT = 6
"""Words of a generated passphrase: 77 bits."""
WIDE, NARROW = 3, 2
"""Words in a row, and words in a row for large text."""


def _grid(look: Look, parts: Sequence[QWidget], gap: int) -> QGridLayout:
    grid = QGridLayout()
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setSpacing(look.sp(gap))
    across = WIDE if look.factor <= 1.5 else NARROW
    for i, part in enumerate(parts):
        grid.addWidget(part, i // across, i % across, Qt.AlignmentFlag.AlignTop)
        grid.setColumnStretch(i % across, 1)
    return grid


class _Word(QFrame):
    """One word, large, with its number."""

    def __init__(self, look: Look, number: int) -> None:
        super().__init__()
        self.setObjectName("card")
        row = QHBoxLayout(self)
        row.setContentsMargins(look.sp(16), look.sp(14), look.sp(12), look.sp(14))
        row.setSpacing(look.sp(14))
        shown = Label(look, look.tr.number(number), "label", "ink3")
        shown.setMinimumWidth(look.px(12))
        row.addWidget(shown)
        self._label = Label(look, "", "word")
        row.addWidget(self._label, 1)
        self._look, self._number = look, number

    def set_word(self, word: str) -> None:
        """Show this word."""
        self._label.setText(word)
        self.said = self._look.tr("Word {n}: {word}", n=self._number, word=word)
        plain_text.set_accessible_name(self._label, self.said)


class GeneratedPassphrase(QWidget):
    """The six words of a generated passphrase."""

    def __init__(self, look: Look, words: Sequence[str]) -> None:
        super().__init__()
        self._tiles = [_Word(look, i + 1) for i in range(COUNT)]
        grid = _grid(look, self._tiles, 10)
        self.setLayout(grid)
        if (note := guard(look, self)) is not None:
            grid.addWidget(note, grid.rowCount(), 0, 1, -1)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setProperty("ring", True)
        plain_text.set_accessible_name(self, look.tr("Six random words"))
        self.show_words(words)

    def show_words(self, words: Sequence[str]) -> None:
        """Show other words."""
        for tile, word in zip(self._tiles, words, strict=True):
            tile.set_word(word)
        said = ". ".join(tile.said for tile in self._tiles)
        plain_text.set_accessible_description(self, said)


class TypedBack(QWidget):
    """Six fields for the words; `entered` is emitted on Enter in the last one."""

    entered = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.typed: list[QLineEdit] = []
        self._fields: list[Labelled] = []
        for i in range(COUNT):
            label = look.tr("Word {n}", n=i + 1)
            edit = line_edit(look, label)
            edit.setInputMethodHints(Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoPredictiveText)
            edit.returnPressed.connect(lambda i=i: self._next(i))
            edit.textEdited.connect(lambda text, i=i: self.spread(i, text))
            self.typed.append(edit)
            self._fields.append(Labelled(look, label, edit))
        self.setLayout(_grid(look, self._fields, 12))

    def take_focus(self) -> None:
        """Move the focus to the first word."""
        self.typed[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def fits(self, words: Sequence[str]) -> bool:
        """Return True if these words were typed. Each wrong field shows an error, and the first one gets the focus."""
        wrong = []
        for i, (edit, word) in enumerate(zip(self.typed, words, strict=True)):
            right = edit.text().strip().lower() == word
            said = self._look.tr("Word {n} differs from the generated word.", n=i + 1)
            self._fields[i].set_error("" if right else said)
            if not right:
                wrong.append(edit)
        if wrong:
            wrong[0].setFocus(Qt.FocusReason.OtherFocusReason)
        return not wrong

    def _next(self, i: int) -> None:
        if i < COUNT - 1:
            self.typed[i + 1].setFocus(Qt.FocusReason.TabFocusReason)
        else:
            self.entered.emit()

    def spread(self, i: int, text: str) -> None:
        """Move the words after a space into the next fields, in the order on paper."""
        words = text.split()
        if i == COUNT - 1 or (text == text.rstrip() and len(words) < 2):
            return
        if not words:
            self.typed[i].clear()
            return
        last = min(COUNT - 1, i + len(words) - 1)
        for at in range(i, last):
            self.typed[at].setText(words[at - i])
        self.typed[last].setText(" ".join(words[last - i :]))
        if text != text.rstrip() and last < COUNT - 1:
            last += 1
        self.typed[last].setFocus(Qt.FocusReason.OtherFocusReason)


class Numbered(QWidget):
    """The words of a share with their numbers, in columns, from left to right because they are English."""

    def __init__(self, look: Look, words: Sequence[str]) -> None:
        super().__init__()
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(look.sp(10))
        grid.setVerticalSpacing(look.sp(4))
        across = WIDE if look.factor <= 1.5 else NARROW
        rows = -(-len(words) // across)
        for i, word in enumerate(words):
            number = Label(look, look.tr.number(i + 1), "second", "ink3")
            number.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            shown = Label(look, word, "value")
            plain_text.set_accessible_name(shown, look.tr("Word {n}: {word}", n=i + 1, word=word))
            shown.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
            grid.addWidget(number, i % rows, 2 * (i // rows))
            grid.addWidget(shown, i % rows, 2 * (i // rows) + 1)
            grid.setColumnStretch(2 * (i // rows) + 1, 1)
