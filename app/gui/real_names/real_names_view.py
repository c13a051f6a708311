"""Show the names password on other pages: the strip while it is open, a person's real name, and the page to open it."""

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QLineEdit, QVBoxLayout, QWidget

from app.gui.real_names.real_names_query import Real, RealCard
from app.gui.style.theme import Look
from app.gui.widgets import plain_text
from app.gui.widgets.blocks import Facts, PageHeader, PlainRow, ScrollPage, card
from app.gui.widgets.buttons import Button
from app.gui.widgets.edits import line_edit
from app.gui.widgets.fields import Labelled
from app.gui.widgets.flow import flow
from app.gui.widgets.labels import fill, strip_margins

WIDEST = 560
"""Width of the fields in pixels at 100 %."""
LABELS = 140
"""Pixels of the column of labels at 100 %."""


class RealNames(QFrame):
    """A person's real name: hidden, or readable while real names are open. `edit` carries a record id, or an empty
    text.
    """

    open = Signal()
    set_up = Signal()
    edit = Signal(str)
    stale = Signal()
    """Emitted when the real names are opened or closed: this part must be read again."""

    def __init__(self, look: Look, shown: Real) -> None:
        super().__init__()
        self._look = look
        self._blocks = strip_margins(QVBoxLayout(self), look.sp(12))
        self.show_real(shown)

    def show_real(self, shown: Real) -> None:
        """Replace the content."""
        fill(self._blocks, *([self._closed(shown)] if shown.names is None else self._opened(shown.names)))

    def _closed(self, shown: Real) -> QWidget:
        look, tr = self._look, self._look.tr
        if not shown.set_up:
            button = Button(look, tr("Set one up…"), "std", small=True, act=self.set_up.emit)
            said = tr("There is no names password yet. So the vault can have no real name.")
            return PlainRow(look, "vault", tr("Real name"), said, button)
        button = Button(look, tr("Open…"), "std", small=True, act=self.open.emit)
        plain_text.set_accessible_description(button, tr("Real name"))
        if shown.held:
            title, said = tr("Real name: needs the names password"), tr("The log records each view.")
        else:
            title, said = tr("Real name: not saved"), tr("A names password would protect the real name.")
        return PlainRow(look, "vault", title, said, button)

    def _opened(self, names: tuple[RealCard, ...]) -> list[QWidget]:
        look, tr = self._look, self._look.tr
        blocks: list[QWidget] = []
        for one in names:
            edit = Button(look, tr("Edit"), "std", "edit", small=True)
            plain_text.set_accessible_description(edit, tr("Real name"))
            edit.clicked.connect(lambda _=False, key=one.key: self.edit.emit(key))
            said = tr("Only you see the real name. It leaves the vault only if you make a list of real names.")
            head = PlainRow(look, "vault", tr("Needs the names password"), said, edit)
            blocks.append(card(look, head, Facts(look, one.facts, LABELS)))
        if not names:
            write = Button(look, tr("Enter real name…"), "std", "edit", small=True, act=lambda: self.edit.emit(""))
            said = tr("A names password would protect the real name.")
            blocks.append(PlainRow(look, "vault", tr("Real name: not saved"), said, write))
        return blocks


class OpenView(ScrollPage):
    """The page that asks for the names password.

    `unlock` carries the password and the reason. The field is emptied immediately.
    """

    unlock = Signal(str, str)

    def __init__(self, look: Look, back: Button) -> None:
        super().__init__(look, 32)
        self.guide = "second-lock"
        tr = look.tr
        text = tr(
            "The names password protects the real names. They close automatically, and the log records each view."
        )
        self.add(PageHeader(look, tr("Open the real names"), text, back=back))
        self.words = line_edit(look, tr("Your names password"), tall=True)
        self.words.setEchoMode(QLineEdit.EchoMode.Password)
        self.words.setInputMethodHints(Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoPredictiveText)
        self.words.returnPressed.connect(self._go)
        self.field = Labelled(look, tr("Your names password"), self.words, tr("Do not use the vault password."))
        self._why = line_edit(look, tr("Why, for the log"))
        self._why.returnPressed.connect(self._go)
        explained = tr("Optional. Do not write real names: the names password does not protect the log.")
        self._button = Button(look, tr("Open"), "pri", "vault", act=self._go)
        self.add(self.field, Labelled(look, tr("Why, for the log"), self._why, explained), widest=WIDEST)
        self.add(flow([self._button]))
        self.close_column()
        self.first = self.words
        self._left, self._said = 0, ""
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._count)

    def failed(self, said: str, wait: int) -> None:
        """Show why it did not open, and accept no other words for `wait` seconds."""
        self._left, self._said = wait, said
        self._button.setEnabled(False)
        self._count()
        self._timer.start(1000)

    def _count(self) -> None:
        if self._left <= 0:
            self._timer.stop()
            self._button.setEnabled(True)
            self.words.setReadOnly(False)
            self.field.set_error("")
            return
        said = self.look.tr("Wait {n} second.|Wait {n} seconds.", n=self._left)
        self.field.set_error(f"{self._said} {said}")
        self._left -= 1

    def _go(self) -> None:
        typed = self.words.text()
        if typed.strip() and self._button.isEnabled():
            self.words.clear()
            self._button.setEnabled(False)
            self.words.setReadOnly(True)
            self.unlock.emit(typed, self._why.text().strip())
