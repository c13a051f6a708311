"""List the marks of a sound or film in the panel of its page: each leads to its time and can be removed."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.actions.records.marks import Mark
from app.gui.evidence.film_view import clock_words
from app.gui.style.theme import Look
from app.gui.widgets import plain_text
from app.gui.widgets.blocks import section
from app.gui.widgets.buttons import Button, IconButton
from app.gui.widgets.edits import line_edit
from app.gui.widgets.labels import Label, discard, strip_margins


class MarkList(QWidget):
    """The list. `went` and `removed` carry a mark, `added` a new one; `left` tells that its note was left."""

    went = Signal(object)
    removed = Signal(object)
    added = Signal(object)
    left = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look, self._at = look, 0
        self._column = strip_margins(QVBoxLayout(self), look.sp(6))
        self._column.addWidget(section(look, look.tr("Marks")))
        self._hint = Label(look, look.tr("M adds a mark at the current time."), "second", "ink2", wrap=True)
        self._column.addWidget(self._hint)
        self.note = line_edit(look, look.tr("Note for the mark"))
        self.note.returnPressed.connect(self._add)
        self.note.hide()
        self._column.addWidget(self.note)
        self._rows = QWidget()
        self._column.addWidget(self._rows)

    def show_marks(self, marks: Sequence[Mark]) -> None:
        """Show these marks."""
        look, rows = self._look, QWidget()
        discard(self._column, self._rows)
        column = strip_margins(QVBoxLayout(rows), look.sp(2))
        for mark in marks:
            column.addWidget(self._row(mark))
        self._rows = rows
        self._column.addWidget(rows)

    def ask(self, ms: float) -> None:
        """Ask for the note of a new mark."""
        self._at = int(ms)
        plain_text.hint(self.note, self._look.tr("Note at {at}", at=self._look.tr.digits(clock_words(ms))))
        self.note.show()
        self.note.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Drop the note on Esc."""
        if event.key() == Qt.Key.Key_Escape and not self.note.isHidden():
            self._leave()
        else:
            super().keyPressEvent(event)

    def _row(self, mark: Mark) -> QWidget:
        look, tr = self._look, self._look.tr
        at = tr.digits(clock_words(mark.ms))
        go = Button(look, at, "quiet", small=True, act=lambda: self.went.emit(mark))
        plain_text.set_accessible_name(go, tr("Go to {at}", at=at))
        plain_text.set_accessible_description(go, mark.note)
        away = IconButton(look, "close", tr("Remove the mark at {at}", at=at), size=14)
        away.clicked.connect(lambda _=False: self.removed.emit(mark))
        row = QWidget()
        line = strip_margins(QHBoxLayout(row), look.sp(4))
        line.addWidget(go)
        line.addWidget(Label(look, mark.note, "value", wrap=True), 1)
        line.addWidget(away)
        return row

    def _add(self) -> None:
        self.added.emit(Mark(self._at, self.note.text()))
        self._leave()

    def _leave(self) -> None:
        self.left.emit()  # before the field that has the focus is hidden
        self.note.clear()
        self.note.hide()
