"""The one field for a date: it shows the meaning of the typed text immediately, and saves that meaning."""

import re
from datetime import date

from PySide6.QtCore import Signal

from app.domain.moment import Way
from app.domain.typed_moment import settle_typed
from app.gui.style.dates import moment_words
from app.gui.style.theme import Look
from app.gui.widgets.edits import LineEdit, dress_line

_MINUTE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d", re.ASCII)


def show_minute(text: str) -> str:
    """Return a stored date as a field shows it: a minute with a space in the place of the T."""
    return text.replace("T", " ") if _MINUTE.fullmatch(text) else text


class DateEdit(LineEdit):
    """A field for a date. `understood` carries the meaning of its text in words, or an empty text.

    An unchanged saved date stays as it is, also if its day is now on the other side of today.
    """

    understood = Signal(str)

    def __init__(self, look: Look, name: str, saved: str, typed: str, today: date, way: Way) -> None:
        """Show `typed`. `today` is the day of the vault's clock, `way` the side of it on which the date lies."""
        super().__init__(show_minute(typed))
        dress_line(self, look, name)
        self._look, self._saved, self._today, self._way = look, saved, today, way
        self.value: str | None = None
        """The text to save: the meaning, or the typed text without a meaning."""
        self.wrong = ""
        """The sentence about a text that is no date of this field; empty if it is one."""
        self.meaning = ""
        self.textChanged.connect(self._read)
        self._read()

    def kept(self) -> str:
        """Return the text for a draft: the meaning, because "tomorrow" changes, or else every typed letter."""
        return self.text() if self.wrong else self.value or ""

    def _read(self) -> None:
        text, tr = self.text().strip(), self._look.tr
        self.value, self.wrong, self.meaning = text or None, "", ""
        if text and text == show_minute(self._saved):
            self.value, self.meaning = self._saved, moment_words(tr, self._saved, long=True)
        elif text:
            try:
                self.value, moment = settle_typed(text, self._today, tr.language, self._way)
            except ValueError as error:
                self.wrong = tr.phrase(str(error))
            else:
                self.meaning = moment_words(tr, moment.text, long=True) if moment else ""
        if self.meaning:
            self.meaning = tr("= {date}", date=self.meaning)
        self.understood.emit(self.meaning)
