"""Cover a window and keep the focus. Esc is always safe.

A dialog is only for data that leaves the vault, for destruction, and for verification.
"""

import shiboken6
from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QFrame, QGraphicsDropShadowEffect, QHBoxLayout, QVBoxLayout, QWidget

from app.gui.style.theme import Look
from app.gui.widgets import plain_text
from app.gui.widgets.buttons import IconButton
from app.gui.widgets.focus import go_on
from app.gui.widgets.labels import Label

FULL_PAGE_WIDTH, FULL_PAGE_HEIGHT, FULL_PAGE_FACTOR = 1100, 640, 1.5
"""Below these window sizes, or above this text size, a dialog uses the complete window."""


class Cover(QWidget):
    """A widget that covers a complete window. The focus stays inside until it is closed, which emits `closed`."""

    closed = Signal()
    spoken = "dialog"

    def __init__(self, look: Look, window: QWidget, title: str) -> None:
        super().__init__(window)
        self.look, self._window = look, window
        plain_text.set_accessible_name(self, title)
        self._before = QApplication.focusWidget()
        window.installEventFilter(self)
        self.setGeometry(window.rect())

    def open(self, first: QWidget) -> None:
        """Show the cover with the focus on a control that can do no harm."""
        self.show()
        self.raise_()
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    def leave(self) -> None:
        """Close the cover and return the focus."""
        self._window.removeEventFilter(self)
        self.hide()
        if self._before is not None and shiboken6.isValid(self._before) and self._before.isVisible():
            self._before.setFocus(Qt.FocusReason.OtherFocusReason)
        self.closed.emit()
        self.deleteLater()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Cover the window after a change of its size."""
        if event.type() == QEvent.Type.Resize:
            self.setGeometry(self._window.rect())
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close the cover on Esc. No other key reaches the window below."""
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
        event.accept()

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Move the focus among the controls of the cover, in a circle."""
        go_on(self, forward)
        return True


class Veil(Cover):
    """The veil and the dialog on it."""

    def __init__(self, look: Look, window: QWidget, title: str, consequence: str, width: int = 1060) -> None:
        super().__init__(look, window, title)
        plain_text.set_accessible_description(self, consequence)
        small = window.width() < FULL_PAGE_WIDTH or window.height() < FULL_PAGE_HEIGHT
        self._full = small or look.factor > FULL_PAGE_FACTOR
        self.frame = QFrame()
        self.frame.setObjectName("page" if self._full else "dialog")
        outer = QHBoxLayout(self)
        if self._full:
            outer.setContentsMargins(0, 0, 0, 0)
            outer.addWidget(self.frame)
        else:
            outer.setContentsMargins(40, 40, 40, 40)
            outer.addStretch(1)
            middle = QVBoxLayout()
            middle.addStretch(1)
            middle.addWidget(self.frame)
            middle.addStretch(1)
            outer.addLayout(middle)
            outer.addStretch(1)
            self.frame.setFixedWidth(min(look.px(width), window.width() - 80))
            shadow = QGraphicsDropShadowEffect(self.frame)
            shadow.setBlurRadius(48)
            shadow.setOffset(0, 14)
            shadow.setColor(look.colour("shadow"))
            self.frame.setGraphicsEffect(shadow)
        self.content = QVBoxLayout(self.frame)
        margin = look.sp(28)
        self.content.setContentsMargins(margin, look.sp(22), margin, look.sp(20))
        self.content.setSpacing(look.sp(14))
        self._head(title, consequence)

    def _head(self, title: str, consequence: str) -> None:
        words = QVBoxLayout()
        words.setSpacing(self.look.sp(3))
        words.addWidget(Label(self.look, title, "head", wrap=True))
        words.addWidget(Label(self.look, consequence, "body", "ink2", wrap=True))
        leave = IconButton(self.look, "close", self.look.tr("Close"), self.look.tr("Esc"), 16)
        leave.clicked.connect(self.leave)
        plain_text.set_accessible_description(leave, self.look.tr.line(title, self.look.tr("Esc")))
        row = QHBoxLayout()
        row.addLayout(words, 1)
        row.addWidget(leave, 0, Qt.AlignmentFlag.AlignTop)
        self.content.addLayout(row)

    def paintEvent(self, _: QPaintEvent) -> None:
        """Draw the veil."""
        QPainter(self).fillRect(self.rect(), self.look.colour("veil"))
