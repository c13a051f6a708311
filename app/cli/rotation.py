"""`vault rotate`: a new key for the whole vault."""

import argparse
from typing import Any

from app.actions import rotation
from app.cli.output import Answer
from app.cli.passphrase import read_passphrase
from app.cli.progress import progress
from app.store.vault import Vault

_SAID = (
    "Whoever copied the vault before can still open that copy as it was then.",
    "Every other passphrase and every set of recovery shares from before opens nothing any more: make new ones.",
)


def add_verbs(group: Any, common: argparse.ArgumentParser) -> None:
    """Add `vault rotate` to the verbs of the vault."""
    rotate = group.add_parser("rotate", parents=[common], help="new key for the whole vault; all other ways in end")
    rotate.add_argument("--new-passphrase-file", metavar="F")
    rotate.add_argument("--new-passphrase-fd", metavar="N", type=int)
    rotate.add_argument("--name", default="", help="what the new way in is called")
    rotate.set_defaults(run=_rotate, needs_vault=True)


def _rotate(vault: Vault, options: argparse.Namespace) -> Answer:
    current = read_passphrase(options)
    new = rotation.way(vault, read_passphrase(options, "new-passphrase", "New passphrase: "), name=options.name)
    with new.secret.r, progress("Copied", "pages", 1) as told:
        kept = rotation.rotate(vault, current, [new], told)
    return Answer({"ok": True, "ways_in": len(kept), "warnings": list(_SAID)}, 0, _SAID)
