"""Buttons of every kind: actions, choices, segments and chips. All are painted with the tokens of a look."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal, SignalInstance
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QHBoxLayout, QSizePolicy, QWidget

from app.gui.style.theme import Look, smooth_painter
from app.gui.widgets import plain_text
from app.gui.widgets.flow import FlowLayout
from app.gui.widgets.labels import reading_edge

_GROUND = {"pri": "acc", "red": "redf", "std": "page", "danger": "page", "chip": "sel"}
_EDGE = {"std": "ctl", "danger": "redf"}
INK = {"pri": "onacc", "red": "onred", "std": "ink", "danger": "red", "tool": "ink2", "quiet": "acc", "chip": "acc"}


def colours(kind: str, enabled: bool, touched: bool) -> tuple[str, str, str]:
    """Return the tokens of a button's ground, edge and words in a state; a ground or edge that is not drawn is empty.

    `touched` means pressed, or under the mouse.
    """
    ground, edge, ink = _GROUND.get(kind, ""), _EDGE.get(kind, ""), INK[kind]
    if not enabled:
        return ("sunk", "line", "ink3") if ground else ("", "", "ink3")
    if touched:
        ground = {"acc": "acch", "redf": "red"}.get(ground, "sunk")
    return ground, edge, ink


class Painted(QAbstractButton):
    """The base of all buttons: the look, the focus ring, and a hand as the mouse pointer."""

    def __init__(self, look: Look, text: str) -> None:
        super().__init__()
        self.look = look
        self.set_words(text)
        self.setProperty("ring", True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def set_words(self, text: str) -> None:
        """Set the text. Amparo paints it, so Qt's own text is only for programs that ask the button for it."""
        self.shown = plain_text.button(self, text)
        self.updateGeometry()
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Press the button on Enter, as on Space. Qt leaves Enter to dialogs."""
        plain = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier == Qt.KeyboardModifier.NoModifier
        if plain and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if not event.isAutoRepeat():
                self.click()
            return
        super().keyPressEvent(event)

    def painter(self) -> QPainter:
        """Return a painter with the font of the button and smooth edges."""
        painter = smooth_painter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.setFont(self.font())
        painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)
        return painter

    def draw_ground(self, painter: QPainter) -> None:
        """Draw the ground of a row that is pressed or under the mouse."""
        if self.underMouse() or self.isDown():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self.look.colour("sunk"))
            painter.drawRoundedRect(QRectF(self.rect()), 8, 8)

    def mirrored(self, rect: QRect) -> QRect:
        """Return a rectangle on the reading side of the language."""
        return self.look.mirrored(self.rect(), rect)

    def minimumSizeHint(self) -> QSize:
        """Return the size of the words as the minimum."""
        return self.sizeHint()


class Button(Painted):
    """An action. Kinds: `pri` (one in a region), `std` edged, `tool` without edge, `quiet`, `danger`, `red`, `chip`."""

    def __init__(
        self, look: Look, text: str, kind: str = "std", icon: str = "", tip: str = "", tall: bool = False,
        small: bool = False, act: Callable[[], object] | None = None,
    ) -> None:  # fmt: skip
        """Build the button. `small` makes it as high as a chip, with the same font. A click calls `act`."""
        super().__init__(look, text)
        if act is not None:
            self.clicked.connect(lambda _=False: act())
        self.kind, self.icon_name = kind, icon
        self._room, self._icon = look.sp(27 if tall else 10 if small else 18), 14 if small else 18
        self._pad = look.sp(0 if kind == "quiet" else 10 if small else 15 if kind in _GROUND else 9)
        self.setFont(look.font("cap" if small else "strong" if kind in ("pri", "red") else "value"))
        if tip:
            plain_text.tooltip(self, tip)

    def set_kind(self, kind: str) -> None:
        """Show it as another kind of the same size."""
        self.kind = kind
        self.update()

    def sizeHint(self) -> QSize:
        """Return the size of the words, the icon and the space around them."""
        width = self.fontMetrics().horizontalAdvance(self.shown) + 2 * self._pad + 2
        if self.icon_name:
            width += self.look.px(self._icon) + self.look.sp(8)
        return QSize(width, self.fontMetrics().height() + self._room)

    def paintEvent(self, _: QPaintEvent) -> None:
        """Draw ground, edge, icon and words in the middle. Words that are too long end in dots."""
        painter = self.painter()
        ground, edge, ink = colours(self.kind, self.isEnabled(), self.isDown() or self.underMouse())
        painter.setPen(QPen(self.look.colour(edge), 1) if edge else Qt.PenStyle.NoPen)
        painter.setBrush(self.look.colour(ground) if ground else Qt.BrushStyle.NoBrush)
        if ground or edge:
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8)
        painter.setPen(self.look.colour(ink))
        icon = self.look.px(self._icon) if self.icon_name else 0
        gap = self.look.sp(8) if icon else 0
        most = self.width() - 2 * self._pad - icon - gap
        shown = plain_text.elide_text(self.fontMetrics(), self.shown, most)
        words = self.fontMetrics().horizontalAdvance(shown)
        x = max(0, (self.width() - words - icon - gap) // 2)
        if icon:
            spot = self.mirrored(QRect(x, (self.height() - icon) // 2, icon, icon))
            painter.drawPixmap(spot, self.look.icon(self.icon_name, self._icon, ink))
        room = self.mirrored(QRect(x + icon + gap, 0, words + 2, self.height()))
        plain_text.draw(painter, room, reading_edge(self.look) | Qt.TextFlag.TextSingleLine, shown)


class IconButton(Painted):
    """A button with only an icon, for well-known actions (more, close, show). It has a name, and a tooltip with its
    key.
    """

    def __init__(self, look: Look, icon: str, name: str, key: str = "", size: int = 18) -> None:
        super().__init__(look, name)
        self._icon, self._size = icon, size
        plain_text.tooltip(self, f"{name}  {key}" if key else name)

    def sizeHint(self) -> QSize:
        """Return the size of a square that a finger can press."""
        return QSize(self.look.px(self._size) + self.look.sp(16), self.look.px(self._size) + self.look.sp(16))

    def paintEvent(self, _: QPaintEvent) -> None:
        """Draw the icon."""
        painter, size = self.painter(), self.look.px(self._size)
        if self.underMouse():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self.look.colour("sunk"))
            painter.drawRoundedRect(QRectF(self.rect()), 8, 8)
        spot = QRect((self.width() - size) // 2, (self.height() - size) // 2, size, size)
        painter.drawPixmap(spot, self.look.icon(self._icon, self._size, "ink2"))


class Choice(Painted):
    """A radio button or a box to tick, with a help line below its words."""

    def __init__(self, look: Look, text: str, explanation: str = "", box: bool = False, big: bool = False) -> None:
        """Build the choice. `big` is for a few choices that fill a page: words at weight 600, help at 13 pixels."""
        super().__init__(look, text)
        self._help, self.box = plain_text.line(explanation), box
        self._below_role = "second" if big else "small"
        self.setCheckable(True)
        self.setAutoExclusive(not box)  # a radio button for a screen reader too
        self.setFont(look.font("strong" if big else "value"))
        plain_text.set_accessible_description(self, explanation)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    @property
    def _indent(self) -> int:
        return self.look.px(18) + self.look.sp(10)

    def sizeHint(self) -> QSize:
        """Return the size of its words in one line."""
        words = self.fontMetrics().horizontalAdvance(self.shown)
        below = self.look.metrics(self._below_role).horizontalAdvance(self._help)
        width = self._indent + max(words, min(below, self.look.px(340))) + 4
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        """Return a width for a few words in each line."""
        width = min(self.sizeHint().width(), self._indent + self.look.px(96))
        return QSize(width, self.look.px(20))

    def hasHeightForWidth(self) -> bool:
        """Return True, because words wrap."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height of words and help at this width."""
        room = width - self._indent
        height = self._words(room).height() + (self._below(room).height() + 1 if self._help else 0)
        return max(height, self.look.px(20)) + 2

    def _words(self, room: int) -> QRect:
        return self.fontMetrics().boundingRect(QRect(0, 0, room, 4000), int(Qt.TextFlag.TextWordWrap), self.shown)

    def _below(self, room: int) -> QRect:
        metrics = self.look.metrics(self._below_role)
        return metrics.boundingRect(QRect(0, 0, room, 4000), int(Qt.TextFlag.TextWordWrap), self._help)

    def paintEvent(self, _: QPaintEvent) -> None:
        """Draw the mark and the words."""
        painter, size = self.painter(), self.look.px(18)
        self._mark(painter, QRectF(self.mirrored(QRect(1, 1, size, size))))
        room = self.width() - self._indent
        top = self._words(room).height()
        flags = (reading_edge(self.look) & ~Qt.AlignmentFlag.AlignVCenter) | Qt.AlignmentFlag.AlignTop
        painter.setPen(self.look.colour("ink" if self.isEnabled() else "ink3"))
        spot = self.mirrored(QRect(self._indent, 1, room, top + 2))
        plain_text.draw(painter, spot, int(flags) | int(Qt.TextFlag.TextWordWrap), self.shown)
        if self._help:
            painter.setFont(self.look.font(self._below_role))
            painter.setPen(self.look.colour("ink2"))
            spot = self.mirrored(QRect(self._indent, top + 2, room, self.height() - top))
            plain_text.draw(painter, spot, int(flags) | int(Qt.TextFlag.TextWordWrap), self._help)

    def _mark(self, painter: QPainter, spot: QRectF) -> None:
        on = self.isChecked()
        edge = self.look.colour("acc" if on else "ctl")
        painter.setPen(QPen(edge, 1.4))
        painter.setBrush(edge if on else self.look.colour("field"))
        if self.box:
            painter.drawRoundedRect(spot.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
            if on:
                inner = spot.adjusted(2, 2, -2, -2).toRect()
                painter.drawPixmap(inner, self.look.icon("check", 14, "onacc"))
            return
        painter.drawEllipse(spot.adjusted(0.5, 0.5, -0.5, -0.5))
        if on:
            painter.setBrush(self.look.colour("onacc"))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.drawEllipse(spot.center(), self.look.px(3), self.look.px(3))


_SHIFT = Qt.KeyboardModifier.ShiftModifier


class Exclusive(Painted):
    """One exclusive choice of several. `taken` is emitted once for each choice by mouse, key or screen reader."""

    taken = Signal()
    _clicking = False

    def __init__(self, look: Look, text: str) -> None:
        super().__init__(look, text)
        self.setCheckable(True)
        self.setAutoExclusive(True)  # a radio button for a screen reader too; the button group makes it exclusive
        self.clicked.connect(self.taken)
        self.toggled.connect(lambda on: self.taken.emit() if on and not self._clicking else None)

    def nextCheckState(self) -> None:
        """Remember that `clicked` will follow, because a screen reader toggles without a click."""
        self._clicking = True
        super().nextCheckState()
        self._clicking = False

    def mark(self) -> None:
        """Switch it on, without a signal."""
        told = self.blockSignals(True)
        self.setChecked(True)
        self.blockSignals(told)


class _Cell(Exclusive):
    """One of several exclusive choices: an edged segment, or a chip. A letter takes one by its word."""

    typed = Signal(str)

    def __init__(self, look: Look, text: str, chip: bool) -> None:
        super().__init__(look, text)
        self._chip = chip
        self.first = self.last = self.edged = False
        self.setFont(look.font("cap" if chip else "value"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take the choice that begins with a typed letter."""
        if event.text().isalpha() and event.modifiers() in (Qt.KeyboardModifier.NoModifier, _SHIFT):
            self.typed.emit(event.text().casefold())
        else:
            super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        """Return the size of the words and their space."""
        wide, high = (20, 10) if self._chip else (26, 18)
        words = self.fontMetrics().horizontalAdvance(self.shown)
        return QSize(words + self.look.sp(wide), self.fontMetrics().height() + self.look.sp(high))

    def paintEvent(self, _: QPaintEvent) -> None:
        """Draw ground, edge and words."""
        painter, on = self.painter(), self.isChecked()
        spot = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        if self._chip:
            if on or self.edged:
                painter.setPen(QPen(self.look.colour("ctl"), 1) if self.edged else Qt.PenStyle.NoPen)
                painter.setBrush(self.look.colour("sel" if on else "page"))
                painter.drawRoundedRect(spot, 6, 6)
        else:
            self._segment(painter, spot, on)
        painter.setPen(self.look.colour("acc" if on else "ink2" if self._chip else "ink"))
        plain_text.draw(painter, self.rect(), Qt.AlignmentFlag.AlignCenter, self.shown)

    def _segment(self, painter: QPainter, spot: QRectF, on: bool) -> None:
        left, right = (self.last, self.first) if self.look.rtl else (self.first, self.last)
        painter.setClipRect(self.rect())
        painter.setPen(QPen(self.look.colour("ctl"), 1))
        painter.setBrush(self.look.colour("page"))
        painter.drawRoundedRect(spot.adjusted(0 if left else -9, 0, 0 if right else 9, 0), 8, 8)
        if not left:
            painter.drawLine(spot.topLeft(), spot.bottomLeft())
        if on:
            painter.setPen(QPen(self.look.colour("acc"), 2))
            painter.setBrush(self.look.colour("accs"))
            painter.drawRoundedRect(spot.adjusted(0.5, 0.5, -0.5, -0.5), 8, 8)


class OneOf(QWidget):
    """Exclusive choices, as a segmented row of up to four or as chips. Arrows move, Tab leaves.

    Without `value`, no choice is preset; chips then have an edge, because no chosen one among them shows their use.
    """

    chosen = Signal(str)

    def __init__(
        self, look: Look, options: Sequence[tuple[str, str]], value: str = "", name: str = "", chips: bool = False,
        act: Callable[[str], object] | SignalInstance | None = None,
    ) -> None:  # fmt: skip
        """Build the choices. `act` gets the key of a chosen one."""
        super().__init__()
        if act is not None:
            self.chosen.connect(act)
        plain_text.set_accessible_name(self, name)
        self._line = layout = FlowLayout(self, 4, 4) if chips else QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        if not chips:
            layout.setSpacing(0)
        self._group, self._name = QButtonGroup(self), name
        self._cells: dict[str, _Cell] = {}
        for key, text in options:
            cell = _Cell(look, text, chips)
            cell.edged = not value
            plain_text.set_accessible_description(cell, name)
            cell.taken.connect(lambda key=key: self.chosen.emit(key))
            cell.typed.connect(self._go_to)
            self._cells[key] = cell
            self._group.addButton(cell)
            layout.addWidget(cell)
        self.set_value(value)
        cells = list(self._cells.values())
        cells[0].first = cells[-1].last = True
        if isinstance(layout, QHBoxLayout):
            layout.addStretch(1)

    def describe(self, text: str) -> None:
        """Add help or an error to the description of each choice, because a choice has the focus, not this widget."""
        for cell in self._cells.values():
            plain_text.set_accessible_description(cell, f"{self._name}. {text}" if text else self._name)

    def _go_to(self, letter: str) -> None:
        cell = next((cell for cell in self._cells.values() if cell.shown.casefold().startswith(letter)), None)
        if cell is not None:
            cell.setFocus(Qt.FocusReason.ShortcutFocusReason)
            cell.click()

    def take_focus(self) -> None:
        """Move the focus to the current choice, or to the first one."""
        cells = list(self._cells.values())
        next((cell for cell in cells if cell.isChecked()), cells[0]).setFocus(Qt.FocusReason.ShortcutFocusReason)

    @property
    def value(self) -> str:
        """Return the key of the current choice, or an empty text."""
        return next((key for key, cell in self._cells.items() if cell.isChecked()), "")

    def set_value(self, value: str) -> None:
        """Choose without a signal. An unknown key changes nothing."""
        if value in self._cells:
            self._cells[value].mark()
