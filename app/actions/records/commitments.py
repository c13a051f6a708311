"""List commitments that are late, and the communications to mandate holders of the UN."""

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import NamedTuple

from attrs import frozen

from app.actions.kernel import clock, records
from app.domain import interview_rules, overdue
from app.domain.fields import Value
from app.domain.kinds import KINDS
from app.domain.moment import parse_moment
from app.domain.overdue import ENDED, FOLLOWED, STOPPED
from app.domain.record import Record
from app.store.records import links, record_lists
from app.store.records import record_rows as store
from app.store.records.search import Query
from app.store.vault.open_vault import Vault

UN = "un"
"""The code of an intervention at the UN."""


Over = Callable[[Mapping[str, Value]], bool]
"""Says of a record's fields that nothing is due any more."""
_NEVER: Over = lambda _: False  # noqa: E731


class Until(NamedTuple):
    """A field that says until when a person must do something about a record of a kind.

    Nothing is due where `state` holds one of the codes in `ended`, nor where the fields are `over`. The first is asked
    of the store, so that what is over costs nothing.
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
    Until("interview", "recontact_on", "status", interview_rules.OVER),
)
"""All of them."""
ENDED_BY: Mapping[str, Sequence[str]] = {
    "log_entry": ("corrects", "follows"), "risk_assessment": ("previous",), "security_plan": ("previous",),
}  # fmt: skip
"""Kinds of which a record asks for nothing more once a later one links to it in one of these roles."""
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
    """Return what is due by tomorrow (the local day), the longest overdue first.

    A date is text that begins with its first day, so what may be due is found in an index over the text.
    """
    today = clock.today(vault)
    latest = f"{today + timedelta(days=AHEAD)}~"  # after each text that goes on with an hour, or as a range
    sorts: dict[int, None] = {}
    days: dict[bytes, list[tuple[str, int]]] = {}
    for kind, field, state, ended, over in DUE:
        for row in record_lists.list_due(vault.con, KINDS[kind].number, field, latest, state, ended):
            left = parse_moment(row.date).first_day - today.toordinal()
            if left <= AHEAD and not over(row.fields):
                sorts[row.sort] = None
                days.setdefault(row.id, []).append((field, left))
    found = [
        DueRecord(record, field, left)
        for record in store.load_rows(vault.con, list(sorts))
        if not _is_replaced(vault, record)
        for field, left in days[record.id]
    ]
    return sorted(found, key=lambda one: (one.days, one.record.ref))


def _is_replaced(vault: Vault, record: Record) -> bool:
    """Return whether a later record took the place of this one."""
    ends = ENDED_BY.get(record.kind, ())
    return bool(ends) and any(row.role in ends for row in links.list_incoming(vault.con, record.id, present=True))


def list_overdue_commitments(vault: Vault, dated: Sequence[DueRecord] | None = None) -> list[Late]:
    """Return every commitment that is late today (local day), longest first; `dated` is from `list_due_records`."""
    today = clock.today(vault).toordinal()
    found = []
    for one in list_due_records(vault) if dated is None else dated:
        days = overdue.count_overdue_days(one.record.kind, one.record.fields, today)
        if days is not None:
            found.append(Late(one.record, days))
    return found


def communications(vault: Vault) -> list[Record]:
    """Return the interventions at the UN, newest first."""
    return records.find(vault, Query("intervention", where=(("kind", UN),), limit=None))
