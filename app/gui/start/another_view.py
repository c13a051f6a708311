"""Choose the folder of another vault. Amparo does not store the choice."""

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout

from app.gui.shell.choosing_view import Choosing
from app.gui.start.unlock_window import help_button
from app.gui.style.theme import Look
from app.gui.widgets import plain_text
from app.gui.widgets.browse import Browser
from app.gui.widgets.ring import Ring


class Another(QFrame):
    """The choice of a folder with a vault, or of a folder for a new vault."""

    back = Signal()
    picked = Signal(str)

    def __init__(self, look: Look, home: Path) -> None:
        super().__init__()
        self.setObjectName("pane")
        tr = look.tr
        plain_text.title(self, tr("Another vault"))
        text = tr("Choose the folder of a vault to open it. In another folder, you can make a new vault.")
        start = next((folder for folder in (home, *home.parents) if folder.is_dir()), Path.home())
        browser = Browser(look, tr("Folder of the vault"), start, tr("Use this folder"), act=self.picked)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        aid = help_button(look, self, "unlock")
        layout.addWidget(Choosing(look, tr("Another vault"), text, browser, self.back.emit, "unlock", "pane", [aid]))
        self._ring = Ring(look, self)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go back on Esc."""
        if event.key() == Qt.Key.Key_Escape:
            self.back.emit()
        else:
            super().keyPressEvent(event)
