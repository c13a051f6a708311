"""List commitments that are late, and the communications to mandate holders of the UN."""

from collections.abc import Sequence

from attrs import frozen

from app.actions import clock, now, records
from app.domain import followups
from app.domain.record import Record
from app.store.search import Query
from app.store.vault import Vault

UN = "un"
"""The code of an intervention at the UN."""


@frozen
class Late:
    """A commitment without an outcome after its day, and the number of days since then."""

    record: Record
    days: int


def overdue(vault: Vault, due: Sequence[now.Due] | None = None) -> list[Late]:
    """Return every commitment that is late today (the local day), the longest first; from `due` if already read."""
    today = clock.today(vault).toordinal()
    found = []
    for one in now.due(vault) if due is None else due:
        days = followups.overdue(one.record.kind, one.record.fields, today)
        if days is not None:
            found.append(Late(one.record, days))
    return found


def communications(vault: Vault) -> list[Record]:
    """Return the interventions at the UN, newest first."""
    return records.find(vault, Query("intervention", where=(("kind", UN),), limit=None))
