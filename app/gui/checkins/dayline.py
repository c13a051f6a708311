"""Draw the travel groups of the board: name, day line and countdown, with one painter and no widget in a row.

A filled point is a check-in, a diamond a danger, a strong ring the next one, a ring a planned one, a triangle a missed
one. Each minute the model reports only the range of rows that changed.
"""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QPointF,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen, QPolygonF, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from app.gui.checkins.checkins_query import Axis, PartyRow
from app.gui.style.theme import Look, smooth_painter
from app.gui.widgets import plain_text
from app.gui.widgets.flow import flow
from app.gui.widgets.labels import Label, far_edge, lay_in_row, reading_edge

Index = QModelIndex | QPersistentModelIndex
NAMES, NUMBERS, LEAST = 230, 190, 150
"""Width of the names, width of the numbers, and minimum width of a day line, in pixels at 100 %."""
DOT = 6.0
"""Radius of a point in pixels at 100 %."""


class PartyModel(QAbstractListModel):
    """The rows. For a new minute it changes only the rows that differ."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[PartyRow] = []
        self.changed = 0
        """Number of rows that the last call of `show` changed."""

    def show(self, rows: Sequence[PartyRow]) -> None:
        """Show these rows. If the groups and their order are the same, report only the range of rows that differ."""
        if [row.key for row in rows] != [row.key for row in self.rows]:
            self.beginResetModel()
            self.rows, self.changed = list(rows), len(rows)
            self.endResetModel()
            return
        differ = [number for number, (old, new) in enumerate(zip(self.rows, rows, strict=True)) if old != new]
        self.rows, self.changed = list(rows), len(differ)
        if differ:
            self.dataChanged.emit(self.index(differ[0]), self.index(differ[-1]))

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        """Return the number of groups."""
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the name of a group, or its row in one sentence for a screen reader."""
        if role == Qt.ItemDataRole.DisplayRole:
            return plain_text.line(self.rows[index.row()].title)
        return plain_text.line(self.rows[index.row()].spoken) if role == Qt.ItemDataRole.AccessibleTextRole else None


def line_room(look: Look, rect: QRect) -> QRect | None:
    """Return the area of the day line in a row, or None if the row is too narrow."""
    pad = look.sp(16)
    names, numbers = look.px(NAMES), look.px(NUMBERS)
    room = QRect(rect.left() + pad + names, rect.top(), rect.width() - 2 * pad - names - numbers, rect.height())
    return look.mirrored(rect, room) if room.width() >= look.px(LEAST) else None


def place(look: Look, axis: Axis, room: QRect, at: int) -> float:
    """Return the x coordinate of an instant on a day line."""
    share = (at - axis.start) / (axis.end - axis.start)
    return room.right() - share * room.width() if look.rtl else room.left() + share * room.width()


