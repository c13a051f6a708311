"""A sentence with places to fill in: the order of its words comes from the translation, not from code."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from attrs import frozen
from PySide6.QtCore import QEvent, QObject, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.gui.style.text import TextSlot
from app.gui.style.theme import Look
from app.gui.widgets.fields import Option, Picker, Popup
from app.gui.widgets.flow import FlowLayout
from app.gui.widgets.labels import Label, SteadyLabel, strip_margins


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


class EntryPicker(Picker):
    """A slot or a field of the form. Tab in its open list takes the row and moves on.

    In a slot that can be repeated, typed or in its list: Plus takes the row and adds a slot, Shift Enter adds a line.
    """

    asked = Signal(str)
    """A request about the slots: `more`, `line`, `away` (Backspace in an empty slot), `up` or `down` (the line)."""
    repeats = False

    def open(self, typed: str = "") -> Popup:
        """Open the list below it."""
        popup = super().open(typed)
        popup.edit.installEventFilter(self)
        return popup

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Handle the keys of the open list that end it and do more."""
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        what = "next" if event.key() == Qt.Key.Key_Tab else self._request(event)
        if what not in ("next", "more", "line"):
            return False
        if what == "next" and isinstance(popup := watched.parent(), Popup) and not popup.list.currentIndex().isValid():
            return False  # the list does not have the typed text: it says so, and Tab leaves it
        enter = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier)
        QApplication.sendEvent(watched, enter)
        if what == "next" and self.hasFocus() and self.ink != "red":  # not with a value that cannot be saved
            self.focusNextChild()
        elif what != "next":
            self.asked.emit(what)
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ask for another slot or line, or to remove or move one."""
        if what := self._request(event):
            self.asked.emit(what)
        else:
            super().keyPressEvent(event)

    def _request(self, event: QKeyEvent) -> str:
        key, alt = event.key(), event.modifiers() == Qt.KeyboardModifier.AltModifier
        if not self.repeats:
            return ""
        if event.text() == "+":
            return "more"
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and event.modifiers() == Qt.KeyboardModifier.ShiftModifier:
            return "line"
        if key == Qt.Key.Key_Backspace and not self.value:
            return "away"
        return {Qt.Key.Key_Up: "up", Qt.Key.Key_Down: "down"}.get(Qt.Key(key), "") if alt else ""


class _Row(QWidget):
    """One line of the sentence, with a mark at its edge while it has the keyboard."""

    here = False

    def __init__(self, look: Look, repeats: bool, parent: QWidget) -> None:
        super().__init__(parent)  # from the beginning, or a slot that moves into it loses its place in the order of Tab
        self._look, self.repeats = look, repeats
        words = QWidget(self)
        self.words = FlowLayout(words, look.sp(8), look.sp(8))
        whole = strip_margins(QHBoxLayout(self), 0)
        whole.addSpacing(look.sp(8))
        whole.addWidget(words, 1)

    def paintEvent(self, _: QPaintEvent) -> None:
        """Draw the mark in the margin of the page."""
        if self.here:
            painter = QPainter(self)
            spot = self._look.mirrored(self.rect(), QRect(0, 0, 3, self.height()))
            painter.fillRect(spot, self._look.colour("acc"))


class SlotSentence(QWidget):
    """Lines of a template such as `On {date} in {place},`; each `{slot}` is a picker. Tab moves from slot to slot.

    A slot `{who 2.1}` has the choices of `who`. The line below shows the help of the slot with the focus, or `rest` if
    there is none. An open list shows the help itself.
    """

    changed = Signal(str, str)
    """The slot's key and its new value."""
    asked = Signal(str, str)
    """The slot's key and a request (`EntryPicker.asked`)."""

    def __init__(
        self, look: Look, lines: Sequence[Sequence[str | TextSlot]], places: Mapping[str, SentenceSlot], rest: str = "",
        repeat: Sequence[str] = (), tools: QWidget | None = None, name: Callable[[str], str] = str,
        offer: Callable[[str, str], Sequence[Option]] | None = None,
    ) -> None:  # fmt: skip
        """Build the sentence; `repeat` names the slots that can be repeated, `tools` go below the lines.

        `offer` returns the choices of a repeated slot, by its key and the typed text. Default: those of its place.
        """
        super().__init__()
        self.slots: dict[str, EntryPicker] = {}
        self.look, self._rest, self._places, self._repeat = look, rest, places, frozenset(repeat)
        self._unfit: dict[str, str] = {}
        self._offer = offer
        self.marked = 0
        """The line with repeated slots that had the focus last, counted from 0."""
        self._rows: list[_Row] = []
        column = strip_margins(QVBoxLayout(self), look.sp(10))
        self._lines = QVBoxLayout()
        self._lines.setSpacing(look.sp(10))
        column.addLayout(self._lines)
        self.arrange(lines, name)
        if tools is not None:
            column.addWidget(tools)
        said = [rest, *(text for place in places.values() for text in (place.help, place.needs))]
        self.below = SteadyLabel(look, said, "second", "ink3")
        column.addWidget(self.below)
        if not any(said):
            self.below.hide()

    def arrange(self, lines: Sequence[Sequence[str | TextSlot]], name: Callable[[str], str] = str) -> None:
        """Show these lines; a slot that stays keeps its value. `name` returns the name of a repeated slot."""
        before, rows = self.slots, self._rows
        self.slots, self._rows = {}, []
        for line in lines:
            keys = [part.name.partition(" ")[0] for part in line if isinstance(part, TextSlot)]
            row = _Row(self.look, not self._repeat.isdisjoint(keys), self)
            for part in line:
                if isinstance(part, TextSlot):
                    kept = before.pop(part.name) if part.name in before else self._slot(part.name, name)
                    self.slots[part.name] = kept
                    row.words.addWidget(kept)
                elif part.strip():
                    row.words.addWidget(_word(self.look, part))
            self._rows.append(row)
            self._lines.addWidget(row)
            row.show()  # now, or Tab skips it until the layout is made
        for gone in (*before.values(), *rows):
            gone.hide()
            gone.deleteLater()

    def _place(self, key: str) -> SentenceSlot:
        return self._places[key.partition(" ")[0]]

    def _slot(self, key: str, name: Callable[[str], str]) -> EntryPicker:
        place = self._place(key)
        called = place.name if key in self._places else name(key)
        repeats = key.partition(" ")[0] in self._repeat
        options: Callable[[str], Sequence[Option]] = place.options
        if repeats and self._offer is not None:
            options = partial(self._offer, key)
        picker = EntryPicker(self.look, called, place.hint, options, slot=True, free=place.free, ink=place.ink)
        picker.describe(place.help)
        picker.installEventFilter(self)
        picker.changed.connect(lambda value: self.changed.emit(key, value))
        picker.asked.connect(lambda what: self.asked.emit(key, what))
        picker.repeats = repeats
        return picker

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Show the help of the slot that gets the focus in the line below."""
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self._say()
        return False

    def _say(self) -> None:
        """Show in the line below what the slot with the focus needs, or its help; without one, what any slot needs."""
        here = next((key for key, slot in self.slots.items() if slot.hasFocus()), "")
        if here and self.slots[here].repeats:
            self.marked = int(here.partition(" ")[2].partition(".")[0] or 1) - 1
            repeated = [row for row in self._rows if row.repeats]
            for n, row in enumerate(repeated):
                row.here = n == self.marked and len(repeated) > 1
                row.update()
        needs = self._unfit.get(here, "") if here else next(iter(self._unfit.values()), "")
        self.below.setText(needs or (self._place(here).help if here else "") or self._rest)
        if self.below.property("ink") != (ink := "red" if needs else "ink3"):
            self.below.setProperty("ink", ink)
            self.below.style().unpolish(self.below)
            self.below.style().polish(self.below)

    def fill(self, key: str, value: str, words: str, fits: bool = True) -> None:
        """Show a value in a slot, without a signal; one that does not fit is red, with what the slot needs."""
        place, slot = self._place(key), self.slots[key]
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
