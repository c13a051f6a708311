"""Draw the days of a route, each as a line of 24 hours.

Legs are numbered bars, hatched without signal. The dark hours are shaded.
"""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.gui.field.mission_values import RouteDay
from app.gui.style.theme import Look
from app.gui.widgets import plain_text

DAY = 1440
"""Minutes of a day."""
HOURS = (0, 6, 12, 18, 24)
ROW, BAR = 34, 18
"""Pixels of a day's row and of a bar in it, at 100 %."""
HATCH = 6
"""Pixels between two strokes of a hatched area."""


class WayDays(QWidget):
    """The picture of the days; `said` is the same as a sentence."""

    def __init__(self, look: Look, days: Sequence[RouteDay], said: str) -> None:
        super().__init__()
        self._look, self._days = look, days
        self._names = max((look.metrics("second").horizontalAdvance(day.word) for day in days), default=0) + look.sp(12)
        self._head = look.metrics("small").height() + look.sp(4)
        plain_text.set_accessible_name(self, said)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Return the size of a row for each day, below the hours."""
        return QSize(self._look.px(320), self._head + self._look.px(ROW) * len(self._days))

    def minimumSizeHint(self) -> QSize:
        """Return the width of the names and a part of the day."""
        return QSize(self._names + self._look.px(120), self.sizeHint().height())

    def _x(self, minute: float) -> float:
        """Return the x coordinate of a minute of the day, before it is mirrored."""
        end = self._look.px(10)  # half of the digits of the last hour
        return self._names + end + (self.width() - self._names - 2 * end) * minute / DAY

    def _rect(self, begins: float, ends: float, top: float, high: float) -> QRectF:
        left, right = self._x(begins), self._x(ends)
        if self._look.rtl:
            left, right = self.width() - right, self.width() - left
        return QRectF(left, top, max(2.0, right - left), high)

    def paintEvent(self, _: QPaintEvent) -> None:
        """Draw the hours and each day."""
        look = self._look
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(look.font("small", tabular=True))
        for hour in HOURS:
            spot = self._rect(hour * 60, hour * 60, 0, self._head).center().x()
            painter.setPen(look.colour("ink3"))
            room = QRectF(spot - look.px(20), 0, look.px(40), self._head)
            plain_text.draw(painter, room, Qt.AlignmentFlag.AlignCenter, look.tr.number(hour))
            painter.setPen(look.colour("line"))
            painter.drawLine(QPointF(spot, self._head), QPointF(spot, self.height()))
        for number, day in enumerate(self._days):
            self._draw(painter, day, self._head + number * look.px(ROW))

    def _draw(self, painter: QPainter, day: RouteDay, top: int) -> None:
        look = self._look
        row, bar = look.px(ROW), look.px(BAR)
        painter.setFont(look.font("second"))
        painter.setPen(look.colour("ink2"))
        name = look.mirrored(self.rect(), QRect(0, top, self._names, row))
        side = Qt.AlignmentFlag.AlignRight if look.rtl else Qt.AlignmentFlag.AlignLeft
        flags = side | Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute
        plain_text.draw(painter, name, int(flags), day.word)
        above = top + (row - bar) / 2
        painter.setPen(Qt.PenStyle.NoPen)
        if day.dark is not None:
            painter.fillRect(self._rect(day.dark, DAY, top + 2, row - 4), look.colour("badge"))
        painter.fillRect(self._rect(0, DAY, top + row / 2, 1), look.colour("line"))
        bars = [(self._rect(begins, ends, above, bar), word) for begins, ends, word in day.legs]
        painter.setPen(QPen(look.colour("acc"), 1.5))
        painter.setBrush(look.colour("accs"))
        for spot, _ in bars:
            painter.drawRoundedRect(spot, 4, 4)
        for begins, ends in day.silent:
            self._hatch(painter, self._rect(begins, ends, above, bar))
        painter.setFont(look.font("small", tabular=True))
        painter.setPen(look.colour("ink"))
        for spot, word in bars:
            plate = QRectF(0, 0, look.metrics("small").horizontalAdvance(word) + look.px(8), bar - 4)
            if word and spot.width() > plate.width():
                plate.moveCenter(spot.center())
                painter.fillRect(plate, look.colour("accs"))  # a number on strokes is not readable
                plain_text.draw(painter, spot, Qt.AlignmentFlag.AlignCenter, word)

    def _hatch(self, painter: QPainter, spot: QRectF) -> None:
        painter.save()
        painter.setClipRect(spot)
        painter.setPen(QPen(self._look.colour("ink2"), 1))
        at = spot.left() - spot.height()
        while at < spot.right():
            painter.drawLine(QPointF(at, spot.bottom()), QPointF(at + spot.height(), spot.top()))
            at += HATCH
        painter.restore()
