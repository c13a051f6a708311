"""Use a USB stick: write the outbox, read reports, carry bundles for others. Amparo does not store the folder."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QWidget

from app.gui.style.theme import Look
from app.gui.widgets import plain_text
from app.gui.widgets.blocks import PageHeader, PlainRow, ScrollPage, box, card
from app.gui.widgets.browse import Browser
from app.gui.widgets.buttons import Button, Choice, OneOf
from app.gui.widgets.flow import flow
from app.gui.widgets.labels import Label, column
from app.gui.widgets.page_values import RowView


class StickView(ScrollPage):
    """The page: choose a direction and a folder. The result is shown at the top, the carried bundles below."""

    write = Signal(str, bool, bool)
    """The folder, True for two copies, and True for anonymous reports only."""
    read = Signal(str)
    carry = Signal(str)
    clear = Signal(str)
    drop = Signal()
    nearby = Signal()

    def __init__(self, look: Look, start: Path, back: Button | None = None) -> None:
        super().__init__(look, 32)
        self._folder, tr = "", look.tr
        beside = Button(look, tr("Nearby…"), "std", "relays", tr("You are both here: no stick is needed"))
        beside.clicked.connect(lambda _=False: self.nearby.emit())
        self.add(PageHeader(look, tr("A stick, as a courier carries it"), "", [beside], back))
        ways = [
            ("write", tr("Write what waits")),
            ("read", tr("Read what came")),
            ("carry", tr("Carry for somebody else")),
        ]
        self.way = OneOf(look, ways, "write", tr("Direction"))
        self.way.chosen.connect(self._turn)
        self.add(self.way)
        self._says = Label(look, "", "body", "ink2", wrap=True)
        self.add(self._says)
        self.twice = Choice(
            look, tr("Two copies"), tr("What the stick loses of one copy is read from the other."), box=True
        )
        self.whose = OneOf(
            look,
            [("signed", tr("What is signed by you")), ("anonymous", tr("What is anonymous"))],
            "signed", tr("What to write"),
        )  # fmt: skip
        self.whose.describe(tr("Never both on one stick: who reads it would know whose they are."))
        self.whose.chosen.connect(lambda _: self._turn(self.way.value))
        self._nameless = 0
        self.add(self.whose)
        self.add(self.twice)
        self.browser = Browser(look, tr("Folder on the stick"), start, tr("Write into this folder"))
        self.browser.picked.connect(self._go)
        self.add(self.browser, widest=640)
        self._clear = Button(look, tr("Remove from the stick what is here now"), "quiet")
        plain_text.set_accessible_description(self._clear, tr("What holds something for others stays on it."))
        self._clear.clicked.connect(lambda _=False: self.clear.emit(self._folder))
        self._clear.hide()
        self.add(self._clear)
        self._drop = self._dropping()
        self.add(self._drop, widest=640)
        self.first = self.way
        self._said: QFrame | None = None
        self._loads: QFrame | None = None
        self.close_column()
        self._turn("write")

    def _dropping(self) -> QWidget:
        """Return the buttons that destroy all carried bundles: the second one appears below an explanation."""
        look, tr = self.look, self.look.tr
        begin = Button(look, tr("Destroy what I carry for others…"), "quiet", "trash")
        means = tr(
            "What is not on its relay yet arrives only if its sender sends it again. The receipts that you bring back"
            " go too."
        )
        go = Button(look, tr("Destroy all of it here"), "danger")
        plain_text.set_accessible_description(go, means)
        sure = column(look, Label(look, means, "second", "ink2", wrap=True), flow([go]))
        sure.hide()

        def ask() -> None:
            sure.show()
            go.setFocus()

        def end() -> None:
            sure.hide()
            begin.setFocus()
            self.drop.emit()

        begin.clicked.connect(lambda _=False: ask())
        go.clicked.connect(lambda _=False: end())
        return column(look, flow([begin]), sure)

    def turn(self, way: str) -> None:
        """Choose the direction for a person who opened the page for it, and start at the folder."""
        self.way.set_value(way)
        self._turn(way)
        self.first = self.browser

    def _turn(self, way: str) -> None:
        tr = self.look.tr
        self.browser.take.set_words(tr("Write into this folder") if way == "write" else tr("Read from this folder"))
        self._says.setText(
            {
                "write": tr(
                    "Sealed parcels are written and read back. Whoever carries the stick sees their sizes, and cannot "
                    "read them."
                ),
                "anonymous": tr(
                    "Only what is anonymous is written. Never both on one stick: who reads it would know whose they "
                    "are."
                ),
                "read": tr(
                    "What is for you is opened and waits under Received. What is for others stays on the stick."
                ),
                "carry": tr(
                    "Sealed parcels are taken along for relays, and you bring the receipts back. You see relays and "
                    "sizes, and neither who sent them nor whom they are for."
                ),
            }["anonymous" if way == "write" and self.anonymous else way]
        )
        self.whose.setVisible(way == "write" and self._nameless > 0)
        self.twice.setVisible(way == "write")
        self._drop.setVisible(way == "carry")
        if self._loads is not None:
            self._loads.setVisible(way == "carry")

    def _go(self, folder: str) -> None:
        self._folder = folder
        if self.way.value == "write":
            self.write.emit(folder, self.twice.isChecked(), self.anonymous)
        else:
            (self.carry if self.way.value == "carry" else self.read).emit(folder)

    @property
    def anonymous(self) -> bool:
        """Return True if only anonymous reports are written."""
        return self._nameless > 0 and self.whose.value == "anonymous"

    def show_nameless(self, count: int) -> None:
        """Offer to write anonymous reports, if `count` of them are queued."""
        self._nameless = count
        self._turn(self.way.value)

    def show_loads(self, lines: Sequence[RowView]) -> None:
        """Show the carried bundles that are not on their relay yet."""
        if self._loads is not None:
            self._loads.hide()
            self._loads.deleteLater()
            self._loads = None
        if lines:
            rows = [PlainRow(self.look, line.icon, line.title, line.second, ink=line.ink, line=line is not lines[-1])
                    for line in lines]  # fmt: skip
            self._loads = card(self.look, *rows)
            self._loads.setMaximumWidth(self.look.px(640))
            self.body.insertWidget(self.body.indexOf(self.twice) + 1, self._loads)
            self._loads.setVisible(self.way.value == "carry")

    def show_busy(self) -> None:
        """Block a second start until the work ends."""
        self._say("")
        self._clear.hide()
        self.browser.take.setEnabled(False)

    def show_done(self, words: str, clears: bool = False) -> None:
        """Show the contents of the stick or the received reports. An empty text follows a failure, which the foot line
        explains.

        If `clears` is True, the person can remove the read data from the stick.
        """
        self._say(words)
        self._clear.setVisible(clears)
        self.browser.take.setEnabled(True)

    def _say(self, words: str) -> None:
        if self._said is not None:
            self._said.hide()
            self._said.deleteLater()
        self._said = box(self.look, "accentbox", "check", [(words, "")], "acc") if words else None
        if self._said is not None:
            self.body.insertWidget(1, self._said)
