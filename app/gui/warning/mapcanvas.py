"""The map: circles on the outline. Arrows move, + and - zoom, Home shows every point again."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPaintEvent, QPen, QPixmap, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.gui.style.theme import Look, smooth_painter
from app.gui.warning.outline_map import Circle, Eye, draw_circles, draw_outline, draw_scale, fit_view
from app.gui.widgets import plain_text

STEP = 0.2
"""Part of the map by which an arrow key moves it."""
NEARER = 1.5
ROUND = 12
"""Radius of its corners in pixels."""


class MapCanvas(QWidget):
    """The map.

    `chosen` carries the key of a clicked circle. `below` is the height of a covered part at its lower edge.
    """

    chosen = Signal(str)
    sized = Signal()

    def __init__(self, look: Look, name: str) -> None:
        super().__init__()
        self._look, self._circles, self._chosen = look, tuple[Circle, ...](), ""
        self._eye: Eye | None = None
        self._fits = True
        self._spots: dict[str, QRectF] = {}
        self._drawn: tuple[tuple[Eye, QSize], QPixmap] | None = None
        self._held: QPointF | None = None
        self.below = 0
        plain_text.set_accessible_name(self, name)
        plain_text.set_accessible_description(
            self, look.tr("Arrow keys move the map, + and - zoom, Home shows all. The list shows the same places.")
        )
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setProperty("ring", True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumHeight(look.px(260))

    def show_circles(self, circles: Sequence[Circle], chosen: str = "") -> None:
        """Show these circles, and mark the chosen one. The view stays, unless no one has moved it yet."""
        self._circles, self._chosen = tuple(circles), chosen
        self.update()

    def fit(self, circles: Sequence[Circle]) -> None:
        """Fit the view to all of these circles."""
        self._fits = True
        self._eye = fit_view([(one.longitude, one.latitude) for one in circles], self._free)

    @property
    def eye(self) -> Eye:
        """Return the current view."""
        if self._eye is None:
            self.fit(self._circles)
        return self._eye or fit_view([], self._free)

    @property
    def _free(self) -> QRectF:
        return QRectF(self.rect()).adjusted(0, 0, 0, -self.below)

    def zoom(self, times: float) -> None:
        """Zoom in or out."""
        self._look_at(self.eye.zoomed(times))

    def _look_at(self, eye: Eye) -> None:
        self._eye, self._fits = eye, False
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep all points in view until a person moves the map."""
        super().resizeEvent(event)
        if self._fits:
            self._eye = None
        self.sized.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move the map, zoom, or show all points."""
        wide, high = self.width() * STEP, self.height() * STEP
        ways = {
            Qt.Key.Key_Left: (-wide, 0.0), Qt.Key.Key_Right: (wide, 0.0), Qt.Key.Key_Up: (0.0, -high),
            Qt.Key.Key_Down: (0.0, high),
        }  # fmt: skip
        if event.key() in ways:
            self._look_at(self.eye.moved(*ways[Qt.Key(event.key())]))
        elif event.key() in (Qt.Key.Key_Plus, Qt.Key.Key_Equal, Qt.Key.Key_Minus):
            self.zoom(1 / NEARER if event.key() == Qt.Key.Key_Minus else NEARER)
        elif event.key() == Qt.Key.Key_Home:
            self.fit(self._circles)
            self.update()
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom in or out."""
        self.zoom(NEARER ** (event.angleDelta().y() / 240))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the circle under the mouse, and start to drag the map."""
        found = [key for key, spot in self._spots.items() if spot.contains(event.position())]
        if found:
            self.chosen.emit(found[-1])  # the smallest circle is drawn last, over the others
        self._held = event.position()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag the map."""
        if self._held is not None:
            by = self._held - event.position()
            self._held = event.position()
            self._look_at(self.eye.moved(by.x(), by.y()))

    def mouseReleaseEvent(self, _: QMouseEvent) -> None:
        """Stop dragging."""
        self._held = None

    def paintEvent(self, _: QPaintEvent) -> None:
        """Draw the outline, which is cached until the view changes, then the circles and the scale."""
        look, eye = self._look, self.eye
        painter = smooth_painter(self)
        painter.setBrush(self._outline(eye))
        painter.setPen(Qt.PenStyle.NoPen)
        frame = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(frame, ROUND, ROUND)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        free = self._free
        self._spots = draw_circles(painter, look, free, eye, self._circles, self._chosen)
        draw_scale(painter, look, free, eye)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(look.colour("line"), 1))
        painter.drawRoundedRect(frame, ROUND, ROUND)

    def _outline(self, eye: Eye) -> QPixmap:
        """Return the outline as a picture."""
        key = (eye, self.size())
        if self._drawn is None or self._drawn[0] != key:
            ratio = self.devicePixelRatioF()
            picture = QPixmap(self.size() * ratio)
            picture.setDevicePixelRatio(ratio)
            painter = smooth_painter(picture)
            draw_outline(painter, self._look, self._free, eye, QRectF(self.rect()))
            painter.end()
            self._drawn = (key, picture)
        return self._drawn[1]
