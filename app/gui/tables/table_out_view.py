"""Export a table: records, format and folder, with a warning that the records leave the vault."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal

from app.domain.search_normalisation import fold
from app.gui.style.theme import Look
from app.gui.tables.table_query import ExportPage
from app.gui.widgets.blocks import PageHeader, ScrollPage, box, card
from app.gui.widgets.browse import Browser
from app.gui.widgets.buttons import Button, Choice, OneOf
from app.gui.widgets.edits import line_edit
from app.gui.widgets.fields import Labelled, Option, Picker
from app.gui.widgets.labels import lay_in_row

WIDEST = 760
"""Width in pixels at 100 %."""


class TableOutView(ScrollPage):
    """The page. `go` carries the chosen folder."""

    go = Signal(str)

    def __init__(self, look: Look, shown: ExportPage, start: Path, back: Button) -> None:
        super().__init__(look, 32)
        tr = look.tr
        self._shown = shown
        self.add(PageHeader(look, tr("Export a table"), back=back))
        words = tr("The file is outside the vault. Everyone with the disk can read it.")
        self.add(box(look, "amber", "alert", [(words, "who")], "amb"), widest=WIDEST)
        self.kind = Picker(look, tr("Records"), tr("Not chosen"), partial(_fitting, shown.kinds), free=False)
        self.kind.changed.connect(lambda _: self._turn())
        self.as_listed = Choice(look, tr("Only the records of the list"), box=True)
        self.as_listed.toggled.connect(lambda _: self._turn())
        self.reader = Picker(look, tr("For whom"), tr("Not chosen"), partial(_fitting, shown.readers), free=False)
        self.reader.set_value(*shown.readers[0])
        self.form = OneOf(look, [("csv", "CSV"), ("xlsx", "XLSX")], "csv", tr("Format"))
        self.name = line_edit(look, tr("Name of the file"))
        reader = Labelled(look, tr("For whom"), self.reader)
        beside = lay_in_row(look, Labelled(look, tr("Format"), self.form), reader, gap=14)
        parts = [Labelled(look, tr("Records"), self.kind), self.as_listed, beside,
                 Labelled(look, tr("Name of the file"), self.name)]  # fmt: skip
        self.add(card(look, *parts, gap=14), widest=WIDEST)
        self.browser = Browser(look, tr("Folder"), start, tr("Export into this folder"), act=self.go)
        self.browser.list.setFixedHeight(look.px(104))  # the button below it is visible without scrolling
        self.add(self.browser, widest=WIDEST)
        self.first = self.kind
        self.kind.set_value(shown.kind, dict(shown.kinds)[shown.kind])
        self._turn()
        self.as_listed.setChecked(shown.kind in shown.lists)
        self.close_column()

    def _turn(self) -> None:
        """Name the file after its kind, and offer the filtered list of that kind if there is one."""
        kind, tr = self.kind.value, self.look.tr
        narrowed = self._shown.lists.get(kind, "")
        self.as_listed.setVisible(bool(narrowed))
        self.as_listed.set_words(tr("Only the records of the list: {asked}", asked=narrowed))
        if not self.name.isModified():
            self.name.setText(dict(self._shown.kinds).get(kind, "").lower())

    @property
    def narrowed(self) -> bool:
        """Return True if only the rows of the filtered list are exported."""
        return self.as_listed.isChecked() and self.kind.value in self._shown.lists


def _fitting(options: Sequence[Option], typed: str) -> list[Option]:
    return [option for option in options if fold(typed.strip()) in fold(option[1])]
