"""Verbs of an organisation's desk: its members, and the desks that this vault reads for."""

import argparse
from typing import Any

from app.actions.contacts import contact_cards, desk_reading, members
from app.actions.contacts.contact_cards import Contact
from app.cli.command import add_group, verb
from app.cli.output import CommandResult, make_answer, row
from app.store.vault.open_vault import Vault

_STILL = (
    "Some senders do not have the new card yet. They still use the old keys and the old mailbox, and {name} can still "
    "receive and open their reports."
)
_UNREAD = (
    "Members do not get reports from {url}, because it needs tickets. To change this: amparo relay policy {url} open"
)


def add_verbs(verbs: Any, common: argparse.ArgumentParser) -> None:
    """Add `desk …`."""
    parts = add_group(verbs, "desk", "desks that several people read for", named=True)
    people = add_group(parts, "members", "members of this desk", named=True)
    verb(people, common, "list", _list, "list the members and their keys")
    verb(people, common, "add", _add, "let a verified contact read for this desk").add_argument(
        "contact", help="verified contact"
    )
    verb(people, common, "remove", _remove, "remove a member and change all keys").add_argument(
        "contact", help="member to remove"
    )
    verb(parts, common, "list", _desks, "list the desks that you read for")
    verb(parts, common, "leave", _leave, "stop reading for a desk").add_argument("contact", help="contact of the desk")


def _list(vault: Vault, options: argparse.Namespace) -> CommandResult:
    rows = [{**row(one.contact.record), "since": one.since, "keys": _keys(one)} for one in members.list_members(vault)]
    said = _unread(vault) if rows else ()
    return CommandResult({"ok": True, "total": len(rows), "members": rows, "warnings": list(said)}, 0, said)


def _keys(one: members.MemberStatus) -> str:
    if one.contact.state != "verified":
        return "not compared"
    return "there" if one.has_card else "on the way"


def _add(vault: Vault, options: argparse.Namespace) -> CommandResult:
    contact, _ = members.add(vault, options.contact)
    return _changed(vault, contact, _unread(vault))


def _unread(vault: Vault) -> tuple[str, ...]:
    return tuple(_UNREAD.format(url=url) for url in members.list_unshared_mailboxes(vault))


def _remove(vault: Vault, options: argparse.Namespace) -> CommandResult:
    contact, _ = members.remove(vault, options.contact)
    return _changed(vault, contact, (_STILL.format(name=contact.record.title),))


def _changed(vault: Vault, contact: Contact, warnings: tuple[str, ...] = ()) -> CommandResult:
    document: dict[str, object] = {"ok": True, **row(contact.record), "members": len(members.list_members(vault))}
    return CommandResult({**document, "warnings": list(warnings)}, 0, warnings)


def _desks(vault: Vault, options: argparse.Namespace) -> CommandResult:
    rows = [
        {"name": one.name, "since": one.since, "until": one.until, "keys": "there" if one.has_keys else "missing"}
        for one in desk_reading.desks(vault)
    ]
    return make_answer(total=len(rows), desks=rows)


def _leave(vault: Vault, options: argparse.Namespace) -> CommandResult:
    contact = contact_cards.find_by_name(vault, options.contact)
    desk_reading.leave(vault, contact.record.id)
    return make_answer(**row(contact.record))
