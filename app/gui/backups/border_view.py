"""Border mode: a passphrase for the crossing, the transfer of all data, the proof, and only then the wipe."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.domain.search_normalisation import fold
from app.gui.backups.border_query import BorderPage
from app.gui.delivery.stations import Stations
from app.gui.style.theme import Look
from app.gui.widgets.blocks import Facts, PageHeader, ScrollPage, box, card
from app.gui.widgets.browse import Browser
from app.gui.widgets.buttons import Button, OneOf
from app.gui.widgets.fields import Labelled, Option, Picker
from app.gui.widgets.flow import flow
from app.gui.widgets.labels import WIDEST, Label
from app.gui.widgets.words import GeneratedPassphrase, TypedBack

STICK, CONTACT = "stick", "contact"


class BorderView(ScrollPage):
    """The page. `hand` carries the method, the folder or the contact's key, and the words typed back."""

    hand = Signal(str, str, str)
    visit = Signal()
    again = Signal()
    give_up = Signal()
    wipe = Signal()

    def __init__(
        self, look: Look, shown: BorderPage, back: Button, draw: Callable[[], Sequence[str]], start: Path
    ) -> None:
        super().__init__(look, 32)
        tr = look.tr
        text = tr(
            "Transfer everything to a safe place first. Then erase this computer, and cross the border without data."
        )
        self.add(PageHeader(look, tr("Border"), text, back=back))
        self.add(Stations(look, shown.stations), widest=WIDEST)
        if shown.begun:
            self._begun(shown)
        else:
            self._words = list(draw())
            self._shown, self._start = shown, start
            self._begin()
        self.close_column()

    # Before the transfer.

    def _begin(self) -> None:
        look, tr = self.look, self.look.tr
        self._drawn, self._typed = GeneratedPassphrase(look, self._words), TypedBack(look)
        self._typed.entered.connect(self._go_on)
        for edit in self._typed.typed:
            edit.textEdited.connect(lambda _: self._cover(True))
        again = Button(look, tr("Show the password again"), "quiet", "back", act=lambda: self._cover(False))
        self._again = flow([again])
        self._again.hide()
        text = tr(
            "This password opens only the copy that you transfer. Learn it, or write it on a paper that you do "
            "not carry."
        )
        self.add(
            card(
                look, Label(look, tr("Password for the border"), "card"), Label(look, text, "body", "ink2", wrap=True),
                self._drawn, self._again, Label(look, tr("Type the password"), "label", "ink2"), self._typed, gap=14
            ),
            widest=WIDEST,
        )  # fmt: skip
        self.way = OneOf(
            look, [(CONTACT, tr("To a contact")), (STICK, tr("On a USB stick"))], CONTACT, tr("Folder for the copy")
        )
        self.way.chosen.connect(lambda _: self._turn())
        self.contact = Picker(look, tr("Contact"), tr("Not chosen"), self._contacts, free=False)
        self._field = Labelled(look, tr("Contact"), self.contact, tr("You can choose only verified contacts."))
        self._says = Label(look, "", "second", "ink2", wrap=True)
        self.browser = Browser(look, tr("Folder on the USB stick"), self._start, tr("Transfer all data"))
        self.browser.picked.connect(self._to_stick)
        self.browser.list.setFixedHeight(look.px(128))
        self._go = Button(look, tr("Transfer all data"), "pri", "send", act=self._to_contact)
        self._holder = flow([self._go])
        parts: list[QWidget] = [
            Label(look, tr("Folder for the copy"), "card"), Facts(look, self._shown.facts), self.way, self._says,
            self._field, self.browser, self._holder,
        ]  # fmt: skip
        self.add(card(look, *parts, gap=14), widest=WIDEST)
        self.first = self._typed.typed[0]
        self._turn()

    def _cover(self, covered: bool) -> None:
        """Hide the words while the person types them.

        Words copied from the screen do not prove that they are on paper.
        """
        self._drawn.setVisible(not covered)
        self._again.setVisible(covered)

    def _contacts(self, typed: str) -> list[Option]:
        return [(key, name) for key, name in self._shown.contacts if fold(typed.strip()) in fold(name)]

    def _turn(self) -> None:
        tr, stick = self.look.tr, self.way.value == STICK
        self._says.setText(
            tr("Amparo writes a backup into a new folder on the USB stick, then tests it. Do not carry it yourself.")
            if stick
            else tr(
                "Amparo sends one encrypted file by relay or USB stick. The other Amparo checks all data "
                "before the contact can accept it."
            )
        )
        self.browser.setVisible(stick)
        for widget in (self._field, self._holder):
            widget.setVisible(not stick)

    def _go_on(self) -> None:
        if self._typed.fits(self._words):
            self.way.take_focus()

    def _to_contact(self) -> None:
        if not self.contact.value:
            self._field.set_error(self.look.tr("Choose who keeps the copy."))
            self.contact.setFocus()
        elif self._typed.fits(self._words):
            self.hand.emit(CONTACT, self.contact.value, " ".join(self._words))

    def _to_stick(self, folder: str) -> None:
        if self._typed.fits(self._words):
            self.hand.emit(STICK, folder, " ".join(self._words))

    def show_busy(self, busy: bool) -> None:
        """Block a second transfer until the current one is finished or has failed."""
        self._go.setEnabled(not busy)
        self.browser.take.setEnabled(not busy)

    # After the transfer.

    def _begun(self, shown: BorderPage) -> None:
        look, tr = self.look, self.look.tr
        if shown.warning:
            self.add(box(look, "amber", "alert", [(shown.warning, "")], "amb"), widest=WIDEST)
        visit = Button(look, tr("Connect now"), "std", "again", act=self.visit.emit)
        again = Button(look, tr("Transfer again…"), "std", "send", act=self.again.emit)
        give_up = Button(look, tr("Cancel border"), "quiet", act=self.give_up.emit)
        steps = [] if shown.may_wipe else [visit, again] if shown.waits else [again]
        self.add(card(look, Facts(look, shown.facts), flow([*steps, give_up])), widest=WIDEST)
        self.first = (*steps, give_up)[0]
        if shown.may_wipe:
            self._wipe()

    def _wipe(self) -> None:
        look, tr = self.look, self.look.tr
        text = tr(
            "The copy is in a safe place, and the test was good. After the erase, no password opens this "
            "vault. The page Erase lists data that can stay on flash memory."
        )
        wipe = Button(look, tr("Erase this computer…"), "danger", act=self.wipe.emit)
        parts = (
            Label(look, tr("You can erase now"), "card"),
            Label(look, text, "body", "ink2", wrap=True),
            flow([wipe]),
        )
        self.add(card(look, *parts), widest=WIDEST)
        self.first = wipe
