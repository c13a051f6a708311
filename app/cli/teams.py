"""Verbs of teams: make, list, show, add, remove, leave."""

import argparse
from typing import Any

from app.actions.mail import teams as actions
from app.cli.command import add_group, verb
from app.cli.output import CommandResult, make_answer, row
from app.store.mail.teams import Team
from app.store.vault.open_vault import Vault


def add_verbs(verbs: Any, common: argparse.ArgumentParser) -> None:
    """Add `team …`."""
    group = add_group(verbs, "team", "teams that share a case or an incident", named=True)
    make = verb(group, common, "make", _make, "share a case or an incident with a team")
    make.add_argument("ids", metavar="ID", nargs="+", help="ID of a case or an incident")
    make.add_argument("--name", required=True, help="name of the team")
    make.add_argument(
        "--with",
        dest="to",
        metavar="CONTACT",
        nargs="+",
        action="extend",
        default=[],
        help="members who can read and change records",
    )
    make.add_argument(
        "--reading", metavar="CONTACT", nargs="+", action="extend", default=[], help="members who can only read records"
    )
    verb(group, common, "list", _list, "list your teams")
    verb(group, common, "show", _show, "show the members and their sync status").add_argument(
        "team", help="ID or name of the team"
    )
    add = verb(group, common, "add", _add, "add a member or change their permission")
    add.add_argument("team", help="ID or name of the team")
    add.add_argument("contact", help="verified contact")
    add.add_argument("--reading", action="store_true", help="give only permission to read")
    remove = verb(group, common, "remove", _remove, "remove a member and stop their updates")
    remove.add_argument("team", help="ID or name of the team")
    remove.add_argument("contact", help="member to remove")
    verb(group, common, "leave", _leave, "leave a team, or end your own team").add_argument(
        "team", help="ID or name of the team"
    )


def _make(vault: Vault, options: argparse.Namespace) -> CommandResult:
    team, _ = actions.make(vault, options.ids, options.name, options.to, options.reading)
    return make_answer(**_document(vault, team))


def _list(vault: Vault, options: argparse.Namespace) -> CommandResult:
    found = [_head(vault, team) for team in actions.list_teams(vault)]
    return make_answer(total=len(found), teams=found)


def _show(vault: Vault, options: argparse.Namespace) -> CommandResult:
    return make_answer(**_document(vault, actions.find_by_name(vault, options.team)))


def _add(vault: Vault, options: argparse.Namespace) -> CommandResult:
    team, _ = actions.add(vault, options.team, options.contact, reading=options.reading)
    return make_answer(**_document(vault, team))


def _remove(vault: Vault, options: argparse.Namespace) -> CommandResult:
    team, _ = actions.remove(vault, options.team, options.contact)
    return make_answer(**_document(vault, team))


def _leave(vault: Vault, options: argparse.Namespace) -> CommandResult:
    team, _ = actions.leave(vault, options.team)
    return make_answer(**_head(vault, team))


def _head(vault: Vault, team: Team) -> dict[str, object]:
    return {"id": team.id.hex(), "name": team.name, "state": team.state, "ours": team.owner == vault.author}


def _document(vault: Vault, team: Team) -> dict[str, object]:
    seen = actions.show(vault, team)
    people = [
        {"id": s.member.id.hex(), "name": s.member.name, "role": s.member.role, "state": s.state,
         "changes": s.changes, "files": s.files}
        for s in seen.standings
    ]  # fmt: skip
    return {**_head(vault, team), "on": [row(record) for record in seen.roots], "members": people}
