"""The rail: Search, Instant action and the places, each an icon over its word, or only icons in a small window."""

from collections.abc import Collection, Sequence
from enum import Enum
from typing import NamedTuple

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QVBoxLayout

from app.gui.style.theme import Look
from app.gui.widgets import plain_text
from app.gui.widgets.buttons import Exclusive, Painted
from app.gui.widgets.focus import ASKED
from app.gui.widgets.labels import reading_edge
from app.gui.widgets.tabs import Tab, open_menu

NARROW_FACTOR, LOWEST, LOW = 1.5, 560, 700
"""Above this text size, or below the first height in pixels at 100 %, the rail shows only icons.

Below the second height its items are lower, and the last two are in one row.
"""
WIDE, NARROW = 96, 76
"""Pixels of the rail at 100 %, with words and with only icons."""
_LEAST = 36
"""Pixels of the lowest item, with only an icon."""
BOTTOM = ("safety", "help")
"""The places at the bottom of the rail."""
MOST = 99
"""The largest number that is shown. A higher number is shown as this number."""


class NavigationItem(NamedTuple):
    """One place on the rail: its key, its icon, its word, its keyboard shortcut, its tabs in order, and its actions."""

    key: str
    icon: str
    word: str
    shortcut: str
    tabs: Sequence[Tab] = ()
    actions: Sequence[tuple[str, str, str]] = ()
    """The buttons next to the tabs: the name that the page answers (`MainPage.key`), the icon and the word."""


NUMBERED = ("today", "incidents", "people", "cases", "field", "network", "library", "sending")
"""The places with the keys Ctrl 1 to Ctrl 8."""


def places(look: Look) -> list[NavigationItem]:
    """Return the places, in the order of the rail."""
    tr = look.tr
    return [
        NavigationItem("today", "now", tr("Today"), tr("Ctrl 1")),
        NavigationItem("incidents", "document", tr("Incidents"), tr("Ctrl 2")),
        NavigationItem("people", "people", tr("People"), tr("Ctrl 3")),
        NavigationItem("cases", "folder", tr("Cases"), tr("Ctrl 4"), (
            Tab("all-cases", tr("Cases")), Tab("detention", tr("Detention")), Tab("complaints", tr("Complaints")),
            Tab("relocation", tr("Relocation")), Tab("assistance", tr("Assistance")),
        )),
        NavigationItem("field", "route", tr("Field"), tr("Ctrl 5"), (
            Tab("missions", tr("Missions")), Tab("checkins", tr("Check-ins")),
            Tab("accompaniment", tr("Accompaniment")), Tab("warning", tr("Early warning")),
            Tab("map", tr("Map")),
        )),
        NavigationItem("network", "network", tr("Network"), tr("Ctrl 6"), (
            Tab("networks", tr("Networks & bodies")), Tab("support", tr("Support")),
            Tab("directory", tr("Directory")), Tab("areas", tr("Areas")), Tab("relays", tr("Relays")),
        )),
        NavigationItem("library", "book", tr("Library"), tr("Ctrl 7"), (
            Tab("documents", tr("Documents")), Tab("demands", tr("Recommendations & demands")),
            Tab("plans", tr("Plans & campaigns")), Tab("papers", tr("Papers")), Tab("made", tr("Papers made")),
        )),
        NavigationItem("sending", "send", tr("Sending"), tr("Ctrl 8"), (
            Tab("inbox", tr("Inbox")), Tab("outbox", tr("Outbox")), Tab("cards", tr("Contacts’ cards")),
        ), (("exchange", "person", tr("Exchange cards")), ("stick", "stick", tr("USB stick")))),
        NavigationItem("safety", "shield", tr("Safety & settings"), tr("Ctrl ,")),
        NavigationItem("help", "info", tr("Help"), tr("F1")),
    ]  # fmt: skip


class RailSize(Enum):
    """The shape of the rail, by the room: with words, lower, only icons, and only icons with little space."""

    FULL = "full"
    LOW = "low"
    ICONS = "icons"
    LOW_ICONS = "low-icons"

    @property
    def compact(self) -> bool:
        """True if only icons are shown."""
        return self in (RailSize.ICONS, RailSize.LOW_ICONS)

    @staticmethod
    def of(look: Look, height: int) -> "RailSize":
        """Return the shape for the height of a window in pixels."""
        low = height < LOW * look.factor
        if look.factor > NARROW_FACTOR or height < LOWEST * look.factor:
            return RailSize.LOW_ICONS if height < LOW else RailSize.ICONS
        return RailSize.LOW if low else RailSize.FULL


