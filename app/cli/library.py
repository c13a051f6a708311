"""Verbs of the library: load a numbered text, find its items, and check them."""

import argparse
from pathlib import Path
from typing import Any

from app.actions.casework import library
from app.actions.kernel import records
from app.cli.command import verb
from app.cli.output import CommandResult, make_answer
from app.domain.record import Record
from app.errors import InputRefused
from app.phrase import Phrase
from app.store.records.search import Query
from app.store.vault.open_vault import Vault

_CODES = ("addressee", "theme", "kind")


def add_verbs(verbs: Any, common: argparse.ArgumentParser) -> None:
    """Add `library` with `load` and `items`."""
    group = verbs.add_parser("library", help="documents with numbered items").add_subparsers(
        metavar="VERB", required=True
    )
    load = verb(group, common, "load", _load, "add a document with its numbered items")
    load.add_argument("text", metavar="FILE", help=f"text, DOCX or PDF file, or {library.PLAN} for the Plan of Action")
    load.add_argument("--title", default="", help="title of the document (default: the name of the file)")
    items = verb(group, common, "items", _items, "show the items of a document, or find items of all documents")
    items.add_argument("id", metavar="ID", nargs="?", default="", help="document (default: all)")
    items.add_argument("--text", metavar="TEXT", default="", help="only items with this text")
    for name, said in zip(_CODES, ("recipient", "theme", "kind"), strict=True):
        items.add_argument(f"--{name}", metavar="CODE", default="", help=f"only items with this {said}")


def _load(vault: Vault, options: argparse.Namespace) -> CommandResult:
    plan = options.text == library.PLAN
    done = (library.load_plan(vault) if plan else library.load_file(vault, Path(options.text), options.title))[0]
    return make_answer(document=done.document.ref, title=done.document.title, added=done.added, kept=done.kept,
                       different=list(done.different), dropped=list(done.dropped))  # fmt: skip


def _items(vault: Vault, options: argparse.Namespace) -> CommandResult:
    fields = vault.kinds["library_item"].fields
    try:
        codes = tuple((name, vault.words.require(fields[name].scheme, code))
                      for name in _CODES if (code := getattr(options, name)))  # fmt: skip
    except ValueError as wrong:
        raise InputRefused(Phrase.of(str(wrong)), "Nothing was changed.") from wrong
    known = library.list_items(vault, options.id) if options.id else None
    whole = (("document", known.document.id.hex()),) if known else ()
    found = records.find(vault, Query("library_item", options.text, (*whole, *codes), limit=None))
    check = {"document": known.document.ref, "sha256": known.sha256, "wrong": list(known.wrong)} if known else {}
    return make_answer(**check, count=len(found), items=list(map(_row, found)))


def _row(one: Record) -> dict[str, object]:
    return {"ref": one.ref} | {name: one.fields[name] for name in ("number", "text", *_CODES) if name in one.fields}
