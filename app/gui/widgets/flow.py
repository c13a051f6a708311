"""A layout of words: left to right, wrapped at the edge; mirrored where the language is."""

from PySide6.QtCore import QMargins, QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget

from app.gui.look import mirrored


class FlowLayout(QLayout):
    """Items in their preferred size, in lines; an item wider than the line gets the line's width."""

    def __init__(self, parent: QWidget, gap: int, line_gap: int) -> None:
        self._heights: dict[int, int] = {}
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._gap, self._line_gap = gap, line_gap
        self.setContentsMargins(QMargins(0, 0, 0, 0))
        policy = parent.sizePolicy()
        policy.setHeightForWidth(True)
        parent.setSizePolicy(policy)

    def addItem(self, item: QLayoutItem) -> None:
        """Take an item at the end."""
        self._items.append(item)

    def count(self) -> int:
        """Return how many items there are."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        """Return an item, or None past the end, as Qt asks for."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        """Give an item away, or None past the end."""
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        """Take no more room than the lines need."""
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        """The narrower, the more lines."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height of all lines at this width; Qt asks some ten times for each before a page stands."""
        if width not in self._heights:
            self._heights[width] = self._arrange(QRect(0, 0, width, 0), False)
        return self._heights[width]

    def invalidate(self) -> None:
        """Measure anew: an item is another, or of another size."""
        self._heights.clear()
        super().invalidate()

    def setGeometry(self, rect: QRect) -> None:
        """Put the items into their lines."""
        super().setGeometry(rect)
        self._arrange(rect, True)

    def sizeHint(self) -> QSize:
        """Everything in one line."""
        hints = [item.sizeHint() for item in self._items if not item.isEmpty()]
        width = sum(hint.width() for hint in hints) + self._gap * max(0, len(hints) - 1)
        return QSize(width, max((hint.height() for hint in hints), default=0))

    def minimumSize(self) -> QSize:
        """The widest item that cannot be narrower, and one line."""
        sizes = [item.minimumSize() for item in self._items if not item.isEmpty()]
        return QSize(max((s.width() for s in sizes), default=0), max((s.height() for s in sizes), default=0))

    def _before(self, item: QLayoutItem) -> int:
        widget = item.widget()
        return 2 if widget is not None and widget.property("tight") else self._gap

    def _lines(self, width: int) -> list[list[tuple[QLayoutItem, QSize]]]:
        lines: list[list[tuple[QLayoutItem, QSize]]] = [[]]
        used = 0
        for item in self._items:
            if item.isEmpty():
                continue
            hint = item.sizeHint()
            size = QSize(min(hint.width(), width), hint.height())
            if item.hasHeightForWidth():
                size.setHeight(max(size.height(), item.heightForWidth(size.width())))
            gap = self._before(item)
            tight = gap != self._gap
            if lines[-1] and used + gap + size.width() > width and not tight:
                lines.append([])
                used = 0
            used += size.width() + (gap if lines[-1] else 0)
            lines[-1].append((item, size))
        return lines

    def _arrange(self, rect: QRect, place: bool) -> int:
        parent = self.parentWidget()
        rtl = parent is not None and parent.layoutDirection() is Qt.LayoutDirection.RightToLeft
        y = rect.y()
        for line in self._lines(rect.width()):
            height = max((size.height() for _, size in line), default=0)
            x = rect.x()
            for number, (item, size) in enumerate(line):
                x += self._before(item) if number else 0
                if place:
                    spot = QRect(QPoint(x, y + (height - size.height()) // 2), size)
                    item.setGeometry(mirrored(rtl, rect, spot))
                x += size.width()
            y += height + (self._line_gap if line else 0)
        return max(0, y - rect.y() - self._line_gap)


def flow(widgets: list[QWidget], gap: int = 8, line_gap: int = 8) -> QWidget:
    """Return widgets in a row that wraps, gaps in pixels."""
    box = QWidget()
    layout = FlowLayout(box, gap, line_gap)
    for widget in widgets:
        layout.addWidget(widget)
    return box
