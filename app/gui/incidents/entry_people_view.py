"""The people of an entry: one row for each person harmed, and a choice of the people in danger."""

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from app.actions.records.incidents import ABOUT
from app.gui.incidents.slots import EntryPicker, SentenceSlot
from app.gui.style.theme import Look
from app.gui.widgets.blocks import section
from app.gui.widgets.buttons import Choice
from app.gui.widgets.fields import Labelled, line_edit
from app.gui.widgets.flow import flow
from app.gui.widgets.labels import Label, column, discard

NAME = 150
"""Width of the alias in pixels at 100 %."""
Told = tuple[str, str]
"""An alias, and what happened to the person."""


class PeopleInIt(QWidget):
    """One row for each person: the alias, what happened to them, work, sex, age and consent."""

    changed = Signal(str, str)
    """A key such as `sex id:<hex>` and its new value."""

    def __init__(self, look: Look, places: Mapping[str, SentenceSlot], said: Callable[[str], tuple[str, str]]) -> None:
        """Build it without rows; `said` returns the value of a key and its text."""
        super().__init__()
        self._look, self._places, self._said = look, places, said
        self.slots: dict[str, EntryPicker] = {}
        """The pickers by key."""
        self._rows: dict[str, tuple[QBoxLayout, QWidget, Label, Label]] = {}
        self._down = QBoxLayout.Direction.LeftToRight
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(look.sp(8))
        tr = look.tr
        self._column.addWidget(
            section(look, tr("People in it"), tr("Aliases only. Real names have their own password."))
        )

    def show_people(self, people: Mapping[str, Told]) -> None:
        """Show a row for each person, by value; a row that stays keeps its focus."""
        for whom in [whom for whom in self._rows if whom not in people]:
            discard(self._column, self._rows.pop(whom)[1])
            self.slots = {key: slot for key, slot in self.slots.items() if key.partition(" ")[2] != whom}
        for n, (whom, (name, told)) in enumerate(people.items(), 1):
            if whom not in self._rows:
                self._rows[whom] = self._row(whom, name)
            row, widget, alias, line = self._rows[whom]
            row.setDirection(self._down)
            self._column.insertWidget(n, widget)
            widget.show()  # now, or Tab skips it until the layout is made
            alias.setText(name)
            line.setText(told)
        for key in self.slots:
            self.fill(key)
        self.setVisible(bool(people))

    def _row(self, whom: str, name: str) -> tuple[QBoxLayout, QWidget, Label, Label]:
        look, widget = self._look, QWidget()
        row = QBoxLayout(self._down, widget)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(look.sp(10))
        alias, line = Label(look, name, "strong", wrap=True), Label(look, "", "small", "ink3", wrap=True)
        names = column(look, alias, line, gap=2)
        names.setMinimumWidth(look.px(NAME))
        row.addWidget(names, 1)
        for slot in ABOUT:
            place, key = self._places[slot], f"{slot} {whom}"
            picker = EntryPicker(look, f"{place.name}: {name}", place.hint, place.options, free=place.free)
            picker.describe(place.help)
            picker.changed.connect(lambda value, key=key: self.changed.emit(key, value))
            self.slots[key] = picker
            row.addWidget(picker, 1)
        return row, widget, alias, line

    def fill(self, key: str) -> None:
        """Show the value of a key."""
        self.slots[key].set_value(*self._said(key))

    def arrange(self, wide: bool) -> None:
        """Show the fields of a person in one row or, in a narrow window, in a column."""
        self._down = QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom
        for row, *_ in self._rows.values():
            row.setDirection(self._down)


class InDanger(QWidget):
    """Choose the people in danger among those of the incident, and write one line about help."""

    changed = Signal(str, str)

    def __init__(self, look: Look, help_: str) -> None:
        super().__init__()
        self._look, tr = look, look.tr
        self.boxes: dict[str, Choice] = {}
        self._row: QWidget | None = None
        self._who = QVBoxLayout()
        self.help = line_edit(look, tr("What would help?"), text=help_)
        self.help.textChanged.connect(lambda text: self.changed.emit("help", text.strip()))
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(look.sp(10))
        whole.addLayout(self._who)
        whole.addWidget(Labelled(look, tr("What would help?"), self.help, tr("One line, without real names.")))

    def show_people(self, people: Mapping[str, Told], ticked: Sequence[str]) -> None:
        """Show a box for each person."""
        if list(people) == list(self.boxes) and self._row is not None:
            return
        if self._row is not None:
            discard(self._who, self._row)
        self.boxes = {whom: Choice(self._look, name, box=True) for whom, (name, _) in people.items()}
        for whom, box in self.boxes.items():
            box.setChecked(whom in ticked)
            box.toggled.connect(lambda _=False: self._ticked())
        tr = self._look.tr
        words = tr("Nobody ticked means everybody who was harmed.")
        self._row = Labelled(self._look, tr("Who?"), flow(list(self.boxes.values()), self._look.sp(16)), words)
        self._who.addWidget(self._row)

    def _ticked(self) -> None:
        self.changed.emit("in_danger", "\n".join(whom for whom, box in self.boxes.items() if box.isChecked()))
