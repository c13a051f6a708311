"""Verbs of delivery: share, outbox, inbox, accept, refuse, relay, sync, bundle."""

import argparse
import signal
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from attrs import asdict

from app.actions import bulk, contacts, inbox, inside, journeys, mailboxes, networks, sharing, watch
from app.actions import exchange as actions
from app.actions.inbox import Accepted
from app.cli import serve
from app.cli.output import Answer, ok
from app.cli.progress import progress
from app.domain.redact import PROFILES
from app.errors import NotFound, NotWellFormed
from app.store.vault import Vault
from sync.exchange import Tally

ASKED = "?"
_CODE_MOST = 4096
_OLD_CARD = "Your contacts hold your old card: the new one travels with the next report or stick."


def add_verbs(verbs: Any, common: argparse.ArgumentParser) -> None:
    """Add the verbs of delivery."""

    def verb(group: Any, name: str, run: object, about: str, needs_vault: bool = True) -> argparse.ArgumentParser:
        parser: argparse.ArgumentParser = group.add_parser(name, parents=[common], help=about)
        parser.set_defaults(run=run, needs_vault=needs_vault)
        return parser

    share = verb(verbs, "share", _share, "queue records for contacts")
    share.add_argument("ids", metavar="ID", nargs="+")
    share.add_argument("--to", metavar="CONTACT", nargs="+", action="extend", required=True)
    share.add_argument("--profile", default="", choices=["", *PROFILES])
    share.add_argument("--mode", default="signed", choices=["signed"])
    share.add_argument("--urgent", action="store_true")
    verb(verbs, "outbox", _outbox, "what goes, and where it is")
    verb(verbs, "inbox", _inbox, "what came")
    accept = verb(verbs, "accept", _accept, "take a report or a proposal into your records")
    accept.add_argument("id", nargs="?", default="")
    accept.add_argument("--all", action="store_true", help="every report of verified contacts that waits")
    accept.add_argument("--from", dest="contact", default="", metavar="CONTACT", help="with --all: of this contact")
    accept.add_argument("--profile", default="", choices=["", *PROFILES], help="with --all: sent under it")
    refuse = verb(verbs, "refuse", _refuse, "turn a report or a proposal down")
    refuse.add_argument("id")
    refuse.add_argument("--reason", default="")
    _add_relay_verbs(verbs, common, verb)
    verb(verbs, "sync", _sync, "one round with every relay").add_argument(
        "--watch", action="store_true", help="rounds as connections come, until Ctrl+C"
    )
    network = verb(verbs, "network", _network, "whether relays are visited on this network")
    network.add_argument("rule", nargs="?", choices=networks.RULES, help="asked: only when you say sync")
    network.add_argument("--name", default="", help="of another network than this one")
    group = verbs.add_parser("bundle", help="the stick").add_subparsers(dest="bundle_verb", required=True)
    write = verb(group, "write", _bundle_write, "write what waits to a stick")
    write.add_argument("dir")
    write.add_argument("--to", metavar="CONTACT", nargs="+", action="extend", default=[])
    verb(group, "read", _bundle_read, "take in what is on a stick").add_argument("dir")
    verb(group, "check", _bundle_check, "what is whole on a stick", needs_vault=False).add_argument("dir")


def _add_relay_verbs(verbs: Any, common: argparse.ArgumentParser, verb: Callable[..., argparse.ArgumentParser]) -> None:
    group = verbs.add_parser("relay", help="relays").add_subparsers(dest="relay_verb", required=True)
    add = verb(group, "add", _relay_add, "make your mailbox at a relay")
    add.add_argument("url")
    code = add.add_mutually_exclusive_group()
    code.add_argument(
        "--invite",
        metavar="CODE",
        nargs="?",
        const=ASKED,
        default="",
        help="the code of its operator; asked for if left",
    )
    code.add_argument("--invite-file", metavar="F", help="read the code from a file")
    verb(group, "list", _relay_list, "your relays")
    remove = verb(group, "remove", _relay_remove, "give up your mailbox at a relay, after a last round with it")
    remove.add_argument("url")
    remove.add_argument("--anyway", action="store_true", help="also where something may still lie there or come there")
    serve.add_verbs(group, common)


