"""The data of differences: each value as text, its author, and its time."""

from collections.abc import Callable

from app.actions.contacts import contact_cards
from app.actions.kernel.records import record_of
from app.actions.records import differences
from app.actions.records.differences import ConflictValue, Contested
from app.gui.records.parts_query import value_words
from app.gui.style.dates import relative_time
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
        words = value_words(vault, tr, kind, one.field, said.value) if said.value is not None else ""
        return VersionView(words, name(said.by), at, said.value, key)

    label = tr(kind.fields[one.field].label) if one.field in kind.fields else one.field
    said = tuple(version(said) for said in (*one.versions, *one.proposed))
    return Differing(one.record.id.hex(), one.field, one.record.title, label, said, one.together)
