"""Show the words without an area, each with its possible areas."""

from collections.abc import Sequence

from PySide6.QtCore import Signal

from app.gui.cases.areas_query import UnknownRow
from app.gui.style.theme import Look
from app.gui.widgets.blocks import PageHeader, ScrollPage, card
from app.gui.widgets.buttons import Button
from app.gui.widgets.fields import Picker, make_option_search
from app.gui.widgets.flow import flow
from app.gui.widgets.labels import Label, column

WIDEST = 760
"""Pixels of a card at 100 %."""


class UnknownAreasView(ScrollPage):
    """The page of words without an area. `chosen` carries a row and the id of its area, `new` a row."""

    chosen = Signal(object, str)
    new = Signal(object)

    def __init__(self, look: Look, shown: Sequence[UnknownRow], areas: Sequence[tuple[str, str]], back: Button) -> None:
        super().__init__(look, 32)
        tr, self._search = look.tr, make_option_search(areas)
        about = tr("Choose the area of a word, or add one. Amparo then knows which other areas are around it.")
        self.add(PageHeader(look, tr("Words without an area"), about, (), back))
        for row in shown:
            self._add(row)
        if not shown:
            self.add(card(look, Label(look, tr("Each word in your records has one area."), "body", "ink2", wrap=True)))
        self.first = self.first or back
        self.close_column()

    def _add(self, row: UnknownRow) -> None:
        look, tr = self.look, self.look.tr
        buttons = [Button(look, name, "std", "check", tr("“{word}” is this area", word=row.asked.word))
                   for _, name in row.meanings]  # fmt: skip
        for (id_, _), button in zip(row.meanings, buttons, strict=True):
            button.clicked.connect(lambda _=False, id_=id_: self.chosen.emit(row, id_))
        new = Button(look, tr("New area…"), "quiet", "plus", tr("Add “{word}” as your own area", word=row.asked.word))
        new.clicked.connect(lambda _=False: self.new.emit(row))
        self.first = self.first or (*buttons, new)[0]
        other = tr("Another area for “{word}”", word=row.asked.word)
        picker = Picker(look, other, tr("Another area…"), self._search, free=False)
        picker.changed.connect(lambda id_: self.chosen.emit(row, id_) if id_ else None)
        second = Label(look, row.second, "second", "ink2", wrap=True)
        word = Label(look, row.asked.word, "value", wrap=True)
        self.add(card(look, column(look, word, second, gap=2), picker, flow([*buttons, new])), widest=WIDEST)
