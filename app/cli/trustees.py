"""Shares for contacts and shares kept for others: options of `vault recovery make`, and two verbs."""

import argparse
import sys
from collections.abc import Mapping
from typing import Any

from app.actions.contacts import contact_cards, trustees
from app.actions.contacts.contact_cards import Contact
from app.actions.contacts.trustees import ShareWords
from app.actions.vault import recovery
from app.actions.vault.recovery import NewShareSet
from app.cli.command import say
from app.cli.output import CommandResult, make_answer
from app.errors import NotWellFormed, Stopped
from app.store.contacts.trustees import KeptShare
from app.store.vault.open_vault import Vault

POWER = "Whoever has this can end your identity at any time: everyone who hears of it stops trusting your key."
STAYS = "Whoever was left what ends your key keeps it and can use it: neither new shares nor a new key take it back."
WORD = "end"


def add_verbs(verbs: Any, common: argparse.ArgumentParser) -> None:
    """Add the two verbs to those of `vault recovery`."""
    kept = verbs.add_parser("kept", parents=[common], help="list the shares that you keep for others")
    kept.set_defaults(run=_kept, needs_vault=True)
    end = verbs.add_parser("end", parents=[common], help="end the key of a person with the statement in their share")
    end.add_argument("id", help="ID of the share from vault recovery kept")
    end.add_argument("--tell-nobody", action="store_true", help="end the key only on this computer")
    end.add_argument("--yes", action="store_true", help="skip the question")
    end.set_defaults(run=_end, needs_vault=True)


def add_options(make: argparse.ArgumentParser) -> None:
    """Add the options to `make` that encrypt shares for contacts."""
    seal = make.add_argument
    seal("--seal", nargs=2, action="append", default=[], metavar=("N", "CONTACT"),
         help="share number and the verified contact who gets it encrypted")  # fmt: skip
    seal("--leave-end", type=int, action="append", default=[], metavar="N",
         help="number of an encrypted share that can also end your identity")  # fmt: skip


def keepers(vault: Vault, options: argparse.Namespace) -> dict[int, Contact]:
    """Return the contact of each encrypted share. Raises NotWellFormed; InputRefused for an unverified contact."""
    found: dict[int, Contact] = {}
    for number, name in options.seal:
        if not number.isdecimal() or not 1 <= int(number) <= options.count or int(number) in found:
            raise NotWellFormed(f"There is no share {number} to seal, or it is sealed already.", "Nothing was changed.")
        found[int(number)] = trustees.keeper(vault, name)
    if not found.keys() >= set(options.leave_end):
        raise NotWellFormed("What ends your key is left with a share that is sealed.", "Name it with --seal too.")
    return found


def holders(options: argparse.Namespace, keepers: Mapping[int, Contact]) -> list[str]:
    """Return the holder of each share: the given name, or else the contact of an encrypted share."""
    named = [*options.holder, *[""] * (options.count - len(options.holder))]
    return [name or (keepers[n].record.title if n in keepers else "") for n, name in enumerate(named, 1)]


def hand_over(
    vault: Vault, drawn: NewShareSet, keepers: Mapping[int, Contact], ends: list[int]
) -> dict[int, dict[str, object]]:
    """Queue the encrypted shares; return the recipient and the report of each."""
    said: dict[int, dict[str, object]] = {}
    for number, contact in keepers.items():
        share = ShareWords(number, drawn.threshold, len(drawn.shares), drawn.shares[number - 1])
        report, _ = trustees.hand_over(vault, contact.record.ref, share, number in ends)
        said[number] = {"sealed_to": contact.record.title, "report": report.hex(), "ends_my_key": number in ends}
    return said


def _row(share: KeptShare, known: Mapping[bytes, Contact]) -> dict[str, object]:
    contact = known.get(share.contact)
    return {
        "id": share.id.hex(),
        "whose": contact.record.title if contact else "",
        "number": share.number,
        "threshold": share.needed,
        "shares": share.of,
        "set": f"{recovery.look(share.words).identifier:04X}",
        "made": share.made,
        "came": share.at,
        "ends_their_key": bool(share.revocation),
        "state": contact.state if contact else "",
    }


def _kept(vault: Vault, _: argparse.Namespace) -> CommandResult:
    known = {contact.record.id: contact for contact in contact_cards.list_contacts(vault)}
    return make_answer(shares=[_row(share, known) for share in trustees.list_kept_shares(vault)])


def _end(vault: Vault, options: argparse.Namespace) -> CommandResult:
    share = trustees.read_share(vault, options.id)
    if share.revocation and not options.yes:
        _meant(vault, share, options.tell_nobody)
    contact, _ = trustees.end(vault, options.id, not options.tell_nobody)
    warnings = ["There is no way back. They are told nothing by this program: tell them yourself when it is safe."]
    if not options.tell_nobody:
        warnings.append("Everyone you can send to hears of it in the next rounds, and learns that you knew this key.")
    document = {"ok": True, "title": contact.record.title, "state": contact.state, "warnings": warnings}
    return CommandResult(document, 0, tuple(warnings))


def _meant(vault: Vault, share: KeptShare, alone: bool) -> None:
    """Raise unless a person at the terminal confirms."""
    if not sys.stdin.isatty():
        raise NotWellFormed("Nothing was changed: say --yes, or run it in a terminal.")
    known = {contact.record.id: contact.record.title for contact in contact_cards.list_contacts(vault)}
    told = "" if alone else " Everyone you can send to hears of it, and learns that you knew this key."
    say(
        f"This ends the key of {known.get(share.contact, 'one who is no contact any more')} for good: nothing more is "
        f"taken from them or sent to them, and whoever hears of it does the same.{told} There is no way back.",
        sys.stderr,
    )
    print(f"Type {WORD} if you mean it: ", end="", file=sys.stderr, flush=True)
    if sys.stdin.readline().strip().casefold() != WORD:
        raise Stopped("Nothing was changed.", "Their key is as it was.")
