"""Verbs of teams: make, list, show, add, remove, leave."""

import argparse
from typing import Any

from app.actions import teams as actions
from app.cli.command import verb
from app.cli.output import Answer, ok, row
from app.store.teams import Team
from app.store.vault import Vault


def add_verbs(verbs: Any, common: argparse.ArgumentParser) -> None:
    """Add `team …`."""
    group = verbs.add_parser("team", help="several vaults on one case").add_subparsers(dest="team_verb", required=True)
    make = verb(group, common, "make", _make, "keep vaults in step on a case or an incident")
    make.add_argument("ids", metavar="ID", nargs="+")
    make.add_argument("--name", required=True)
    make.add_argument("--with", dest="to", metavar="CONTACT", nargs="+", action="extend", default=[])
    make.add_argument("--reading", metavar="CONTACT", nargs="+", action="extend", default=[], help="may only read")
    verb(group, common, "list", _list, "the teams of this vault")
    verb(group, common, "show", _show, "its members, and how far each is").add_argument("team")
    add = verb(group, common, "add", _add, "take somebody in, or change what they may")
    add.add_argument("team")
    add.add_argument("contact")
    add.add_argument("--reading", action="store_true", help="may only read")
    remove = verb(group, common, "remove", _remove, "send somebody nothing more")
    remove.add_argument("team")
    remove.add_argument("contact")
    verb(group, common, "leave", _leave, "leave it; of your own this is the end for all").add_argument("team")


def _make(vault: Vault, options: argparse.Namespace) -> Answer:
    team, _ = actions.make(vault, options.ids, options.name, options.to, options.reading)
    return ok(**_document(vault, team))


def _list(vault: Vault, options: argparse.Namespace) -> Answer:
    found = [_head(vault, team) for team in actions.all_(vault)]
    return ok(total=len(found), teams=found)


def _show(vault: Vault, options: argparse.Namespace) -> Answer:
    return ok(**_document(vault, actions.named(vault, options.team)))


def _add(vault: Vault, options: argparse.Namespace) -> Answer:
    team, _ = actions.add(vault, options.team, options.contact, reading=options.reading)
    return ok(**_document(vault, team))


def _remove(vault: Vault, options: argparse.Namespace) -> Answer:
    team, _ = actions.remove(vault, options.team, options.contact)
    return ok(**_document(vault, team))


def _leave(vault: Vault, options: argparse.Namespace) -> Answer:
    team, _ = actions.leave(vault, options.team)
    return ok(**_head(vault, team))


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
