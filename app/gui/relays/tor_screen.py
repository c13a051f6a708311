"""Change the settings of Tor on the page of relays: changes are immediate and can be undone."""

from collections.abc import Callable
from functools import partial

from shiboken6 import isValid

from app.actions.kernel.change_set import Changed
from app.actions.relays import tor
from app.actions.relays.tor import TorStatus
from app.gui.relays.tor_view import TorCard
from app.gui.shell.vault_session import VaultSession
from app.store.vault.open_vault import Vault
from sync.tor import Tor


def attend(desk: VaultSession, card: TorCard) -> Callable[[], None]:
    """Connect the card; ask if Tor answers, and return a function that asks again."""
    card.always.connect(lambda always: _set_always(desk, card, always))
    card.place.connect(lambda place: _set_place(desk, card, place))
    card.around.connect(lambda: desk.rounds.go(around_tor=True))
    _ask(desk, card)
    return partial(_ask, desk, card)


def _ask(desk: VaultSession, card: TorCard) -> None:
    def show(stands: TorStatus) -> None:
        if isValid(card):
            card.show_tor(stands)

    desk.on_net(lambda _, db: tor.check_tor(db(tor.way)), show)


def _set_always(desk: VaultSession, card: TorCard, always: bool) -> None:
    tr = desk.look.tr
    said = tr("Every relay is reached through Tor.") if always else tr("Only .onion addresses go through Tor.")
    _change(desk, card, lambda vault: tor.set_always(vault, always), said)


def _set_place(desk: VaultSession, card: TorCard, place: str) -> None:
    _change(desk, card, lambda vault: tor.set_place(vault, place), desk.look.tr("Tor is looked for there."))


def _change(desk: VaultSession, card: TorCard, change: Callable[[Vault], Tor], said: str) -> None:
    def set_(vault: Vault) -> tuple[Tor, Tor]:
        return change(vault), tor.way(vault)

    def done(was: tuple[Tor, Tor]) -> None:
        before, now = was
        if before != now:
            desk.tell(said, _putting(before), _putting(now))

    desk.ask(set_, done, lambda error: card.field.set_error(desk.look.tr.phrase(str(error))))


def _putting(way: Tor) -> Callable[[Vault], Changed]:
    def put(vault: Vault) -> Changed:
        tor.put_back(vault, way)
        return Changed(frozenset({"connection"}))

    return put
