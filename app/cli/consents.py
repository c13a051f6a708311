"""Verbs of consent: bind it to files, withdraw it in one act, and list who has words about a person."""

import argparse
from typing import Any

from attrs import asdict

from app.actions.withdrawals import consent_withdrawals, file_consents, holders
from app.actions.withdrawals.consent_withdrawals import ConsentWithdrawal
from app.cli.command import add_group, verb
from app.cli.output import CommandResult, make_answer, row
from app.store.mail.retractions import ASKS
from app.store.vault.open_vault import Vault


def add_verbs(verbs: Any, common: argparse.ArgumentParser) -> None:
    """Add `consent bind`, `consent of`, `consent withdraw` and `consent holders`."""
    group = add_group(verbs, "consent", "consent of a person")
    bound = verb(group, common, "bind", _bind, "limit a yes to some files and their copies")
    bound.add_argument("id", metavar="ID", help="ID of the consent")
    bound.add_argument("items", metavar="ITEM", nargs="+", help="ID of an original")
    of = verb(group, common, "of", _of, "list the consents to the use of a file")
    of.add_argument("item", metavar="ITEM", help="ID of the evidence item")
    away = verb(group, common, "withdraw", _withdraw, "withdraw the consent of a person, and prepare the notices")
    away.add_argument("person", metavar="PERSON", help="ID of the person")
    away.add_argument("--purpose", metavar="CODE", action="append", default=[],
                      help="purpose to withdraw (default: all that leave). You can repeat this option")  # fmt: skip
    away.add_argument("--reason", choices=("consent", "danger"), default="consent",
                      help="danger: nothing about the person leaves at all")  # fmt: skip
    away.add_argument("--ask", choices=ASKS, default="hide", help="request to the recipients (default: hide)")
    away.add_argument("--text", default="", help="short text for all recipients, without names or facts")
    away.add_argument("--look", action="store_true", help="show the effect and change nothing")
    who = verb(group, common, "holders", _holders, "list who has words about a person")
    who.add_argument("person", metavar="PERSON", help="ID of the person")


def _bind(vault: Vault, options: argparse.Namespace) -> CommandResult:
    saved, _ = file_consents.bind(vault, options.id, options.items)
    return make_answer("This yes is now only for these files and their copies.", **row(saved),
                       covers=saved.fields["covers"])  # fmt: skip


def _of(vault: Vault, options: argparse.Namespace) -> CommandResult:
    rows = [
        {"person": one.person.ref, "title": one.person.title, "yes": list(one.purposes),
         "bound": [consent.ref for consent in one.bound], "hidden": one.hidden}
        for one in file_consents.list_consents(vault, options.item)
    ]  # fmt: skip
    return make_answer(consents=rows)


def _withdraw(vault: Vault, options: argparse.Namespace) -> CommandResult:
    given = options.person, options.purpose, options.reason, options.ask
    if options.look:
        return _answer(consent_withdrawals.look(vault, *given), False)
    return _answer(consent_withdrawals.withdraw(vault, *given, options.text)[0], True)


def _answer(found: ConsentWithdrawal, withdrawn: bool) -> CommandResult:
    return make_answer(
        withdrawn=withdrawn, person=found.person.ref, purposes=list(found.purposes),
        stopped=[contact.title for contact in found.stopped], holders=[asdict(one) for one in found.holders],
    )  # fmt: skip


def _holders(vault: Vault, options: argparse.Namespace) -> CommandResult:
    return make_answer(holders=[asdict(one) for one in holders.list_holders(vault, options.person)])
