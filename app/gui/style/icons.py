"""Our own outline icons: path strings on a 24 grid, drawn, tinted and mirrored on request."""

import json
from pathlib import Path

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPixmap, QTransform

from app.start import resources

FILE = resources() / "icons" / "icons.json"
MIRRORED = frozenset(
    {"back", "book", "forward", "send", "undo", "list", "out"},
)
"""Icons with a direction, mirrored in right-to-left; clocks, checks and magnifiers are not."""


def stroke_for(size: float) -> float:
    """Return the stroke on the 24 grid: 2 up to 16 pixels, 1.75 up to 30, 1.4 above."""
    return 2.0 if size <= 16 else 1.75 if size <= 30 else 1.4


class Icons:
    """The set, read once, and the drawn icons by (name, size, colour, ratio, mirrored)."""

    def __init__(self, file: Path = FILE) -> None:
        self._paths: dict[str, str] = json.loads(file.read_text("utf-8"))
        self._drawn: dict[tuple[str, int, str, float, bool], QPixmap] = {}

    @property
    def names(self) -> frozenset[str]:
        """Return the names of all icons."""
        return frozenset(self._paths)

    def pixmap(self, name: str, size: int, colour: QColor, ratio: float, rtl: bool) -> QPixmap:
        """Return the icon `size` logical pixels wide; raises KeyError for a name that is not in the set."""
        mirrored = rtl and name in MIRRORED
        key = (name, size, colour.name(), ratio, mirrored)
        if key not in self._drawn:
            self._drawn[key] = self._draw(self._paths[name], size, colour, ratio, mirrored)
        return self._drawn[key]

    def _draw(self, path: str, size: int, colour: QColor, ratio: float, mirrored: bool) -> QPixmap:
        from PySide6.QtSvg import QSvgRenderer  # not before the first icon is painted

        svg = (
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><path d="'
            f'{path}" fill="none" stroke="{colour.name()}" stroke-width="{stroke_for(size)}" '
            'stroke-linecap="round" stroke-linejoin="round"/></svg>'
        )
        fine = round(size * ratio)
        pixmap = QPixmap(fine * 2, fine * 2)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        QSvgRenderer(QByteArray(svg.encode())).render(painter, QRectF(0, 0, fine * 2, fine * 2))
        painter.end()
        if mirrored:
            pixmap = pixmap.transformed(QTransform().scale(-1, 1))
        pixmap.setDevicePixelRatio(ratio * 2)
        return pixmap
