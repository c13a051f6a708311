"""Test the recovery shares: the person enters as many as are needed, and Amparo checks that they open this vault."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame

from app.gui.style.theme import Look
from app.gui.vault.shares import ShareEntry
from app.gui.widgets.blocks import PageHeader, ScrollPage, box
from app.gui.widgets.buttons import Button
from app.gui.widgets.labels import at_most

WIDEST = 760
"""Pixels of the page at 100 %."""


class DrillView(ScrollPage):
    """The page. `prove` carries the words of the shares; the page does not store them."""

    prove = Signal(tuple)

    def __init__(self, look: Look, back: Button) -> None:
        super().__init__(look, 32)
        tr = look.tr
        text = tr("Enter as many shares as are needed. Nothing is changed, and nothing that you type is kept.")
        self.add(PageHeader(look, tr("Try the recovery shares"), text, back=back))
        self.entry = ShareEntry(look)
        self.entry.enough.connect(self.prove)
        self.body.addWidget(at_most(look, self.entry, WIDEST))
        self.first = self.entry.edit
        self._result: QFrame | None = None
        self.result = ""
        """The text of the last result."""
        self.close_column()

    def show_result(self, proven: bool, words: str) -> None:
        """Show if the shares open this vault."""
        self.result = words
        if self._result is not None:
            self._result.hide()
            self._result.deleteLater()
        name, icon, ink = ("accentbox", "check", "acc") if proven else ("amber", "alert", "amb")
        self._result = box(self.look, name, icon, [(words, "")], ink)
        self.body.insertWidget(1, at_most(self.look, self._result, WIDEST))
        self.ensureVisible(0, 0)
