"""Verbs of the stick: bundle write, read, check."""

import argparse
from pathlib import Path
from typing import Any

from app.actions import sticks
from app.cli.command import verb
from app.cli.output import Answer, tallied
from app.cli.progress import progress
from app.store.vault import Vault


def add_verbs(verbs: Any, common: argparse.ArgumentParser) -> None:
    """Add the verbs of the stick."""
    group = verbs.add_parser("bundle", help="the stick").add_subparsers(dest="bundle_verb", required=True)
    write = verb(group, common, "write", _write, "write what waits to a stick")
    write.add_argument("dir")
    write.add_argument("--to", metavar="CONTACT", nargs="+", action="extend", default=[])
    verb(group, common, "read", _read, "take in what is on a stick").add_argument("dir")
    verb(group, common, "check", _check, "what is whole on a stick", needs_vault=False).add_argument("dir")


def _write(vault: Vault, options: argparse.Namespace) -> Answer:
    with progress("Written and read back") as told:
        tally, bundle = sticks.write(vault, Path(options.dir), options.to, told=told)
    return Answer(tallied(tally, bundle=bundle))


def _read(vault: Vault, options: argparse.Namespace) -> Answer:
    with progress("Read") as told:
        return Answer(tallied(sticks.read(vault, Path(options.dir), told=told)))


def _check(options: argparse.Namespace) -> Answer:
    with progress("Checked") as told:
        found = sticks.check(Path(options.dir), told)
    document: dict[str, object] = {
        "ok": not found.torn and not found.kept_aside,
        "whole": found.whole,
        "bytes": found.size,
        "torn": [{"object": t.object_id.hex(), "missing": [list(row) for row in t.missing]} for t in found.torn],
        "kept_aside": [{"what": d.what, "why": d.why} for d in found.kept_aside],
    }
    if not document["ok"]:
        document["error"] = {
            "code": "not_opened",
            "message": "Not everything on this stick is whole.",
            "hint": "What is whole can be read; ask for the rest again.",
        }
    return Answer(document, 0 if document["ok"] else 6)
