"""Verbs of papers made of records: list them, make one as a file, and check a text or a record for leaks."""

import argparse
from pathlib import Path
from typing import Any

from app.actions.mail import sharing
from app.actions.papers import paper_makers, register
from app.actions.release import leak_check
from app.actions.release.leak_check import LeakReport
from app.cli.leak_options import (
    confirm_option,
    confirmed_parts,
    leak_options,
    names_for_check,
    read_answers,
    read_readers,
    readers_option,
)
from app.cli.output import CommandResult, make_answer
from app.domain.sheet import Sheet
from app.errors import InputRefused, NotFound
from app.phrase import Phrase
from app.store.vault.open_vault import Vault


def add_verbs(verbs: Any, common: argparse.ArgumentParser) -> None:
    """Add `output list`, `output make` and `output check`."""
    members = verbs.add_parser("output", help="papers from records").add_subparsers(required=True, metavar="VERB")
    every = members.add_parser("list", parents=[common], help="list the papers")
    every.set_defaults(run=_list, needs_vault=False)
    make = members.add_parser("make", parents=[common], help="write a paper to a file outside the vault")
    make.add_argument("name", metavar="OUTPUT", help="name of the paper")
    make.add_argument("file", metavar="FILE", help="new file. Its ending selects the format")
    make.add_argument("ids", metavar="ID", nargs="*", help="ID of a record")
    make.add_argument(
        "--audience",
        "--profile",
        dest="profile",
        metavar="AUDIENCE",
        default="",
        help="audience of the paper (default: the usual audience)",
    )
    make.add_argument("--month", metavar="YYYY-MM", default="", help="month of a monthly paper (default: all months)")
    make.add_argument(
        "--embargo", metavar="MOMENT", default="", help="public paper: day and time, 2026-12-01 09:00 UTC"
    )
    confirm_option(make)
    readers_option(make)
    make.add_argument("--form", default="", help="format (default: the ending of FILE)")
    make.add_argument("--language", default="en", help="en, fr, es or ar, as far as the paper has them")
    make.add_argument("--letterhead", type=int, metavar="N", default=0, help="number of the letterhead (default: none)")
    make.add_argument(
        "--copies", type=int, metavar="N", default=1, help="number of copies, each a file with its number"
    )
    said = "say the real names of people who agreed to be named. It needs the names passphrase"
    make.add_argument("--names", action="store_true", help=said)
    leak_options(make)
    make.set_defaults(run=_make, needs_vault=True)
    said = "list words in a text or a record that must not leave for an audience"
    check = members.add_parser("check", parents=[common], help=said)
    check.add_argument("text", metavar="FILE|ID", help="text file, or ID of a record")
    check.add_argument("--audience", required=True, help="audience of the text")
    leak_options(check)
    check.set_defaults(run=_check, needs_vault=True)


def _list(_: argparse.Namespace) -> CommandResult:
    rows = [
        {"output": one.name, "label": one.label, "about": list(one.about), "formats": list(one.forms),
         "profiles": list(one.profiles), "languages": list(one.languages), "help": one.help}
        for one in paper_makers.list_outputs()
    ]  # fmt: skip
    return make_answer(outputs=rows)


def _make(vault: Vault, options: argparse.Namespace) -> CommandResult:
    path, answers = Path(options.file), read_answers(options)
    with names_for_check(vault, options) as names:
        made = paper_makers.make(
            vault, options.name, options.ids, options.profile, options.language, options.month, options.letterhead,
            confirmed=confirmed_parts(vault, options), answers=answers, names=names,
            readers=read_readers(vault, options), embargo=options.embargo,
        )  # fmt: skip
    copies = paper_makers.number_copies(path, made, options.copies)
    register.save(vault, *(register.paint(file, copy, options.form) for file, copy in copies))
    leak_check.remember_answers(vault, made.leaks)
    held = [
        {"record": row.record.hex(), "field": row.field, "why": row.why, "rule": row.detail} for row in made.held_back
    ]
    more: dict[str, object] = (
        {"reference": made.frame.reference} if made.frame and isinstance(made.content, Sheet) else {}
    )
    more |= {"leaks": made.leaks.summary} if made.leaks.findings else {}
    sure = [{"record": id_.hex(), "part": part} for id_, part in made.to_confirm]
    more |= {"to_confirm": sure} if sure else {}
    return make_answer(file=str(path), **more, held_back=held, warnings=[*made.warnings, *made.leaks.notices])


def _check(vault: Vault, options: argparse.Namespace) -> CommandResult:
    with names_for_check(vault, options):
        report = _report(vault, options)
    rows = [leak_check.describe_finding(report, one) for one in report.open]
    document = {"ok": True, "findings": rows, "leaks": report.summary, "warnings": list(report.notices)}
    return CommandResult(document, InputRefused.exit_code if rows else 0, report.notices)


def _report(vault: Vault, options: argparse.Namespace) -> LeakReport:
    profile, answers, path = sharing.profile_of(options.audience), read_answers(options), Path(options.text)
    if not path.is_file():
        view = sharing.preview(vault, [options.text], profile)
        return leak_check.check_records(vault, view.selection, profile, (), answers)[1]
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        raise NotFound(Phrase("{name} is no text file.", name=path.name), "Amparo checks plain text only.") from None
    return leak_check.check_texts(vault, {path.name: text}, leak_check.limits_of(vault, profile, ()), answers)
