"""Find and delete data about a record outside it: drafts, saved searches, duplicate decisions, a contact's card."""

from collections.abc import Sequence

from app.actions.kernel import drafts as kept
from app.actions.kernel.owned_records import HEIR
from app.actions.records import searches as search
from app.actions.records.duplicates import SAID
from app.actions.records.searches import Search
from app.domain.record import Record
from app.domain.search_normalisation import fold
from app.store.mail import destruction
from app.store.records import drafts as stored
from app.store.vault import settings
from app.store.vault.open_vault import Vault

SHORTEST = 4
"""The minimum letters of a title that connects a saved search with a record."""


def drafts(vault: Vault, going: Sequence[Record]) -> list[str]:
    """Return the names of the drafts of these records, and of drafts that mention a record."""
    marks = [mark for record in going for mark in (record.id.hex(), record.ref)]
    rows = stored.list_drafts(vault.con)
    return [row.name for row in rows if any(mark in row.name or mark in row.body for mark in marks)]


def searches(vault: Vault, going: Sequence[Record]) -> list[Search]:
    """Return the saved searches that name one of these records by its id, short code or full title."""
    marks = [fold(mark) for record in going for mark in (record.id.hex(), record.ref, record.title)]
    return [
        one
        for one in search.list_saved_searches(vault)
        if any(len(m) >= SHORTEST and m in fold(one.key) for m in marks)
    ]


def forget(vault: Vault, going: Sequence[Record]) -> None:
    """Delete all these data. In the transaction that destroys these records."""
    for name in drafts(vault, going):
        kept.drop(vault, name)
    for one in searches(vault, going):
        search.forget(vault, one)
    for record in going:
        _settings(vault, record.id)
        if record.kind == "contact":
            destruction.drop_contact(vault, record.id)


def _settings(vault: Vault, id_: bytes) -> None:
    """Delete the settings about pairs with this record: duplicate decisions, and the record it was merged into."""
    for prefix in (SAID, HEIR):
        settings.forget_mentions(vault.con, prefix, id_)
