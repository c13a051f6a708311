"""Find the searched words in the records of a search; loaded with the first search."""

from collections.abc import Iterator, Sequence

from app.domain.extract import BEFORE, Extract, TextLocation, extract, terms
from app.domain.record import Record, iterate_search_texts
from app.store.records.evidence_text import files_of
from app.store.records.record_rows import iterate_linked_titles
from app.store.vault.open_vault import Vault


def where_found(vault: Vault, text: str, found: Sequence[Record], before: int = BEFORE) -> dict[bytes, Extract]:
    """Return for each record of a search the place of the searched words, with a few words around them.

    `before` is the most characters before the word.
    """
    asked = terms(text)
    extracts = {record.id: extract(asked, _places(vault, record), before) for record in found} if asked else {}
    return {id_: said for id_, said in extracts.items() if said is not None}


def _places(vault: Vault, record: Record) -> Iterator[TextLocation]:
    """Yield the texts that a search uses for a record, its own first; related texts are read only if needed."""
    kind = vault.kinds[record.kind]
    yield TextLocation("title", record.title)
    yield from (TextLocation(name, text) for name, text in iterate_search_texts(kind, record.fields))
    yield TextLocation("ref", record.ref)
    yield from (TextLocation(name, text) for name, text in iterate_linked_titles(vault.con, record.id, kind))
    yield from (TextLocation("file", text, name) for name, text in files_of(vault.con, record.id))
