"""Which network this computer is on, and whether relays may be visited there.

Linux alone is asked, by what everybody may read of its routes: a network is named by its gateway's hardware address.
Elsewhere, and where only IPv6 leads out, it has no name and no rule holds. Whether a connection is metered nobody says
here: a person who knows it says `asked`.
"""

import json
from collections.abc import Mapping
from pathlib import Path

from attrs import frozen

from app.errors import InputRefused
from app.phrase import Phrase
from app.store.vault import Vault

ALWAYS, ASKED, NEVER = RULES = ("always", "asked", "never")
"""Rounds by themselves too; only rounds that a person asks for, as over a metered connection; none at all."""

RULED_OUT = Phrase("relays are not visited on this network, as you said")

_KEPT = "networks"
_GATEWAY = 0x2


@frozen
class Network:
    """A network: its name, and `way`, the gateway's address and interface, which many networks share.

    The name is the way until the gateway's hardware address is known, and both are empty where nothing leads out.
    """

    name: str = ""
    way: str = ""

    @property
    def vague(self) -> bool:
        """Whether it is not known yet which of those that share this way it is."""
        return self.name == self.way and " " in self.way

    def left_for(self, other: "Network") -> bool:
        """Return whether the other is another network, not this one known better or less well."""
        sure = self.name != self.way and other.name != other.way
        return self.way != other.way or (sure and self.name != other.name)


def here(tables: Path = Path("/proc/net")) -> Network:
    """Return the network that leads out."""
    try:
        routes, neighbours = (tables / "route").read_text("ascii"), (tables / "arp").read_text("ascii")
    except (OSError, UnicodeDecodeError):
        return Network()
    found = [row for row in map(str.split, routes.splitlines()[1:]) if len(row) >= 8 and row[1] == row[7] == "00000000"]
    if not found:
        return Network()
    best = min(found, key=lambda row: int(row[6]))  # the lowest metric
    interface, gateway, flags = best[0], best[2], best[3]
    if not int(flags, 16) & _GATEWAY:
        return Network(interface, interface)
    address = ".".join(map(str, bytes.fromhex(gateway)[::-1]))
    way = f"{address} {interface}"
    for row in map(str.split, neighbours.splitlines()[1:]):
        if len(row) >= 6 and (row[0], row[5]) == (address, interface) and row[3] != "00:00:00:00:00:00":
            return Network(row[3], way)
    return Network(way, way)


def rules(vault: Vault) -> Mapping[str, str]:
    """Return the rule of each network that has one, by name; all others are `always`."""
    return {name: rule for name, (rule, _) in _kept(vault).items()}


def ruled(vault: Vault) -> list[tuple[Network, str]]:
    """Return every network that has a rule, with its rule, by name."""
    return [(Network(name, way), rule) for name, (rule, way) in sorted(_kept(vault).items())]


def _kept(vault: Vault) -> dict[str, tuple[str, str]]:
    kept: dict[str, tuple[str, str]] = json.loads(vault.get(_KEPT) or b"{}")
    return kept


def set_rule(vault: Vault, network: Network, rule: str) -> None:
    """Say what may be done on a network; InputRefused for one that is not known well enough to be known again."""
    if not network.name:
        raise InputRefused("This network has no name here.", "Name it: amparo network never --name NAME")
    if rule not in RULES:
        raise InputRefused(Phrase("There is no rule {rule}.", rule=rule), "Say always, asked or never.")
    if network.vague and rule != ALWAYS:
        raise InputRefused("It is not known yet which network this is.", "Nothing was changed. Try again in a moment.")
    kept = _kept(vault) | {network.name: (rule, network.way)}
    if rule == ALWAYS:
        del kept[network.name]
    vault.set(_KEPT, json.dumps(kept).encode())


def rule_of(vault: Vault, network: Network) -> str:
    """Return the rule that holds on a network; until it is known by its name, the strictest of those it may be."""
    kept = _kept(vault)
    if network.name in kept:
        return kept[network.name][0]
    unsure = bool(network.name) and network.name == network.way
    return max((rule for rule, way in kept.values() if unsure and way == network.way), key=RULES.index, default=ALWAYS)


def forbids(vault: Vault, network: Network, asked: bool) -> bool:
    """Return whether no relay may be visited on this network now; `asked` is a round that a person asked for."""
    rule = rule_of(vault, network)
    return rule == NEVER or (rule == ASKED and not asked)
