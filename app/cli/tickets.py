"""Verbs of tickets: tickets list, batch, add, stop, give; and the names for `relay policy`."""

import argparse
from pathlib import Path
from typing import Any

from app.actions.kernel import external_files
from app.actions.relays import tickets as actions
from app.actions.relays import token_payment
from app.actions.rounds import mailboxes
from app.cli.command import add_group, verb
from app.cli.output import CommandResult, make_answer
from app.store.relays import policies
from app.store.vault.open_vault import Vault

POLICIES = {"open": policies.OPEN, "tickets": policies.TICKETS, "front-desk": policies.FRONT_DESK}
_OPEN = "Saved. All people who have your card can write there now."
_NEXT = "Saved. Amparo sends tickets to your contacts with your next messages."


def add_verbs(verbs: Any, common: argparse.ArgumentParser) -> None:
    """Add `tickets …`."""
    group = add_group(verbs, "tickets", "delivery tickets for your mailboxes", named=True)
    verb(group, common, "list", _list, "list ticket holders and used tickets")
    batch = verb(group, common, "batch", _batch, "write a file of public tickets")
    batch.add_argument("file", help="new file for the tickets")
    batch.add_argument("--public", action="store_true", required=True, help="confirm that anyone can use them")
    batch.add_argument("--relay", metavar="URL", default="", help="mailbox for the tickets, if you have more than one")
    batch.add_argument("--count", type=int, metavar="N", default=actions.WALK_IN, help="number of tickets")
    verb(group, common, "add", _add, "import a file of tickets").add_argument("file", help="file of the tickets")
    verb(group, common, "stop", _stop, "withdraw the tickets of a contact").add_argument(
        "contact", help="contact without new tickets"
    )
    verb(group, common, "give", _give, "give tickets to a contact again").add_argument(
        "contact", help="contact with new tickets"
    )


def add_policy(group: Any, common: argparse.ArgumentParser) -> None:
    """Add `relay policy`."""
    policy = verb(group, common, "policy", _policy, "set the people who can write to your mailbox")
    policy.add_argument("url", help="address of the relay")
    policy.add_argument(
        "policy", choices=POLICIES, help="people who can write: card holders, ticket holders, or also unknown senders"
    )


def word(policy: int) -> str:
    """Return the name of a policy."""
    return next(name for name, number in POLICIES.items() if number == policy)


def _policy(vault: Vault, options: argparse.Namespace) -> CommandResult:
    mailboxes.set_policy(vault, options.url, POLICIES[options.policy])
    said = _OPEN if options.policy == "open" else _NEXT
    return CommandResult({"ok": True, "url": options.url, "policy": options.policy, "warnings": [said]}, 0, (said,))


def _list(vault: Vault, options: argparse.Namespace) -> CommandResult:
    rows = [
        {
            "contact": account.contact.hex() if account.contact else None,
            "title": account.title or "a person who has a file of yours",
            "given": account.given,
            "spent": account.spent,
            "last": account.last,
            "stopped": account.stopped,
        }
        for account in actions.accounts(vault)
    ]
    return make_answer(tickets=rows)


def _batch(vault: Vault, options: argparse.Namespace) -> CommandResult:
    known = actions.mailbox(vault, options.relay)
    data = actions.walk_in(vault, known, options.count)
    external_files.write(Path(options.file), data)
    return make_answer(file=options.file, url=known.url, count=options.count)


def _add(vault: Vault, options: argparse.Namespace) -> CommandResult:
    title, new = token_payment.read_walk_in(vault, Path(options.file))
    return make_answer(contact=title, new=new)


def _stop(vault: Vault, options: argparse.Namespace) -> CommandResult:
    return make_answer(withdrawn=actions.stop(vault, options.contact))


def _give(vault: Vault, options: argparse.Namespace) -> CommandResult:
    actions.give(vault, options.contact)
    return make_answer()
