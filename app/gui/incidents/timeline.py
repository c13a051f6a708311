"""Show incidents in time order: a ring for each on one line, the page's own filled, dashes before future ones.

Each of the other incidents is a button that opens it.
"""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QVBoxLayout, QWidget

from app.gui.incidents.chain_values import ChainStep
from app.gui.style.theme import Look
from app.gui.widgets import plain_text
from app.gui.widgets.buttons import Painted
from app.gui.widgets.labels import Label

DOT = 12
"""Width of a ring in pixels at 100 %."""
GAP = 8
"""Pixels between a line and the rings at its ends, at 100 %; it has space for the focus ring."""
CELL = 140
"""Pixels that one incident needs at 100 %."""
MOST_ACROSS = 6
LONGEST = 60
"""Maximum characters of a title or a note. The tooltip has the complete text."""


def shorten_text(text: str, most: int = LONGEST) -> str:
    """Return a text with at most `most` characters."""
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def _fill(look: Look, cell: QWidget, step: ChainStep) -> None:
    """Put the words below the ring."""
    layout = QVBoxLayout(cell)
    layout.setContentsMargins(0, look.px(DOT) + look.sp(6), 0, 0)
    layout.setSpacing(look.sp(2))
    title = (shorten_text(step.title), "strong" if step.here else "value", "ink")
    below = ((step.how, "small", "ink2"), (shorten_text(step.note), "small", "ink3"))
    for text, role, ink in ((step.date, "small", "ink2"), title, *below):
        if text:
            label = Label(look, text, role, ink, wrap=True)
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            layout.addWidget(label)
    layout.addStretch(1)
    plain_text.tooltip(cell, "\n".join(part for part in (step.title, step.note) if part))
    plain_text.set_accessible_name(cell, step.said)
    plain_text.set_accessible_description(cell, " ".join(part for part in (step.tied, step.note) if part))


def _draw(look: Look, cell: QWidget, step: ChainStep, following: ChainStep | None) -> None:
    """Draw the ring, and the line to the next one."""
    painter = QPainter(cell)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    size = look.px(DOT)
    left = cell.width() - size if look.rtl else 0
    if following is not None:
        pen = QPen(look.colour("ctl"), 1.5)
        if following.ahead:
            pen.setDashPattern([3, 2])
        painter.setPen(pen)
        gap, middle = look.sp(GAP), size / 2
        ends = (left - gap, 0) if look.rtl else (size + gap, cell.width())
        painter.drawLine(QPointF(ends[0], middle), QPointF(ends[1], middle))
    painter.setPen(QPen(look.colour("acc" if step.here else "ctl"), 1.75))
    painter.setBrush(look.colour("acc" if step.here else "page"))
    painter.drawEllipse(QRectF(left, 0, size, size).adjusted(1, 1, -1, -1))


class _Here(QWidget):
    """The incident of the page itself, without a link."""

    def __init__(self, look: Look, step: ChainStep, following: ChainStep | None) -> None:
        super().__init__()
        self._look, self._step, self._following = look, step, following
        _fill(look, self, step)

    def paintEvent(self, _: QPaintEvent) -> None:
        """Draw ring and line."""
        _draw(self._look, self, self._step, self._following)


class _Stop(Painted):
    """A button that opens another incident."""

    def __init__(self, look: Look, step: ChainStep, following: ChainStep | None) -> None:
        super().__init__(look, step.said)
        self._step, self._following = step, following
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        _fill(look, self, step)

    def sizeHint(self) -> QSize:
        """Return the size that its words need."""
        layout = self.layout()
        return layout.sizeHint() if layout is not None else QSize()

    def minimumSizeHint(self) -> QSize:
        """Return the smallest size of its words."""
        layout = self.layout()
        return layout.minimumSize() if layout is not None else QSize()

    def paintEvent(self, _: QPaintEvent) -> None:
        """Draw ring and line, with a quiet ground under the mouse."""
        if self.underMouse() or self.isDown():
            ground = self.painter()
            ground.setPen(Qt.PenStyle.NoPen)
            ground.setBrush(self.look.colour("sunk"))
            ground.drawRoundedRect(QRectF(self.rect()), 8, 8)
            ground.end()
        _draw(self.look, self, self._step, self._following)


class TimeLine(QWidget):
    """The incidents in rows, as many in each row as fit. `opened` carries the key of one."""

    opened = Signal(str)

    def __init__(self, look: Look, steps: Sequence[ChainStep]) -> None:
        super().__init__()
        self._look, self._across = look, 0
        self._cells: list[QWidget] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(look.sp(GAP))
        self._grid.setVerticalSpacing(look.sp(14))
        for step, following in zip(steps, (*steps[1:], None), strict=True):
            if step.here:
                self._cells.append(_Here(look, step, following))
                continue
            stop = _Stop(look, step, following)
            stop.clicked.connect(lambda _=False, key=step.key: self.opened.emit(key))
            self._cells.append(stop)
        self._place(MOST_ACROSS - 1)

    def take_focus(self) -> None:
        """Move the focus to the first incident that is a button."""
        stop = next((cell for cell in self._cells if isinstance(cell, _Stop)), None)
        if stop is not None:
            stop.setFocus(Qt.FocusReason.TabFocusReason)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place as many incidents in a row as fit."""
        super().resizeEvent(event)
        self._place(max(1, min(MOST_ACROSS, self.width() // self._look.px(CELL))))

    def _place(self, across: int) -> None:
        if across == self._across:
            return
        self._across = across
        for number, cell in enumerate(self._cells):
            self._grid.removeWidget(cell)
            self._grid.addWidget(cell, number // across, number % across)
        for column in range(MOST_ACROSS):
            self._grid.setColumnStretch(column, int(column < across))
