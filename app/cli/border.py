"""Verbs of border mode: transfer everything, check for the proof, end border mode."""

import argparse
from pathlib import Path
from typing import Any

from app.actions.field import border as actions
from app.cli.command import add_group, verb
from app.cli.output import CommandResult, make_answer
from app.cli.passphrase import read_new
from app.cli.progress import progress
from app.store.vault.open_vault import Vault

TITLE = "Everything of mine, to keep until I restore it"


def add_verbs(verbs: Any, common: argparse.ArgumentParser) -> None:
    """Add `border …`."""
    group = add_group(verbs, "border", "cross a border without data on this computer", named=True)
    hand = verb(group, common, "hand", _hand, "transfer the complete vault to a contact or a USB stick")
    way = hand.add_mutually_exclusive_group(required=True)
    way.add_argument("--to", metavar="CONTACT", help="verified contact who gets the vault as one encrypted file")
    way.add_argument("--stick", metavar="DIR", help="folder on a USB stick for the vault")
    hand.add_argument("--border-passphrase-file", metavar="F", help="file with a separate passphrase")
    hand.add_argument("--border-passphrase-fd", metavar="N", type=int, help="descriptor with a separate passphrase")
    verb(group, common, "status", _status, "show if you can wipe the vault safely")
    verb(group, common, "forget", _forget, "cancel border mode and keep the transferred data")


def _hand(vault: Vault, options: argparse.Namespace) -> CommandResult:
    words = read_new(options, "border-passphrase", "Passphrase for the border: ")
    with progress("Transferred") as told:
        if options.stick:
            actions.hand_to_stick(vault, Path(options.stick), words, told)
        else:
            actions.hand_to_contact(vault, options.to, words, TITLE, told)
    return _status(vault, options)


def _status(vault: Vault, _: argparse.Namespace) -> CommandResult:
    now = actions.read_status(vault)
    if now is None:
        return make_answer(handed_over=False, may_wipe=False)
    crossing = now.crossing
    return make_answer(
        handed_over=True, way=crossing.way, to=crossing.name, made=crossing.made, bytes=crossing.size, state=now.state,
        proven=now.proven or None, changed=now.changed, may_wipe=now.may_wipe,
    )  # fmt: skip


def _forget(vault: Vault, _: argparse.Namespace) -> CommandResult:
    actions.give_up(vault)
    return make_answer()
