"""Verbs about companies: check names, answer the organisation that asked, and show the tree of a company."""

import argparse
from contextlib import nullcontext
from datetime import date
from pathlib import Path
from typing import Any

from app.actions.casework import companies, vetting
from app.actions.kernel.records import find, record_of
from app.actions.papers import register
from app.actions.papers.business.vetting import make_answer as make_paper
from app.cli.command import add_group, verb
from app.cli.output import CommandResult, make_answer, row
from app.cli.real_names import is_asked, open_real_names, way_in
from app.domain.casework.name_match import MAY_BE
from app.errors import NotFound
from app.phrase import Phrase
from app.store.records.search import Query
from app.store.vault.open_vault import Vault


def add_verbs(verbs: Any, common: argparse.ArgumentParser) -> None:
    """Add `vet`, `vetting …` and `company tree`."""
    check = verb(verbs, common, "vet", _vet, "compare names with those who did an act, and keep the question")
    check.add_argument("file", metavar="FILE", help="text with one name in each line")
    check.add_argument("--for", metavar="ORG", dest="asker", required=True, help="ID of the organisation that asks")
    check.add_argument(
        "--reason", metavar="TEXT", required=True, help="reason of the question. The answer does not contain it"
    )
    way_in(check)
    group = add_group(verbs, "vetting", "questions about names")
    verb(group, common, "list", _list, "list the questions, newest first, and if companies get an answer")
    shown = verb(group, common, "show", _show, "show a question with its answers and the records behind them")
    shown.add_argument("id", metavar="ID", help="ID of the question")
    other = verb(group, common, "exclude", _exclude, "note that a possible name is another person")
    other.add_argument("id", metavar="ID", help="ID of the question")
    other.add_argument("name", metavar="NAME", help="name as in the question")
    answer = verb(group, common, "answer", _answer, "write the answer for the organisation that asked")
    answer.add_argument("id", metavar="ID", help="ID of the question")
    answer.add_argument("file", metavar="FILE", type=Path, help="new file. Its ending selects the format")
    answer.add_argument("--language", default="en", help="en, fr, es or ar")
    answer.add_argument("--letterhead", type=int, metavar="N", default=0, help="number of the letterhead")
    tree = add_group(verbs, "company", "companies")
    shown = verb(tree, common, "tree", _tree, "show the owners, parts, projects, effects and requests of a company")
    shown.add_argument("id", metavar="ORG", help="ID of the company")
    shown.add_argument("--on", metavar="DAY", type=date.fromisoformat, help="day of the tree (default: today)")
    allow = verb(group, common, "allow", _allow, "note the decision if companies get an answer (default: no)")
    allow.add_argument("decision", choices=("yes", "no"), help="decision of your organisation")


def _vet(vault: Vault, options: argparse.Namespace) -> CommandResult:
    try:
        names = vetting.read_names(Path(options.file).read_text("utf-8-sig"))
    except (OSError, UnicodeDecodeError):
        said = Phrase("{name} cannot be read.", name=Path(options.file).name)
        raise NotFound(said, "Nothing was compared. Use a text with one name in each line.") from None
    with open_real_names(vault, options) if is_asked(options) else nullcontext() as key:
        made, answers, _ = vetting.check_names(vault, names, options.asker, options.reason, key)
    return make_answer(**row(made), compared=made.fields["checked"], **_say(answers))


def _say(answers: Any) -> dict[str, object]:
    rows = [{"name": one.name, "answer": one.answer, "people": [row(who) for who in one.people],
             "acts": [row(act) for act in one.acts]} for one in answers]  # fmt: skip
    return {"answers": rows, "note": f"A question, not a finding. {MAY_BE}"}


def _list(vault: Vault, options: argparse.Namespace) -> CommandResult:
    found = find(vault, Query(vetting.KIND, limit=None))
    return make_answer(companies_get_an_answer=vetting.may_answer(vault), questions=[row(one) for one in found])


def _show(vault: Vault, options: argparse.Namespace) -> CommandResult:
    record = record_of(vault, options.id)
    return make_answer(**row(record), **_say(vetting.read_answers(vault, record)))


def _exclude(vault: Vault, options: argparse.Namespace) -> CommandResult:
    vetting.exclude(vault, options.id, options.name)
    return _show(vault, options)


def _answer(vault: Vault, options: argparse.Namespace) -> CommandResult:
    record = record_of(vault, options.id)
    made = make_paper(vault, record, options.language, options.letterhead)
    rows, _ = register.save(vault, register.paint(options.file, made))
    vetting.note_answer(vault, record)
    return make_answer(*made.warnings, file=str(options.file), reference=str(rows[0].fields["reference"]))


def _tree(vault: Vault, options: argparse.Namespace) -> CommandResult:
    found = companies.read_tree(vault, options.id, options.on)
    rows = [{**row(one.record), "relation": one.relation, "depth": one.depth,
             **({"source": one.source.ref} if one.source else {})} for one in found.rows]  # fmt: skip
    lists = {"effects": found.effects, "asks": found.asks, "talks": found.talks, "late": found.late}
    return make_answer(company=row(found.company), on=found.on.isoformat(), tree=rows,
                       **{name: [row(one) for one in some] for name, some in lists.items()})  # fmt: skip


def _allow(vault: Vault, options: argparse.Namespace) -> CommandResult:
    vetting.allow_answers(vault, options.decision == "yes")
    return make_answer(companies_get_an_answer=options.decision == "yes")
