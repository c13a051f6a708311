"""`vault rotate`: a new key for the complete vault."""

import argparse
from typing import Any

from app.actions.vault import rotation
from app.cli.output import CommandResult
from app.cli.progress import progress
from app.cli.unlock_methods import new_way
from app.store.vault.open_vault import Vault

_SAID = (
    "Whoever copied the vault before can still open that copy as it was then.",
    "Every other way in from before opens nothing any more, recovery shares too: make new ones, and a new backup.",
    "A passphrase that wipes, if there was one, ended too: set it again.",
)


def add_verbs(group: Any, common: argparse.ArgumentParser) -> None:
    """Add `vault rotate` to the verbs of the vault."""
    rotate = group.add_parser("rotate", parents=[common], help="replace the key of the vault and end all other access")
    rotate.add_argument("--new-passphrase-file", metavar="F", help="file with the new passphrase")
    rotate.add_argument("--new-passphrase-fd", metavar="N", type=int, help="descriptor with the new passphrase")
    rotate.add_argument("--new-keyfile", metavar="F", help="key file for the passphrase. Amparo creates a missing file")
    rotate.add_argument("--name", default="", help="name of the new passphrase")
    rotate.set_defaults(run=_rotate, needs_vault=True)


def _rotate(vault: Vault, options: argparse.Namespace) -> CommandResult:
    with new_way(options) as (passphrase, keyfile), progress("Copied", "pages", 1) as told:
        slot = rotation.rotate(vault, options.way, passphrase, keyfile, options.name, told)
    return CommandResult({"ok": True, "slot": slot.i, "warnings": list(_SAID)}, 0, _SAID)
