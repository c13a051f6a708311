"""The page of a nearby session: the session ends with the page, or after its minutes."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from shiboken6 import isValid

from app.actions.contacts import code_pictures
from app.actions.relays import networks
from app.actions.relays.networks import Network
from app.device.addresses import LocalAddress
from app.errors import AppError
from app.gui.delivery.nearby_view import DoorShown, Ended, NearbyView
from app.gui.people.code_reader import CodeReader
from app.gui.people.people_query import code_of
from app.gui.shell.page_stack import choose
from app.gui.shell.place import back_button
from app.gui.shell.vault_session import VaultSession
from app.store.vault.open_vault import Vault

if TYPE_CHECKING:
    from app.actions.kernel.db import Db
    from app.actions.rounds.nearby_exchange import Guest, Host

Here = Callable[[], Network]
STEP = 500
"""Milliseconds between two steps, and between two checks of the clock."""


def open_nearby(
    desk: VaultSession, here: Here | None = None, around: Sequence[LocalAddress] | None = None
) -> NearbyView:
    """Open the page; `here` returns the network that leads out, `around` the addresses for a session."""
    view = NearbyView(desk.look, back_button(desk))
    _Visit(desk, view, here or networks.NetworkMonitor(), around)
    desk.window.show_full(view)
    return view


class _Visit:
    """The work behind the page: our session as host, or a visit as guest, one step after the other."""

    def __init__(self, desk: VaultSession, view: NearbyView, here: Here, around: Sequence[LocalAddress] | None) -> None:
        self._desk, self._view, self._here = desk, view, here
        self._host: Host | None = None
        self._guest: Guest | None = None
        self._wanted, self._stepping = False, False
        view.open_door.connect(self._open)
        view.walk_in.connect(self._walk)
        view.close_door.connect(self._close)
        reader = CodeReader(desk, view, code_pictures.nearby_code_in, view.take_code, view.refuse_code)
        view.visiting.connect(reader.watch)
        view.paste.connect(reader.paste)
        view.picture.connect(lambda: _choose_picture(desk, reader))
        view.compare.connect(lambda key: desk.show("people", key, "contact"))
        desk.before_leaving(self._drop)
        self._timer = QTimer(desk)
        self._timer.timeout.connect(self._tick)
        self._timer.start(STEP)
        desk.on_net(lambda _vault, _db: _choices(here, around), self._offer)

    def _offer(self, found: list[tuple[str, str]]) -> None:
        if isValid(self._view):
            self._view.show_choices(found)

    def _open(self, address: str) -> None:
        def opening(vault: Vault, db: "Db") -> "Host":
            from app.actions.rounds import nearby_exchange

            return nearby_exchange.open_door(vault, db, address, network=self._here)

        def opened(host: "Host") -> None:
            self._host = host
            if self._wanted and isValid(self._view):
                shown = DoorShown(host.code, code_of("".join(host.code)), address)
                self._view.show_door(shown)
                self._tick()
            else:
                self._over()

        self._begin(self._desk.look.tr("Starting the session…"))
        self._desk.on_net(opening, opened, self._failed)

    def _walk(self, code: str) -> None:
        def walking(vault: Vault, db: "Db") -> "Guest":
            from app.actions.rounds import nearby_exchange

            return nearby_exchange.visit(vault, db, code, self._here)

        def inside(guest: "Guest") -> None:
            self._guest = guest
            if self._wanted and isValid(self._view):
                self._view.show_left(self._desk.look.tr("Connected. Amparo sends and receives the waiting reports…"))
            else:
                self._over()

        self._begin(self._desk.look.tr("Joining the session…"))
        self._desk.on_net(walking, inside, self._failed)

    def _begin(self, words: str) -> None:
        self._wanted = True
        self._view.show_busy(words)

    def _close(self) -> None:
        """Stop: the current step is finished first."""
        self._wanted = False
        self._tick()

    def _tick(self) -> None:
        """Run the next step, unless one is running; without the page, or after its time, the last one."""
        side, seen = self._host or self._guest, isValid(self._view)
        self._wanted &= seen
        if side is None and not seen:
            self._timer.stop()
        if self._host is not None and seen:
            self._view.show_left(self._time(self._host.left))
        if side is None or self._stepping:
            return
        if not self._wanted or (self._host is not None and not self._host.is_open):
            self._over()
            return
        self._stepping = True
        self._desk.on_net(lambda _vault, _db: side.step(), self._stepped, self._failed)

    def _stepped(self, done: bool | None) -> None:
        self._stepping = False
        side, host = self._host or self._guest, self._host
        if side is None or not isValid(self._view):
            return
        if done or (host is not None and host.is_over):
            self._over()
        elif host is not None and host.contact is not None:
            name = host.contact.record.title
            came = self._desk.look.tr("{name} joined. Amparo sends and receives the waiting reports…", name=name)
            self._view.show_came(came)

    def _failed(self, error: BaseException) -> None:
        self._stepping = False
        self._over(error)

    def _over(self, error: BaseException | None = None) -> None:
        """Close the session, or leave it; then show the exchanged data."""
        host, guest, self._host, self._guest = self._host, self._guest, None, None
        self._wanted = False
        if host is not None:
            self._desk.on_net(lambda _vault, _db: host.close(), lambda _: self._ended(host, error))
        elif guest is not None:
            self._desk.on_net(lambda _vault, _db: guest.leave(), lambda _: self._ended(guest, error))
        else:
            self._ended(None, error)

    def _ended(self, side: "Host | Guest | None", error: BaseException | None) -> None:
        self._desk.refresh()
        if not isValid(self._view):
            return
        tr, contact, said = self._desk.look.tr, side.contact if side else None, list[str]()
        if isinstance(error, AppError):
            said += map(tr.phrase, filter(None, (error.message, error.hint)))
        elif error is not None:
            self._desk.failed(error)
        said += self._went(side) if contact is not None or error is None else []
        good = error is None and contact is not None
        new = contact.record.id.hex() if contact is not None and contact.state == "new" else ""
        self._view.show_end(Ended(" ".join(said), good, new, contact.record.title if contact else ""))

    def _went(self, side: "Host | Guest | None") -> list[str]:
        """Return the exchanged data as sentences."""
        tr = self._desk.look.tr
        if side is None or side.contact is None:
            return [tr("Nobody joined. The session is closed.")]
        said = [tr("You were connected with {name}. The session is closed.", name=side.contact.record.title)]
        if side.tally.received:
            said.append(tr("{n} report arrived.|{n} reports arrived.", n=side.tally.received))
        if side.tally.acknowledged:
            n = side.tally.acknowledged
            said.append(tr("{n} delivery was confirmed.|{n} deliveries were confirmed.", n=n))
        if getattr(side, "others", 0):
            said.append(tr("Another person tried the same code. Amparo did not let them join."))
        return said

    def _time(self, seconds: int) -> str:
        minutes, rest = divmod(seconds, 60)
        tr = self._desk.look.tr
        return tr("The session closes in {minutes} min {seconds} s.", minutes=minutes, seconds=rest)

    def _drop(self) -> None:
        """Drop the session immediately: the vault locks."""
        if self._host is not None:
            self._host.drop()


def _choose_picture(desk: VaultSession, reader: CodeReader[str]) -> None:
    tr = desk.look.tr
    text = tr("Choose a picture of the code on the other screen. Amparo does not save the picture.")
    choose(desk, tr("Picture of the code"), text, tr("Read code"), reader.file, "nearby", ())


def _choices(here: Here, around: Sequence[LocalAddress] | None) -> list[tuple[str, str]]:
    """Return the addresses for a session, each with a label for people."""
    from app.actions.rounds import nearby_exchange

    found = nearby_exchange.choices(here) if around is None else around
    return [(one.host, f"{one.interface} · {one.host}" if one.interface else one.host) for one in found]
