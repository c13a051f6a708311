"""To whom a share is sealed: one of the verified contacts."""

from collections.abc import Sequence

from PySide6.QtCore import Signal

from app.gui.kit import Paper
from app.gui.look import Look
from app.gui.widgets.blocks import Page, PageHeader, box
from app.gui.widgets.buttons import Button
from app.gui.widgets.fields import Labelled, Picker, matching
from app.gui.widgets.flow import flow

WIDEST = 640
"""Pixels of the page at 100 %."""


class SealingView(Page):
    """`chosen` carries the key of the contact."""

    chosen = Signal(str)

    def __init__(self, look: Look, paper: Paper, contacts: Sequence[tuple[str, str]], back: Button) -> None:
        super().__init__(look, 32)
        tr = look.tr
        title = tr("Share {n}: {holder}", n=paper.number, holder=paper.holder)
        self.add(PageHeader(look, tr("Seal a share to a contact"), title, back=back))
        said = tr(
            "It leaves this computer for good: it cannot be taken back, only made useless by new shares. Their program "
            "keeps it apart from everything else and tells them what it asks of them."
        )
        self._who = Picker(look, tr("Contact"), tr("Choose"), matching(contacts), free=False)
        self._field = Labelled(look, tr("Contact"), self._who, tr("Verified contacts alone stand here."))
        go = Button(look, tr("Seal it to them"), "pri")
        go.clicked.connect(lambda _=False: self._go())
        self.add(box(look, "box", "shield", [(said, "")]), self._field, flow([go]), widest=WIDEST)
        self.first = self._who
        self.close_column()

    def _go(self) -> None:
        if self._who.value:
            self.chosen.emit(self._who.value)
        else:
            self._field.set_error(self.look.tr("Choose a contact first."))
