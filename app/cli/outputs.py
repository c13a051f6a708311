"""Verbs of papers made of records: list them, make one as a file, and check a text or a record for leaks."""

import argparse
import json
from pathlib import Path
from typing import Any

from app.actions.mail import sharing
from app.actions.outgoing.output import OutputResult, sheet_file
from app.actions.outgoing.wording import KeptWording, hash_text
from app.actions.papers import paper_makers, register
from app.actions.release import leak_check
from app.actions.release.leak_check import LeakReport
from app.cli.command import add_group, verb
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
    """Add the verbs of `output`."""
    members = add_group(verbs, "output", "papers from records")
    verb(members, common, "list", _list, "list the papers", needs_vault=False)
    make = verb(members, common, "make", write_paper, "write a paper to a file outside the vault")
    make.add_argument("name", metavar="OUTPUT", help="name of the paper")
    make.add_argument("file", metavar="FILE", help="new file. Its ending selects the format")
    make.add_argument("ids", metavar="ID", nargs="*", help="ID of a record")
    add_choices(make)
    add_file_choices(make)
    said = "show a paper, with the texts of people in it for --wording"
    texts = verb(members, common, "texts", _texts, said)
    texts.add_argument("name", metavar="OUTPUT", help="name of the paper")
    texts.add_argument("ids", metavar="ID", nargs="*", help="ID of a record")
    add_choices(texts)
    said = "list words in a text or a record that must not leave for an audience"
    check = verb(members, common, "check", _check, said)
    check.add_argument("text", metavar="FILE|ID", help="text file, or ID of a record")
    check.add_argument("--audience", required=True, help="audience of the text")
    leak_options(check)


def add_file_choices(make: argparse.ArgumentParser) -> None:
    """Add the options of the file of a paper: its format, its copies and its second reader."""
    make.add_argument("--form", default="", help="format (default: the ending of FILE)")
    said = "number of copies, each a file with its number"
    make.add_argument("--copies", type=int, metavar="N", default=1, help=said)
    said = "name or alias of the person who read the paper and agreed. Public papers need it"
    make.add_argument("--second-reader", metavar="NAME", default="", help=said)
    make.add_argument("--read-on", metavar="DATE", default="", help="day of reading (default: today)")


def add_choices(make: argparse.ArgumentParser) -> None:
    """Add the options of a paper that decide about its content."""
    make.set_defaults(on=None)
    said = "audience of the paper (default: the usual audience)"
    make.add_argument("--audience", "--profile", dest="profile", metavar="AUDIENCE", default="", help=said)
    make.add_argument("--month", metavar="YYYY-MM", default="", help="month of a monthly paper (default: all months)")
    said = "public paper: day and time, 2026-12-01 09:00 UTC"
    make.add_argument("--embargo", metavar="MOMENT", default="", help=said)
    make.add_argument("--headline", metavar="WORDS", default="", help="press release: its headline")
    confirm_option(make)
    readers_option(make)
    make.add_argument("--language", default="en", help="en, fr, es or ar, as far as the paper has them")
    make.add_argument("--letterhead", type=int, metavar="N", default=0, help="number of the letterhead (default: none)")
    make.add_argument("--wording", metavar="FILE", default="", help="answer of `output texts` with your wording in it")
    said = "say the real names of people who agreed to be named. It needs the names passphrase"
    make.add_argument("--names", action="store_true", help=said)
    leak_options(make)


def _list(_: argparse.Namespace) -> CommandResult:
    rows = [
        {"output": one.name, "label": one.label, "about": list(one.about), "formats": list(one.forms),
         "profiles": list(one.profiles), "languages": list(one.languages), "help": one.help}
        for one in paper_makers.list_outputs()
    ]  # fmt: skip
    return make_answer(outputs=rows)


def make_from(vault: Vault, options: argparse.Namespace) -> OutputResult:
    """Return the paper that the options ask for."""
    usual = paper_makers.find_by_name(options.name).profiles[:1]
    answers = read_answers(
        vault, options, options.profile or "".join(usual), f"{options.name} {options.month}".strip(), options.ids
    )
    with names_for_check(vault, options) as names:
        return paper_makers.make(
            vault, options.name, options.ids, options.profile, options.language, options.month, options.letterhead,
            confirmed=confirmed_parts(vault, options), answers=answers, names=names,
            readers=read_readers(vault, options), embargo=options.embargo, wording=_read_wording(options.wording),
            on=options.on, headline=options.headline,
        )  # fmt: skip


def _read_wording(path: str) -> list[KeptWording]:
    """Return the wordings of a file in the form of `output texts`. Raises InputRefused for another form."""
    try:
        rows = json.loads(Path(path).read_text("utf-8"))["texts"] if path else ()
        json.dumps(rows, ensure_ascii=False).encode()  # half a character is no text
        return [KeptWording(str(row["key"]), hash_text(row["text"]), row["wording"].strip()) for row in rows]
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        said = Phrase("{name} has no wording of a paper.", name=path)
        raise InputRefused(said, "Nothing left. Write it into the answer of: amparo output texts") from None


def _texts(vault: Vault, options: argparse.Namespace) -> CommandResult:
    made = make_from(vault, options)
    rows = [
        {"key": one.key, "label": one.label, "text": one.text, "wording": one.words, "earlier": one.earlier}
        for one in made.texts
    ]
    shown = sheet_file(made.framed, "txt").decode() if isinstance(made.content, Sheet) else made.content
    return make_answer(texts=rows, paper=shown, warnings=[*made.warnings, *made.leaks.notices])


def write_paper(vault: Vault, options: argparse.Namespace) -> CommandResult:
    """Make a paper, and write its files outside of the vault."""
    path, made = Path(options.file), make_from(vault, options)
    if options.second_reader:
        made = paper_makers.mark_read(vault, made, options.second_reader, options.read_on)
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
    more |= {"wording": n} if (n := sum(bool(one.words) for one in made.texts)) else {}
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
    profile, path = sharing.profile_of(options.audience), Path(options.text)
    is_file = path.is_file()
    answers = read_answers(vault, options, profile.name, path.name if is_file else "", [] if is_file else [path.name])
    if not is_file:
        view = sharing.preview(vault, [options.text], profile)
        return leak_check.check_records(vault, view.selection, profile, (), answers)[1]
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        raise NotFound(Phrase("{name} is no text file.", name=path.name), "Amparo checks plain text only.") from None
    return leak_check.check_texts(vault, {path.name: text}, leak_check.limits_of(vault, profile, ()), answers)
