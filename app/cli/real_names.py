"""Verbs of the names password, which `show`, `add`, `edit` and `search` use for the time of one command.

No process keeps the real names open for the next one: each gives the names password itself.
"""

import argparse
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.actions.kernel import records
from app.actions.vault import real_names as second
from app.actions.vault import recovery
from app.cli.command import add_group, verb
from app.cli.output import CommandResult, make_answer
from app.cli.passphrase import read_new, read_passphrase
from app.errors import InputRefused, NotWellFormed
from app.store.vault.open_vault import Vault

if TYPE_CHECKING:
    import crypto

ASKED = "Second passphrase: "


def add_verbs(verbs: Any, common: argparse.ArgumentParser) -> None:
    """Add `second …`."""
    group = add_group(verbs, "second", "real names behind the names passphrase", named=True)
    add = partial(verb, group, common)
    way_in(add("set-up", _set_up, "set the names passphrase"))
    change = add("passphrase", _passphrase, "change the names passphrase")
    way_in(change)
    change.add_argument("--new-second-passphrase-file", metavar="F", help="file with the new names passphrase")
    change.add_argument("--new-second-passphrase-fd", metavar="N", type=int, help="descriptor with this passphrase")
    change.set_defaults(tries_shares=True)
    shares = add("recovery", _recovery, "let the recovery shares also open the real names")
    way_in(shares)
    shares.set_defaults(tries_shares=True)
    minutes = add("minutes", _minutes, "set the minutes until a window locks the real names")
    minutes.add_argument("minutes", nargs="?", type=int, help="minutes (default: show the setting)")
    sheet = add("key-sheet", _key_sheet, "write real names and aliases without encryption")
    sheet.add_argument("file", metavar="FILE", help="new file for the key sheet")
    sheet.add_argument("ids", metavar="ID", nargs="+", help="ID of a record")
    way_in(sheet)
    add("log", _log, "show the access log of real names").add_argument(
        "--limit", type=int, default=200, help="maximum number of log lines"
    )


def way_in(parser: argparse.ArgumentParser) -> None:
    """Add the options for the names password, and for the reason that the log stores."""
    parser.add_argument("--second-passphrase-file", metavar="F", help="file with the names passphrase")
    parser.add_argument("--second-passphrase-fd", metavar="N", type=int, help="descriptor with the names passphrase")
    parser.add_argument("--why", metavar="TEXT", default="", help="reason for the log, without names")


def is_asked(options: argparse.Namespace) -> bool:
    """Return True if the names password is given."""
    return options.second_passphrase_file is not None or options.second_passphrase_fd is not None


@contextmanager
def _opened_anyhow(vault: Vault, options: argparse.Namespace) -> "Iterator[crypto.Secret]":
    """Open the real names with the given shares if no names password is given: it can be forgotten."""
    if not options.given_shares or is_asked(options):
        with open_real_names(vault, options) as key:
            yield key
        return
    shares, why = options.given_shares, options.why
    with recovery.combine_shares(shares) as secret, second.open_by_recovery(vault, secret, why) as key:
        yield key


@contextmanager
def open_real_names(vault: Vault, options: argparse.Namespace) -> "Iterator[crypto.Secret]":
    """Open the real names with the given password, or ask for it, until the command is done."""
    second.read_wrapped_key(vault)  # without real names this raises before any question
    with second.open_(vault, read_passphrase(options, "second-passphrase", ASKED), options.why) as key:
        yield key


def real_names(vault: Vault, options: argparse.Namespace) -> list[dict[str, object]]:
    """Return the stored real names of a person."""
    with open_real_names(vault, options) as key:
        return [_row(one) for one in second.show(vault, key, options.id, options.why)]


def find_person(vault: Vault, options: argparse.Namespace) -> CommandResult:
    """Search by real name."""
    with open_real_names(vault, options) as key:
        names = second.search(vault, key, options.text, options.why, options.limit)
    return make_answer(total=len(names), real_names=[_row(one) for one in names])


