"""Verbs of the vault's life: create, info, check, backup, restore, rotate; and lock."""

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from app import start
from app.actions.vault import backups, integrity_check, machine, rotation
from app.actions.vault import lifecycle as actions
from app.cli import unlock_methods, wipe
from app.cli.command import add_group, verb
from app.cli.output import CommandResult, make_answer
from app.cli.passphrase import read_new, read_passphrase, read_way
from app.cli.progress import progress
from app.cli.unlock_methods import new_way
from app.store.vault.open_vault import Vault

_SAID = (
    "A person who copied the vault before can still open that copy.",
    "All earlier passphrases and recovery shares open nothing now. Make new ones, and a new backup.",
    "If you had an erase password, it has ended too. Set it again.",
)


def add_verbs(verbs: Any, common: argparse.ArgumentParser) -> None:
    """Add `vault …` and `lock`."""
    group = add_group(verbs, "vault", "vaults, passphrases, backups and recovery", named=True)
    unlock_methods.add_verbs(group, common)
    create = verb(group, common, "create", _create, "create a vault", needs_vault=False)
    create.add_argument(
        "--kdf-mib", type=int, metavar="N", help="MiB for one guess, 64 or more (default: fitted to this computer)"
    )
    create.add_argument("--name", default="", help="name on your card")
    verb(group, common, "info", _info, "show data that needs no passphrase", needs_vault=False)
    add_check_verb(group, common)
    add_rotation_verb(group, common)
    add_backup_verbs(group, common)
    wipe.add_verbs(group, common)
    verb(verbs, common, "lock", _lock, "end the process that has the vault open", needs_vault=False)


def _create(options: argparse.Namespace) -> CommandResult:
    vault = actions.create(
        options.folder, read_new(options), start.vocabularies(), kdf_mib=options.kdf_mib, name=options.name
    )
    try:
        lacking = actions.try_disk(options.folder)
        document = {"ok": True, "vault": str(options.folder), "fingerprint": actions.fingerprint(vault)}
        return CommandResult({**document, **({"warnings": list(lacking)} if lacking else {})}, 0, lacking)
    finally:
        vault.close()


def _info(options: argparse.Namespace) -> CommandResult:
    seen = actions.info(options.folder)
    return make_answer(
        vault=seen.folder,
        kdf_mib=seen.kdf_mib,
        passes=seen.passes,
        files=seen.files,
        bytes=seen.bytes,
        open_by=seen.open_by,
        machine=[
            {"key": row.key, "state": row.state, "said": row.said, "means": row.means, "step": row.step}
            for row in machine.look(options.folder)
        ],
    )


def _lock(options: argparse.Namespace) -> CommandResult:
    return make_answer(ended=actions.lock(options.folder))


def add_check_verb(group: Any, common: argparse.ArgumentParser) -> None:
    """Add `vault check` to the verbs of the vault."""
    check = verb(group, common, "check", _check, "verify every page, evidence file and chain")
    check.add_argument("--repair-from", metavar="DIR", help="backup folder for the repair of damaged data")
    check.add_argument("--backup-passphrase-file", metavar="F", help="file with the passphrase of the backup")
    check.add_argument("--backup-passphrase-fd", metavar="N", type=int, help="descriptor with this passphrase")


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
            "hint": "All other data is complete. If you have a backup: amparo vault check --repair-from DIR",
        }
    fresh = [warning for warning in health.warnings if warning not in options.said]  # the others are printed above
    return CommandResult(document, 6 if health.damaged else 0, fresh)


def add_rotation_verb(group: Any, common: argparse.ArgumentParser) -> None:
    """Add `vault rotate` to the verbs of the vault."""
    rotate = verb(group, common, "rotate", _rotate, "replace the key of the vault and end all other access")
    rotate.add_argument("--new-passphrase-file", metavar="F", help="file with the new passphrase")
    rotate.add_argument("--new-passphrase-fd", metavar="N", type=int, help="descriptor with the new passphrase")
    rotate.add_argument("--new-keyfile", metavar="F", help="key file for the passphrase. Amparo creates a missing file")
    rotate.add_argument("--name", default="", help="name of the new passphrase")


def _rotate(vault: Vault, options: argparse.Namespace) -> CommandResult:
    with new_way(options) as (passphrase, keyfile), progress("Copied", "pages", 1) as told:
        slot = rotation.rotate(vault, options.way, passphrase, keyfile, options.name, told)
    return CommandResult({"ok": True, "slot": slot.i, "warnings": list(_SAID)}, 0, _SAID)


def add_backup_verbs(group: Any, common: argparse.ArgumentParser, restore: bool = True) -> None:
    """Add the verbs of backups to `vault`, with `restore`."""
    backup = verb(group, common, "backup", _backup, "back up the vault into a folder, or update a backup")
    backup.add_argument("into", metavar="DIR", help="folder for the backup")
    backup.add_argument("--backup-passphrase-file", metavar="F", help="file with the passphrase for the backup")
    backup.add_argument("--backup-passphrase-fd", metavar="N", type=int, help="descriptor with this passphrase")
    backup.add_argument("--full-check", action="store_true", help="read the complete backup again")
    if restore:
        _add_restore_verb(group, common)


def _add_restore_verb(group: Any, common: argparse.ArgumentParser) -> None:
    restore = verb(group, common, "restore", _restore, "create a vault from a backup", needs_vault=False)
    restore.add_argument("backup", metavar="BACKUP", help="folder of the backup, or the file from border mode")
    restore.add_argument("--to", metavar="DIR", help="folder for the new vault (default: the folder of --vault)")
    restore.add_argument(
        "--new-passphrase-file", metavar="F", help="file with a new passphrase (default: as the backup)"
    )
    restore.add_argument("--new-passphrase-fd", metavar="N", type=int, help="descriptor with a new passphrase")
    restore.add_argument(
        "--kdf-mib", type=int, metavar="N", help="MiB for one guess, 64 or more (default: fitted to this computer)"
    )


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
        document["error"] = {"code": "not_opened", "message": message, "hint": "All other data is complete."}
    return CommandResult(document, 6 if damaged else 0, warnings)
