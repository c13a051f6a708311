"""Who and what may be the same, side by side; a question, never an answer."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.gui.look import Look
from app.gui.shown import AlikePage, Side
from app.gui.widgets.blocks import Empty, Facts, Page, PageHeader, card
from app.gui.widgets.buttons import Button
from app.gui.widgets.flow import flow
from app.gui.widgets.labels import Label


class AlikeView(Page):
    """`same` carries the one that is kept and the other, `distinct` both."""

    same = Signal(object, object)
    distinct = Signal(object, object)

    def __init__(self, look: Look, shown: AlikePage, back: Button) -> None:
        super().__init__(look, 28)
        tr = look.tr
        self.add(PageHeader(look, shown.title, shown.second, back=back))
        for one, other in shown.pairs:
            self.add(self._pair(one, other))
        if not shown.pairs:
            text = tr("People with the same name, and incidents of one day, place and victim, would stand here.")
            self.add(Empty(look, "check", tr("Nothing looks alike"), text))
        self.close_column()

    def _pair(self, one: Side, other: Side) -> QWidget:
        look, tr = self.look, self.look.tr
        holder = QWidget()
        both = QHBoxLayout(holder)
        both.setContentsMargins(0, 0, 0, 0)
        both.setSpacing(look.sp(28))
        for side, gone in ((one, other), (other, one)):
            keep = Button(look, tr("The same: keep this one"))
            keep.setAccessibleDescription(tr.line(side.title, side.second))
            keep.clicked.connect(lambda _=False, side=side, gone=gone: self.same.emit(side, gone))
            parts = (
                Label(look, side.title, "strong", wrap=True),
                Label(look, side.second, "second", "ink3", wrap=True),
            )
            words = QVBoxLayout()
            words.setSpacing(look.sp(8))
            for part in (*parts, Facts(look, side.facts)):
                words.addWidget(part)
            words.addStretch(1)
            words.addWidget(flow([keep]))
            both.addLayout(words, 1)
        no = Button(look, tr("Not the same"), "tool", "close")
        no.setAccessibleDescription(tr.line(one.title, one.second, other.second))
        no.clicked.connect(lambda _=False: self.distinct.emit(one, other))
        return card(look, holder, flow([no]))
