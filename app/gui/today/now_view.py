"""Show the page Now: the number of things that need a person, then due, received and waiting items, as links."""

from PySide6.QtCore import Signal

from app.gui.style.theme import Look
from app.gui.widgets.blocks import Empty, PageHeader, ScrollPage, section
from app.gui.widgets.buttons import Button
from app.gui.widgets.labels import column
from app.gui.widgets.openrow import OpenRow, open_rows
from app.gui.widgets.page_values import NowPage


class NowView(ScrollPage):
    """The page. `opened` carries the key of a row."""

    new = Signal()
    opened = Signal(str)

    def __init__(self, look: Look, shown: NowPage) -> None:
        super().__init__(look, 32, gap=20)
        tr = look.tr
        self.new_button = new = Button(look, tr("New incident"), "pri", "plus", tr("New incident  Ctrl N"))
        new.clicked.connect(lambda _=False: self.new.emit())
        head = PageHeader(look, shown.title, shown.second, [new])
        head.second.setProperty("ink", "ink2")  # the line counts the things that need a person
        self.add(head)
        self.rows: dict[str, OpenRow] = {}
        for part in shown.sections:
            rows = open_rows(look, part.rows, self.opened.emit, self.rows)
            self.add(column(look, section(look, part.title, part.count), column(look, *rows, gap=0), gap=4))
        if not shown.sections:
            text = tr("What is due, what came and what waits to be sent will stand here.")
            self.add(Empty(look, "check", tr("All done"), text))
        self.close_column()
