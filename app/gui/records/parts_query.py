"""The parts of a record, and the text of its fields: derived from the declaration of its kind."""

import re
from collections.abc import Collection, Iterable
from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from app.actions.kernel import records
from app.actions.kernel.records import RecordDetails
from app.domain.fields import Type, Value
from app.domain.kind import Kind
from app.domain.record import Record, words_of
from app.domain.totals import format_amount
from app.gui.style.dates import moment_words, title_words
from app.gui.style.text import WRITTEN, Text, label
from app.gui.widgets.page_values import Fact3, Part, RowView
from app.store.records import other_refs, record_rows
from app.store.vault.open_vault import Vault

if TYPE_CHECKING:
    from app.actions.records.commitments import DueRecord

MOST_KEPT = 100
"""Original columns of a source that are shown."""
_GROUPS = re.compile(".{1,8}")
"""Groups of digits, so that a hash needs no wide page."""
LONGEST_KEPT = 2000
"""Letters of each column."""


def value_words(vault: Vault, tr: Text, kind: Kind, name: str, value: Value) -> str:
    """Return a value as text for people; a field of a newer program has its plain words."""
    if name not in kind.fields:
        return words_of(kind, name, value, vault.words, tr.language)
    type_ = kind.fields[name].type
    if type_ is Type.DATE:
        return moment_words(tr, str(value), long=True)
    if type_ is Type.FLAG:
        return tr("Yes") if value else tr("No")
    if type_ is Type.WHOLE and isinstance(value, int):
        return tr.number(value)
    if kind.fields[name].shape and type_ is Type.ROWS:
        from app.domain.acts.shaped_rows import say_rows  # not before the first list

        return tr.listed(say_rows(kind.fields[name], value, lambda scheme, code: label(vault, tr, scheme, code)))
    if type_ is Type.HASH:
        return tr.isolated(" ".join(_GROUPS.findall(str(value))))
    if type_ is Type.DECIMAL:
        return format_amount(Decimal(str(value)))
    if isinstance(value, list):
        scheme = kind.fields[name].scheme
        return tr.listed(label(vault, tr, scheme, str(row)) if scheme else str(row) for row in value)
    if name == "audience":
        from app.domain.release.audiences import PROFILES  # not before the first list

        return tr(PROFILES[str(value)].label) if value in PROFILES else str(value)
    if name == "language":
        return WRITTEN.get(str(value), str(value))
    words = words_of(kind, name, value, vault.words, tr.language)
    return words[:1].upper() + words[1:] if type_ is Type.CODE else words


def say_field(vault: Vault, tr: Text, record: Record, name: str) -> str:
    """Return a field of a record as text for people; empty without a value."""
    kind, fields = vault.kinds[record.kind], record.fields
    return value_words(vault, tr, kind, name, fields[name]) if name in fields else ""


def list_facts(vault: Vault, tr: Text, record: Record, names: Iterable[str]) -> list[Fact3]:
    """Return the fields of a record that have a value, each with its label."""
    kind = vault.kinds[record.kind]
    return [(tr(kind.fields[name].label), say_field(vault, tr, record, name), "")
            for name in names if name in record.fields]  # fmt: skip


def second_line(vault: Vault, tr: Text, record: Record) -> str:
    """Return the columns of a record that are not in its title, without its date."""
    kind = vault.kinds[record.kind]
    names = [name for name in kind.columns if name in record.fields and name not in (*kind.title, kind.date)]
    told = []
    for name in names:
        if kind.fields[name].type is not Type.FLAG:
            told.append(value_words(vault, tr, kind, name, record.fields[name]))
        elif record.fields[name]:
            told.append(tr(kind.fields[name].label))  # only "yes" would mean nothing
    return tr.line(*told)


def ref_words(vault: Vault, tr: Text, record: Record) -> str:
    """Return the reference of a record, and those by which others know it."""
    others = other_refs.list_of(vault.con, record.id)
    return tr("{ref} (sender: {others})", ref=record.ref, others=tr.listed(others)) if others else record.ref


