"""A table that comes in, as its pages show it."""

from collections.abc import Sequence
from pathlib import Path

from app.actions.tables import Imported
from app.domain.fold import fold
from app.domain.kind import Kind
from app.domain.kinds import KINDS
from app.domain.moment import from_pattern
from app.domain.vocabulary import Vocabularies
from app.exchange.mapping import Mapping
from app.exchange.mapping_draft import MappingDraft
from app.exchange.questions import fillable, unread_words
from app.exchange.rows import Refusal
from app.gui.dates import moment_words
from app.gui.reads import filters
from app.gui.shown_tables import AskedWord, OpenThings, TablePage, TriedPage
from app.gui.text import Text
from app.gui.widgets.fields import Option
from app.store.search import Query

FIRST = 4
"""Rows of the preview."""
MOST_REFUSED = 200
"""Refusals that are listed; all of them are in the file that can be saved."""
SAMPLE = 36
"""Characters of each of a column's first cells."""


def kinds(tr: Text) -> tuple[Option, ...]:
    """Return the kinds a table can hold, incidents first."""
    return tuple((kind.name, tr(kind.plural)) for kind in KINDS.values() if not kind.sealed)


def fields(tr: Text, kind: Kind) -> tuple[Option, ...]:
    """Return every field that a column can fill: its path, and its label after those on the way to it."""
    return tuple((path, tr.line(*map(tr, labels))) for path, _, labels in fillable(kind))


def page(tr: Text, path: Path, draft: MappingDraft, words: Vocabularies, kept: Sequence[str]) -> TablePage:
    """Return the page of a table with its mapping."""
    table, mapping = draft.table, draft.whole
    offered = fields(tr, mapping.kind)
    labels = dict(offered)
    filled: dict[str, list[Option]] = {}
    for name, rule in mapping.rules.items():
        for column in rule.columns:
            filled.setdefault(column, []).append((name, labels.get(name, name)))
    rows = [row.cells for row in table.rows[:FIRST]]
    columns = tuple(
        (_sample(tr, [cells[place] for cells in rows]), tuple(filled.get(name, ())))
        for place, name in enumerate(table.header)
    )
    count = tr("{n} row|{n} rows", n=len(table.rows))
    return TablePage(
        path.name, tr.line(count, tr("{n} column|{n} columns", n=len(table.header))), table.header, tuple(rows),
        table.encoding or "", table.delimiter or "", table.sheet or "", table.sheets, table.skip_rows,
        mapping.kind.name, kinds(tr), offered, columns, mapping.key or "", mapping.keep_rest, tuple(kept),
        open_things(tr, draft, words),
    )  # fmt: skip


def _sample(tr: Text, cells: Sequence[str]) -> str:
    shown = dict.fromkeys(cell.replace("\n", " ").strip() for cell in cells)
    return tr.line(*(cell if len(cell) <= SAMPLE else f"{cell[:SAMPLE]}…" for cell in shown))


def open_things(tr: Text, draft: MappingDraft, words: Vocabularies) -> OpenThings:
    """Return what is to be asked of a person, with what was answered."""
    mapping, labels, asked = draft.whole, dict(fields(tr, draft.whole.kind)), []
    for path, found in unread_words(mapping, draft.table, words).items():
        rule = mapping.rules[path]
        codes = {fold(word.strip()): code for word, code in (rule.codes or {}).items()}
        asked += [
            AskedWord(path, labels[path], word, n, rule.field.scheme, codes.get(fold(word), "")) for word, n in found
        ]
    if not draft.dates:
        return OpenThings(words=tuple(asked))
    first = draft.dates[0]
    day, month = (moment_words(tr, from_pattern(first.cell, way).text) for way in (first.day_first, first.month_first))
    order = {None: "", True: "day", False: "month"}[draft.day_first]
    return OpenThings((first.cell, day, month), order, tuple(asked))


def tried(tr: Text, name: str, done: Imported) -> TriedPage:
    """Return what an import would do."""
    rows = len({refusal.row for refusal in done.refused})
    facts = [
        (tr("Rows"), done.read, ""), (tr("New"), done.added, ""),
        (tr("Changed"), done.updated, tr("They are here already, by their key, and say something else.")),
        (tr("As they are"), done.unchanged, ""), (tr("Refused"), rows, ""),
    ]  # fmt: skip
    shown = tuple((label, tr.number(n), note if n else "") for label, n, note in facts)
    said = tuple(_refusal(tr, refusal) for refusal in done.refused[:MOST_REFUSED])
    return TriedPage(tr("What the import would do"), name, shown, done.added + done.updated, said, rows)


def _refusal(tr: Text, refusal: Refusal) -> str:
    return tr.line(tr("Row {row}", row=refusal.row), refusal.column or "", tr.phrase(refusal.reason))


def missing(tr: Text, mapping: Mapping) -> str:
    """Say which fields a record of the kind needs and no column fills; nothing where all are there."""
    needed = [tr(field.label) for field in mapping.kind.own if field.required and field.name not in mapping.rules]
    if needed:
        return tr("Say which column is: {fields}", fields=tr.listed(needed))
    return "" if mapping.rules else tr("Say of one column at least what it is.")


def asked_words(tr: Text, words: Vocabularies, query: Query) -> str:
    """Return what narrows a list, in words; nothing where it shows everything."""
    typed = tr("“{text}”", text=query.text.strip()) if query.text.strip() else ""
    return tr.line(*filters.words(words, tr, query.where), typed)
