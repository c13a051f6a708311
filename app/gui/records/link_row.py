"""A row of a page that links to another page: icon, title and a second line. It is a button."""

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QSizePolicy

from app.gui.style.theme import Look
from app.gui.widgets import plain_text
from app.gui.widgets.buttons import Painted
from app.gui.widgets.labels import reading_edge
from app.gui.widgets.page_values import RowView


class LinkedRow(Painted):
    """One row, with a title that elides."""

    def __init__(self, look: Look, line: RowView) -> None:
        super().__init__(look, line.title)
        self._line = line
        plain_text.set_accessible_name(self, line.title)
        plain_text.set_accessible_description(self, line.second)
        plain_text.tooltip(self, line.title)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Return the size of two lines and their space."""
        look = self.look
        words = look.metrics("value").height() + (look.metrics("second").height() if self._line.second else 0)
        return QSize(look.px(200), words + look.sp(12))

    def minimumSizeHint(self) -> QSize:
        """Return a narrow width, because the text elides."""
        return QSize(self.look.px(90), self.sizeHint().height())

    def paintEvent(self, _: QPaintEvent) -> None:
        """Draw the ground under the mouse, the icon and the words."""
        painter, look = self.painter(), self.look
        self.draw_ground(painter)
        icon = look.px(17)
        spot = QRect(0, look.sp(6) + 1, icon, icon)
        painter.drawPixmap(self.mirrored(spot), look.icon(self._line.icon, 17, "ink2"))
        left = icon + look.sp(12)
        top, room = look.sp(6), self.width() - left
        for text, role, ink in ((self._line.title, "value", "ink"), (self._line.second, "second", "ink2")):
            if text:
                metrics = look.metrics(role)
                painter.setFont(look.font(role))
                painter.setPen(look.colour(ink))
                shown = plain_text.elide_text(metrics, text, room)
                line = QRect(left, top, room, metrics.height())
                plain_text.draw(painter, self.mirrored(line), int(reading_edge(look)), shown)
                top += metrics.height()