class _Parties(QStyledItemDelegate):
    """The painter of one row."""

    def __init__(self, look: Look, model: PartyModel) -> None:
        super().__init__()
        self._look, self._model = look, model
        self.axis = Axis(0, 1, 0, ())
        self._fonts = {role: look.font(role) for role in ("strong", "second")}
        self._count, self._note = look.font("head", tabular=True), look.font("small")

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return the size of two lines and their space."""
        look = self._look
        return QSize(120, look.metrics("head").height() + look.metrics("second").height() + look.sp(22))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw ground, names, day line and numbers."""
        look, row, rect, view = self._look, self._model.rows[index.row()], option.rect, option.widget
        if not isinstance(view, QListView):
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)
        chosen = view.currentIndex() == index
        self._ground(painter, rect, row, chosen, chosen and view.hasFocus())
        room = line_room(look, rect)
        if room is not None:
            self._day(painter, room, row)
        pad, numbers = look.sp(16), min(look.px(NUMBERS), rect.width() * 45 // 100)
        names = rect.width() - 2 * pad - (numbers if room is None else room.width() + numbers)
        ink = "red" if row.urgent else "ink"
        self._two(painter, rect, pad, names - look.sp(8), (row.title, "strong", "ink"), (row.second, "second", "ink2"))
        far = rect.width() - pad - numbers
        tail = "red" if row.urgent else "amb" if row.amber else "ink2"
        self._two(painter, rect, far, numbers, (row.far, "head", ink), (row.note, "small", tail), far_edge(look))
        painter.restore()

    def _ground(self, painter: QPainter, rect: QRect, row: PartyRow, chosen: bool, ring: bool) -> None:
        look = self._look
        inner = QRectF(rect).adjusted(1, 1, -1, -2)
        if row.urgent or row.amber or chosen:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.colour("reds" if row.urgent else "ambs" if row.amber else "sel"))
            painter.drawRoundedRect(inner, 8, 8)
        else:
            painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), look.colour("line"))
        if chosen and (row.urgent or row.amber):  # red and amber show urgency, the edge the choice, the ring the focus
            painter.fillRect(look.mirrored(rect, QRect(rect.left(), rect.top() + 8, 3, rect.height() - 17)),
                             look.colour("acc"))  # fmt: skip
        if ring:
            painter.setPen(QPen(look.colour("acc"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(inner.adjusted(1, 1, -1, -1), 7, 7)

    def _two(
        self, painter: QPainter, rect: QRect, left: int, wide: int, first: tuple[str, str, str],
        second: tuple[str, str, str], edge: Qt.AlignmentFlag | None = None,
    ) -> None:  # fmt: skip
        look = self._look
        lines = [line for line in (first, second) if line[0]]
        heights = [look.metrics(role).height() for _, role, _ in lines]
        top = rect.top() + (rect.height() - sum(heights)) // 2
        for (text, role, ink), high in zip(lines, heights, strict=True):
            font = self._count if role == "head" else self._note if role == "small" else self._fonts[role]
            painter.setFont(font)
            painter.setPen(look.colour(ink))
            shown = plain_text.elide_text(painter.fontMetrics(), text, wide)
            spot = look.mirrored(rect, QRect(rect.left() + left, top, wide, high))
            flags = (edge if edge is not None else reading_edge(look)) | Qt.AlignmentFlag.AlignVCenter
            plain_text.draw(painter, spot, flags | Qt.TextFlag.TextSingleLine, shown)
            top += high

    def _day(self, painter: QPainter, room: QRect, row: PartyRow) -> None:
        look, axis, middle = self._look, self.axis, QRectF(room).center().y()
        painter.setPen(QPen(look.colour("line"), 2))
        painter.drawLine(QPointF(room.left(), middle), QPointF(room.right(), middle))
        now = place(look, axis, room, axis.now)
        painter.setPen(QPen(look.colour("ctl"), 1, Qt.PenStyle.DotLine))
        painter.drawLine(QPointF(now, room.top() + 8), QPointF(now, room.bottom() - 8))
        shown = sorted(row.points, key=lambda point: (point[1] == "danger", point[1] == "missed"))  # danger on top
        seen = [(place(look, axis, room, at), what) for at, what in shown if axis.start <= at <= axis.end]
        heard = [x for x, what in seen if what in ("heard", "danger")]
        painter.setPen(QPen(look.colour("acc"), 2))
        if len(heard) > 1:
            painter.drawLine(QPointF(min(heard), middle), QPointF(max(heard), middle))
        for x, what in seen:
            draw_point(painter, look, QPointF(x, middle), what)


def draw_point(painter: QPainter, look: Look, at: QPointF, what: str) -> None:
    """Draw one point of a day: heard, danger, next, planned or missed."""
    size = look.sp(DOT)
    corners = {"missed": ((0, -1), (1, 1), (-1, 1)), "danger": ((0, -1), (1, 0), (0, 1), (-1, 0))}.get(what)
    if corners is not None:
        high = size * 1.5
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.colour("redf"))
        painter.drawPolygon(QPolygonF([at + QPointF(x * high, y * high) for x, y in corners]))
        return
    strong = what in ("heard", "next")
    painter.setPen(QPen(look.colour("acc" if strong else "ctl"), 2.5 if what == "next" else 1.75))
    painter.setBrush(look.colour("acc" if what == "heard" else "page"))
    painter.drawEllipse(at, size, size)


class DayLines(QListView):
    """The list. `chosen` follows the cursor, a click emits `pressed_on`, also on the group under the cursor.

    Enter, Space or a double click emits `heard`, Ctrl Enter emits `step`.
    """

    chosen = Signal(str)
    heard = Signal(str)
    step = Signal(str)
    pressed_on = Signal(str)

    def __init__(self, look: Look, name: str) -> None:
        super().__init__()
        self._look = look
        plain_text.set_accessible_name(self, name)
        self.rows = PartyModel()
        self.setModel(self.rows)
        self._drawn = _Parties(look, self.rows)
        self.setItemDelegate(self._drawn)
        self.setUniformItemSizes(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setObjectName("dayline")
        self.selectionModel().currentChanged.connect(lambda index, _: self._tell(index))
        self.clicked.connect(lambda index: self.pressed_on.emit(self.rows.rows[index.row()].key))
        self.doubleClicked.connect(lambda index: self.heard.emit(self.rows.rows[index.row()].key))

    @property
    def current(self) -> str:
        """Return the key of the group under the cursor."""
        row = self.currentIndex().row()
        return self.rows.rows[row].key if 0 <= row < len(self.rows.rows) else ""

    def show_rows(self, rows: Sequence[PartyRow], axis: Axis) -> None:
        """Show a new minute. The cursor stays on its group, or goes to the first one."""
        kept, self._drawn.axis = self.current, axis
        self.rows.show(rows)
        if not self.select(kept) and rows:
            self.setCurrentIndex(self.rows.index(0))
        self.viewport().update()

    def select(self, key: str) -> bool:
        """Put the cursor on a group. Return False if it is not on the board."""
        number = next((n for n, row in enumerate(self.rows.rows) if row.key == key), None)
        if number is None:
            return False
        if self.currentIndex().row() != number:
            self.setCurrentIndex(self.rows.index(number))
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Emit `heard` on Enter or Space, to log a check-in; with Ctrl emit `step`."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and self.current:
            with_control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
            (self.step if with_control else self.heard).emit(self.current)
            return
        super().keyPressEvent(event)

    def _tell(self, index: QModelIndex) -> None:
        if index.isValid():
            self.chosen.emit(self.rows.rows[index.row()].key)


class Hours(QWidget):
    """The hours above the day lines."""

    def __init__(self, look: Look, now: str) -> None:
        super().__init__()
        self._look, self._now = look, now
        self.axis = Axis(0, 1, 0, ())
        self.setFixedHeight(look.metrics("small").height() + look.sp(4))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Shrink to height 0 if there are no day lines."""
        super().resizeEvent(event)
        seen = line_room(self._look, self.rect()) is not None
        self.setFixedHeight(self._look.metrics("small").height() + self._look.sp(4) if seen else 0)

    def paintEvent(self, _: QPaintEvent) -> None:
        """Draw the hours and the current time."""
        look, room = self._look, line_room(self._look, self.rect())
        if room is None:
            return
        painter = QPainter(self)
        painter.setFont(look.font("small", tabular=True))
        for at, text in (*self.axis.hours, (self.axis.now, self._now)):
            x, wide = round(place(look, self.axis, room, at)), painter.fontMetrics().horizontalAdvance(text) + 4
            painter.setPen(look.colour("ink" if at == self.axis.now else "ink3"))
            plain_text.draw(painter, QRect(x - wide // 2, 0, wide, self.height()), Qt.AlignmentFlag.AlignCenter, text)


def legend(look: Look) -> QWidget:
    """Return the legend of the points on a day line."""
    tr = look.tr
    words = {"heard": tr("Checked in"), "danger": tr("In danger"), "next": tr("Next"), "planned": tr("Planned"),
             "missed": tr("Missed")}  # fmt: skip
    cells = [lay_in_row(look, _Point(look, what), Label(look, word, "small", "ink2")) for what, word in words.items()]
    return flow(cells, gap=18)


class _Point(QWidget):
    """One point of the legend."""

    def __init__(self, look: Look, what: str) -> None:
        super().__init__()
        self._look, self._what = look, what
        self.setFixedSize(look.sp(22), look.sp(22))

    def paintEvent(self, _: QPaintEvent) -> None:
        """Draw the point."""
        painter = smooth_painter(self)
        draw_point(painter, self._look, QPointF(self.width() / 2, self.height() / 2), self._what)
