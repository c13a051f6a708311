"""Verbs of submissions: the mechanisms."""

import argparse
from pathlib import Path
from typing import Any

from app.actions.kernel import clock
from app.actions.submissions import mechanisms
from app.cli.command import verb
from app.cli.output import CommandResult, make_answer
from app.store.vault.open_vault import Vault


def add_verbs(verbs: Any, common: argparse.ArgumentParser) -> None:
    """Add `submission` with its verbs."""
    group = verbs.add_parser("submission", help="forms of UN and regional bodies").add_subparsers(
        required=True, metavar="VERB")  # fmt: skip
    known = verb(group, common, "mechanisms", _mechanisms, "list the mechanisms, print one, or load your own")
    known.add_argument("mechanism", metavar="MECHANISM", nargs="?", default="", help="print the data of this one")
    known.add_argument("--load", metavar="FILE", type=Path, help="JSON file with your own mechanism")


def _mechanisms(vault: Vault, options: argparse.Namespace) -> CommandResult:
    if options.load:
        mechanisms.load_mechanism(vault, options.load.expanduser())
    if options.mechanism:
        return make_answer(**mechanisms.read_data(vault, options.mechanism))
    today = clock.today(vault)
    return make_answer(mechanisms=[
        {"id": one.id, "version": one.version, "name": one.say("en"), "body": one.body, "audience": one.audience,
         "languages": list(one.languages), "questions": len(one.questions), "mark": one.mark, "source": one.source,
         "check_by": one.check_by, "checked": one.is_checked(today)}
        for one in mechanisms.list_mechanisms(vault)
    ])  # fmt: skip
