"""The verbs of a relay operator: serve, invite, status, drill, migrate.

They load no code that opens envelopes, so they start separately.
"""

import argparse
import itertools
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from attrs import asdict, evolve

from app.cli.command import Parser, common_options, run_command
from app.cli.output import CommandResult, make_answer
from app.errors import InputRefused, NotFound, NotWellFormed, StorageFailed

if TYPE_CHECKING:
    from sync.relay.engine.place import Engine
    from sync.relay.storage import Limits

VERBS = ("serve", "invite", "status", "drill", "migrate")
MIB = 1 << 20
DAY = 86_400


def is_wanted(arguments: Sequence[str]) -> bool:
    """Return True if these arguments are a relay operator's."""
    return any(first == "relay" and second in VERBS for first, second in itertools.pairwise(arguments))


def add_verbs(group: Any, options: argparse.ArgumentParser) -> None:
    """Add the operator's verbs to those of `relay`."""

    def verb(name: str, run: Callable[[argparse.Namespace], CommandResult], about: str) -> argparse.ArgumentParser:
        parser: argparse.ArgumentParser = group.add_parser(name, parents=[options], help=about)
        parser.add_argument("--data", metavar="PLACE", required=True, help="folder, or database: postgresql://…")
        parser.add_argument("--objects", metavar="URL", help="bucket for a database: s3://…")
        parser.add_argument("--keys", metavar="DIR", help="folder with the keys for a database")
        parser.set_defaults(run=run, needs_vault=False)
        return parser

    serve = verb("serve", _serve, "run a relay on this computer")
    serve.add_argument("--listen", metavar="HOST:PORT", default="127.0.0.1:8440", help="address and port")
    serve.add_argument("--invite-only", action="store_true", help="require an invite on loopback too")
    serve.add_argument("--days", metavar="N", type=_positive, help="days of storage for messages")
    _quota(serve, "for each mailbox without a limit in its invite")
    serve.add_argument("--keep-free-mib", metavar="N", type=_positive, help="MiB of the disk to keep free")
    invite = verb("invite", _invite, "create an invite code for one mailbox")
    invite.add_argument("--days", metavar="N", type=_positive, default=14, help="validity of the code in days")
    _quota(invite, "for this mailbox")
    verb("status", _status, "show the numbers of a relay")
    verb("drill", _drill, "show the data that a seized relay reveals")
    migrate = verb("migrate", _migrate, "copy a running relay from its folder into a database")
    migrate.add_argument("--from", dest="source", metavar="DIR", required=True, help="folder of the old relay")
    migrate.add_argument("--last", action="store_true", help="close the folder and start from the database")


def _quota(parser: argparse.ArgumentParser, whose: str) -> None:
    parser.add_argument("--mailbox-mib", metavar="N", type=_positive, help=f"MiB {whose}")
    parser.add_argument("--mailbox-objects", metavar="N", type=_positive, help=f"objects {whose}")


def _positive(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and 0 < int(text) < 1 << 31):
        raise argparse.ArgumentTypeError(f"{text} is not a whole number from 1 on")
    return int(text)


def main(arguments: Sequence[str]) -> int:
    """Run one of these verbs, a relay until a signal stops it, and return the exit code."""
    top = Parser(prog="amparo", parents=[common_options(True)])
    verbs = top.add_subparsers(dest="verb", required=True, parser_class=Parser)
    group = verbs.add_parser("relay").add_subparsers(dest="relay_verb", required=True)
    add_verbs(group, common_options(False))

    def run() -> CommandResult:
        options = top.parse_args(arguments)
        answer: CommandResult = options.run(options)
        return answer

    return run_command(arguments, run)


def _serve(options: argparse.Namespace) -> CommandResult:
    from sync.errors import Refused
    from sync.relay.server import serve

    host, _, port = options.listen.rpartition(":")
    if not host or not port.isdigit():
        raise NotWellFormed(f"{options.listen} is not HOST:PORT.", "For example: --listen 127.0.0.1:8440")
    place = _place(options)
    try:
        serve(
            place,
            host.strip("[]"),
            int(port),
            lambda url: _listening(url, options.json),
            limits=_limits(options),
            invite_only=options.invite_only,
        )
    except Refused as refused:
        raise InputRefused(f"The relay was not started: {refused}.") from refused
    except OSError as error:
        raise StorageFailed(f"The relay could not start ({error.strerror}).", "Nothing was lost.") from error
    return CommandResult({})


