"""The story of an entry, and the offer to replace an alias in it that was corrected above."""

import re
from collections.abc import Iterable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.gui.style.theme import Look
from app.gui.widgets.buttons import Button
from app.gui.widgets.edits import prose_edit
from app.gui.widgets.fields import Labelled
from app.gui.widgets.labels import Icon, Label, strip_margins
from app.gui.widgets.plain_text import announce, set_accessible_description

_JOINED = "[\u0648\u0641\u0628\u0644\u0643]?"
"""An Arabic word of one letter is written together with the name after it: and, so, by, for, like."""


def find_alias(text: str, alias: str, others: Iterable[str]) -> list[tuple[int, int]]:
    """Return the places of an alias as a whole word, but not inside one of the `others`, such as Tern in Tern B."""
    names = sorted({alias, *(name for name in others if name)}, key=len, reverse=True)
    pattern = rf"(?<!\w){_JOINED}({'|'.join(map(re.escape, names))})(?!\w)"
    found = re.finditer(pattern, text, re.IGNORECASE)
    return [match.span(1) for match in found if match[1].casefold() == alias.casefold()]


class Story(QWidget):
    """What happened, in prose. Below it, a strip replaces the old alias of a person by the new one, and undoes that."""

    changed = Signal(str)

    def __init__(self, look: Look, text: str) -> None:
        super().__init__()
        self._look, tr = look, look.tr
        self._renamed: dict[str, str] = {}
        self._names: list[str] = []
        self._replaced = self._replacing = False
        label = tr("What happened, in their words or yours")
        self.prose = prose_edit(look, label, text)
        self.told, self.button = Label(look, "", "second", "ink", wrap=True), Button(look, tr("Replace"), small=True)
        self.button.clicked.connect(lambda _=False: self._press())
        self._strip = QWidget()
        row = strip_margins(QHBoxLayout(self._strip), look.sp(10))
        row.addWidget(Icon(look, "edit", 18, "amb"), 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self.told, 1)
        row.addWidget(self.button)
        whole = strip_margins(QVBoxLayout(self), look.sp(6))
        whole.addWidget(Labelled(look, label, self.prose, tr("Only the recipients that you choose get this text.")))
        whole.addWidget(self._strip)
        self._strip.hide()
        self.prose.textChanged.connect(self._typed)

    def rename(self, old: str, new: str) -> None:
        """Note that the alias of a person was corrected."""
        now = {first: new if last == old else last for first, last in {**self._renamed, old: new}.items()}
        self._renamed = {first: last for first, last in now.items() if first != last}

    def show_names(self, names: Iterable[str]) -> None:
        """Look for old aliases; `names` are all names of the incident now."""
        self._names = [*names]
        self._offer()

    def _left(self) -> list[str]:
        """Return the old aliases in the text that no person of the incident has now."""
        taken, text = {name.casefold() for name in self._names}, self.prose.toPlainText()
        olds = [old for old in self._renamed if old.casefold() not in taken]
        return [old for old in olds if find_alias(text, old, self._names)]

    def _offer(self) -> None:
        tr = self._look.tr
        if left := self._left():
            self._replaced = False
            old, new = left[0], self._renamed[left[0]]
            self._say(tr("The text still says “{old}”. Replace it with “{new}”?", old=old, new=new), tr("Replace"))
        elif not self._replaced and not self._strip.isHidden():
            if self.button.hasFocus():
                self.prose.setFocus(Qt.FocusReason.OtherFocusReason)
            self._strip.hide()

    def _say(self, words: str, act: str) -> None:
        if words != self.told.text() or self._strip.isHidden():
            self.told.setText(words)
            self.button.set_words(act)
            set_accessible_description(self.button, words)
            self._strip.show()
            announce(self, words)

    def _press(self) -> None:
        """Replace the old alias everywhere in the text, as one step that Ctrl Z undoes too; or undo that."""
        if self._replaced:
            self._replaced = False
            self.prose.undo()
            return
        old = self._left()[0]
        new, text = self._renamed[old], self.prose.toPlainText()
        self._replacing = True
        cursor = QTextCursor(self.prose.document())
        cursor.beginEditBlock()
        for start, end in reversed(find_alias(text, old, self._names)):
            cursor.setPosition(_units(text[:start]))
            cursor.setPosition(_units(text[:end]), QTextCursor.MoveMode.KeepAnchor)
            cursor.insertText(new)
        cursor.endEditBlock()
        self._replacing, self._replaced = False, True
        self._say(self._look.tr("The text says “{new}” now.", new=new), self._look.tr("Undo"))
        self._offer()

    def _typed(self) -> None:
        self.changed.emit(self.prose.toPlainText())
        if not self._replacing:
            self._replaced = False
            self._offer()


def _units(text: str) -> int:
    """Return the length of a text as Qt counts it, in units of UTF-16."""
    return len(text.encode("utf-16-le")) // 2
