"""Who and what may be the same, side by side and field by field, as it is shown."""

from collections.abc import Iterator, Sequence

from app.actions import duplicates, records
from app.actions.duplicates import Pair
from app.domain.kinds import KINDS
from app.domain.record import Record, words_of
from app.gui.dates import moment_words
from app.gui.shown import Alike, AlikePage, Side
from app.gui.text import Text
from app.store import records as store
from app.store.vault import Vault

MOST = 20
"""Pairs on one page; the next ones come when these are decided."""
NAMED = 6
"""Records that are named in one row; there may be thousands."""
LONGEST = 300
"""Characters of one value: enough to tell two apart."""


def page(vault: Vault, tr: Text, found: Sequence[Pair]) -> AlikePage:
    """Return the pairs that still wait for an answer."""
    pairs = duplicates.standing(vault, found)
    second = tr("{n} pair may be the same|{n} pairs may be the same", n=len(pairs)) if pairs else ""
    shown = [_alike(vault, tr, *(records.record_of(vault, id_.hex()) for id_ in pair)) for pair in pairs[:MOST]]
    return AlikePage(tr("Possible duplicates"), second, tuple(shown))


def _alike(vault: Vault, tr: Text, one: Record, other: Record) -> Alike:
    both = zip(_told(vault, tr, one), _told(vault, tr, other), strict=True)
    rows = tuple((label, here, there) for (label, here), (_, there) in both if here or there)
    return Alike(_side(tr, one), _side(tr, other), rows)


def _side(tr: Text, record: Record) -> Side:
    return Side(record.id.hex(), record.title, tr.line(tr(KINDS[record.kind].label), record.ref))


def _told(vault: Vault, tr: Text, record: Record) -> Iterator[tuple[str, str]]:
    """Give the same rows for each record of a kind: its fields, what it links to, what it stands in or is made of."""
    kind = KINDS[record.kind]
    for field in (*(f for f in kind.own if f.name not in kind.title), kind.fields["sensitivity"]):
        value = record.fields.get(field.name, "")
        words = words_of(kind, field.name, value, vault.words, tr.language) if value != "" else ""
        yield tr(field.label), (moment_words(tr, str(value)) if field.name == kind.date else words)[:LONGEST]
    links = store.links_of(vault.con, record.id)
    for role in kind.roles:
        yield tr(role.label), _named(vault, tr, [link.target for link in links if link.role == role.name])
    if kind.name == "event":
        yield tr(KINDS["act"].plural), _named(vault, tr, _above(vault, record.id, "event"))
    else:
        acts = _above(vault, record.id, "victim") + _above(vault, record.id, "perpetrator")
        yield tr("Stands in"), _named(vault, tr, [_whole(vault, act) for act in acts])


def _above(vault: Vault, id_: bytes, role: str) -> list[bytes]:
    """Return records that name this one in a role: one more at most than are named in a row."""
    sql = (
        "SELECT l.source FROM link l JOIN record r ON r.id = l.source AND r.removed = 0"
        " WHERE l.target = ? AND l.role = ? AND l.removed = 0 LIMIT ?"
    )
    return [bytes(row[0]) for row in vault.con.execute(sql, (id_, role, NAMED + 1))]


def _whole(vault: Vault, id_: bytes) -> bytes:
    """Return the incident that a part belongs to, or the part itself where it belongs to none."""
    while above := store.wholes_of(vault.con, id_):
        record = store.load(vault.con, id_)
        if record is not None and record.kind == "event":
            break
        id_ = above[0]
    return id_


def _named(vault: Vault, tr: Text, ids: Sequence[bytes]) -> str:
    found = [store.load(vault.con, id_) for id_ in list(dict.fromkeys(ids))[:NAMED]]
    here = [record for record in found if record is not None and not record.removed]
    titles = [records.title(vault, record, tr.language) for record in here]
    return tr.listed([*titles, *(["…"] if len(ids) > NAMED else [])])[:LONGEST]
