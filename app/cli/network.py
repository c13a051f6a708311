"""The verb network: the rules of this network, and the pause of all data."""

import argparse
import re
from typing import Any

from attrs import evolve

from app.actions.relays import network_policy, networks
from app.actions.relays.networks import Network, NetworkRule
from app.cli.command import verb
from app.cli.output import CommandResult, make_answer
from app.errors import InputRefused
from app.phrase import Phrase
from app.store.vault.open_vault import Vault

MB = 1_000_000
_HOURS = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)")


def add_verb(verbs: Any, common: argparse.ArgumentParser) -> None:
    """Add the verb."""
    network = verb(verbs, common, "network", _network, "set the rule for a network")
    network.add_argument("rule", nargs="?", choices=(*networks.RULES, "pause", "go"), help="rule for this network")
    network.add_argument("--name", default="", help="name of another network (default: the current network)")
    network.add_argument("--metered", choices=("yes", "no", "system"), help="cost by the megabyte")
    network.add_argument("--hours", metavar="HH:MM-HH:MM", help='hours for automatic syncs, or "all"')
    network.add_argument("--budget", metavar="MB", help='daily limit in megabytes for both directions, or "none"')
    network.add_argument("--for", dest="hours_of_pause", metavar="HOURS", type=float, help="hours of the pause")


def _network(vault: Vault, options: argparse.Namespace) -> CommandResult:
    network = Network(options.name) if options.name else networks.NetworkMonitor()()
    if options.rule == "pause":
        network_policy.pause(vault, options.hours_of_pause)
    elif options.rule == "go":
        network_policy.go_on(vault)
    before = networks.rules(vault).get(network.name, NetworkRule())
    rule = _changed(before, options)
    if rule != before or options.rule in networks.RULES:
        networks.set_rule(vault, network, rule)
    return make_answer(**_state(vault, network))


def _changed(rule: NetworkRule, options: argparse.Namespace) -> NetworkRule:
    """Return a rule with its values replaced by the given options."""
    if options.rule in networks.RULES:
        rule = evolve(rule, mode=options.rule)
    if options.metered:
        rule = evolve(rule, metered={"yes": True, "no": False, "system": None}[options.metered])
    if options.hours:
        rule = evolve(rule, hours=None if options.hours == "all" else _hours(options.hours))
    if options.budget:
        rule = evolve(rule, budget=None if options.budget == "none" else _budget(options.budget))
    return rule


def _hours(text: str) -> tuple[int, int]:
    found = _HOURS.fullmatch(text)
    if found is None:
        raise InputRefused(Phrase("{text} are no hours.", text=text), "Say them like 22:00-05:30, or all.")
    a, b, c, d = map(int, found.groups())
    return a * 60 + b, c * 60 + d


def _budget(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and 0 < int(text) <= MB):
        raise InputRefused(Phrase("{text} is no number of MB.", text=text), "Say it like 50, or none.")
    return int(text) * MB


def _state(vault: Vault, network: Network) -> dict[str, object]:
    """Return the permitted data on a network now, and every network with a rule."""
    letters, files = (network_policy.decide_traffic(vault, network, False, length) for length in (0, 1))
    kept = network_policy.read_pause_end(vault)
    return {
        "network": network.name,
        **_row(networks.rule_of(vault, network)),
        "metered": network_policy.is_metered(network, networks.rule_of(vault, network)),
        "used": sum(network_policy.read_used_bytes(vault, network)),
        "text_goes": letters.why is None,
        "files_go": files.why is None,
        "why": files.why or "",
        "until": files.until,
        "paused": kept is not None,
        "rules": [{"network": name, **_row(rule)} for name, rule in sorted(networks.rules(vault).items())],
    }


def _row(rule: NetworkRule) -> dict[str, object]:
    hours = (
        "{:02}:{:02}-{:02}:{:02}".format(*divmod(rule.hours[0], 60), *divmod(rule.hours[1], 60)) if rule.hours else ""
    )
    return {"rule": rule.mode, "metered": rule.metered, "hours": hours, "budget": rule.budget}
