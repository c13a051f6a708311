"""Compute the due times of a check-in plan: at intervals, or at hours of the day in the traveller's zone.

A check-in inside a section without signal is due at its end. There is also one before and one after each such section,
even if the plan has none at that time. No due time is stored: the same plan gives the same times on every computer and
after every restart. Instants are seconds UTC.
"""

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from datetime import tzinfo
from functools import lru_cache

from attrs import evolve, frozen

from app.domain.fields import Value
from app.domain.search_normalisation import words
from app.domain.zones import at_minute, find_by_name, hour, instant, local_time

GRACE = 30
"""Minutes of the waiting time, if a plan has none."""
LONGEST = 366 * 86_400
"""Maximum seconds of a plan; a mistyped year must not produce every check-in of a century."""
EARLY = 3600
"""Seconds before the due time in which a call counts for a check-in, at most half of the time since the last.

A check-in of the plan this close to a section without signal is the one before it, or after it.
"""


@frozen
class Stretch:
    """A section without signal: calls are possible at `start` and at `end`, but not between them."""

    start: int
    end: int


@frozen
class DueCheckin:
    """One check-in: its time in the plan and its due time, which is later if there is no signal then."""

    planned: int
    at: int

    @property
    def moved(self) -> bool:
        """Return True if a section without signal moved it."""
        return self.at != self.planned


@frozen
class CheckinPlan:
    """A check-in plan in instants. `hours` are minutes of the local day, `grace` is seconds.

    A `zone` of None is the zone of this computer. `words` are the folded code words, each with its state.
    """

    starts: int
    ends: int
    zone: tzinfo | None
    zone_name: str
    every: int
    hours: tuple[int, ...]
    grace: int
    words: tuple[tuple[str, str], ...]
    called_off: int | None
    stretches: tuple[Stretch, ...]


def plan_of(fields: Mapping[str, Value], stretches: Sequence[Stretch] = ()) -> CheckinPlan:
    """Return the plan of a record's fields; an invalid hour or zone is left out, and `list_invalid_values` lists it."""
    zone = _kept_zone(str(fields.get("time_zone", "")))
    starts = instant(str(fields["starts"]), zone)
    off = fields.get("called_off")
    grace, every, hours = fields.get("grace_minutes"), fields.get("every_minutes"), fields.get("times")
    said = {state: " ".join(words(str(fields.get(f"word_{state}", "")))) for state in ("duress", "late", "fine")}
    return CheckinPlan(
        starts=starts,
        ends=min(max(starts, instant(str(fields["ends"]), zone, last=True)), starts + LONGEST),
        zone=zone,
        zone_name=str(fields.get("time_zone", "")),
        every=every * 60 if isinstance(every, int) and every > 0 else 0,
        hours=tuple(sorted(set(_hours(hours)))),
        grace=(grace if isinstance(grace, int) else GRACE) * 60,
        words=tuple((word, state) for state, word in said.items()),
        called_off=instant(str(off), zone) if off else None,
        stretches=_merged(stretches),
    )


def _merged(stretches: Sequence[Stretch]) -> tuple[Stretch, ...]:
    """Return the sections by time, merged if they touch or overlap."""
    found: list[Stretch] = []
    for one in sorted(stretches, key=lambda one: (one.start, one.end)):
        if found and one.start <= found[-1].end:
            found[-1] = Stretch(found[-1].start, max(found[-1].end, one.end))
        else:
            found.append(one)
    return tuple(found)


def _kept_zone(name: str) -> tzinfo | None:
    try:
        return find_by_name(name)
    except ValueError:
        return None


def _hours(rows: object) -> list[int]:
    kept = []
    for row in rows if isinstance(rows, list) else ():
        try:
            kept.append(hour(str(row)))
        except ValueError:
            continue
    return kept


def list_invalid_values(fields: Mapping[str, Value]) -> tuple[str, ...]:
    """Return the invalid values of a plan as they are written: its zone, its hours, an end too far away."""
    said, hours = [], fields.get("times")
    zone = _kept_zone(str(fields.get("time_zone", "")))
    if instant(str(fields["ends"]), zone, last=True) - instant(str(fields["starts"]), zone) > LONGEST:
        said.append(str(fields["ends"]))
    checks: list[tuple[str, Callable[[str], object]]] = [(str(fields.get("time_zone", "")), find_by_name)]
    checks += [(str(row), hour) for row in (hours if isinstance(hours, list) else ())]
    for name, read in checks:
        try:
            read(name)
        except ValueError:
            said.append(name)
    return tuple(said)


@lru_cache(maxsize=1024)
def dues(plan: CheckinPlan) -> tuple[DueCheckin, ...]:
    """Return every check-in of a plan, by time; the last is due at `ends`, and none after the plan was called off."""
    last = plan.ends if plan.called_off is None else min(plan.ends, plan.called_off - 1)
    planned = {plan.ends}
    if plan.every:
        planned.update(range(plan.starts + plan.every, last + 1, plan.every))
    if plan.hours:
        first, end = (local_time(at, plan.zone).date().toordinal() for at in (plan.starts, last))
        planned.update(at_minute(day, minute, plan.zone) for day in range(first, end + 1) for minute in plan.hours)
    found: dict[int, DueCheckin] = {}
    for at in sorted(planned):
        if plan.starts <= at <= last:
            due = DueCheckin(at, _with_signal(at, plan.stretches))
            found.setdefault(due.at, due)
    for stretch in plan.stretches:
        for at, first, then in ((stretch.start, stretch.start - EARLY, stretch.start),
                                (stretch.end, stretch.end, stretch.end + EARLY)):  # fmt: skip
            if plan.starts < at <= last and not any(first <= due <= then for due in found):
                found[at] = DueCheckin(at, at)
    return tuple(sorted(found.values(), key=lambda due: due.at))


def start_at(plan: CheckinPlan, now: int) -> CheckinPlan:
    """Return a plan that is made at `now`: its first check-in is the next one, and none before it counts as missed.

    A start in the past moves to the last time of its interval, so that the later check-ins stay the same.
    """
    if plan.starts >= now:
        return plan
    soon = now - now % -60  # a start has whole minutes
    moved = evolve(plan, starts=now - (now - plan.starts) % plan.every if plan.every else soon)
    return moved if all(due.at > now for due in dues(moved)) else evolve(plan, starts=soon)


def _silence(at: int, stretches: Sequence[Stretch]) -> Stretch | None:
    """Return the section without signal that contains an instant, or None."""
    return next((one for one in stretches if one.start < at < one.end), None)


def _with_signal(at: int, stretches: Sequence[Stretch]) -> int:
    silence = _silence(at, stretches)
    return silence.end if silence else at


def counts_from(plan: CheckinPlan, number: int) -> int:
    """Return the first instant at which a call counts for the check-in of that number."""
    all_ = dues(plan)
    due, before = all_[number], all_[number - 1].planned if number else plan.starts
    since = due.planned - min(EARLY, (due.planned - before) // 2)
    silent = next((one.start for one in plan.stretches if one.start < due.planned <= one.end), None)
    return since if silent is None else max(since, silent + 1)  # an earlier call proves nothing about the time after it


def count_answered_checkins(plan: CheckinPlan, heard: int | None) -> int:
    """Return the number of check-ins, from the first, that the last call at `heard` answers."""
    all_ = dues(plan)
    if heard is None:
        return 0
    past = bisect_right(all_, heard, key=lambda due: due.at)
    return past + (past < len(all_) and heard >= counts_from(plan, past))
