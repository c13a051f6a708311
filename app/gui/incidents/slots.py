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
        said = [rest, *(place.help for place in places.values())]
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
            here = [key for key, slot in self.slots.items() if slot is watched and slot.hasFocus()]
            self.below.setText(self._places[here[0]].help or self._rest if here else self._rest)
        return False

    def fill(self, key: str, value: str, words: str) -> None:
        """Show a value in a slot, without a signal."""
        self.slots[key].set_value(value, words)


def _word(look: Look, text: str) -> Label:
    label = Label(look, text.strip(), "slot", "ink2")
    label.setFont(look.font("slot", 400))
    label.setProperty("tight", not text.strip()[0].isalnum())
    label.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
    return label
