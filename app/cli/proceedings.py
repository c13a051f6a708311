"""Verbs of legal proceedings: the three sides of an act, incident or case, and the impunity table."""

import argparse
from typing import Any

from app.actions.detention import legal_steps
from app.actions.kernel.record_context import Inside
from app.actions.outgoing.tallies import Tallies
from app.actions.papers.justice import impunity
from app.actions.papers.justice.impunity import AXES, Attack
from app.cli.command import verb
from app.cli.output import CommandResult, make_answer
from app.domain.legal_steps import STAGES
from app.domain.record import Record
from app.domain.redact import PROFILES
from app.errors import InputRefused
from app.store.vault.open_vault import Vault

_FIELDS = ("date", "kind", "stage", "body", "reference", "result", "ineffective_reason", "next_on")


def add_verbs(verbs: Any, common: argparse.ArgumentParser) -> None:
    """Add `proceedings` and `impunity`."""
    steps = verb(verbs, common, "proceedings", _proceedings, "show the legal steps of a record on their three sides")
    steps.add_argument("id", metavar="ID", nargs="?", default="", help="act, incident, case or detention")
    said = "days without a new step after which steps are stalled"
    steps.add_argument("--stalled-after", metavar="DAYS", type=int, help=said)
    table = verb(verbs, common, "impunity", _impunity, "count attacks by the stage that their proceedings reached")
    table.add_argument("--year", metavar="YYYY", default="", help="only attacks of this year")
    table.add_argument("--by", choices=tuple(AXES), default="", help="also count by this property")


def _proceedings(vault: Vault, options: argparse.Namespace) -> CommandResult:
    if options.stalled_after is not None:
        legal_steps.choose_patience(vault, options.stalled_after)
    elif not options.id:
        raise InputRefused("Name a record.", "Write its id, or --stalled-after DAYS.")
    if not options.id:
        return make_answer(stalled_after=Inside(vault).patience)
    found = legal_steps.read_proceedings(vault, options.id)
    return make_answer(
        ref=found.record.ref, stage=found.stage, days_without_step=found.idle, stalled=found.stalled,
        stalled_after=found.patience, sides={side: list(map(_step, rows)) for side, rows in found.sides.items()},
    )  # fmt: skip


def _step(one: Record) -> dict[str, object]:
    return {"ref": one.ref} | {name: one.fields[name] for name in _FIELDS if name in one.fields}


def _impunity(vault: Vault, options: argparse.Namespace) -> CommandResult:
    tallies = Tallies(vault, PROFILES["internal"])
    attacks = impunity.list_attacks(tallies, options.year)
    by: dict[str, object] = {}
    if options.by:
        axis = AXES[options.by]
        groups = impunity.group_attacks(attacks, axis)
        by["by"] = [{"value": code, "label": str(label), **_count(groups[code])}
                    for code, label in axis.order(tallies, list(groups))]  # fmt: skip
    return make_answer(**_count(attacks), stalled_after=tallies.patience, **by)


def _count(attacks: list[Attack]) -> dict[str, object]:
    n, *reached = impunity.count_stages(attacks)
    medians = {stage: said for stage in STAGES if (said := impunity.find_median(attacks, stage))}
    return {"attacks": n, "reached": dict(zip(STAGES, reached, strict=True)), "median_days": medians,
            "stalled": sum(one.stalled for one in attacks),
            "removed_from_post": len({id_ for one in attacks for id_ in one.removed})}  # fmt: skip
