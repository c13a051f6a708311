"""Verbs of the library: load a numbered text, find its items, and check them."""

import argparse
from pathlib import Path
from typing import Any

from attrs import asdict

from app.actions.casework import library
from app.actions.kernel import records
from app.actions.papers import handed_out
from app.cli.command import add_group, verb
from app.cli.output import CommandResult, make_answer
from app.domain.casework.amendments import CHANGED, LEFT_OUT, NEW, Paragraph, mark_differences
from app.domain.record import Record
from app.errors import InputRefused
from app.phrase import Phrase
from app.store.records.search import Query
from app.store.vault.open_vault import Vault

_CODES = ("addressee", "theme", "kind")


def add_verbs(verbs: Any, common: argparse.ArgumentParser) -> None:
    """Add `library` with `load` and `items`."""
    group = add_group(verbs, "library", "documents with numbered items")
    load = verb(group, common, "load", _load, "add a document with its numbered items")
    load.add_argument("text", metavar="FILE", help=f"text, DOCX or PDF file, or {library.PLAN} for the Plan of Action")
    load.add_argument("--title", default="", help="title of the document (default: the name of the file)")
    amend = verb(group, common, "amend", _amend, "amend an item in the newest document that adapts its document")
    amend.add_argument("id", metavar="ITEM", help="item of the first text")
    amend.add_argument("--text", default="", help="changed or new text")
    amend.add_argument("--reason", metavar="TEXT", default="", help="reason for the amendment")
    amend.add_argument("--change", choices=(CHANGED, LEFT_OUT, NEW), default=CHANGED, help="kind of amendment")
    compare = verb(group, common, "compare", _compare, "show an adapted text with its differences")
    compare.add_argument("id", metavar="DOCUMENT", help="document that adapts another one")
    sent = verb(group, common, "sent", _sent, "show who got a document, with the receipts")
    sent.add_argument("id", metavar="ID", help="document or other record")
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


def _amend(vault: Vault, options: argparse.Namespace) -> CommandResult:
    if not options.text and options.change != LEFT_OUT:
        raise InputRefused("Write the text of the amendment.", "Use --text, or --change left_out.")
    made = library.amend(vault, options.id, options.text, options.reason, options.change)[0]
    return make_answer(item=_row(made))


def _compare(vault: Vault, options: argparse.Namespace) -> CommandResult:
    found = library.read_adapted(vault, options.id)
    if found is None:
        raise InputRefused("This document adapts no other one.", "Nothing was changed. Choose another document.")
    rows = [{"number": one.number, "text": one.text, **_difference(one)} for one in found.paragraphs]
    return make_answer(document=found.document.ref, adapts=found.base.ref, differences=len(found.changes), items=rows)


def _difference(one: Paragraph) -> dict[str, object]:
    if not one.change:
        return {}
    reason = {"reason": one.reason} if one.reason else {}
    return {"change": one.change, "difference": mark_differences(one.before, one.text), **reason}


def _sent(vault: Vault, options: argparse.Namespace) -> CommandResult:
    rows = handed_out.list_handed_out(vault, options.id)
    return make_answer(count=len(rows), sent=[{**asdict(one), "state": str(one.state)} for one in rows])


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