def _place(options: argparse.Namespace) -> "Path | Engine":
    """Return the place of a relay's data; `NotWellFormed` for a wrong address."""
    return place_of(options.data, options.objects, options.keys)


def place_of(data: str, objects: str | None, keys: str | None) -> "Path | Engine":
    """Read a folder or an engine from the command line."""
    from sync.errors import Refused
    from sync.relay.engine.place import engine, is_database

    try:
        if is_database(data):
            return engine(data, objects, keys)
    except Refused as refused:
        raise NotWellFormed(f"The relay's place is not complete: {refused}.", "Nothing was changed.") from refused
    if objects or keys or "://" in data:
        hint = "For example: --data postgresql://db.example.org/relay --objects s3://bucket --keys DIR"
        raise NotWellFormed("Give a folder, or a database with a bucket and keys.", hint)
    return Path(data)


def _limits(options: argparse.Namespace) -> "Limits":
    from sync.relay.storage import Limits

    said = {
        "ttl": options.days and options.days * DAY,
        "mailbox_bytes": options.mailbox_mib and options.mailbox_mib * MIB,
        "mailbox_objects": options.mailbox_objects,
        "keep_free": options.keep_free_mib and options.keep_free_mib * MIB,
    }
    return evolve(Limits(), **{name: value for name, value in said.items() if value})


def _listening(url: str, as_json: bool) -> None:
    """Print the URL of the relay as soon as it listens: it is the only document of this verb."""
    print(json.dumps({"ok": True, "url": url}) if as_json else url, flush=True)


def _invite(options: argparse.Namespace) -> CommandResult:
    from sync.relay.operator_commands import make_invite

    size = options.mailbox_mib and options.mailbox_mib * MIB
    code = _asked(lambda data: make_invite(data, options.days, size, options.mailbox_objects), options)
    return make_answer(code=code, days=options.days)


def _status(options: argparse.Namespace) -> CommandResult:
    from sync.relay.operator_commands import numbers

    found = asdict(_asked(numbers, options))
    return make_answer(**{name: value for name, value in found.items() if value is not None})


def _drill(options: argparse.Namespace) -> CommandResult:
    from sync.relay.seizure_audit import NOWHERE, look

    seized = _asked(look, options)
    strange = [f"{name} is none of the relay's: look what it tells, and remove it." for name in seized.strange]
    document: dict[str, object] = {
        "ok": True, "found": [asdict(one) for one in seized.found], "nowhere": list(NOWHERE), "strange": strange,
        "read": "docs/relay-seized.md: what to do, in which order, and what to say to whom",
    }  # fmt: skip
    return CommandResult(document, 0, strange)


def _migrate(options: argparse.Namespace) -> CommandResult:
    import sqlite3

    from sync.errors import Refused

    folder = Path(options.source)
    place = place_of(options.data, options.objects, options.keys or options.source)
    if isinstance(place, Path):
        raise NotWellFormed("A relay moves into a database.", "Another folder needs no move: see docs/relay.md.")
    from sync.relay.engine.move import move

    try:
        done = move(folder, place, last=options.last)
    except Refused as refused:
        raise InputRefused(f"The relay was not moved: {refused}.") from refused
    except (OSError, sqlite3.Error) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise StorageFailed(f"The move stopped ({why}).", "No data is lost. Run the same command again.") from error
    return make_answer(**asdict(done), ready=options.last)


def _asked(ask: "Callable[[Path | Engine], Any]", options: argparse.Namespace) -> Any:
    """Run `ask` on a relay's folder or database, also while the relay runs."""
    import sqlite3

    from sync.errors import Refused

    place = _place(options)
    try:
        return ask(place)
    except Refused as refused:
        raise NotFound(f"There is no relay: {refused}.", "Start it once: amparo relay serve --data DIR") from refused
    except (OSError, sqlite3.Error) as error:
        raise StorageFailed(
            f"The relay's store cannot be read or written ({getattr(error, 'strerror', None) or error}).",
            "Nothing was changed. Run the command as the user of the relay.",
        ) from error
