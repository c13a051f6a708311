"""The page of a document: its items under their headings, and their check."""

from itertools import groupby

from attrs import evolve

from app.actions.casework import library
from app.actions.kernel.record_context import Inside
from app.actions.papers import handed_out
from app.actions.papers.handed_out import HandOver
from app.actions.withdrawals.holders import SEALED
from app.domain.casework.amendments import LEFT_OUT, NEW, mark_differences
from app.domain.record import Record
from app.gui.cases.detention_query import NO_LINES, PageLines
from app.gui.records.parts_query import second_line
from app.gui.style.dates import moment_words
from app.gui.style.text import Text, label
from app.gui.widgets.page_values import RowView
from app.store.vault.open_vault import Vault

_HEADING, _TITLE = 120, 70
"""Letters of the longest heading above items, and of a title on a page."""
_SHOWN = 12
"""Digits of a hash that two people compare."""


def read_items(vault: Vault, tr: Text, document: Record) -> PageLines:
    """Return the items of a document under their headings, and one hash of all to compare."""
    found = library.list_items(vault, document.id.hex())
    without = () if "text" in document.fields and not found.items else ("split",)
    sent = _list_sent(vault, tr, document)
    if not found.items:
        return evolve(NO_LINES, rows=sent, without=without)
    count = tr(vault.kinds["library_item"].counted, n=len(found.items))
    told = tr.line(count, tr("Hash to compare: {digits}", digits=tr.isolated(found.sha256[:_SHOWN])))
    says = [(told, "box")]
    if found.wrong:
        says.append((tr("Changed since the text was added: {numbers}", numbers=tr.listed(found.wrong)), "amber"))
    if adapted := library.read_adapted(vault, document.id.hex()):
        changed = tr("Adapts: {title}", title=adapted.base.title)
        count = tr("{n} difference|{n} differences", n=len(adapted.changes))
        says.insert(0, (tr.line(changed, count), "box"))
    rows = [(heading, tuple(_row(vault, tr, one) for one in some))
            for heading, some in groupby(found.items, lambda one: _heading(tr, one))]  # fmt: skip
    return PageLines(tuple(says), (*sent, *rows), without)


def _heading(tr: Text, item: Record) -> str:
    path = item.fields.get("path")
    short = [said for said in path if len(str(said)) <= _HEADING] if isinstance(path, list) else []
    return " › ".join(map(str, short[-2:])) or tr("Items")


def _list_sent(vault: Vault, tr: Text, document: Record) -> tuple[tuple[str, tuple[RowView, ...]], ...]:
    """Return the distribution of a document under its heading; empty if nobody got it."""
    found = handed_out.list_handed_out(vault, document.id.hex())
    return ((tr("Sent to"), tuple(_sent(vault, tr, one) for one in found)),) if found else ()


def _sent(vault: Vault, tr: Text, one: HandOver) -> RowView:
    sealed = one.way == SEALED
    state = tr.phrase(one.state) if sealed else label(vault, tr, "paper_state", one.state)
    relays = tr("{n} relay receipt|{n} relay receipts", n=one.relays) if one.relays else ""
    day = moment_words(tr, one.state_on or one.on, long=True)
    return RowView("lock" if sealed else "document", one.name or tr("No recipient noted"),
                   tr.line(state, day, relays, tr.isolated(one.receipt)))  # fmt: skip


def read_difference(vault: Vault, tr: Text, item: Record) -> tuple[tuple[str, str], ...]:
    """Return the text of an amendment with its differences, under its label; empty for another record."""
    base = Inside(vault).linked(item, "amends") if "change" in item.fields else []
    if not base:
        return ()
    kept = "" if item.fields["change"] == LEFT_OUT else str(item.fields.get("text", ""))
    before = "" if item.fields["change"] == NEW else str(base[0].fields.get("text", ""))
    return ((tr("Differences: [−left out−] [+new+]"), mark_differences(before, kept)),)


def shorten(title: str) -> str:
    """Return the title of an item for the head of its page, which has the whole text."""
    return title if len(title) <= _TITLE else f"{title[:_TITLE].rpartition(' ')[0]}…"


def _row(vault: Vault, tr: Text, item: Record) -> RowView:
    return RowView("list", item.title, second_line(vault, tr, item), key=item.id.hex())
