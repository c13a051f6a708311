"""`vault check`: verify everything, quarantine damaged data, restore what a backup has."""

import argparse
from pathlib import Path
from typing import Any

from app.actions.vault import integrity_check
from app.cli.output import CommandResult
from app.cli.passphrase import read_passphrase
from app.cli.progress import progress
from app.store.vault.open_vault import Vault


def add_verbs(group: Any, common: argparse.ArgumentParser) -> None:
    """Add `vault check` to the verbs of the vault."""
    check = group.add_parser("check", parents=[common], help="verify every page, evidence file and chain")
    check.add_argument("--repair-from", metavar="DIR", help="backup folder for the repair of damaged data")
    check.add_argument("--backup-passphrase-file", metavar="F", help="file with the passphrase of the backup")
    check.add_argument("--backup-passphrase-fd", metavar="N", type=int, help="descriptor with this passphrase")
    check.set_defaults(run=_check, needs_vault=True)


def _check(vault: Vault, options: argparse.Namespace) -> CommandResult:
    backup = None
    if options.repair_from is not None:
        backup = integrity_check.BackupSource(
            Path(options.repair_from),
            lambda: read_passphrase(options, "backup-passphrase", "Passphrase of the backup: "),
        )
    with progress("Checked", "files", 1) as told:
        health = integrity_check.check(vault, told, backup)
    document: dict[str, object] = {
        "ok": not health.damaged,
        "records": health.records,
        "files": health.blobs,
        "custody_entries": health.custody_entries,
        "damaged": list(health.damaged),
        "repaired": list(health.repaired),
        "put_aside": health.aside,
        "warnings": list(health.warnings),
    }
    if health.damaged:
        document["error"] = {
            "code": "not_opened",
            "message": f"{len(health.damaged)} things in the vault are damaged.",
            "hint": "The rest is whole. With a backup: amparo vault check --repair-from DIR",
        }
    fresh = [warning for warning in health.warnings if warning not in options.said]  # the others are printed above
    return CommandResult(document, 6 if health.damaged else 0, fresh)
