"""Unlock in another way: with a key file in addition to the passphrase, or with recovery shares.

These pages know nothing about the contents of the vault.
"""

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QStackedWidget, QVBoxLayout, QWidget

from app.gui.shell.choosing_view import Choosing
from app.gui.start.unlock_window import help_button
from app.gui.style.theme import Look
from app.gui.vault.shares import ShareEntry
from app.gui.widgets import plain_text
from app.gui.widgets.blocks import PageHeader, ScrollPage, box, card
from app.gui.widgets.browse import Browser
from app.gui.widgets.buttons import Button
from app.gui.widgets.flow import flow
from app.gui.widgets.focus import enter, go_on
from app.gui.widgets.labels import Label, at_most, discard, strip_margins
from app.gui.widgets.ring import Ring

WIDEST = 760
"""Pixels of a card at 100 %."""


class Alone(QFrame):
    """A window of pages, one over the other. Esc goes back one page, and from the first page emits `back`."""

    back = Signal()

    def __init__(self, look: Look, title: str) -> None:
        super().__init__()
        self.setObjectName("pane")
        plain_text.title(self, title)
        self.look = look
        self._pages = QStackedWidget()
        layout = strip_margins(QVBoxLayout(self))
        layout.addWidget(self._pages)
        self._ring = Ring(look, self)

    def put(self, page: QWidget) -> None:
        """Show a page over the current one."""
        self._pages.addWidget(page)
        self._pages.setCurrentWidget(page)
        enter(page)

    def drop(self) -> None:
        """Go back to the page below, or emit `back` if there is none."""
        page = self._pages.currentWidget()
        if self._pages.count() < 2 or page is None:
            self.back.emit()
            return
        discard(self._pages, page)
        if (under := self._pages.currentWidget()) is not None:
            enter(under)

    def browse(self, title: str, text: str, browser: Browser, guide: str) -> None:
        """Show the browser over the page until the person picks a file."""
        browser.picked.connect(lambda _: self.drop())
        self.put(Choosing(self.look, title, text, browser, self.drop, guide, "pane"))

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Move the focus in reading order."""
        return go_on(self, forward)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go back on Esc."""
        if event.key() == Qt.Key.Key_Escape:
            self.drop()
        else:
            super().keyPressEvent(event)


class OtherWay(Alone):
    """The page. `key_file` carries the path of a file for this attempt, `shares` the words of enough shares."""

    key_file = Signal(str)
    shares = Signal(tuple)

    def __init__(self, look: Look) -> None:
        super().__init__(look, look.tr("Other ways to unlock"))
        tr = look.tr
        page = ScrollPage(look, 32, ground="pane")
        self._page = page
        back = Button(look, tr("Back"), "quiet", "back", tr("Esc"), act=self.back.emit)
        text = tr("Nothing that you choose or type here is remembered.")
        page.add(PageHeader(look, tr("Other ways to unlock"), text, [help_button(look, self, "unlock")], back))
        file = Button(look, tr("Choose the key file…"), "std", "key", act=self._choose_file)
        note = tr("If your password needs a key file, choose the file here, then type the password.")
        first = card(
            look, Label(look, tr("Key file"), "card"), Label(look, note, "second", "ink2", wrap=True), flow([file])
        )
        self.entry = ShareEntry(look)
        self.entry.enough.connect(self.shares)
        self.entry.browse.connect(self._choose_text)
        note = tr("Ask the share holders for their shares. When the shares open the vault, choose a new password.")
        said = Label(look, note, "second", "ink2", wrap=True)
        page.add(first, card(look, Label(look, tr("Recovery shares"), "card"), said, self.entry), widest=WIDEST)
        page.first = file
        page.close_column()
        self._said: QWidget | None = None
        self.said = ""
        """The reason why the shares did not open the vault."""
        self.put(page)

    def failed(self, text: str) -> None:
        """Show why the shares did not open the vault. They stay, so that the person can exchange one."""
        self.said = text
        if self._said is not None:
            discard(self._page.body, self._said)
        self._said = at_most(self.look, box(self.look, "amber", "alert", [(text, "")], "amb"), WIDEST)
        self._page.body.insertWidget(1, self._said)
        self._page.ensureVisible(0, 0)

    def _choose_file(self) -> None:
        tr = self.look.tr
        browser = Browser(self.look, tr("File"), Path.home(), tr("Use this file"), ())
        self.browse(
            tr("Choose the key file"), tr("Amparo reads the file once and does not remember it."), browser, "unlock"
        )
        browser.picked.connect(self.key_file)

    def _choose_text(self) -> None:
        tr = self.look.tr
        browser = Browser(self.look, tr("File"), Path.home(), tr("Read this file"), (".txt",))
        text = tr("A text file with the words of one or more shares.")
        self.browse(tr("Shares from a file"), text, browser, "unlock")
        browser.picked.connect(self.entry.read_file)
