"""Options and the one exit of all commands, for answers and failures.

Every failure ends with one of the exit codes of cli.md, and one sentence with the event, the safe state and the next
step. `--json` prints exactly one document on standard output; everything else goes to standard error. Nothing here
opens a vault: the relay also starts from here, and loads no code for it.
"""

import argparse
import errno
import json
import os
import sys
import traceback
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import cache
from typing import Any, NoReturn, TextIO

from app import start
from app.cli.output import CommandResult, as_text
from app.errors import AppError, Fault, InputRefused, NotWellFormed, Stopped, StorageFailed
from app.safe_text import DOUBTFUL, make_harmless


class Formatter(argparse.HelpFormatter):
    """A writer of `--help` that keeps paragraphs apart and adds the default of each option."""

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        return "\n\n".join(super(Formatter, self)._fill_text(part, width, indent) for part in text.split("\n\n"))

    def _get_help_string(self, action: argparse.Action) -> str:
        return meaning(action)


def meaning(action: argparse.Action) -> str:
    """Return the help of an option or argument, with its default if it takes a value and has one."""
    told = action.help or ""
    has = action.nargs != 0 and action.default not in (None, "", [], argparse.SUPPRESS)
    return f"{told} (default: {action.default})" if has and "(default:" not in told else told


class Parser(argparse.ArgumentParser):
    """A parser that reports a wrong command in one sentence, like every other error; it accepts no short forms."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **{"allow_abbrev": False, "formatter_class": Formatter, **options})

    def format_help(self) -> str:
        """Return the help of the verb with its section of `resources/commands.md`."""
        self.description = self.description or read_verb_section(self.prog.partition(" ")[2])
        return super().format_help()

    def error(self, message: str) -> NoReturn:
        """Raise NotWellFormed instead of printing and exiting."""
        raise NotWellFormed(f"The command cannot be read: {message}.", f"See: {self.prog} --help")


def read_verb_section(verb: str) -> str:
    """Return the section of a verb in `resources/commands.md`, or an empty text if it has none."""
    return _sections().get(verb, "").strip()


@cache
def _sections() -> dict[str, str]:
    page = (start.resources() / "commands.md").read_text("utf-8")
    return {name: text for name, _, text in (part.partition("\n") for part in page.split("\n## ")[1:])}


def common_options(top: bool) -> argparse.ArgumentParser:
    """Return the options of every verb, before the verb or after it."""
    parser = argparse.ArgumentParser(add_help=False)
    missing: object = None if top else argparse.SUPPRESS
    parser.add_argument(
        "--vault", metavar="DIR", default=missing, help="folder of the vault (default: the usual folder)"
    )
    parser.add_argument("--passphrase-file", metavar="F", default=missing, help="file with the passphrase")
    parser.add_argument("--passphrase-fd", metavar="N", type=int, default=missing, help="or a descriptor with it")
    parser.add_argument("--keyfile", metavar="F", default=missing, help="key file for the passphrase")
    parser.add_argument("--share-file", metavar="F", action="append", default=missing,
                        help="file with recovery shares, one on each line. You can repeat this option")  # fmt: skip
    default = False if top else argparse.SUPPRESS
    parser.add_argument("--ask-shares", action="store_true", default=default, help="ask for recovery shares")
    parser.add_argument("--json", action="store_true", default=default, help="print one JSON document")
    return parser


def verb(
    group: Any, common: argparse.ArgumentParser, name: str, run: object, about: str, needs_vault: bool = True
) -> argparse.ArgumentParser:
    """Add a verb to a group and return its parser; `run` takes the vault, if needed, and the options."""
    parser: argparse.ArgumentParser = group.add_parser(name, parents=[common], help=about)
    parser.set_defaults(run=run, needs_vault=needs_vault)
    return parser


def add_group(verbs: Any, name: str, about: str, named: bool = False) -> Any:
    """Add a group of verbs; with `named`, the first line of its help has their names."""
    shown = None if named else "VERB"
    return verbs.add_parser(name, help=about).add_subparsers(
        dest=f"{name}_verb".replace("-", "_"), required=True, metavar=shown
    )


def run_command(arguments: Sequence[str], run: Callable[[], CommandResult]) -> int:
    """Run one command, print its result, and return its exit code.

    The reader of its answer can go away before the end (`| head`): the work is done, and the code stays.
    """
    try:
        return _answered("--json" in arguments, run)
    finally:
        _flush(sys.stdout)  # also the output of --help: later no one could catch an error
        _flush(sys.stderr)


def _answered(as_json: bool, run: Callable[[], CommandResult]) -> int:
    try:
        answer = run()
    except AppError as error:
        return _failed(error, as_json)
    except (KeyboardInterrupt, BrokenPipeError):  # or the reader of its messages is gone
        return _failed(Stopped("Stopped.", "The unfinished step is undone. The saved data is complete."), as_json)
    except Exception:  # noqa: BLE001 - the boundary of a command
        say(traceback.format_exc().rstrip(), sys.stderr)
        return _failed(Fault("Amparo made an error.", "Your saved records are safe. Report the lines above."), as_json)
    said = _document(answer.document) if as_json else as_text(answer)
    if answer.document and not say(said, sys.stdout):
        say("The command finished, but Amparo could not write its answer. The disk might be full.", sys.stderr)
        return answer.exit_code or StorageFailed.exit_code
    for warning in answer.warnings:
        say(f"Careful: {warning}", sys.stderr)
    return answer.exit_code


def _document(document: dict[str, object]) -> str:
    """Return JSON with escapes for all that `make_harmless` would replace: a program reads the stored text."""
    return DOUBTFUL.sub(lambda found: json.dumps(found[0])[1:-1], json.dumps(document, ensure_ascii=False))


def say(text: str, to: TextIO) -> bool:
    """Print lines without control characters; return False if that failed, but True if only the reader is gone."""
    try:
        print(make_harmless(text, len(text)), file=to, flush=True)
    except OSError as error:
        return _let_go(to, error)
    return True


def _flush(stream: TextIO | None) -> None:
    if stream is None or stream.closed:  # a program without a terminal has none
        return
    try:
        stream.flush()
    except OSError as error:
        _let_go(stream, error)


def _let_go(stream: TextIO, error: OSError) -> bool:
    """Send the rest nowhere, so that the end of the interpreter does not try it once more.

    Return True if the reader went away, which Windows reports as EINVAL.
    """
    with suppress(OSError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)
    return isinstance(error, BrokenPipeError) or error.errno == errno.EINVAL


def _failed(error: AppError, as_json: bool) -> int:
    if as_json:
        fault: dict[str, object] = {"code": error.code, "message": error.message, "hint": error.hint}
        document: dict[str, object] = {"ok": False, "error": fault}
        if isinstance(error, InputRefused) and error.refused:
            document["refused"] = error.refused
        say(_document(document), sys.stdout)
    else:
        say(" ".join(part for part in (error.message, error.hint) if part), sys.stderr)
        for row in error.refused if isinstance(error, InputRefused) else ():
            say("  " + ", ".join(f"{k} {v}" for k, v in row.items()), sys.stderr)
    return error.exit_code
