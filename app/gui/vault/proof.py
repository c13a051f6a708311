"""Ask for the current unlock method again: an unlocked window is not enough to change the unlock methods."""

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.gui.style.theme import Look
from app.gui.widgets.buttons import Button
from app.gui.widgets.fields import Labelled, secret_edit
from app.gui.widgets.flow import flow


class PassphraseProof(QWidget):
    """The current passphrase, and its key file if it has one; `browse` asks for a file."""

    browse = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        tr = look.tr
        self._look, self.key_file = look, ""
        self.edit = secret_edit(look, tr("Your passphrase now"))
        help_ = tr("So that nobody at your open computer can do this in your place.")
        self.field = Labelled(look, tr("Your passphrase now"), self.edit, help_)
        self._file = Button(look, tr("With a key file…"), "tool", "key")
        self._file.clicked.connect(lambda _=False: self.browse.emit())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(look.sp(6))
        layout.addWidget(self.field)
        layout.addWidget(flow([self._file]))

    @property
    def passphrase(self) -> str:
        """Return the typed passphrase."""
        return self.edit.text()

    def set_key_file(self, path: str) -> None:
        """Use this key file."""
        self.key_file = path
        self._file.set_words(self._look.tr("Key file: {name}", name=Path(path).name))

    def complete(self) -> bool:
        """Return True if a passphrase was typed. If not, show an error."""
        if self.passphrase.strip():
            return True
        self.wrong(self._look.tr("Type the passphrase that opens the vault now."))
        return False

    def wrong(self, text: str) -> None:
        """Show why it was refused, and move the focus to the field."""
        self.field.set_error(text)
        self.edit.setFocus()
