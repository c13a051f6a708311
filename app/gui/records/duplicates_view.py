"""Show possible duplicates side by side, field by field. A person decides."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from app.gui.style.theme import Look
from app.gui.widgets import plain_text
from app.gui.widgets.blocks import Empty, PageHeader, ScrollPage, card
from app.gui.widgets.buttons import Button
from app.gui.widgets.flow import flow
from app.gui.widgets.labels import Label, column, reading_edge
from app.gui.widgets.page_values import Alike, AlikePage, DuplicateSide, Saying

LABELS = 136
"""Width of the column of labels in pixels at 100 %. Above 150 % the labels are above their row."""


class AlikeView(ScrollPage):
    """The page. `same` carries the record to keep and the other one, `distinct` both records."""

    same = Signal(object, object)
    distinct = Signal(object, object)

    def __init__(self, look: Look, shown: AlikePage, back: Button) -> None:
        super().__init__(look, 32)
        tr = look.tr
        self.shown = shown
        self.add(PageHeader(look, shown.title, shown.second, back=back))
        if shown.pairs:
            text = tr(
                "Amparo adds the missing values to the record that you keep, and removes the other record. "
                "Undo separates them again."
            )
            self.add(Label(look, text, "second", "ink2", wrap=True))
        for alike in shown.pairs:
            self.add(self._pair(alike))
        if not shown.pairs:
            text = tr("People with the same name appear here, and incidents with the same day, place and victim.")
            self.add(Empty(look, "check", tr("No possible duplicates"), text))
        self.close_column()

    def _pair(self, alike: Alike) -> QWidget:
        look, tr = self.look, self.look.tr
        holder = QWidget()
        grid = QGridLayout(holder)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(look.sp(20))
        grid.setVerticalSpacing(look.sp(9))
        above = look.factor > 1.5
        first = 0 if above else 1
        if not above:
            grid.setColumnMinimumWidth(0, look.px(LABELS))
        for at, side in enumerate((alike.one, alike.other), first):
            grid.setColumnStretch(at, 1)
            grid.addWidget(self._head(side), 0, at)
        for saying in alike.rows:
            row = grid.rowCount()
            grid.addWidget(self._label(saying), row, 0, 1, 2 if above else 1)
            for at, words in enumerate((saying.one, saying.other), first):
                grid.addWidget(self._value(words), row + above, at)
        last = grid.rowCount()
        for at, (kept, gone) in enumerate(((alike.one, alike.other), (alike.other, alike.one)), first):
            grid.addWidget(flow([self._keep(kept, gone)]), last, at)
        no = Button(look, tr("Not the same"), "quiet", "close", act=lambda: self.distinct.emit(alike.one, alike.other))
        plain_text.set_accessible_description(no, tr.line(alike.one.title, alike.one.second, alike.other.second))
        return card(look, holder, flow([no]))

    def _head(self, side: DuplicateSide) -> QWidget:
        words = Label(self.look, side.title, "strong", wrap=True)
        return column(self.look, words, Label(self.look, side.second, "second", "ink3", wrap=True), gap=1)

    def _label(self, saying: Saying) -> QWidget:
        if saying.differs:
            return self._top(self.look.tr("{field}: differs", field=saying.label), "second", "amb")
        return self._top(saying.label, "second", "ink3")

    def _value(self, words: str) -> QWidget:
        return self._top(words, "value", "ink") if words else self._top(self.look.tr("Not known"), "body", "ink3")

    def _top(self, text: str, role: str, ink: str) -> QWidget:
        """Return a text at the top of its row, because its neighbour can have more lines."""
        label = Label(self.look, text, role, ink, wrap=True)
        label.setAlignment(reading_edge(self.look) & ~Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignTop)
        return label

    def _keep(self, kept: DuplicateSide, gone: DuplicateSide) -> Button:
        tr = self.look.tr
        button = Button(self.look, tr("The same: keep this one"), act=lambda: self.same.emit(kept, gone))
        plain_text.set_accessible_description(button, tr.line(kept.title, kept.second))
        return button
