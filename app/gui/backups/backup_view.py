"""Show the backup page: the last backup, a button for a new one, its passphrase and the days until a reminder."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from app.actions.vault.backups import DAYS
from app.gui.backups.backup_query import BackupPage
from app.gui.style.theme import Look
from app.gui.widgets.blocks import Facts, PageHeader, ScrollPage, box, card
from app.gui.widgets.buttons import Button, OneOf
from app.gui.widgets.edits import secret_edit
from app.gui.widgets.fields import Labelled
from app.gui.widgets.flow import flow
from app.gui.widgets.labels import WIDEST, Label, column, fill, strip_margins


class BackupView(ScrollPage):
    """The page. `again` uses the folder of the last backup, `choose` asks for another; `words` carries the new
    passphrase.
    """

    again = Signal()
    choose = Signal()
    words = Signal(str)
    remind = Signal(int)

    def __init__(self, look: Look, shown: BackupPage, back: Button) -> None:
        super().__init__(look, 32)
        tr = look.tr
        text = tr("An encrypted copy of the vault on a USB stick or another disk, in case you lose this one.")
        self.add(PageHeader(look, tr("Backup"), text, back=back))
        self._parts = QWidget()
        self._line = strip_margins(QVBoxLayout(self._parts), look.sp(16))
        self.add(self._parts, widest=WIDEST)
        self.close_column()
        self.first: QWidget = self
        self.show_page(shown)

    def show_page(self, shown: BackupPage) -> None:
        """Show the current state of the backups, but not while the person types a passphrase."""
        if any(edit.hasFocus() and edit.text() for edit in self.findChildren(QLineEdit)):
            return
        due = [box(self.look, "amber", "alert", [(shown.due, "who")], "amb")] if shown.due else []
        last = [self._last(shown)] if shown.opens else []
        fill(self._line, *due, *last, self._opening(shown), self._reminding(shown))

    def _last(self, shown: BackupPage) -> QWidget:
        look, tr = self.look, self.look.tr
        choose = Button(look, tr("Choose a folder…"), "std" if shown.folder else "pri", "folder", act=self.choose.emit)
        title = Label(look, tr("Last backup"), "card")
        buttons: list[QWidget] = [choose]
        self.first = choose
        if shown.folder:
            self.now = Button(look, tr("Back up now"), "pri", "disk", act=self.again.emit)
            self.first, buttons = self.now, [self.now, choose]
            body: QWidget = Facts(look, shown.facts)
        else:
            body = Label(
                look, tr("None yet. Choose a folder on a USB stick or another disk."), "second", "ink2", wrap=True
            )
        return card(look, title, body, flow(buttons))

    def _opening(self, shown: BackupPage) -> QWidget:
        look, tr = self.look, self.look.tr
        self.typed = secret_edit(look, tr("Password of the backup"))
        self.repeated = secret_edit(look, tr("Repeat the password"))
        for edit in (self.typed, self.repeated):
            edit.returnPressed.connect(self._set)
        note = tr("You can use the password of this vault.")
        self._again = Labelled(look, tr("Repeat the password"), self.repeated)
        fields = column(look, Labelled(look, tr("Password of the backup"), self.typed, note), self._again, gap=12)
        take = Button(look, tr("Save the password"), "std" if shown.opens else "pri", "key", act=self._set)
        said = shown.opens or tr(
            "Backups have no password yet. Choose one first: without it, no one can open a backup."
        )
        if not shown.opens:
            self.first = self.typed
        return card(look, Label(look, tr("Password or shares"), "card"), Label(look, said, "second", "ink2", wrap=True),
                    fields, flow([take]))  # fmt: skip

    def _set(self) -> None:
        """Emit the passphrase if both fields contain the same words."""
        if not self.typed.text().strip():
            self.typed.setFocus()
        elif self.typed.text().split() != self.repeated.text().split():
            self._again.set_error(self.look.tr("The two passwords differ."))
            self.repeated.setFocus()
        else:
            words = self.typed.text()
            for edit in (self.typed, self.repeated):
                edit.clear()
            self.words.emit(words)

    def _reminding(self, shown: BackupPage) -> QWidget:
        look, tr = self.look, self.look.tr
        options = [(str(n), tr("{n} day|{n} days", n=n) if n else tr("Never")) for n in DAYS]
        self.days = OneOf(look, options, str(shown.days), tr("Remind me after"))
        self.days.chosen.connect(lambda value: self.remind.emit(int(value)))
        note = tr(
            "When the backup is older than this and records changed, the line at the bottom of the window turns amber."
        )
        return card(look, Label(look, tr("Remind me after"), "card"), self.days,
                    Label(look, note, "second", "ink2", wrap=True))  # fmt: skip