def _high(look: Look, size: RailSize) -> int:
    """Return the height of one place in pixels."""
    return {RailSize.FULL: look.px(49), RailSize.LOW: look.px(45), RailSize.ICONS: 49, RailSize.LOW_ICONS: _LEAST}[size]


class _RailItem(Exclusive):
    """One place. An item in `half` of the width shows only its icon."""

    def __init__(self, look: Look, place: NavigationItem, size: RailSize, width: int, half: bool = False) -> None:
        super().__init__(look, place.word)
        self._place, self._compact, self._width = place, size.compact or half, width
        self._least = _high(look, size)
        self._icon = min(28, self._least - 12) if size.compact else look.px(20)
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
        if self._compact:
            return QSize(self._width, self._least)
        words = self.look.sp(6) + self.look.px(20) + 2 + self._words() + self.look.sp(4)
        return QSize(self._width, max(self._least, words))

    def _words(self) -> int:
        room = QRect(0, 0, self._width - 12, 400)
        wrapped = int(Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignHCenter)
        return self.look.metrics("cap").boundingRect(room, wrapped, self.shown).height()

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
        size = self._icon
        icon = self.look.icons.pixmap(self._place.icon, size, self.look.colour(ink), self.look.ratio, self.look.rtl)
        top = (self.height() - size) // 2 if self._compact else self.look.sp(6)
        painter.drawPixmap(QRect((self.width() - size) // 2, top, size, size), icon)
        if self._number:
            self._paint_number(painter, QRect((self.width() - size) // 2, top, size, size))
        if self._compact:
            return
        painter.setFont(self.look.font("cap", 600 if on else 500))
        painter.setPen(self.look.colour(ink))
        room = QRect(6, top + size + 2, self.width() - 12, self.height() - top - size - 2)
        flags = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop
        plain_text.draw(painter, room, int(flags), self.shown)

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


class _More(_RailItem):
    """The item that opens the menu of the places that the rail does not show, by Down too."""

    def __init__(self, look: Look, size: RailSize, width: int) -> None:
        super().__init__(look, NavigationItem("more", "down", look.tr("More"), ""), size, width)
        self.setAutoExclusive(False)
        self.setCheckable(False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open the menu on Down."""
        if event.key() == Qt.Key.Key_Down:
            self.click()
        else:
            super().keyPressEvent(event)


_BY_ITSELF = (Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.PopupFocusReason)
"""Reasons for which Qt gives the focus automatically, because the control with the focus disappeared."""


class Tile(Painted):
    """An action that is available on every page: an edged tile with an icon over its words, or only the icon.

    `unasked` is emitted if the tile gets the focus without an action of the person.
    """

    unasked = Signal()

    def __init__(self, look: Look, place: NavigationItem, size: RailSize, width: int) -> None:
        super().__init__(look, place.word)
        self._icon, self._compact, self._width = place.icon, size.compact, width
        self._least = _high(look, size)
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
        return QSize(
            self._width, self._least if self._compact else self._room().top() + self._words() + self.look.sp(7)
        )

    def paintEvent(self, _: QPaintEvent) -> None:
        """Draw edge, icon and words."""
        painter, look = self.painter(), self.look
        focused = self.hasFocus()
        painter.setPen(QPen(look.colour("acc" if focused else "ctl"), 2 if focused else 1))
        painter.setBrush(look.colour("sunk" if self.underMouse() or self.isDown() else "page"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(8.5, 0.5, -8.5, -0.5), 9, 9)
        size = min(28, self.height() - 12) if self._compact else look.px(20)
        icon = look.icons.pixmap(self._icon, size, look.colour("ink"), look.ratio, look.rtl)
        top = (self.height() - size) // 2 if self._compact else look.sp(6)
        painter.drawPixmap(QRect((self.width() - size) // 2, top, size, size), icon)
        if not self._compact:
            painter.setPen(look.colour("ink"))
            flags = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop
            plain_text.draw(painter, self._room(), int(flags), self.shown)


class _SearchBox(Painted):
    """A box that looks like a field and opens Search."""

    def __init__(self, look: Look, size: RailSize, width: int) -> None:
        super().__init__(look, look.tr("Search"))
        self._compact, self._width, self._least = size.compact, width, 40 if size.compact else look.px(40)
        self.setProperty("ring", False)
        self.setFont(look.font("cap"))
        plain_text.tooltip(self, f"{self.shown}  {look.tr('Ctrl K')}")

    def sizeHint(self) -> QSize:
        """Return the width of the rail and the height of a field."""
        return QSize(self._width, self._least)

    def paintEvent(self, _: QPaintEvent) -> None:
        """Draw edge, icon and word."""
        painter, look, focused = self.painter(), self.look, self.hasFocus()
        painter.setPen(QPen(look.colour("acc" if focused else "ctl"), 2 if focused else 1))
        painter.setBrush(look.colour("sunk" if self.underMouse() or self.isDown() else "field"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(8.5, 0.5, -8.5, -0.5), 8, 8)
        if focused:  # a ring inside the edge, which alone is too thin to be seen
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(10.5, 2.5, -10.5, -2.5), 6, 6)
        size = 20 if self._compact else look.px(14)
        word = 0 if self._compact else painter.fontMetrics().horizontalAdvance(self.shown) + look.sp(6)
        left = max(12, (self.width() - size - word) // 2)
        spot = self.mirrored(QRect(left, (self.height() - size) // 2, size, size))
        painter.drawPixmap(spot, look.icons.pixmap("search", size, look.colour("ink2"), look.ratio, look.rtl))
        if word:
            painter.setPen(look.colour("ink2"))
            room = self.mirrored(QRect(left + size + look.sp(6), 0, word, self.height()))
            plain_text.draw(painter, room, int(reading_edge(look) | Qt.TextFlag.TextSingleLine), self.shown)


class Rail(QFrame):
    """The box of Search, the tile of the instant action, the places in order, More, and two places at the bottom.

    Arrows move between the places. `search` and `instant` are emitted when the box or the tile is pressed.
    """

    went = Signal(str)
    search = Signal()
    instant = Signal()
    unasked = Signal()

    def __init__(self, look: Look, places: Sequence[NavigationItem], size: RailSize) -> None:
        super().__init__()
        self.setObjectName("rail")
        plain_text.set_accessible_name(self, look.tr("Places"))
        width = NARROW if size.compact else look.px(WIDE)
        self.setFixedWidth(width)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 10, 0, 8)
        layout.setSpacing(2 if size in (RailSize.LOW, RailSize.LOW_ICONS) else 6)
        box = _SearchBox(look, size, width)
        box.clicked.connect(lambda _=False: self.search.emit())
        tile = Tile(look, NavigationItem("instant", "bolt", look.tr("Instant action"), look.tr("F9")), size, width)
        tile.clicked.connect(lambda _=False: self.instant.emit())
        tile.unasked.connect(self.unasked)
        layout.addWidget(box)
        layout.addWidget(tile)
        bottom = QHBoxLayout() if size is RailSize.LOW else QVBoxLayout()
        bottom.setSpacing(0 if size is RailSize.LOW else layout.spacing())
        self._group = QButtonGroup(self)
        self._items: dict[str, _RailItem] = {}
        for place in places:
            half = size is RailSize.LOW and place.key in BOTTOM
            item = _RailItem(look, place, size, width // 2 if half else width, half)
            item.taken.connect(lambda key=place.key: self.went.emit(key))
            (bottom if place.key in BOTTOM else layout).addWidget(item)
            self._group.addButton(item)
            self._items[place.key] = item
        self._more = _More(look, size, width)
        self._more.taken.connect(self._open_more)
        layout.addWidget(self._more)
        layout.addStretch(1)
        layout.addLayout(bottom)

    def minimumSizeHint(self) -> QSize:
        """Return the height with the lowest icons: a lower window gets another rail, so this one must not hold it."""
        return QSize(self.width(), (len(self._items) + 2) * (_LEAST + 2) + 18)

    def show_only(self, keys: Collection[str]) -> None:
        """Show these places and those at the bottom; the others are in the menu More."""
        for key, item in self._items.items():
            item.setVisible(key in keys or key in BOTTOM)
        self._more.setVisible(bool(self._in_more()))

    def _in_more(self) -> Sequence[Tab]:
        return [Tab(key, item.shown) for key, item in self._items.items() if item.isHidden()]

    def _open_more(self) -> None:
        open_menu(self._more, self._in_more(), self.went.emit)

    def show_place(self, key: str) -> None:
        """Mark the open place. A page that is not on the rail belongs to Safety & settings."""
        self._items.get(key, self._items["safety"]).mark()

    def show_needs(self, key: str, number: int, today: bool) -> None:
        """Show at a place how many things need a person, in red if one is due today or in danger."""
        self._items[key].show_needs(number, today)

    def take_focus(self) -> None:
        """Move the focus to the open place."""
        checked = self._group.checkedButton()
        if checked is not None:
            checked.setFocus(Qt.FocusReason.ShortcutFocusReason)
