"""List the records with a day that has come."""

from datetime import timedelta

from attrs import frozen

from app.actions.kernel import clock
from app.domain.moment import parse_moment
from app.domain.record import Record
from app.store.records import links, record_lists
from app.store.records import record_rows as store
from app.store.vault.open_vault import Vault

AHEAD = 1
"""Days after today that are shown already."""


@frozen
class DueRecord:
    """A record whose date has come: `days` from today to it (negative: late)."""

    record: Record
    field: str
    days: int


def list_due_records(vault: Vault) -> list[DueRecord]:
    """Return the records due by tomorrow (the local day), the longest overdue first.

    A date is text that begins with its first day, so an index over the text finds them.
    """
    today = clock.today(vault)
    latest = f"{today + timedelta(days=AHEAD)}~"  # after each text that goes on with an hour, or as a range
    sorts: dict[int, None] = {}
    days: dict[bytes, list[tuple[str, int]]] = {}
    for number, due in ((kind.number, due) for kind in vault.kinds.values() for due in kind.due):
        for row in record_lists.list_due(vault.con, number, due.field, latest, due.state, due.ended):
            left = parse_moment(row.date).first_day - today.toordinal()
            if left <= AHEAD and not due.is_over(row.fields):
                sorts[row.sort] = None
                days.setdefault(row.id, []).append((due.field, left))
    found = [
        DueRecord(record, field, left)
        for record in store.load_rows(vault.con, list(sorts))
        if not _is_replaced(vault, record)
        for field, left in days[record.id]
    ]
    return sorted(found, key=lambda one: (one.days, one.record.ref))


def _is_replaced(vault: Vault, record: Record) -> bool:
    """Return whether a later record took the place of this one."""
    ends = vault.kinds[record.kind].replaced_by
    return bool(ends) and any(row.role in ends for row in links.list_incoming(vault.con, record.id, present=True))
