"""Count the seconds before a vault is destroyed, over the complete window, with one action: cancel."""

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.gui.style.theme import Look
from app.gui.widgets import plain_text
from app.gui.widgets.buttons import Button
from app.gui.widgets.labels import Label
from app.gui.widgets.overlay import Cover
from app.gui.widgets.plain_text import announce

SECOND = 1000
"""Milliseconds between two numbers."""


class Countdown(Cover):
    """The cover with the seconds. `over` is emitted after the last second, `closed` if the person cancels by Esc or
    button.
    """

    over = Signal()

    def __init__(self, look: Look, window: QWidget, seconds: int, rehearsal: bool) -> None:
        tr = look.tr
        self._title = tr("Rehearsal: nothing is destroyed") if rehearsal else tr("Amparo will destroy this vault")
        super().__init__(look, window, self._title)
        self.rehearsal = rehearsal
        self._left = seconds
        self.number = Label(look, "", "title")
        self._way_out = tr("To cancel, press Esc or this button. Then Amparo destroys nothing.")
        self.says = Label(look, self._way_out, "sentence", wrap=True)
        self.says.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.cancel = Button(look, tr("Cancel"), "pri", tip=tr("Esc"), tall=True, act=self.leave)
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._count)
        self._build()

    def _build(self) -> None:
        look = self.look
        column = QVBoxLayout(self)
        side = look.sp(24)
        column.setContentsMargins(side, side, side, side)
        column.setSpacing(look.sp(16))
        column.addStretch(1)
        title = Label(look, self._title, "title", wrap=True)
        title.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        font = look.font("title", tabular=True)
        font.setPixelSize(look.px(64))
        self.number.setFont(font)
        column.addWidget(title)
        for widget in (self.number, None, self.cancel):
            if widget is None:
                column.addWidget(self.says)
                continue
            row = QHBoxLayout()
            row.addStretch(1)
            row.addWidget(widget)
            row.addStretch(1)
            column.addLayout(row)
        column.addStretch(2)
        plain_text.set_accessible_description(self.cancel, self._way_out)

    def begin(self) -> None:
        """Show the cover and start to count."""
        self.open(self.cancel)
        self._say()
        self._timer.start(SECOND)

    def _count(self) -> None:
        self._left -= 1
        if self._left > 0:
            self._say()
            return
        self._timer.stop()
        self.over.emit()

    def _say(self) -> None:
        tr = self.look.tr
        self.number.setText(tr.number(self._left))
        words = tr("{n} second to cancel: Esc, or the button.|{n} seconds to cancel: Esc, or the button.", n=self._left)
        announce(self, f"{self._title}. {words}" if self.number.accessibleName() == "" else tr.number(self._left), True)
        plain_text.set_accessible_name(self.number, words)

    def failed(self, words: str) -> None:
        """Show that the action failed, and stay until the person closes it."""
        self._timer.stop()
        self.number.setText("")
        self.says.setText(words)
        self.cancel.set_words(self.look.tr("Close"))
        announce(self, words, True)

    def paintEvent(self, _: QPaintEvent) -> None:
        """Cover the complete window."""
        QPainter(self).fillRect(self.rect(), self.look.colour("page"))
