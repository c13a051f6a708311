"""The appearance of everything, in one value that every widget gets: theme, text size and language.

A change of theme, size or language makes a new `Look` and a new window; no widget is restyled in place.
"""

from functools import cached_property

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPixmap

from app.gui.style.fonts import families
from app.gui.style.icons import Icons
from app.gui.style.text import Text
from app.gui.style.tokens import THEMES, TYPE

SMALLEST, LARGEST = 0.9, 2.5
"""Limits of the text size factor."""


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
