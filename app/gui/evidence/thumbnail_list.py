"""Show small pictures in a line: evidence of an incident below a view, or pages of a PDF next to it."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import QListView, QStyledItemDelegate, QStyleOptionViewItem

from app.gui.style.theme import Look
from app.gui.widgets import plain_text

Index = QModelIndex | QPersistentModelIndex
MOST = 300
"""Pictures that are held; those of the first request are dropped first, and asked for again."""
_WIDE, _HIGH = 92, 68
"""Width and height of a picture in pixels at 100 %, the reverse for a page."""


class _Names(QAbstractListModel):
    def __init__(self, count: int, name: Callable[[int], str]) -> None:
        super().__init__()
        self._count, self._name = count, name

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else self._count

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        spoken = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole)
        return plain_text.line(self._name(index.row())) if role in spoken else None


class _Pictures(QStyledItemDelegate):
    def __init__(self, view: "ThumbnailList") -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return self._view.cell

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw a picture in its frame; ask for one that is missing."""
        view, row = self._view, index.row()
        look, cell = view.look, QRectF(option.rect).adjusted(3, 3, -3, -3)
        painter.save()
        painter.setRenderHints(QPainter.RenderHint.SmoothPixmapTransform | QPainter.RenderHint.Antialiasing)
        painter.fillRect(cell, look.colour("sunk"))
        image = view.image_of(row)
        if image.isNull():
            side = look.px(22)
            middle = cell.center().toPoint()
            painter.drawPixmap(
                QRect(middle.x() - side // 2, middle.y() - side // 2, side, side), look.icon(view.icon(row), 22, "ink3")
            )
        else:
            size = image.size().scaled(cell.size().toSize(), Qt.AspectRatioMode.KeepAspectRatio)
            place = QRectF(0, 0, size.width(), size.height())
            place.moveCenter(cell.center())
            painter.drawImage(place, image)
        focused = view.hasFocus() and view.currentIndex().row() == row
        shown = row == view.shown
        painter.setPen(QPen(look.colour("acc" if shown or focused else "ctl"), 3 if shown else 1))
        painter.drawRect(cell)
        if focused:
            painter.setPen(QPen(look.colour("ink"), 1, Qt.PenStyle.DashLine))
            painter.drawRect(cell.adjusted(3, 3, -3, -3))
        painter.restore()


class ThumbnailList(QListView):
    """The line. `chosen` carries the number of a picture. `wanted` asks for one that comes into sight."""

    chosen = Signal(int)
    wanted = Signal(int)

    def __init__(
        self, look: Look, title: str, count: int, name: Callable[[int], str], down: bool = False,
        icon: Callable[[int], str] = lambda _: "document",
    ) -> None:  # fmt: skip
        """Build it: `down` the page, otherwise along the line. `icon` is shown until there is a picture."""
        super().__init__()
        self.look, self.icon, self.shown = look, icon, -1
        self._images: dict[int, QImage] = {}
        wide, high = look.px(_WIDE), look.px(_HIGH)
        self.cell = QSize(high, wide) if down else QSize(wide, high)
        self._names = _Names(count, name)
        self.setModel(self._names)
        self._pictures = _Pictures(self)
        self.setItemDelegate(self._pictures)
        self.setUniformItemSizes(True)
        self.setFlow(QListView.Flow.TopToBottom if down else QListView.Flow.LeftToRight)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        never, bar = Qt.ScrollBarPolicy.ScrollBarAlwaysOff, self.horizontalScrollBar().sizeHint().height()
        self.setHorizontalScrollBarPolicy(never if down else Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        if down:
            self.setFixedWidth(self.cell.width() + bar)
        else:
            self.setVerticalScrollBarPolicy(never)
            self.setFixedHeight(self.cell.height() + bar)
        plain_text.set_accessible_name(self, title)
        self.clicked.connect(lambda index: self.chosen.emit(index.row()))

    def show_chosen(self, row: int) -> None:
        """Mark the picture of the current piece or page, and bring it into sight."""
        self.shown = row
        self.setCurrentIndex(self._names.index(row))
        self.viewport().update()

    def image_of(self, row: int) -> QImage:
        """Return a picture; ask for one that is missing."""
        if row not in self._images:
            self._images[row] = QImage()
            self.wanted.emit(row)
            if len(self._images) > MOST:
                del self._images[next(iter(self._images))]
        return self._images[row]

    def show_image(self, row: int, image: QImage) -> None:
        """Show the answer to `wanted`."""
        if row in self._images:
            self._images[row] = image
            self.update(self._names.index(row))

    def is_seen(self, row: int) -> bool:
        """Return True if a picture is in sight; one that is not is asked for again later."""
        seen = self.visualRect(self._names.index(row)).intersects(self.viewport().rect())
        if not seen:
            self._images.pop(row, None)
        return seen

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose on Enter and Space."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.chosen.emit(self.currentIndex().row())
        else:
            super().keyPressEvent(event)
