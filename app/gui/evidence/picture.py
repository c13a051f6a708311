"""Show a picture from memory."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.gui.style.theme import Look, mirror_rect
from app.gui.widgets import plain_text

if TYPE_CHECKING:
    from app.exchange.sandbox_client import PixelImage as Shown

LEAST = 180
"""Minimum height in pixels, even in a low window."""


def image_of(shown: "Shown") -> QImage:
    """Return the pixels from the confined child as an image. No decoder of this process sees a file from outside."""
    return QImage(shown.pixels, shown.width, shown.height, 4 * shown.width, QImage.Format.Format_RGBA8888).copy()


class ImageView(QWidget):
    """One image, as large as its space allows, in its proportions, and never larger than its own size."""

    def __init__(self, look: Look, image: QImage) -> None:
        super().__init__()
        self._image, self._rtl = image, look.rtl
        plain_text.set_accessible_name(self, look.tr("Picture"))
        self.setMinimumHeight(min(LEAST, image.height()))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def paintEvent(self, _: QPaintEvent) -> None:
        """Draw it at the top, at the reading edge."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        room = self.size().boundedTo(self._image.size())
        spot = QRect(QPoint(0, 0), self._image.size().scaled(room, Qt.AspectRatioMode.KeepAspectRatio))
        painter.drawImage(mirror_rect(self._rtl, self.rect(), spot), self._image)