def add_real_name(vault: Vault, options: argparse.Namespace, given: Mapping[str, object]) -> CommandResult:
    """Add the real name of the person in `actor`."""
    person = given.get("actor")
    if not isinstance(person, str):
        raise InputRefused("Give the id of the person as actor.", "Nothing was stored.")
    with open_real_names(vault, options) as key:
        saved = second.save(vault, key, person, {name: v for name, v in given.items() if name != "actor"})
    return make_answer(id=saved.id.hex(), ref=records.record_of(vault, saved.id.hex()).ref)


def edit_real_name(vault: Vault, options: argparse.Namespace, given: Mapping[str, object]) -> CommandResult:
    """Change a stored real name."""
    with open_real_names(vault, options) as key:
        saved = second.save(vault, key, options.id, given, options.id)
    record = records.record_of(vault, saved.id.hex())
    return make_answer(id=record.id.hex(), ref=record.ref, version=record.version)


def is_held(vault: Vault, handle: str) -> bool:
    """Return True if a record is a stored real name."""
    return records.record_of(vault, handle).kind == "identity_vault"


def _row(one: second.RealName) -> dict[str, object]:
    person = {"id": one.person.hex(), "alias": one.alias}
    return {"id": one.id.hex(), "ref": one.ref, "person": person, "fields": dict(one.fields)}


def _set_up(vault: Vault, options: argparse.Namespace) -> CommandResult:
    if second.is_set_up(vault):
        raise InputRefused("There is a names password already.", "Nothing was changed.")
    typed = read_new(options, "second-passphrase", ASKED)
    key, wrap = second.prepare_key(second.header_of(vault), typed)
    key.clear()
    second.set_up(vault, wrap)
    return make_answer(minutes=second.minutes(vault))


def _passphrase(vault: Vault, options: argparse.Namespace) -> CommandResult:
    with _opened_anyhow(vault, options) as key:
        new = read_new(options, "new-second-passphrase", "New second passphrase: ")
        second.change_passphrase(vault, second.prepare_key(second.header_of(vault), new, key)[1])
    warning = "A person who copied the vault before can still open the real names in that copy with the old passphrase."
    return CommandResult({"ok": True, "warnings": [warning]}, 0, (warning,))


def _recovery(vault: Vault, options: argparse.Namespace) -> CommandResult:
    if not options.given_shares:
        raise NotWellFormed("No shares were given.", "Use --share-file, or --ask-shares in a terminal.")
    recovery.drill(vault, options.given_shares)  # only those that open this vault
    with open_real_names(vault, options) as key, recovery.combine_shares(options.given_shares) as secret:
        second.let_recovery_open(vault, key, secret)
    return make_answer()


def _minutes(vault: Vault, options: argparse.Namespace) -> CommandResult:
    if options.minutes is not None:
        second.set_minutes(vault, options.minutes)
    return make_answer(minutes=second.minutes(vault))


def _key_sheet(vault: Vault, options: argparse.Namespace) -> CommandResult:
    from app.actions.outgoing import frames
    from app.actions.papers import paper_makers
    from app.actions.vault import alias_list

    with open_real_names(vault, options) as key:
        sheet = alias_list.make_alias_list(vault, key, options.ids, options.why)
    form = "pdf" if options.file.lower().endswith(".pdf") else "txt"
    paper_makers.write(Path(options.file), frames.make_file(vault, sheet, form))
    warning = (
        "The real names are outside the vault now. All people who have this file can read them. Store it separately."
    )
    return CommandResult({"ok": True, "file": options.file, "warnings": [warning]}, 0, (warning,))


def _log(vault: Vault, options: argparse.Namespace) -> CommandResult:
    rows = [
        {"at": line.at, "ours": line.ours, "what": line.what, "alias": line.alias or None, "why": line.why or None}
        for line in second.log(vault, options.limit)
    ]
    return make_answer(set_up=second.is_set_up(vault), lines=rows)
