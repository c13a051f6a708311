"""Verbs of the vault's life: create, info, check; and lock."""

import argparse
from typing import Any

from app import start
from app.actions.vault import lifecycle as actions
from app.actions.vault import machine
from app.cli import backup, integrity_check, rotation, unlock_methods, wipe
from app.cli.output import CommandResult, make_answer
from app.cli.passphrase import read_new


def add_verbs(verbs: Any, common: argparse.ArgumentParser) -> None:
    """Add `vault …` and `lock`."""
    group = verbs.add_parser("vault", help="vaults, passphrases, backups and recovery").add_subparsers(
        dest="vault_verb", required=True
    )
    unlock_methods.add_verbs(group, common)
    create = group.add_parser("create", parents=[common], help="create a vault")
    create.add_argument(
        "--kdf-mib", type=int, metavar="N", help="MiB for one guess, 64 or more (default: fitted to this computer)"
    )
    create.add_argument("--name", default="", help="name on your card")
    create.set_defaults(run=_create, needs_vault=False)
    info = group.add_parser("info", parents=[common], help="show data that needs no passphrase")
    info.set_defaults(run=_info, needs_vault=False)
    integrity_check.add_verbs(group, common)
    rotation.add_verbs(group, common)
    backup.add_verbs(group, common)
    wipe.add_verbs(group, common)
    lock = verbs.add_parser("lock", parents=[common], help="end the process that has the vault open")
    lock.set_defaults(run=_lock, needs_vault=False)


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
