"""Where the words that were asked for stand in the records that were found; loaded with the first question."""

from collections.abc import Iterator, Sequence

from app.domain.extract import BEFORE, Extract, Place, extract, terms
from app.domain.kinds import KINDS
from app.domain.record import Record, searched
from app.store.inside import files_of
from app.store.records import nearby
from app.store.vault import Vault


def where_found(vault: Vault, text: str, found: Sequence[Record], before: int = BEFORE) -> dict[bytes, Extract]:
    """Return for each record that a question found where its words stand, with a few words around them.

    `before` is how many characters may stand in front of the word.
    """
    asked = terms(text)
    extracts = {record.id: extract(asked, _places(vault, record), before) for record in found} if asked else {}
    return {id_: said for id_, said in extracts.items() if said is not None}


def _places(vault: Vault, record: Record) -> Iterator[Place]:
    """Give what a record is found by, its own words first; what is around it is read only where it is needed."""
    kind = KINDS[record.kind]
    yield Place("title", record.title)
    yield from (Place(name, text) for name, text in searched(kind, record.fields))
    yield Place("ref", record.ref)
    yield from (Place(name, text) for name, text in nearby(vault.con, record.id, kind))
    yield from (Place("file", text, name) for name, text in files_of(vault.con, record.id))
