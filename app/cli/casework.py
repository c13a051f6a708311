"""Verbs of casework: the steps of a promise or demand, and the losses of a record."""

import argparse
from datetime import date
from typing import Any

from app.actions.casework import losses, tracking
from app.cli.command import verb
from app.cli.output import CommandResult, make_answer, row
from app.domain.casework.losses import LossTotals
from app.domain.totals import AmountRange
from app.store.vault.open_vault import Vault


def add_verbs(verbs: Any, common: argparse.ArgumentParser) -> None:
    """Add `stage` and `losses`."""
    lost = verb(verbs, common, "losses", _losses, "show the losses of a record with their totals for each currency")
    lost.add_argument("id", metavar="ID", help="case, incident, act, context, household or community")
    lost.add_argument("--by", choices=losses.GROUPS, default="", help="also the totals of each household or kind")
    stage = verb(verbs, common, "stage", _stage, "show the steps of a promise or demand, or add one")
    stage.add_argument("id", metavar="ID", help="promise, demand or task")
    stage.add_argument("--to", metavar="STATE", default="", help="new state: open, promised, partly, done, refused…")
    stage.add_argument(
        "--on", metavar="DAY", default="", help="day of the step, or of the shown state (default: today)"
    )
    stage.add_argument("--words", metavar="TEXT", default="", help="what happened, or the reason for a step back")
    stage.add_argument("--source", metavar="ID", default="", help="document, evidence, meeting or action that shows it")
    stage.add_argument("--lines", action="store_true", help="make steps of the old lines, instead of a new step")
    stage.add_argument("--look", action="store_true", help="with --lines: show the steps, and change nothing")


def _stage(vault: Vault, options: argparse.Namespace) -> CommandResult:
    if options.lines and not options.look:
        tracking.make_steps(vault, options.id)
    elif options.to:
        tracking.advance(vault, options.id, options.to, options.on, options.words, options.source)
    on = date.fromisoformat(options.on[:10]) if options.on and not options.to else None
    found = tracking.read(vault, options.id, on)
    lines = [{"date": day, "text": said} for day, said in found.lines]
    return make_answer(record=row(found.record), state=found.state, days_late=found.late,
                       steps=[row(one) for one in found.steps], **({"lines": lines} if lines else {}))  # fmt: skip


def _losses(vault: Vault, options: argparse.Namespace) -> CommandResult:
    found = losses.read(vault, options.id, options.by)
    groups = [{options.by: _named(found, key), **_totals(one)} for key, one in found.groups.items()]
    return make_answer(lines=[row(one) for one in found.lines], **_totals(found.totals),
                       **({"groups": groups} if options.by else {}))  # fmt: skip


def _named(found: losses.LossReading, key: str) -> str:
    return found.households[key].title if key in found.households else key


def _totals(one: LossTotals) -> dict[str, object]:
    sums = {"value": one.value, "offered": one.offered, "paid": one.paid, "gap": one.gap}
    return {
        "totals": [{"currency": code, **{name: _span(of[code]) for name, of in sums.items() if code in of}}
                   for code in one.currencies],
        "quantities": [{"item": item, "unit": unit, **_span(span)} for (item, unit), span in one.quantity.items()],
        "households": one.households, "people": list(one.people), "counted": one.lines,
        "without_value": one.without, "without_basis": one.no_basis, "same_as_another": one.same,
    }  # fmt: skip


def _span(span: AmountRange) -> dict[str, str]:
    return {"least": f"{span.low.normalize():f}", "most": f"{span.high.normalize():f}"}
