"""Show the letterheads of the vault: the name of the issuer, the address, the ways to answer, and the signatures."""

from collections.abc import Sequence
from typing import Any

from attrs import evolve
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPlainTextEdit

from app.domain.frame import Letterhead
from app.gui.style.theme import Look
from app.gui.widgets.blocks import PageHeader, ScrollPage, card
from app.gui.widgets.buttons import Button, OneOf
from app.gui.widgets.edits import line_edit, prose_edit
from app.gui.widgets.fields import Labelled
from app.gui.widgets.flow import flow

WIDEST = 720
"""Pixels at 100 %."""
_LINES = ("address", "signatories")


class LetterheadView(ScrollPage):
    """The page. `kept` carries the number of a letterhead (0: a new one) and the letterhead."""

    kept = Signal(int, object)

    def __init__(self, look: Look, heads: Sequence[Letterhead], back: Button) -> None:
        super().__init__(look, 32)
        tr, self._heads = look.tr, heads
        about = tr("A letterhead says who asks, and where to answer. You choose it for each paper.")
        self.add(PageHeader(look, tr("Letterhead"), about, back=back))
        labels = {
            "name": tr("Name of the organisation"), "address": tr("Postal address"), "telephone": tr("Telephone"),
            "mail": tr("E-mail"), "site": tr("Website"), "registration": tr("Registration"),
            "signatories": tr("People who sign, one on each line"),
        }  # fmt: skip
        self.edits = {
            name: prose_edit(look, label, "", 2) if name in _LINES else line_edit(look, label)
            for name, label in labels.items()
        }
        names = [(str(n), head.name(tr.language)) for n, head in enumerate(heads, 1)]
        self.which = OneOf(look, [*names, ("0", tr("New letterhead"))], "1" if heads else "0", tr("Letterhead"), True)
        self.which.chosen.connect(lambda _: self._fill())
        self._fields = {name: Labelled(look, labels[name], edit) for name, edit in self.edits.items()}
        keep = Button(look, tr("Save"), "pri", "check", act=self._keep)
        which = [self.which] if heads else []
        self.add(card(look, *which, *self._fields.values(), flow([keep]), gap=12), widest=WIDEST)
        self.first = self.edits["name"]
        self._fill()
        self.close_column()

    @property
    def _head(self) -> Letterhead:
        number = int(self.which.value or 0)
        return self._heads[number - 1] if number else Letterhead({})

    def _fill(self) -> None:
        """Show the chosen letterhead."""
        for name, edit in self.edits.items():
            value = self._head.name(self.look.tr.language) if name == "name" else getattr(self._head, name)
            text = value if isinstance(value, str) else "\n".join(value)
            edit.setPlainText(text) if isinstance(edit, QPlainTextEdit) else edit.setText(text)

    def _keep(self) -> None:
        """Save the letterhead; without a name, ask for it."""
        tr, head, told = self.look.tr, self._head, dict[str, Any]()
        for field, edit in self.edits.items():
            text = edit.toPlainText() if isinstance(edit, QPlainTextEdit) else edit.text()
            told[field] = tuple(filter(None, map(str.strip, text.splitlines()))) if field in _LINES else text.strip()
        name = told.pop("name")
        self._fields["name"].set_error("" if name else tr("Write the name of the organisation."))
        if not name:
            self.edits["name"].setFocus()
        else:
            self.kept.emit(int(self.which.value or 0), evolve(head, names={**head.names, tr.language: name}, **told))
