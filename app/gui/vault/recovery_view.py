"""Make recovery shares, choose their holders, seal one to a contact, and test them."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QLineEdit, QVBoxLayout, QWidget

from app.gui.style.theme import Look
from app.gui.vault import kit
from app.gui.vault.kit import Paper
from app.gui.vault.shares import ShareEntry
from app.gui.vault.ways_query import NewSet
from app.gui.widgets.blocks import PageHeader, ScrollPage, box
from app.gui.widgets.buttons import Button, Choice
from app.gui.widgets.edits import line_edit
from app.gui.widgets.fields import Labelled, Option, Picker, make_option_search
from app.gui.widgets.flow import flow
from app.gui.widgets.labels import Label, at_most, column

FEWEST, MOST, USUAL = 2, 16, 3
"""The minimum, maximum and default number of shares in a set."""
WIDEST = 640
"""Pixels of the page at 100 %."""
FIELD = 420
"""Width of a field in pixels at 100 %, because a name or a number is short."""
DRILL_WIDEST = 760
"""Pixels of the page at 100 %."""


class RecoveryView(ScrollPage):
    """The page. `make` carries the new set."""

    make = Signal(object)

    def __init__(self, look: Look, before: bool, back: Button, notes: bool = False) -> None:
        """Build the page, of the vault or the session `notes`. `before`: there are shares, which then open nothing."""
        super().__init__(look, 32)
        tr = look.tr
        text = tr("Choose people who trust you, do not live together, and are unlikely to be searched on the same day.")
        title = tr("Make recovery shares of the session notes") if notes else tr("Make recovery shares")
        self.add(PageHeader(look, title, text, back=back))
        if before:
            said = tr("When the new shares are active, the earlier shares open nothing here.")
            said += "" if notes else " " + kit.revocation_note(tr)
            self.add(box(look, "amber", "alert", [(said, "")], "amb"), widest=WIDEST)
        self._holders: list[QLineEdit] = []
        self._labelled: list[Labelled] = []
        self._fields = QVBoxLayout()
        self._fields.setSpacing(look.sp(12))
        self.wrong = Label(look, "", "second", "red", wrap=True)
        self.wrong.hide()
        self._more = Button(look, tr("Add one"), "tool", "plus", act=lambda: self._add(True))
        self._fewer = Button(look, tr("Remove one"), "tool", "minus", act=self._drop)
        holders = QWidget()
        holders.setLayout(self._fields)
        self._fields.setContentsMargins(0, 0, 0, 0)
        self._need = Picker(look, tr("Shares needed"), "", self._options, free=False)
        why = tr(
            "Two of three is a good choice. If one share is lost, the other two are enough. One share alone opens "
            "nothing."
        )
        self.button = Button(look, tr("Make the shares"), "pri", act=self._go)
        self.add(
            column(look, Label(look, tr("Holders"), "card"), holders,
                   flow([self._more, self._fewer]), gap=8),
            at_most(look, Labelled(look, tr("Shares needed"), self._need, why), FIELD),
            box(look, "box", "shield", self._honest()), self.wrong, flow([self.button]), widest=WIDEST,
        )  # fmt: skip
        for _ in range(USUAL):
            self._add(False)
        self._need.set_value("2", self._words(2))
        self.first = self._holders[0]
        self.close_column()

    def _honest(self) -> list[tuple[str, str]]:
        tr = self.look.tr
        return [
            (tr("Together with this computer or a backup"), "who"),
            (" " + tr("this number of people together can read everything. Choose them well."), ""),
            (" " + tr("Without this computer or a backup, the shares open nothing."), ""),
            (
                " " + tr("A holder keeps the share. To make it useless, make new shares and a new key."),
                "",
            ),
        ]

    def _words(self, need: int) -> str:
        return self.look.tr("{need} of {of}", need=need, of=len(self._holders))

    def _options(self, typed: str) -> list[Option]:
        return [(str(need), self._words(need)) for need in range(FEWEST, len(self._holders) + 1)]

    def _add(self, go_there: bool) -> None:
        tr, number = self.look.tr, len(self._holders) + 1
        label = tr("Share {n}", n=number)
        edit = line_edit(self.look, tr("Holder of share {n}", n=number), tr("A name or word for the holder"))
        self._holders.append(edit)
        self._labelled.append(Labelled(self.look, label, edit))
        self._fields.addWidget(at_most(self.look, self._labelled[-1], FIELD))
        self._counted()
        if go_there:
            edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def _drop(self) -> None:
        self._holders.pop()
        self._labelled.pop()
        item = self._fields.takeAt(self._fields.count() - 1)
        if item is not None and (old := item.widget()) is not None:
            old.hide()
            old.deleteLater()
        self._counted()

    def _counted(self) -> None:
        self._more.setEnabled(len(self._holders) < MOST)
        self._fewer.setEnabled(len(self._holders) > FEWEST)
        need = min(int(self._need.value or FEWEST), len(self._holders))
        self._need.set_value(str(need), self._words(need))

    def _go(self) -> None:
        tr = self.look.tr
        names = tuple(edit.text().strip() for edit in self._holders)
        nobody = tr("Enter a name or a word for the holder. Only you see it.")
        for field, name in zip(self._labelled, names, strict=True):
            field.set_error("" if name else nobody)
        if not all(names):
            self._holders[names.index("")].setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self.button.setEnabled(False)
        self.make.emit(NewSet(int(self._need.value), names))

    def failed(self, text: str) -> None:
        """Show why no shares were made. The typed text stays."""
        self.wrong.setText(text)
        self.wrong.show()
        self.button.setEnabled(True)


class DrillView(ScrollPage):
    """The page. `prove` carries the words of the shares; the page does not store them. `head` is another title."""

    prove = Signal(tuple)

    def __init__(self, look: Look, back: Button, head: tuple[str, str] | None = None) -> None:
        super().__init__(look, 32)
        tr = look.tr
        text = tr("Enter enough shares to open the vault. Amparo changes nothing and does not save the words.")
        title, text = head or (tr("Test the recovery shares"), text)
        self.add(PageHeader(look, title, text, back=back))
        self.entry = ShareEntry(look)
        self.entry.enough.connect(self.prove)
        self.body.addWidget(at_most(look, self.entry, DRILL_WIDEST))
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
        self.body.insertWidget(1, at_most(self.look, self._result, DRILL_WIDEST))
        self.ensureVisible(0, 0)


class SealingView(ScrollPage):
    """The page. `chosen` carries the key of the contact, and True if our key revocation is sent with the share.

    The default is without it: a share on its own does nothing, but the revocation has its complete effect on its own.
    """

    chosen = Signal(str, bool)

    def __init__(self, look: Look, paper: Paper, contacts: Sequence[tuple[str, str]], back: Button) -> None:
        super().__init__(look, 32)
        tr = look.tr
        title = tr("Share {n}: {holder}", n=paper.number, holder=paper.holder)
        self.add(PageHeader(look, tr("Send a share to a contact"), title, back=back))
        said = tr(
            "Amparo sends the share. You cannot get it back. Only new shares make it useless. Their Amparo "
            "saves it separately and tells them their duties."
        )
        self._who = Picker(look, tr("Contact"), tr("Choose"), make_option_search(contacts), free=False)
        self._field = Labelled(look, tr("Contact"), self._who, tr("The list has only verified contacts."))
        power = tr(
            "A person who has this file can end your identity at any time. Your contacts then stop trusting your key."
        )
        self.leave_end = Choice(look, tr("Add the message that ends my key"), power, box=True)
        go = Button(look, tr("Send share"), "pri", act=self._go)
        self.add(box(look, "box", "shield", [(said, "")]), self._field, self.leave_end, flow([go]), widest=WIDEST)
        self.first = self._who
        self.close_column()

    def _go(self) -> None:
        if self._who.value:
            self.chosen.emit(self._who.value, self.leave_end.isChecked())
        else:
            self._field.set_error(self.look.tr("Choose a contact first."))
