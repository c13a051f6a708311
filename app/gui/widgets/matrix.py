"""A matrix of numbers: names at the side and above, totals at both ends, a darker ground for a higher number.

As a chart, it shows each number over a bar of that height, so that the months of an area can be compared. It uses Qt's
own table, so arrows move, right-to-left mirrors, and a screen reader says each cell as a sentence.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTableView

from app.gui.style.theme import Look
from app.gui.widgets import plain_text
from app.gui.widgets.labels import far_edge, reading_edge

Index = QModelIndex | QPersistentModelIndex
STEPS = 6
BAR = 34
"""Height of the highest bar in pixels at 100 %."""


def step(number: int, most: int) -> int:
    """Return the ground of a number, 1 to 6: the number itself if `most` is at most six, otherwise in proportion to
    `most`.
    """
    return number if most <= STEPS else -(-number * STEPS // most)


class MatrixModel(QAbstractTableModel):
    """The model. Row 0 contains the names above, column 0 the names at the side; the last row and column are totals."""

    def __init__(
        self,
        rows: Sequence[str],
        columns: Sequence[str],
        numbers: Mapping[tuple[int, int], int],
        totals: tuple[Sequence[int], Sequence[int], int],
        words: tuple[str, str],
        said: Callable[[str, str, int], str],
    ) -> None:
        """Build the model.

        `totals` holds those of rows, of columns, and of all. `words` holds the headings of names and totals. `said`
        returns the
        sentence of a cell for screen readers.
        """
        super().__init__()
        self.rows, self.columns, self.numbers, self.totals, self.words, self._said = (
            rows, columns, numbers, totals, words, said,
        )  # fmt: skip
        self.most = max(numbers.values(), default=0)

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        """Return the number of rows, with names and totals."""
        return 0 if parent.isValid() else len(self.rows) + 2

    def columnCount(self, parent: Index = QModelIndex()) -> int:
        """Return the number of columns, with names and totals."""
        return 0 if parent.isValid() else len(self.columns) + 2

    def inside(self, index: Index) -> bool:
        """Return True if it is a cell, not a name or a total."""
        return 0 < index.row() <= len(self.rows) and 0 < index.column() <= len(self.columns)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Return flags that let the cursor reach only cells."""
        reached = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return reached if self.inside(index) else Qt.ItemFlag.NoItemFlags

    def number(self, index: Index) -> int:
        """Return the number of a cell or a total."""
        row, column = index.row() - 1, index.column() - 1
        by_row, by_column, whole = self.totals
        if row == len(self.rows):
            return by_column[column] if column < len(self.columns) else whole
        return by_row[row] if column == len(self.columns) else self.numbers.get((row, column), 0)

    def text(self, index: Index) -> str:
        """Return the name at the side or above, or an empty text for a number."""
        row, column = index.row() - 1, index.column() - 1
        if row < 0:
            return self.words[0] if column < 0 else [*self.columns, self.words[1]][column]
        return [*self.rows, self.words[1]][row] if column < 0 else ""

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the name or the number, or a cell in one sentence for a screen reader."""
        text = self.text(index)
        if role == Qt.ItemDataRole.DisplayRole:
            return plain_text.line(text) or str(self.number(index))
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_text.tip(text) or None
        if role == Qt.ItemDataRole.AccessibleTextRole and self.inside(index):
            told = self._said(self.rows[index.row() - 1], self.columns[index.column() - 1], self.number(index))
            return plain_text.line(told)
        return None


class _Cells(QStyledItemDelegate):
    """The painter of names, numbers on their ground, totals, and the ring around the chosen cell."""

    def __init__(self, look: Look, model: MatrixModel) -> None:
        super().__init__()
        self._look, self._model = look, model

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one cell, name or total."""
        look, model, rect = self._look, self._model, option.rect
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        last = index.row() == len(model.rows) + 1
        if not last:
            painter.setPen(look.colour("ctl" if index.row() == len(model.rows) else "line"))
            painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        if model.inside(index):
            chosen = bool(option.state & QStyle.StateFlag.State_Selected)
            self._cell(painter, rect, model.number(index), chosen)
        else:
            self._edge(painter, rect, index, last)
        painter.restore()

    def _cell(self, painter: QPainter, rect: QRect, number: int, chosen: bool) -> None:
        look = self._look
        spot = QRectF(rect).adjusted(3, 4, -3, -4)
        if number:
            deep = step(number, self._model.most)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.colour(f"ramp{deep}"))
            inner = spot.adjusted(2, 2, -2, -2) if chosen else spot
            painter.drawRoundedRect(inner, 5, 5)
            painter.setPen(look.colour("qr" if deep <= STEPS // 2 else "paper"))
            painter.setFont(look.font("strong", tabular=True))
            plain_text.draw(painter, rect, Qt.AlignmentFlag.AlignCenter, look.tr.number(number))
        else:
            painter.setPen(look.colour("ink3"))
            painter.setFont(look.font("body"))
            plain_text.draw(painter, rect, Qt.AlignmentFlag.AlignCenter, "–")
        if chosen:
            self._ring(painter, spot)

    def _ring(self, painter: QPainter, spot: QRectF) -> None:
        painter.setPen(QPen(self._look.colour("ink"), 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(spot.adjusted(-1, -1, 1, 1), 7, 7)

    def _edge(self, painter: QPainter, rect: QRect, index: Index, last: bool) -> None:
        look, model = self._look, self._model
        first, total = index.column() == 0, index.column() == len(model.columns) + 1
        text = model.text(index)
        if index.row() == 0:
            quiet = first or total
            painter.setFont(look.font("small" if quiet else "cap"))
            painter.setPen(look.colour("ink3" if quiet else "ink"))
            edge = self._side(index) & ~Qt.AlignmentFlag.AlignVCenter
            flags = edge | Qt.AlignmentFlag.AlignBottom | Qt.TextFlag.TextWordWrap
            plain_text.draw(painter, rect.adjusted(0 if quiet else 3, 2, 0 if quiet else -3, -8), int(flags), text)
        elif first:
            chosen = not last and self._row_is_chosen(index)
            painter.setFont(look.font("strong" if chosen else "value"))
            painter.setPen(look.colour("ink2" if last else "ink"))
            words = plain_text.elide_text(painter.fontMetrics(), text, rect.width() - 8)
            plain_text.draw(painter, rect.adjusted(0, 0, -4, 0), int(reading_edge(look)), words)
        else:
            painter.setFont(look.font("strong" if last and total else "value", tabular=True))
            painter.setPen(look.colour("ink" if last and total else "ink2"))
            plain_text.draw(painter, rect, int(self._side(index)), look.tr.number(model.number(index)))

    def _side(self, index: Index) -> Qt.AlignmentFlag:
        """Return the alignment: names at the reading edge, totals of rows at the far edge, the rest in the middle."""
        if index.column() == 0:
            return reading_edge(self._look)
        if index.column() == len(self._model.columns) + 1:
            return far_edge(self._look)
        return Qt.AlignmentFlag.AlignCenter

    def _row_is_chosen(self, index: Index) -> bool:
        view = self.parent()
        return isinstance(view, QTableView) and view.currentIndex().row() == index.row()


class _Bars(_Cells):
    """The painter of a chart: each number over its bar, and a short dash on the base line for no number."""

    def _cell(self, painter: QPainter, rect: QRect, number: int, chosen: bool) -> None:
        look, line = self._look, self._look.metrics("small").height()
        ground = rect.bottom() - look.sp(4)
        high = look.px(BAR) * number / max(1, self._model.most)
        gap = min(look.px(4), rect.width() // 6)
        bar = QRectF(rect.left() + gap, ground - high, rect.width() - 2 * gap, high)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.colour("acc"))
        if number:
            painter.drawRect(bar)
        painter.setFont(look.font("small", 600 if number else None, tabular=True))
        painter.setPen(look.colour("ink" if number else "ink3"))
        words = QRectF(rect.left(), bar.top() - line - 1, rect.width(), line)
        plain_text.draw(painter, words, Qt.AlignmentFlag.AlignCenter, look.tr.number(number) if number else "–")
        if chosen:
            self._ring(painter, QRectF(rect).adjusted(3, 4, -3, -3))


class MatrixTable(QTableView):
    """The matrix, or with `bars` a chart. `chosen` follows the cursor and carries the numbers of row and column."""

    chosen = Signal(int, int)

    def __init__(self, look: Look, model: MatrixModel, name: str, bars: bool = False) -> None:
        super().__init__()
        self._look, self._model = look, model
        plain_text.set_accessible_name(self, name)
        self.setModel(model)
        delegate = (_Bars if bars else _Cells)(look, model)
        delegate.setParent(self)
        self.setItemDelegate(delegate)
        self.setObjectName("matrix")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setProperty("ring", True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for header in (self.horizontalHeader(), self.verticalHeader()):
            header.hide()
            header.setMinimumSectionSize(1)
        self._narrowest = 48 if bars else 76  # a bar needs less width than the words of an act
        self._last = look.metrics("body").height() + look.sp(27)
        self._high = look.metrics("small").height() + look.px(BAR) + look.sp(14) if bars else self._last
        self.verticalHeader().setDefaultSectionSize(self._high)
        self.selectionModel().currentChanged.connect(lambda now, _: self._told(now))

    def take_cell(self, row: int, column: int) -> None:
        """Put the cursor on a cell."""
        self.setCurrentIndex(self._model.index(row + 1, column + 1))

    def _told(self, now: QModelIndex) -> None:
        self.viewport().update()
        if self._model.inside(now):
            self.chosen.emit(now.row() - 1, now.column() - 1)

    def sizeHint(self) -> QSize:
        """Return a wide default width."""
        return QSize(self._look.px(600), self.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the width between the columns, and give the names above enough lines. If the table is too narrow, it
        scrolls.
        """
        super().resizeEvent(event)
        look, count = self._look, len(self._model.columns)
        room = self.viewport().width()
        last = look.px(53)
        first = min(look.px(172), round(room * 0.32))
        each = max(look.px(self._narrowest), min(look.px(160), (room - first - last) // max(1, count)))
        first = max(first, min(look.px(260), room - last - each * count))
        for column, width in enumerate([first, *[each] * count, last]):
            self.setColumnWidth(column, width)
        words, box = look.metrics("cap"), QRect(0, 0, each - 6, 1 << 16)
        wrapped = int(Qt.TextFlag.TextWordWrap)
        names = map(plain_text.line, self._model.columns)
        needed = max((words.boundingRect(box, wrapped, name).height() for name in names), default=0)
        top = needed + look.sp(18)
        self.setRowHeight(0, top)
        self.setRowHeight(len(self._model.rows) + 1, self._last)
        self.setFixedHeight(top + self._high * len(self._model.rows) + self._last + look.sp(10))
        self.horizontalScrollBar().setValue(0)
        self.scrollTo(self.currentIndex())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave letters to the window: Qt's own search in the table is off."""
        if event.text() and event.text().isprintable():
            event.ignore()
        else:
            super().keyPressEvent(event)
