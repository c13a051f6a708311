"""Verbs for files of other programs: import, export, saved mappings; and the demo."""

import argparse
from pathlib import Path
from typing import Any

from app.actions.exports import tables_out
from app.actions.records import mappings
from app.actions.records import tables as actions
from app.cli.command import add_group, verb
from app.cli.leak_options import leak_options, names_for_check, read_answers
from app.cli.output import CommandResult, make_answer
from app.cli.progress import progress
from app.cli.records import add_where, conditions
from app.domain.redact import PROFILES
from app.exchange.rows import causes
from app.store.vault.open_vault import Vault


def add_verbs(verbs: Any, common: argparse.ArgumentParser) -> None:
    """Add `import`, `export`, `mapping` and `demo`."""
    take = verb(verbs, common, "import", _import, "import records from a table or contacts from vCards")
    take.add_argument("file", help="file to import")
    take.add_argument("--format", help="format: csv, xlsx or vcf (default: detected)")
    take.add_argument("--kind", help="kind of the records")
    how = take.add_mutually_exclusive_group()
    how.add_argument("--map", metavar="FILE", help="file with the import mapping")
    how.add_argument("--saved", metavar="NAME", default="", help="name of a saved import mapping")
    take.add_argument("--save", metavar="NAME", default="", help="save the import mapping under this name")
    take.add_argument("--refused", metavar="FILE", help="CSV file for the refused rows and their reasons")
    take.add_argument("--dry-run", action="store_true", help="show the result and store nothing")
    take.add_argument("--partial", action="store_true", help="store the correct rows and refuse the others")
    take.add_argument("--strict", action="store_true", help="refuse a row with an invalid cell")
    take.add_argument("--calendar", metavar="FIELD=NAME", nargs="+", action="extend", default=[],
                      help="calendar of unusual years: gregorian, jalali, hijri or blank")  # fmt: skip
    give = verb(verbs, common, "export", _export, "export records to a table outside the vault")
    give.add_argument("format", metavar="FORMAT", help="csv or xlsx")
    give.add_argument("file", metavar="FILE", help="new file for the table")
    give.add_argument("--kind", default="event", help="kind of the records")
    add_where(give)
    give.add_argument("--text", default="", help="only records that contain this text")
    give.add_argument("--audience", choices=list(PROFILES), default="internal", help="reader of the table")
    leak_options(give)
    _add_mapping(verbs, common)
    demo = verb(verbs, common, "demo", _demo, "run the complete process with invented data", needs_vault=False)
    demo.add_argument("--keep", metavar="DIR", help="keep the data in this folder")


def _add_mapping(verbs: Any, common: argparse.ArgumentParser) -> None:
    members = add_group(verbs, "mapping", "saved import mappings")
    for name, run, about in (
        ("list", _mappings, "list the saved import mappings"),
        ("show", _mapping, "show an import mapping as a file"),
        ("drop", _drop_mapping, "delete an import mapping"),
    ):
        made = verb(members, common, name, run, about)
        if name != "list":
            made.add_argument("name", help="name of the mapping")


def _import(vault: Vault, options: argparse.Namespace) -> CommandResult:
    with progress("Imported", "rows", 1) as told:
        done, _ = actions.import_table(
            vault,
            Path(options.file),
            form=options.format,
            map_file=Path(options.map) if options.map else None,
            saved=options.saved,
            kind=options.kind,
            dry_run=options.dry_run,
            partial=options.partial,
            strict=options.strict,
            calendars=dict(conditions(options.calendar)),
            told=told,
        )
    if options.save and done.mapping is not None and done.table is not None:
        mappings.keep(vault, options.save, done.table.header, done.mapping.as_json())
    if options.refused and done.refused:
        tables_out.write_refused(Path(options.refused), done)
    document: dict[str, object] = {
        "ok": not done.refused,
        "read": done.read,
        "added": done.added,
        "updated": done.updated,
        "unchanged": done.unchanged,
        "refused": [refusal.as_json() for refusal in done.refused],
        "causes": causes(done.refused),
        "left_blank": causes(done.blank),
    }
    if options.dry_run and done.mapping is not None:
        document["mapping"] = done.mapping.as_json()
        document["guessed"] = sorted(done.mapping.guessed)
    if done.refused:
        document["error"] = {
            "code": "refused",
            "message": f"{len({r.row for r in done.refused})} of {done.read} rows were refused.",
            "hint": _hint(done, options.partial),
        }
    return CommandResult(document, 5 if done.refused else 0)


def _hint(done: actions.Imported, partial: bool) -> str:
    if done.stored and done.added + done.updated + done.unchanged:
        return "The other rows were saved."
    return "Nothing was stored." if partial else "Nothing was stored. Use --partial to store the others."


def _export(vault: Vault, options: argparse.Namespace) -> CommandResult:
    where = conditions(options.where)
    with names_for_check(vault, options), progress("Exported", "rows", 1) as told:
        n = tables_out.export_table(
            vault, Path(options.file), options.format, options.kind, where, options.text, told, options.audience,
            read_answers(vault, options, options.audience, f"table {options.kind}"),
        )  # fmt: skip
    warning = "This file is outside the vault. All people who have the disk can read it."
    return CommandResult({"ok": True, "file": options.file, "records": n, "warnings": [warning]}, 0, (warning,))


def _mappings(vault: Vault, _: argparse.Namespace) -> CommandResult:
    return make_answer(
        mappings=[{"name": kept.name, "columns": list(kept.header)} for kept in mappings.list_mappings(vault)]
    )


def _mapping(vault: Vault, options: argparse.Namespace) -> CommandResult:
    return CommandResult({"ok": True, "mapping": dict(mappings.find_by_name(vault, options.name).mapping)}, 0)


def _drop_mapping(vault: Vault, options: argparse.Namespace) -> CommandResult:
    return make_answer(dropped=mappings.drop(vault, options.name).name)


def _demo(options: argparse.Namespace) -> CommandResult:
    from app.cli.demo import demo

    return demo(Path(options.keep) if options.keep else None)
