"""The verb `vault wipe`: destroy the vault after one confirmation, without a passphrase.

It starts separately, like the relay's verbs: it loads no code that opens a vault, because time can be short.
"""

import argparse
import itertools
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from app import start
from app.cli.command import Parser, common_options, run_command, say
from app.cli.output import CommandResult, make_answer
from app.errors import NotWellFormed, Stopped, StorageFailed
from app.store.vault import wipe

WORD = "wipe"
"""The word that a person types to confirm."""
WAIT = 5
"""Seconds to change one's mind."""
_WITH_VALUE = ("--vault", "--passphrase-file", "--passphrase-fd")
"""Options that can come before a verb and take the word after them."""


def is_wanted(arguments: Sequence[str]) -> bool:
    """Return True if these arguments ask to destroy a vault."""
    for at, (before, word) in enumerate(itertools.pairwise(("", *arguments))):
        if not word.startswith("-") and before not in _WITH_VALUE:
            return list(arguments[at : at + 2]) == ["vault", "wipe"]
    return False


def add_verbs(group: Any, options: argparse.ArgumentParser) -> None:
    """Add `wipe` to the verbs of `vault`."""
    verb = group.add_parser("wipe", parents=[options], help="destroy the vault without its passphrase")
    verb.add_argument("--yes", action="store_true", help="skip the question")
    wait = verb.add_mutually_exclusive_group()
    wait.add_argument("--wait", type=int, default=WAIT, metavar="SECONDS", help="seconds before the start")
    wait.add_argument("--now", dest="wait", action="store_const", const=0, help="start immediately")
    verb.set_defaults(run=_wipe, needs_vault=False)


def main(arguments: Sequence[str]) -> int:
    """Run only this verb and return its exit code."""
    return run_command(arguments, lambda: _run(arguments))


def _run(arguments: Sequence[str]) -> CommandResult:
    top = Parser(prog="amparo", parents=[common_options(True)])
    verbs = top.add_subparsers(dest="verb", required=True, parser_class=Parser)
    add_verbs(verbs.add_parser("vault").add_subparsers(dest="vault_verb", required=True), common_options(False))
    options = top.parse_args(arguments)
    options.folder = start.vault_folder(options.vault)
    return _wipe(options)


def _wipe(options: argparse.Namespace) -> CommandResult:
    folder: Path = options.folder
    if (folder / wipe.HEADER).exists() and not wipe.has_begun(folder):
        _meant(options)
        _wait(options.wait)
    why, left = wipe.wipe(folder)
    if left:
        raise StorageFailed(
            f"The vault is destroyed, and no one can open it. Amparo could not delete {len(left)} of its files.",
            f"They are encrypted and their key is gone. The next command on {folder} tries again.",
        )
    if not why:
        return make_answer(wiped=str(folder))
    old = (
        f"Amparo could not overwrite the old header ({why}). The disk might still have it. Destroy the disk if you can."
    )
    return CommandResult({"ok": True, "wiped": str(folder), "warnings": [old]}, 0, (old,))


def _meant(options: argparse.Namespace) -> None:
    """Raise unless `--yes` is given or a person at the terminal confirms."""
    if options.yes:
        return
    if not sys.stdin.isatty():
        raise NotWellFormed("Nothing was destroyed. Add --yes, or run the command in a terminal.")
    print(f"This destroys the vault in {options.folder} permanently: records, files, identity.", file=sys.stderr)
    print(f"Type {WORD} to confirm: ", end="", file=sys.stderr, flush=True)
    if sys.stdin.readline().strip().casefold() != WORD:
        raise Stopped("Nothing was destroyed.", "The vault is unchanged.")


def _wait(seconds: int) -> None:
    """Wait `seconds`; Ctrl C raises Stopped."""
    try:
        for left in range(seconds, 0, -1):
            say(f"Destroyed in {left} s. Ctrl C cancels.", sys.stderr)  # continues without a reader
            time.sleep(1)
    except KeyboardInterrupt:
        raise Stopped("Nothing was destroyed.", "The vault is unchanged.") from None
