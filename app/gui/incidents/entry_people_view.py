"""The people of an entry: one row for each person harmed, and a choice of the people in danger."""

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.actions.records.incidents import ABOUT
from app.gui.incidents.slots import EntryPicker, SentenceSlot
from app.gui.style.theme import Look
from app.gui.widgets import plain_text
from app.gui.widgets.blocks import section
from app.gui.widgets.buttons import Choice
from app.gui.widgets.edits import line_edit
from app.gui.widgets.fields import Labelled
from app.gui.widgets.flow import flow
from app.gui.widgets.labels import Icon, Label, column, discard, strip_margins

NAME = 150
"""Width of the alias in pixels at 100 %."""
SHARES = (0, 10, 6, 7, 9)
"""Shares of the rest of the row: nothing for the alias, then work, sex, age and consent."""
Told = tuple[str, str]
"""An alias, and what happened to the person."""


class FactPicker(EntryPicker):
    """A field of a person. In a narrow row it shows the beginning of a long value; the tooltip has all of it."""


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
        self._names: dict[str, tuple[QWidget, Label]] = {}
        self._wide = True
        whole, tr = QVBoxLayout(self), look.tr
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(look.sp(8))
        whole.addWidget(
            section(
                look, tr("People in this incident"), tr("Use aliases only. The names password protects the real names.")
            )
        )
        self._grid = QGridLayout()
        self._grid.setSpacing(look.sp(10))
        whole.addLayout(self._grid)

    def show_people(self, people: Mapping[str, Told]) -> None:
        """Show a row for each person, by value; a row that stays keeps its focus."""
        for whom in [whom for whom in self._names if whom not in people]:
            for gone in (self._names.pop(whom)[0], *(self.slots.pop(f"{slot} {whom}") for slot in ABOUT)):
                gone.hide()
                gone.deleteLater()
        if new := [whom for whom in people if whom not in self._names]:
            for whom in new:
                self._add(whom, people[whom][0])
            self.arrange(self._wide)
        for whom, (_, told) in people.items():
            self._names[whom][1].setText(told)
        for key, slot in self.slots.items():
            if (said := self._said(key)) != (slot.value, slot.words):
                slot.set_value(*said)
        self.setVisible(bool(people))

    def _add(self, whom: str, name: str) -> None:
        look, told = self._look, Label(self._look, "", "small", "ink3", wrap=True)
        names = column(look, Label(look, name, "strong", wrap=True), told, gap=2)
        names.setMinimumWidth(look.px(NAME))
        self._names[whom] = names, told
        for slot in ABOUT:
            place, key = self._places[slot], f"{slot} {whom}"
            picker = FactPicker(look, f"{place.name}: {name}", place.hint, place.options, free=place.free)
            picker.describe(place.help)
            picker.changed.connect(lambda value, key=key: self.changed.emit(key, value))
            self.slots[key] = picker

    def arrange(self, wide: bool) -> None:
        """Show the fields of a person in one row or, in a narrow window, in a column."""
        self._wide = wide
        for k, share in enumerate(SHARES):
            self._grid.setColumnStretch(k, share if wide else k == 0)
        for n, (whom, (names, _)) in enumerate(self._names.items()):
            for k, widget in enumerate((names, *(self.slots[f"{slot} {whom}"] for slot in ABOUT))):
                self._grid.addWidget(widget, *((n, k) if wide else (n * 5 + k, 0)))
                widget.show()  # now, or Tab skips it until the layout is made


class InDanger(QWidget):
    """Say who is in danger: everybody harmed, or the people that are ticked; and write one line about help."""

    changed = Signal(str, str)

    def __init__(self, look: Look, help_: str) -> None:
        super().__init__()
        self._look, tr = look, look.tr
        self.boxes: dict[str, Choice] = {}
        self._row: QWidget | None = None
        self.told = Label(look, "", "strong", wrap=True)
        """The people in danger, in words."""
        self._who = QVBoxLayout()
        self.help = line_edit(look, tr("What would help?"), text=help_)
        self.help.textChanged.connect(lambda text: self.changed.emit("help", text.strip()))
        strip, inner = QFrame(), QVBoxLayout()
        strip.setObjectName("red")
        row = QHBoxLayout(strip)
        row.setContentsMargins(look.sp(16), look.sp(11), look.sp(16), look.sp(11))
        row.setSpacing(look.sp(12))
        row.addWidget(Icon(look, "alert", 18, "red"), 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(inner, 1)
        inner.setSpacing(look.sp(8))
        inner.addWidget(self.told)
        inner.addLayout(self._who)
        whole = strip_margins(QVBoxLayout(self), look.sp(10))
        whole.addWidget(strip)
        whole.addWidget(Labelled(look, tr("What would help?"), self.help, tr("One line, without real names.")))

    def show_people(self, people: Mapping[str, Told], harmed: int, ticked: Sequence[str]) -> None:
        """Show a box for each person, ticked if in danger; without a tick, each harmed person is."""
        shown = {whom: name for whom, (name, _) in people.items()}
        if shown != {whom: box.shown for whom, box in self.boxes.items()} or self._row is None:
            if self._row is not None:
                discard(self._who, self._row)
            self.boxes = {whom: Choice(self._look, name, box=True) for whom, name in shown.items()}
            for whom, box in self.boxes.items():
                box.setChecked(whom in ticked)
                box.toggled.connect(lambda _=False: self._ticked())
            self._row = flow(list(self.boxes.values()), self._look.sp(16))
            self._who.addWidget(self._row)
        self._tell(harmed)

    def _tell(self, harmed: int) -> None:
        """Say who is in danger, also to a screen reader."""
        tr, named = self._look.tr, [box.shown for box in self.boxes.values() if box.isChecked()]
        said = tr("Nobody is named yet. Fill in who was harmed.")
        if named:
            said = tr("In danger: {who}.", who=tr.listed(named))
        elif harmed:
            said = tr("In danger: everybody who was harmed ({n}).|In danger: everybody who was harmed ({n}).", n=harmed)
            said = f"{said} {tr('Tick names to choose.')}" if len(self.boxes) > 1 else said
        if said != self.told.text():
            self.told.setText(said)
            if self.isVisible():
                plain_text.announce(self, said)
        for box in self.boxes.values():
            plain_text.set_accessible_description(box, said)

    def _ticked(self) -> None:
        self.changed.emit("in_danger", "\n".join(whom for whom, box in self.boxes.items() if box.isChecked()))