def _share(vault: Vault, options: argparse.Namespace) -> Answer:
    done, _ = sharing.share(vault, options.ids, options.to, options.profile, urgent=options.urgent)
    document: dict[str, object] = {
        "ok": True,
        "report": done.report.hex(),
        "recipients": [
            {"id": c.record.id.hex(), "ref": c.record.ref, "title": c.record.title, "state": c.state}
            for c in done.recipients
        ],
        "held_back": [{"record": h.record.hex(), "field": h.field, "why": h.why} for h in done.held_back],
        "warnings": list(done.warnings),
    }
    return Answer(document, 0, done.warnings)


def _outbox(vault: Vault, options: argparse.Namespace) -> Answer:
    rows = []
    for journey in journeys.all_(vault):
        row: dict[str, object] = {
            "report": journey.delivery.report.hex(),
            "state": journey.delivery.state,
            "to": journey.to,
            "at": journey.delivery.changed,
        }
        if journey.relays_of:
            row["relays"] = f"{journey.relays_reached}/{journey.relays_of}"
        if journey.bundles:
            row["bundle"] = journey.bundles[-1]
        if journey.delivery.reason:
            row["reason"] = journey.delivery.reason
        rows.append(row)
    return ok(reports=rows)


def _inbox(vault: Vault, options: argparse.Namespace) -> Answer:
    rows = [
        {
            "report": came.arrived.report.hex(),
            "state": came.arrived.state,
            "from": came.sender_name,
            "trust": came.state_of_sender,
            "at": came.arrived.at,
            "missing": came.missing,
        }
        for came in inbox.all_(vault)
    ]
    waiting = [
        {"id": p.id.hex(), "record": p.record.hex(), "field": p.field, "value": p.value, "from": p.sender.hex()}
        for p in inbox.waiting(vault)
    ]
    return ok(reports=rows, proposals=waiting)


def _accept(vault: Vault, options: argparse.Namespace) -> Answer:
    if options.all == bool(options.id) or (options.id and (options.contact or options.profile)):
        raise NotWellFormed("Name one report, or say --all.", "See: amparo accept --help")
    if options.all:
        return _accept_all(vault, options)
    done, _ = inbox.accept(vault, options.id)
    inside.look_in(vault)
    return Answer({"ok": True, **_accepted(done)})


def _accept_all(vault: Vault, options: argparse.Namespace) -> Answer:
    contact = contacts.named(vault, options.contact).record.id if options.contact else None
    steps = list(bulk.accept_all(vault, [(contact, options.profile)]))
    inside.look_in(vault)
    done = steps[-1][0] if steps else bulk.Bulk()
    left = [{"report": report.hex(), "reason": reason} for report, reason in done.left]
    return Answer({"ok": True, **asdict(done), "left": left}, 0, tuple(f"{r['report']}: {r['reason']}" for r in left))


def _accepted(done: Accepted) -> dict[str, object]:
    return {
        "report": done.report.hex(),
        "added": [id_.hex() for id_ in done.added],
        "changed": [
            {"record": id_.hex(), "field": name, "before": before, "after": after}
            for id_, name, before, after in done.changed
        ],
        "conflicts": [{"record": id_.hex(), "field": name} for id_, name in done.conflicts],
        "proposals": [
            {"id": p.id.hex(), "record": p.record.hex(), "field": p.field, "value": p.value} for p in done.proposals
        ],
        "refused": [{"record": id_.hex(), "field": name, "why": why} for id_, name, why in done.refused],
    }


def _refuse(vault: Vault, options: argparse.Namespace) -> Answer:
    inbox.refuse(vault, options.id, options.reason)
    return ok()


def _relay_add(vault: Vault, options: argparse.Namespace) -> Answer:
    known = actions.add_relay(vault, options.url, invite=_code(options))
    document = {"ok": True, "url": known.url, "relay": known.pk.hex(), "warnings": [_OLD_CARD]}
    return Answer(document, 0, (_OLD_CARD,))


def _code(options: argparse.Namespace) -> str:
    """Return an invite's code. An argument can be seen by everybody on the machine, so it is read or asked for too."""
    if options.invite_file is not None:
        try:
            with Path(options.invite_file).open("rb") as file:
                return file.read(_CODE_MOST).decode("ascii", "replace")
        except OSError as error:
            raise NotFound(f"The file of the code cannot be read ({error.strerror}).", "Nothing was added.") from error
    if options.invite == ASKED:
        print("Code of the invite: ", end="", file=sys.stderr, flush=True)
        return sys.stdin.readline() or "-"  # the end of what was typed is no code, and not none
    return str(options.invite)


