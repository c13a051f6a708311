"""Verbs of connections: relay, sync, tor, network."""

import argparse
import re
import signal
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from attrs import evolve

from app.actions.relays import (
    mailbox_registration,
    network_policy,
    networks,
    quarantined_messages,
    relay_log_audit,
    relay_moves,
    tor,
)
from app.actions.relays.networks import Network, NetworkRule
from app.actions.relays.relay_moves import Moving
from app.actions.rounds import anonymous_sync, exchange, mailboxes, sync_scheduler
from app.cli import serve, tickets
from app.cli.command import add_group, say, verb
from app.cli.output import CommandResult, make_answer, tally_document
from app.errors import InputRefused, NotFound
from app.phrase import Phrase
from app.store.relays.quarantined_messages import Damage
from app.store.vault.open_vault import Vault
from sync.exchange import Tally

ASKED = "?"
_CODE_MOST = 4096
_NO_TOR = "Start Tor, or enter its address: amparo tor --at ADDRESS:PORT. Without Tor, one time: sync --without-tor."
_OLD_CARD = "Your contacts have your old card. Amparo sends the new card with the next report or USB stick."
MB = 1_000_000
_HOURS = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)")


def add_verbs(verbs: Any, common: argparse.ArgumentParser) -> None:
    """Add the verbs of relays, syncs and networks."""
    group = add_group(verbs, "relay", "relays and mailboxes", named=True)
    add = verb(group, common, "add", _relay_add, "create your mailbox at a relay")
    add.add_argument("url", help="address of the relay")
    _add_code(add)
    add.add_argument("--policy", choices=tickets.POLICIES, help="people who can write to your mailbox")
    tickets.add_policy(group, common)
    verb(group, common, "list", _relay_list, "list your relays")
    move = verb(group, common, "move", _relay_move, "move your mailbox to another relay")
    move.add_argument("old", help="address of the old relay")
    move.add_argument("new", help="address of the new relay")
    _add_code(move)
    move.add_argument(
        "--days", type=int, metavar="N", default=relay_moves.DAYS, help="days until the old mailbox closes"
    )
    verb(group, common, "proofs", _relay_proofs, "show contradictory signed statements of relays")
    seen = verb(group, common, "seen", _relay_seen, "close the warnings of a relay")
    seen.add_argument("url", help="address of the relay")
    remove = verb(group, common, "remove", _relay_remove, "close your mailbox at a relay after a last sync")
    remove.add_argument("url", help="address of the relay")
    remove.add_argument("--anyway", action="store_true", help="close it even if messages can still arrive")
    serve.add_verbs(group, common)
    round_ = verb(verbs, common, "sync", _sync, "sync with every relay").add_mutually_exclusive_group()
    round_.add_argument("--watch", action="store_true", help="sync automatically until Ctrl+C")
    round_.add_argument("--without-tor", action="store_true", help="contact relays without Tor during this sync")
    said = "send only anonymous reports and download their answers. Wait some time after another sync"
    round_.add_argument("--anonymous", action="store_true", help=said)
    add_verb(verbs, common)
    through = verb(verbs, common, "tor", _tor, "set the use of Tor for all relays")
    through.add_argument(
        "everything", nargs="?", choices=["on", "off"], help='"on" for all relays, "off" for .onion addresses only'
    )
    place = through.add_mutually_exclusive_group()
    place.add_argument("--at", metavar="ADDRESS:PORT", help="address of Tor, also unix:/PATH")
    place.add_argument("--usual", dest="at", action="store_const", const="", help="use the usual addresses of Tor")


def _add_code(parser: argparse.ArgumentParser) -> None:
    """Add the options for the code of an invite to a verb."""
    code = parser.add_mutually_exclusive_group()
    code.add_argument(
        "--invite", metavar="CODE", nargs="?", const=ASKED, default="", help="invite code (default: a prompt)"
    )
    code.add_argument("--invite-file", metavar="F", help="file with the invite code")


def _relay_add(vault: Vault, options: argparse.Namespace) -> CommandResult:
    policy = tickets.POLICIES[options.policy] if options.policy else None
    known = mailbox_registration.add(vault, options.url, invite=_code(options), policy=policy)
    document = {"ok": True, "url": known.url, "relay": known.pk.hex(), "warnings": [_OLD_CARD]}
    return CommandResult(document, 0, (_OLD_CARD,))


def _code(options: argparse.Namespace) -> str:
    """Return an invite's code, also from a file or a prompt: every user of the computer can see an argument."""
    if options.invite_file is not None:
        try:
            with Path(options.invite_file).open("rb") as file:
                return file.read(_CODE_MOST).decode("ascii", "replace")
        except OSError as error:
            raise NotFound(f"The file of the code cannot be read ({error.strerror}).", "Nothing was added.") from error
    if options.invite == ASKED:
        print("Code of the invite: ", end="", file=sys.stderr, flush=True)
        return sys.stdin.readline() or "-"  # an end of input is a wrong code, not a missing one
    return str(options.invite)


def _relay_remove(vault: Vault, options: argparse.Namespace) -> CommandResult:
    gone = mailboxes.give_up(vault, options.url, anyway=options.anyway)
    said = [_OLD_CARD] if gone.known else []
    if gone.last:
        said.append("You have no other relay. You can receive reports only by USB stick.")
    if gone.contacts:
        said.append(f"Amparo still sends reports for these contacts to that relay: {', '.join(gone.contacts)}.")
    document: dict[str, object] = {
        "ok": True,
        "url": gone.url,
        "relay": gone.known.pk.hex() if gone.known else "",
        "fetched": gone.fetched,
        "unconfirmed": gone.unconfirmed,
        "warnings": said,
    }
    return CommandResult(document, 0, said)


