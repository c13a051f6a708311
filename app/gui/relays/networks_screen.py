"""Change the rules of networks and the use of Tor: with immediate effect and with undo."""

from collections.abc import Callable
from functools import partial

from attrs import evolve
from shiboken6 import isValid

from app.actions.kernel.change_set import Changed
from app.actions.relays import network_policy, networks, tor
from app.actions.relays.networks import Network, NetworkRule
from app.actions.relays.tor import TorStatus
from app.gui.relays import networks_query as reading
from app.gui.relays.networks_view import NetworksCard, TorCard
from app.gui.shell.vault_session import VaultSession
from app.store.vault.open_vault import Vault
from sync.tor import Tor


def connect(desk: VaultSession, card: NetworksCard, here: Callable[[], Network]) -> None:
    """Apply the changes of a person on the card; `here` returns the current network."""
    card.rule.connect(lambda changes: _rule(desk, here, changes))
    card.allow.connect(lambda name: _allow(desk, name))
    card.pause.connect(lambda hours: _pause(desk, hours or None))
    card.go_on.connect(lambda: _go_on(desk))


def _rule(desk: VaultSession, here: Callable[[], Network], changes: dict[str, object]) -> None:
    """Change the rule of the network that leads out now; Undo restores its earlier rule, on any network."""
    tr = desk.look.tr

    def set_(vault: Vault) -> tuple[Network, NetworkRule, NetworkRule]:
        network = here()
        before = networks.rules(vault).get(network.name, NetworkRule())
        after = evolve(before, **changes)  # type: ignore[arg-type]
        networks.set_rule(vault, network, after)
        return network, before, after

    def done(was: tuple[Network, NetworkRule, NetworkRule]) -> None:
        network, before, after = was
        if before != after:
            said = tr("Rule of this network: {rule}.", rule=reading.in_words(tr, after))
            desk.tell(said, _ruling(network, before), _ruling(network, after))

    def failed(error: BaseException) -> None:
        desk.refresh()
        desk.failed(error)

    desk.ask(set_, done, failed)


def _allow(desk: VaultSession, name: str) -> None:
    """Remove the rule of a network."""
    said = desk.look.tr("Amparo connects on that network again.")

    def allow(vault: Vault) -> tuple[Network, NetworkRule]:
        network, rule = next(row for row in networks.list_network_rules(vault) if row[0].name == name)
        networks.set_rule(vault, network, NetworkRule())
        return network, rule

    desk.ask(allow, lambda was: desk.tell(said, _ruling(*was), _ruling(was[0], NetworkRule())))


def _ruling(network: Network, rule: NetworkRule) -> Callable[[Vault], Changed]:
    def set_(vault: Vault) -> Changed:
        networks.set_rule(vault, network, rule)
        return Changed(frozenset({"connection"}))

    return set_


def _pause(desk: VaultSession, hours: float | None) -> None:
    def pause(vault: Vault) -> Changed:
        network_policy.pause(vault, hours)
        return Changed(frozenset({"connection"}))

    desk.act(pause, desk.look.tr("Paused. Unsent reports wait."), _ended)


def _go_on(desk: VaultSession) -> None:
    def ended(_: Changed) -> None:
        desk.tell(desk.look.tr("Amparo connects again."))
        desk.rounds.go(asked=False, anew=True)

    desk.ask(_ended, ended)


def _ended(vault: Vault) -> Changed:
    network_policy.go_on(vault)
    return Changed(frozenset({"connection"}))


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
    said = tr("Amparo reaches all relays through Tor.") if always else tr("Amparo uses Tor only for .onion addresses.")
    _change(desk, card, lambda vault: tor.set_always(vault, always), said)


def _set_place(desk: VaultSession, card: TorCard, place: str) -> None:
    _change(
        desk,
        card,
        lambda vault: tor.set_place(vault, place),
        desk.look.tr("Saved. Amparo looks for Tor at this address."),
    )


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
