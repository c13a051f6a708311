"""List the tasks that need a person now: due dates, changed keys, new reports, differences.

Each list is read from the present records, so none can be out of date.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import NamedTuple

from attrs import frozen

from app.actions import alerts, asking, clock, contacts, danger, differences, inbox, lacking, security_incidents
from app.actions.asking import Call
from app.actions.contacts import Contact
from app.actions.danger import Said
from app.actions.lacking import NONE, Lacks
from app.actions.pressing import pressing
from app.actions.security_incidents import Found
from app.actions.warning import AreaLevel
from app.domain import interviewing
from app.domain.fields import Value
from app.domain.followups import ENDED, FOLLOWED, STOPPED
from app.domain.kinds import KINDS
from app.domain.moment import parse_moment
from app.domain.record import Record
from app.domain.warning import LEVELS
from app.store import records as store
from app.store import retractions
from app.store.schema import value_of
from app.store.vault import Vault

Over = Callable[[Mapping[str, Value]], bool]
"""Returns True if the fields of a record show that nothing is due."""
_NEVER: Over = lambda _: False  # noqa: E731


class Until(NamedTuple):
    """A field with the date until which a person must act on a record of a kind.

    Nothing is due if `state` contains one of the codes in `ended`, or if the fields are `over`. The store checks
    `ended`, so finished records cost nothing.
    """

    kind: str
    field: str
    state: str = ""
    ended: Sequence[str] = ()
    over: Over = _NEVER


_DONE = ("ready", "tested", "dropped")
_OVER = {kind: over for kind, (_, over) in FOLLOWED.items()}
DUE: Sequence[Until] = (
    Until("consent_record", "review_on", "state", ("refused", "withdrawn", "expired")),
    Until("intervention", "follow_up_on", "status", STOPPED, _OVER["intervention"]),
    Until("case", "next_review", "status", ("closed",)),
    Until("mission", "date_end", "status", ("reported", "cancelled")),
    Until("meeting", "follow_up_on", over=_OVER["meeting"]),
    Until("undertaking", "due", "status", ENDED, _OVER["undertaking"]),
    Until("accompaniment", "date_end", "status", ("ended", "refused")),
    Until("log_entry", "follow_up_on"),
    Until("risk_assessment", "next_review"),
    Until("risk", "due", "status", _DONE),
    Until("security_plan", "next_review"),
    Until("plan_item", "due", "state", _DONE),
    Until("seat", "ratify_by", "state", ("ratified", "ended")),
    Until("seat", "date_end", "state", ("ended",)),
    Until("offer", "date_end", "status", ("met", "closed")),
    Until("appeal", "valid_until", "state", ("closed",)),
    Until("interview", "recontact_on", "status", interviewing.OVER),
)
"""All fields with due dates."""
ENDED_BY: Mapping[str, Sequence[str]] = {
    "log_entry": ("corrects", "follows"), "risk_assessment": ("previous",), "security_plan": ("previous",),
}  # fmt: skip
"""Roles by kind: nothing is due on a record after a later record links to it in one of these roles."""
AHEAD = 1
"""Days after today that are already shown."""


@frozen
class Due:
    """A record with a due date: `days` from today to it (negative: late)."""

    record: Record
    field: str
    days: int


@frozen
class Needs:
    """Tasks for a person: due dates, contacts with a changed key, received reports, and fields with differences."""

    due: Sequence[Due]
    changed: Sequence[Contact]
    came: int
    differing: int
    withdrawn: int = 0
    """Withdrawals by contacts that wait for a decision."""
    calls: Sequence[Call] = ()
    """Instant actions of others without an answer; those not accepted are also counted in `came`."""
    late: int = 0
    """Our instant actions whose next tier is due."""
    missed: int = 0
    """Travel groups that need a person now."""
    unwatched: bool = False
    """True if a travel group is out and no one is at the base."""
    patterns: Sequence[Found] = ()
    """Patterns of security incidents that a person has not assessed yet."""
    rising: Sequence[AreaLevel] = ()
    """Areas whose level rose and for which no alert of that level is active."""
    alerts: Sequence[Record] = ()
    """Active alerts."""
    danger: Sequence[Record] = ()
    """Incidents with a person in danger now."""
    told: Sequence[Said] = ()
    """Reports about a person in danger now; they are also counted in `came`."""
    lacks: Lacks = NONE
    """Future shifts without a person, seats without a holder, decisions without a responsible person."""

    @property
    def count(self) -> int:
        """Return the number of tasks that a person can act on today."""
        asked = len(self.calls) + self.late - sum(call.arrived is not None for call in self.calls)
        other = len(self.changed) + self.came + self.differing + self.withdrawn + self.missed + self.unwatched + asked
        other += len(self.danger)
        return sum(due.days <= 0 for due in self.due) + other + len(self.patterns) + len(self.rising) + self.lacks.count

    @property
    def today(self) -> bool:
        """Return True if a task must be done today."""
        worst = any(one.level == LEVELS[-1] for one in self.rising)
        pressing = self.danger or self.told or self.missed or self.calls or self.late or worst or self.lacks.today
        return bool(pressing) or any(due.days <= 0 for due in self.due)


def needs(vault: Vault) -> Needs:
    """Return the tasks for a person now."""
    rows = vault.con.execute(
        "SELECT c.record FROM card c CROSS JOIN record r ON r.id = c.record WHERE c.state = 'changed' AND r.removed = 0"
    ).fetchall()
    changed = [contacts.of_record(vault, bytes(row[0])) for row in rows]
    late = sum(asking.is_late(vault, made) for made in asking.open_(vault))
    out, dated = pressing(vault), due(vault)
    return Needs(
        dated, changed, inbox.undecided(vault), differences.count(vault), retractions.waiting(vault.con),
        asking.calls(vault), late, out.missed, out.unwatched,
        [one for one in security_incidents.patterns(vault, recent=True) if one.pattern.waits],
        alerts.uncovered(vault), alerts.running(vault), danger.incidents(vault),
        danger.reports(vault), lacking.lacks(vault, {one.record.id for one in dated}),
    )  # fmt: skip


def due(vault: Vault) -> list[Due]:
    """Return the records due by tomorrow (the local day), the longest overdue first.

    The text of a date begins with its first day, so an index over the text finds the candidates.
    """
    today = clock.today(vault)
    latest = f"{today + timedelta(days=AHEAD)}~"  # sorts after a text that continues with an hour or as a range
    sorts: dict[int, None] = {}
    days: dict[bytes, list[tuple[str, int]]] = {}
    for kind, field, state, ended, over in DUE:
        rows = vault.con.execute(
            f"SELECT sort, id, body, {value_of(field)} FROM record WHERE kind = {KINDS[kind].number} AND removed = 0"  # noqa: S608
            f" AND {value_of(field)} <= ?"
            + (f" AND ifnull({value_of(state)}, '') NOT IN ({','.join('?' * len(ended))})" if state else ""),
            (latest, *ended),
        )
        for sort, id_, body, text in rows:
            left = parse_moment(str(text)).first_day - today.toordinal()
            if left <= AHEAD and not over(json.loads(body)):
                sorts[sort] = None
                days.setdefault(bytes(id_), []).append((field, left))
    found = [
        Due(record, field, left)
        for record in store.load_rows(vault.con, list(sorts))
        if not _is_replaced(vault, record)
        for field, left in days[record.id]
    ]
    return sorted(found, key=lambda one: (one.days, one.record.ref))


def _is_replaced(vault: Vault, record: Record) -> bool:
    """Return True if a later record replaces this one."""
    sql = (
        "SELECT l.role FROM link l JOIN record r ON r.id = l.source"
        " WHERE l.target = ? AND l.removed = 0 AND r.removed = 0"
    )
    ends = ENDED_BY.get(record.kind, ())
    return bool(ends) and any(role in ends for (role,) in vault.con.execute(sql, (record.id,)))
