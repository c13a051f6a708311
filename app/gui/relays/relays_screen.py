"""The tab Relays: relays and the rules of networks; changes are immediate and can be undone."""

from collections.abc import Callable
from pathlib import Path

from app.actions.relays import (
    mailbox_registration,
    networks,
    quarantined_messages,
    relay_log_audit,
    relay_moves,
    tickets,
    token_payment,
)
from app.actions.relays.networks import Network
from app.actions.relays.relay_moves import Moving
from app.actions.rounds import mailboxes
from app.actions.rounds.mailboxes import GivenUp
from app.errors import InputRefused
from app.gui.relays import networks_screen
from app.gui.relays import relays_query as reading
from app.gui.relays.networks_screen import connect
from app.gui.relays.relays_query import RelaysPage
from app.gui.relays.relays_view import RelaysView
from app.gui.shell.page_stack import choose
from app.gui.shell.place import SinglePage
from app.gui.shell.vault_session import VaultSession
from app.store.vault.open_vault import Vault

Here = Callable[[], Network]
GUIDE = "relay"


class Relays(SinglePage):
    """The tab; `here` returns the current network."""

    def __init__(self, desk: VaultSession, here: Here | None = None) -> None:
        super().__init__(desk)
        self._here = here or networks.NetworkMonitor()
        self._view: RelaysView | None = None
        self._ask_tor: Callable[[], None] = lambda: None

    def refresh(self) -> None:
        """Read the page again."""
        tr = self._desk.look.tr
        self._desk.ask(lambda vault: reading.page(vault, tr, self._here()), self._show)

    def _show(self, shown: RelaysPage) -> None:
        if self._view is None:
            self._view = _view(self._desk, self._here, shown)
            self.put(self._view)
            self._ask_tor = networks_screen.attend(self._desk, self._view.tor)
        else:
            self._view.show_relays(shown)
            self._ask_tor()


def _view(desk: VaultSession, here: Here, shown: RelaysPage) -> RelaysView:
    view = RelaysView(desk.look, shown)
    view.visit.connect(desk.rounds.go)
    view.add_relay.connect(lambda url, code, policy: _add(desk, view, here, (url, code), int(policy)))
    view.remove.connect(lambda url, anyway: _remove(desk, view, here, url, anyway))
    view.move_to.connect(lambda url, to, code: _move(desk, view, here, (url, to, code)))
    view.stay.connect(lambda url: _stay(desk, url))
    view.seen.connect(lambda url: _seen(desk, url))
    view.seen_aside.connect(lambda url: _seen_aside(desk, url))
    view.policy.connect(lambda url, policy: _policy(desk, here, url, int(policy)))
    view.tickets.connect(lambda url: _write_tickets(desk, url))
    view.take.connect(lambda: _take_tickets(desk))
    connect(desk, view.rules, here)
    return view


def _add(desk: VaultSession, view: RelaysView, here: Here, typed: tuple[str, str], policy: int) -> None:
    tr, (url, code) = desk.look.tr, typed
    who = policy or None  # 0: unchanged, if the relay is ours already
    if not url:
        view.field.set_error(tr("Type the address of a relay first."))
        return

    def added(_: object) -> None:
        if view.isVisible():
            view.added()
        desk.tell(tr("The relay is added. Contacts get your new card with the next report."))
        desk.rounds.go()

    def failed(error: BaseException) -> None:
        desk.refresh()
        if view.isVisible():
            view.field.set_error(tr.phrase(str(error)))
        else:
            desk.failed(error)

    desk.on_net(lambda vault, db: mailbox_registration.add(vault, url, db, code, here, who), added, failed)


def _remove(desk: VaultSession, view: RelaysView, here: Here, url: str, anyway: bool) -> None:
    tr = desk.look.tr

    def gone(left: GivenUp) -> None:
        said = tr("The relay is removed. Contacts get your new card with the next report.")
        if left.known is None:
            said = tr("Amparo does not try this relay again.")
        elif left.last:
            said += " " + tr("Reports for you arrive by USB stick.")
        desk.tell(said, lambda vault: mailboxes.take_back(vault, left))

    def failed(error: BaseException) -> None:
        if isinstance(error, InputRefused) and view.isVisible():
            view.ask(url, tr.phrase(str(error)))
        else:
            desk.failed(error)

    desk.say(tr("Receiving messages…"))
    desk.on_net(lambda vault, db: mailboxes.give_up(vault, url, db, anyway, here), gone, failed)


