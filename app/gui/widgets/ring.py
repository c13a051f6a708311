"""Draw the focus ring: 2 px of accent, 2 px away, around each widget with the property `ring`."""

import shiboken6
from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QPaintEvent, QPen, QRegion
from PySide6.QtWidgets import QApplication, QWidget

from app.gui.style.theme import Look, smooth_painter
from app.gui.widgets.focus import into_view

_AWAY = 4


class Ring(QWidget):
    """The ring of a window. It follows the focus and lets every click through."""

    def __init__(self, look: Look, window: QWidget) -> None:
        super().__init__(window)
        self._look, self._home = look, window
        self._watched: list[QWidget] = []
        self._target: QWidget | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hide()
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self.follow)

    def follow(self, _: QWidget | None, now: QWidget | None) -> None:
        """Move to the widget with the focus, if it is in this window and has the property `ring`."""
        for widget in filter(shiboken6.isValid, self._watched):  # a closed window deletes them before this ring
            widget.removeEventFilter(self)
        self._watched = []
        home = self._home
        mouse = QApplication.mouseButtons() != Qt.MouseButton.NoButton
        if now is not None and not mouse and home.isAncestorOf(now):
            into_view(now)
        wants = (
            not mouse
            and now is not None
            and now.property("ring")
            and now.window() is home.window()
            and home.isAncestorOf(now)
        )
        self._target = now if wants else None
        step = self._target
        while step is not None and step is not home:
            self._watched.append(step)
            step.installEventFilter(self)
            step = step.parentWidget()
        self._place()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the widget when it, or a parent, moves."""
        if event.type() in (QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.Hide, QEvent.Type.Show):
            self._place()
        if event.type() == QEvent.Type.DeferredDelete and watched is self._target:
            self._target = None
            self.hide()
        return False

    def _place(self) -> None:
        target = self._target
        if target is None or not target.isVisible():
            self.hide()
            return
        corner = target.mapTo(self._home, QPoint(0, 0))
        around = QRect(corner, target.size()).adjusted(-_AWAY, -_AWAY, _AWAY, _AWAY)
        self.setGeometry(around)
        seen = target.visibleRegion().boundingRect()
        if seen.isEmpty():
            self.hide()
            return
        cut = seen.adjusted(
            -_AWAY * (seen.left() <= 0),
            -_AWAY * (seen.top() <= 0),
            _AWAY * (seen.right() >= target.width() - 1),
            _AWAY * (seen.bottom() >= target.height() - 1),
        )
        self.setMask(QRegion(cut.translated(_AWAY, _AWAY)))
        self.show()
        self.raise_()

    def paintEvent(self, _: QPaintEvent) -> None:
        """Draw the ring."""
        painter = smooth_painter(self)
        painter.setPen(QPen(self._look.colour("acc"), 2))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 11, 11)
