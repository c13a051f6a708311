"""Show the device check: the problems first, each with its meaning and one step to take."""

from collections.abc import Iterable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.device.findings import DeviceFinding
from app.gui.style.theme import Look
from app.gui.widgets import plain_text
from app.gui.widgets.blocks import PageHeader, PlainRow, ScrollPage, section
from app.gui.widgets.buttons import Button
from app.gui.widgets.labels import column

Rows = Sequence[tuple[DeviceFinding, bool]]
"""The findings, each with True if a person marked it as known."""
WIDEST = 760
"""Pixels of its rows at 100 %."""


class MachineView(ScrollPage):
    """The page. `known` carries the key of a finding, and True if a person knows it."""

    known = Signal(str, bool)

    def __init__(self, look: Look, rows: Rows, back: Button) -> None:
        super().__init__(look, 32)
        self.first, tr = back, look.tr
        self.add(PageHeader(look, tr("Check of this computer"), tr("This check sends no data."), back=back))
        self._part(tr("To review"), (row for row, known in rows if row.state == "care" and not known))
        self._part(tr("Known to you"), (row for row, known in rows if row.state == "care" and known), True)
        self._part(tr("Not known"), (row for row, _ in rows if row.state == "unknown"))
        self._part(tr("No problem"), (row for row, _ in rows if row.state == "good"))
        self.close_column()

    def _part(self, title: str, rows: Iterable[DeviceFinding], known: bool = False) -> None:
        lines: list[QWidget] = [self._row(row, known) for row in rows]
        if lines:
            self.add(column(self.look, section(self.look, title), *lines, gap=6), widest=WIDEST)

    def _row(self, row: DeviceFinding, known: bool) -> QWidget:
        look, tr = self.look, self.look.tr
        icon, ink = {"care": ("alert", "amb"), "good": ("check", "ink2")}.get(row.state, ("info", "ink2"))
        button = None
        if row.state == "care":
            button = Button(look, tr("Warn me again") if known else tr("Do not warn me"), "quiet", small=True)
            plain_text.set_accessible_description(button, tr.phrase(row.said))
            button.clicked.connect(lambda _=False: self.known.emit(row.key, not known))
        second = " ".join(tr.phrase(text) for text in (row.means, row.step) if text)
        return PlainRow(look, icon, tr.phrase(row.said), second, button, "ink2" if known else ink)
