"""The command line: reads the arguments, opens the vault, and runs one verb."""

import argparse
from collections.abc import Sequence

from app import start
from app.cli import counting, evidence, exchange, people, records, tables, vault
from app.cli.command import Parser, answered, common
from app.cli.output import Answer
from app.cli.passphrase import read_way
from app.store.vault import open_


def parser() -> argparse.ArgumentParser:
    """Return the parser of all verbs; each group of verbs adds its own."""
    top = Parser(prog="amparo", description="Records, evidence and delivery for human rights defenders.",
                 parents=[common(True)])  # fmt: skip
    verbs = top.add_subparsers(dest="verb", metavar="VERB", required=True, parser_class=Parser)
    for group in (vault, records, counting, evidence, people, exchange, tables):
        group.add_verbs(verbs, common(False))
    return top


def main(arguments: Sequence[str]) -> int:
    """Run one command and return its exit code."""
    return answered(arguments, lambda: _run(parser().parse_args(arguments)))


def _run(options: argparse.Namespace) -> Answer:
    """Run a verb: with the vault open where it needs one, and closed again whatever happens."""
    options.folder = start.vault_folder(options.vault)
    if not options.needs_vault:
        answer: Answer = options.run(options)
        return answer
    words = start.vocabularies()
    options.way = read_way(options)
    opened = open_(options.folder, options.way, words)
    try:
        return options.run(opened, options)  # type: ignore[no-any-return]
    finally:
        opened.close()
