"""A row of a page that opens something: icon, title and second line, words at the far edge, a hairline below."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.gui.style.theme import Look
from app.gui.widgets import plain_text
from app.gui.widgets.blocks import Badge, PlainRow
from app.gui.widgets.buttons import Painted
from app.gui.widgets.labels import Label, reading_edge
from app.gui.widgets.page_values import RowView
from app.gui.widgets.rows import one_sentence


class OpenRow(Painted):
    """The row. Enter, Space or a click opens it, and a screen reader says it as one sentence. Only the title elides."""

    def __init__(self, look: Look, line: RowView) -> None:
        super().__init__(look, line.title)
        self.line, self.key = line, line.key
        plain_text.set_accessible_name(self, one_sentence([line.title, line.second, line.far]))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        plain_text.tooltip(self, line.title)

    def sizeHint(self) -> QSize:
        """Return the size of two lines and their space."""
        lines = self.look.metrics("value").height() + self.look.metrics("second").height()
        return QSize(self.look.px(320), lines + self.look.sp(18))

    def minimumSizeHint(self) -> QSize:
        """Return the width of a few letters."""
        return QSize(self.look.px(160), self.sizeHint().height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move to the row above or below on Up and Down, as in a list."""
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self.focusNextPrevChild(event.key() == Qt.Key.Key_Down)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _: QPaintEvent) -> None:
        """Draw ground, icon, both lines, the far edge and the hairline."""
        look, line, painter = self.look, self.line, self.painter()
        if self.underMouse() or self.isDown():
            painter.fillRect(self.rect(), look.colour("sunk"))
        base = self.mirrored(QRect(0, self.height() - 1, self.width(), 1))
        painter.fillRect(base, look.colour("line"))
        size = look.px(17)
        spot = self.mirrored(QRect(0, (self.height() - size) // 2, size, size))
        painter.drawPixmap(spot, look.icon(line.icon, 17, line.ink))
        far = look.metrics("second").horizontalAdvance(plain_text.line(line.far)) + 2 if line.far else 0
        start = size + look.sp(12)
        room = self.width() - start - far - look.sp(16 if far else 0)
        top = look.sp(8)
        for text, role, ink in ((line.title, "value", "ink"), (line.second, "second", "ink2")):
            metrics = look.metrics(role)
            painter.setFont(look.font(role))
            painter.setPen(look.colour(ink))
            shown = plain_text.elide_text(metrics, text, room)
            plain_text.draw(
                painter, self.mirrored(QRect(start, top, room, metrics.height())), reading_edge(look), shown
            )
            top += metrics.height()
        painter.setFont(look.font("second"))
        painter.setPen(look.colour(line.ink if line.ink in ("red", "amb") else "ink2"))
        place = QRect(self.width() - far, 0, far, self.height() - 1)
        plain_text.draw(painter, self.mirrored(place), reading_edge(look), line.far)


def open_rows(
    look: Look, lines: Sequence[RowView], opened: Callable[[str], object], kept: dict[str, OpenRow] | None = None
) -> list[OpenRow]:
    """Return a row for each line; `opened` receives the key of the opened one. `kept` gets the rows by key."""
    rows = [OpenRow(look, line) for line in lines]
    for row in rows:
        row.clicked.connect(lambda _=False, key=row.key: opened(key))
    if kept is not None:
        kept |= {row.key: row for row in rows}
    return rows


def linked_row(look: Look, line: RowView, opened: Callable[[str], object]) -> QWidget:
    """Return a row that opens if its line has a key."""
    return open_rows(look, [line], opened)[0] if line.key else line_row(look, line)


def line_row(look: Look, line: RowView) -> PlainRow:
    """Return a row of a page."""
    far: QWidget | None = None
    if line.badge is not None:
        far = Badge(look, *line.badge)
    elif line.far:
        far = Label(look, line.far, "second", "ink2")
    return PlainRow(look, line.icon, line.title, line.second, far, line.ink)
