"""Sending: waiting, delivered and received reports; the USB stick and a round with the relays."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from app.actions.mail import inbox, sharing
from app.actions.mail.inbox import Accepted
from app.actions.rounds import courier, sticks
from app.gui.delivery import delivery_query as reading
from app.gui.delivery.delivery_view import ArrivalView, DeliveryView, delivery_list, no_deliveries
from app.gui.delivery.stick_view import StickView
from app.gui.records.form_screen import Editing
from app.gui.shell.list_page import ListPage
from app.gui.shell.place import back_button
from app.gui.shell.vault_session import VaultSession
from app.gui.widgets.blocks import Empty, ScrollPage
from app.gui.widgets.browse import drives
from app.gui.widgets.page_values import ArrivalPage, DeliveryPage, RowList, RowView
from app.gui.widgets.rows import Row
from app.store.vault.open_vault import Vault
from sync.exchange import Tally

if TYPE_CHECKING:
    from app.actions.kernel.db import Db
    from sync.ports import Told


class DeliveryScreen(ListPage):
    """The list of deliveries and the page of one."""

    def __init__(self, desk: VaultSession, editing: Editing) -> None:
        super().__init__(desk, delivery_list(desk.look), desk.look.tr("Sending"), self.stick)
        self._editing = editing
        self._chip = "waiting"
        self._stick: StickView | None = None
        self._working = False
        self._growing = False
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
            "received": lambda: self.stick("read"),
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
            self._desk.read(lambda vault: reading.arrival(vault, tr, key), self._arrival)
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
            view.to_stick.connect(lambda _: self.stick("write"))
            view.stop.connect(self._stop)
            view.copied.connect(self._copy)
            self.split.show_page(view)

    def _copy(self, facts: str) -> None:
        """Copy the signed receipts of relays, and warn that other programs can read the copy."""
        QGuiApplication.clipboard().setText(facts)
        self._desk.tell(self._look.tr("Copied. Other programs can read it: which relay, when, sizes and hashes."))

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

    def _arrival(self, shown: ArrivalPage) -> None:
        if shown.key != self._shown:
            return
        view = ArrivalView(self._look, shown, self.split.back_button())
        view.accept.connect(self._accept)
        view.accept_all.connect(self._accept_all)
        view.by_sender.connect(self._by_sender)
        view.refuse.connect(self._refuse)
        self.split.show_page(view)

    def _accept(self, key: str) -> None:
        tr = self._look.tr

        def accepted(done: Accepted) -> None:
            said = tr("Accepted. {n} record is new here.|Accepted. {n} records are new here.", n=len(done.added))
            if done.proposals or done.conflicts:
                said += " " + tr("Something differs from yours: it waits under Received.")
            self._desk.tell(said)
            self._desk.look_inside()

        self._desk.ask(lambda vault: inbox.accept(vault, key)[0], accepted)

    def _accept_all(self, contact: str) -> None:
        """Accept all waiting reports of a contact."""
        from app.gui.delivery.batch_accept_screen import accept

        accept(self._desk, [(bytes.fromhex(contact), "")])

    def _by_sender(self) -> None:
        from app.gui.delivery.batch_accept_screen import open_heaps

        open_heaps(self._desk)

    def _refuse(self, key: str, reason: str) -> None:
        self._desk.act(
            lambda vault: inbox.refuse(vault, key, reason), self._look.tr("Refused. The sender hears the reason.")
        )

    # The USB stick.

    def stick(self, way: str = "") -> None:
        """Open the page of the USB stick over the place, in the given `way`; while one is in use, the page says so."""
        look, tr = self._look, self._look.tr
        view = StickView(look, drives()[-1], back_button(self._desk, label=tr("Sending")))
        view.write.connect(self._write)
        view.read.connect(self._read)
        view.carry.connect(self._carry)
        view.clear.connect(self._clear)
        view.drop.connect(self._drop)
        view.nearby.connect(lambda: self._desk.routes.follow("do:nearby"))
        self._desk.read(lambda vault: reading.lines(vault, tr), self._loads)
        self._desk.read(reading.count_anonymous_reports, self._nameless)
        if way:
            view.turn(way)
        self._desk.window.show_full(view)
        self._stick = view
        if self._working:
            view.show_busy()

    def _nameless(self, count: int) -> None:
        if self._stick is not None and self._desk.window.full is self._stick:
            self._stick.show_nameless(count)

    def _write(self, folder: str, twice: bool = False, anonymous: bool = False) -> None:
        tr, path = self._look.tr, Path(folder)

        def written(done: tuple[Tally, str]) -> None:
            tally, _ = done
            said = tr("{n} parcel was written and read back.|{n} parcels were written and read back.", n=tally.sent)
            more = [tr.phrase(each) for each in (*tally.failures, *tally.warnings)]
            self._done(" ".join([said, *more, tr("The stick can be taken out.")]))

        self._begin()
        self._desk.at_length(
            tr("Writing: leave the stick in"),
            tr("Stopped. The stick is as it was, and everything still waits."),
            lambda vault, db, told: sticks.write(
                vault, path, db=db, told=told, copy=path if twice else None, anonymous=anonymous
            ),
            written,
            self._stick_failed,
        )

    def _read(self, folder: str) -> None:
        tr = self._look.tr

        def got(tally: Tally) -> None:
            said = tr("{n} report came.|{n} reports came.", n=tally.received)
            if tally.acknowledged:
                confirmed = tr("{n} delivery was confirmed.|{n} deliveries were confirmed.", n=tally.acknowledged)
                said = f"{said} {confirmed}" if tally.received else confirmed
            if tally.receipts:
                said += " " + tr(
                    "{n} receipt came back with a courier.|{n} receipts came back with a courier.", n=tally.receipts
                )
            self._done(said + self._aside(len(tally.kept_aside)), clears=True)

        self._begin()
        self._desk.at_length(
            tr("Reading: leave the stick in"),
            tr("Stopped. What came in is whole; read the stick again for the rest."),
            lambda vault, db, told: sticks.read(vault, Path(folder), db=db, told=told),
            got,
            self._stick_failed,
        )

    def _loads(self, lines: list[RowView]) -> None:
        if self._stick is not None and self._desk.window.full is self._stick:
            self._stick.show_loads(lines)

    def _carry(self, folder: str) -> None:
        """Copy sealed packages for relays from a USB stick, to carry them."""
        tr = self._look.tr

        def carry(vault: Vault, db: "Db", told: "Told") -> tuple[courier.CourierImport, list[RowView]]:
            taken = courier.carry(vault, Path(folder), db, told)
            return taken, db(lambda v: reading.lines(v, tr))

        def got(done: tuple[courier.CourierImport, list[RowView]]) -> None:
            taken, lines = done
            said = tr("{n} parcel was taken along.|{n} parcels were taken along.", n=taken.objects)
            self._loads(lines)
            self._done(said + self._aside(len(taken.kept_aside)))

        self._begin()
        self._desk.at_length(
            tr("Reading: leave the stick in"),
            tr("Stopped. What was taken along is whole; carry the rest another time."),
            carry,
            got,
            self._stick_failed,
        )

    def _drop(self) -> None:
        """Destroy all sealed packages that are carried for others."""
        tr = self._look.tr

        def dropped(count: int) -> None:
            self._loads([])
            self._done(tr("{n} parcel was destroyed.|{n} parcels were destroyed.", n=count))

        self._begin()
        self._desk.ask(courier.drop, dropped, self._stick_failed)

    def _clear(self, folder: str) -> None:
        """Remove read bundles from the USB stick, unless another person needs them."""
        tr = self._look.tr

        def cleared(done: sticks.Cleared) -> None:
            said = tr("{n} bundle was removed.|{n} bundles were removed.", n=len(done.removed))
            if done.left:
                why = tr.listed(dict.fromkeys(tr.phrase(why) for _, why in done.left))
                said += " " + tr("{n} folder stays: {why}.|{n} folders stay: {why}.", n=len(done.left), why=why)
            self._done(said)

        self._begin()
        self._desk.at_length(
            tr("Reading: leave the stick in"),
            tr("Stopped. What is on the stick is whole."),
            lambda vault, db, told: sticks.clear(vault, Path(folder), db, told),
            cleared,
            self._stick_failed,
        )

    def _aside(self, count: int) -> str:
        if not count:
            return ""
        tr = self._look.tr
        return " " + tr("{n} thing was damaged and set aside.|{n} things were damaged and set aside.", n=count)

    def _begin(self) -> None:
        self._working = True
        if self._stick is not None:
            self._stick.show_busy()

    def _done(self, said: str, clears: bool = False) -> None:
        self._over(said, clears)
        self._desk.tell(said)

    def _stick_failed(self, error: BaseException) -> None:
        self._over("")
        self._part_done(error)

    def _part_done(self, error: BaseException) -> None:
        self._desk.refresh()
        self._desk.failed(error)

    def _over(self, said: str, clears: bool = False) -> None:
        self._working = False
        if self._stick is not None and self._desk.window.full is self._stick:
            self._stick.show_done(said, clears)

    def key(self, name: str) -> bool:
        """Answer the keys of this place."""
        if self._desk.window.full is not None:
            return False
        if name in ("escape", "back"):
            self.split.go_to_list()
            return True
        return False
