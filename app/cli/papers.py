"""Verbs of the register of papers: list, show, check, note a recipient, withdraw, note an answer."""

import argparse
from pathlib import Path
from typing import Any

from app.actions.kernel.records import record_of, show
from app.actions.papers import register
from app.actions.withdrawals import withdrawal_notices
from app.cli.command import add_group, verb
from app.cli.output import CommandResult, make_answer, page, row
from app.domain.record import Record
from app.errors import NotFound
from app.phrase import Phrase
from app.store.vault.open_vault import Vault

_SAYS = {
    "ours": "The file is byte for byte ours.", "changed": "The file was changed after Amparo wrote it.",
    "known": "Amparo made a paper with this line.", "unknown": "Amparo does not know it.",
}  # fmt: skip


def add_verbs(verbs: Any, common: argparse.ArgumentParser) -> None:
    """Add the verbs of `paper`."""
    group = add_group(verbs, "paper", "register of papers")
    every = verb(group, common, "list", _list, "list the papers that were made, newest first")
    every.add_argument("--about", metavar="ID", default="", help="only papers about a record or a person")
    check = verb(group, common, "check", _check, "compare a file, a reference or a check line with the register")
    check.add_argument("what", metavar="FILE|REF", help="file, reference, or check line that somebody reads to you")
    for name, run, about in (
        ("show", _show, "show one paper"),
        ("given", _given, "note the recipient of a paper"),
        ("withdraw", _withdraw, "note that you withdraw a paper, and write the notice"),
        ("answer", _answer, "note that the recipient was told, or the answer"),
    ):
        one = verb(group, common, name, run, about)
        one.add_argument("ref", metavar="REF", help="reference of the paper")
        one.add_argument("--copy", type=int, metavar="N", default=0, help="number of the copy, if there are several")
        if name in ("given", "answer"):
            one.add_argument("--on", metavar="DATE", default="", help="day (default: today)")
        if name == "given":
            one.add_argument("--to", metavar="ID", default="", help="ID of a contact or an organisation")
            one.add_argument("--to-text", metavar="WORDS", default="", help="recipient who is not in this vault")
            one.add_argument(
                "--way", dest="sent_by", metavar="CODE", default="", help="way to the recipient, a code of paper_way"
            )
        elif name == "withdraw":
            one.add_argument("--notice", metavar="FILE", type=Path, help="new file with the notice for the recipient")
            one.add_argument("--language", default="en", help="language of the notice: en, fr, es or ar")
            one.add_argument("--letterhead", type=int, metavar="N", default=0, help="number of the letterhead")
        elif name == "answer":
            one.add_argument("--result", choices=register.ANSWERS, required=True, help="result of the notice")
            one.add_argument("--text", default="", help="words of the recipient")


def _list(vault: Vault, options: argparse.Namespace) -> CommandResult:
    about = record_of(vault, options.about).id if options.about else None
    return make_answer(papers=[row(one) for one in register.list_papers(vault, about)])


def _check(vault: Vault, options: argparse.Namespace) -> CommandResult:
    path = Path(options.what)
    try:
        found = register.check_file(vault, path.read_bytes()) if path.is_file() else None
    except OSError:
        raise NotFound(Phrase("{name} cannot be read.", name=path.name), "Nothing was changed.") from None
    found = found or register.check_text(vault, options.what)
    return make_answer(check=found.says, says=_SAYS[found.says], papers=[row(one) for one in found.papers])


def _paper(vault: Vault, options: argparse.Namespace) -> Record:
    return register.paper_of(vault, options.ref, options.copy)


def _show(vault: Vault, options: argparse.Namespace) -> CommandResult:
    paper = _paper(vault, options)
    wording = [{"key": one.key, "wording": one.words} for one in register.read_wording(vault, paper) if one.words]
    return make_answer(**page(show(vault, paper.id.hex())), **({"wording": wording} if wording else {}))


def _given(vault: Vault, options: argparse.Namespace) -> CommandResult:
    given = options.to, options.to_text, options.sent_by, options.on
    return make_answer(**row(register.give(vault, _paper(vault, options), *given)[0]))


def _withdraw(vault: Vault, options: argparse.Namespace) -> CommandResult:
    paper = _paper(vault, options)
    if paper.fields.get("state") in register.OPEN:
        paper, _ = register.withdraw(vault, paper)
    if options.notice is None:
        return make_answer(**row(paper))
    made = withdrawal_notices.make_notice(vault, paper, options.language, options.letterhead)
    register.save(vault, register.paint(options.notice, made), follows=str(paper.fields["reference"]))
    return make_answer(**row(paper), file=str(options.notice))


def _answer(vault: Vault, options: argparse.Namespace) -> CommandResult:
    given = options.result, options.on, options.text
    return make_answer(**row(register.answer(vault, _paper(vault, options), *given)[0]))
