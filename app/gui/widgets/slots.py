"""A sentence with places to fill in: the order of its words comes from the translation, not from code."""

from collections.abc import Callable, Mapping, Sequence

from attrs import frozen
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from app.gui.look import Look
from app.gui.text import Slot
from app.gui.widgets.fields import Option, Picker
from app.gui.widgets.flow import FlowLayout
from app.gui.widgets.labels import Label


@frozen
class Place:
    """One place of the sentence: its name for a screen reader, what it shows when empty, what may stand there."""

    name: str
    hint: str
    options: Callable[[str], Sequence[Option]]
    ink: str = "ink"
    free: bool = True
    """Whether words that are not offered may stand there; only where they are kept."""


class SlotSentence(QWidget):
    """Lines of a template such as `On {date} in {place},`; each `{slot}` is a picker. Tab goes from slot to slot."""

    changed = Signal(str, str)
    """The slot's key and what is kept now."""

    def __init__(self, look: Look, lines: Sequence[Sequence[str | Slot]], places: Mapping[str, Place]) -> None:
        super().__init__()
        self.slots: dict[str, Picker] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.sp(10))
        for line in lines:
            row = QWidget()
            words = FlowLayout(row, look.sp(8), look.sp(8))
            for part in line:
                if isinstance(part, Slot):
                    words.addWidget(self._slot(look, part.name, places))
                elif part.strip():
                    words.addWidget(_word(look, part))
            column.addWidget(row)

    def _slot(self, look: Look, key: str, places: Mapping[str, Place]) -> Picker:
        place = places[key]
        picker = Picker(look, place.name, place.hint, place.options, slot=True, free=place.free, ink=place.ink)
        picker.changed.connect(lambda value, key=key: self.changed.emit(key, value))
        self.slots[key] = picker
        return picker

    def fill(self, key: str, value: str, words: str) -> None:
        """Show a value in a slot without telling."""
        self.slots[key].set_value(value, words)


def _word(look: Look, text: str) -> Label:
    label = Label(look, text.strip(), "slot", "ink2")
    label.setFont(look.font("slot", 400))
    label.setProperty("tight", not text.strip()[0].isalnum())
    label.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
    return label
