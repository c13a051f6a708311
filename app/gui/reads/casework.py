"""Cases, organisations, interventions and documents as they are shown: derived from the declaration of their kind."""

from app.actions import counting, records
from app.actions.records import Page
from app.domain.fields import Field, Type, Value
from app.domain.kind import Kind
from app.domain.kinds import KINDS
from app.domain.record import Record, words_of
from app.gui.dates import moment_words, when
from app.gui.reads.incidents import label
from app.gui.shown import Fact3, Line, Listing
from app.gui.shown_cases import Part, RecordPage
from app.gui.text import Text
from app.gui.widgets.rows import Row
from app.store.search import Query
from app.store.vault import Vault

MOST = 200
"""Rows of a list."""
ICONS = {"case": "folder", "event": "document", "intervention": "send", "document": "files", "organisation": "building"}


def listing(vault: Vault, tr: Text, kind_name: str, text: str) -> Listing:
    """Return the records of a kind for what was typed, newest first."""
    query = Query(kind_name, text=text, limit=MOST)
    rows = tuple(_row(vault, tr, record) for record in records.find(vault, query))
    return Listing(rows, tr.number(records.total(vault, query)))


def _row(vault: Vault, tr: Text, record: Record) -> Row:
    kind = KINDS[record.kind]
    date = record.fields.get(kind.date)
    told = [_words(vault, tr, kind, name, record.fields[name]) for name in kind.columns
            if name in record.fields and name not in (*kind.title, kind.date)]  # fmt: skip
    shown = moment_words(tr, str(date)) if date else ""
    return Row(record.id.hex(), record.title, shown, tr.line(*told), icon=ICONS.get(kind.name, "document"))


def _words(vault: Vault, tr: Text, kind: Kind, name: str, value: Value) -> str:
    """Return a value as people read it."""
    type_ = kind.fields[name].type
    if type_ is Type.DATE:
        return moment_words(tr, str(value), long=True)
    if type_ is Type.FLAG:
        return tr("Yes") if value else tr("No")
    if type_ is Type.WHOLE and isinstance(value, int):
        return tr.number(value)
    if isinstance(value, list):
        scheme = kind.fields[name].scheme
        return tr.listed(label(vault, tr, scheme, str(row)) if scheme else str(row) for row in value)
    words = words_of(kind, name, value, vault.words, tr.language)
    return words[:1].upper() + words[1:] if type_ is Type.CODE else words


def page(vault: Vault, tr: Text, key: str) -> RecordPage:
    """Return everything that the page of a record shows."""
    shown = records.show(vault, key)
    record, kind = shown.record, KINDS[shown.record.kind]
    shorts = [f for f in kind.fields.values() if f.name in record.fields and f.type is not Type.PROSE]
    told = [f for f in shorts if f.name not in kind.title or f.type is Type.CODES]
    facts = [_fact(vault, tr, kind, f, record.fields[f.name]) for f in told if f.section != "housekeeping"]
    texts = [(tr(f.label), str(record.fields[f.name])) for f in kind.fields.values()
             if f.type is Type.PROSE and f.name in record.fields]  # fmt: skip
    events = [part.id for part in (record, *(part for _, part in shown.parts)) if part.kind == "event"]
    saved = tr("saved {at}", at=when(tr, record.updated, vault.now()))
    return RecordPage(
        key, kind.name, record.title, tr.line(record.ref, tr(kind.label), saved),
        (*facts, *_links(tr, kind, shown)), tuple(texts), tuple(_parts(vault, tr, shown)),
        sum(deed.first("act") is not None for deed in counting.deeds(vault, events)) if events else 0,
    )  # fmt: skip


def _fact(vault: Vault, tr: Text, kind: Kind, declared: Field, value: Value) -> Fact3:
    return tr(declared.label), _words(vault, tr, kind, declared.name, value), ""


def _links(tr: Text, kind: Kind, shown: Page) -> list[Fact3]:
    by_role: dict[str, list[str]] = {}
    for role, other in shown.links:
        by_role.setdefault(role, []).append(other.title)
    return [(tr(role.label), tr.listed(by_role[role.name]), "") for role in kind.roles if role.name in by_role]


def _parts(vault: Vault, tr: Text, shown: Page) -> list[Part]:
    """Return what belongs to a record or names it, newest first within its kind."""
    by_kind: dict[str, dict[bytes, Record]] = {}
    for _, part in shown.parts:
        by_kind.setdefault(part.kind, {})[part.id] = part
    found: list[Part] = []
    for kind in KINDS.values():
        parts = sorted(
            by_kind.get(kind.name, {}).values(), key=lambda p: str(p.fields.get(kind.date, "")), reverse=True
        )
        if parts:
            found.append((kind.name, tr(kind.plural), tuple(_line(vault, tr, kind, part) for part in parts)))
    return found


def _line(vault: Vault, tr: Text, kind: Kind, part: Record) -> Line:
    date = part.fields.get(kind.date)
    told = moment_words(tr, str(date)) if date else ""
    response = part.fields.get("response") if kind.name == "intervention" else None
    more = _words(vault, tr, kind, "response", response) if response else ""
    return Line(ICONS.get(kind.name, "document"), part.title, tr.line(told, more), key=part.id.hex())
