"""Write the alias list: choose records, see the affected people, with a warning that it is plain text."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Signal

from app.gui.style.theme import Look
from app.gui.widgets.blocks import PageHeader, ScrollPage, box
from app.gui.widgets.browse import Browser
from app.gui.widgets.buttons import Button, OneOf
from app.gui.widgets.edits import line_edit
from app.gui.widgets.fields import Labelled, Option, make_option_search
from app.gui.widgets.labels import Label, column
from app.gui.widgets.several import Several

WIDEST = 760
"""Pixels at 100 %."""
FORMS = ("pdf", "txt")
"""File formats of the alias list. The first is the one for print."""


class KeySheetView(ScrollPage):
    """The page. `asked` carries the chosen records, `go` the folder. `stale` is emitted when real names are opened or
    closed.
    """

    asked = Signal(list)
    go = Signal(str)
    stale = Signal()

    def __init__(self, look: Look, choices: Sequence[Option], start: Path, back: Button) -> None:
        super().__init__(look, 32)
        self.guide = "second-lock"
        tr = look.tr
        text = tr("The real name of each alias that is linked with your choice.")
        self.add(PageHeader(look, tr("Alias list"), text, back=back))
        plain = tr("The file is outside the vault. A person who has the file can read the real names.")
        apart = tr("Store it away from all papers with their statements. The log lists each name on it.")
        self.add(box(look, "amber", "alert", [(plain, "who"), (f" {apart}", "")], "amb"), widest=WIDEST)
        self.records = Several(look, tr("Incidents and cases"), make_option_search(choices), ())
        self.records.changed.connect(lambda: self.asked.emit(self.records.values))
        self.first = self.records
        self._people = Label(look, "", "second", "ink2", wrap=True)
        field = Labelled(look, tr("Incidents and cases"), self.records)
        self.add(column(look, field, self._people, gap=8), widest=WIDEST)
        self.why = line_edit(look, tr("Why, for the log"))
        explained = tr("Optional. Do not write real names: the names password does not protect the log.")
        self.form = OneOf(look, [(form, form.upper()) for form in FORMS], FORMS[0], tr("Format"))
        self.name = line_edit(look, tr("Name of the file"), text="key")
        self.browser = Browser(look, tr("Folder"), start, tr("Save into this folder"), act=self.go)
        self.browser.list.setFixedHeight(look.px(128))
        fields = (
            Labelled(look, tr("Why, for the log"), self.why, explained), Labelled(look, tr("Format"), self.form),
            Labelled(look, tr("Name of the file"), self.name),
        )  # fmt: skip
        self.add(column(look, *fields, self.browser, gap=10), widest=WIDEST)
        self.close_column()
        self.show_people(())

    def show_people(self, aliases: Sequence[str]) -> None:
        """Show the aliases of the people whose real names would be on it. Without any, nothing can be saved."""
        tr = self.look.tr
        none = (
            tr("This vault has no real names of these people.") if self.records.values else tr("Choose records first.")
        )
        self._people.setText(tr("People on the list: {names}", names=tr.listed(aliases)) if aliases else none)
        self.browser.setEnabled(bool(aliases))
