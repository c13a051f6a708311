"""Verbs of papers made of records: list them, and make one as a file."""

import argparse
from pathlib import Path
from typing import Any

from app.actions.kernel.records import record_of
from app.actions.papers import paper_makers
from app.cli.output import CommandResult, make_answer
from app.domain.sheet import Sheet
from app.store.vault.open_vault import Vault


def add_verbs(verbs: Any, common: argparse.ArgumentParser) -> None:
    """Add `output list` and `output make`."""
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
    said = "sensitive part that you confirm: `sexual` or `health` of an act"
    make.add_argument("--confirm", metavar="ID:PART", action="append", default=[], type=read_part, help=said)
    make.add_argument("--form", default="", help="format (default: the ending of FILE)")
    make.add_argument("--language", default="en", help="en, fr, es or ar, as far as the paper has them")
    make.add_argument("--letterhead", type=int, metavar="N", default=0, help="number of the letterhead (default: none)")
    make.add_argument(
        "--copies", type=int, metavar="N", default=1, help="number of copies, each a file with its number"
    )
    make.set_defaults(run=_make, needs_vault=True)


def read_part(text: str) -> tuple[str, str]:
    """Return the record and the sensitive part of `ID:PART`. Raises ValueError for another part."""
    id_, _, part = text.rpartition(":")
    if not id_ or part not in ("sexual", "health"):
        raise ValueError(text)
    return id_, part


def _list(_: argparse.Namespace) -> CommandResult:
    rows = [
        {"output": one.name, "label": one.label, "about": list(one.about), "formats": list(one.forms),
         "profiles": list(one.profiles), "languages": list(one.languages), "help": one.help}
        for one in paper_makers.list_outputs()
    ]  # fmt: skip
    return make_answer(outputs=rows)


def _make(vault: Vault, options: argparse.Namespace) -> CommandResult:
    path = Path(options.file)
    parts = [(record_of(vault, id_).id, part) for id_, part in options.confirm]
    made = paper_makers.make(
        vault, options.name, options.ids, options.profile, options.language, options.month, options.letterhead,
        confirmed=parts,
    )  # fmt: skip
    for file, copy in paper_makers.number_copies(path, made, options.copies):
        paper_makers.write_paper(file, copy, options.form)
    held = [
        {"record": row.record.hex(), "field": row.field, "why": row.why, "rule": row.detail} for row in made.held_back
    ]
    named = {"reference": made.frame.reference} if made.frame and isinstance(made.content, Sheet) else {}
    return make_answer(file=str(path), **named, held_back=held, warnings=list(made.warnings))
