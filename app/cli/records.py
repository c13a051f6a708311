"""Verbs of records: kinds, add, show, edit, remove, restore, history, link, list, search."""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from app import start
from app.actions.kernel import records as actions
from app.actions.mail import teams
from app.actions.records import differences, incident_assignments
from app.actions.records.areas import narrow
from app.actions.records.extracts import where_found
from app.cli import command, real_names
from app.cli.output import CommandResult, make_answer, page, row, snippet
from app.domain.kind import Kind
from app.domain.kinds import KINDS  # the verb "kinds" works without a vault
from app.errors import InputRefused, NotFound
from app.store.records import verification_status
from app.store.records.search import Query
from app.store.vault.open_vault import Vault

ARGUMENTS = {
    "kind": "code of the kind", "id": "ID of the record", "file": "file with the changed fields as one JSON object",
    "a": "ID of the first record", "role": "code of the role", "b": "ID of the second record", "text": "text to find",
}  # fmt: skip


def add_verbs(verbs: Any, common: argparse.ArgumentParser) -> None:
    """Add the verbs of one record and of the search."""

    def verb(name: str, run: object, about: str, *arguments: str) -> argparse.ArgumentParser:
        parser = command.verb(verbs, common, name, run, about)
        for argument in arguments:
            parser.add_argument(argument, help=ARGUMENTS[argument])
        return parser

    kinds = verb("kinds", _kinds, "show the kinds of records and their fields")
    kinds.add_argument("kind", nargs="?", help="code of a kind (default: all kinds)")
    kinds.set_defaults(needs_vault=False)
    adding = verb("add", _add, "add a record", "kind")
    adding.add_argument("file", nargs="?", default="-", help="file with one JSON object, or - for standard input")
    real_names.way_in(adding)
    real_names.way_in(verb("show", _show, "show a record", "id"))
    real_names.way_in(verb("edit", _edit, "change fields of a record", "id", "file"))
    verb("remove", _remove, "remove a record that you can restore", "id")
    verb("restore-record", _restore, "restore a removed record", "id")
    verb("history", _history, "show every change of a record", "id")
    assign = verb("assign", _assign, "assign incidents to a person")
    assign.add_argument("ids", metavar="ID", nargs="+", help="ID of an incident")
    whom = assign.add_mutually_exclusive_group(required=True)
    whom.add_argument("--to", metavar="NAME", help="name of the person at your desk")
    whom.add_argument("--me", action="store_true", help="use the name on your card")
    whom.add_argument("--nobody", action="store_true", help="remove the assignment")
    verb("link", _link, "link two records", "a", "role", "b")
    listing = verb("list", _list, "list the records of a kind", "kind")
    searching = verb("search", _search, "search the text of records and files", "text")
    searching.add_argument("--kind", help="kind of the records")
    searching.add_argument("--real-name", action="store_true", help="search real names with the names passphrase")
    real_names.way_in(searching)
    for parser in (listing, searching):
        add_where(parser)
        parser.add_argument("--sort", metavar="FIELD", default="", help="field for the order of the results")
        parser.add_argument("--limit", type=int, default=50, help="maximum number of results")
        parser.add_argument("--offset", type=int, default=0, help="number of results to skip")


def read_object(name: str) -> dict[str, object]:
    """Return the JSON object in a file, or on standard input for `-`."""
    try:
        text = sys.stdin.read() if name == "-" else Path(name).read_text("utf-8-sig")
        value = json.loads(text)
    except OSError as error:
        raise NotFound(f"{name} cannot be read ({error.strerror}).", "Nothing was stored.") from error
    except (ValueError, RecursionError) as error:
        raise InputRefused(f"{name} is not JSON: {error}.", "Nothing was stored.") from error
    if not isinstance(value, dict):
        raise InputRefused(f"{name} is not one JSON object.", "Nothing was stored.")
    return value


def add_where(parser: argparse.ArgumentParser, said: str = "only records with these field values") -> None:
    """Add the argument for the values of fields."""
    parser.add_argument("--where", metavar="FIELD=VALUE", nargs="+", action="extend", default=[], help=said)


def conditions(pairs: list[str]) -> tuple[tuple[str, str], ...]:
    """Return FIELD=VALUE pairs."""
    for pair in pairs:
        if "=" not in pair:
            raise InputRefused(f"{pair} is not FIELD=VALUE.")
    return tuple((name, value) for name, _, value in (pair.partition("=") for pair in pairs))


