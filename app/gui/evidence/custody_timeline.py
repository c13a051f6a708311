"""Show a chain of custody: the actions on an evidence item, oldest first. The mark of a sealed one is filled."""

from collections.abc import Sequence

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPaintEvent, QPen
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QVBoxLayout, QWidget

from app.gui.style.theme import Look, smooth_painter
from app.gui.widgets import plain_text
from app.gui.widgets.blocks import box
from app.gui.widgets.buttons import Button
from app.gui.widgets.labels import Label, strip_margins
from app.gui.widgets.page_values import Hand


class _Mark(QWidget):
    """The mark of one entry and the line to the next."""

    def __init__(self, look: Look, hand: Hand, last: bool) -> None:
        super().__init__()
        self._look, self._hand, self._last = look, hand, last
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)

    def sizeHint(self) -> QSize:
        """Return the size of a ring and a part of the line."""
        return QSize(self._look.px(28), self._look.px(44))

    def paintEvent(self, _: QPaintEvent) -> None:
        """Draw the line down, then the ring and its icon."""
        look, size = self._look, self._look.px(26)
        painter = smooth_painter(self)
        if not self._last:
            painter.setPen(QPen(look.colour("ctl"), 1.4))
            painter.drawLine(self.width() // 2, size + 2, self.width() // 2, self.height())
        filled = self._hand.sealed
        painter.setPen(Qt.PenStyle.NoPen if filled else QPen(look.colour("ctl"), 1.4))
        painter.setBrush(look.colour("acc") if filled else Qt.BrushStyle.NoBrush)
        painter.drawEllipse(QRectF((self.width() - size) / 2 + 1, 1, size - 2, size - 2))
        icon = look.px(14)
        place = QRect((self.width() - icon) // 2, (size - icon) // 2, icon, icon)
        painter.drawPixmap(place, look.icon(self._hand.icon, 14, "onacc" if filled else "ink2"))


class Hands(QWidget):
    """The complete chain under its gaps. `copied` carries the facts of an entry that has some."""

    copied = Signal(str)

    def __init__(self, look: Look, hands: Sequence[Hand], gaps: Sequence[tuple[str, str]] = ()) -> None:
        super().__init__()
        whole = strip_margins(QVBoxLayout(self), 10)
        for said, step in gaps:
            whole.addWidget(box(look, "amber", "alert", [(f"{said} ", "who"), (step, "")], "amb"))
        grid = QGridLayout()
        whole.addLayout(grid)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(look.sp(12))
        grid.setVerticalSpacing(0)
        grid.setColumnStretch(1, 1)
        for row, hand in enumerate(hands):
            words = QVBoxLayout()
            words.setContentsMargins(0, 0, 0, look.sp(20))
            words.setSpacing(look.sp(1))
            words.addWidget(Label(look, hand.title, "strong", wrap=True))
            words.addWidget(Label(look, hand.second, "second", "ink2", wrap=True))
            if hand.facts:
                words.addWidget(self._copy(look, hand), 0, Qt.AlignmentFlag.AlignLeading)
            words.addStretch(1)
            grid.addWidget(_Mark(look, hand, hand is hands[-1]), row, 0)
            grid.addLayout(words, row, 1)

    def _copy(self, look: Look, hand: Hand) -> Button:
        copy = Button(look, look.tr("Copy the receipt"), "quiet", "files", act=lambda: self.copied.emit(hand.facts))
        plain_text.set_accessible_description(copy, hand.title)
        return copy
