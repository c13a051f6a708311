"""The tabs of a place in one line with its title and its buttons; those without room are in the menu "More"."""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QMenu, QWidget

from app.domain.search_normalisation import fold
from app.gui.style.theme import Look
from app.gui.widgets import plain_text
from app.gui.widgets.buttons import Button, Exclusive
from app.gui.widgets.labels import Label, reading_edge

MOST = 5
"""Tabs of one place."""


class Tab(NamedTuple):
    """One tab: its key and its word."""

    key: str
    word: str


class _Menu(QMenu):
    """A menu in which a letter goes to the next entry that begins with it."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go to the next entry with this first letter; QMenu itself knows only marked letters."""
        entries, typed = self.actions(), fold(event.text())
        at = entries.index(self.activeAction()) + 1 if self.activeAction() in entries else 0
        found = [one for one in entries[at:] + entries[:at] if typed and fold(one.text()).startswith(typed)]
        if found:
            self.setActiveAction(found[0])
        else:
            super().keyPressEvent(event)


def open_menu(button: QWidget, entries: Sequence[Tab], went: Callable[[str], object]) -> None:
    """Open a menu at a button; `went` gets the key of the chosen entry. Letters jump in it."""
    menu = _Menu(button)
    for key, word in entries:
        plain_text.action(menu, word).triggered.connect(lambda _=False, key=key: went(key))
    menu.aboutToHide.connect(menu.deleteLater)
    menu.popup(button.mapToGlobal(button.rect().bottomLeft()))


