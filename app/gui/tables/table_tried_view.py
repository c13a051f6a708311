"""Show the effect of an import, every refused row with its reason, and the button that starts the import."""

from collections.abc import Sequence

from PySide6.QtCore import QStringListModel, Signal
from PySide6.QtWidgets import QListView, QWidget

from app.gui.style.theme import Look
from app.gui.tables.table_values import TriedPage
from app.gui.widgets import plain_text
from app.gui.widgets.blocks import Facts, PageHeader, ScrollPage, box, card
from app.gui.widgets.buttons import Button
from app.gui.widgets.flow import flow
from app.gui.widgets.labels import Label

WIDEST = 760
"""Width in pixels at 100 %."""


class TriedView(ScrollPage):
    """The page after the test of an import; nothing is stored yet."""

    go = Signal()
    save_refused = Signal()

    def __init__(self, look: Look, shown: TriedPage, back: Button) -> None:
        super().__init__(look, 32)
        tr = look.tr
        words = tr("Import {n} row|Import {n} rows", n=shown.coming)
        if shown.refused:
            words = tr("Import the other {n} row|Import the other {n} rows", n=shown.coming)
        self.go_on = Button(look, words, "pri", "in")
        self.go_on.clicked.connect(lambda _=False: self.go.emit())
        second = tr.line(shown.second, tr("Nothing is stored yet."))
        actions: list[QWidget] = [self.go_on] if shown.coming else []
        self.add(PageHeader(look, shown.title, second, actions, back))
        self.first = self.go_on if shown.coming else None
        self.add(Facts(look, shown.facts))
        if shown.refused:
            self.add(self._refused(shown), widest=WIDEST)
        if shown.blank:
            title = Label(look, tr("Cells left blank"), "card")
            self.add(card(look, title, self._rows(tr("Cells left blank"), shown.blank)), widest=WIDEST)
        said = tr("One step, with Undo: Ctrl Z puts aside what came and sets back what was changed.")
        said = said if shown.coming else tr("There is nothing to import.")
        self.add(box(look, "box", "info", [(said, "")]), widest=WIDEST)
        self.close_column()

    def _refused(self, shown: TriedPage) -> QWidget:
        look, tr = self.look, self.look.tr
        title = tr("{n} row is refused|{n} rows are refused", n=shown.refused_rows)
        rows = self._rows(title, shown.refused)
        save = Button(look, tr("Save the refused rows…"), "std", "out")
        save.clicked.connect(lambda _=False: self.save_refused.emit())
        note = tr("Put them right in a copy and import that, or import the others alone.")
        return card(
            look, Label(look, title, "card"), Label(look, note, "second", "ink2", wrap=True), rows, flow([save])
        )

    def _rows(self, title: str, lines: Sequence[str]) -> QListView:
        look = self.look
        rows = QListView()
        rows.setObjectName("boxed")
        plain_text.set_accessible_name(rows, title)
        rows.setFont(look.font("second"))
        rows.setWordWrap(True)
        plain_text.items(model := QStringListModel(rows), lines)
        rows.setModel(model)
        rows.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        rows.setFixedHeight(min(len(lines), 6) * (look.metrics("second").height() + 8) + look.px(26))
        return rows
