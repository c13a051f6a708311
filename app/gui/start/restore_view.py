"""Restore a vault from a backup before any vault is open: the folder or file of the backup, and its passphrase."""

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QVBoxLayout, QWidget

from app.gui.start.unlock_window import help_button
from app.gui.style.theme import Look
from app.gui.widgets import plain_text
from app.gui.widgets.blocks import PageHeader, ScrollPage, box
from app.gui.widgets.browse import Browser
from app.gui.widgets.buttons import Button
from app.gui.widgets.edits import line_edit
from app.gui.widgets.fields import Labelled
from app.gui.widgets.labels import at_most, discard, strip_margins
from app.gui.widgets.ring import Ring
from app.store.upkeep.backup_archive import SUFFIX

WIDEST = 760
"""Width in pixels at 100 %, because a path is a line of text to read."""


class RestoreView(QFrame):
    """The page. `restore` carries the folder or file of the backup and the typed passphrase."""

    back = Signal()
    restore = Signal(str, str)

    def __init__(self, look: Look, start: Path, to: Path) -> None:
        super().__init__()
        self.setObjectName("pane")
        tr = look.tr
        plain_text.title(self, tr("Restore a backup"))
        self._look = look
        page = ScrollPage(look, 32, ground="pane")
        back = Button(look, tr("Back"), "quiet", "back", tr("Esc"))
        back.clicked.connect(self.back)
        text = tr(
            "Amparo makes a new vault from the backup in {folder}. The password of the backup opens it.", folder=str(to)
        )
        page.add(PageHeader(look, tr("Restore a backup"), text, [help_button(look, self, "backup")], back))
        self.words = line_edit(look, tr("Password of the backup"))
        self.words.setEchoMode(QLineEdit.EchoMode.Password)
        self._field = Labelled(look, tr("Password of the backup"), self.words)
        page.add(self._field, widest=WIDEST)
        label, files = tr("Folder or file of the backup"), (SUFFIX,)
        self.browser = Browser(look, label, start, tr("Restore from this"), files, either=True, act=self._go)
        self.browser.list.setFixedHeight(look.px(180))
        page.add(self.browser, widest=WIDEST)
        page.close_column()
        self._page = page
        self._said: QWidget | None = None
        self._whole = strip_margins(QVBoxLayout(self), 0)
        self._whole.addWidget(page)
        self._ring = Ring(look, self)
        self.words.setFocus(Qt.FocusReason.OtherFocusReason)

    def _go(self, folder: str) -> None:
        if not self.words.text().strip():
            self._field.set_error(self._look.tr("Type the password of the backup first."))
            self.words.setFocus()
            return
        self._field.set_error("")
        self.restore.emit(folder, self.words.text())

    def busy(self, strip: QFrame) -> None:
        """Show the progress, and block a second start."""
        self._say("")
        self.browser.take.setEnabled(False)
        self._whole.addWidget(strip)

    def failed(self, text: str) -> None:
        """Show why no vault was made. The typed text stays."""
        self.browser.take.setEnabled(True)
        self._say(text)

    def _say(self, text: str) -> None:
        if self._said is not None:
            discard(self._page.body, self._said)
            self._said = None
        if text:
            self._said = at_most(self._look, box(self._look, "amber", "alert", [(text, "")], "amb"), WIDEST)
            self._page.body.insertWidget(1, self._said)
            self._page.ensureVisible(0, 0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go back on Esc, unless a restore is running."""
        if event.key() == Qt.Key.Key_Escape and self.browser.take.isEnabled():
            self.back.emit()
        else:
            super().keyPressEvent(event)
