"""The stick: write what waits, read what came. The folder is typed or chosen; nothing of it is remembered."""

from pathlib import Path

from PySide6.QtCore import Signal

from app.gui.look import Look
from app.gui.widgets.blocks import Page, PageHeader, Progress, box
from app.gui.widgets.browse import Browser
from app.gui.widgets.buttons import Button, OneOf
from app.gui.widgets.labels import Label


class StickView(Page):
    """Choose a direction and a folder; the work shows its progress below and can be stopped."""

    write = Signal(str)
    read = Signal(str)
    stop = Signal()

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
        self.browser = Browser(look, tr("Folder on the stick"), start, tr("Use this folder"))
        self.browser.picked.connect(self._go)
        self.browser.setMaximumWidth(look.px(640))
        self.add(self.browser)
        self._work: Progress | None = None
        self.close_column()
        self._turn("write")

    def _turn(self, way: str) -> None:
        tr = self.look.tr
        self._says.setText(
            tr("Sealed parcels are written and read back. Whoever carries the stick cannot read them.")
            if way == "write"
            else tr("What is for you is opened and waits under Received. What is for others stays on the stick.")
        )

    def _go(self, folder: str) -> None:
        (self.write if self.way.value == "write" else self.read).emit(folder)

    def show_progress(self, what: str, how_far: str, part: float) -> None:
        """Show how far it is; Stop leaves a whole stick and goes on later."""
        if self._work is None:
            self._work = Progress(self.look, what, how_far, part)
            self._work.stop.clicked.connect(self.stop)
            self.body.addWidget(self._work)
        self._work.what.setText(what)
        self._work.far.setText(how_far)
        self._work.bar.set_part(part)

    def show_done(self, text: str) -> None:
        """Say what is on the stick now, or what came from it."""
        if self._work is not None:
            self._work.hide()
            self._work.deleteLater()
            self._work = None
        self.add(box(self.look, "accentbox", "check", [(text, "")], "acc"))
