"""Who and what may be the same, side by side, as it is shown."""

from app.actions import duplicates, records
from app.domain.kinds import KINDS
from app.domain.record import Record, words_of
from app.gui.dates import moment_words
from app.gui.shown import AlikePage, Fact3, Side
from app.gui.text import Text
from app.store.vault import Vault

MOST = 20
"""Pairs on one page; the next ones come when these are decided."""


def page(vault: Vault, tr: Text) -> AlikePage:
    """Return the pairs that wait for an answer."""
    pairs = duplicates.pairs(vault)
    second = tr("{n} pair may be the same|{n} pairs may be the same", n=len(pairs)) if pairs else ""
    shown = tuple((_side(vault, tr, one), _side(vault, tr, other)) for one, other in pairs[:MOST])
    return AlikePage(tr("Possible duplicates"), second, shown)


def _side(vault: Vault, tr: Text, record: Record) -> Side:
    kind, facts = KINDS[record.kind], list[Fact3]()
    for field in kind.own:
        value = record.fields.get(field.name)
        if value is not None and field.name not in kind.title:
            dated = field.name == kind.date
            said = (
                moment_words(tr, str(value)) if dated else words_of(kind, field.name, value, vault.words, tr.language)
            )
            facts.append((tr(field.label), said[:300], ""))
    shown = records.show(vault, record.id.hex())
    named = tr.listed(part.title for _, part in shown.parts if part.kind != "consent_record")
    facts.append((tr("Stands in"), named[:300], ""))
    return Side(record.id.hex(), record.title, tr.line(tr(kind.label), record.ref), tuple(facts))
