"""The USB stick: see the sticks that are in, read and write with one press, and do each other way by itself."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from app.actions.rounds import courier, stick_memory, stick_round, sticks
from app.actions.rounds.stick_round import StickRound
from app.actions.rounds.sticks import StickAttempt
from app.actions.rounds.volumes import UsbVolume, list_volumes
from app.gui.delivery import delivery_query as reading
from app.gui.delivery import stick_query
from app.gui.delivery.stick_query import ShownStick, Use
from app.gui.delivery.stick_view import StickView
from app.gui.shell.longwork import LongWork
from app.gui.shell.place import back_button
from app.gui.shell.vault_session import VaultSession
from app.gui.widgets.browse import drives
from app.gui.widgets.page_values import RowView
from app.store.vault.open_vault import Vault
from sync.exchange import Tally

if TYPE_CHECKING:
    from app.actions.kernel.db import Db
    from sync.ports import Told

EVERY = 1000
"""Milliseconds between two looks for sticks while the page is open."""


class StickScreen(QObject):
    """The page of the USB stick, opened over a place."""

    _stepped = Signal(object)  # a StickRound, from the thread that works

    def __init__(self, desk: VaultSession) -> None:
        super().__init__()
        self._desk, self._look = desk, desk.look
        self.drives: Callable[[], Sequence[Path]] = lambda: drives()[1:]
        """The folders of the connected sticks."""
        self._view: StickView | None = None
        self._working, self._looking = False, False
        self._volumes: Sequence[UsbVolume] | None = None
        self._sticks: list[ShownStick] = []
        self._chosen: Path | None = None
        self._pulled: Use | None = None
        self._long: LongWork | None = None
        self._attempts: dict[str, StickAttempt] = {}
        """The interrupted attempt of each stick, by its serial or folder."""
        self._looks = QTimer(desk.window, interval=EVERY)  # it ends with its window
        self._looks.timeout.connect(self._watch)
        self._stepped.connect(self._step)

    def open(self) -> None:
        """Open the page; while a stick is in use, the page says so."""
        look, tr = self._look, self._look.tr
        view = StickView(look, drives()[-1], back_button(self._desk, label=tr("Sending")))
        view.card.go.connect(lambda *stick: self._use(stick))
        view.card.read.connect(self._read)
        view.card.inbox.connect(self._inbox)
        view.card.close_page.connect(self._desk.window.close_full)
        view.card.left.connect(self._desk.window.show_strip)
        view.both.connect(self._choose)
        view.write.connect(self._write)
        view.read.connect(self._read)
        view.carry.connect(self._carry)
        view.clear.connect(self._clear)
        view.drop.connect(self._drop)
        view.forget.connect(self._forget)
        view.nearby.connect(lambda: self._desk.routes.follow("do:nearby"))
        self._desk.read(lambda vault: reading.lines(vault, tr), self._loads)
        self._desk.read(reading.count_anonymous_reports, self._nameless)
        view.card.show_sticks([], "")
        self._view, self._volumes = view, None
        if self._working:
            view.show_busy()
            view.card.show_work(tr("Do not remove the USB stick: Amparo uses it"), [], None)
        self._desk.window.show_full(view)
        self._looks.start()
        self._watch()

    @property
    def _page(self) -> StickView | None:
        """The page, if it is open."""
        return self._view if self._view is not None and self._desk.window.full is self._view else None

    def _nameless(self, count: int) -> None:
        if self._page is not None:
            self._page.show_nameless(count)

    # The sticks that are in.

    def _watch(self) -> None:
        """Look for sticks, in a thread that can wait for one."""
        if self._page is None:
            self._looks.stop()
        elif not self._looking:
            self._looking = True
            found, chosen = self.drives, self._chosen

            def look() -> list[UsbVolume]:
                paths = list(found())
                return list(list_volumes([*paths, *([chosen] if chosen and chosen not in paths else [])]))

            self._desk.work.look(self, look, self._saw, lambda _: self._saw(()))

    def _saw(self, volumes: Sequence[UsbVolume]) -> None:
        self._looking = False
        if self._page is None or self._working:
            return
        if self._pulled is not None and not self._go_on(volumes, self._pulled):
            return
        tr, before = self._look.tr, self._volumes
        seen = [(one.path, one.serial, one.writes) for one in volumes]
        if before is None or seen != [(one.path, one.serial, one.writes) for one in before]:
            self._volumes = volumes
            sticks_in, were_in = (sum(one.path != self._chosen for one in some or ()) for some in (volumes, before))
            if self._page.card.state != "done" or sticks_in > were_in:  # a chosen folder keeps its result
                self._desk.read(lambda vault: stick_query.list_sticks(vault, tr, volumes), self._show)

    def _go_on(self, volumes: Sequence[UsbVolume], pulled: Use) -> bool:
        """Begin again by itself when the stick that was pulled out is in again; return True to ask about another."""
        again, asks = stick_query.find_again(volumes, self._volumes or (), pulled)
        if again is not None or asks:
            self._pulled, self._volumes = None, None
        if again is not None:
            self._use((str(again.path), *pulled[1:]))
        return asks

    def _show(self, found: tuple[list[ShownStick], str]) -> None:
        self._sticks, known = found
        if self._page is not None and not self._working:
            self._page.card.show_sticks(self._sticks, known)
            self._page.forget_button.setVisible(any(stick.name for stick in self._sticks))

    def _choose(self, folder: str) -> None:
        """Use a folder like a stick."""
        self._chosen = Path(folder)
        self._use((folder, "", ""))

    def _forget(self) -> None:
        """Forget the names of the sticks that are in."""
        serials = [stick.serial for stick in self._sticks if stick.name]

        def forget(vault: Vault) -> None:
            for serial in serials:
                stick_memory.forget(vault, serial)

        def forgotten(_: None) -> None:
            self._volumes = None
            self._watch()
            self._desk.say(self._look.tr("Deleted. The vault has no data about this USB stick now."))

        self._desk.ask(forget, forgotten, self._desk.failed)

    # Read, then write.

    def _use(self, stick: Use) -> None:
        if self._working:
            return
        tr, (folder, serial, name) = self._look.tr, stick
        attempt = self._attempts.setdefault(serial or folder, StickAttempt())
        self._begin()

        def work(vault: Vault, db: "Db", told: "Told") -> StickRound:
            return stick_round.read_then_write(vault, Path(folder), db, told, serial, name, self._stepped.emit, attempt)

        self._long = self._desk.at_length(
            tr("Reading: do not remove the USB stick"),
            tr("Stopped. All received reports are complete. All other reports are still waiting."),
            work,
            lambda done: self._finished(stick, done),
            self._stick_failed,
        )
        if self._page is not None:
            self._page.card.show_work(tr("Reading: do not remove the USB stick"), [], self._long.strip)
            self._page.take_focus()

    def _step(self, so_far: StickRound) -> None:
        if self._page is not None and self._working and self._long is not None:
            tr = self._look.tr
            line = stick_query.read_line(tr, so_far.read)
            self._page.card.show_work(tr("Writing: do not remove the USB stick"), [line], self._long.strip)

    def _finished(self, stick: Use, done: StickRound) -> None:
        """Show the result; if the stick is gone, wait for it."""
        folder = Path(stick[0])
        self._working, self._long = False, None
        self._desk.refresh()
        if done.trouble is None:
            self._result(stick, done, True)
        else:
            self._working = True  # until it is known if the stick is there
            there = partial(self._result, stick, done)
            self._desk.work.look(self, folder.is_dir, there, lambda _: there(False))

    def _result(self, stick: Use, done: StickRound, there: bool) -> None:
        self._working = False
        if not there:
            self._pulled = stick
        page = self._page
        if page is None:
            self._pulled = None
            shown = stick_query.result(self._look.tr, done, "")
            self._desk.say(f"{shown.title} {shown.second}" if there else self._look.tr("Removed too early"))
            return
        page.show_done("")
        if there:
            name = stick[2].strip() or next((one.name for one in self._sticks if one.folder == stick[0]), "")
            page.card.show_done(stick_query.result(self._look.tr, done, name), stick)
        else:
            page.card.show_out()
        page.take_focus()

    def _inbox(self) -> None:
        """Show the reports that came."""
        self._desk.window.close_full()
        self._desk.show("inbox", "", "")

    # Each way by itself.

    def _write(self, folder: str, twice: bool = False, anonymous: bool = False) -> None:
        tr, path = self._look.tr, Path(folder)

        def written(done: tuple[Tally, str]) -> None:
            tally, _ = done
            said = tr(
                "Amparo wrote {n} sealed package and checked it.|Amparo wrote {n} sealed packages and checked them.",
                n=tally.sent,
            )
            more = [tr.phrase(each) for each in (*tally.failures, *tally.warnings)]
            self._done(" ".join([said, *more, tr("You can remove the USB stick.")]))

        def write(vault: Vault, db: "Db", told: "Told") -> tuple[Tally, str]:
            copy = path if twice else None
            return sticks.write(vault, path, db=db, told=told, copy=copy, anonymous=anonymous)

        self._begin()
        self._desk.at_length(
            tr("Writing: do not remove the USB stick"),
            tr("Stopped. The USB stick is unchanged. All reports are still waiting."),
            write,
            written,
            self._stick_failed,
        )

    def _read(self, folder: str) -> None:
        tr = self._look.tr

        def got(tally: Tally) -> None:
            said = tr("{n} report arrived.|{n} reports arrived.", n=tally.received)
            if tally.acknowledged:
                confirmed = tr("{n} delivery was confirmed.|{n} deliveries were confirmed.", n=tally.acknowledged)
                said = f"{said} {confirmed}" if tally.received else confirmed
            if tally.receipts:
                said += " " + tr("A courier brought {n} receipt.|A courier brought {n} receipts.", n=tally.receipts)
            self._done(said + self._aside(len(tally.kept_aside)))

        self._begin()
        self._desk.at_length(
            tr("Reading: do not remove the USB stick"),
            tr("Stopped. All received reports are complete. Read the USB stick again for the rest."),
            lambda vault, db, told: sticks.read(vault, Path(folder), db=db, told=told),
            got,
            self._stick_failed,
        )

    def _loads(self, lines: list[RowView]) -> None:
        if self._page is not None:
            self._page.show_loads(lines)

    def _carry(self, folder: str) -> None:
        """Copy sealed packages for relays from a USB stick, to carry them."""
        tr = self._look.tr

        def carry(vault: Vault, db: "Db", told: "Told") -> tuple[courier.CourierImport, list[RowView]]:
            taken = courier.carry(vault, Path(folder), db, told)
            return taken, db(lambda v: reading.lines(v, tr))

        def got(done: tuple[courier.CourierImport, list[RowView]]) -> None:
            taken, lines = done
            said = tr("You carry {n} sealed package.|You carry {n} sealed packages.", n=taken.objects)
            self._loads(lines)
            self._done(said + self._aside(len(taken.kept_aside)))

        self._begin()
        self._desk.at_length(
            tr("Reading: do not remove the USB stick"),
            tr("Stopped. The copied packages are complete. You can copy the rest later."),
            carry,
            got,
            self._stick_failed,
        )

    def _drop(self) -> None:
        """Destroy all sealed packages that are carried for others."""
        tr = self._look.tr

        def dropped(count: int) -> None:
            self._loads([])
            self._done(tr("Amparo destroyed {n} sealed package.|Amparo destroyed {n} sealed packages.", n=count))

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
            tr("Reading: do not remove the USB stick"),
            tr("Stopped. The data on the USB stick is complete."),
            lambda vault, db, told: sticks.clear(vault, Path(folder), db, told),
            cleared,
            self._stick_failed,
        )

    def _aside(self, count: int) -> str:
        if not count:
            return ""
        tr = self._look.tr
        return " " + tr("Not read: {n} damaged file|Not read: {n} damaged files", n=count)

    def _begin(self) -> None:
        self._working = True
        if self._page is not None:
            self._page.show_busy()

    def _done(self, said: str) -> None:
        self._over(said)
        self._desk.tell(said)

    def _stick_failed(self, error: BaseException) -> None:
        self._over("")
        self._desk.refresh()
        self._desk.failed(error)

    def _over(self, said: str) -> None:
        self._working, self._long, self._volumes = False, None, None
        if self._page is not None:
            self._page.show_done(said)
            self._page.card.show_sticks(self._sticks, "")
