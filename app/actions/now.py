"""What needs a person: what is due by a date, contacts whose key changed, what came, what differs.

Nothing here is a list of its own that could fall behind: each is read from the records as they are.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from attrs import frozen

from app.actions import alerts, contacts, differences, inbox
from app.actions.contacts import Contact
from app.actions.warning import AreaLevel
from app.domain.fields import Value
from app.domain.kinds import KINDS
from app.domain.moment import parse_moment
from app.domain.record import Record
from app.domain.warning import LEVELS
from app.store import records as store
from app.store import retractions
from app.store.schema import sort_range
from app.store.vault import Vault

Over = Callable[[Mapping[str, Value]], bool]
"""Says of a record's fields that nothing is due any more."""
_OVER = ("stopped", "not_possible")
DUE: Sequence[tuple[str, str, Over]] = (
    ("consent_record", "review_on", lambda fields: fields.get("state") in ("refused", "withdrawn", "expired")),
    ("intervention", "follow_up_on", lambda fields: "response" in fields or fields.get("status") in _OVER),
    ("case", "next_review", lambda fields: fields.get("status") == "closed"),
)
"""Kinds with a date by which a person must do something, the field that says it, and when it is over."""
AHEAD = 1
"""Days after today that are shown already."""


@frozen
class Due:
    """A record whose date has come: `days` from today to it (negative: late)."""

    record: Record
    field: str
    days: int


@frozen
class Needs:
    """What waits for a person: dates, contacts whose key changed, reports that came, and fields that differ."""

    due: Sequence[Due]
    changed: Sequence[Contact]
    came: int
    differing: int
    withdrawn: int = 0
    """Retractions of contacts that wait for a decision."""
    rising: Sequence[AreaLevel] = ()
    """Areas whose level rose, and no alert of that level is running."""
    alerts: Sequence[Record] = ()
    """Alerts that are running."""

    @property
    def count(self) -> int:
        """How many things a person can act on today."""
        waiting = len(self.changed) + self.came + self.differing + self.withdrawn + len(self.rising)
        return sum(due.days <= 0 for due in self.due) + waiting

    @property
    def today(self) -> bool:
        """Whether something must be done today."""
        return any(due.days <= 0 for due in self.due) or any(one.level == LEVELS[-1] for one in self.rising)


def needs(vault: Vault) -> Needs:
    """Return what waits for a person now."""
    rows = vault.con.execute(
        "SELECT c.record FROM card c CROSS JOIN record r ON r.id = c.record WHERE c.state = 'changed' AND r.removed = 0"
    ).fetchall()
    changed = [contacts.of_record(vault, bytes(row[0])) for row in rows]
    return Needs(
        due(vault), changed, inbox.undecided(vault), differences.count(vault), retractions.waiting(vault.con),
        alerts.uncovered(vault), alerts.running(vault),
    )  # fmt: skip


def due(vault: Vault) -> list[Due]:
    """Return what is due by tomorrow (the local day), the longest overdue first."""
    today, found = datetime.fromtimestamp(vault.now()).date().toordinal(), []
    for kind, field, over in DUE:
        rows = vault.con.execute(
            "SELECT sort, json_extract(body, ?1) FROM record WHERE sort BETWEEN ?2 AND ?3 AND removed = 0"
            " AND json_extract(body, ?1) IS NOT NULL",
            (f"$.{field}", *sort_range(KINDS[kind].number)),
        ).fetchall()
        days = {sort: parse_moment(str(text)).first_day - today for sort, text in rows}
        soon = [sort for sort, left in days.items() if left <= AHEAD]
        for sort in soon:
            (record,) = store.load_rows(vault.con, [sort])
            if not over(record.fields):
                found.append(Due(record, field, days[sort]))
    return sorted(found, key=lambda one: (one.days, one.record.ref))
