"""Show the safety number of two people, as twelve groups and as a code to scan."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from app.gui.style.theme import Look
from app.gui.widgets import plain_text
from app.gui.widgets.labels import Label

QUIET = 4
"""Modules of white around the code (ISO/IEC 18004)."""


class SafetyNumber(QWidget):
    """Twelve groups of five digits, four rows of three, in the digits of the locale.

    A screen reader says each group.
    """

    def __init__(self, look: Look, groups: Sequence[str]) -> None:
        super().__init__()
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(look.sp(36))
        grid.setVerticalSpacing(look.sp(9))
        for i, group in enumerate(groups):
            cell = Label(look, look.tr.digits(group), "digits")
            cell.setFont(look.font("digits", tabular=True))
            plain_text.set_accessible_name(cell, " ".join(group))
            grid.addWidget(cell, i // 3, i % 3)
        grid.setColumnStretch(3, 1)
        plain_text.set_accessible_name(self, look.tr("Number to compare"))


class Code(QWidget):
    """A QR code from its modules (True is dark), dark on white in both themes, with its quiet zone."""

    def __init__(self, look: Look, matrix: Sequence[Sequence[bool]], module: int = 4) -> None:
        super().__init__()
        self._look, self._matrix = look, matrix
        self._module = max(1, round(module * min(look.factor, 1.5)))
        plain_text.set_accessible_name(self, look.tr("Code to scan"))
        self.setFixedSize(self.sizeHint())

    def sizeHint(self) -> QSize:
        """Return the size of the modules and the quiet zone."""
        side = (len(self._matrix) + 2 * QUIET) * self._module
        return QSize(side, side)

    def paintEvent(self, _: QPaintEvent) -> None:
        """Draw white, then every dark module."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._look.colour("paper"))
        draw_code(
            painter, self._matrix, QUIET * self._module, QUIET * self._module, self._module, self._look.colour("qr")
        )


def draw_code(
    painter: QPainter, matrix: Sequence[Sequence[bool]], x: float, y: float, module: float, dark: QColor
) -> None:
    """Draw the dark modules of a code from its top left corner, each `module` wide, on a screen or on paper."""
    for row, modules in enumerate(matrix):
        for at, filled in enumerate(modules):
            if filled:
                painter.fillRect(QRectF(x + at * module, y + row * module, module, module), dark)
