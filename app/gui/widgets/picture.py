"""A picture from memory, as wide as the page, never wider than itself."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.gui.look import Look

if TYPE_CHECKING:
    from app.exchange.foreign import Picture as Shown

HIGHEST = 460
"""Pixels at 100 %."""


def image_of(shown: "Shown") -> QImage:
    """Return what the confined child decoded as an image; no decoder of this process sees a foreign file."""
    return QImage(shown.pixels, shown.width, shown.height, 4 * shown.width, QImage.Format.Format_RGBA8888).copy()


class Picture(QWidget):
    """One image, scaled to its room with its proportions kept."""

    def __init__(self, look: Look, image: QImage) -> None:
        super().__init__()
        self._image = image
        self._highest = look.px(HIGHEST)
        self.setAccessibleName(look.tr("Picture"))
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def heightForWidth(self, width: int) -> int:
        """Return the height at this width."""
        return min(self._highest, self._image.height(), round(width * self._image.height() / self._image.width()))

    def sizeHint(self) -> QSize:
        """As it is, within bounds."""
        return QSize(400, self.heightForWidth(400))

    def paintEvent(self, _: QPaintEvent) -> None:
        """Draw it at the reading edge."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        size = self._image.size().scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        left = self.width() - size.width() if self.layoutDirection() is Qt.LayoutDirection.RightToLeft else 0
        painter.drawImage(QRect(left, 0, size.width(), size.height()), self._image)