class _TabCell(Exclusive):
    """A tab: its word, a line below the current one, and the number of things that need a person."""

    def __init__(self, look: Look, tab: Tab) -> None:
        super().__init__(look, tab.word)
        self.tab, self._number, self._red = tab, "", False

    def show_needs(self, number: int, red: bool) -> None:
        """Show a number in a disc; 0 shows none."""
        tr = self.look.tr
        self._number, self._red = tr.number(number) if number else "", red
        needs = tr("{n} thing needs you now.|{n} things need you now.", n=number)
        plain_text.set_accessible_name(self, f"{self.tab.word}. {needs}" if number else self.tab.word)
        self.updateGeometry()
        self.update()

    def _disc(self) -> int:
        """Return the width of the disc with the space before it."""
        if not self._number:
            return 0
        wide = self.look.metrics("cap").horizontalAdvance(self._number) + self.look.px(10)
        return max(self.look.px(17), wide) + self.look.sp(6)

    def sizeHint(self) -> QSize:
        """Return the size of the bold word, the disc and the line."""
        words = self.look.metrics("strong").horizontalAdvance(self.shown)
        return QSize(words + self._disc() + self.look.sp(4), self.look.metrics("strong").height() + self.look.sp(28))

    def paintEvent(self, _: QPaintEvent) -> None:
        """Draw word, disc and line."""
        painter, on, look = self.painter(), self.isChecked(), self.look
        ink = "acc" if on else "ink" if self.underMouse() else "ink2"
        painter.setFont(look.font("strong" if on else "value"))
        painter.setPen(look.colour(ink))
        words = painter.fontMetrics().horizontalAdvance(self.shown)
        room = self.mirrored(QRect(look.sp(2), 0, words + 2, self.height()))
        plain_text.draw(painter, room, reading_edge(look) | Qt.TextFlag.TextSingleLine, self.shown)
        painter.setPen(Qt.PenStyle.NoPen)
        if on:
            painter.setBrush(look.colour("acc"))
            painter.drawRoundedRect(QRectF(0, self.height() - 3, self.width(), 3), 1.5, 1.5)
        if self._number:
            high = look.px(17)
            disc = QRect(look.sp(8) + words, (self.height() - high) // 2, self._disc() - look.sp(6), high)
            ground, on_it = ("redf", "onred") if self._red else ("acc", "onacc")
            painter.setBrush(look.colour(ground))
            painter.drawRoundedRect(self.mirrored(disc), high / 2, high / 2)
            painter.setFont(look.font("cap", 600))
            painter.setPen(look.colour(on_it))
            plain_text.draw(painter, self.mirrored(disc), Qt.AlignmentFlag.AlignCenter, self._number)


class TabBar(QFrame):
    """The title of a place, its tabs and its buttons. Left and Right move.

    `went` carries the key of a chosen tab, `asked` the name of a button.
    """

    went = Signal(str)
    asked = Signal(str)

    def __init__(
        self, look: Look, title: str, tabs: Sequence[Tab], titled: bool = True,
        actions: Sequence[tuple[str, str, str]] = (),
    ) -> None:  # fmt: skip
        """Build the tabs. Without `titled`, only screen readers get the title."""
        super().__init__()
        self.setObjectName("tabs")
        plain_text.set_accessible_name(self, title)
        self._look, self._title = look, Label(look, title if titled else "", "title")
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(look.sp(20), 0, look.sp(20), 0)
        self._row.setSpacing(look.sp(20))
        self._row.addWidget(self._title)
        self._title.setVisible(titled)
        if titled:
            self._row.addSpacing(look.sp(10))
        else:
            self._row.setContentsMargins(0, 0, 0, 0)
        self._group = QButtonGroup(self)
        self._cells: Mapping[str, _TabCell] = {tab.key: _TabCell(look, tab) for tab in tabs}
        for cell in self._cells.values():
            plain_text.set_accessible_description(cell, look.tr("Tab of {place}", place=title))
            cell.taken.connect(lambda key=cell.tab.key: self.went.emit(key))
            self._group.addButton(cell)
            self._row.addWidget(cell)
        self._more = Button(look, look.tr("More"), "tool", "down", act=self._open)
        self._row.addWidget(self._more)
        self._row.addStretch(1)
        self._actions = {key: Button(look, word, "std", icon) for key, icon, word in actions}
        for key, button in self._actions.items():
            button.clicked.connect(lambda _=False, key=key: self.asked.emit(key))
            self._row.addWidget(button)
        self.show_tab(tabs[0].key)

    @property
    def key(self) -> str:
        """The key of the current tab."""
        return next(key for key, cell in self._cells.items() if cell.isChecked())

    @property
    def in_menu(self) -> Sequence[str]:
        """The keys of the tabs that have no room, in order."""
        return [key for key, cell in self._cells.items() if cell.isHidden()]

    def show_tab(self, key: str) -> None:
        """Mark a tab as the current one."""
        self._cells[key].mark()
        self._fit()

    def show_needs(self, key: str, number: int, red: bool) -> None:
        """Show the number of things that need a person at one tab."""
        self._cells[key].show_needs(number, red)
        self._fit()

    def step(self, by: int) -> None:
        """Go to the next tab (1) or the previous one (-1), around the end."""
        keys = list(self._cells)
        self.went.emit(keys[(keys.index(self.key) + by) % len(keys)])

    def take_focus(self) -> None:
        """Move the focus to the current tab."""
        self._cells[self.key].setFocus(Qt.FocusReason.ShortcutFocusReason)

    def minimumSizeHint(self) -> QSize:
        """Return room for the title, the current tab and the menu."""
        least = self._title.sizeHint().width() + self._more.sizeHint().width() + self._look.sp(90)
        return QSize(least, max(cell.sizeHint().height() for cell in self._cells.values()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go to the tab on the left or on the right, as they are seen."""
        step = {Qt.Key.Key_Right: 1, Qt.Key.Key_Left: -1}.get(Qt.Key(event.key()), 0)
        if not step:
            super().keyPressEvent(event)
            return
        self.step(-step if self._look.rtl else step)
        self.take_focus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Move the tabs without room to the menu."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Show as many tabs as there is room for; the current one is always among them."""
        room = self.width() - self._title.sizeHint().width() - 3 * self._look.sp(20) - self._look.sp(30)
        buttons = sum(button.sizeHint().width() + self._row.spacing() for button in self._actions.values())
        wide = {key: cell.sizeHint().width() + self._row.spacing() for key, cell in self._cells.items()}
        roomy = sum(wide.values()) + buttons <= room
        for button in self._actions.values():
            button.setVisible(roomy)
        if sum(wide.values()) > room or not roomy:
            room -= self._more.sizeHint().width() + self._row.spacing() + wide[self.key]
            shown = {self.key}
            for key, width in wide.items():
                if key not in shown and width <= room:
                    room -= width
                    shown.add(key)
        else:
            shown = set(wide)
        for key, cell in self._cells.items():
            cell.setVisible(key in shown)
        self._more.setVisible(len(shown) < len(wide) or not roomy)

    def _open(self) -> None:
        """Open the menu of the tabs and buttons without room; letters jump in it."""
        hidden = [Tab(key, button.shown) for key, button in self._actions.items() if button.isHidden()]
        entries = [*(self._cells[key].tab for key in self.in_menu), *hidden]
        open_menu(self._more, entries, lambda key: (self.asked if key in self._actions else self.went).emit(key))
