"""Show the filters of a list as words below its head. Each can be removed separately."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from app.gui.style.theme import Look
from app.gui.widgets import plain_text
from app.gui.widgets.buttons import Button, IconButton
from app.gui.widgets.flow import FlowLayout
from app.gui.widgets.labels import discard


class Filters(QWidget):
    """The words. `more` opens the page of filters; the list places it. `taken_away` carries an index from 0."""

    taken_away = Signal(int)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.more = IconButton(look, "filter", look.tr("Filter…"))
        self._layout = FlowLayout(self, look.sp(6), look.sp(6))
        self._words: list[Button] = []
        self.hide()

    def show_words(self, words: Sequence[str]) -> None:
        """Replace the words. The focus stays on its word, or goes to the next one."""
        at = next((number for number, button in enumerate(self._words) if button.hasFocus()), None)
        for old in self._words:
            discard(self._layout, old)
        self._words = [self._word(number, said) for number, said in enumerate(words)]
        self.setVisible(bool(words))
        if at is not None:
            after = self._words[min(at, len(words) - 1)] if words else self.more
            after.setFocus(Qt.FocusReason.OtherFocusReason)

    def _word(self, number: int, said: str) -> Button:
        button = Button(self._look, said, "chip", "close", self._look.tr("Take this filter away"), small=True)
        plain_text.set_accessible_description(button, button.toolTip())
        button.clicked.connect(lambda _=False: self.taken_away.emit(number))
        self._layout.addWidget(button)
        button.show()
        return button
