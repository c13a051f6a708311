"""Show the result of the vault check: damaged data, repaired data, and repair from a backup."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.actions.vault.integrity_check import Health
from app.gui.style.theme import Look
from app.gui.widgets.blocks import PageHeader, ScrollPage, box, card
from app.gui.widgets.buttons import Button
from app.gui.widgets.edits import secret_edit
from app.gui.widgets.fields import Labelled
from app.gui.widgets.flow import flow
from app.gui.widgets.labels import WIDEST, Label, column


class CheckedView(ScrollPage):
    """The page. `repair` carries the passphrase of the backup, if one was typed. The folder is asked for later."""

    repair = Signal(str)

    def __init__(self, look: Look, health: Health, back: Button) -> None:
        super().__init__(look, 32)
        self.guide = "check"
        tr = look.tr
        text = tr("Amparo deleted nothing. Damaged files are in the folder “aside” of the vault.")
        self.add(PageHeader(look, tr("Result of the check"), text, back=back))
        if health.damaged:
            title = tr("{n} thing is damaged or missing|{n} things are damaged or missing", n=len(health.damaged))
            self.add(self._list(title, health.damaged), self._backup(), widest=WIDEST)
        else:
            said = tr("All data is complete.")
            self.add(box(look, "accentbox", "shield-check", [(said, "")]), widest=WIDEST)
        if health.warnings:
            self.add(self._list(tr("Warning"), health.warnings), widest=WIDEST)
        if health.repaired:
            self.add(self._list(tr("Complete again"), health.repaired), widest=WIDEST)
        self.close_column()

    def _list(self, title: str, rows: Sequence[str]) -> QWidget:
        look = self.look
        said = [Label(look, look.tr.phrase(row), "body", "ink", wrap=True) for row in rows]
        return card(look, Label(look, title, "card"), column(look, *said, gap=10))

    def _backup(self) -> QWidget:
        look, tr = self.look, self.look.tr
        self.passphrase = secret_edit(look, tr("Password of the backup"))
        field = Labelled(
            look, tr("Password of the backup"), self.passphrase,
            tr("Needed only if records or a part of the database are missing. Amparo restores files without it."),
        )  # fmt: skip
        button = Button(look, tr("Restore from a backup…"), "pri", "in")
        button.clicked.connect(lambda _=False: self.repair.emit(self.passphrase.text()))
        self.first = self.passphrase
        text = tr("Amparo only reads the backup, and restores its complete records. Other records do not change.")
        note = Label(look, text, "second", "ink2", wrap=True)
        return card(look, Label(look, tr("From a backup"), "card"), note, field, flow([button]))
