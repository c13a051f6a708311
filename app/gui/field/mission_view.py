"""Show the plan of a mission: missing parts, route, team, meetings, interviews, findings and promises.

Draw the days of a route, each as a line of 24 hours.

Legs are numbered bars, hatched without signal. The dark hours are shaded.
"""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.domain.kind import Kinds
from app.gui.field.mission_query import LegLine, MissionPlan, RouteDay
from app.gui.style.theme import Look, smooth_painter
from app.gui.widgets import plain_text
from app.gui.widgets.blocks import ActedRow, PageHeader, PlainRow, ScrollPage, card, section
from app.gui.widgets.buttons import Button
from app.gui.widgets.flow import flow
from app.gui.widgets.labels import WIDEST, Label, column, rule
from app.gui.widgets.openrow import OpenRow, open_rows
from app.gui.widgets.page_values import RowView

DAY = 1440
"""Minutes of a day."""
HOURS = (0, 6, 12, 18, 24)
ROW, BAR = 34, 18
"""Pixels of a day's row and of a bar in it, at 100 %."""
HATCH = 6
"""Pixels between two strokes of a hatched area."""


class MissionView(ScrollPage):
    """The page. `opened` carries the id of a part, `write` the kind of a new one, `noted` a leg and its end."""

    opened = Signal(str)
    write = Signal(str)
    noted = Signal(str, str)
    approve = Signal()
    papers = Signal()

    def __init__(self, look: Look, kinds: Kinds, shown: MissionPlan, back: Button) -> None:
        super().__init__(look, 32)
        tr = look.tr
        self.shown, self._kinds = shown, kinds
        self.add(PageHeader(look, shown.title, shown.second, back=back))
        papers = Button(look, tr("Papers…"), "std", "files", act=self.papers.emit)
        self.first = papers
        if shown.approved:
            self.add(flow([papers]))
        else:
            self.add(self._before(papers), widest=WIDEST)
        way = section(look, tr("The way"), tr("Lines: no signal. Grey: dark hours.") if shown.days else "")
        parts: list[QWidget] = [way, *([WayDays(look, shown.days, shown.said)] if shown.days else [])]
        for leg in shown.legs:
            parts += self._leg(leg)
        self.add(column(look, *parts, flow([self._add("leg")]), gap=10))
        for title, kind, lines in (
            (tr("Team"), "participant", shown.team), (tr("Meetings"), "meeting", shown.meetings),
            (tr("Interviews"), "interview", shown.interviews),
            (tr("Findings and their basis"), "finding", shown.findings),
            (tr("Promises, tasks and recommendations"), "undertaking", shown.undertakings),
        ):  # fmt: skip
            self.add(rule(), column(look, section(look, title), *self._rows(lines), flow([self._add(kind)]), gap=6))
        self.close_column()

    def _before(self, papers: Button) -> QWidget:
        """Return the list of parts that are missing before the approval. The list blocks nothing."""
        look, tr = self.look, self.look.tr
        approve = Button(look, tr("Approve the mission"), "pri", "check", act=self.approve.emit)
        self.first = approve
        title = tr("{n} thing is missing|{n} things are missing", n=len(self.shown.missing))
        if not self.shown.missing:
            title = tr("Complete")
        rows = [PlainRow(look, "unverified", words, line=False) for words in self.shown.missing]
        note = Label(
            look, tr("You can approve the mission with these parts missing. You decide."), "second", "ink2", wrap=True
        )
        told = [note] if self.shown.missing else []
        return card(look, Label(look, title, "card"), *rows, *told, flow([papers, approve]))

    def _leg(self, leg: LegLine) -> list[QWidget]:
        look, tr = self.look, self.look.tr
        acts: list[Button] = []
        if leg.next:
            word = tr("Left now") if leg.next == "depart" else tr("Arrived now")
            note = Button(look, word, "std", "clock", act=lambda: self.noted.emit(leg.key, leg.next))
            acts.append(note)
        edit = Button(look, tr("Edit"), "quiet", "edit", act=lambda: self.opened.emit(leg.key))
        row = ActedRow(look, "route", leg.title, leg.second, [*acts, edit], line=not leg.doubts)
        return [row, *(PlainRow(look, "alert", "", why, ink="amb") for why in leg.doubts)]

    def _rows(self, lines: Sequence[RowView]) -> list[OpenRow]:
        return open_rows(self.look, lines, self.opened.emit)

    def _add(self, kind: str) -> Button:
        tr = self.look.tr
        add = Button(self.look, tr("Add: {kind}", kind=tr(self._kinds[kind].label)), "quiet", "plus")
        add.clicked.connect(lambda _=False: self.write.emit(kind))
        return add


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
        painter = smooth_painter(self)
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
