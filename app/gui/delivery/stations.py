"""Four stations of a delivery: written, relays, stick, delivered.

A ring fills in proportion. Waiting is not an error.
"""

from collections.abc import Sequence

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPaintEvent, QPen
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from app.gui.style.theme import Look, smooth_painter
from app.gui.widgets.labels import Label
from app.gui.widgets.page_values import Station


class _Ring(QWidget):
    """One ring and the line to the next one. A complete station is a filled circle with a check."""

    def __init__(self, look: Look, station: Station, last: bool) -> None:
        super().__init__()
        self._look, self._station, self._last = look, station, last
        self.setFixedHeight(look.px(36))

    def sizeHint(self) -> QSize:
        """Return the size of a ring and a part of the line."""
        return QSize(self._look.px(36) * 2, self._look.px(36))

    def paintEvent(self, _: QPaintEvent) -> None:
        """Draw the line to the next station, then the ring."""
        look, size, part = self._look, self._look.px(34), self._station.part
        painter = smooth_painter(self)
        left = self.width() - size if look.rtl else 0
        spot = QRectF(left + 1.5, 1.5, size - 3, size - 3)
        middle = self.height() // 2
        if not self._last:
            painter.setPen(QPen(look.colour("acc" if part > 0 else "line"), 2))
            ends = (0, left - 7) if look.rtl else (left + size + 6, self.width() - 1)
            painter.drawLine(ends[0], middle, ends[1], middle)
        if part >= 1:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.colour("acc"))
            painter.drawEllipse(spot.adjusted(-1, -1, 1, 1))
        else:
            painter.setPen(QPen(look.colour("line"), 3))
            painter.drawEllipse(spot)
            if part > 0:
                painter.setPen(QPen(look.colour("acc"), 3))
                painter.drawArc(spot, 90 * 16, -round(360 * 16 * part))
        icon = look.px(17)
        place = QRect(round(spot.center().x() - icon / 2), round(spot.center().y() - icon / 2), icon, icon)
        name, ink = ("check", "onacc") if part >= 1 else (self._station.icon, "acc" if part > 0 else "ink3")
        painter.drawPixmap(place, look.icon(name, 17, ink))


class Stations(QWidget):
    """The four stations in a row, each with its words, or in two rows if the text is large."""

    def __init__(self, look: Look, stations: Sequence[Station]) -> None:
        super().__init__()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(look.sp(10))
        grid.setVerticalSpacing(look.sp(8))
        across = 2 if look.factor > 1.5 else 4
        for i, station in enumerate(stations):
            words = QVBoxLayout()
            words.setSpacing(look.sp(3))
            far = look.sp(12)
            words.setContentsMargins(far if look.rtl else 0, 0, 0 if look.rtl else far, 0)
            words.addWidget(Label(look, station.title, "strong", wrap=True))
            words.addWidget(Label(look, station.text, "small", "ink2", wrap=True))
            words.addStretch(1)
            ring = _Ring(look, station, i % across == across - 1)
            grid.addWidget(ring, i // across * 2, i % across)
            grid.addLayout(words, i // across * 2 + 1, i % across)
            grid.setColumnStretch(i % across, 1)
