"""Whether anybody who is out needs somebody now, and when next: read often, so it looks closely only where it must.

Of a party that was heard in time one row says enough; the whole of it is worked out only of those that may be missed,
and of those of whom a code word, an end of an alarm or an arrival is written.
"""

from attrs import frozen

from app.actions import steadily
from app.actions.board import RECENT, planned, rows_of, watchers
from app.domain import zones
from app.domain.record import Record
from app.domain.schedule import Plan, answered, dues
from app.domain.watch import ENDED
from app.machine.ticks import Counter, counter
from app.store import beside, watching
from app.store.vault import Vault

CALLS = "calls"
"""Setting of the vault: whether it leaves beside itself when somebody is needed next; and what that is called there."""


@frozen
class Pressing:
    """How many parties need somebody now and how many are out; whether nobody is at the base; the next such instant."""

    now: int
    missed: int
    out: int
    unwatched: bool
    wakes: int | None
    first: str = ""
    """The id in hex of the party that has needed somebody longest."""


def pressing(vault: Vault, count: Counter = counter) -> Pressing:
    """Return it as it stands now; it writes nothing."""
    now = int(steadily.now(vault, count).at)
    plans = watching.active(vault.con, zones.local(now - int(RECENT.total_seconds()), None))
    if not plans:
        return Pressing(now, 0, 0, False, None)
    last = watching.last_heard(vault.con, [plan.id for plan in plans])
    calm, closer = list[int](), list[Record]()
    for record, plan in zip(plans, planned(vault, plans), strict=True):
        at = _calm_until(plan, last.get(record.id), now)
        if at is None:
            closer.append(record)
        else:
            calm.append(at)
    parties = [row.party for row in rows_of(vault, closer, now)]
    out = len(calm) + sum(party.standing not in ENDED for party in parties)
    missed = sorted(
        (party.alarm.since, plan.id.hex()) for party, plan in zip(parties, closer, strict=True) if party.alarm
    )
    wakes = [*calm, *(at for party in parties if party.standing not in ENDED and (at := party.wakes) is not None)]
    unwatched = bool(out) and not watchers(vault, now)
    return Pressing(now, len(missed), out, unwatched, min(wakes, default=None), missed[0][1] if missed else "")


def _calm_until(plan: Plan, heard: tuple[str, bool] | None, now: int) -> int | None:
    """Return when the grace of the next check-in is over; None where it takes a closer look."""
    if heard is not None and heard[1]:
        return None
    if plan.called_off is not None:
        return None
    last = zones.instant(heard[0], plan.zone) if heard is not None else None
    all_, at = dues(plan), answered(plan, last)
    if at == len(all_) or (last is not None and last > now):
        return None
    over = all_[at].at + plan.grace
    return over if over > now else None


# A locked vault that still calls somebody.


def calls(vault: Vault) -> bool:
    """Return whether the vault leaves beside itself when somebody is needed next."""
    return vault.get(CALLS) == b"1"


def set_calls(vault: Vault, on: bool) -> None:
    """Turn it on or off; off takes away what lies there."""
    vault.set(CALLS, b"1" if on else b"0")
    if not on:
        beside.change(vault.folder, **{CALLS: None})


def leave_call(vault: Vault, count: Counter = counter) -> None:
    """Write beside the vault the next instant at which somebody is needed, and nothing else; if that was turned on.

    It is an instant of the clock on the wall as that is set now: the locked page has no other.
    """
    if not calls(vault):
        return
    found = pressing(vault, count)
    at = None if found.wakes is None else max(found.wakes, found.now) + steadily.now(vault, count).set_by
    beside.change(vault.folder, **{CALLS: at})
