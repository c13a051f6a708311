"""The verb that makes a sample vault."""

import argparse
from pathlib import Path
from typing import Any

from app import start
from app.actions.sample import sample_vault
from app.cli.command import verb
from app.cli.output import CommandResult, make_answer
from app.cli.passphrase import read_new
from app.cli.progress import progress


def add_verbs(verbs: Any, common: argparse.ArgumentParser) -> None:
    """Add `sample`."""
    sample = verb(verbs, common, "sample", _sample, "make a sample vault with invented people", needs_vault=False)
    sample.add_argument("path", help="new folder for the sample vault")
    sample.add_argument("--language", choices=("en", "ar"), default="en", help="language of the records")


def _sample(options: argparse.Namespace) -> CommandResult:
    folder = Path(options.path).expanduser()
    passphrase = read_new(options)
    with progress("Making the sample", "steps", 1) as told:
        sample_vault.make(folder, passphrase, start.vocabularies(), language=options.language, told=told).close()
    return make_answer(vault=str(folder))
