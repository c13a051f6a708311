"""Verbs of patterns: the questions about acts that might belong together, and their answers."""

import argparse
from typing import Any

from app.actions.casework import pattern_search
from app.actions.casework.pattern_search import ANSWERS
from app.cli.command import add_group, verb
from app.cli.output import CommandResult, make_answer, row
from app.cli.progress import progress
from app.domain.casework.pattern_rules import RULE, RULES
from app.store.vault.open_vault import Vault


def add_verbs(verbs: Any, common: argparse.ArgumentParser) -> None:
    """Add `patterns` and `pattern …`."""
    shown = verb(verbs, common, "patterns", _patterns, "ask about acts that might belong together")
    shown.add_argument("--rule", choices=RULES, default="", help="only this rule (default: all)")
    shown.add_argument(
        "--of", metavar="ID", default="", help="only about this person, organisation, incident or context"
    )
    group = add_group(verbs, "pattern", "answers about patterns", named=True)
    answer = verb(group, common, "answer", _answer, "answer a question")
    answer.add_argument("id", metavar="ID", help="name of the question, from `patterns`")
    answer.add_argument("answer", choices=ANSWERS, help="do the acts belong together?")
    answer.add_argument("--words", metavar="TEXT", default="", help="reasons and open points")
    link = verb(group, common, "link", _link, "link the incidents of an answer in order of time")
    link.add_argument("id", metavar="ID", help="answer about a pattern")


def _patterns(vault: Vault, options: argparse.Namespace) -> CommandResult:
    with progress("Rules", "rules", 1) as told:
        found = pattern_search.find(vault, told=told, rules=(options.rule,) if options.rule else RULES, of=options.of)
    questions = []
    for one in found.questions:
        reasons = [{"rule": why.rule, "said": pattern_search.say(vault, why)} for why in one.reasons]
        questions.append({"id": one.id, "reasons": reasons, "acts": len(one.acts)})
    line = [{**row(one.record), "day": one.day, "step": one.step} for one in
            (pattern_search.read_line(vault, options.of) if options.of else ())]  # fmt: skip
    return make_answer(
        questions=questions, note="A question, not a finding.", rule=RULE, acts=found.acts,
        without_day=found.without_day, **({"line": line} if options.of else {}),
    )  # fmt: skip


def _answer(vault: Vault, options: argparse.Namespace) -> CommandResult:
    record, _ = pattern_search.answer_by_id(vault, options.id, ANSWERS[options.answer], options.words)
    return make_answer(**row(record))


def _link(vault: Vault, options: argparse.Namespace) -> CommandResult:
    pattern_search.link_incidents(vault, options.id)
    return make_answer()
