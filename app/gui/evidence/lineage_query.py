"""The copies of an original in words: their readers, their use, their bars and their people."""

from collections.abc import Sequence

from app.actions.records.evidence import Item
from app.actions.release import copy_records
from app.domain.record import Record
from app.domain.redact import PROFILES
from app.domain.release.copies import ANSWERS, COVERS, find_newest
from app.gui.records.parts_query import ref_words
from app.gui.style.dates import relative_time
from app.gui.style.text import Text, label
from app.gui.widgets.page_values import RowView
from app.store.vault.open_vault import Vault

MOST_ROWS = 20
"""Copies of one original that its page names."""


def list_lineage(vault: Vault, tr: Text, item: Item) -> tuple[tuple[RowView, str], ...]:
    """Return an original and its copies, newest first, each with a note about its bars. Empty without a copy."""
    original = copy_records.find_original(vault, item)
    rows = copy_records.list_copies(vault, original)
    if not rows:
        return ()
    first = RowView("lock", tr("Original"), _dated(vault, tr, original.record), key=original.record.id.hex())
    more = RowView("files", tr("{n} more copy|{n} more copies", n=len(rows) - MOST_ROWS))
    shown = ((first, ""), *(_lineage_row(vault, tr, one, rows) for one in rows[:MOST_ROWS]))
    return (*shown, (more, "")) if len(rows) > MOST_ROWS else shown


def _dated(vault: Vault, tr: Text, record: Record) -> str:
    return tr.line(ref_words(vault, tr, record), relative_time(tr, record.created, vault.now()))


def copy_words(tr: Text, copy: Record, rows: Sequence[Record]) -> tuple[str, str]:
    """Return the readers of a copy, and the readers who get it now, in words. `rows` are all copies of its original."""
    names = [name for name in copy_records.list_audiences(copy) if name in PROFILES]
    used = [name for name in names if (found := find_newest(rows, name)) is not None and found.id == copy.id]
    readers = tr.listed(tr(PROFILES[name].label) for name in names)
    now = tr.listed(tr(PROFILES[name].label) for name in used)
    state = tr("In use") if used == names else tr("In use for {names}", names=now)
    if names and not used:
        state = tr("A newer copy replaced it")
    return (tr("Copy for: {names}", names=readers), state) if readers else (tr("Copy without readers"), "")


def _lineage_row(vault: Vault, tr: Text, copy: Record, rows: Sequence[Record]) -> tuple[RowView, str]:
    """Return the row of a copy: its readers, its use and its day; and a note with its bars and its people."""
    title, state = copy_words(tr, copy, rows)
    told = {role: tr.listed(one.title for one in copy_records.list_people(vault, copy, role)) for role in ANSWERS}
    recipe = copy_records.read_recipe(vault, copy)
    covers = copy_records.count_covers(recipe.steps if recipe is not None else ())
    reasons = [label(vault, tr, "redaction_reason", code) for code in (recipe.reasons if recipe is not None else ())]
    note = tr.line(
        *(tr("{cover}: {n}", cover=tr.phrase(COVERS[kind]), n=n) for kind, n in covers.items()), tr.listed(reasons),
        tr("Can be seen: {names}", names=told["shows"]) if told["shows"] else "",
        tr("Hidden: {names}", names=told["hides"]) if told["hides"] else "",
        tr("Not in it: {names}", names=told["absent"]) if told["absent"] else "",
    )  # fmt: skip
    return RowView("files", title, tr.line(state, _dated(vault, tr, copy)), key=copy.id.hex()), note
