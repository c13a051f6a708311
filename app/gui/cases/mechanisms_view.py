"""Show the forms of the bodies with their versions and sources, and a file with an own form before its use."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.gui.cases.mechanisms_query import MechanismFile, MechanismRow
from app.gui.style.theme import Look
from app.gui.widgets.blocks import ActedRow, Facts, PageHeader, ScrollPage, box, section
from app.gui.widgets.buttons import Button
from app.gui.widgets.flow import flow
from app.gui.widgets.labels import WIDEST, Label, column


class MechanismsView(ScrollPage):
    """The list. `saved` and `dropped` carry the id of a form."""

    saved = Signal(str)
    dropped = Signal(str)
    loaded = Signal()

    def __init__(self, look: Look, rows: Sequence[MechanismRow], back: Button) -> None:
        super().__init__(look, 32)
        tr = look.tr
        load = Button(look, tr("Load a file…"), "std", "in", act=self.loaded.emit)
        text = tr("No lawyer has reviewed these forms. To change one, save it, edit the file, and load it.")
        self.add(PageHeader(look, tr("Forms of the bodies"), text, [load], back))
        self.first = load
        for one in rows:
            self.add(ActedRow(look, "document", one.name, one.second, self._acts(one)), widest=WIDEST)
        self.close_column()

    def _acts(self, one: MechanismRow) -> list[QWidget]:
        look, tr = self.look, self.look.tr
        save = Button(look, tr("Save a copy…"), "quiet", "out", act=lambda: self.saved.emit(one.key))
        drop = Button(look, tr("Use that of the program"), "quiet", "undo", act=lambda: self.dropped.emit(one.key))
        return [save, drop] if one.own else [save]


class MechanismFileView(ScrollPage):
    """A file before its use. `used` is emitted when the person uses it."""

    used = Signal()

    def __init__(self, look: Look, shown: MechanismFile, back: Button) -> None:
        super().__init__(look, 32)
        tr = look.tr
        self.add(PageHeader(look, shown.name, tr("Read the file before you use it. Is its source right?"), back=back))
        self.add(box(look, "box", "info", [(shown.replaces, "")]), Facts(look, shown.facts), widest=WIDEST)
        rows = [Label(look, one, "body", wrap=True) for one in shown.questions]
        self.add(column(look, section(look, tr("Questions")), *rows), widest=WIDEST)
        use = Button(look, tr("Use this form"), "pri", "check", act=self.used.emit)
        self.add(flow([use]))
        self.first = back
        self.close_column()