def date_words(vault: Vault, tr: Text, record: Record) -> str:
    """Return the date of a record in its short form, or an empty text if it has none."""
    date = record.fields.get(vault.kinds[record.kind].date)
    return moment_words(tr, str(date)) if date else ""


def kept_words(tr: Text, record: Record) -> tuple[Fact3, ...]:
    """Return the original words of the source that are stored with a record, by column; of very many the first ones."""
    rows = record.fields.get("source_row")
    pairs = [row for row in rows if isinstance(row, list) and len(row) == 2] if isinstance(rows, list) else []
    facts = [(name, text[:LONGEST_KEPT] + "…" * (len(text) > LONGEST_KEPT), "") for name, text in pairs[:MOST_KEPT]]
    more = len(pairs) - MOST_KEPT
    return (*facts, *([(tr("More"), tr("{n} column|{n} columns", n=more), "")] if more > 0 else []))


def parts(vault: Vault, tr: Text, shown: RecordDetails, but: Collection[str] = ()) -> tuple[Part, ...]:
    """Return the parts of a record and records that name it, by kind, newest first; `but` excludes kinds."""
    by_kind: dict[str, dict[bytes, Record]] = {}
    for _, part in shown.parts:
        by_kind.setdefault(part.kind, {})[part.id] = part
    found: list[Part] = []
    for kind in vault.kinds.values():
        rows = [] if kind.name in but else list(by_kind.get(kind.name, {}).values())
        rows.sort(key=lambda part: (_day(kind, part), part.created), reverse=True)
        if rows:
            found.append((kind.name, tr(kind.plural), tuple(part_row(vault, tr, part) for part in rows)))
    return tuple(found)


def _day(kind: Kind, part: Record) -> str:
    """Return the day of a part; without a date, the day of its entry."""
    given = part.fields.get("withdrawn_on") or part.fields.get(kind.date)
    return str(given or datetime.fromtimestamp(part.created, UTC).date())


def part_row(vault: Vault, tr: Text, part: Record) -> RowView:
    """Return the row of a part: its title, its date, its columns and its first words."""
    quote = str(part.fields.get("quote", "")).split("\n")[0]
    second = tr.line(date_words(vault, tr, part), second_line(vault, tr, part), quote)
    return RowView(vault.kinds[part.kind].icon, title_words(vault, tr, part), second, key=part.id.hex())


def late_words(tr: Text, days: int) -> str:
    """Return the number of days that something is late."""
    return tr("{n} day late|{n} days late", n=days)


def due_row(vault: Vault, tr: Text, due: "DueRecord") -> RowView:
    """Return a row for something that is due."""
    kind = vault.kinds[due.record.kind]
    far = {0: tr("today"), 1: tr("tomorrow")}.get(due.days) or late_words(tr, -due.days)
    ink = "red" if due.days <= 0 else "ink2"
    given = due.record.fields.get(kind.date)
    state = say_field(vault, tr, due.record, "country")
    second = tr.line(tr(kind.label), state, moment_words(tr, str(given)) if given else "")
    title = tr("{field}: {title}", field=tr(kind.fields[due.field].label), title=title_words(vault, tr, due.record))
    links = records.show(vault, due.record.id.hex()).links
    owner = next((target for role, target in links if role == "actor"), due.record)
    return RowView("clock", title, second, far=far, ink=ink, key=f"record:{owner.id.hex()}")


def slot_words(vault: Vault, tr: Text, value: str) -> str:
    """Return the value of a slot in words: a record by its title, a code by its label, a date as a date."""
    prefix, _, code = value.partition(":")
    if (prefix == "id" or len(value) == 32) and (record := record_rows.find(vault.con, code or value)) is not None:
        return title_words(vault, tr, record)
    scheme = {"type": "perp_type", "code": "violation"}.get(prefix)
    return label(vault, tr, scheme, code) if scheme and code else moment_words(tr, value)
