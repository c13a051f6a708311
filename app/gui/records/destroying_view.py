"""Show the data to destroy, the data that stays and places of possible copies, then ask for the code."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.gui.records.destroying_query import DestroyPage
from app.gui.style.theme import Look
from app.gui.widgets.blocks import PageHeader, PlainRow, ScrollPage, box, section
from app.gui.widgets.buttons import Button, OneOf
from app.gui.widgets.edits import line_edit
from app.gui.widgets.fields import Labelled
from app.gui.widgets.flow import flow
from app.gui.widgets.labels import Label, column
from app.gui.widgets.page_values import RowView

WIDEST = 760
"""Pixels of its blocks at 100 %."""


class DestroyView(ScrollPage):
    """The page. `chosen` asks for another scope of the destruction. `destroying` carries the reason, after the code is
    typed.
    """

    chosen = Signal(str)
    destroying = Signal(str)

    def __init__(self, look: Look, shown: DestroyPage, back: Button) -> None:
        super().__init__(look, 32)
        tr = look.tr
        self._code = shown.code
        said = tr("You cannot undo this or restore the record.")
        self.add(PageHeader(look, tr("Destroy permanently"), said, back=back))
        if shown.choices:
            self.choice = OneOf(look, list(shown.choices), shown.choice, tr("What to destroy"), act=self.chosen)
            self.add(flow([self.choice]))
        self._rows(tr("Destroyed"), shown.goes, shown.goes_count)
        self._rows(tr("Not destroyed"), shown.stays)
        self._rows(tr("Possible copies"), shown.copies)
        self.add(*self._fields(), widest=WIDEST)
        self.close_column()

    def _rows(self, title: str, rows: Sequence[RowView], count: str = "") -> None:
        look = self.look
        lines: list[QWidget] = [
            PlainRow(
                look, row.icon, row.title, row.second, Label(look, row.far, "second", "ink2") if row.far else None,
                row.ink,
            )
            for row in rows
        ]  # fmt: skip
        self.add(column(look, section(look, title, count), *lines, gap=6), widest=WIDEST)

    def _fields(self) -> list[QWidget]:
        look, tr = self.look, self.look.tr
        self.reason = line_edit(look, tr("Reason"))
        self.reason.setMaxLength(500)
        note = tr("The reason stays in the chain of custody permanently. Write no names and no contents.")
        self.typed = line_edit(look, tr("Type {code} to destroy it", code=self._code))
        self.typed.textChanged.connect(lambda _: self._arm())
        self.typed.returnPressed.connect(self._press)
        self.button = Button(look, tr("Destroy permanently"), "red", "trash", act=self._press)
        self._arm()
        said = tr("Close Amparo afterwards: its memory can still contain the records that it showed.")
        return [
            Labelled(look, tr("Reason"), self.reason, note),
            Labelled(look, tr("Type {code} to destroy it", code=self._code), self.typed),
            box(look, "box", "info", [(said, "")]),
            flow([self.button]),
        ]

    def _arm(self) -> None:
        self.button.setEnabled(self.typed.text().strip().upper() == self._code)

    def _press(self) -> None:
        if self.button.isEnabled():
            self.button.setEnabled(False)
            self.destroying.emit(self.reason.text().strip())


def destroy_button(look: Look, act: Callable[[], object]) -> Button:
    """Return the quiet button that opens this page, for the end of another page."""
    tip = look.tr("Shows the consequences first")
    return Button(look, look.tr("Destroy permanently…"), "quiet", "trash", tip, act=act)