def _relay_remove(vault: Vault, options: argparse.Namespace) -> Answer:
    gone = mailboxes.give_up(vault, options.url, anyway=options.anyway)
    said = [_OLD_CARD] if gone.known else []
    if gone.last:
        said.append("You have no other relay: what others send you comes by stick.")
    if gone.contacts:
        said.append(f"What you send to these still goes there, where they are reached: {', '.join(gone.contacts)}.")
    document: dict[str, object] = {
        "ok": True,
        "url": gone.url,
        "relay": gone.known.pk.hex() if gone.known else "",
        "fetched": gone.fetched,
        "unconfirmed": gone.unconfirmed,
        "warnings": said,
    }
    return Answer(document, 0, said)


def _relay_list(vault: Vault, options: argparse.Namespace) -> Answer:
    rows = [
        {
            "url": at.url,
            "relay": at.known.pk.hex() if at.known else "",
            "state": "known" if at.known else "not reached yet",
            "last_ok": at.known.last_ok if at.known else None,
            "contacts": list(at.contacts),
            "waiting": at.to_go,
        }
        for at in mailboxes.all_(vault)
    ]
    return ok(relays=rows)


def _tally(tally: Tally, **more: object) -> dict[str, object]:
    return {
        "ok": True,
        "sent": tally.sent,
        "received": tally.received,
        "acknowledged": tally.acknowledged,
        "kept_aside": [{"what": what, "why": why} for what, why in tally.kept_aside],
        **more,
    }


def _network(vault: Vault, options: argparse.Namespace) -> Answer:
    network = networks.Network(options.name) if options.name else networks.here()
    if options.rule:
        networks.set_rule(vault, network, options.rule)
    rows = [{"network": name, "rule": rule} for name, rule in sorted(networks.rules(vault).items())]
    return ok(network=network.name, rule=networks.rule_of(vault, network), rules=rows)


def _watch(vault: Vault) -> Answer:
    """Do rounds until Ctrl+C or `lock`; say what each did, and at the end what all did."""
    total = Tally()

    def heard(tally: Tally) -> None:
        total.add(tally)
        total.failures[:], total.warnings[:] = tally.failures, tally.warnings
        if tally.sent or tally.received or tally.acknowledged or tally.failures:
            said = f"{tally.sent} sent, {tally.received} received, {tally.acknowledged} acknowledged"
            print("; ".join([said, *tally.failures]), file=sys.stderr, flush=True)

    def leave(_number: int, _frame: object) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, leave)
    with suppress(KeyboardInterrupt):
        watch.watch(vault, time.sleep, heard)
    return Answer(_tally(total, failures=total.failures, warnings=total.warnings), 0, total.warnings)


def _sync(vault: Vault, options: argparse.Namespace) -> Answer:
    if options.watch:
        return _watch(vault)
    tally = actions.sync(vault)
    document = _tally(tally, failures=tally.failures, warnings=tally.warnings)
    if tally.failures:
        document["ok"] = False
        document["error"] = {
            "code": "not_delivered",
            "message": f"Not every relay answered: {tally.failures[0]}.",
            "hint": "Nothing was lost; what is queued stays queued and is tried again.",
        }
    return Answer(document, 7 if tally.failures else 0, tally.warnings)


def _bundle_write(vault: Vault, options: argparse.Namespace) -> Answer:
    with progress("Written and read back") as told:
        tally, bundle = actions.write_bundle(vault, Path(options.dir), options.to, told=told)
    return Answer(_tally(tally, bundle=bundle))


def _bundle_read(vault: Vault, options: argparse.Namespace) -> Answer:
    with progress("Read") as told:
        return Answer(_tally(actions.read_bundle(vault, Path(options.dir), told=told)))


def _bundle_check(options: argparse.Namespace) -> Answer:
    with progress("Checked") as told:
        found = actions.check_bundle(Path(options.dir), told)
    document: dict[str, object] = {
        "ok": not found.torn and not found.kept_aside,
        "whole": found.whole,
        "bytes": found.size,
        "torn": [{"object": t.object_id.hex(), "missing": [list(row) for row in t.missing]} for t in found.torn],
        "kept_aside": [{"what": d.what, "why": d.why} for d in found.kept_aside],
    }
    if not document["ok"]:
        document["error"] = {
            "code": "not_opened",
            "message": "Not everything on this stick is whole.",
            "hint": "What is whole can be read; ask for the rest again.",
        }
    return Answer(document, 0 if document["ok"] else 6)
