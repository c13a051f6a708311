"""Sending: waiting, delivered and received reports; the USB stick and a round with the relays."""

from collections.abc import Callable

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from app.actions.mail import sharing
from app.gui.delivery import delivery_query as reading
from app.gui.delivery.arrival_screen import ArrivalPages
from app.gui.delivery.delivery_view import DeliveryView, delivery_list, no_deliveries
from app.gui.delivery.stick_screen import StickScreen
from app.gui.records.form_screen import Editing
from app.gui.shell.list_page import ListPage
from app.gui.shell.vault_session import VaultSession
from app.gui.widgets.blocks import Empty, ScrollPage
from app.gui.widgets.page_values import DeliveryPage, RowList
from app.gui.widgets.rows import Row
from app.store.vault.open_vault import Vault


class DeliveryScreen(ListPage):
    """The list of deliveries and the page of one."""

    def __init__(self, desk: VaultSession, editing: Editing) -> None:
        super().__init__(desk, delivery_list(desk.look), desk.look.tr("Sending"), self.stick)
        self._editing = editing
        self._chip = "waiting"
        self.stick_page = StickScreen(desk, lambda: self.reveal("", "received"))
        self._growing = False
        self._arrivals = ArrivalPages(desk, self.split, lambda: self._shown)
        self.pane.filtered.connect(self._filter)
        self.pane.ended.connect(self._more)

    def refresh(self) -> None:
        """Read the list and the page again."""
        tr, chip, limit = self._look.tr, self._chip, max(reading.SCREENFUL, len(self.pane.model.rows))
        self._growing, here = False, self._desk.rounds.leads_out

        def read(vault: Vault) -> RowList:
            return (
                reading.list_received(vault, tr, limit)
                if chip == "received"
                else reading.listing(vault, tr, chip, here)
            )

        self._desk.read(read, lambda shown: self._list(chip, shown, chip != "received" or len(shown.rows) < limit))
        self._read_page()

    def _list(self, chip: str, shown: RowList, whole: bool) -> None:
        if chip != self._chip:
            return
        self.pane.show_rows(shown.rows, shown.count, self._none())
        if whole and self._shown not in [row.key for row in shown.rows]:
            self._shown = ""
            self.split.show_page(ScrollPage(self._look))
        if self._shown:
            self.pane.select(self._shown)
        elif shown.rows and not self.split.one_pane:
            self.pane.select(shown.rows[0].key)

    def _none(self) -> Empty:
        """Return the content of an empty list, with its next step."""
        ways: dict[str, Callable[[], None]] = {
            "waiting": lambda: self._desk.go("incidents"),
            "received": self.stick,
        }
        return no_deliveries(self._look, self._chip, ways.get(self._chip))

    def _more(self) -> None:
        """Read the next rows of received reports."""
        if self._growing or self._chip != "received":
            return
        tr, known = self._look.tr, len(self.pane.model.rows)
        above = sum(row.key == reading.DIFFERENCES for row in self.pane.model.rows[:1])
        self._growing = True

        def came(rows: tuple[Row, ...]) -> None:
            if self._growing and known == len(self.pane.model.rows):
                self.pane.model.append(rows)
                self._growing = not rows

        self._desk.read(lambda vault: reading.came_rows(vault, tr, reading.BLOCK, known - above), came)

    def _filter(self, chip: str) -> None:
        self._chip, self._shown = chip, ""
        self.pane.model.show(())
        self.split.show_page(ScrollPage(self._look))
        self.refresh()

    def reveal(self, key: str, group: str) -> None:
        """Show a report on request of another place, in its group; without a key show only the group."""
        if self.pane.chips is not None and group != self._chip:
            self.pane.chips.set_value(group)
            self._filter(group)
        if key:
            self._reveal(key)

    def _read_page(self) -> None:
        if not self._shown:
            return
        tr, key = self._look.tr, self._shown
        if key == reading.DIFFERENCES:
            self._differences()
        elif self._chip == "received":
            self._arrivals.read(key)
        else:
            here = self._desk.rounds.leads_out
            self._desk.read(lambda vault: reading.delivery(vault, tr, key, here), self._delivery, lambda _: None)

    def _differences(self) -> None:
        from app.gui.records.differences_screen import show_differences

        def put(view: QWidget) -> None:
            if self._shown == reading.DIFFERENCES:
                self.split.show_page(view)

        show_differences(self._desk, self._editing, put, lambda: None, self.split.back_button())

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
            self._look.tr("Copied for 30 seconds. Other programs can read it: which relay, when, sizes and hashes.")
        )

    def _stop(self, key: str) -> None:
        """Send nothing more of a report; Undo continues to send it."""
        tr = self._look.tr

        def stopped(left: bool) -> None:
            said = (
                tr("Stopped. A part of it had left already, and cannot be called back.")
                if left
                else tr("Stopped. Nothing of it has left this computer.")
            )
            self._desk.tell(said, lambda vault: sharing.go_on(vault, key))

        self._desk.ask(lambda vault: sharing.stop_sending(vault, key)[0], stopped)

    # The USB stick.

    def stick(self) -> None:
        """Open the page of the USB stick over the place."""
        self.stick_page.open()

    def key(self, name: str) -> bool:
        """Answer the keys of this place."""
        if self._desk.window.full is not None:
            return False
        if name in ("escape", "back"):
            self.split.go_to_list()
            return True
        return False
