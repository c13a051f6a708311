"""The data of differences: each value as text, its author, and its time."""

from collections.abc import Callable

from app.actions.contacts import contact_cards
from app.actions.kernel.records import record_of
from app.actions.records import differences
from app.actions.records.differences import ConflictValue, Contested
from app.domain.fields import Type
from app.domain.record import Record, words_of
from app.gui.style.dates import moment_words, relative_time
from app.gui.style.text import Text
from app.gui.widgets.page_values import DifferencesPage, Differing, VersionView
from app.store.vault.open_vault import Vault

MOST = 30
"""Fields on one page; the next ones come when these are decided."""


def page(vault: Vault, tr: Text, key: str = "") -> DifferencesPage:
    """Return the fields that need a decision, of one record and its parts or of all records."""
    found = differences.list_contested_fields(vault, key)
    names = {contact.card.id: contact.record.title for contact in contact_cards.list_contacts(vault)}

    def name(by: bytes) -> str:
        return tr("You") if by in vault.ours else names.get(by, by.hex()[:12])

    title = record_of(vault, key).title if key else tr("Differences between you and others")
    second = tr("Decide on {n} field|Decide on {n} fields", n=len(found))
    return DifferencesPage(title, second, tuple(_differing(vault, tr, one, name) for one in found[:MOST]))


def _differing(vault: Vault, tr: Text, one: Contested, name: Callable[[bytes], str]) -> Differing:
    kind = vault.kinds[one.record.kind]

    def version(said: ConflictValue) -> VersionView:
        at = relative_time(tr, said.at, vault.now()) if said.at else ""
        key = said.proposal.hex() if said.proposal else ""
        return VersionView(words(vault, tr, one.record, one.field, said), name(said.by), at, said.value, key)

    label = tr(kind.fields[one.field].label) if one.field in kind.fields else one.field
    said = tuple(version(said) for said in (*one.versions, *one.proposed))
    return Differing(one.record.id.hex(), one.field, one.record.title, label, said, one.together)


def words(vault: Vault, tr: Text, record: Record, name: str, said: ConflictValue) -> str:
    """Return a value as text for people: codes by their labels, dates with their precision."""
    kind = vault.kinds[record.kind]
    if said.value is None:
        return ""
    if isinstance(said.value, bool):
        return tr("Yes") if said.value else tr("No")
    if name in kind.fields and kind.fields[name].type is Type.DATE:
        return moment_words(tr, str(said.value), long=True)
    return words_of(kind, name, said.value, vault.words, tr.language)
