"""What was promised, met about and asked for: which of it is late, and what went to mandate holders of the UN."""

from datetime import datetime

from attrs import frozen

from app.actions import now, records
from app.domain import followups
from app.domain.record import Record
from app.store.search import Query
from app.store.vault import Vault

UN = "un"
"""The code of an intervention that went to the UN."""


@frozen
class Late:
    """A commitment whose day is past without an outcome, and by how many days."""

    record: Record
    days: int


def overdue(vault: Vault) -> list[Late]:
    """Return every commitment that is late today (the local day), the longest first."""
    today = datetime.fromtimestamp(vault.now()).date().toordinal()
    found = []
    for due in now.due(vault):
        days = followups.overdue(due.record.kind, due.record.fields, today)
        if days is not None:
            found.append(Late(due.record, days))
    return found


def communications(vault: Vault) -> list[Record]:
    """Return what was sent to the UN, newest first."""
    return records.find(vault, Query("intervention", where=(("kind", UN),), limit=None))
