"""Show who did what to whom: a matrix with the acts of the chosen cell in a panel, or a time line (look 11)."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.gui.cases.cases_query import WhoPage
from app.gui.style.theme import Look
from app.gui.widgets.blocks import Badge, Empty, PageHeader, PlainRow, box, section
from app.gui.widgets.buttons import Button, OneOf
from app.gui.widgets.labels import Label, column, fill
from app.gui.widgets.matrix import MatrixModel, MatrixTable
from app.gui.widgets.page_values import RowView
from app.gui.widgets.split import Panelled


class WhoView(Panelled):
    """The page of the matrix and the time line."""

    leave = Signal()

    def __init__(self, look: Look, shown: WhoPage, back: Button) -> None:
        super().__init__(look, 330, 960)
        self._shown = shown
        tr = look.tr
        self.ways = OneOf(look, [("matrix", tr("Matrix")), ("time", tr("Time line"))], "matrix", tr("View"))
        self.ways.chosen.connect(self._show)
        title = tr("Who did what to whom")
        self.page.add(PageHeader(look, title, tr.line(shown.title, shown.second), [self.ways], back))
        self.table = self._table(shown)
        self._matrix, self._line = self._with_table(), self._time_line()
        self.page.add(self._matrix, self._line)
        self.page.close_column()
        self._show("matrix")
        if shown.numbers:
            self.table.take_cell(*max(shown.numbers, key=lambda at: (shown.numbers[at], -at[0], -at[1])))

    def take_focus(self) -> None:
        """Move the focus to the cells."""
        self.table.setFocus()

    def _table(self, shown: WhoPage) -> MatrixTable:
        look, tr = self.look, self.look.tr
        model = MatrixModel(
            shown.rows, shown.columns, shown.numbers, (shown.row_totals, shown.column_totals, shown.total),
            (tr("Victim / perpetrator"), tr("Acts")),
            lambda whom, who, n: tr("{whom}, by {who}: {n} act|{whom}, by {who}: {n} acts", whom=whom, who=who, n=n),
        )  # fmt: skip
        table = MatrixTable(look, model, tr("Who did what to whom"))
        table.chosen.connect(self._cell)
        return table

    def _with_table(self) -> QWidget:
        look, tr, shown = self.look, self.look.tr, self._shown
        rule = Label(look, shown.rule, "small", "ink3", wrap=True)
        note = [Label(look, tr("Others: {names}", names=shown.note), "small", "ink2", wrap=True)] if shown.note else []
        return column(look, rule, self.table, *note, gap=12)

    def _time_line(self) -> QWidget:
        look = self.look
        blocks: list[QWidget] = []
        if n := self._shown.left_out:
            words = look.tr("{n} older entry is not shown|{n} older entries are not shown", n=n)
            blocks.append(Label(look, words, "second", "ink2", wrap=True))
        for month, lines in self._shown.months:
            blocks += [section(look, month), *(_row(look, line, line.icon) for line in lines)]
        if not blocks:
            blocks = [
                Empty(look, "clock", look.tr("Nothing yet"), look.tr("Acts and actions taken appear here by date."))
            ]
        return column(look, *blocks, gap=9)

    def _show(self, way: str) -> None:
        """Show the matrix or the time line."""
        self._matrix.setVisible(way == "matrix")
        self._line.setVisible(way == "time")
        self.show_panel(way == "matrix" and bool(self._shown.cells))

    def _cell(self, row: int, by: int) -> None:
        """Show the acts of a cell in the panel."""
        look, tr, shown = self.look, self.look.tr, self._shown
        spot, inside = self.table.visualRect(self.table.currentIndex()), self.page.widget()
        if inside is not None:
            at = self.table.viewport().mapTo(inside, spot.center())
            self.page.ensureVisible(at.x(), at.y(), 0, spot.height())
        fill(self.panel.body)
        whom = Label(look, shown.rows[row], "card", wrap=True)
        who = Label(look, tr("by {who}", who=shown.columns[by]), "body", "ink2", wrap=True)
        lines = shown.cells.get((row, by), ())
        self.panel.add(column(look, whom, who, gap=2), column(look, *(_row(look, line, "") for line in lines), gap=9))
        more = shown.numbers.get((row, by), 0) - len(lines)
        if more:
            self.panel.add(Label(look, tr("{n} more|{n} more", n=more), "second", "ink2"))
        if not lines:
            self.panel.add(box(look, "box", "minus", [(tr("No act is recorded here."), "")]))
        self.panel.close_column()


def _row(look: Look, line: RowView, icon: str) -> QWidget:
    far = Badge(look, *line.badge) if line.badge else None
    return PlainRow(look, icon, line.title, line.second, far)
