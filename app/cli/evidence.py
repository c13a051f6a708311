"""Verbs of evidence: add, show, export, check."""

import argparse
from pathlib import Path
from typing import Any

from app.actions.records import evidence as actions
from app.actions.records import evidence_text
from app.actions.release import evidence_copies
from app.cli.leak_options import leak_options, names_for_check, read_answers, read_readers, readers_option
from app.cli.output import CommandResult, make_answer, row
from app.cli.progress import progress
from app.store.vault.open_vault import Vault


def add_verbs(verbs: Any, common: argparse.ArgumentParser) -> None:
    """Add `evidence …`."""
    group = verbs.add_parser("evidence", help="original files with hashes and chain of custody").add_subparsers(
        dest="evidence_verb", required=True
    )
    add = group.add_parser("add", parents=[common], help="add original files")
    add.add_argument("files", metavar="FILE", nargs="+", help="file to add")
    add.add_argument("--to", metavar="ID", required=True, help="ID of the record for the files")
    add.set_defaults(run=_add, needs_vault=True)
    show = group.add_parser("show", parents=[common], help="show an item and its chain of custody")
    show.add_argument("id", help="ID of the evidence item")
    show.set_defaults(run=_show, needs_vault=True)
    export = group.add_parser("export", parents=[common], help="export an original file without encryption")
    export.add_argument("id", help="ID of the evidence item")
    export.add_argument("dir", help="folder for the file")
    audiences = [one.name for one in evidence_copies.list_audiences()]
    export.add_argument("--audience", choices=audiences, default="internal", help="reader of the copy")
    readers_option(export)
    leak_options(export)
    export.set_defaults(run=_export, needs_vault=True)
    check = group.add_parser("check", parents=[common], help="verify all originals")
    check.set_defaults(run=_check, needs_vault=True)


def _add(vault: Vault, options: argparse.Namespace) -> CommandResult:
    added = []
    for name in options.files:
        with progress("Taken in") as told:
            record, _ = actions.add(vault, Path(name), options.to, told=told)
        added.append({**row(record), "sha256": record.fields["sha256"], "size": record.fields["size"]})
    warnings: list[str] = []
    evidence_text.look_in(vault, warn=warnings.append)
    first = added[0]
    return make_answer(*warnings, id=first["id"], ref=first["ref"], sha256=first["sha256"], evidence=added)


def _show(vault: Vault, options: argparse.Namespace) -> CommandResult:
    item = actions.show(vault, options.id)
    line = [
        {
            "n": entry.n,
            "action": entry.action.name.lower(),
            "at": entry.at,
            "actor": entry.actor.hex(),
            "sha256": entry.sha256.hex(),
            "reason": entry.reason,
        }
        for entry in item.custody
    ]
    return make_answer(
        **row(item.record), sha256=item.record.fields.get("sha256"), here=item.file is not None, custody=line
    )


def _export(vault: Vault, options: argparse.Namespace) -> CommandResult:
    answers = read_answers(vault, options, options.audience, "evidence", [options.id])
    with names_for_check(vault, options), progress("Written") as told:
        target = evidence_copies.export(
            vault, options.id, Path(options.dir), told, options.audience, read_readers(vault, options), answers
        )
    warning = "This copy is outside the vault. All people who have the disk can read it."
    return CommandResult({"ok": True, "file": str(target), "warnings": [warning]}, 0, (warning,))


def _check(vault: Vault, options: argparse.Namespace) -> CommandResult:
    with progress("Checked", "originals", 1) as told:
        whole, wrong = actions.check(vault, told)
    document: dict[str, object] = {"ok": not wrong, "whole": whole, "wrong": wrong}
    if wrong:
        document["error"] = {
            "code": "not_opened",
            "message": f"{len(wrong)} originals have changed or are damaged.",
            "hint": "",
        }
    return CommandResult(document, 6 if wrong else 0)