def _move(desk: VaultSession, view: RelaysView, here: Here, asked: tuple[str, str, str]) -> None:
    """Begin to move from one of our relays to another."""
    tr, (url, to, code) = desk.look.tr, asked
    if not to:
        view.move_failed(url, tr("Type the address of a relay first."))
        return

    def begun(at: Moving) -> None:
        said = tr("The move started. Amparo tells your contacts about the new relay.")
        if at.opens:
            said += " " + tr("The mailbox there was yours before. All people who have your card can write to it.")
        desk.tell(said, lambda vault: relay_moves.stay(vault, at.move.old))
        desk.rounds.go()

    def failed(error: BaseException) -> None:
        desk.refresh()
        if view.isVisible():
            view.move_failed(url, tr.phrase(str(error)))
        else:
            desk.failed(error)

    desk.on_net(lambda vault, db: relay_moves.move(vault, url, to, db, code, here), begun, failed)


def _stay(desk: VaultSession, url: str) -> None:
    said = desk.look.tr("You keep both relays.")
    desk.act(lambda vault: relay_moves.stay(vault, mailboxes.key_at(vault, url)), said)


def _seen(desk: VaultSession, url: str) -> None:
    tr = desk.look.tr
    desk.ask(
        lambda vault: relay_log_audit.set_seen(vault, mailboxes.key_at(vault, url)),
        lambda _: desk.tell(
            tr("The problem stays on this page. Today does not show it again."),
            lambda vault: relay_log_audit.set_seen(vault, mailboxes.key_at(vault, url), False),
        ),
    )


def _seen_aside(desk: VaultSession, url: str) -> None:
    """Dismiss the note about quarantined data of a relay."""

    def see(vault: Vault) -> bytes:
        key = mailboxes.key_at(vault, url)
        quarantined_messages.see(vault, key)
        return key

    said = desk.look.tr("Today shows this again only if more packages are damaged.")
    desk.ask(see, lambda key: desk.tell(said, lambda vault: quarantined_messages.take_back(vault, key)))


def _policy(desk: VaultSession, here: Here, url: str, policy: int) -> None:
    """Tell the relay who can write there; the next round, which follows immediately, gives out tickets."""
    tr = desk.look.tr

    def done(_: object) -> None:
        desk.tell(tr("The relay knows the new rule. Your contacts get it with your next messages."))
        desk.rounds.go()

    def failed(error: BaseException) -> None:
        desk.refresh()
        desk.failed(error)

    desk.on_net(lambda vault, db: mailboxes.set_policy(vault, url, policy, db, here), done, failed)


def _write_tickets(desk: VaultSession, url: str) -> None:
    """Write a file of tickets for one of our mailboxes into a chosen folder."""
    tr = desk.look.tr

    def write(folder: str) -> None:
        def written(place: Path) -> None:
            desk.tell(
                tr("{file} is written. Everyone who has the file can use it. Each ticket works once.", file=place.name)
            )

        desk.ask(lambda vault: tickets.write_walk_in(vault, tickets.mailbox(vault, url), Path(folder)), written)

    text = tr("For people who do not have your card yet. Publish it together with your card.")
    choose(desk, tr("File with tickets"), text, tr("Write into this folder"), write, GUIDE)


def _take_tickets(desk: VaultSession) -> None:
    """Import a file of tickets from another person."""
    tr = desk.look.tr

    def take(path: str) -> None:
        def taken(found: tuple[str, int]) -> None:
            name, new = found
            desk.tell(
                tr("{n} ticket to write to {name} is new.|{n} tickets to write to {name} are new.", n=new, name=name)
            )

        desk.ask(lambda vault: token_payment.read_walk_in(vault, Path(path)), taken)

    text = tr("Amparo reads the file once. Add the card of the mailbox owner first.")
    choose(desk, tr("Add a file with tickets"), text, tr("Read this file"), take, GUIDE, ())
