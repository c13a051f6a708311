"""The question of a paper to the consents of a person, and the answer."""

from collections.abc import Iterable

from attrs import frozen

from app.domain.record import Record
from app.domain.release.audiences import Profile
from app.domain.search_normalisation import fold
from app.phrase import Phrase

NOT_ASKED = Phrase("not asked")


@frozen
class ReleasePaper:
    """A paper or a share: its audience, the day (ordinal), the readers, and the confirmed sensitive facets.

    `confirmed` holds (id of the record, facet). A `rehearsal` contains no real name. `files` are the SHA-256 of a
    file and of its original, empty for words.
    """

    audience: Profile
    today: int
    readers: tuple[str, ...] = ()
    confirmed: frozenset[tuple[bytes, str]] = frozenset()
    rehearsal: bool = False
    files: frozenset[str] = frozenset()

    def is_for(self, names: Iterable[object]) -> bool:
        """Return True if one of these names is that of a reader."""
        readers = {fold(reader).strip() for reader in self.readers}
        return not readers.isdisjoint(fold(str(one)).strip() for one in names)


@frozen
class ConsentAnswer:
    """The answer of a person to an audience: a column of `identity.tsv`, the consent record, and the reason."""

    column: str = "silent"
    record: Record | None = None
    why: Phrase = NOT_ASKED

    @property
    def is_yes(self) -> bool:
        """Return True for a yes in any form."""
        return self.column.startswith("yes")

    @property
    def excepts(self) -> frozenset[str]:
        """Return the facets that the person took out of a yes."""
        rows = self.record.fields.get("excepts") if self.record is not None else None
        return frozenset(map(str, rows)) if isinstance(rows, list) else frozenset()

    @property
    def guarded(self) -> bool:
        """Return True for the yes of a guardian with a note of best interest."""
        fields = self.record.fields if self.record is not None else {}
        return fields.get("state") == "given_by_other" and bool(fields.get("by_whom") and fields.get("best_interest"))
