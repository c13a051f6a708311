"""Show evidence in a row: thumbnails from memory in one height, with caption and kind below."""

from collections.abc import Sequence

from attrs import frozen
from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QImage, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from app.gui.style.theme import Look
from app.gui.widgets import plain_text
from app.gui.widgets.buttons import Painted
from app.gui.widgets.labels import reading_edge

KIND_ICONS = {"photo": "picture", "video": "picture", "audio": "sound"}
"""The icon of a kind of evidence; others have that of a document."""


@frozen(eq=False)
class Piece:
    """One evidence item: its key, its caption, its kind as text, and its thumbnail if it has one."""

    key: str
    caption: str
    kind: str
    image: QImage | None = None
    icon: str = "document"


class _Thumb(Painted):
    def __init__(self, look: Look, piece: Piece) -> None:
        super().__init__(look, piece.caption)
        self._piece, self.image = piece, piece.image
        plain_text.set_accessible_description(self, piece.kind)
        plain_text.tooltip(self, piece.caption)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        lines = self.look.metrics("value").height() + self.look.metrics("small").height()
        return QSize(self.look.px(176), self.look.px(100) + lines + self.look.sp(6))

    def minimumSizeHint(self) -> QSize:
        return QSize(self.look.px(100), self.sizeHint().height())

    def paintEvent(self, _: QPaintEvent) -> None:
        painter, look = self.painter(), self.look
        spot = QRectF(0.5, 0.5, self.width() - 1, look.px(100) - 1)
        edge = QPainterPath()
        edge.addRoundedRect(spot, 8, 8)
        painter.fillPath(edge, look.colour("sunk"))
        image = self.image
        if image is not None:
            painter.setClipPath(edge)
            wide = image.scaled(
                spot.size().toSize() * look.ratio,
                Qt.AspectRatioMode.KeepAspectRatioByExpanding,
                Qt.TransformationMode.SmoothTransformation,
            )
            wide.setDevicePixelRatio(look.ratio)
            painter.drawImage(spot.topLeft(), wide)
            painter.setClipping(False)
        else:
            size = look.px(30)
            place = QRect(round(spot.center().x()) - size // 2, round(spot.center().y()) - size // 2, size, size)
            painter.drawPixmap(place, look.icon(self._piece.icon, 30, "ink3"))
        painter.setPen(QPen(look.colour("line"), 1))
        painter.drawPath(edge)
        top = look.px(100) + look.sp(4)
        for text, role, ink in ((self._piece.caption, "value", "ink"), (self._piece.kind, "small", "ink2")):
            metrics = look.metrics(role)
            painter.setFont(look.font(role))
            painter.setPen(look.colour(ink))
            shown = plain_text.elide_text(metrics, text, self.width())
            plain_text.draw(painter, QRect(0, top, self.width(), metrics.height()), reading_edge(look), shown)
            top += metrics.height()


class Strip(QWidget):
    """The items in rows; a press opens one."""

    opened = Signal(str)

    def __init__(self, look: Look, pieces: Sequence[Piece]) -> None:
        super().__init__()
        self._thumbs: dict[str, _Thumb] = {}
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(look.sp(12))
        across = 4 if look.factor <= 1.5 else 2
        for i in range(across):
            layout.setColumnStretch(i, 1)
        for i, piece in enumerate(pieces):
            thumb = self._thumbs[piece.key] = _Thumb(look, piece)
            thumb.clicked.connect(lambda _=False, key=piece.key: self.opened.emit(key))
            layout.addWidget(thumb, i // across, i % across)

    def show_image(self, key: str, image: QImage) -> None:
        """Show the picture of an item after it was decoded."""
        if key in self._thumbs and not image.isNull():
            self._thumbs[key].image = image
            self._thumbs[key].update()
