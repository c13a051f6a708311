"""Enter several values of one field: each chosen one is a button that removes it, a list below adds one more."""

import re
from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.gui.style.theme import Look
from app.gui.widgets import plain_text
from app.gui.widgets.buttons import Button
from app.gui.widgets.fields import Option, Picker
from app.gui.widgets.flow import flow
from app.gui.widgets.labels import strip_margins


class Several(QWidget):
    """Codes, or records by id; with `free`, also other words. `changed` is emitted at each step."""

    changed = Signal()

    def __init__(
        self,
        look: Look,
        name: str,
        options: Callable[[str], Sequence[Option]],
        chosen: Sequence[Option],
        free: bool = False,
    ) -> None:
        super().__init__()
        self._look, self._chosen = look, list(chosen)
        plain_text.set_accessible_name(self, name)
        self._column = strip_margins(QVBoxLayout(self), look.sp(6))
        self._picker = Picker(look, name, look.tr("Add…"), lambda typed: self._left(options(typed)), free=free)
        self._picker.changed.connect(self._add)
        self._row: QWidget | None = None
        self._column.addWidget(self._picker)
        self.setFocusProxy(self._picker)
        self._show()

    def describe(self, text: str) -> None:
        """Describe the help or the error at the list, because the list has the focus."""
        self._picker.describe(text)

    @property
    def values(self) -> list[str]:
        """Return the chosen values, in the order of choice."""
        return [value for value, _ in self._chosen]

    @property
    def words(self) -> list[str]:
        """Return the texts of the chosen values."""
        return [words for _, words in self._chosen]

    def choose(self, chosen: Sequence[Option]) -> None:
        """Replace the chosen values, without a signal."""
        self._chosen = list(chosen)
        self._show()

    def _left(self, options: Sequence[Option]) -> list[Option]:
        """Return the options that are not chosen yet."""
        return [option for option in options if option[0] not in self.values]

    def _add(self, value: str) -> None:
        words = self._picker.words
        self._picker.set_value("", "")
        if value and value not in self.values:
            self._chosen.append((value, words))
            self._show()
            self.changed.emit()

    def _take_away(self, value: str) -> None:
        self._chosen = [option for option in self._chosen if option[0] != value]
        self._picker.setFocus()
        self._show()
        self.changed.emit()

    def _show(self) -> None:
        """Build the buttons again."""
        if self._row is not None:
            self._row.hide()
            self._row.deleteLater()
            self._row = None
        if self._chosen:
            self._row = flow([self._button(*option) for option in self._chosen], self._look.sp(6), self._look.sp(6))
            self._column.insertWidget(0, self._row)

    def _button(self, value: str, words: str) -> Button:
        # The rest is in the tooltip: at 200 % it is wider than the window.
        short = re.split(" [·|] ", words, maxsplit=1)[0]
        button = Button(self._look, short, "std", "close", self._look.tr("Remove {name}", name=words))
        plain_text.set_accessible_name(button, self._look.tr("Remove {name}", name=words))
        button.clicked.connect(lambda _=False: self._take_away(value))
        return button
