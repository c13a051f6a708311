"""Assign incidents to a person: one field, and two buttons for the usual choices, oneself and no one."""

from PySide6.QtCore import Signal

from app.actions.records.incident_assignments import Names
from app.domain.fields import Field
from app.domain.search_normalisation import fold
from app.gui.style.theme import Look
from app.gui.widgets.blocks import PageHeader, ScrollPage
from app.gui.widgets.buttons import Button
from app.gui.widgets.fields import Labelled, Option, Picker
from app.gui.widgets.flow import flow

WIDEST = 560
"""Pixels of the field at 100 %."""


class AssignView(ScrollPage):
    """The page. `given` carries the chosen or typed name; an empty name assigns the incidents to no one."""

    given = Signal(str)

    def __init__(self, look: Look, declared: Field, count: int, names: Names, back: Button) -> None:
        super().__init__(look, 32)
        tr = look.tr
        title = tr("Assign {n} incident|Assign {n} incidents", n=count)
        self.add(PageHeader(look, title, tr("Reports to the public, a network or an authority do not include "
                                            "this name."),
                            back=back))  # fmt: skip

        def offered(typed: str) -> list[Option]:
            return [(name, name) for name in names.all if fold(typed) in fold(name)]

        picker = Picker(look, tr(declared.label), tr("Choose, or type a name"), offered)
        picker.changed.connect(self._tell)
        field = Labelled(look, tr(declared.label), picker, tr(declared.help))
        self.add(field, widest=WIDEST)
        nobody = Button(look, tr("To no one"), "tool", act=lambda: self.given.emit(""))
        if names.me:
            mine = Button(look, tr("To me, {name}", name=names.me), "std", "person")
            mine.clicked.connect(lambda _=False: self.given.emit(names.me))
            self.add(flow([mine, nobody]))
        else:
            self.add(flow([nobody]))
        self.close_column()
        self.first = picker

    def _tell(self, name: str) -> None:
        if name:
            self.given.emit(name)
