"""A row that offers to add something: its icon, its words, and a plus at the far edge."""

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QSizePolicy

from app.gui.style.theme import Look
from app.gui.widgets import plain_text
from app.gui.widgets.buttons import Painted
from app.gui.widgets.labels import reading_edge


class AddRow(Painted):
    """One row, as wide as its container."""

    def __init__(self, look: Look, icon: str, words: str, tip: str = "") -> None:
        super().__init__(look, words)
        self._icon = icon
        self.setFont(look.font("value"))
        plain_text.tooltip(self, tip)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def _indent(self) -> int:
        return self.look.px(18) + self.look.sp(11)

    def sizeHint(self) -> QSize:
        """Return the size of icon, words and plus."""
        words = self.fontMetrics().horizontalAdvance(self.shown)
        return QSize(self._indent + words + self._indent, self.fontMetrics().height() + self.look.sp(14))

    def paintEvent(self, _: QPaintEvent) -> None:
        """Draw the ground under the mouse, icon, words and plus."""
        painter, look = self.painter(), self.look
        self.draw_ground(painter)
        icon, plus = look.px(18), look.px(16)
        spot = QRect(look.sp(1), (self.height() - icon) // 2, icon, icon)
        painter.drawPixmap(self.mirrored(spot), look.icon(self._icon, 18, "ink2"))
        spot = QRect(self.width() - plus - look.sp(2), (self.height() - plus) // 2, plus, plus)
        painter.drawPixmap(self.mirrored(spot), look.icon("plus", 16, "ink3"))
        painter.setPen(look.colour("ink"))
        room = QRect(self._indent, 0, self.width() - self._indent - plus - look.sp(4), self.height())
        plain_text.draw(painter, self.mirrored(room), int(reading_edge(look)), self.shown)
