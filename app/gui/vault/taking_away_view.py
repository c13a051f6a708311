"""Remove an unlock method: explain the loss, and ask for the passphrase again."""

from PySide6.QtCore import Signal

from app.gui.style.theme import Look
from app.gui.vault.proof import PassphraseProof
from app.gui.widgets.blocks import PageHeader, ScrollPage
from app.gui.widgets.buttons import Button
from app.gui.widgets.flow import flow

WIDEST = 640
"""Pixels of the page at 100 %."""


class TakingAwayView(ScrollPage):
    """The page. `go` carries the passphrase and the key file that open the vault now."""

    go = Signal(str, str)

    def __init__(self, look: Look, title: str, text: str, act: str, back: Button) -> None:
        super().__init__(look, 32)
        self.add(PageHeader(look, title, text, back=back))
        self.proof = PassphraseProof(look)
        self.proof.edit.returnPressed.connect(self._go)
        self.button = Button(look, act, "danger")
        self.button.clicked.connect(lambda _=False: self._go())
        self.add(self.proof, flow([self.button]), widest=WIDEST)
        self.first = self.proof.edit
        self.close_column()

    def _go(self) -> None:
        if self.proof.complete():
            self.button.setEnabled(False)
            self.go.emit(self.proof.passphrase, self.proof.key_file)

    def failed(self, text: str) -> None:
        """Show why nothing was changed."""
        self.button.setEnabled(True)
        self.proof.wrong(text)
