"""Draw the acts against a person on a line of time: a mark for each row below, on the line of its step."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from app.domain.casework.pattern_rules import STEPS
from app.gui.style.theme import Look, smooth_painter
from app.gui.widgets import plain_text

EDGE, STEP, DOT = 24, 22, 6
"""Room for the number of a step, height of a line, and radius of a mark, in pixels at 100 %."""


class StepLine(QWidget):
    """The line of time from the first day to the last. A ring on the lowest line is a statement or has no step.

    `marks` are the share of the time and the step. The rows below tell the same to a screen reader.
    """

    def __init__(self, look: Look, marks: Sequence[tuple[float, int]]) -> None:
        super().__init__()
        self._look, self.marks = look, tuple(marks)
        self.setFixedHeight(look.px(STEP) * (len(STEPS) + 1))
        plain_text.set_accessible_name(self, look.tr("Line of time"))
        plain_text.set_accessible_description(self, look.tr("Each mark is a row of the list below."))

    def place(self, at: float, step: int) -> QPointF:
        """Return the point of a share of the time and a step."""
        edge, height = self._look.px(EDGE), self._look.px(STEP)
        x = edge + at * (self.width() - 2 * edge)
        return QPointF(self.width() - x if self._look.rtl else x, height * (len(STEPS) - step + 0.5))

    def paintEvent(self, _: QPaintEvent) -> None:
        """Draw the lines with their steps, then the marks."""
        look, dot = self._look, self._look.px(DOT)
        painter = smooth_painter(self)
        painter.setFont(look.font("second"))
        for step in range(len(STEPS) + 1):
            start, end = self.place(0, step), self.place(1, step)
            painter.setPen(QPen(look.colour("line"), 1))
            painter.drawLine(start, end)
            painter.setPen(look.colour("ink2"))
            room = QRectF(self.width() - look.px(EDGE - DOT) if look.rtl else 0, start.y() - look.px(STEP) / 2,
                          look.px(EDGE - DOT), look.px(STEP))  # fmt: skip
            plain_text.draw(painter, room, Qt.AlignmentFlag.AlignCenter, look.tr.number(step) if step else "")
        for at, step in self.marks:
            painter.setPen(QPen(look.colour("acc"), 2))
            painter.setBrush(look.colour("acc" if step else "page"))
            painter.drawEllipse(self.place(at, step), dot, dot)
