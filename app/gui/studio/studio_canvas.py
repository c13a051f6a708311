"""Show a page in the studio and its bars, which the mouse and the keyboard draw, move, size and remove.

The page is seen turned; places are kept in the page before its turn. A picture is never mirrored.
"""

from collections.abc import Iterator

from attrs import evolve
from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QTransform,
    QWheelEvent,
)
from PySide6.QtWidgets import QScrollArea, QWidget

from app.exchange.copies.painter import list_covered
from app.gui.studio.studio_sketch import PageSketch, Rect, SketchBar, clamp_rect, move_rect, turn_rect
from app.gui.style.theme import Look
from app.gui.style.tokens import BARS
from app.gui.widgets import plain_text
from app.gui.widgets.buttons import IconButton
from app.gui.widgets.edits import line_edit
from app.gui.widgets.flow import FlowLayout
from app.gui.widgets.labels import Label
from crypto.recipe import WHOLE, Style

CROP, NO_BOX = -1, -2
"""The frame of the crop, and nothing, as a selection instead of the number of a bar."""
ZOOMS = (1.0, 1.5, 2.0, 3.0, 4.0, 6.0, 8.0)
STEP, FINE = 10_000, 1_000
"""The way of an arrow key: one hundredth of the page, with Ctrl one thousandth."""
_HANDLE, _DRAG = 9, 4
"""Pixels of a handle, and of the shortest drag that draws a bar."""
_CELLS = 8
_WAYS = {Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Down: (0, 1)}


