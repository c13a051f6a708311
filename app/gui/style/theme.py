"""The appearance of everything, in one value that every widget gets: theme, text size and language.

A change of theme, size or language makes a new `Look` and a new window; no widget is restyled in place.
"""

import json
from functools import cached_property
from pathlib import Path

from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPaintDevice, QPainter, QPainterPath, QPen, QPixmap, QTransform

from app.gui.style.fonts import families
from app.gui.style.text import Text
from app.gui.style.tokens import THEMES, TYPE
from app.start import resources

FILE = resources() / "icons" / "icons.json"
MIRRORED = frozenset(
    {"back", "book", "forward", "send", "undo", "list", "out"},
)
"""Icons with a direction, mirrored in right-to-left; clocks, checks and magnifiers are not."""
GRID = 24
"""Width and height of the square that icons are drawn in."""
USUAL_SIZE = (1280, 800)
"""Width and height of a window without a stored size, in pixels."""
SMALLEST, LARGEST = 0.9, 2.5
"""Limits of the text size factor."""


def stroke_for(size: float) -> float:
    """Return the stroke on the 24 grid: 2 up to 16 pixels, 1.75 up to 30, 1.4 above."""
    return 2.0 if size <= 16 else 1.75 if size <= 30 else 1.4


def smooth_painter(on: QPaintDevice) -> QPainter:
    """Return a painter with smooth edges."""
    painter = QPainter(on)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    return painter


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
        fine = round(size * ratio) * 2
        pixmap = QPixmap(fine, fine)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = smooth_painter(pixmap)
        painter.scale(fine / GRID, fine / GRID)
        cap, join = Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin
        painter.strokePath(outline(path), QPen(colour, stroke_for(size), Qt.PenStyle.SolidLine, cap, join))
        painter.end()
        if mirrored:
            pixmap = pixmap.transformed(QTransform().scale(-1, 1))
        pixmap.setDevicePixelRatio(ratio * 2)
        return pixmap


def outline(path: str) -> QPainterPath:
    """Return the outline of an SVG path of absolute M, L, C and Z; QtSvg would delay the first list."""
    made, words = QPainterPath(), iter(path.split())

    def points(count: int) -> list[QPointF]:
        return [QPointF(float(next(words)), float(next(words))) for _ in range(count)]

    for letter in words:
        match letter:
            case "M":
                made.moveTo(*points(1))
            case "L":
                made.lineTo(*points(1))
            case "C":
                made.cubicTo(*points(3))
            case _:
                made.closeSubpath()
    return made


def mirror_rect(rtl: bool, whole: QRect, part: QRect) -> QRect:
    """Return `part` of `whole`, mirrored for right-to-left (a call of QStyle would load QStyle)."""
    return part.translated(whole.left() + whole.right() - part.left() - part.right(), 0) if rtl else part


class Look:
    """Theme (`light` or `dark`), text size factor K (0.9 to 2.5) and the words of the language; it never changes."""

    def __init__(self, tr: Text, theme: str = "light", factor: float = 1.0, ratio: float = 1.0) -> None:
        """Make a look; `ratio` is device pixels for each logical one, for icons."""
        self.tr, self.theme, self.factor, self.ratio = tr, theme, factor, ratio

    @cached_property
    def icons(self) -> Icons:
        """The icons, tinted and cached for as long as this look lives."""
        return Icons()

    def mirrored(self, whole: QRect, part: QRect) -> QRect:
        """Return `part` of `whole` on the side that the language uses."""
        return mirror_rect(self.rtl, whole, part)

    @property
    def rtl(self) -> bool:
        """Return True if the language is written from right to left."""
        return self.tr.rtl

    def colour(self, name: str) -> QColor:
        """Return a colour of the theme by its token."""
        return QColor(THEMES[self.theme][name])

    def px(self, size: float) -> int:
        """Return a size of text or icon in pixels: grows by K."""
        return round(size * self.factor)

    def sp(self, size: float) -> int:
        """Return a space in pixels: grows by 1 + 0.45 (K - 1)."""
        return round(size * (1 + 0.45 * (self.factor - 1)))

    def font(self, role: str, weight: int | None = None, tabular: bool = False) -> QFont:
        """Return the font of a role of the type scale; `tabular` makes figures line up."""
        size, usual = TYPE[role]
        font = QFont()
        font.setFamilies(families(self.tr.language))
        font.setPixelSize(self.px(size))
        font.setWeight(QFont.Weight(weight or usual))
        font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
        if size >= 20 and not self.tr.cursive:
            font.setLetterSpacing(QFont.SpacingType.PercentageSpacing, 98.6)
        if tabular:
            font.setFeature(QFont.Tag("tnum"), 1)
        return font

    def metrics(self, role: str, weight: int | None = None) -> QFontMetrics:
        """Return the metrics of a role's font."""
        return QFontMetrics(self.font(role, weight))

    def icon(self, name: str, size: int = 18, colour: str = "ink2") -> QPixmap:
        """Return an icon of our set, `size` pixels at 100 %, tinted by a token and mirrored if necessary."""
        return self.icons.pixmap(name, self.px(size), self.colour(colour), self.ratio, self.rtl)

    @property
    def line_height(self) -> int:
        """Running text, in per cent of the font's own line."""
        return 106 if self.tr.cursive else 120

    @property
    def direction(self) -> Qt.LayoutDirection:
        """The layout direction of the language."""
        return Qt.LayoutDirection.RightToLeft if self.rtl else Qt.LayoutDirection.LeftToRight
