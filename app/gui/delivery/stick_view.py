"""The page of a USB stick: one card and one press. Other ways to use a stick are behind More."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from app.gui.delivery.stick_card import StickCard
from app.gui.style.theme import Look
from app.gui.widgets import plain_text
from app.gui.widgets.blocks import ActedRow, PageHeader, PlainRow, ScrollPage, box, card, section
from app.gui.widgets.browse import Browser
from app.gui.widgets.buttons import Button, Choice, OneOf
from app.gui.widgets.flow import flow
from app.gui.widgets.focus import enter
from app.gui.widgets.labels import Label, column, discard
from app.gui.widgets.page_values import RowView

WIDE = 640


class StickView(ScrollPage):
    """The page. `card` has the state; the panel behind More has each direction by itself, and a folder."""

    write = Signal(str, bool, bool)
    """The folder, True for two copies, and True for anonymous reports only."""
    both = Signal(str)
    """A folder to read from and then write to."""
    read = Signal(str)
    carry = Signal(str)
    clear = Signal(str)
    drop = Signal()
    forget = Signal()
    nearby = Signal()

    def __init__(self, look: Look, start: Path, back: Button | None = None) -> None:
        super().__init__(look, 32)
        self._folder, tr = "", look.tr
        beside = Button(look, tr("Nearby…"), "std", "relays", tr("For two people in one place, without USB stick"))
        beside.clicked.connect(lambda _=False: self.nearby.emit())
        self.more = Button(look, tr("More…"), "tool", "down")
        self.more.clicked.connect(lambda _=False: self.open_panel(not self.panel.isVisibleTo(self)))
        says = tr("With one click, Amparo reads all reports. Then it writes the waiting reports and receipts.")
        self.add(PageHeader(look, tr("USB stick"), says, [beside, self.more], back))
        self.card = StickCard(look)
        self.card.choose.connect(lambda: self.open_panel(True, "both"))
        self.add(self.card)
        self._build_apart()
        self._build_panel(start)
        self._said: QFrame | None = None
        self._loads: QFrame | None = None
        safe = tr("Do not remove the USB stick before this page says “Safe to remove”. If you remove it early, "
                  "connect it again. Amparo then continues and sends nothing twice.")  # fmt: skip
        self.add(box(look, "box", "stick", [(safe, "")]))
        self.close_column()
        self._turn("both")

    def _build_apart(self) -> None:
        """Make the row of the anonymous reports, which is shown if there are any."""
        look, tr = self.look, self.look.tr
        choose = Button(look, tr("Choose a USB stick…"), "tool", act=self._choose_for_anonymous)
        says = tr(
            "Anonymous reports need a separate USB stick. Together with your signed reports, they would show your name."
        )
        row = ActedRow(look, "send", tr("Anonymous reports"), says, [choose])
        self._apart = column(look, section(look, tr("Not on this USB stick")), row)
        self._apart.hide()
        self.add(self._apart)

    def _build_panel(self, start: Path) -> None:
        """Make the panel behind More."""
        look, tr = self.look, self.look.tr
        ways = [
            ("both", tr("Read, then write")),
            ("write", tr("Only write")),
            ("read", tr("Only read")),
            ("carry", tr("Carry packages for others")),
        ]
        self.way = OneOf(look, ways, "both", tr("Read or write"), act=self._turn)
        self._says = Label(look, "", "body", "ink2", wrap=True)
        self.twice = Choice(look, tr("Two copies"), tr("Amparo reads the second copy if one is damaged."), box=True)
        self.whose = OneOf(
            look,
            [("signed", tr("Reports with your signature")), ("anonymous", tr("Anonymous reports"))],
            "signed", tr("What to write"),
        )  # fmt: skip
        self.whose.describe(tr("Use a different USB stick for anonymous reports: signed reports show your name."))
        self.whose.chosen.connect(lambda _: self._turn(self.way.value))
        self._nameless = 0
        self.browser = Browser(look, tr("Folder on the USB stick"), start, tr("Write into this folder"), act=self._go)
        self._clear = Button(look, tr("Delete packages from the USB stick after reading"), "quiet")
        plain_text.set_accessible_description(self._clear, tr("Packages for others stay on the USB stick."))
        self._clear.clicked.connect(lambda _=False: self.clear.emit(self._folder or self.browser.path.text()))
        self.forget_button = Button(look, tr("Delete the data about this USB stick"), "quiet", act=self.forget.emit)
        self.forget_button.hide()
        self._drop = self._dropping()
        parts = (self.whose, self.twice, self.browser, flow([self._clear, self.forget_button]), self._drop)
        self.panel = column(look, self.way, self._says, *parts, gap=14)
        self.panel.hide()
        self.add(self.panel, widest=WIDE)

    def take_focus(self) -> None:
        """Move the focus to the button of the card, or to More."""
        (self.card.first or self.more).setFocus(Qt.FocusReason.ShortcutFocusReason)

    def open_panel(self, shown: bool, way: str = "") -> None:
        """Open or close the panel; with `way`, go to its folder."""
        self.panel.setVisible(shown)
        if way:
            self.way.set_value(way)
            self._turn(way)
            self.browser.take_focus()
        elif shown:
            enter(self.way)

    def _choose_for_anonymous(self) -> None:
        self.whose.set_value("anonymous")
        self.open_panel(True, "write")

    def _dropping(self) -> QWidget:
        """Return the buttons that destroy all carried bundles: the second one appears below an explanation."""
        look, tr = self.look, self.look.tr
        begin = Button(look, tr("Destroy packages of others…"), "quiet", "trash", act=lambda: ask())
        means = tr(
            "Some packages are not on a relay yet. They arrive only if their senders send them again. This "
            "also destroys your receipts."
        )
        go = Button(look, tr("Destroy all packages here"), "danger", act=lambda: end())
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

        return column(look, flow([begin]), sure)

    def _turn(self, way: str) -> None:
        tr = self.look.tr
        words = {"write": tr("Write into this folder"), "both": tr("Read, then write in this folder")}
        self.browser.take.set_words(words.get(way, tr("Read from this folder")))
        self.browser.takes_on_enter = way == "both"  # one press, as for a USB stick
        self._says.setText(
            {
                "write": tr(
                    "Amparo writes sealed packages and checks them. A courier sees only their sizes and cannot "
                    "read them."
                ),
                "anonymous": tr(
                    "Amparo writes only the anonymous reports. With signed reports on the same USB stick, "
                    "they would show your name."
                ),
                "both": tr("Amparo reads reports and receipts first. Then it writes the waiting reports."),
                "read": tr("Amparo moves your reports to the Inbox. Reports for other people stay on the USB stick."),
                "carry": tr(
                    "You carry sealed packages to relays and bring back receipts. You see relays and sizes. "
                    "You do not see senders or recipients."
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
            {"both": self.both, "read": self.read, "carry": self.carry}[self.way.value].emit(folder)

    @property
    def anonymous(self) -> bool:
        """Return True if only anonymous reports are written."""
        return self._nameless > 0 and self.whose.value == "anonymous"

    def show_nameless(self, count: int) -> None:
        """Offer to write anonymous reports, if `count` of them are queued."""
        self._nameless = count
        self._apart.setVisible(count > 0)
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
            layout = self.panel.layout()
            assert isinstance(layout, QVBoxLayout)  # noqa: S101 - a column is one
            layout.insertWidget(layout.indexOf(self.twice) + 1, self._loads)
            self._loads.setVisible(self.way.value == "carry")

    def show_busy(self) -> None:
        """Block a second start until the work ends."""
        self._say("")
        self.browser.take.setEnabled(False)

    def show_done(self, words: str) -> None:
        """Show the result of a way of the panel. An empty text follows a failure, which the foot line explains."""
        self._say(words)
        self.browser.take.setEnabled(True)

    def _say(self, words: str) -> None:
        if self._said is not None:
            discard(self.body, self._said)
        self._said = box(self.look, "accentbox", "check", [(words, "")], "acc") if words else None
        if self._said is not None:
            self.body.insertWidget(1, self._said)
