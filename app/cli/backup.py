"""Verbs of backups: `vault backup`, `vault restore`."""

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from app import start
from app.actions.vault import backups
from app.cli.output import CommandResult
from app.cli.passphrase import read_new, read_way
from app.cli.progress import progress
from app.store.vault.open_vault import Vault


def add_verbs(group: Any, common: argparse.ArgumentParser) -> None:
    """Add the verbs of backups to `vault`."""
    backup = group.add_parser("backup", parents=[common], help="back up the vault into a folder, or update a backup")
    backup.add_argument("into", metavar="DIR", help="folder for the backup")
    backup.add_argument("--backup-passphrase-file", metavar="F", help="file with the passphrase for the backup")
    backup.add_argument("--backup-passphrase-fd", metavar="N", type=int, help="descriptor with this passphrase")
    backup.add_argument("--full-check", action="store_true", help="read the complete backup again")
    backup.set_defaults(run=_backup, needs_vault=True)
    restore = group.add_parser("restore", parents=[common], help="create a vault from a backup")
    restore.add_argument("backup", metavar="BACKUP", help="folder of the backup, or the file from border mode")
    restore.add_argument("--to", metavar="DIR", help="folder for the new vault (default: the folder of --vault)")
    restore.add_argument(
        "--new-passphrase-file", metavar="F", help="file with a new passphrase (default: as the backup)"
    )
    restore.add_argument("--new-passphrase-fd", metavar="N", type=int, help="descriptor with a new passphrase")
    restore.add_argument(
        "--kdf-mib", type=int, metavar="N", help="MiB for one guess, 64 or more (default: fitted to this computer)"
    )
    restore.set_defaults(run=_restore, needs_vault=False)


def _backup(vault: Vault, options: argparse.Namespace) -> CommandResult:
    now = backups.state(vault)
    if options.backup_passphrase_file is not None or options.backup_passphrase_fd is not None:
        backups.set_passphrase(vault, read_new(options, "backup-passphrase"))
    elif not now.passphrase:
        typed = options.way.secret  # the secret of the vault; recovery shares open the backups too
        if isinstance(typed, str):
            backups.set_passphrase(vault, typed)
        elif not now.recovery:
            backups.set_passphrase(vault, read_new(options, prompt="A passphrase for backups: "))
    with progress("Backed up") as told:
        made = backups.back_up(vault, Path(options.into).expanduser(), full=options.full_check, told=told)
    document: dict[str, object] = {
        "ok": not made.damaged,
        "backup": str(made.folder),
        "files": made.files,
        "bytes": made.bytes,
        "damaged": list(made.damaged),
        "warnings": list(made.warnings),
    }
    return _answer(document, len(made.damaged), "not in the backup", made.warnings)


def _restore(options: argparse.Namespace) -> CommandResult:
    folder = Path(options.to).expanduser() if options.to else options.folder
    secret = read_way(options, "Passphrase of the backup: ").secret
    chosen = options.new_passphrase_file is not None or options.new_passphrase_fd is not None
    if chosen or not isinstance(secret, str):  # shares open the backup, but the vault needs a passphrase
        passphrase = read_new(options, "new-passphrase", "New passphrase: ")
    else:
        passphrase = secret
    with progress("Restored") as told:
        back = backups.restore(
            Path(options.backup).expanduser(), folder, secret, passphrase, start.vocabularies(),
            kdf_mib=options.kdf_mib, told=told,
        )  # fmt: skip
    document: dict[str, object] = {
        "ok": not back.damaged,
        "vault": str(back.folder),
        "records": back.records,
        "files": back.files,
        "damaged": list(back.damaged),
        "warnings": list(back.lacking),
    }
    return _answer(document, len(back.damaged), "not in the vault", back.lacking)


def _answer(document: dict[str, object], damaged: int, lacking: str, warnings: Sequence[str]) -> CommandResult:
    """Return the answer of a finished command; exit code 6 if files were damaged before, as `vault check` does."""
    if damaged:
        were = "1 file was damaged before, and is" if damaged == 1 else f"{damaged} files were damaged before, and are"
        message = f"Done, but {were} {lacking}."
        document["error"] = {"code": "not_opened", "message": message, "hint": "Everything else is whole."}
    return CommandResult(document, 6 if damaged else 0, warnings)