def _kinds(options: argparse.Namespace) -> CommandResult:
    if options.kind and options.kind not in KINDS:
        raise NotFound(f"There is no kind {options.kind}.", f"Kinds: {', '.join(KINDS)}.")
    words = start.vocabularies()
    chosen = [KINDS[options.kind]] if options.kind else list(KINDS.values())
    documents = [_kind(kind) for kind in chosen]
    schemes = sorted({f.scheme for kind in chosen for f in kind.fields.values() if f.scheme}) if options.kind else []
    codes = {scheme: {code: words[scheme].label(code, "en") for code in words[scheme].codes} for scheme in schemes}
    return make_answer(kinds=documents, **({"vocabularies": codes} if codes else {}))


def _kind(kind: Kind) -> dict[str, object]:
    return {
        "kind": kind.name,
        "label": kind.label,
        "sensitivity": kind.level.name,
        "sealed": kind.sealed,
        "fields": [
            {
                "name": f.name,
                "label": f.label,
                "type": f.type.value,
                "vocabulary": f.scheme or None,
                "required": f.required,
                "sensitivity": kind.field_level(f.name).name,
            }
            for f in kind.fields.values()
        ],
        "roles": [
            {"role": r.name, "label": r.label, "to": list(r.to), "many": r.many, "required": r.required, "part": r.part}
            for r in kind.roles
        ],
    }


def _add(vault: Vault, options: argparse.Namespace) -> CommandResult:
    given = read_object(options.file)
    if options.kind == "identity_vault":
        return real_names.add_real_name(vault, options, given)
    record, _ = actions.add(vault, options.kind, given)
    return make_answer(id=record.id.hex(), ref=record.ref)


def _show(vault: Vault, options: argparse.Namespace) -> CommandResult:
    found = actions.show(vault, options.id)
    waiting = [
        {"id": p.id.hex(), "field": p.field, "value": p.value, "from": p.sender.hex()}
        for p in differences.list_waiting_proposals(vault, found.record.id)
    ]
    verdict = verification_status.read_verification_status(vault.con, found.record)
    how = {"verification": {**verdict._asdict(), "why": verdict.why}} if verdict else {}
    names = {"real_names": real_names.real_names(vault, options)} if real_names.is_asked(options) else {}
    return make_answer(**page(found), **how, **names, proposals=waiting)


def _edit(vault: Vault, options: argparse.Namespace) -> CommandResult:
    given = read_object(options.file)
    if real_names.is_held(vault, options.id):
        return real_names.edit_real_name(vault, options, given)
    record, _ = actions.edit(vault, options.id, given)
    return make_answer(id=record.id.hex(), ref=record.ref, version=record.version)


def _remove(vault: Vault, options: argparse.Namespace) -> CommandResult:
    record, _ = actions.remove(vault, options.id)
    return make_answer(id=record.id.hex(), ref=record.ref)


def _restore(vault: Vault, options: argparse.Namespace) -> CommandResult:
    record, _ = actions.restore(vault, options.id)
    return make_answer(id=record.id.hex(), ref=record.ref)


def _history(vault: Vault, options: argparse.Namespace) -> CommandResult:
    rows = [
        {
            "change": change.id.hex(),
            "author": change.author.hex(),
            "ours": change.author in vault.ours,
            "brought_by": teams.brought_by(vault, change),
            "at": change.stamp // 1000,
            "fields": {
                name: {"value": edit.value, "replaced": [r.hex() for r in edit.replaced]}
                for name, edit in change.fields.items()
            },
        }
        for change in actions.history(vault, options.id)
    ]
    return make_answer(changes=rows)


def _assign(vault: Vault, options: argparse.Namespace) -> CommandResult:
    name = incident_assignments.names(vault).me if options.me else options.to or ""
    changed = [done for done, _ in incident_assignments.assign(vault, options.ids, name)][-1].before
    return make_answer(assigned=name or None, changed=len(changed))


def _link(vault: Vault, options: argparse.Namespace) -> CommandResult:
    link, _ = actions.link(vault, options.a, options.role, options.b)
    return make_answer(id=link.id.hex(), source=link.source.hex(), role=link.role, target=link.target.hex())


def _list(vault: Vault, options: argparse.Namespace) -> CommandResult:
    actions.kind_named(vault, options.kind)
    return _found(vault, _query(options, options.kind, ""))


def _search(vault: Vault, options: argparse.Namespace) -> CommandResult:
    if options.real_name:
        return real_names.find_person(vault, options)
    if options.kind:
        actions.kind_named(vault, options.kind)
    return _found(vault, narrow(vault, _query(options, options.kind, options.text)))


def _query(options: argparse.Namespace, kind: str | None, text: str) -> Query:
    return Query(kind, text, conditions(options.where), options.sort, options.limit, options.offset)


def _found(vault: Vault, query: Query) -> CommandResult:
    found = actions.find(vault, query)
    extracts = where_found(vault, query.text, found)
    rows = [row(record) | snippet(extracts.get(record.id)) for record in found]
    return make_answer(total=actions.count_matches(vault, query), records=rows)
