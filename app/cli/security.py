"""Verbs of security: an assessment with its scores, and the patterns and the promotion of security incidents."""

import argparse
from typing import Any

from app.actions.field import risks, security_incidents
from app.actions.field.security_incidents import PatternDetails
from app.actions.records import areas
from app.cli.command import add_group, verb
from app.cli.output import CommandResult, make_answer, row
from app.domain import risk
from app.domain.areas import LEVELS
from app.domain.patterns import RULE
from app.domain.risk import Threat
from app.store.vault.open_vault import Vault


def add_verbs(verbs: Any, common: argparse.ArgumentParser) -> None:
    """Add `risk show` and `security-incident …`."""
    group = add_group(verbs, "risk", "risk assessments", named=True)
    verb(group, common, "show", _show, "show threats by score and their changes").add_argument(
        "id", help="ID of the risk assessment"
    )
    about = "log of security incidents"
    group = verbs.add_parser("security-incident", help=about).add_subparsers(dest="security_verb", required=True)
    verb(group, common, "promote", _promote, "create an incident from a security incident").add_argument(
        "id", help="ID of the security incident"
    )
    verb(group, common, "take-back", _take_back, "undo the creation of an incident").add_argument(
        "id", help="ID of the security incident"
    )
    patterns = verb(group, common, "patterns", _patterns, "show patterns of three security incidents in 30 days")
    patterns.add_argument("--level", choices=LEVELS[1:], default="", help="level of areas (default: the chosen one)")


def _show(vault: Vault, options: argparse.Namespace) -> CommandResult:
    shown = risks.show(vault, options.id)
    before = {"previous": shown.previous.record.ref} if shown.previous else {}
    moves = [
        {"threat": one.kind, "source": one.source, "was": _score(move.before), "is": _score(move.after),
         "move": move.word}
        for move in shown.moves if (one := move.after or move.before)
    ]  # fmt: skip
    threats = [
        {**row(shown.rows[one.id]), "score": _score(one), "band": risk.band(one.score) if one.score else ""}
        for one in shown.threats
    ]
    return make_answer(**row(shown.record), threats=threats, **before, moves=moves)


def _score(threat: Threat | None) -> float | None:
    return round(float(threat.score), 2) if threat is not None and threat.score is not None else None


def _promote(vault: Vault, options: argparse.Namespace) -> CommandResult:
    event, _ = security_incidents.promote(vault, options.id)
    return make_answer(**row(event))


def _take_back(vault: Vault, options: argparse.Namespace) -> CommandResult:
    security_incidents.take_back(vault, options.id)
    return make_answer()


def _patterns(vault: Vault, options: argparse.Namespace) -> CommandResult:
    return make_answer(
        rule=RULE, level=options.level or areas.read_level(vault),
        patterns=[_pattern(one) for one in security_incidents.patterns(vault, level=options.level)],
    )  # fmt: skip


def _pattern(found: PatternDetails) -> dict[str, object]:
    return {
        "in_common": found.pattern.what, "which": found.say("en"), "area": found.pattern.area_id,
        "waits": found.pattern.waits,
        "incidents": [record.ref for record in found.records],
    }  # fmt: skip
