"""The days of a submission: last days for us, days for an answer, and days since. Pure, and computed each time.

Months and years are those of the calendar, and a missing day is the last one of its month. A date without its day
counts from its first possible day. No holidays are known.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta

from attrs import frozen

from app.domain import zones
from app.domain.legal_limits import YEARS, find_due
from app.domain.moment import parse_moment
from app.domain.submissions.catalogue import Clock, Mechanism

_MONTHS = 12
_FRIDAY = 4


@frozen
class FormClock:
    """One clock that runs: `since` and `due` are moments, `due` is empty for one that only counts days.

    `late` are the days after the last day, or below 0. `days` are those since the start. `unsure` is True for a start
    without its day.
    """

    clock: Clock
    since: str
    due: str
    late: int
    days: int
    unsure: bool


def compute_clocks(
    mechanism: Mechanism, moments: Mapping[str, str], now: float, committee: str = ""
) -> tuple[FormClock, ...]:
    """Return the clocks that began, by the moments of questions and of the sending; `now` is in seconds UTC."""
    found = []
    for clock in mechanism.clocks:
        since = next((moments[name] for name in clock.starts if moments.get(name)), "")
        known = since and _first_day(since).year in YEARS  # other people can send any date
        if known and clock.committee in ("", committee) and _is_in_turn(clock, moments):
            found.append(_state(clock, since, now))
    return tuple(found)


def _is_in_turn(clock: Clock, moments: Mapping[str, str]) -> bool:
    """Return True if the rule of a clock is in force for the day that it names; without this day, the newest rule."""
    question, first, last = clock.turn
    day = moments.get(question, "")
    if not question or not day:
        return not last
    at = _first_day(day).isoformat()
    return (not first or at >= first) and (not last or at < last)


def _state(clock: Clock, since: str, now: float) -> FormClock:
    zone = zones.find_by_name(clock.zone)
    due, first = _due(clock, since), _first_day(since)
    today = datetime.fromtimestamp(now, zone or UTC).date()
    late = (today - date.fromisoformat(due[:10])).days if due else 0
    start = parse_moment(since).start
    unsure = start is None or start.day is None or start.about
    return FormClock(clock, since, due, late, (today - first).days, unsure)


def _due(clock: Clock, since: str) -> str:
    if clock.unit == "since":
        return ""
    first = _first_day(since)
    if clock.unit == "working_days_before":
        day = first
        for _ in range(clock.length):
            day -= timedelta(1)
            day -= timedelta(max(0, day.weekday() - _FRIDAY))
        return f"{day.isoformat()}T{clock.hour}" if clock.hour else day.isoformat()
    if clock.unit == "hours":
        return find_due(since, clock.length, "hours", clock.zone)
    months = clock.unit in ("months", "years")
    length = clock.length * (_MONTHS if clock.unit == "years" else 1)
    due = find_due(first.isoformat(), length, "months" if months else "days", clock.zone)
    return (date.fromisoformat(due) - timedelta(1)).isoformat() if clock.before else due


def find_last_day(since: str, months: int) -> date:
    """Return the last day on which an event is less than some months old."""
    return date.fromisoformat(find_due(_first_day(since).isoformat(), months, "months")) - timedelta(1)


def _first_day(text: str) -> date:
    point = parse_moment(text).start or parse_moment(text).end
    return date.fromordinal(point.first_day) if point else date.min
