"""Now: how many things need a person, in words; then what is due, what came, what waits, each row to its page."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.gui.look import Look
from app.gui.shown import NowPage
from app.gui.widgets.blocks import Empty, Page, PageHeader, section
from app.gui.widgets.buttons import Button
from app.gui.widgets.labels import column
from app.gui.widgets.openrow import OpenRow


class NowView(Page):
    """The page. `opened` carries the key of a row."""

    new = Signal()
    opened = Signal(str)

    def __init__(self, look: Look, shown: NowPage) -> None:
        super().__init__(look, 32, gap=20)
        tr = look.tr
        new = Button(look, tr("New incident"), "pri", "plus", tr("New incident  Ctrl N"))
        new.clicked.connect(lambda _=False: self.new.emit())
        head = PageHeader(look, shown.title, shown.second, [new])
        head.second.setProperty("ink", "ink2")  # it counts what needs a person
        self.add(head)
        self.rows: dict[str, OpenRow] = {}
        for part in shown.sections:
            rows: list[QWidget] = []
            for line in part.rows:
                row = self.rows[line.key] = OpenRow(look, line)
                row.clicked.connect(lambda _=False, key=line.key: self.opened.emit(key))
                rows.append(row)
            self.add(column(look, section(look, part.title, part.count), column(look, *rows, gap=0), gap=4))
        if not shown.sections:
            text = tr("What is due, what came and what waits to be sent will stand here.")
            self.add(Empty(look, "check", tr("All done"), text))
        self.close_column()
