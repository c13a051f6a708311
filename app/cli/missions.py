"""Verbs of missions: check, approve, and record actual times."""

import argparse
from typing import Any

from app.actions.field import missions
from app.cli.command import add_group, verb
from app.cli.output import CommandResult, make_answer, row
from app.domain.journey_plan import moment_of
from app.store.vault.open_vault import Vault


def add_verbs(verbs: Any, common: argparse.ArgumentParser) -> None:
    """Add `mission check`, `mission approve`, `mission left` and `mission arrived`."""
    members = add_group(verbs, "mission", "missions")
    for name, run, told in (
        ("check", _check, "list gaps in a mission, its route and its findings"),
        ("approve", _approve, "approve a mission and list its gaps"),
    ):
        verb(members, common, name, run, told).add_argument("id", metavar="ID", help="ID of the mission")
    for name, end in (("left", "depart"), ("arrived", "arrive")):
        noted = verb(members, common, name, _noted, "record the time of a leg")
        noted.add_argument("id", metavar="LEG", help="ID of the leg")
        noted.add_argument(
            "--at", default="", metavar="TIME", help="local time, for example 2026-04-20T13:10 (default: now)"
        )
        noted.set_defaults(end=end)


def _check(vault: Vault, options: argparse.Namespace) -> CommandResult:
    seen = missions.read_status(vault, options.id)
    doubts = [{"leg": seen.legs[number][0].ref, "why": why} for number, why in seen.doubts]
    silences = [{"from": moment_of(begins), "until": moment_of(ends)} for begins, ends in seen.silences]
    findings = [
        {**row(found.record), "evidence": found.evidence, "sources": found.sources, "founded": found.founded}
        for found in seen.findings
    ]
    interviews = [{**row(one.record), "consent": one.consent, "missing": list(one.missing)} for one in seen.interviews]
    return make_answer(mission=row(seen.mission), missing=list(seen.missing), doubts=doubts, without_signal=silences,
              findings=findings, interviews=interviews)  # fmt: skip


def _approve(vault: Vault, options: argparse.Namespace) -> CommandResult:
    missing, _ = missions.approve(vault, options.id)
    return make_answer(missing=list(missing))


def _noted(vault: Vault, options: argparse.Namespace) -> CommandResult:
    return make_answer(record=row(missions.note_time(vault, options.id, options.end, options.at)[0]))
