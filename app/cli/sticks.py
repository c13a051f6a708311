"""Verbs of USB sticks: bundle write, read, check, carry, clear."""

import argparse
from pathlib import Path
from typing import Any

from app.actions.rounds import courier, sticks
from app.cli.command import add_group, verb
from app.cli.output import CommandResult, make_answer, tally_document
from app.cli.progress import progress
from app.store.vault.open_vault import Vault


def add_verbs(verbs: Any, common: argparse.ArgumentParser) -> None:
    """Add the verbs of USB sticks."""
    group = add_group(verbs, "bundle", "bundles on USB sticks", named=True)
    write = verb(group, common, "write", _write, "write queued messages to a USB stick")
    write.add_argument("dir", help="folder on the USB stick")
    write.add_argument(
        "--to",
        metavar="CONTACT",
        nargs="+",
        action="extend",
        default=[],
        help="only messages for these contacts (default: all contacts)",
    )
    verb(group, common, "read", _read, "import your messages from a USB stick").add_argument(
        "dir", help="folder on the USB stick"
    )
    write.add_argument("--copy", metavar="DIR", default="", help="folder for a second copy")
    write.add_argument("--anonymous", action="store_true", help="write only anonymous messages")
    carry = verb(group, common, "carry", _carry, "carry bundles for other people, or list them")
    carry.add_argument("dir", nargs="?", default="", help="folder on the USB stick (default: list the carried bundles)")
    carry.add_argument("--drop", action="store_true", help="destroy all carried bundles")
    verb(group, common, "clear", _clear, "remove imported bundles from a USB stick").add_argument(
        "dir", help="folder on the USB stick"
    )
    verb(
        group, common, "check", _check, "check the bundles on a USB stick without a key", needs_vault=False
    ).add_argument("dir", help="folder on the USB stick")


def _write(vault: Vault, options: argparse.Namespace) -> CommandResult:
    with progress("Written and checked") as told:
        copy = Path(options.copy) if options.copy else None
        tally, bundle = sticks.write(
            vault, Path(options.dir), options.to, told=told, copy=copy, anonymous=options.anonymous
        )
    document = tally_document(tally, bundle=bundle)
    if tally.failures:  # a report for another way, or the second copy; the stick is good
        document["failures"] = tally.failures
    if tally.warnings:
        document["warnings"] = tally.warnings
    return CommandResult(document, 0, [*tally.failures, *tally.warnings])


def _read(vault: Vault, options: argparse.Namespace) -> CommandResult:
    with progress("Read") as told:
        tally = sticks.read(vault, Path(options.dir), told=told)
    return CommandResult(tally_document(tally, receipts=tally.receipts))


def _carry(vault: Vault, options: argparse.Namespace) -> CommandResult:
    document: dict[str, object] = {"ok": True}
    if options.drop:
        document["dropped"] = courier.drop(vault)
    if options.dir:
        with progress("Taken along") as told:
            taken = courier.carry(vault, Path(options.dir), told=told)
        document |= {"objects": taken.objects, "bytes": taken.size}
        document["kept_aside"] = [{"what": what, "why": why} for what, why in taken.kept_aside]
    loads = courier.loads(vault)
    document["relays"] = [
        {"relay": load.relay.hex(), "url": load.url, "objects": load.objects, "bytes": load.size} for load in loads
    ]
    said = [
        f"You and your contacts do not use the relay {load.relay.hex()[:16]}. Add it with `amparo relay add`, or add"
        " the card of a person who uses it."
        for load in loads
        if not load.url
    ]
    return CommandResult({**document, "warnings": said} if said else document, 0, said)


def _clear(vault: Vault, options: argparse.Namespace) -> CommandResult:
    with progress("Compared") as told:
        cleared = sticks.clear(vault, Path(options.dir), told=told)
    left = [{"what": what, "why": why} for what, why in cleared.left]
    return make_answer(removed=list(cleared.removed), left=left)


def _check(options: argparse.Namespace) -> CommandResult:
    with progress("Checked") as told:
        found = sticks.check(Path(options.dir), told)
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
            "message": "Some data on this USB stick is damaged.",
            "hint": "You can read the undamaged data. Ask for the rest again.",
        }
    return CommandResult(document, 0 if document["ok"] else 6)
