"""Draw the mark of the program on its own ground. A neutral name is next to it or below it."""

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from app.gui.style.theme import Look


class ProgramMark(QWidget):
    """A rounded square with the arch; `size` in pixels at 100 %."""

    def __init__(self, look: Look, size: int) -> None:
        super().__init__()
        self._look = look
        self.setFixedSize(look.px(size), look.px(size))

    def sizeHint(self) -> QSize:
        """Return its fixed size."""
        return self.size()

    def paintEvent(self, _: QPaintEvent) -> None:
        """Draw ground and arch without SVG, so that the first window needs no SVG module."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._look.colour("acc"))
        whole = QRectF(self.rect())
        painter.drawRoundedRect(whole, whole.width() * 0.21, whole.width() * 0.21)
        unit = whole.width() / 24
        pen = painter.pen()
        pen.setStyle(Qt.PenStyle.SolidLine)
        pen.setColor(self._look.colour("onacc"))
        pen.setWidthF(2.1 * unit)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        arch = QRectF(6 * unit, 6.2 * unit, 12 * unit, 12 * unit)
        painter.drawArc(arch, 0, 180 * 16)
        for x in (6, 18):
            painter.drawLine(round(x * unit), round(12.2 * unit), round(x * unit), round(17 * unit))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._look.colour("onacc"))
        dot = round(4 * unit)
        painter.drawEllipse(QRect(round(12 * unit - dot / 2), round(15 * unit - dot / 2), dot, dot))
