"""The command line: reads the arguments, opens the vault, runs one verb, and says what became of it.

Every failure leaves by one of the exit codes of cli.md, with one sentence that says what happened, what is safe
and what to do. `--json` prints exactly one document on standard output; everything else goes to standard error.
"""

import argparse
import json
import sys
import traceback
from collections.abc import Sequence
from typing import NoReturn

from app import start
from app.cli import evidence, exchange, people, records, tables, vault
from app.cli.output import Answer, as_text
from app.cli.passphrase import read_passphrase
from app.errors import AppError, Fault, InputRefused, NotWellFormed
from app.store.vault import open_


class _Parser(argparse.ArgumentParser):
    """Says what is wrong with a command in one sentence, by the same road as every other error."""

    def error(self, message: str) -> NoReturn:
        raise NotWellFormed(f"The command cannot be read: {message}.", f"See: {self.prog} --help")


def _common(top: bool) -> argparse.ArgumentParser:
    """Return the options every verb takes, before the verb or after it."""
    parser = argparse.ArgumentParser(add_help=False)
    missing: object = None if top else argparse.SUPPRESS
    parser.add_argument("--vault", metavar="DIR", default=missing, help="the vault's folder")
    parser.add_argument("--passphrase-file", metavar="F", default=missing, help="read the passphrase from a file")
    parser.add_argument("--passphrase-fd", metavar="N", type=int, default=missing, help="read it from a descriptor")
    parser.add_argument("--json", action="store_true", default=False if top else argparse.SUPPRESS)
    return parser


def parser() -> argparse.ArgumentParser:
    """Return the parser of all verbs; each group of verbs adds its own."""
    top = _Parser(prog="amparo", description="Records, evidence and delivery for human rights defenders.",
                  parents=[_common(True)])  # fmt: skip
    verbs = top.add_subparsers(dest="verb", metavar="VERB", required=True, parser_class=_Parser)
    for group in (vault, records, evidence, people, exchange, tables):
        group.add_verbs(verbs, _common(False))
    return top


def main(arguments: Sequence[str]) -> int:
    """Run one command and return its exit code."""
    as_json = "--json" in arguments
    try:
        options = parser().parse_args(arguments)
        answer = _run(options)
    except AppError as error:
        return _failed(error, as_json)
    except KeyboardInterrupt:
        return _failed(Fault("Stopped.", "What was saved before is whole."), as_json)
    except BrokenPipeError:
        return 0
    except Exception:  # noqa: BLE001 - the boundary of a command
        traceback.print_exc(file=sys.stderr)
        return _failed(
            Fault("The program made a mistake.", "What was saved before is whole. Report the lines above."), as_json
        )
    if answer.document:
        print(json.dumps(answer.document, ensure_ascii=False) if as_json else as_text(answer))
    for warning in answer.warnings:
        print(f"Careful: {warning}", file=sys.stderr)
    return answer.exit_code


def _run(options: argparse.Namespace) -> Answer:
    """Run a verb: with the vault open where it needs one, and closed again whatever happens."""
    options.folder = start.vault_folder(options.vault)
    if not options.needs_vault:
        answer: Answer = options.run(options)
        return answer
    words = start.vocabularies()
    opened = open_(options.folder, read_passphrase(options), words)
    try:
        return options.run(opened, options)  # type: ignore[no-any-return]
    finally:
        opened.close()


def _failed(error: AppError, as_json: bool) -> int:
    if as_json:
        fault: dict[str, object] = {"code": error.code, "message": error.message, "hint": error.hint}
        document: dict[str, object] = {"ok": False, "error": fault}
        if isinstance(error, InputRefused) and error.refused:
            document["refused"] = error.refused
        print(json.dumps(document, ensure_ascii=False))
    else:
        print(" ".join(part for part in (error.message, error.hint) if part), file=sys.stderr)
        for row in error.refused if isinstance(error, InputRefused) else ():
            print("  " + ", ".join(f"{k} {v}" for k, v in row.items()), file=sys.stderr)
    return error.exit_code
