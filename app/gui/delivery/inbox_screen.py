"""The Inbox: the received reports, and the page of one, which is read before it is accepted."""

from collections.abc import Callable

from app.gui.delivery import inbox_query as reading
from app.gui.delivery.arrival_screen import ArrivalPages
from app.gui.delivery.delivery_screen import SendingPage
from app.gui.delivery.delivery_view import inbox_list, no_reports
from app.gui.delivery.inbox_query import InboxQuery
from app.gui.delivery.stick_screen import StickScreen
from app.gui.shell.latest_request import Latest
from app.gui.shell.vault_session import VaultSession
from app.gui.widgets.blocks import ScrollPage
from app.gui.widgets.page_values import RowList


class InboxScreen(SendingPage):
    """The list of received reports and the page of one. A decided report stays in the list until a person leaves it."""

    def __init__(self, desk: VaultSession, stick: Callable[[], StickScreen]) -> None:
        super().__init__(desk, inbox_list(desk.look), desk.look.tr("Inbox"), stick)
        self._asked, self._visit = InboxQuery(), 0
        self._question, self._growing = Latest(desk), False
        self._arrivals = ArrivalPages(desk, self.split, lambda: self._shown, self._decided)
        self.pane.filtered.connect(self._filter)
        self.pane.searched.connect(self._search)
        self.pane.ended.connect(self._more)

    def _decided(self, key: str) -> None:
        self._asked = self._asked._replace(kept=self._asked.kept | {key})

    def refresh(self) -> None:
        """Read the list and the page again. A new visit forgets the decided reports."""
        if self._visit != self._desk.window.visits:
            self._asked, self._visit = self._asked._replace(kept=frozenset()), self._desk.window.visits
        self._read_rows()
        self._read_page()

    def _read_rows(self) -> None:
        tr, asked, limit = self._look.tr, self._asked, max(reading.SCREENFUL, len(self.pane.model.rows))
        self._growing = False
        self._question.ask(
            lambda vault: reading.listing(vault, tr, asked, limit), lambda shown: self._list(shown, limit), self.pane
        )

    def _list(self, shown: RowList, limit: int) -> None:
        asked = self._asked
        self.pane.show_rows(shown.rows, shown.count, no_reports(self._look, asked.chip, asked.text, self.stick))
        self._show_chosen(shown.rows, bool(asked.text) or len(shown.rows) < limit)

    def _more(self) -> None:
        """Read the next rows."""
        if self._growing or self._asked.text:
            return
        tr, asked, known = self._look.tr, self._asked, len(self.pane.model.rows)
        self._growing = True

        def came(shown: RowList) -> None:
            if self._growing and known == len(self.pane.model.rows):
                self.pane.model.append(shown.rows)
                self._growing = not shown.rows

        self._desk.read(lambda vault: reading.listing(vault, tr, asked, reading.BLOCK, known), came)

    def _filter(self, chip: str) -> None:
        self._asked, self._shown = InboxQuery(chip, self._asked.text), ""
        self.pane.model.show(())
        self.split.show_page(ScrollPage(self._look))
        self._read_rows()

    def _search(self, text: str) -> None:
        self._asked = self._asked._replace(text=text)
        self._read_rows()

    def reveal(self, key: str, group: str) -> None:
        """Show a report on request of another place; without a key, the reports to read."""
        if key:
            self._decided(key)  # an accepted report is listed too
            self._read_rows()
            self._reveal(key)
        elif self.pane.chips is not None and self._asked.chip != "unread":
            self.pane.chips.set_value("unread")
            self._filter("unread")

    def _read_page(self) -> None:
        if self._shown:
            self._arrivals.read(self._shown)
