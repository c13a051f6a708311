"""The stick: write what waits, read what came. The folder is typed or chosen; nothing of it is remembered."""

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame

from app.gui.look import Look
from app.gui.widgets.blocks import Page, PageHeader, box
from app.gui.widgets.browse import Browser
from app.gui.widgets.buttons import Button, OneOf
from app.gui.widgets.labels import Label


class StickView(Page):
    """Choose a direction and a folder; what became of it is said on top."""

    write = Signal(str)
    read = Signal(str)

    def __init__(self, look: Look, start: Path, waiting: str, back: Button | None = None) -> None:
        super().__init__(look, 32)
        tr = look.tr
        self.add(PageHeader(look, tr("A stick, as a courier carries it"), waiting, back=back))
        self.way = OneOf(
            look, [("write", tr("Write what waits")), ("read", tr("Read what came"))], "write", tr("Direction")
        )
        self.way.chosen.connect(self._turn)
        self.add(self.way)
        self._says = Label(look, "", "body", "ink2", wrap=True)
        self.add(self._says)
        self.browser = Browser(look, tr("Folder on the stick"), start, tr("Write into this folder"))
        self.browser.picked.connect(self._go)
        self.add(self.browser, widest=640)
        self.first = self.way
        self._said: QFrame | None = None
        self.close_column()
        self._turn("write")

    def _turn(self, way: str) -> None:
        tr = self.look.tr
        self.browser.take.set_words(tr("Write into this folder") if way == "write" else tr("Read from this folder"))
        self._says.setText(
            tr("Sealed parcels are written and read back. Whoever carries the stick cannot read them.")
            if way == "write"
            else tr("What is for you is opened and waits under Received. What is for others stays on the stick.")
        )

    def _go(self, folder: str) -> None:
        (self.write if self.way.value == "write" else self.read).emit(folder)

    def show_busy(self) -> None:
        """Begin nothing else until it is done."""
        self._say("")
        self.browser.take.setEnabled(False)

    def show_done(self, words: str) -> None:
        """Say what is on the stick now, or what came from it; nothing where it failed and the foot line says why."""
        self._say(words)
        self.browser.take.setEnabled(True)

    def _say(self, words: str) -> None:
        if self._said is not None:
            self._said.hide()
            self._said.deleteLater()
        self._said = box(self.look, "accentbox", "check", [(words, "")], "acc") if words else None
        if self._said is not None:
            self.body.insertWidget(1, self._said)
