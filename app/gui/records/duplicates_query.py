"""The data of possible duplicates, side by side and field by field."""

from collections.abc import Iterator, Sequence

from app.actions.kernel import records
from app.actions.records import duplicates
from app.actions.records.duplicates import Pair
from app.domain.fields import Field, Value
from app.domain.kind import Kind
from app.domain.record import Record
from app.gui.records.parts_query import value_words
from app.gui.style.dates import title_words
from app.gui.style.text import Text
from app.gui.widgets.page_values import Alike, AlikePage, DuplicateSide, Saying
from app.store.records import record_rows as store
from app.store.vault.open_vault import Vault

MOST = 20
"""Pairs on one page; the next ones come when these are decided."""
NAMED = 6
"""Records that one row lists; there can be thousands."""
LONGEST = 300
"""Characters of one value: enough to distinguish two values."""


def page(vault: Vault, tr: Text, found: Sequence[Pair]) -> AlikePage:
    """Return the pairs that are still undecided."""
    pairs = duplicates.open_pairs(vault, found)
    second = tr("{n} possible duplicate|{n} possible duplicates", n=len(pairs)) if pairs else ""
    shown = [_alike(vault, tr, *(records.record_of(vault, id_.hex()) for id_ in pair)) for pair in pairs[:MOST]]
    return AlikePage(tr("Possible duplicates"), second, tuple(shown))


def _alike(vault: Vault, tr: Text, one: Record, other: Record) -> Alike:
    kind, rows = vault.kinds[one.kind], list[Saying]()
    for field in (*(f for f in kind.own if f.name not in kind.title), kind.fields["sensitivity"]):
        first, second = one.fields.get(field.name), other.fields.get(field.name)
        differs = None not in (first, second) and first != second
        here, there = (_words(vault, tr, kind, field, value) for value in (first, second))
        rows.append(Saying(tr(field.label), here, there, differs))
    around = zip(_around(vault, tr, one), _around(vault, tr, other), strict=True)
    rows += [Saying(label, first, second) for (label, first), (_, second) in around]
    return Alike(_side(vault, tr, one), _side(vault, tr, other), tuple(row for row in rows if row.one or row.other))


def _words(vault: Vault, tr: Text, kind: Kind, field: Field, value: Value | None) -> str:
    return value_words(vault, tr, kind, field.name, value)[:LONGEST] if value is not None else ""


def _side(vault: Vault, tr: Text, record: Record) -> DuplicateSide:
    return DuplicateSide(record.id.hex(), record.title, tr.line(tr(vault.kinds[record.kind].label), record.ref))


def _around(vault: Vault, tr: Text, record: Record) -> Iterator[tuple[str, str]]:
    """Yield the links of a record by role, then its acts (for an incident) or the incidents of its acts."""
    kind, links = vault.kinds[record.kind], store.links_of(vault.con, record.id)
    for role in kind.roles:
        yield tr(role.label), _named(vault, tr, [link.target for link in links if link.role == role.name])
    if kind.name == "event":
        yield (
            tr(vault.kinds["act"].plural),
            _named(vault, tr, duplicates.list_linking_records(vault, record.id, ["event"], NAMED + 1)),
        )
    else:
        acts = duplicates.list_linking_records(vault, record.id, ["victim", "perpetrator"], NAMED + 1)
        yield tr("Used in"), _named(vault, tr, [_whole(vault, act) for act in acts])


def _whole(vault: Vault, id_: bytes) -> bytes:
    """Return the incident that a part belongs to, or its topmost record if it belongs to none."""
    while above := store.wholes_of(vault.con, id_):
        record = store.load(vault.con, id_)
        if record is not None and record.kind == "event":
            break
        id_ = above[0]
    return id_


def _named(vault: Vault, tr: Text, ids: Sequence[bytes]) -> str:
    found = [store.load(vault.con, id_) for id_ in list(dict.fromkeys(ids))[:NAMED]]
    here = [record for record in found if record is not None and not record.removed]
    titles = [title_words(vault, tr, record) for record in here]
    return tr.listed([*titles, *(["…"] if len(ids) > NAMED else [])])[:LONGEST]
