"""The page of the reports between us and one contact, over any place: open ones first, then finished ones."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.gui.delivery import between_query as reading
from app.gui.shell.place import back_button
from app.gui.shell.vault_session import VaultSession
from app.gui.style.theme import Look
from app.gui.widgets.blocks import Empty, PageHeader, ScrollPage, box, section
from app.gui.widgets.buttons import Button
from app.gui.widgets.labels import column, fill, strip_margins
from app.gui.widgets.openrow import linked_row
from app.gui.widgets.page_values import BetweenPage


class BetweenView(ScrollPage):
    """The page. `opened` carries the key of a row."""

    opened = Signal(str)

    def __init__(self, look: Look, shown: BetweenPage, back: Button) -> None:
        super().__init__(look, 32, gap=20)
        self.head = PageHeader(look, look.tr("You and {name}", name=shown.name), shown.second, (), back)
        self.add(self.head)
        self._parts = QWidget()
        self._column = strip_margins(QVBoxLayout(self._parts))
        self.add(self._parts)
        self.show_parts(shown)
        self.close_column()

    def show_parts(self, shown: BetweenPage) -> None:
        """Show the current state."""
        look, tr = self.look, self.look.tr
        self.head.second.setText(shown.second)
        blocks: list[QWidget] = [box(look, "box", "info", [(shown.note, "")])] if shown.note else []
        for part in shown.sections:
            rows = [linked_row(look, line, self.opened.emit) for line in part.rows]
            blocks.append(column(look, section(look, part.title, part.count), column(look, *rows, gap=0), gap=4))
        if not shown.sections:
            text = tr("This page shows the reports between you and this contact. Open reports are first.")
            blocks.append(Empty(look, "send", tr("No reports between you yet"), text))
        fill(self._column, column(look, *blocks, gap=20))


def open_between(desk: VaultSession, key: str) -> None:
    """Open it for the contact with this key."""
    tr, here = desk.look.tr, desk.rounds.leads_out

    def show(shown: BetweenPage) -> None:
        view = BetweenView(desk.look, shown, back_button(desk))

        def go(lead: str) -> None:
            desk.window.close_full()
            desk.routes.follow(lead)

        view.opened.connect(go)
        desk.window.show_full(view)
        desk.watch(view, lambda: desk.read(lambda vault: reading.page(vault, tr, key, here), view.show_parts))

    desk.read(lambda vault: reading.page(vault, tr, key, here), show)
