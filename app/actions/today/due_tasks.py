"""List the tasks that need a person now: due dates, changed keys, new reports, differences.

Each list is read from the present records, so none can be out of date.

List incidents with people in danger now, and waiting reports about such incidents.

The danger ends only if a person says so in the incident, or decides on the report.
"""

from collections.abc import Mapping, MutableMapping, Sequence
from weakref import WeakKeyDictionary

from attrs import frozen

from app.actions.contacts import contact_cards
from app.actions.contacts.contact_cards import Contact
from app.actions.detention import time_limits
from app.actions.field import alerts, appeal_requests, security_incidents
from app.actions.field.appeal_requests import Call, Unreachable
from app.actions.field.checkin_urgency import read_urgency
from app.actions.field.security_incidents import PatternDetails
from app.actions.field.warning import AreaLevel
from app.actions.kernel import clock, view_rows
from app.actions.kernel.record_context import Inside
from app.actions.kernel.report import ReceivedBody, ReportedRecord
from app.actions.mail import inbox, withdrawn_inbox
from app.actions.mail.inbox import ReceivedReport
from app.actions.records import commitments, coverage_gaps, differences
from app.actions.records.commitments import DueRecord
from app.actions.records.coverage_gaps import NONE, Lacks
from app.domain.legal_limits import LimitState, Running
from app.domain.overdue import count_days_left
from app.domain.record import Record
from app.domain.views import REMINDERS
from app.domain.warning import LEVELS
from app.errors import NotDeliveredYet, NotOpened
from app.store.contacts import card_rows
from app.store.mail import inbox_list, retractions
from app.store.mail.inbox import Arrived
from app.store.records import record_lists
from app.store.vault.open_vault import Vault

MOST = 500
"""The most reports that are searched, newest first; older ones are only counted, and read when they are opened."""
SHOWN = 100
"""The most incidents of one danger that are read; the others are counted."""
_SAID: MutableMapping[Vault, dict[bytes, ReceivedBody | None]] = WeakKeyDictionary()
"""By the hash of a read report: its incidents with a person in danger; None: it has none.

Large reports are not read again for each page. Withdrawals are not in it, because they change.
"""


@frozen
class DangerReport:
    """A waiting report, and its incident with a person in danger now."""

    came: ReceivedReport
    event: ReportedRecord


def incidents(vault: Vault, danger: str = "now") -> list[Record]:
    """Return the latest SHOWN incidents with a person in danger now, or `perhaps`, the last changed first."""
    found = record_lists.list_in_danger(vault.con, vault.kinds["event"].number, danger, SHOWN)
    return sorted(found, key=lambda record: record.updated, reverse=True)


def _unread(vault: Vault, danger: str, read: Sequence[Record]) -> int:
    if len(read) < SHOWN:
        return 0
    return record_lists.count_in_danger(vault.con, vault.kinds["event"].number, danger) - len(read)


def reports(vault: Vault) -> list[DangerReport]:
    """Return the waiting reports about a person in danger now, newest first."""
    said = _SAID.setdefault(vault, {})
    found = []
    for came in inbox.list_reports(vault, "delivered", MOST):
        if came.arrived.hash not in said:
            said[came.arrived.hash] = _in_danger(vault, came.arrived)
        if (body := said[came.arrived.hash]) is not None:
            left = withdrawn_inbox.left_of(vault, body, came.arrived.contact).records
            found += [DangerReport(came, left[0])] if left else []
    return found


def _in_danger(vault: Vault, arrived: Arrived) -> ReceivedBody | None:
    try:
        body = inbox.body_of(vault, arrived)
    except (NotDeliveredYet, NotOpened):
        return None
    events = [row for row in body.records if row.kind == "event" and row.fields.get("danger") == "now"]
    return ReceivedBody(body.profile, tuple(events), (), (), ()) if events else None


