"""Show the parts of a record by kind. Each part is a link, and the head of a kind has the button that adds one more."""

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.domain.kind import Kind
from app.gui.style.theme import Look
from app.gui.widgets import plain_text
from app.gui.widgets.blocks import Facts, section
from app.gui.widgets.buttons import Button, Painted
from app.gui.widgets.flow import flow
from app.gui.widgets.labels import column, reading_edge, rule, strip_margins
from app.gui.widgets.page_values import Fact3, Part, RowView


def kept_block(look: Look, kept: Sequence[Fact3]) -> list[QWidget]:
    """Return the source's original words that are stored with a record, under a title. Return an empty list if there
    are none.
    """
    title = section(look, look.tr("Same words as in the source"))
    return [rule(), column(look, title, Facts(look, kept))] if kept else []


class Parts(QWidget):
    """The parts of one record, and the `offered` kinds. `opened` carries the id of a part, `write` a chosen kind."""

    opened = Signal(str)
    write = Signal(str)

    def __init__(self, look: Look, offered: Sequence[Kind], parts: Sequence[Part]) -> None:
        super().__init__()
        self._look = look
        layout = strip_margins(QVBoxLayout(self), look.sp(16))
        more = {kind.name: kind for kind in offered}
        for name, word, lines in parts:
            head = QWidget()
            line = strip_margins(QHBoxLayout(head))
            line.addWidget(section(look, word), 1)
            if name in more:
                line.addWidget(self._add(more.pop(name), look.tr("Add")))  # the heading names the kind
            layout.addWidget(rule())
            layout.addWidget(column(look, head, *map(self._row, lines), gap=6))
        if more:
            layout.addWidget(rule())
            rest = [self._add(kind, look.tr(kind.label)) for kind in more.values()]
            layout.addWidget(flow(rest, look.sp(16), look.sp(4)))

    def _row(self, line: RowView) -> QWidget:
        row = LinkedRow(self._look, line)
        row.clicked.connect(lambda _=False: self.opened.emit(line.key))
        return row

    def _add(self, kind: Kind, word: str) -> QWidget:
        tr = self._look.tr
        add = Button(self._look, word, "quiet", "plus")
        plain_text.set_accessible_name(add, tr("Add: {kind}", kind=tr(kind.label)))
        add.clicked.connect(lambda _=False: self.write.emit(kind.name))
        return add


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
