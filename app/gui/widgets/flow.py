"""A layout of words from left to right, wrapped at the edge, and mirrored for languages from right to left."""

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QMargins, QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget

from app.gui.style.theme import mirror_rect


class _Measured(NamedTuple):
    """An item, its size hint, and the gap before it if it does not start a line."""

    item: QLayoutItem
    hint: QSize
    gap: int
    taller: bool


class FlowLayout(QLayout):
    """Items in their preferred size, in lines. An item wider than the line gets the line's width.

    Qt asks about ten times for each of its sizes before a page is shown. The layout stores the answers of its items
    until
    an item changes. Each question is a call through Qt, during which a computing thread can take its turn.
    """

    def __init__(self, parent: QWidget, gap: int, line_gap: int) -> None:
        self._heights: dict[int, int] = {}
        self._known: list[_Measured] | None = None
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._gap, self._line_gap = gap, line_gap
        self.setContentsMargins(QMargins(0, 0, 0, 0))
        policy = parent.sizePolicy()
        policy.setHeightForWidth(True)
        parent.setSizePolicy(policy)

    def addItem(self, item: QLayoutItem) -> None:
        """Add an item at the end."""
        self._items.append(item)
        self.invalidate()

    def count(self) -> int:
        """Return the number of items."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        """Return an item, or None past the end, as Qt requires."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        """Remove and return an item, or return None past the end."""
        self.invalidate()
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        """Return no direction: the layout needs only the space of its lines."""
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        """Return True: a narrower layout has more lines."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height of all lines at this width."""
        if width not in self._heights:
            self._heights[width] = self._arrange(QRect(0, 0, width, 0), False)
        return self._heights[width]

    def invalidate(self) -> None:
        """Clear the stored sizes, because an item or its size changed."""
        self._heights.clear()
        self._known = None
        super().invalidate()

    def setGeometry(self, rect: QRect) -> None:
        """Place the items in their lines."""
        super().setGeometry(rect)
        self._arrange(rect, True)

    def sizeHint(self) -> QSize:
        """Return the size of all items in one line."""
        hints = [one.hint for one in self._measured()]
        width = sum(hint.width() for hint in hints) + self._gap * max(0, len(hints) - 1)
        return QSize(width, max((hint.height() for hint in hints), default=0))

    def minimumSize(self) -> QSize:
        """Return the largest minimum width and height of the items."""
        sizes = [item.minimumSize() for item in self._items if not item.isEmpty()]
        return QSize(max((s.width() for s in sizes), default=0), max((s.height() for s in sizes), default=0))

    def _measured(self) -> list[_Measured]:
        if self._known is None:
            self._known = [
                _Measured(item, item.sizeHint(), self._before(item), item.hasHeightForWidth())
                for item in self._items
                if not item.isEmpty()
            ]
        return self._known

    def _before(self, item: QLayoutItem) -> int:
        widget = item.widget()
        return 2 if widget is not None and widget.property("tight") else self._gap

    def _lines(self, width: int) -> list[list[tuple[_Measured, QSize]]]:
        lines: list[list[tuple[_Measured, QSize]]] = [[]]
        used = 0
        for one in self._measured():
            size = QSize(min(one.hint.width(), width), one.hint.height())
            if one.taller:
                size.setHeight(max(size.height(), one.item.heightForWidth(size.width())))
            if lines[-1] and used + one.gap + size.width() > width:
                # A tight item (a full stop) does not start a line: the item before it moves to the new line too.
                kept = [lines[-1].pop()] if one.gap != self._gap and len(lines[-1]) > 1 else []
                lines.append(kept)
                used = sum(before.width() for _, before in kept)
            used += size.width() + (one.gap if lines[-1] else 0)
            lines[-1].append((one, size))
        return lines

    def _arrange(self, rect: QRect, place: bool) -> int:
        parent = self.parentWidget()
        rtl = parent is not None and parent.layoutDirection() is Qt.LayoutDirection.RightToLeft
        y = rect.y()
        for line in self._lines(rect.width()):
            height = max((size.height() for _, size in line), default=0)
            x = rect.x()
            for number, (one, size) in enumerate(line):
                x += one.gap if number else 0
                if place:
                    spot = QRect(QPoint(x, y + (height - size.height()) // 2), size)
                    one.item.setGeometry(mirror_rect(rtl, rect, spot))
                x += size.width()
            y += height + (self._line_gap if line else 0)
        return max(0, y - rect.y() - self._line_gap)


def flow(widgets: Sequence[QWidget], gap: int = 8, line_gap: int = 8) -> QWidget:
    """Return widgets in a row that wraps, gaps in pixels."""
    box = QWidget()
    layout = FlowLayout(box, gap, line_gap)
    for widget in widgets:
        layout.addWidget(widget)
    return box
