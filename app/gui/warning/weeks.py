"""Show a strip of weeks: a bar with its number for each. Arrows choose a week, with Shift several, Home all."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.gui.style.theme import Look, smooth_painter
from app.gui.widgets import plain_text

HIGH = 34
"""Height of the highest bar in pixels at 100 %."""


class WeekStrip(QWidget):
    """The strip. `chosen` carries the numbers of the first and the last week of the period; (-1, -1) means all."""

    chosen = Signal(int, int)

    def __init__(self, look: Look, weeks: Sequence[tuple[str, str]]) -> None:
        """Build the strip. `weeks` holds for each week the text of its first day, and its month if a month starts in
        it.
        """
        super().__init__()
        self._look, self._weeks = look, tuple(weeks)
        self._numbers: tuple[int, ...] = (0,) * len(weeks)
        self._from = self._to = -1
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setProperty("ring", True)
        plain_text.set_accessible_name(self, look.tr("Weeks"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._describe()

    def show_numbers(self, numbers: Sequence[int]) -> None:
        """Show the number of entries of each week."""
        self._numbers = tuple(numbers)
        self._describe()
        self.update()

    @property
    def period(self) -> tuple[int, int]:
        """Return the first and the last chosen week, or (-1, -1) for all."""
        return (min(self._from, self._to), max(self._from, self._to)) if self._from >= 0 else (-1, -1)

    def within(self, week: int | None) -> bool:
        """Return True if a week is in the period. An unknown week (None) is only in the period of all weeks."""
        first, last = self.period
        return first < 0 or (week is not None and first <= week <= last)

    def said(self) -> str:
        """Return the period as text."""
        tr, (first, last) = self._look.tr, self.period
        if first < 0:
            return tr("All weeks")
        if first == last:
            return tr("Week of {day}", day=self._weeks[first][0])
        return tr("Weeks of {first} to {last}", first=self._weeks[first][0], last=self._weeks[last][0])

    def _describe(self) -> None:
        number = sum(n for week, n in enumerate(self._numbers) if self.within(week))
        plain_text.set_accessible_description(self, f"{self.said()}: {self._look.tr.number(number)}")

    def choose(self, first: int, last: int) -> None:
        """Set the period and emit `chosen`."""
        self._from, self._to = first, last
        self._describe()
        self.update()
        self.chosen.emit(*self.period)

    def sizeHint(self) -> QSize:
        """Return the size of numbers, bars and months."""
        look = self._look
        return QSize(look.px(300), 2 * look.metrics("small").height() + look.px(HIGH) + look.sp(26))

    minimumSizeHint = sizeHint

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose weeks by key: arrows, Shift with arrows, Home."""
        back = Qt.Key.Key_Right if self._look.rtl else Qt.Key.Key_Left
        step = {Qt.Key.Key_Left: 1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()), 0)
        if event.key() == Qt.Key.Key_Home:
            self.choose(-1, -1)
        elif step and self._weeks:
            at = self._to if self._to >= 0 else len(self._weeks)
            to = min(len(self._weeks) - 1, max(0, at + (-1 if event.key() == back else 1)))
            wide = event.modifiers() & Qt.KeyboardModifier.ShiftModifier and self._from >= 0
            self.choose(self._from if wide else to, to)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the week under the mouse, or all weeks if it is the only chosen one."""
        at = self._at(event.position().x())
        self.choose(*((-1, -1) if self.period == (at, at) else (at, at)))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Extend the period to the week under the mouse."""
        if self._from >= 0:
            self.choose(self._from, self._at(event.position().x()))

    def _at(self, x: float) -> int:
        slot = self._slot(0).width()
        number = int((x - self._look.sp(16)) / slot)
        number = len(self._weeks) - 1 - number if self._look.rtl else number
        return min(len(self._weeks) - 1, max(0, number))

    def _slot(self, week: int) -> QRectF:
        pad = self._look.sp(16)
        wide = (self.width() - 2 * pad) / max(1, len(self._weeks))
        at = len(self._weeks) - 1 - week if self._look.rtl else week
        return QRectF(pad + at * wide, 0, wide, self.height())

    def paintEvent(self, _: QPaintEvent) -> None:
        """Draw a card with the bars."""
        look, painter = self._look, smooth_painter(self)
        painter.setPen(QPen(look.colour("line"), 1))
        painter.setBrush(look.colour("page"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8)
        for week in range(len(self._weeks)):
            self._bar(painter, week)

    def _bar(self, painter: QPainter, week: int) -> None:
        look, number, slot = self._look, self._numbers[week], self._slot(week)
        line, bottom = look.metrics("small").height(), self.height() - look.sp(8) - look.metrics("small").height()
        gap = min(look.px(3), slot.width() / 6)
        high = look.px(HIGH) * number / max(1, *self._numbers, 1)
        bar = QRectF(slot.left() + gap, bottom - look.sp(4) - high, slot.width() - 2 * gap, high)
        inside = self.within(week)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.colour("acc" if inside else "ctl"))
        if number:
            painter.drawRect(bar)
        painter.setFont(look.font("small", 600 if inside and number else None, tabular=True))
        painter.setPen(look.colour("ink" if inside and number else "ink3"))
        words = QRectF(slot.left() - 6, bar.top() - line - 1, slot.width() + 12, line)
        plain_text.draw(painter, words, Qt.AlignmentFlag.AlignCenter, look.tr.number(number) if number else "–")
        if self.period[0] >= 0 and inside:
            painter.setPen(QPen(look.colour("ink"), 2))
            painter.drawLine(bar.bottomLeft(), bar.bottomRight())
        if month := self._weeks[week][1]:
            painter.setFont(look.font("small"))
            painter.setPen(look.colour("ink2"))
            wide = painter.fontMetrics().horizontalAdvance(month) + 4
            left = slot.right() - gap - wide if look.rtl else slot.left() + gap
            left = min(max(left, look.sp(4)), self.width() - look.sp(4) - wide)
            plain_text.draw(painter, QRectF(left, bottom, wide, line), Qt.AlignmentFlag.AlignCenter, month)
