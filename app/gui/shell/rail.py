"""The rail: the places of the program, each an icon over its word, or only icons in a small window."""

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QButtonGroup, QFrame, QVBoxLayout

from app.gui.style.theme import Look
from app.gui.widgets import plain_text
from app.gui.widgets.buttons import Exclusive, Painted
from app.gui.widgets.focus import ASKED
from app.gui.widgets.tabs import Tab

NARROW_FACTOR, LOW_HEIGHT = 1.5, 560
"""Above this text size, or below this height in pixels at 100 %, the rail shows only icons."""
MOST = 99
"""The largest number that is shown. A higher number is shown as this number."""


class NavigationItem(NamedTuple):
    """One place on the rail: its key, its icon, its word, its keyboard shortcut, and its tabs in order."""

    key: str
    icon: str
    word: str
    shortcut: str
    tabs: Sequence[Tab] = ()


class _RailItem(Exclusive):
    def __init__(self, look: Look, place: NavigationItem, compact: bool, width: int) -> None:
        super().__init__(look, place.word)
        self._place, self._compact, self._width = place, compact, width
        self.setProperty("ring", False)
        self.setFont(look.font("cap", 500))
        plain_text.tooltip(self, f"{place.word}  {place.shortcut}")
        self._number, self._today = "", False

    def show_needs(self, number: int, today: bool) -> None:
        self._number, self._today = self.look.tr.number(min(number, MOST)) if number else "", today
        tr, word = self.look.tr, self._place.word
        needs = tr("{n} thing needs you now.|{n} things need you now.", n=number)
        plain_text.set_accessible_name(self, f"{word}. {needs}" if number else word)
        plain_text.tooltip(self, self.accessibleName() if number else f"{word}  {self._place.shortcut}")
        self.update()

    def sizeHint(self) -> QSize:
        words = 0 if self._compact else self.fontMetrics().height()
        return QSize(self._width, max(50, (28 if self._compact else self.look.px(20)) + words + self.look.sp(14)))

    def paintEvent(self, _: QPaintEvent) -> None:
        painter, on = self.painter(), self.isChecked()
        inner = QRectF(self.rect()).adjusted(8, 0.5, -8, -0.5)
        painter.setPen(Qt.PenStyle.NoPen)
        if on or self.underMouse():
            painter.setBrush(self.look.colour("sel" if on else "sunk"))
            painter.drawRoundedRect(inner, 9, 9)
        if on:
            painter.setBrush(self.look.colour("acc"))
            bar = self.mirrored(QRect(-2, self.height() // 2 - 15, 4, 30))
            painter.drawRoundedRect(bar, 2, 2)
        if self.hasFocus():
            painter.setPen(self.look.colour("acc"))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(inner.adjusted(1, 1, -1, -1), 8, 8)
            painter.drawRoundedRect(inner.adjusted(0, 0, 0, 0), 9, 9)
        ink = "acc" if on else "ink2"
        size = 28 if self._compact else self.look.px(20)
        icon = self.look.icons.pixmap(self._place.icon, size, self.look.colour(ink), self.look.ratio, self.look.rtl)
        top = (self.height() - size) // 2 if self._compact else self.look.sp(6)
        painter.drawPixmap(QRect((self.width() - size) // 2, top, size, size), icon)
        if self._number:
            self._paint_number(painter, QRect((self.width() - size) // 2, top, size, size))
        if self._compact:
            return
        painter.setFont(self.look.font("cap", 600 if on else 500))
        painter.setPen(self.look.colour(ink))
        room = QRect(0, top + size + 2, self.width(), self.height() - top - size - 2)
        plain_text.draw(painter, room, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop, self.shown)

    def _paint_number(self, painter: QPainter, icon: QRect) -> None:
        """Paint a number at the icon's far corner, or a dot if the rail shows only icons. It is red only if it is due
        today.
        """
        ground, ink = ("redf", "onred") if self._today else ("acc", "onacc")
        painter.setFont(self.look.font("cap", 600))
        high = self.look.px(10 if self._compact else 17)
        words = painter.fontMetrics().horizontalAdvance(self._number) + self.look.px(10)
        wide = high if self._compact else max(high, words)
        spot = self.mirrored(QRect(icon.center().x() + self.look.px(4), icon.top() - self.look.px(4), wide, high))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.look.colour(ground))
        painter.drawRoundedRect(spot, high / 2, high / 2)
        if not self._compact:
            painter.setPen(self.look.colour(ink))
            plain_text.draw(painter, spot, Qt.AlignmentFlag.AlignCenter, self._number)


_BY_ITSELF = (Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.PopupFocusReason)
"""Reasons for which Qt gives the focus automatically, because the control with the focus disappeared."""


class Tile(Painted):
    """An action that is available on every page: an edged tile with an icon over its words, or only the icon.

    `unasked` is emitted if the tile gets the focus without an action of the person.
    """

    unasked = Signal()

    def __init__(self, look: Look, place: NavigationItem, compact: bool, width: int) -> None:
        super().__init__(look, place.word)
        self._icon, self._compact, self._width = place.icon, compact, width
        self.setProperty("ring", False)
        self.setProperty(ASKED, True)
        self._stays = False
        self.setFont(look.font("cap", 600))
        plain_text.tooltip(self, f"{place.word}  {place.shortcut}")

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Emit `unasked` if the focus arrived without an action of the person.

        It is not emitted if the tile had the focus before another window or a list opened.
        """
        super().focusInEvent(event)
        if event.reason() in _BY_ITSELF and not self._stays:
            self.unasked.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Remember if the focus will return here when the window is in front again."""
        super().focusOutEvent(event)
        self._stays = event.reason() in _BY_ITSELF

    def _room(self) -> QRect:
        """Return the rectangle of its words, below the icon."""
        top = self.look.sp(6) + self.look.px(20) + 2
        return QRect(12, top, self._width - 24, 400)

    def _words(self) -> int:
        wrapped = int(Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignHCenter)
        return self.fontMetrics().boundingRect(self._room(), wrapped, self.shown).height()

    def sizeHint(self) -> QSize:
        """Return the size of icon and words, as wide as the rail."""
        return QSize(self._width, 50 if self._compact else self._room().top() + self._words() + self.look.sp(7))

    def paintEvent(self, _: QPaintEvent) -> None:
        """Draw edge, icon and words."""
        painter, look = self.painter(), self.look
        focused = self.hasFocus()
        painter.setPen(QPen(look.colour("acc" if focused else "ctl"), 2 if focused else 1))
        painter.setBrush(look.colour("sunk" if self.underMouse() or self.isDown() else "page"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(8.5, 0.5, -8.5, -0.5), 9, 9)
        size = 28 if self._compact else look.px(20)
        icon = look.icons.pixmap(self._icon, size, look.colour("ink"), look.ratio, look.rtl)
        top = (self.height() - size) // 2 if self._compact else look.sp(6)
        painter.drawPixmap(QRect((self.width() - size) // 2, top, size, size), icon)
        if not self._compact:
            painter.setPen(look.colour("ink"))
            flags = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop
            plain_text.draw(painter, self._room(), int(flags), self.shown)


class Rail(QFrame):
    """The tile of the instant action, then the places in order, the last one at the bottom. Arrows move between the
    places.
    """

    went = Signal(str)
    instant = Signal()
    unasked = Signal()

    def __init__(self, look: Look, places: Sequence[NavigationItem], compact: bool) -> None:
        super().__init__()
        self.setObjectName("rail")
        plain_text.set_accessible_name(self, look.tr("Places"))
        widest = max(look.metrics("cap").horizontalAdvance(place.word) for place in places)
        width = 76 if compact else max(86, widest + 24)
        self.setFixedWidth(width)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 10, 0, 8)
        layout.setSpacing(6)
        tile = Tile(look, NavigationItem("instant", "bolt", look.tr("Instant action"), look.tr("F9")), compact, width)
        tile.clicked.connect(lambda _=False: self.instant.emit())
        tile.unasked.connect(self.unasked)
        layout.addWidget(tile)
        self._group = QButtonGroup(self)
        self._items: dict[str, _RailItem] = {}
        for place in places:
            item = _RailItem(look, place, compact, width)
            item.taken.connect(lambda key=place.key: self.went.emit(key))
            if place is places[-1]:
                layout.addStretch(1)
            layout.addWidget(item)
            self._group.addButton(item)
            self._items[place.key] = item

    def show_place(self, key: str) -> None:
        """Mark the open place. A place that is not on the rail belongs to the last one, this computer."""
        self._items.get(key, list(self._items.values())[-1]).mark()

    def show_needs(self, number: int, today: bool) -> None:
        """Show at the first place how many things need a person, in red if one is due today."""
        next(iter(self._items.values())).show_needs(number, today)

    def take_focus(self) -> None:
        """Move the focus to the open place."""
        checked = self._group.checkedButton()
        if checked is not None:
            checked.setFocus(Qt.FocusReason.ShortcutFocusReason)
