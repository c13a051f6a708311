"""The command line: reads the arguments, opens the vault, and runs one verb."""

import argparse
from collections.abc import Sequence

from app import start
from app.actions import destroying
from app.cli import counting, destroy, evidence, exchange, people, records, tables, vault
from app.cli.command import Parser, answered, common
from app.cli.output import Answer
from app.cli.passphrase import read_passphrase
from app.machine import process
from app.store.vault import open_


def parser() -> argparse.ArgumentParser:
    """Return the parser of all verbs; each group of verbs adds its own."""
    top = Parser(prog="amparo", description="Records, evidence and delivery for human rights defenders.",
                 parents=[common(True)])  # fmt: skip
    verbs = top.add_subparsers(dest="verb", metavar="VERB", required=True, parser_class=Parser)
    for group in (vault, records, counting, evidence, destroy, people, exchange, tables):
        group.add_verbs(verbs, common(False))
    return top


def main(arguments: Sequence[str]) -> int:
    """Run one command and return its exit code."""
    return answered(arguments, lambda: _run(parser().parse_args(arguments)))


def _run(options: argparse.Namespace) -> Answer:
    """Run a verb: with the vault open where it needs one, and closed again whatever happens."""
    process.keep_memory_private()
    options.folder = start.vault_folder(options.vault)
    if not options.needs_vault:
        answer: Answer = options.run(options)
        return answer
    words = start.vocabularies()
    opened = open_(options.folder, read_passphrase(options), words)
    try:
        destroying.finish(opened)  # what a destroying that was cut left to do
        return options.run(opened, options)  # type: ignore[no-any-return]
    finally:
        opened.close()
