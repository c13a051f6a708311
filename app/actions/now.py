"""What needs a person: what is due by a date, contacts whose key changed, what came, what differs.

Nothing here is a list of its own that could fall behind: each is read from the records as they are.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from attrs import frozen

from app.actions import asking, contacts, differences, inbox, security_incidents
from app.actions.asking import Call
from app.actions.contacts import Contact
from app.actions.pressing import pressing
from app.actions.security_incidents import Found
from app.domain.fields import Value
from app.domain.followups import FOLLOWED
from app.domain.kinds import KINDS
from app.domain.moment import parse_moment
from app.domain.record import Record
from app.store import records as store
from app.store import retractions
from app.store.schema import sort_range
from app.store.vault import Vault

Over = Callable[[Mapping[str, Value]], bool]
"""Says of a record's fields that nothing is due any more."""
_DONE = ("ready", "tested", "dropped")
DUE: Sequence[tuple[str, str, Over]] = (
    ("consent_record", "review_on", lambda fields: fields.get("state") in ("refused", "withdrawn", "expired")),
    *((kind, field, over) for kind, (field, over) in FOLLOWED.items()),
    ("case", "next_review", lambda fields: fields.get("status") == "closed"),
    ("accompaniment", "date_end", lambda fields: fields.get("status") in ("ended", "refused")),
    ("log_entry", "follow_up_on", lambda fields: False),
    ("risk_assessment", "next_review", lambda fields: False),
    ("risk", "due", lambda fields: fields.get("status") in _DONE),
    ("security_plan", "next_review", lambda fields: False),
    ("plan_item", "due", lambda fields: fields.get("state") in _DONE),
    ("seat", "ratify_by", lambda fields: fields.get("state") != "provisional"),
)
"""Kinds with a date by which a person must do something, the field that says it, and when it is over."""
ENDED_BY: Mapping[str, Sequence[str]] = {
    "log_entry": ("corrects", "follows"), "risk_assessment": ("previous",), "security_plan": ("previous",),
}  # fmt: skip
"""Kinds of which a record asks for nothing more once a later one links to it in one of these roles."""
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
    calls: Sequence[Call] = ()
    """Instant actions of others that are to be answered; those not taken in are among what `came` too."""
    late: int = 0
    """Instant actions of ours whose next tier is to be asked."""
    missed: int = 0
    """Parties that are out and need somebody now."""
    unwatched: bool = False
    """Whether somebody is out and nobody is at the base."""
    patterns: Sequence[Found] = ()
    """Security incidents that have something in common, and that somebody still has to look at."""

    @property
    def count(self) -> int:
        """How many things a person can act on today."""
        asked = len(self.calls) + self.late - sum(call.arrived is not None for call in self.calls)
        other = len(self.changed) + self.came + self.differing + self.withdrawn + self.missed + self.unwatched + asked
        return sum(due.days <= 0 for due in self.due) + other + len(self.patterns)

    @property
    def today(self) -> bool:
        """Whether something must be done today."""
        return bool(self.missed or self.calls or self.late) or any(due.days <= 0 for due in self.due)


def needs(vault: Vault) -> Needs:
    """Return what waits for a person now."""
    rows = vault.con.execute(
        "SELECT c.record FROM card c CROSS JOIN record r ON r.id = c.record WHERE c.state = 'changed' AND r.removed = 0"
    ).fetchall()
    changed = [contacts.of_record(vault, bytes(row[0])) for row in rows]
    late = sum(asking.is_late(vault, made) for made in asking.open_(vault))
    out = pressing(vault)
    return Needs(
        due(vault), changed, inbox.undecided(vault), differences.count(vault), retractions.waiting(vault.con),
        asking.calls(vault), late, out.missed, out.unwatched,
        [one for one in security_incidents.patterns(vault, recent=True) if one.pattern.waits],
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
            if not over(record.fields) and not _ended(vault, record):
                found.append(Due(record, field, days[sort]))
    return sorted(found, key=lambda one: (one.days, one.record.ref))


def _ended(vault: Vault, record: Record) -> bool:
    """Return whether a later record stands for this one."""
    return any(
        vault.con.execute(
            "SELECT 1 FROM link WHERE target = ? AND role = ? AND removed = 0", (record.id, role)
        ).fetchone()
        for role in ENDED_BY.get(record.kind, ())
    )
