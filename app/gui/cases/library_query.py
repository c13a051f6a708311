"""The page of a document: its items under their headings, and their check."""

from itertools import groupby

from attrs import evolve

from app.actions.casework import library
from app.domain.record import Record
from app.gui.cases.detention_query import NO_LINES, DetentionLines
from app.gui.records.parts_query import second_line
from app.gui.style.text import Text
from app.gui.widgets.page_values import RowView
from app.store.vault.open_vault import Vault

_HEADING, _TITLE = 120, 70
"""Letters of the longest heading above items, and of a title on a page."""
_SHOWN = 12
"""Digits of a hash that two people compare."""


def read_items(vault: Vault, tr: Text, document: Record) -> DetentionLines:
    """Return the items of a document under their headings, and one hash of all to compare."""
    found = library.list_items(vault, document.id.hex())
    without = () if "text" in document.fields and not found.items else ("split",)
    if not found.items:
        return evolve(NO_LINES, without=without)
    count = tr(vault.kinds["library_item"].counted, n=len(found.items))
    told = tr.line(count, tr("Hash to compare: {digits}", digits=tr.isolated(found.sha256[:_SHOWN])))
    says = [(told, "box")]
    if found.wrong:
        says.append((tr("Changed since the text was added: {numbers}", numbers=tr.listed(found.wrong)), "amber"))
    rows = [(heading, tuple(_row(vault, tr, one) for one in some))
            for heading, some in groupby(found.items, lambda one: _heading(tr, one))]  # fmt: skip
    return DetentionLines(tuple(says), tuple(rows), without)


def _heading(tr: Text, item: Record) -> str:
    path = item.fields.get("path")
    short = [said for said in path if len(str(said)) <= _HEADING] if isinstance(path, list) else []
    return " › ".join(map(str, short[-2:])) or tr("Items")


def shorten(title: str) -> str:
    """Return the title of an item for the head of its page, which has the whole text."""
    return title if len(title) <= _TITLE else f"{title[:_TITLE].rpartition(' ')[0]}…"


def _row(vault: Vault, tr: Text, item: Record) -> RowView:
    return RowView("list", item.title, second_line(vault, tr, item), key=item.id.hex())
