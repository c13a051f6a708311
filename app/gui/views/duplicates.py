"""Who and what may be the same, side by side and field by field; a question, never an answer."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from app.gui.look import Look
from app.gui.shown import Alike, AlikePage, Side
from app.gui.widgets.blocks import Empty, Page, PageHeader, card
from app.gui.widgets.buttons import Button
from app.gui.widgets.flow import flow
from app.gui.widgets.labels import Label

LABELS = 136
"""Pixels of the column of labels at 100 %; above 150 % they stand over their row."""


class AlikeView(Page):
    """`same` carries the one that is kept and the other, `distinct` both."""

    same = Signal(object, object)
    distinct = Signal(object, object)

    def __init__(self, look: Look, shown: AlikePage, back: Button) -> None:
        super().__init__(look, 28)
        tr = look.tr
        self.shown = shown
        self.add(PageHeader(look, shown.title, shown.second, back=back))
        if shown.pairs:
            text = tr(
                "The one you keep takes what it does not say itself; the other is put aside. Undo parts them again."
            )
            self.add(Label(look, text, "second", "ink2", wrap=True))
        for alike in shown.pairs:
            self.add(self._pair(alike))
        if not shown.pairs:
            text = tr("People with the same name, and incidents of one day, place and victim, would stand here.")
            self.add(Empty(look, "check", tr("Nothing looks alike"), text))
        self.close_column()

    def _pair(self, alike: Alike) -> QWidget:
        look, tr = self.look, self.look.tr
        holder = QWidget()
        grid = QGridLayout(holder)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(look.sp(20))
        grid.setVerticalSpacing(look.sp(9))
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(2, 1)
        narrow = look.factor > 1.5
        if not narrow:
            grid.setColumnMinimumWidth(0, look.px(LABELS))
        for column, side in enumerate((alike.one, alike.other), 1):
            grid.addWidget(self._head(side), 0, column)
        for label, one, other in alike.rows:
            row = grid.rowCount()
            grid.addWidget(self._label(label, bool(one and other and one != other)), row, 0, 1, 3 if narrow else 1)
            for column, words in enumerate((one, other), 1):
                role, ink = ("value", "ink") if words else ("body", "ink3")
                grid.addWidget(Label(look, words or tr("Not known"), role, ink, wrap=True), row + narrow, column)
        last = grid.rowCount()
        for column, (kept, gone) in enumerate(((alike.one, alike.other), (alike.other, alike.one)), 1):
            grid.addWidget(flow([self._keep(kept, gone)]), last, column)
        no = Button(look, tr("Not the same"), "tool", "close")
        no.setAccessibleDescription(tr.line(alike.one.title, alike.one.second, alike.other.second))
        no.clicked.connect(lambda _=False: self.distinct.emit(alike.one, alike.other))
        return card(look, holder, flow([no]))

    def _head(self, side: Side) -> QWidget:
        holder = QWidget()
        words = QVBoxLayout(holder)
        words.setContentsMargins(0, 0, 0, 0)
        words.setSpacing(1)
        words.addWidget(Label(self.look, side.title, "strong", wrap=True))
        words.addWidget(Label(self.look, side.second, "second", "ink3", wrap=True))
        return holder

    def _label(self, text: str, differs: bool) -> QWidget:
        if differs:
            text = self.look.tr("{field}: differs", field=text)
        return Label(self.look, text, "second", "amb" if differs else "ink3", wrap=True)

    def _keep(self, kept: Side, gone: Side) -> Button:
        tr = self.look.tr
        button = Button(self.look, tr("The same: keep this one"))
        button.setAccessibleDescription(tr.line(kept.title, kept.second))
        button.clicked.connect(lambda _=False: self.same.emit(kept, gone))
        return button
