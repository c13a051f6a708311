"""Seal a share to one of the verified contacts, with or without our key revocation."""

from collections.abc import Sequence

from PySide6.QtCore import Signal

from app.gui.style.theme import Look
from app.gui.vault.kit import Paper
from app.gui.widgets.blocks import PageHeader, ScrollPage, box
from app.gui.widgets.buttons import Button, Choice
from app.gui.widgets.fields import Labelled, Picker, make_option_search
from app.gui.widgets.flow import flow

WIDEST = 640
"""Pixels of the page at 100 %."""


class SealingView(ScrollPage):
    """The page. `chosen` carries the key of the contact, and True if our key revocation is sent with the share.

    The default is without it: a share on its own does nothing, but the revocation has its complete effect on its own.
    """

    chosen = Signal(str, bool)

    def __init__(self, look: Look, paper: Paper, contacts: Sequence[tuple[str, str]], back: Button) -> None:
        super().__init__(look, 32)
        tr = look.tr
        title = tr("Share {n}: {holder}", n=paper.number, holder=paper.holder)
        self.add(PageHeader(look, tr("Seal a share to a contact"), title, back=back))
        said = tr(
            "It leaves this computer for good: it cannot be taken back, only made useless by new shares. Their program "
            "keeps it apart from everything else and tells them what it asks of them."
        )
        self._who = Picker(look, tr("Contact"), tr("Choose"), make_option_search(contacts), free=False)
        self._field = Labelled(look, tr("Contact"), self._who, tr("Verified contacts alone stand here."))
        power = tr(
            "Whoever has this can end your identity at any time: everyone who hears of it stops trusting your key."
        )
        self.leave_end = Choice(look, tr("Leave with it what ends my key"), power, box=True)
        go = Button(look, tr("Seal it to them"), "pri")
        go.clicked.connect(lambda _=False: self._go())
        self.add(box(look, "box", "shield", [(said, "")]), self._field, self.leave_end, flow([go]), widest=WIDEST)
        self.first = self._who
        self.close_column()

    def _go(self) -> None:
        if self._who.value:
            self.chosen.emit(self._who.value, self.leave_end.isChecked())
        else:
            self._field.set_error(self.look.tr("Choose a contact first."))