def _relay_list(vault: Vault, options: argparse.Namespace) -> CommandResult:
    rows = [
        {
            "url": at.url,
            "relay": at.known.pk.hex() if at.known else "",
            "policy": tickets.word(at.policy),
            "state": "known" if at.known else "not reached yet",
            "last_ok": at.known.last_ok if at.known else None,
            "contacts": list(at.contacts),
            "waiting": at.to_go,
            "moving": _moving(at.moving) if at.moving else None,
            "proofs": len(at.proofs),
            "kept_aside": _aside(at.aside),
            "why_not": str(at.hindrance.why) if at.hindrance else "",
        }
        for at in mailboxes.list_relays(vault)
    ]
    signed, aside = relay_log_audit.of_others(vault), quarantined_messages.of_others(vault)
    others = [
        {"url": url, "proofs": len(signed.get(url, ())), "kept_aside": _aside(aside.get(url, ()))}
        for url in sorted({*signed, *aside})
    ]
    return make_answer(relays=rows, others=others)


def _aside(found: Sequence[Damage]) -> list[dict[str, object]]:
    return [{"what": one.what, "why": one.why, "at": one.at} for one in found]


def _relay_seen(vault: Vault, options: argparse.Namespace) -> CommandResult:
    relay = mailboxes.key_at(vault, options.url)
    count = sum(damage.relay == relay for damage in quarantined_messages.list_unseen_damage(vault))
    relay_log_audit.set_seen(vault, relay)
    quarantined_messages.see(vault, relay)
    return make_answer(url=options.url, relay=relay.hex(), kept_aside=count)


def _moving(at: Moving) -> dict[str, object]:
    return {"to": at.move.url, "has_mailbox": at.made, "know": at.know, "of": at.of, "until": at.move.until}


def _relay_move(vault: Vault, options: argparse.Namespace) -> CommandResult:
    at = relay_moves.move(vault, options.old, options.new, invite=_code(options), days=options.days)
    said = [
        _OLD_CARD,
        f"{at.know} of {at.of} contacts know the new relay. Until all know it, Amparo also reads the old relay.",
    ]
    if at.opens:
        said.append(
            "The mailbox there was yours before. All people with your card can write to it. See amparo relay policy."
        )
    return CommandResult({"ok": True, "moving": _moving(at), "warnings": said}, 0, said)


def _relay_proofs(vault: Vault, options: argparse.Namespace) -> CommandResult:
    rows = [
        {
            "url": proof.url,
            "relay": proof.relay.hex(),
            "kind": proof.kind,
            "says": relay_log_audit.SAID[proof.kind],
            "at": proof.at,
            "contact": proof.contact.hex() if proof.contact else "",
            "before": proof.before.hex(),
            "after": proof.after.rstrip(bytes(1)).hex(),
        }
        for proof in relay_log_audit.list_proofs(vault)
    ]
    return make_answer(proofs=rows)


def _tor(vault: Vault, options: argparse.Namespace) -> CommandResult:
    if options.at is not None:
        tor.set_place(vault, options.at)
    if options.everything:
        tor.set_always(vault, options.everything == "on")
    stands = tor.check_tor(tor.way(vault))
    warnings = (
        () if stands.answers else ("Tor does not answer. Until it works, Amparo does not send reports that need Tor.",)
    )
    document = {
        "ok": True,
        "everything": stands.tor.always,
        "places": list(stands.tor.places),
        "answers": stands.answers,
        "warnings": list(warnings),
    }
    return CommandResult(document, 0, warnings)


def _watch(vault: Vault) -> CommandResult:
    """Sync until Ctrl+C or `lock`; print the result of each sync, and return the total at the end."""
    total = Tally()

    def heard(tally: Tally) -> None:
        total.add(tally)
        total.failures[:], total.warnings[:], total.held[:] = tally.failures, tally.warnings, tally.held
        if tally.sent or tally.received or tally.acknowledged or tally.failures:
            said = f"{tally.sent} sent, {tally.received} received, {tally.acknowledged} acknowledged"
            say("; ".join([said, *tally.failures, *_held(tally)]), sys.stderr)

    def leave(_number: int, _frame: object) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, leave)
    with suppress(KeyboardInterrupt):
        sync_scheduler.watch(vault, time.sleep, heard)
    document = tally_document(total, failures=total.failures, warnings=total.warnings, held=_held(total))
    return CommandResult(document, 0, total.warnings)


def _held(tally: Tally) -> list[str]:
    """Return the items that network rules hold back, each once."""
    return list(dict.fromkeys(map(str, tally.held)))


def _sync(vault: Vault, options: argparse.Namespace) -> CommandResult:
    if options.watch:
        return _watch(vault)
    tally = anonymous_sync.sync(vault) if options.anonymous else exchange.sync(vault, around_tor=options.without_tor)
    document = tally_document(tally, failures=tally.failures, warnings=tally.warnings, held=_held(tally))
    if tally.visited:
        document["relays"] = f"{tally.answered}/{tally.visited}"
    if tally.failures:
        document["ok"] = False
        document["error"] = {
            "code": "not_delivered",
            "message": f"Not every relay answered: {tally.failures[0]}.",
            "hint": _NO_TOR
            if tally.no_tor
            else "No data is lost. The reports stay in the outbox, and Amparo tries again.",
        }
    return CommandResult(document, 7 if tally.failures else 0, tally.warnings)


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
        raise InputRefused(Phrase("{text} is not a range of hours.", text=text), "For example: 22:00-05:30, or all.")
    a, b, c, d = map(int, found.groups())
    return a * 60 + b, c * 60 + d


def _budget(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and 0 < int(text) <= MB):
        raise InputRefused(Phrase("{text} is not a number of MB.", text=text), "For example: 50, or none.")
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
