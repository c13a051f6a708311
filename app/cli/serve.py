"""`relay serve`: the one verb that must not load what opens envelopes, so it starts without the others."""

import argparse
import itertools
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from app.cli.command import Parser, answered, common
from app.cli.output import Answer
from app.errors import InputRefused, NotWellFormed, StorageFailed


def is_wanted(arguments: Sequence[str]) -> bool:
    """Return whether these arguments ask for a relay to be run."""
    return ("relay", "serve") in itertools.pairwise(arguments)


def add_verb(group: Any, options: argparse.ArgumentParser) -> None:
    """Add `serve` to the verbs of `relay`."""
    serve = group.add_parser("serve", parents=[options], help="run a relay on this machine")
    serve.add_argument("--data", metavar="DIR", required=True)
    serve.add_argument("--listen", metavar="HOST:PORT", default="127.0.0.1:8440")
    serve.set_defaults(run=_serve, needs_vault=False)


def main(arguments: Sequence[str]) -> int:
    """Run a relay until it is told to stop, and return the exit code."""
    top = Parser(prog="amparo", parents=[common(True)])
    verbs = top.add_subparsers(dest="verb", required=True, parser_class=Parser)
    group = verbs.add_parser("relay").add_subparsers(dest="relay_verb", required=True)
    add_verb(group, common(False))
    return answered(arguments, lambda: _serve(top.parse_args(arguments)))


def _serve(options: argparse.Namespace) -> Answer:
    from sync.errors import Refused
    from sync.relay.server import serve

    host, _, port = options.listen.rpartition(":")
    if not host or not port.isdigit():
        raise NotWellFormed(f"{options.listen} is not HOST:PORT.", "For example: --listen 127.0.0.1:8440")
    try:
        serve(Path(options.data), host.strip("[]"), int(port), lambda url: _listening(url, options.json))
    except Refused as refused:
        raise InputRefused(f"The relay was not started: {refused}.") from refused
    except OSError as error:
        raise StorageFailed(f"The relay could not start ({error.strerror}).", "Nothing was lost.") from error
    return Answer({})


def _listening(url: str, as_json: bool) -> None:
    """Say where the relay listens as soon as it does: that is the one document of this verb."""
    print(json.dumps({"ok": True, "url": url}) if as_json else url, flush=True)