class StudioCanvas(QWidget):
    """The page. `changed` carries its new draft and the series of the change, `selected` the number of a bar."""

    changed = Signal(object, str)
    selected = Signal(int)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look, self.image, self._turned = look, QImage(), QImage()
        self.page, self.at = PageSketch(), NO_BOX
        self.zoom = 0
        self._from: QPointF | None = None
        self._grip: Rect | None = None
        self._drawn: Rect | None = None
        self._area: QScrollArea | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setProperty("ring", True)
        plain_text.set_accessible_name(self, look.tr("Picture with bars"))
        plain_text.set_accessible_description(self, self.keys())

    def keys(self) -> str:
        """Return one line with the keys of the picture."""
        tr = self._look.tr
        return tr(
            "Insert adds a bar. The arrow keys move it, and with Shift they change its size. N selects the next bar. "
            "Delete removes it."
        )

    def scroll_in(self, area: QScrollArea) -> None:
        """Let an area scroll the picture when it is larger than the area."""
        self._area = area
        area.setWidget(self)

    def show_page(self, image: QImage, page: PageSketch, at: int) -> None:
        """Show the pixels and the draft of a page, and select a bar."""
        if image is not self.image or page.turn != self.page.turn:
            self._turned = image.transformed(QTransform().rotate(page.turn))
        self.image, self.page, self.at = image, page, at
        self._drawn = self._grip = self._from = None
        self.update()

    def zoom_by(self, steps: int) -> None:
        """Show the picture larger or smaller, around the selected bar or the middle."""
        self.zoom = min(max(0, self.zoom + steps), len(ZOOMS) - 1)
        self.fit()
        place = self._seen(self.at)
        self._into_view(place if place is not None else (WHOLE // 2,) * 4)

    def fit(self) -> None:
        """Use the size of the area, times the zoom."""
        if self._area is not None:
            self.setMinimumSize(self._area.maximumViewportSize() * ZOOMS[self.zoom] if self.zoom else QSize(1, 1))

    def add_box(self) -> None:
        """Add a bar in the middle of the visible part, and select it."""
        shown, whole = self.visibleRegion().boundingRect(), self._room()
        middle = self._place(QPointF((shown if not shown.isEmpty() else whole.toRect()).center()))
        side = round(WHOLE / 6 / ZOOMS[self.zoom])
        place = move_rect((0, 0, side, side), middle[0] - side // 2, middle[1] - side // 2)
        self._put(len(self.page.boxes), place)

    def add_crop(self) -> None:
        """Add the frame of the crop, or select it."""
        if self.page.crop is None:
            self._put(CROP, (WHOLE // 20, WHOLE // 20, WHOLE - WHOLE // 20, WHOLE - WHOLE // 20))
        else:
            self._select(CROP)

    def remove(self) -> None:
        """Remove the selected bar, or the crop."""
        at = self.at
        if at == NO_BOX:
            return
        self.at = NO_BOX if at == CROP else min(at, len(self.page.boxes) - 2)
        self.at = self.at if self.at >= 0 else NO_BOX
        self.changed.emit(evolve(self.page, crop=None) if at == CROP else self.page.remove(at), "")

    # Places.

    def _room(self) -> QRectF:
        """Return the pixels of the picture in this widget."""
        size = QSize(self._turned.size()).scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        return QRectF(QPoint((self.width() - size.width()) // 2, (self.height() - size.height()) // 2), size)

    def _pixels(self, place: Rect) -> QRectF:
        """Return the pixels of a visible place."""
        room = self._room()
        wide, high = room.width() / WHOLE, room.height() / WHOLE
        x0, y0, x1, y1 = place
        return QRectF(room.x() + x0 * wide, room.y() + y0 * high, (x1 - x0) * wide, (y1 - y0) * high)

    def _place(self, spot: QPointF) -> tuple[int, int]:
        """Return a pixel in millionths of the picture as seen."""
        room = self._room()
        x, y = (spot.x() - room.x()) / max(1.0, room.width()), (spot.y() - room.y()) / max(1.0, room.height())
        return round(min(max(0.0, x), 1.0) * WHOLE), round(min(max(0.0, y), 1.0) * WHOLE)

    def _seen(self, at: int) -> Rect | None:
        """Return the visible place of a bar or of the crop, turned."""
        place = self.page.crop if at == CROP else self.page.boxes[at].place if at >= 0 else None
        return turn_rect(place, self.page.turn) if place is not None else None

    def _put(self, at: int, seen: Rect, series: str = "") -> None:
        """Give a bar or the crop a place, and say it to a screen reader."""
        place = turn_rect(clamp_rect(seen), (360 - self.page.turn) % 360)
        if at == CROP:
            page = evolve(self.page, crop=place)
        else:
            old = self.page.boxes[at] if at < len(self.page.boxes) else self._fresh(place)
            page = self.page.put(at, evolve(old, place=place))
        self.at = at
        self.changed.emit(page, series)
        self._into_view(clamp_rect(seen))
        self._announce()

    def _fresh(self, place: Rect) -> SketchBar:
        """Return a new black bar with the reason of the one before it."""
        return SketchBar(place, reason=self.page.boxes[-1].reason) if self.page.boxes else SketchBar(place)

    def _announce(self) -> None:
        tr, place = self._look.tr, self._seen(self.at)
        if place is not None:
            left, upper, right, lower = (round(part / FINE / 10) for part in place)
            said = tr("Left {x} %, top {y} %", x=left, y=upper)
            size = tr("width {width} %, height {height} %", width=right - left, height=lower - upper)
            name = tr("Crop") if self.at == CROP else tr("Bar {n}", n=self.at + 1)
            plain_text.announce(self, tr.line(name, said, size), at_once=True)

    def _into_view(self, place: Rect) -> None:
        if self._area is not None and self.zoom:
            spot = self._pixels(place).center()
            room = self._area.viewport().size() / 2
            self._area.ensureVisible(round(spot.x()), round(spot.y()), room.width() - 1, room.height() - 1)

    def _select(self, at: int) -> None:
        self.at = at
        self.selected.emit(at)
        self.update()

    # Keyboard.

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Handle the keys of the picture; all others are for the page."""
        key, held = Qt.Key(event.key()), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        place, way = self._seen(self.at), _WAYS.get(key)
        if way is not None and place is not None:
            step = FINE if held & Qt.KeyboardModifier.ControlModifier else STEP
            right, down = way[0] * step, way[1] * step
            sizes = bool(held & Qt.KeyboardModifier.ShiftModifier)
            x1, y1 = max(place[0] + FINE, place[2] + right), max(place[1] + FINE, place[3] + down)
            moved = (place[0], place[1], x1, y1) if sizes else move_rect(place, right, down)
            self._put(self.at, moved, f"{self.at} {sizes}")
        elif key == Qt.Key.Key_Insert:
            self.add_box()
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and self.at != NO_BOX:
            self.remove()
        elif key == Qt.Key.Key_N and not held:
            self._next()
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Minus) and not held & Qt.KeyboardModifier.ControlModifier:
            self.zoom_by(1 if key == Qt.Key.Key_Plus else -1)
        else:
            super().keyPressEvent(event)

    def _next(self) -> None:
        """Select the next bar, and the crop after the last one."""
        stops = [*range(len(self.page.boxes)), *([CROP] if self.page.crop is not None else [])]
        if stops:
            self._select(stops[(stops.index(self.at) + 1) % len(stops) if self.at in stops else 0])
            self._announce()

    # Mouse.

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin to draw a bar, or to move or size the one under the mouse."""
        if event.button() != Qt.MouseButton.LeftButton:
            return
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        spot, self._grip = event.position(), None
        self._from, self._drawn = spot, None
        for number, corner in enumerate(self._corners()):
            if (corner - spot).manhattanLength() <= 2 * _HANDLE and (place := self._seen(self.at)) is not None:
                x, y = (place[2], place[0])[number % 2], (place[3], place[1])[number // 2]
                self._from, self._grip = self._pixels((x, y, x, y)).topLeft(), None  # the opposite corner stays
                return
        found = [at for at in range(len(self.page.boxes)) if self._holds(at, spot)]
        if found or (self.at == CROP and self._holds(CROP, spot)):
            self._select(found[-1] if found else CROP)
            self._grip = self._seen(self.at)
        else:
            self._select(NO_BOX)

    def _holds(self, at: int, spot: QPointF) -> bool:
        place = self._seen(at)
        return place is not None and self._pixels(place).contains(spot)

    def _corners(self) -> Iterator[QPointF]:
        """Yield the corners of the selected bar: upper left, upper right, lower left, lower right."""
        place = self._seen(self.at)
        if place is not None:
            spot = self._pixels(place)
            yield from (spot.topLeft(), spot.topRight(), spot.bottomLeft(), spot.bottomRight())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Draw, move or size while the button is held."""
        if self._from is None or not event.buttons() & Qt.MouseButton.LeftButton:
            return
        spot = event.position()
        if self._drawn is None and (spot - self._from).manhattanLength() < _DRAG:
            return
        start, end = self._place(self._from), self._place(spot)
        if self._grip is not None:
            self._drawn = move_rect(self._grip, end[0] - start[0], end[1] - start[1])
        else:
            self._drawn = clamp_rect((*start, *end))
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Keep the drawn place."""
        drawn, self._drawn, self._from, self._grip = self._drawn, None, None, None
        if drawn is not None:
            self._put(len(self.page.boxes) if self.at == NO_BOX else self.at, drawn)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom with Ctrl; without it, the wheel scrolls."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom_by(1 if event.angleDelta().y() > 0 else -1)
            event.accept()
        else:
            event.ignore()

    # Painting.

    def paintEvent(self, _: QPaintEvent) -> None:
        """Draw the page, its bars, and the selected one with a frame and handles."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(self._room(), self._turned)
        painter.setPen(self._look.colour("line"))  # a white page on a white ground has an edge
        painter.drawRect(self._room())
        for at, box in enumerate(self.page.boxes):
            self._cover(painter, box.style, self._grown(at), at == self.at)
        if self.page.crop is not None:
            outside = QPainterPath()
            outside.addRect(self._room())
            outside.addRect(self._spot(CROP))
            painter.fillPath(outside, self._look.colour("veil"))
            self._frame(painter, self._spot(CROP), Qt.PenStyle.DashLine)
        if self._drawn is not None and self.at == NO_BOX:
            self._frame(painter, self._pixels(self._drawn), Qt.PenStyle.SolidLine)
        if self.at != NO_BOX:
            spot = self._spot(self.at)
            self._frame(painter, spot, Qt.PenStyle.DashLine if self.at == CROP else Qt.PenStyle.SolidLine)
            painter.setBrush(self._look.colour("acc"))
            for corner in (spot.topLeft(), spot.topRight(), spot.bottomLeft(), spot.bottomRight()):
                painter.drawRect(QRectF(corner - QPointF(_HANDLE / 2, _HANDLE / 2), QSize(_HANDLE, _HANDLE)))

    def _spot(self, at: int) -> QRectF:
        """Return the pixels of a bar, also while it is dragged."""
        place = self._drawn if at == self.at and self._drawn is not None else self._seen(at)
        return self._pixels(place) if place is not None else QRectF()

    def _grown(self, at: int) -> QRectF:
        """Return the pixels that the finished bar covers: whole blocks of the copy; its own pixels while dragged."""
        spot = self._spot(at)
        if at == self.at and self._drawn is not None:
            return spot
        page, crop = self.page, turn_rect(self.page.crop or (0, 0, WHOLE, WHOLE), self.page.turn)
        left, upper, wide, high = crop[0], crop[1], crop[2] - crop[0], crop[3] - crop[1]
        size = (max(1, self._turned.width() * wide // WHOLE), max(1, self._turned.height() * high // WHOLE))
        found = list_covered(list(evolve(page, boxes=page.boxes[at : at + 1], left_out=False).steps(1)), size)
        for x0, y0, x1, y1, _ in found:
            x, y = wide / size[0], high / size[1]
            place = (left + x0 * x, upper + y0 * y, left + x1 * x, upper + y1 * y)
            spot = spot.united(self._pixels((round(place[0]), round(place[1]), round(place[2]), round(place[3]))))
        return spot

    def _cover(self, painter: QPainter, style: Style, spot: QRectF, selected: bool) -> None:
        if style is Style.MOSAIC:
            room, fit = self._room(), self._turned.width() / max(1.0, self._room().width())
            part = QRect(round((spot.x() - room.x()) * fit), round((spot.y() - room.y()) * fit),
                         max(1, round(spot.width() * fit)), max(1, round(spot.height() * fit)))  # fmt: skip
            smooth = Qt.TransformationMode.SmoothTransformation
            cells = self._turned.copy(part).scaled(_CELLS, _CELLS, Qt.AspectRatioMode.IgnoreAspectRatio, smooth)
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
            painter.drawImage(spot, cells)
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            return
        colour = QColor(BARS[style is Style.WHITE])
        colour.setAlpha(170 if selected else 255)
        painter.fillRect(spot, colour)

    def _frame(self, painter: QPainter, spot: QRectF, line: Qt.PenStyle) -> None:
        """Draw a frame that shows on dark and on light parts."""
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(self._look.colour("page"), 4))
        painter.drawRect(spot)
        painter.setPen(QPen(self._look.colour("acc"), 2, line))
        painter.drawRect(spot)


class PageBar(QWidget):
    """The bar. It is hidden for one page. `went` carries the number of the page to show, from 1."""

    went = Signal(int)

    def __init__(self, look: Look, *more: QWidget) -> None:
        """Build the bar, with `more` controls at its end."""
        super().__init__()
        self._look, self.number, self.pages = look, 1, 1
        tr = look.tr
        before, after = IconButton(look, "back", tr("Page before")), IconButton(look, "forward", tr("Next page"))
        before.clicked.connect(lambda _=False: self._go(self.number - 1))
        after.clicked.connect(lambda _=False: self._go(self.number + 1))
        self._typed = line_edit(look, tr("Page number"))
        self._typed.setMaximumWidth(look.px(72))
        self._typed.returnPressed.connect(self._go_typed)
        self._of = Label(look, "", "value", "ink2")
        row = FlowLayout(self, look.sp(8), look.sp(8))
        for widget in (before, self._typed, self._of, after, *more):
            row.addWidget(widget)
        self.hide()

    def show_number(self, number: int, pages: int) -> None:
        """Show the number of the current page of all `pages`; 0 keeps their number."""
        self.number, self.pages = number, pages or self.pages
        self._typed.setText(str(number))
        self._of.setText(self._look.tr("of {n}", n=self.pages))
        self.setVisible(self.pages > 1)

    def _go_typed(self) -> None:
        typed = self._typed.text().strip()
        self._go(int(typed) if typed.isdecimal() else self.number)

    def _go(self, number: int) -> None:
        """Ask for a page; a number outside of the pages is the nearest one."""
        self.went.emit(min(max(1, number), self.pages))
