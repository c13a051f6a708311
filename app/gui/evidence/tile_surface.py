"""A surface that shows a large picture in tiles: fit, zoom, turn, inverted colours. It asks for each visible tile.

Content is measured in its own pixels, boxes in millionths of it. A picture is never mirrored.
"""

from collections.abc import Sequence

from attrs import frozen
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTransform,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.gui.style.theme import Look
from app.gui.widgets import plain_text

WHOLE = 1_000_000
"""Millionths of a side."""
MOST_ZOOM = 8.0
STEP = 1.25
"""One step of the zoom."""
_PAN = 0.15
"""The part of the surface by which an arrow key moves it."""
_WAIT = 25
"""Milliseconds without a change before a tile is asked for."""
_PIXELS = 2.0
"""The zoom above which whole pixels are shown."""
_ARROWS = {Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Down: (0, 1)}
Box = tuple[int, int, int, int]


@frozen
class PictureTile:
    """A part of the content in millionths, and the size in pixels in which it is shown."""

    box: Box
    width: int
    height: int


class TileSurface(QWidget):
    """The surface. `wanted` carries a PictureTile, `stepped` is -1 or 1 for the piece before or after this one."""

    wanted = Signal(object)
    stepped = Signal(int)
    zoomed = Signal()

    def __init__(self, look: Look, name: str, enlarge: bool = False) -> None:
        """Build it. `enlarge` lets content that is smaller than the surface fill it: a page."""
        super().__init__()
        self._look, self._enlarge = look, enlarge
        self._content = QSize()
        self._centre = QPointF()
        self._zoom: float | None = None
        self.turn, self.inverted = 0, False
        self._back: QImage | None = None
        self._tile: tuple[PictureTile, QImage] | None = None
        self.marks: Sequence[Box] = ()
        """Boxes that are marked: found words."""
        self._grip: QPointF | None = None
        self._soon = QTimer(self, singleShot=True, interval=_WAIT)
        self._soon.timeout.connect(self._ask)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setProperty("ring", True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumHeight(look.px(150))
        plain_text.set_accessible_name(self, name)
        keys = look.tr("+ and - zoom, 0 fits, 1 shows the actual size, R turns, I inverts, the arrow keys move.")
        plain_text.set_accessible_description(self, keys)

    # Content.

    def show_content(self, width: int, height: int) -> None:
        """Show other content of this size, as a whole: a picture, or another page."""
        self._content = QSize(max(1, width), max(1, height))
        self._centre = QPointF(self._content.width() / 2, self._content.height() / 2)
        self._zoom, self._back, self._tile, self.marks = None, None, None, ()
        self._changed()

    def show_tile(self, tile: PictureTile, image: QImage) -> None:
        """Show an answer to `wanted`."""
        if self.inverted:
            image.invertPixels()
        if tile.box == (0, 0, WHOLE, WHOLE):
            self._back = image
        self._tile = (tile, image)
        self.update()

    def mark(self, boxes: Sequence[Box], shown: Box | None = None) -> None:
        """Mark boxes, and move until the box `shown` is visible."""
        self.marks = boxes
        if shown is not None:
            place = self._place(shown)
            if not self._seen().contains(place):
                self._centre = place.center()
                self._changed()
        self.update()

    # Zoom, turn and colours.

    @property
    def zoom(self) -> float:
        """The pixels of the screen for each pixel of the content."""
        return self._fit() if self._zoom is None else self._zoom

    @property
    def is_drawn(self) -> bool:
        """True if the visible part is shown in its size."""
        return self._tile is not None and not self._soon.isActive()

    @property
    def is_fit(self) -> bool:
        """True if the whole content is shown."""
        return self._zoom is None

    def fit(self) -> None:
        """Show the whole content."""
        self._zoom = None
        self._changed()

    def zoom_to(self, zoom: float, at: QPointF | None = None) -> None:
        """Zoom; the content at the point `at` of the surface stays there, without it the centre."""
        at = QPointF(self.rect().center()) if at is None else at
        before = self._to_surface().inverted()[0].map(at)
        fit = self._fit()
        zoom = min(max(zoom, fit), max(MOST_ZOOM, fit))
        self._zoom = None if zoom == fit else zoom
        self._centre += before - self._to_surface().inverted()[0].map(at)
        self._changed()

    def larger(self) -> None:
        """Zoom in by a step."""
        self.zoom_to(self.zoom * STEP)

    def smaller(self) -> None:
        """Zoom out by a step."""
        self.zoom_to(self.zoom / STEP)

    def actual_size(self) -> None:
        """Show each pixel of the content as one pixel of the screen."""
        self.zoom_to(1.0)

    def turn_right(self) -> None:
        """Turn the view clockwise by 90 degrees. The file stays as it is."""
        self.turn = (self.turn + 90) % 360
        self._changed()

    def invert(self) -> None:
        """Invert the colours of the view."""
        self.inverted = not self.inverted
        for image in {id(one): one for one in (self._back, self._tile[1] if self._tile else None) if one}.values():
            image.invertPixels()
        self.update()

    # Geometry.

    def _fit(self) -> float:
        across, down = self._content.width(), self._content.height()
        if self.turn % 180:
            across, down = down, across
        ratio = self.devicePixelRatioF()
        fit = min(self.width() * ratio / max(1, across), self.height() * ratio / max(1, down))
        return fit if self._enlarge else min(1.0, fit)

    def _to_surface(self) -> QTransform:
        """Return the way from the content to the surface."""
        middle, scale = QRectF(self.rect()).center(), max(self.zoom, 1e-6) / self.devicePixelRatioF()
        way = QTransform.fromTranslate(middle.x(), middle.y()).rotate(self.turn).scale(scale, scale)
        return way.translate(-self._centre.x(), -self._centre.y())

    def _seen(self) -> QRectF:
        """Return the visible part of the content."""
        seen = self._to_surface().inverted()[0].mapRect(QRectF(self.rect()))
        return seen.intersected(QRectF(0, 0, self._content.width(), self._content.height()))

    def _place(self, box: Box) -> QRectF:
        across, down = self._content.width() / WHOLE, self._content.height() / WHOLE
        return QRectF(box[0] * across, box[1] * down, (box[2] - box[0]) * across, (box[3] - box[1]) * down)

    def _hold(self) -> None:
        """Keep the content over the surface: its centre stays, if it is smaller."""
        seen = self._to_surface().inverted()[0].mapRect(QRectF(self.rect()))
        for whole, half, get, put in (
            (self._content.width(), seen.width() / 2, self._centre.x, self._centre.setX),
            (self._content.height(), seen.height() / 2, self._centre.y, self._centre.setY),
        ):
            put(whole / 2 if 2 * half >= whole else min(max(get(), half), whole - half))

    def _changed(self) -> None:
        self._hold()
        self._soon.start()
        self.zoomed.emit()
        self.update()

    def _ask(self) -> None:
        seen = self._seen()
        if self._content.isEmpty() or seen.isEmpty():
            return
        across, down = WHOLE / self._content.width(), WHOLE / self._content.height()
        if self._back is None or self.is_fit:
            box, size = (0, 0, WHOLE, WHOLE), QSize(self._content)
            zoom = self._fit()
        else:
            box = (int(seen.left() * across), int(seen.top() * down),
                   min(WHOLE, int(seen.right() * across) + 1), min(WHOLE, int(seen.bottom() * down) + 1))  # fmt: skip
            place = self._place(box)
            size, zoom = QSize(round(place.width()), round(place.height())), self.zoom
        tile = PictureTile(box, max(1, round(size.width() * zoom)), max(1, round(size.height() * zoom)))
        if self._tile is None or self._tile[0] != tile:
            self.wanted.emit(tile)
            if self._back is None and not self.is_fit:
                self._soon.start()

    # Events.

    def paintEvent(self, _: QPaintEvent) -> None:
        """Draw the whole content coarsely, then the tile over it, then the marks."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._look.colour("sunk"))
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, self.zoom < _PIXELS)
        painter.setTransform(self._to_surface(), True)
        if self._back is not None:
            painter.drawImage(self._place((0, 0, WHOLE, WHOLE)), self._back)
        if self._tile is not None and self._tile[1] is not self._back:
            painter.drawImage(self._place(self._tile[0].box), self._tile[1])
        colour = self._look.colour("acc")
        colour.setAlpha(90)
        for box in self.marks:
            painter.fillRect(self._place(box), colour)
        painter.resetTransform()
        painter.setPen(self._look.colour("ctl"))  # white paper on a light ground
        whole = self._to_surface().mapRect(self._place((0, 0, WHOLE, WHOLE)))
        painter.drawRect(whole.toAlignedRect().adjusted(0, 0, -1, -1))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Ask for a tile of the new size."""
        super().resizeEvent(event)
        self._changed()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Zoom, turn, invert and move by keys."""
        acts = {"+": self.larger, "=": self.larger, "-": self.smaller, "0": self.fit, "1": self.actual_size,
                "r": self.turn_right, "i": self.invert}  # fmt: skip
        act, way = acts.get(event.text().casefold()), _ARROWS.get(Qt.Key(event.key()))
        plain = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier in (
            Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier,
        )  # fmt: skip
        if act is not None and plain:
            act()
        elif way is not None and plain and not self.is_fit:
            self._pan(QPointF(way[0] * self.width() * _PAN, way[1] * self.height() * _PAN))
        elif way is not None and plain and way[0]:
            self.stepped.emit(way[0])
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom at the mouse."""
        self.zoom_to(self.zoom * STEP ** (event.angleDelta().y() / 120), event.position())
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of the content."""
        self._grip = event.position()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Move the content with the mouse."""
        if self._grip is not None:
            self._pan(self._grip - event.position())
            self._grip = event.position()

    def mouseReleaseEvent(self, _: QMouseEvent) -> None:
        """Let the content go."""
        self._grip = None

    def _pan(self, by: QPointF) -> None:
        back = self._to_surface().inverted()[0]
        self._centre += back.map(by) - back.map(QPointF())
        self._changed()
