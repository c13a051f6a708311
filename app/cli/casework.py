"""Verbs of casework: demands with their steps and scorecards, the losses of a record, and the treaties of States."""

import argparse
from datetime import date
from pathlib import Path
from typing import Any

from app.actions.casework import demands, losses, tracking, treaty_answers
from app.actions.kernel import clock, view_rows
from app.actions.records import tables
from app.cli.command import add_group, verb
from app.cli.output import CommandResult, make_answer, row
from app.cli.views import say_empty
from app.domain.casework.losses import LossTotals
from app.domain.totals import AmountRange, Total, add_up
from app.errors import InputRefused
from app.exchange.rows import causes
from app.phrase import Phrase
from app.store.vault.open_vault import Vault


def add_verbs(verbs: Any, common: argparse.ArgumentParser) -> None:
    """Add `demands add`, `scorecard`, `stage`, `losses`, `treaties` and `treaties load`."""
    group = add_group(verbs, "demands", "demands of the Plan of Action")
    add = verb(group, common, "add", _add_demands, "add the demands of the Plan of Action, each once")
    add.add_argument("id", metavar="ID", help="case of a country, company, network, aid, co-operation or debt")
    add.add_argument("--text", dest="language", choices=("en", "fr", "es", "ar"), default="en",
                     help="language of the texts (default: en)")  # fmt: skip
    add.add_argument("--again", action="store_true", help="add removed demands again")
    card = verb(verbs, common, "scorecard", _scorecard, "count the states of the demands to a State or of a plan")
    card.add_argument("id", metavar="ID", help="case of a country, or plan")
    card.add_argument("--on", metavar="DAY", type=date.fromisoformat, help="day of the states (default: today)")
    card.add_argument("--since", metavar="DAY", type=date.fromisoformat,
                      help="first day of the changes (default: one year before)")  # fmt: skip
    lost = verb(verbs, common, "losses", _losses, "show the losses of a record with their totals for each currency")
    lost.add_argument("id", metavar="ID", help="case, incident, act, context, household or community")
    lost.add_argument("--by", choices=losses.GROUPS, default="", help="also the totals of each household or kind")
    stage = verb(verbs, common, "stage", _stage, "show the steps of a promise, demand or case, or add one")
    stage.add_argument("id", metavar="ID", help="promise, demand, task, relocation, support plan or grant")
    said = "new state: open, promised, partly, done, refused, or a stage of a case"
    stage.add_argument("--to", metavar="STATE", default="", help=said)
    stage.add_argument(
        "--on", metavar="DAY", default="", help="day of the step, or of the shown state (default: today)"
    )
    stage.add_argument("--words", metavar="TEXT", default="", help="what happened, or the reason for a step back")
    stage.add_argument("--source", metavar="ID", default="", help="document, evidence, meeting or action that shows it")
    stage.add_argument("--lines", action="store_true", help="make steps of the old lines, instead of a new step")
    stage.add_argument("--look", action="store_true", help="with --lines: show the steps, and change nothing")

    said = "show the treaties of States as of a day, or if one binds a State"
    bound = verb(verbs, common, "treaties", _treaties, said)
    bound.add_argument("--on", metavar="DAY", type=date.fromisoformat, help="day of the list (default: today)")
    bound.add_argument("--state", metavar="CODE", default="", help="only this State, for example MX")
    bound.add_argument("--treaty", metavar="CODE", default="", help="with --state: if this treaty binds the State")
    bound.add_argument("--competence", metavar="CODE", default="", help="and if it accepted this competence")
    load = verb(bound.add_subparsers(metavar="VERB"), common, "load", _load, "add the treaties of a table, each once")
    load.add_argument("file", metavar="FILE", help="table with a column for each field of a treaty status")


def _add_demands(vault: Vault, options: argparse.Namespace) -> CommandResult:
    done = demands.add_demands(vault, options.id, options.language, options.again)[0]
    return make_answer(record=done.record.ref, added=done.added, kept=done.kept, removed=done.removed)


def _scorecard(vault: Vault, options: argparse.Namespace) -> CommandResult:
    found = demands.read_scorecard(vault, options.id, options.on, options.since)
    themes = [{"theme": one.theme, "late": one.late, **one.states} for one in found.themes]
    changes = [{**row(one), "before": before, "now": now} for one, before, now in found.changes]
    late = [{**row(one), "days": days} for one, days in found.late]
    return make_answer(count=len(found.found), states=found.states, themes=themes, late=late, changes=changes)


def _treaties(vault: Vault, options: argparse.Namespace) -> CommandResult:
    on = options.on or clock.today(vault)
    if not (options.state and options.treaty):
        view = view_rows.view_named("treaties")
        found = [one for one in view_rows.find(vault, view, on)
                 if options.state in ("", one.fields["country"]) and options.treaty in ("", one.fields["instrument"])
        ]  # fmt: skip
        return make_answer(on=on.isoformat(), rows=[row(one) for one in found],
                           **({} if found else {"note": say_empty(view, options)}))  # fmt: skip
    asked = ("country", options.state), ("treaty", options.treaty), ("treaty_competence", options.competence)
    try:
        state, treaty, competence = (code and vault.words.require(scheme, code) for scheme, code in asked)
    except ValueError as wrong:
        raise InputRefused(Phrase.of(str(wrong)), "Nothing was changed.") from wrong
    told = treaty_answers.find_bound(vault, state, treaty, on, competence)
    return make_answer(on=on.isoformat(), bound=told.bound.value, why=str(told.why), seen_on=told.seen_on)


def _load(vault: Vault, options: argparse.Namespace) -> CommandResult:
    done = tables.import_table(vault, Path(options.file), kind="treaty_status", strict=True)[0]
    made = {"read": done.read, "added": done.added, "updated": done.updated, "unchanged": done.unchanged,
            "refused": causes(done.refused)}  # fmt: skip
    return CommandResult({"ok": not done.refused, **made}, 5 if done.refused else 0)


def _stage(vault: Vault, options: argparse.Namespace) -> CommandResult:
    if options.lines and not options.look:
        tracking.make_steps(vault, options.id)
    elif options.to:
        tracking.advance(vault, options.id, options.to, options.on, options.words, options.source)
    on = date.fromisoformat(options.on[:10]) if options.on and not options.to else None
    found = tracking.read(vault, options.id, on)
    lines = [{"date": day, "text": said} for day, said in found.lines]
    return make_answer(record=row(found.record), state=found.state, days_late=found.late,
                       steps=[row(one) for one in found.steps], **({"lines": lines} if lines else {}),
                       **({"next": found.next, "missing": [
                           {"field": item.name, "reason": str(item.says)} for item in found.missing]}
                          if found.next else {}))  # fmt: skip


def _losses(vault: Vault, options: argparse.Namespace) -> CommandResult:
    found = losses.read(vault, options.id, options.by)
    groups = [{options.by: _named(found, key), **_totals(one)} for key, one in found.groups.items()]
    amount = Total("value_min", "value_max", "currency")
    spans = [add_up([one.fields], amount).spans for one in found.lines]
    said = ["".join(f"{span} {currency}".strip() for currency, span in of.items()) for of in spans]
    lines = [row(one) | ({"value": text} if text else {}) for one, text in zip(found.lines, said, strict=True)]
    return make_answer(lines=lines, **_totals(found.totals),
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
