"""Verbs of other programs' files: import, export; and the demo."""

import argparse
from pathlib import Path
from typing import Any

from app.actions import tables as actions
from app.cli.output import Answer
from app.cli.progress import progress
from app.cli.records import conditions
from app.store.vault import Vault


def add_verbs(verbs: Any, common: argparse.ArgumentParser) -> None:
    """Add `import`, `export` and `demo`."""
    take = verbs.add_parser("import", parents=[common], help="records from a table")
    take.add_argument("file")
    take.add_argument("--format")
    take.add_argument("--kind")
    take.add_argument("--map", metavar="FILE")
    take.add_argument("--dry-run", action="store_true")
    take.add_argument("--partial", action="store_true", help="store the good rows though others are refused")
    take.set_defaults(run=_import, needs_vault=True)
    give = verbs.add_parser("export", parents=[common], help="records to a table outside the vault")
    give.add_argument("format", metavar="FORMAT")
    give.add_argument("file", metavar="FILE")
    give.add_argument("--kind", default="event")
    give.add_argument("--where", metavar="FIELD=VALUE", nargs="+", action="extend", default=[])
    give.set_defaults(run=_export, needs_vault=True)
    demo = verbs.add_parser("demo", parents=[common], help="the main job end to end on this machine")
    demo.add_argument("--keep", metavar="DIR", help="leave everything in this folder")
    demo.set_defaults(run=_demo, needs_vault=False)


def _import(vault: Vault, options: argparse.Namespace) -> Answer:
    with progress("Imported", "rows", 1) as told:
        done, _ = actions.import_table(
            vault,
            Path(options.file),
            form=options.format,
            map_file=Path(options.map) if options.map else None,
            kind=options.kind,
            dry_run=options.dry_run,
            partial=options.partial,
            told=told,
        )
    document: dict[str, object] = {
        "ok": not done.refused,
        "read": done.read,
        "added": done.added,
        "updated": done.updated,
        "unchanged": done.unchanged,
        "refused": [refusal.as_json() for refusal in done.refused],
    }
    if options.dry_run and done.mapping is not None:
        document["mapping"] = done.mapping.as_json()
        document["guessed"] = sorted(done.mapping.guessed)
    if done.refused:
        document["error"] = {
            "code": "refused",
            "message": f"{len({r.row for r in done.refused})} of {done.read} rows were refused.",
            "hint": "The others were stored."
            if done.stored
            else "Nothing was stored. Use --partial to store the others.",
        }
    return Answer(document, 5 if done.refused else 0)


def _export(vault: Vault, options: argparse.Namespace) -> Answer:
    n = actions.export_table(vault, Path(options.file), options.format, options.kind, conditions(options.where))
    warning = "This file lies outside the vault, readable by whoever has the disk."
    return Answer({"ok": True, "file": options.file, "records": n, "warnings": [warning]}, 0, (warning,))


def _demo(options: argparse.Namespace) -> Answer:
    from app.cli.demo import demo

    return demo(Path(options.keep) if options.keep else None)
