"""Enter recovery shares: typed with completion, pasted, or from a file. Each is checked immediately."""

from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QTextCursor
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.gui.style.theme import Look
from app.gui.vault import shares_query as reading
from app.gui.widgets import plain_text
from app.gui.widgets.blocks import PlainRow
from app.gui.widgets.buttons import Button
from app.gui.widgets.edits import prose_edit
from app.gui.widgets.fields import Labelled
from app.gui.widgets.flow import flow
from app.gui.widgets.labels import Label, strip_margins

_ENDS = (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter)
MOST_BYTES = 64 << 10
"""Maximum bytes of a file with shares. Sixteen shares have 4 KiB."""


class ShareEntry(QWidget):
    """The entry of shares.

    `enough` carries the words of each share when enough valid ones are entered. `browse` asks for a file.
    """

    enough = Signal(tuple)
    browse = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.gathered = reading.Gathered(look.tr)
        tr = look.tr
        self.edit = prose_edit(look, tr("Words of a share"), lines=4)
        self.edit.setInputMethodHints(Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoPredictiveText)
        self.edit.setLayoutDirection(Qt.LayoutDirection.LeftToRight)  # the words are English in every language
        option = self.edit.document().defaultTextOption()
        option.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignAbsolute)
        self.edit.document().setDefaultTextOption(option)
        self.edit.installEventFilter(self)
        self.edit.textChanged.connect(self._changed)
        help_ = tr(
            "For each word, type at least its first four letters and a space. You can also type the "
            "numbers from the paper."
        )
        self.field = Labelled(look, tr("Words of a share"), self.edit, help_)
        self._said = Label(look, "", "second", "ink2", wrap=True)
        self.take = Button(look, tr("Add this share"), "std", "plus", act=lambda: self.add(self.edit.toPlainText()))
        self.file = Button(look, tr("From a text file…"), "tool", "files", act=self.browse.emit)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(look.sp(8))
        layout = strip_margins(QVBoxLayout(self), look.sp(12))
        layout.addLayout(self._rows)
        layout.addWidget(self.field)
        layout.addWidget(flow([self.take, self.file]))
        layout.addWidget(self._said)
        self._show()

    def add(self, text: str) -> None:
        """Accept the valid shares of a text. The rest stays in the field, with an error."""
        if not text.strip():
            self.field.set_error(self._look.tr("Type the words of a share first."))
            return
        entered = self.gathered.add(text)
        if entered.left.split() != text.split():  # equal text: a person corrects it, with the cursor at a word
            self.edit.blockSignals(True)
            self.edit.setPlainText(entered.left)
            self.edit.blockSignals(False)
            self.edit.moveCursor(QTextCursor.MoveOperation.End)
        self.field.set_error(entered.said)
        self._show()
        if self.gathered.shares and not self.gathered.missing:
            self.enough.emit(tuple(" ".join(share.words) for share in self.gathered.shares))
        else:
            self.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def read_file(self, path: str) -> None:
        """Add the shares of a text file."""
        try:
            with Path(path).open("rb") as file:
                text = file.read(MOST_BYTES).decode()
        except (OSError, UnicodeDecodeError):
            self.field.set_error(self._look.tr("Amparo cannot read this file as text. Choose a text file."))
            return
        self.add(text)

    def _changed(self) -> None:
        text = self.edit.toPlainText()
        if reading.has_all_words(text) and (
            text[-1:].isspace() or not reading.judge_share_text(self._look.tr, text, False)[0]
        ):
            self.add(text)
            return
        wrong, said = reading.judge_share_text(self._look.tr, text, not text[-1:].isspace())
        self.field.set_error(said if wrong else "")
        self._say("" if wrong or not text.strip() else said)

    def _say(self, words: str) -> None:
        self._said.setText(words or self._needed())

    def _needed(self) -> str:
        if not self.gathered.shares:
            return ""
        missing = self.gathered.missing
        if not missing:
            return self._look.tr("Enough shares.")
        return self._look.tr("{n} more share is needed.|{n} more shares are needed.", n=missing)

    def _show(self) -> None:
        tr = self._look.tr
        while (item := self._rows.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        for share in self.gathered.shares:
            away = Button(self._look, tr("Remove share"), "tool")
            plain_text.set_accessible_description(away, tr("Share {n}", n=share.number))
            away.clicked.connect(lambda _=False, number=share.number: self._drop(number))
            second = tr("This share is correct. You need {n} shares of this set.", n=share.threshold)
            self._rows.addWidget(PlainRow(self._look, "check", tr("Share {n}", n=share.number), second, away, "acc"))
        self._say("")

    def _drop(self, number: int) -> None:
        self.gathered.drop(number)
        self._show()
        self.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Complete a word at a space or Enter, if its letters are enough."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and event.key() in _ENDS:
            self._complete()
        return False

    def _complete(self) -> None:
        cursor = self.edit.textCursor()
        cursor.movePosition(QTextCursor.MoveOperation.StartOfWord, QTextCursor.MoveMode.KeepAnchor)
        fits = reading.list_matching_words(cursor.selectedText()) if cursor.selectedText() else ()
        if len(fits) == 1 and fits[0] != cursor.selectedText():
            cursor.insertText(fits[0])
            self.edit.setTextCursor(cursor)
