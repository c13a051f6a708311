"""The command line: reads the arguments, opens the vault, and runs one verb."""

import argparse
from collections.abc import Sequence
from pathlib import Path

from app import start
from app.actions import destroying, wiping
from app.actions.opening import Tries
from app.cli import (
    accompaniment,
    appeals,
    border,
    counting,
    desk,
    destroy,
    evidence,
    exchange,
    missions,
    nearby,
    networks,
    organisations,
    outputs,
    people,
    records,
    relays,
    retracting,
    second,
    security,
    sticks,
    tables,
    teams,
    tickets,
    vault,
    warnings,
    watching,
)
from app.cli.command import Parser, answered, common
from app.cli.output import Answer
from app.cli.passphrase import read_way
from app.machine import process
from app.store import wipe
from app.store.vault import open_

FREE = 3
"""Wrong tries in a row after which the next one waits; a slip in a script costs nothing."""


def parser() -> argparse.ArgumentParser:
    """Return the parser of all verbs; each group of verbs adds its own."""
    top = Parser(prog="amparo", description="Records, evidence and delivery for human rights defenders.",
                 parents=[common(True)])  # fmt: skip
    verbs = top.add_subparsers(dest="verb", metavar="VERB", required=True, parser_class=Parser)
    groups = (
        vault,
        border,
        second,
        records,
        counting,
        evidence,
        destroy,
        people,
        desk,
        organisations,
        exchange,
        teams,
        retracting,
        relays,
        nearby,
        tickets,
        sticks,
        tables,
        outputs,
        appeals,
        watching,
        missions,
        accompaniment,
        warnings,
        security,
        networks,
    )
    for group in groups:
        group.add_verbs(verbs, common(False))
    return top


def main(arguments: Sequence[str]) -> int:
    """Run one command and return its exit code."""
    folders: list[Path] = []
    code = answered(arguments, lambda: _run(parser().parse_args(arguments), folders))
    for folder in folders:
        wiping.finish(folder)  # one by words that were typed just now
    return code


def _run(options: argparse.Namespace, folders: list[Path]) -> Answer:
    """Run a verb: with the vault open where it needs one, and closed again whatever happens.

    A wipe that was begun in its folder, which is noted in `folders`, is finished first.
    """
    process.keep_memory_private()
    options.folder = start.vault_folder(options.vault)
    folders.append(options.folder)
    wipe.finish(options.folder)
    if not options.needs_vault:
        answer: Answer = options.run(options)
        return answer
    words = start.vocabularies()
    options.way = read_way(options)
    opened = Tries(options.folder, free=FREE).opened(lambda: open_(options.folder, options.way, words))
    try:
        destroying.finish(opened)  # what a destroying that was cut left to do
        return options.run(opened, options)  # type: ignore[no-any-return]
    finally:
        opened.close()
