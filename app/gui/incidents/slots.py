"""A sentence with places to fill in: the order of its words comes from the translation, not from code."""

from collections.abc import Callable, Mapping, Sequence

from attrs import frozen
from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from app.gui.style.text import TextSlot
from app.gui.style.theme import Look
from app.gui.widgets.fields import Option, Picker
from app.gui.widgets.flow import FlowLayout
from app.gui.widgets.labels import Label, SteadyLabel


@frozen
class SentenceSlot:
    """One place of the sentence: its name for a screen reader, its text when empty, its options."""

    name: str
    hint: str
    options: Callable[[str], Sequence[Option]]
    help: str = ""
    """One sentence, shown below the complete sentence while the slot has the focus."""
    ink: str = "ink"
    needs: str = ""
    """One sentence, shown instead of the help while the slot holds a value that cannot be saved."""
    free: bool = True
    """True if the person can enter a text that is not offered, which requires that the text is stored."""


class SlotSentence(QWidget):
    """Lines of a template such as `On {date} in {place},`; each `{slot}` is a picker. Tab moves from slot to slot.

    The line below shows the help of the slot with the focus, or `rest` if there is none. An open list shows the help
    itself.
    """

    changed = Signal(str, str)
    """The slot's key and its new value."""

    def __init__(
        self, look: Look, lines: Sequence[Sequence[str | TextSlot]], places: Mapping[str, SentenceSlot], rest: str = ""
    ) -> None:
        super().__init__()
        self.slots: dict[str, Picker] = {}
        self._rest, self._places = rest, places
        self._unfit: dict[str, str] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.sp(10))
        for line in lines:
            row = QWidget()
            words = FlowLayout(row, look.sp(8), look.sp(8))
            for part in line:
                if isinstance(part, TextSlot):
                    words.addWidget(self._slot(look, part.name, places[part.name]))
                elif part.strip():
                    words.addWidget(_word(look, part))
            column.addWidget(row)
        said = [rest, *(text for place in places.values() for text in (place.help, place.needs))]
        self.below = SteadyLabel(look, said, "second", "ink3")
        column.addWidget(self.below)
        if not any(said):
            self.below.hide()

    def _slot(self, look: Look, key: str, place: SentenceSlot) -> Picker:
        picker = Picker(look, place.name, place.hint, place.options, slot=True, free=place.free, ink=place.ink)
        picker.describe(place.help)
        picker.installEventFilter(self)
        picker.changed.connect(lambda value, key=key: self.changed.emit(key, value))
        self.slots[key] = picker
        return picker

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Show the help of the slot that gets the focus in the line below."""
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self._say()
        return False

    def _say(self) -> None:
        """Show in the line below what the slot with the focus needs, or its help; without one, what any slot needs."""
        here = next((key for key, slot in self.slots.items() if slot.hasFocus()), "")
        needs = self._unfit.get(here, "") if here else next(iter(self._unfit.values()), "")
        self.below.setText(needs or (self._places[here].help if here else "") or self._rest)
        if self.below.property("ink") != (ink := "red" if needs else "ink3"):
            self.below.setProperty("ink", ink)
            self.below.style().unpolish(self.below)
            self.below.style().polish(self.below)

    def fill(self, key: str, value: str, words: str, fits: bool = True) -> None:
        """Show a value in a slot, without a signal; one that does not fit is red, with what the slot needs."""
        place, slot = self._places[key], self.slots[key]
        self._unfit.pop(key, None)
        if not fits:
            self._unfit[key] = place.needs
        slot.ink = place.ink if fits else "red"
        slot.describe(place.help if fits else place.needs)
        slot.set_value(value, words)
        self._say()


def _word(look: Look, text: str) -> Label:
    label = Label(look, text.strip(), "slot", "ink2")
    label.setFont(look.font("slot", 400))
    label.setProperty("tight", not text.strip()[0].isalnum())
    label.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
    return label
