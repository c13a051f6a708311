"""Verbs of the release rules: print the tables, and say which rule decides about a record."""

import argparse
from typing import Any

from app.actions.kernel.records import record_of
from app.actions.release import consent_rules
from app.cli.command import add_group, verb
from app.cli.output import CommandResult, make_answer, row
from app.domain.release.audiences import AUDIENCES, PROFILES
from app.domain.release.table import print_tables
from app.store.vault.open_vault import Vault


def add_verbs(verbs: Any, common: argparse.ArgumentParser) -> None:
    """Add `release table` and `release why`."""
    members = add_group(verbs, "release", "rules for data that leaves")
    verb(members, common, "table", _table, "print the rules", needs_vault=False)
    why = verb(members, common, "why", _why, "show the rule that decides about each person of a record")
    why.add_argument("id", metavar="ID", help="ID of a record")
    why.add_argument("--audience", required=True, choices=list(dict.fromkeys((*AUDIENCES, *PROFILES))), help="reader")


def _table(_: argparse.Namespace) -> CommandResult:
    return make_answer(tables=print_tables())


def _why(vault: Vault, options: argparse.Namespace) -> CommandResult:
    audience = PROFILES.get(options.audience) or AUDIENCES[options.audience]
    paper = consent_rules.make_paper(vault, audience)
    found = consent_rules.explain(vault, record_of(vault, options.id), paper)
    people = [
        {"person": row(one.person) | {"fields": {}}, "answer": one.answer, "form": one.form, "why": list(one.why)}
        for one in found
    ]
    return make_answer(audience=audience.name, people=people)
