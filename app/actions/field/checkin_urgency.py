"""Find travel groups that need a person now or next; this runs often, so it reads closely only if needed.

One row is enough for a group with a check-in in time. The full status is computed only for possibly missing groups,
and for groups with a code word, an end of an alarm or an arrival.
"""

from attrs import frozen

from app.actions.field.checkin_board import RECENT, rows_of, watchers, with_route_silences
from app.actions.kernel import clock
from app.device.monotonic_counter import Counter, counter
from app.domain import zones
from app.domain.checkin_status import ENDED
from app.domain.record import Record
from app.domain.schedule import CheckinPlan, count_answered_checkins, dues
from app.store.records import checkin_records
from app.store.vault import device_settings
from app.store.vault.open_vault import Vault

CALLS = "calls"
"""Setting of the vault: True if it stores the next alarm time in the local settings; also its name there."""


@frozen
class Pressing:
    """The numbers of travel groups with an alarm and of those out; `unwatched`: the base is empty; the next time."""

    now: int
    missed: int
    out: int
    unwatched: bool
    wakes: int | None
    first: str = ""
    """The id in hex of the group with the oldest alarm."""


def read_urgency(vault: Vault, count: Counter = counter) -> Pressing:
    """Return the present state; write nothing."""
    now = int(clock.read_steady_time(vault, count).at)
    plans = checkin_records.list_active_plans(vault.con, zones.local_minute(now - int(RECENT.total_seconds()), None))
    if not plans:
        return Pressing(now, 0, 0, False, None)
    last = checkin_records.last_heard(vault.con, [plan.id for plan in plans])
    calm, closer, left = list[int](), list[Record](), 0
    for record, plan in zip(plans, with_route_silences(vault, plans), strict=True):
        at = _calm_until(plan, last.get(record.id), now)
        if at is None:
            closer.append(record)
        else:
            calm.append(at)
            left += plan.starts <= now
    parties = [row.party for row in rows_of(vault, closer, now)]
    out = left + sum(party.standing not in {*ENDED, "before"} for party in parties)
    missed = sorted(
        (party.alarm.since, plan.id.hex()) for party, plan in zip(parties, closer, strict=True) if party.alarm
    )
    wakes = [*calm, *(at for party in parties if party.standing not in ENDED and (at := party.wakes) is not None)]
    unwatched = bool(out) and not watchers(vault, now)
    return Pressing(now, len(missed), out, unwatched, min(wakes, default=None), missed[0][1] if missed else "")


def _calm_until(plan: CheckinPlan, heard: tuple[str, bool] | None, now: int) -> int | None:
    """Return the end of the grace period of the next check-in; None if a full check is needed."""
    if heard is not None and heard[1]:
        return None
    if plan.called_off is not None:
        return None
    last = zones.instant(heard[0], plan.zone) if heard is not None else None
    all_, at = dues(plan), count_answered_checkins(plan, last)
    if at == len(all_) or (last is not None and last > now):
        return None
    over = all_[at].at + plan.grace
    return over if over > now else None


# Alarms of a locked vault.


def calls(vault: Vault) -> bool:
    """Return True if the vault stores the next alarm time outside itself."""
    return vault.get(CALLS) == b"1"


def set_calls(vault: Vault, on: bool) -> None:
    """Turn the stored alarm time on or off; off removes it."""
    vault.set(CALLS, b"1" if on else b"0")
    if not on:
        device_settings.change(vault.folder, **{CALLS: None})


def leave_call(vault: Vault, count: Counter = counter) -> bool:
    """Return True if a person is needed now, and write the next alarm time into the local settings.

    It writes only that time, and only if that is turned on. The time follows the present setting of the system clock:
    the locked page has no other clock.
    """
    found = read_urgency(vault, count)
    if not calls(vault):
        return found.missed > 0
    at = None if found.wakes is None else max(found.wakes, found.now) + clock.read_steady_time(vault, count).set_by
    device_settings.change(vault.folder, **{CALLS: at})
    return found.missed > 0
