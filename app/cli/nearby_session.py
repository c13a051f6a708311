"""Verbs of nearby: open a session on a network that two people share, and join one."""

import argparse
import signal
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING, Any

from app.actions.contacts import contact_cards
from app.actions.kernel.db import direct_db
from app.cli.command import add_group, verb
from app.cli.output import CommandResult, tally_document
from app.cli.relays import ASKED
from app.store.vault.open_vault import Vault

if TYPE_CHECKING:  # it loads what speaks HTTP, which no other verb waits for
    from app.actions.rounds.nearby_exchange import Guest, Host

_MINUTES, _PAUSE = 10, 0.5
_COMPARE = "You have not compared your numbers yet: amparo contact verify"


def add_verbs(verbs: Any, common: argparse.ArgumentParser) -> None:
    """Add the verbs of nearby."""
    group = add_group(verbs, "nearby", "direct sessions over a shared network, without internet", named=True)
    opens = verb(group, common, "open", _open, "open a nearby session and show its code")
    opens.add_argument("--minutes", metavar="N", type=float, default=_MINUTES, help="duration in minutes, 60 or less")
    opens.add_argument("--listen", metavar="HOST", default="", help="address of this computer (default: see above)")
    visits = verb(group, common, "visit", _visit, "join a nearby session with its code")
    visits.add_argument("code", nargs="*", help="code of sixty digits (default: a prompt)")


def _open(vault: Vault, options: argparse.Namespace) -> CommandResult:
    from app.actions.rounds import nearby_exchange

    def leave(_number: int, _frame: object) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, leave)
    host = nearby_exchange.open_door(vault, direct_db(vault), options.listen, options.minutes)

    def over() -> bool:
        host.step()
        return host.is_over or not host.is_open

    try:
        print(f"Code: {' '.join(host.code)}", file=sys.stderr)
        print(
            f"Open until {datetime.fromtimestamp(host.until).astimezone():%H:%M}. Ctrl+C closes the session.",
            file=sys.stderr,
        )
        sys.stderr.flush()
        with suppress(KeyboardInterrupt):
            _until(over)
    finally:
        host.close()
    strangers = [f"Other people tried the same code and could not join: {host.others}."] if host.others else []
    return _answer(vault, host, strangers)


def _visit(vault: Vault, options: argparse.Namespace) -> CommandResult:
    from app.actions.rounds import nearby_exchange

    code = " ".join(options.code)
    if code in ("", ASKED):
        print("Session code: ", end="", file=sys.stderr, flush=True)
        code = sys.stdin.readline()
    guest = nearby_exchange.visit(vault, direct_db(vault), code)
    try:
        _until(guest.step)
    finally:
        guest.leave()
    return _answer(vault, guest, [])


def _until(step: Callable[[], bool]) -> None:
    while not step():
        time.sleep(_PAUSE)


def _answer(vault: Vault, side: "Host | Guest", warnings: list[str]) -> CommandResult:
    """Return the contact of the session, and its tally."""
    met, number = dict[str, object](), ""
    if side.contact is not None:
        record = side.contact.record
        met = {"ref": record.ref, "title": record.title, "kind": record.kind, "state": side.contact.state}
        number = " ".join(contact_cards.safety_number(vault, side.contact))
        if side.contact.state == "new":
            warnings = [*warnings, f"{_COMPARE} {record.ref}"]
    warnings = [*warnings, *side.tally.warnings]
    document = tally_document(side.tally, contact=met or None, new=side.is_new, safety_number=number, warnings=warnings)
    return CommandResult(document, 0, warnings)
