"""Show the parts of a record by kind. Each part is a link, and a button adds one more."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain.kind import Kind
from app.gui.records.link_row import LinkedRow
from app.gui.style.theme import Look
from app.gui.widgets.blocks import Facts, section
from app.gui.widgets.buttons import Button
from app.gui.widgets.flow import flow
from app.gui.widgets.labels import column, rule
from app.gui.widgets.page_values import Fact3, Part, RowView


def kept_block(look: Look, kept: Sequence[Fact3]) -> list[QWidget]:
    """Return the source's original words that are stored with a record, under a title. Return an empty list if there
    are none.
    """
    title = section(look, look.tr("As in the source"))
    return [rule(), column(look, title, Facts(look, kept))] if kept else []


class Parts(QWidget):
    """The parts of one record, and the `offered` kinds. `opened` carries the id of a part, `write` a chosen kind."""

    opened = Signal(str)
    write = Signal(str)

    def __init__(self, look: Look, offered: Sequence[Kind], parts: Sequence[Part]) -> None:
        super().__init__()
        self._look = look
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(look.sp(16))
        for _, word, lines in parts:
            layout.addWidget(rule())
            layout.addWidget(column(look, section(look, word), *map(self._row, lines), gap=6))
        if offered:
            layout.addWidget(rule())
            layout.addWidget(flow([self._add(kind) for kind in offered], look.sp(16), look.sp(4)))

    def _row(self, line: RowView) -> QWidget:
        row = LinkedRow(self._look, line)
        row.clicked.connect(lambda _=False: self.opened.emit(line.key))
        return row

    def _add(self, kind: Kind) -> QWidget:
        tr = self._look.tr
        add = Button(self._look, tr("Add: {kind}", kind=tr(kind.label)), "quiet", "plus")
        add.clicked.connect(lambda _=False: self.write.emit(kind.name))
        return add
