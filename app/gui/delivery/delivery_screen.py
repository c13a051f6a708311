"""The Outbox: reports that wait, sent and stopped ones, and the page of one."""

from collections.abc import Callable, Mapping

from PySide6.QtGui import QGuiApplication

from app.actions.mail import sharing
from app.gui.delivery import delivery_query as reading
from app.gui.delivery.delivery_view import DeliveryView, delivery_list, no_deliveries
from app.gui.delivery.stick_screen import StickScreen
from app.gui.shell.list_page import ListPage
from app.gui.shell.vault_session import VaultSession
from app.gui.widgets.blocks import ScrollPage
from app.gui.widgets.listpane import ListPane
from app.gui.widgets.page_values import DeliveryPage, RowList


class SendingPage(ListPage):
    """A tab of Sending. `stick` returns the one screen of the USB stick, which all tabs share."""

    def __init__(self, desk: VaultSession, pane: ListPane, title: str, stick: Callable[[], StickScreen]) -> None:
        super().__init__(desk, pane, title, self.stick)
        self._stick = stick

    @property
    def stick_page(self) -> StickScreen:
        """The screen of the USB stick."""
        return self._stick()

    def stick(self) -> None:
        """Open the page of the USB stick over the place."""
        self.stick_page.open()

    def exchange(self) -> None:
        """Exchange cards with somebody."""
        self._desk.routes.follow("do:contact")

    def _list_acts(self) -> Mapping[str, Callable[[], object]]:
        return {**super()._list_acts(), "stick": self.stick, "exchange": self.exchange}


class DeliveryScreen(SendingPage):
    """The list of deliveries and the page of one."""

    def __init__(self, desk: VaultSession, stick: Callable[[], StickScreen]) -> None:
        super().__init__(desk, delivery_list(desk.look), desk.look.tr("Outbox"), stick)
        self._chip = "waiting"
        self.pane.filtered.connect(self._filter)

    def refresh(self) -> None:
        """Read the list and the page again."""
        tr, chip, here = self._look.tr, self._chip, self._desk.rounds.leads_out
        self._desk.read(lambda vault: reading.listing(vault, tr, chip, here), lambda shown: self._list(chip, shown))
        self._read_page()

    def _list(self, chip: str, shown: RowList) -> None:
        if chip != self._chip:
            return
        none = no_deliveries(self._look, chip, lambda: self._desk.go("incidents"))
        self.pane.show_rows(shown.rows, shown.count, none)
        self._show_chosen(shown.rows)

    def _filter(self, chip: str) -> None:
        self._chip, self._shown = chip, ""
        self.pane.model.show(())
        self.split.show_page(ScrollPage(self._look))
        self.refresh()

    def reveal(self, key: str, group: str) -> None:
        """Show a report on request of another place, in its group now; without a key show only this group."""
        if key:
            self._desk.read(lambda vault: reading.find_group(vault, key), lambda now: self._reveal_in(now, key))
        else:
            self._show_group(group)

    def _reveal_in(self, group: str, key: str) -> None:
        self._show_group(group)
        self._reveal(key)

    def _show_group(self, group: str) -> None:
        if self.pane.chips is not None and group != self._chip:
            self.pane.chips.set_value(group)
            self._filter(group)

    def _read_page(self) -> None:
        if self._shown:
            tr, key, here = self._look.tr, self._shown, self._desk.rounds.leads_out
            self._desk.read(lambda vault: reading.delivery(vault, tr, key, here), self._delivery, lambda _: None)

    def _delivery(self, shown: DeliveryPage) -> None:
        if shown.key == self._shown:
            view = DeliveryView(self._look, shown, self.split.back_button())
            view.to_stick.connect(lambda _: self.stick())
            view.stop.connect(self._stop)
            view.copied.connect(self._copy)
            self.split.show_page(view)

    def _copy(self, facts: str) -> None:
        """Copy the signed receipts of relays, and warn that other programs can read the copy."""
        QGuiApplication.clipboard().setText(facts)
        self._desk.tell(
            self._look.tr(
                "Copied for 30 seconds. Other programs can read the copy: the relay, the times, sizes and hashes."
            )
        )

    def _stop(self, key: str) -> None:
        """Send nothing more of a report; Undo continues to send it."""
        tr = self._look.tr

        def stopped(left: bool) -> None:
            said = (
                tr("Stopped. Amparo sent a part of the report before. You cannot get that part back.")
                if left
                else tr("Stopped. The report has not left this computer.")
            )
            self._desk.tell(said, lambda vault: sharing.go_on(vault, key))

        self._desk.ask(lambda vault: sharing.stop_sending(vault, key)[0], stopped)
