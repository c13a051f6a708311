"""Identify the network of this computer, and store a person's rules for it; `permits` applies them.

Only Linux is asked, through its public routing tables: a network is named by its gateway's hardware address. On other
systems, or if only IPv6 leads out, a network has no name and no rule applies. NetworkManager, if present
(`is_metered`), says if a connection is metered; a person can correct that here.

Ask NetworkManager on the system bus if the connection is metered; without it the answer is unknown.

The bus has `Metered` of org.freedesktop.NetworkManager. Values: 0 unknown, 1 yes, 2 no, 3 guessed yes, 4 guessed no.
A guess counts too. A phone that shares its connection appears as a guess.
"""

import json
import os
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Self

from attrs import evolve, field, frozen

from app.errors import InputRefused
from app.phrase import Phrase
from app.store.vault.open_vault import Vault

ALWAYS, TEXT, ASK, ASKED, NEVER = RULES = ("always", "text", "ask", "asked", "never")
"""Everything automatically; text only; after a question; only rounds that a person starts; nothing."""
RULED_OUT = Phrase("you chose that Amparo never connects on this network")
_KEPT = "networks"
_GATEWAY = 0x2
PATIENCE = 1.0
"""Seconds to wait for the answer of the bus."""
_SAYS = {1: True, 2: False, 3: True, 4: False}
_NM, _PATH = "org.freedesktop.NetworkManager", "/org/freedesktop/NetworkManager"


@frozen
class Network:
    """A network: its name, and `way`, the gateway's address and interface, which many networks share.

    The name equals the way until the gateway's hardware address is known. Both are empty if no network leads out.
    """

    name: str = ""
    way: str = ""
    metered: bool | None = field(default=None, eq=False)
    """True if the system says that the connection is metered; None if unknown."""
    leads_out: bool | None = field(default=None, eq=False)
    """True if a network leads out; None if unknown."""

    @property
    def vague(self) -> bool:
        """Return True if the network is not identified yet among those with this way."""
        return self.name == self.way and " " in self.way

    def left_for(self, other: "Network") -> bool:
        """Return True if the other is a different network, not this one with more or less detail."""
        sure = self.name != self.way and other.name != other.way
        return self.way != other.way or (sure and self.name != other.name)


def read_current_network(tables: Path = Path("/proc/net")) -> Network:
    """Return the network that leads out."""
    try:
        routes, neighbours = (tables / "route").read_text("ascii"), (tables / "arp").read_text("ascii")
    except (OSError, UnicodeDecodeError):
        return Network()
    found = [row for row in map(str.split, routes.splitlines()[1:]) if len(row) >= 8 and row[1] == row[7] == "00000000"]
    if not found:
        return Network(leads_out=_leads_out_by_6(tables))
    best = min(found, key=lambda row: int(row[6]))  # the lowest metric
    interface, gateway, flags = best[0], best[2], best[3]
    if not int(flags, 16) & _GATEWAY:
        return Network(interface, interface, leads_out=True)
    address = ".".join(map(str, bytes.fromhex(gateway)[::-1]))
    way = f"{address} {interface}"
    for row in map(str.split, neighbours.splitlines()[1:]):
        if len(row) >= 6 and (row[0], row[5]) == (address, interface) and row[3] != "00:00:00:00:00:00":
            return Network(row[3], way, leads_out=True)
    return Network(way, way, leads_out=True)


def _leads_out_by_6(tables: Path) -> bool:
    """Return True if IPv6 leads out: a default route through any interface except the loopback."""
    try:
        rows = [row.split() for row in (tables / "ipv6_route").read_text("ascii").splitlines()]
    except (OSError, UnicodeDecodeError):
        return False
    return any(len(row) == 10 and row[0] == "0" * 32 and row[1] == "00" and row[9] != "lo" for row in rows)


class NetworkMonitor:
    """A source of the network that leads out; it asks the system once for each network if it is metered."""

    def __init__(self) -> None:
        self._known = Network()
        self._metered: bool | None = None

    def __call__(self) -> Network:
        """Return the present network."""
        found = read_current_network()
        if found.name and found != self._known:
            self._known, self._metered = found, is_metered()
        return evolve(found, metered=self._metered if found.name else None)