@frozen
class Needs:
    """Tasks for a person: due dates, contacts with a changed key, received reports, and fields with differences.

    `came` is the number of rows of the Inbox under To read.
    """

    due: Sequence[DueRecord]
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
    patterns: Sequence[PatternDetails] = ()
    """Patterns of security incidents that a person has not assessed yet."""
    rising: Sequence[AreaLevel] = ()
    """Areas whose level rose and for which no alert of that level is active."""
    alerts: Sequence[Record] = ()
    """Active alerts."""
    danger: Sequence[Record] = ()
    """Incidents with a person in danger now, at most SHOWN."""
    perhaps: Sequence[Record] = ()
    """Incidents with a person perhaps in danger, at most SHOWN."""
    unread: tuple[int, int] = (0, 0)
    """The number of further incidents: in danger now, and perhaps."""
    told: Sequence[DangerReport] = ()
    """Reports about a person in danger now; they are also counted in `came`."""
    unreachable: Sequence[Unreachable] = ()
    """Open instant actions with recipients who cannot get them."""
    lacks: Lacks = NONE
    """Future shifts without a person, seats without a holder, decisions without a responsible person."""
    limits: Sequence[LimitState[Record]] = ()
    """Time limits of detentions that are over, or that end within 72 hours; the overdue ones first."""
    stalled: int = 0
    """Legal steps without a new one for a long time."""
    expiring: Sequence[int] = (0,) * len(REMINDERS)
    """Papers and checks that end, are due or are late, by the first of `REMINDERS` days that they are in."""
    notices: int = 0
    """Papers and actions of a withdrawal whose recipients do not know it yet."""

    @property
    def red(self) -> int:
        """Return the number of red rows in the danger block: incidents, and travel groups that need a person."""
        return len(self.danger) + self.unread[0] + self.missed

    @property
    def over(self) -> int:
        """Return the number of time limits of detentions that are over."""
        return sum(one.running is Running.OVERDUE for one in self.limits)

    @property
    def ending(self) -> int:
        """Return the number of time limits of detentions that end today."""
        return sum(one.running is not Running.OVERDUE and one.late == 0 for one in self.limits)

    @property
    def counts(self) -> Mapping[str, int]:
        """Return the number of rows that need a person, by the section of Today that shows them."""
        today = sum(due.days == 0 for due in self.due) + len(self.changed) + len(self.patterns) + len(self.rising)
        accepted = sum(call.arrived is None for call in self.calls)
        single = bool(self.differing) + bool(self.notices)
        return {
            "danger": self.red + len(self.perhaps) + self.unread[1] + self.unwatched,
            "came": self.came,
            "appeals": len({one.contact.id for made in self.unreachable for one in made.people}),
            "late": sum(due.days < 0 for due in self.due),
            "limits": self.over + self.ending,
            "due": today + accepted + self.late + self.lacks.count + single + self.withdrawn,
        }

    @property
    def count(self) -> int:
        """Return the number of tasks that a person can act on today: the badge, and the sum of the sections."""
        return sum(self.counts.values())

    @property
    def today(self) -> bool:
        """Return True if a task must be done today."""
        worst = any(one.level == LEVELS[-1] for one in self.rising)
        pressing = self.danger or self.told or self.missed or self.calls or self.late or worst or self.lacks.today
        return bool(pressing) or any(due.days <= 0 for due in self.due) or bool(self.over + self.ending)


def _count_expiring(vault: Vault) -> list[int]:
    today, found = clock.today(vault).toordinal(), view_rows.find(vault, view_rows.view_named("expiring"))
    left = [count_days_left(vault.kinds[one.kind], one.fields, today) or 0 for one in found]
    first = [next(days for days in REMINDERS if n <= days) for n in left]
    return [first.count(days) for days in REMINDERS]


def needs(vault: Vault) -> Needs:
    """Return the tasks for a person now."""
    changed = [contact_cards.of_record(vault, record) for record in card_rows.list_changed(vault.con)]
    open_ = appeal_requests.open_(vault)
    late = sum(appeal_requests.is_late(vault, made) for made in open_)
    out, dated = read_urgency(vault), commitments.list_due_records(vault)
    now, perhaps = incidents(vault), incidents(vault, "perhaps")
    return Needs(
        dated, changed, inbox_list.count_to_read(vault.con), differences.count(vault),
        retractions.count_waiting(vault.con),
        appeal_requests.calls(vault), late, out.missed, out.unwatched,
        [one for one in security_incidents.patterns(vault, recent=True) if one.pattern.waits],
        alerts.list_areas_without_alert(vault), alerts.list_open_alerts(vault), now, perhaps,
        (_unread(vault, "now", now), _unread(vault, "perhaps", perhaps)), reports(vault),
        appeal_requests.list_unreachable(vault, open_),
        coverage_gaps.lacks(vault, {one.record.id for one in dated}), time_limits.list_pressing(vault),
        len(view_rows.list_stalled(Inside(vault), clock.today(vault))),
        _count_expiring(vault),
        len(record_lists.list_withdrawn_papers(vault.con)) + len(record_lists.list_untold_actions(vault.con)),
    )  # fmt: skip
