"""Show the unlock methods: passphrases, recovery shares, and the actions for each."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from app.gui.style.theme import Look
from app.gui.vault.passphrase_view import PassphraseProof
from app.gui.vault.ways_query import Recovery, UnlockMethodView, WaysPage
from app.gui.widgets import plain_text
from app.gui.widgets.blocks import ActedRow, Facts, PageHeader, ScrollPage, box, card
from app.gui.widgets.buttons import Button
from app.gui.widgets.flow import flow
from app.gui.widgets.labels import WIDEST, Label

REMOVAL_WIDEST = 640
"""Pixels of the page at 100 %."""


class WaysView(ScrollPage):
    """The page. `change` and `remove` carry the key of an unlock method."""

    add_way = Signal()
    change = Signal(str)
    remove = Signal(str)
    make_shares = Signal()
    try_shares = Signal()
    end_recovery = Signal()
    kept = Signal()
    rotate = Signal()

    def __init__(self, look: Look, shown: WaysPage, back: Button) -> None:
        super().__init__(look, 32)
        self._removes: dict[QWidget, str] = {}
        title, text = self._head()
        self.add(PageHeader(look, title, text, back=back))
        self.add(*self._cards(shown), widest=WIDEST)
        self.close_column()

    def _head(self) -> tuple[str, str]:
        tr = self.look.tr
        return tr("Passwords and recovery"), tr(
            "All passwords, key files and shares that open this vault. A person who has only this computer "
            "cannot see their number."
        )

    def _cards(self, shown: WaysPage) -> list[QWidget]:
        tr = self.look.tr
        lost = tr(
            "People that you trust each keep a share. If you forget the password, several shares together open "
            "the vault. A single share opens nothing. Without shares, no one can open the vault after you "
            "forget the password."
        )
        anew = tr(
            "Use it if another person might have a copy of the vault. The vault gets a new key and a new "
            "database. That person can still read the old copy. They cannot read new data, even with a "
            "password that they know."
        )
        rotation = self._rotation(tr("A new key for the whole vault"), anew)
        return [self._ways(shown), self._shares(shown, lost), self._kept(shown.kept), rotation]

    def _shares(self, shown: WaysPage, lost: str) -> QWidget:
        return self._recovery(shown.recovery) if shown.recovery else self._no_recovery(shown.full, lost)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Remove the passphrase whose row has the focus on Delete; the next page asks for proof."""
        key = self._removes.get(self.window().focusWidget() or self)
        if event.key() == Qt.Key.Key_Delete and key is not None and not event.isAutoRepeat():
            self.remove.emit(key)
        else:
            super().keyPressEvent(event)

    def _ways(self, shown: WaysPage) -> QWidget:
        look, tr = self.look, self.look.tr
        rows: list[QWidget] = [self._way(way, len(shown.ways) > 1) for way in shown.ways]
        add = Button(look, tr("Add a password…"), "std", "plus", act=self.add_way.emit)
        add.setEnabled(not shown.full)
        full = tr("The vault has eight passwords already. Remove one first.")
        note = Label(look, full, "second", "ink2", wrap=True)
        note.setVisible(shown.full)
        if shown.full:
            plain_text.set_accessible_description(add, full)
        return card(look, Label(look, tr("Passwords"), "card"), *rows, note, flow([add]))

    def _way(self, way: UnlockMethodView, removable: bool) -> QWidget:
        look, tr = self.look, self.look.tr
        change = Button(look, tr("Change…"), "tool", "edit", act=lambda: self.change.emit(way.key))
        buttons: list[QWidget] = [change]
        if removable:
            remove = Button(look, tr("Remove…"), "tool", "minus", tr("Delete"), act=lambda: self.remove.emit(way.key))
            buttons.append(remove)
            self._removes |= dict.fromkeys(buttons, way.key)
        self.first = self.first or change
        second = tr.line(way.made, tr("with a key file") if way.key_file else "")
        return ActedRow(look, "key", way.name, second, buttons)

    def _no_recovery(self, full: bool, text: str) -> QWidget:
        look, tr = self.look, self.look.tr
        make = Button(look, tr("Make recovery shares…"), "std", "people", act=self.make_shares.emit)
        make.setEnabled(not full)
        note = Label(look, text, "second", "ink2", wrap=True)
        return card(look, Label(look, tr("Recovery shares"), "card"), note, flow([make]))

    def _recovery(self, shown: Recovery) -> QWidget:
        look, tr = self.look, self.look.tr
        tried = Button(look, tr("Test…"), "std", "checks", act=self.try_shares.emit)
        anew = Button(look, tr("Make new shares…"), "tool", "again", act=self.make_shares.emit)
        end = Button(look, tr("Remove…"), "tool", "minus", act=self.end_recovery.emit)
        plain_text.set_accessible_description(end, tr("Recovery shares"))
        facts = [(tr("Set"), shown.name, shown.made), *((share, who, "") for share, who in shown.holders)]
        facts.append((tr("Last test"), shown.tried, ""))
        parts: list[QWidget] = [Label(look, tr("Recovery shares"), "card"), Facts(look, facts)]
        if shown.untried:
            text = tr("A test finds shares with mistakes. It takes some minutes. You need the papers.")
            parts.append(box(look, "box", "info", [(text, "")]))
        return card(look, *parts, flow([tried, anew, end]))

    def _kept(self, kept: int) -> QWidget:
        look, tr = self.look, self.look.tr
        text = tr(
            "Other people can send you their shares. These shares do not open your vault, and only you see them here."
        )
        show = Button(look, tr("Shares that I keep for others…"), "std", "person", act=self.kept.emit)
        count = tr("You keep {n} share.|You keep {n} shares.", n=kept) if kept else tr("None so far.")
        note = Label(look, f"{text} {count}", "second", "ink2", wrap=True)
        return card(look, Label(look, tr("Shares that I keep for others"), "card"), note, flow([show]))

    def _rotation(self, title: str, text: str) -> QWidget:
        look, tr = self.look, self.look.tr
        anew = Button(look, tr("Make a new key…"), "std", "key", act=self.rotate.emit)
        note = Label(look, text, "second", "ink2", wrap=True)
        return card(look, Label(look, title, "card"), note, flow([anew]))


class TakingAwayView(ScrollPage):
    """The page. `go` carries the passphrase and the key file that open the vault now."""

    go = Signal(str, str)

    def __init__(self, look: Look, title: str, text: str, act: str, back: Button, proof: str = "") -> None:
        super().__init__(look, 32)
        self.add(PageHeader(look, title, text, back=back))
        self.proof = PassphraseProof(look, proof)
        self.proof.edit.returnPressed.connect(self._go)
        self.button = Button(look, act, "danger", act=self._go)
        self.add(self.proof, flow([self.button]), widest=REMOVAL_WIDEST)
        self.first = self.proof.edit
        self.close_column()

    def _go(self) -> None:
        if self.proof.complete():
            self.button.setEnabled(False)
            self.go.emit(self.proof.passphrase, self.proof.key_file)

    def failed(self, text: str) -> None:
        """Show why nothing was changed."""
        self.button.setEnabled(True)
        self.proof.wrong(text)
