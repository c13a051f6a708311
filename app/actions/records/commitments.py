"""List commitments that are late, and the communications to mandate holders of the UN."""

from collections.abc import Sequence
from datetime import timedelta

from attrs import frozen

from app.actions.kernel import clock, records
from app.domain import overdue
from app.domain.moment import parse_moment
from app.domain.record import Record
from app.store.records import links, record_lists
from app.store.records import record_rows as store
from app.store.records.search import Query
from app.store.vault.open_vault import Vault

UN = "un"
"""The code of an intervention at the UN."""


AHEAD = 1
"""Days after today that are shown already."""


@frozen
class DueRecord:
    """A record whose date has come: `days` from today to it (negative: late)."""

    record: Record
    field: str
    days: int


@frozen
class Late:
    """A commitment without an outcome after its day, and the number of days since then."""

    record: Record
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


def list_overdue_commitments(vault: Vault, dated: Sequence[DueRecord] | None = None) -> list[Late]:
    """Return every commitment that is late today (local day), longest first; `dated` is from `list_due_records`."""
    today = clock.today(vault).toordinal()
    found = []
    for one in list_due_records(vault) if dated is None else dated:
        days = overdue.count_overdue_days(vault.kinds[one.record.kind], one.record.fields, today)
        if days is not None:
            found.append(Late(one.record, days))
    return found


def communications(vault: Vault) -> list[Record]:
    """Return the interventions at the UN, newest first."""
    return records.find(vault, Query("intervention", where=(("kind", UN),), limit=None))