@frozen
class NetworkRule:
    """A person's rule for one network. The default allows everything, automatically, at any hour.

    `metered` None: as the system says. `hours` are two minutes of the local day, between which automatic rounds run.
    `budget` is bytes in a day, both directions together.
    """

    mode: str = ALWAYS
    metered: bool | None = None
    hours: tuple[int, int] | None = None
    budget: int | None = None

    def to_json(self, way: str) -> dict[str, object]:
        """Return the rule as it is stored, with the way of its network."""
        return {"mode": self.mode, "metered": self.metered, "hours": self.hours, "budget": self.budget, "way": way}

    @classmethod
    def from_json(cls, said: Mapping[str, Any]) -> Self:
        """Read the output of `to_json`."""
        return cls(said["mode"], said["metered"], tuple(said["hours"]) if said["hours"] else None, said["budget"])


def rules(vault: Vault) -> Mapping[str, NetworkRule]:
    """Return the rule of each network that has one, by name."""
    return {name: rule for name, (rule, _) in _kept(vault).items()}


def list_network_rules(vault: Vault) -> list[tuple[Network, NetworkRule]]:
    """Return every network that has a rule, with its rule, by name."""
    return [(Network(name, way), rule) for name, (rule, way) in sorted(_kept(vault).items())]


def _kept(vault: Vault) -> dict[str, tuple[NetworkRule, str]]:
    kept: dict[str, dict[str, Any]] = json.loads(vault.get(_KEPT) or b"{}")
    return {name: (NetworkRule.from_json(said), said["way"]) for name, said in kept.items()}


def set_rule(vault: Vault, network: Network, rule: NetworkRule) -> None:
    """Set the rule for a network.

    Raises InputRefused if the network is not identified well enough, or if the values make no rule.
    """
    if not network.name:
        raise InputRefused("This network has no name here.", "Name it: amparo network never --name NAME")
    if rule.mode not in RULES:
        raise InputRefused(Phrase("There is no rule {rule}.", rule=rule.mode), "Say always, text, ask, asked or never.")
    if network.vague and rule != NetworkRule():
        raise InputRefused("Amparo does not know this network yet.", "Nothing was changed. Try again in a moment.")
    if (rule.budget is not None and rule.budget <= 0) or (rule.hours and rule.hours[0] == rule.hours[1]):
        raise InputRefused(
            "Then nothing is sent over this network.", "Nothing was changed. Choose “never” if you mean that."
        )
    kept = _kept(vault)
    kept[network.name] = (rule, network.way or kept.get(network.name, (rule, ""))[1])
    if rule == NetworkRule():
        del kept[network.name]
    vault.set(_KEPT, json.dumps({name: rule.to_json(way) for name, (rule, way) in kept.items()}).encode())


def rules_of(vault: Vault, network: Network) -> list[NetworkRule]:
    """Return the rule of a network; until it is identified, all rules that could be its rule."""
    kept = _kept(vault)
    if network.name in kept:
        return [kept[network.name][0]]
    unsure = bool(network.name) and network.name == network.way
    return [rule for rule, way in kept.values() if unsure and way == network.way] or [NetworkRule()]


def rule_of(vault: Vault, network: Network) -> NetworkRule:
    """Return the rule of a network; until it is identified, the strictest of the possible rules."""
    return max(rules_of(vault, network), key=lambda rule: RULES.index(rule.mode))


def is_metered(bus: str = "") -> bool | None:
    """Return True if the connection is metered, None if unknown; `bus` replaces the usual address."""
    if sys.platform != "linux":
        return None
    from jeepney import DBusAddress, MessageType, Properties
    from jeepney.io.blocking import open_dbus_connection
    from jeepney.wrappers import DBusErrorResponse

    address = bus or os.environ.get("DBUS_SYSTEM_BUS_ADDRESS") or "unix:path=/var/run/dbus/system_bus_socket"
    asked = Properties(DBusAddress(_PATH, _NM, _NM)).get("Metered")
    no_bus = (OSError, ValueError, RuntimeError, DBusErrorResponse)  # also a bus that refuses us or answers too slowly
    with suppress(*no_bus), open_dbus_connection(address) as connection:
        answer = connection.send_and_get_reply(asked, timeout=PATIENCE)
        if answer.header.message_type is MessageType.method_return:
            return _SAYS.get(answer.body[0][1])
    return None
