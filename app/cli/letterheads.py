"""Verbs of letterheads: who issues the papers of a vault."""

import argparse
from pathlib import Path
from typing import Any

from attrs import asdict

from app.actions.outgoing import letterheads
from app.cli.command import add_group, verb
from app.cli.output import CommandResult, make_answer
from app.domain.frame import Letterhead
from app.store.vault.open_vault import Vault


def add_verbs(verbs: Any, common: argparse.ArgumentParser) -> None:
    """Add `letterhead set`, `letterhead list` and `letterhead show`."""
    members = add_group(verbs, "letterhead", "issuers of papers")
    new = verb(members, common, "set", _set, "store a letterhead from a JSON file")
    new.add_argument("file", metavar="FILE", type=Path, help="JSON file; its logo is a picture next to it")
    new.add_argument("--number", type=int, metavar="N", default=0, help="letterhead to replace (default: a new one)")
    verb(members, common, "list", _list, "list the letterheads")
    one = verb(members, common, "show", _show, "show one letterhead")
    one.add_argument("number", type=int, metavar="N", help="number of the letterhead")


def _set(vault: Vault, options: argparse.Namespace) -> CommandResult:
    number = letterheads.store_letterhead(vault, options.file.expanduser(), options.number)
    return make_answer(**_row(number, letterheads.read_letterhead(vault, number)))


def _list(vault: Vault, _: argparse.Namespace) -> CommandResult:
    return make_answer(letterheads=[_row(n, head) for n, head in enumerate(letterheads.list_letterheads(vault), 1)])


def _show(vault: Vault, options: argparse.Namespace) -> CommandResult:
    return make_answer(**_row(options.number, letterheads.read_letterhead(vault, options.number)))


def _row(number: int, head: Letterhead) -> dict[str, object]:
    lines = {"address": list(head.address), "signatories": list(head.signatories)}
    return {"number": number, **asdict(head), **lines, "logo": len(head.logo)}
