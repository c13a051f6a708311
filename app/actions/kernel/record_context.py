"""Read the records around a record, in an open vault or in the outgoing data of a paper."""

from collections.abc import Iterable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Protocol

from app.actions.kernel.dates import list_answers
from app.domain.fields import Value
from app.domain.kind import Kinds
from app.domain.legal_steps import PATIENCE, STEP, Step, climb
from app.domain.record import Record
from app.store.records import links, record_lists
from app.store.records import record_rows as store
from app.store.vault.open_vault import Vault

if TYPE_CHECKING:
    from app.domain.release.consents import ConsentAnswer

STALLED = "stalled_days"
"""The setting with the days without a step."""


class Around(Protocol):
    """The records around a record: all of an open vault, or only the outgoing data of a paper."""

    kinds: Kinds

    @property
    def patience(self) -> int:
        """Return the days without a new legal step until the last one is stalled."""

    def linked(self, record: Record, role: str) -> list[Record]:
        """Return the records to which a record links in a role."""

    def steps(self) -> list[tuple[bytes, Step]]:
        """Return all legal steps, also withheld ones, by the records that they are about and those around these."""

    def parts(self, record: Record, kind: str, role: str = "") -> list[Record]:
        """Return the records of a kind that link to this one."""

    def number(self, record: Record, kind: str) -> int:
        """Return the number of linked records of a kind, in both directions, also of withheld ones."""

    def outline(self, record: Record) -> Mapping[str, Value]:
        """Return the fields of a record, with True for each withheld field that is no date."""

    def title(self, record: Record) -> str:
        """Return the title of a record."""

    def entered(self, record: Record) -> int:
        """Return the position of a record in the order of entry in this vault."""

    def consents(self, record: Record, day: int) -> "list[tuple[Record, ConsentAnswer]]":
        """Return the people of a record with their answers to publication as of a day (an ordinal)."""


class Inside:
    """The records around a record in an open vault, without removed records."""

    def __init__(self, vault: Vault) -> None:
        self._vault, self.kinds = vault, vault.kinds

    def linked(self, record: Record, role: str) -> list[Record]:
        """Return the records to which a record links in a role."""
        rows = store.links_of(self._vault.con, record.id)
        return self._records(row.target for row in rows if row.role == role)

    @property
    def patience(self) -> int:
        """Return the days without a new legal step until the last one is stalled."""
        return int(self._vault.get(STALLED) or PATIENCE)

    def steps(self) -> list[tuple[bytes, Step]]:
        """Return the legal steps by the records that they are about, and by the records around these."""
        rows = record_lists.list_linked_values(self._vault.con, "proceeding", "about", STEP)
        found = [(row.whole, Step(row.id, *row.values)) for row in rows]
        return climb(found, partial(links.list_targets_of, self._vault.con))

    def parts(self, record: Record, kind: str, role: str = "") -> list[Record]:
        """Return the records of a kind that link to this one, in `role` or in any role."""
        return self._records(links.list_parts(self._vault.con, record.id, self.kinds[kind].number, role))

    def number(self, record: Record, kind: str) -> int:
        """Return the number of linked records of a kind, in both directions."""
        con = self._vault.con
        near = record_lists.load_all(con, (row.id for row in links.list_outgoing(con, record.id)))
        ids = {one.id for one in near.values() if one.kind == kind}
        parts = links.list_parts(con, record.id, self.kinds[kind].number, "")
        return len(ids | record_lists.list_present(con, parts))

    def outline(self, record: Record) -> Mapping[str, Value]:
        """Return the fields of a record."""
        return record.fields

    def title(self, record: Record) -> str:
        """Return the title of a record."""
        return record.title

    def entered(self, record: Record) -> int:
        """Return the position of a record in the order of entry in this vault."""
        return record_lists.find_entry_number(self._vault.con, record.id)

    def consents(self, record: Record, day: int) -> "list[tuple[Record, ConsentAnswer]]":
        """Return the people of a record with their answers to publication as of a day (an ordinal)."""
        from app.actions.kernel.vault_links import VaultSurroundings  # not before the first publication
        from app.domain.casework import publicity
        from app.domain.release.subjects import Subjects

        people = Subjects(self.kinds, VaultSurroundings(self._vault)).people(record)
        return [(one, publicity.find_consent(one, list_answers(self._vault, one.id), day))
                for one in people if one.kind == "actor"]  # fmt: skip

    def _records(self, ids: Iterable[bytes]) -> list[Record]:
        found = [store.load(self._vault.con, id_) for id_ in ids]
        return [record for record in found if record is not None and not record.removed]
