"""Time limits of the law for a detention: from the arrest or a legal step, up to another step. Pure.

A limit is data (`resources/clocks`): it has a source, and a day up to which it counts as checked. Hours are elapsed
hours in the zone of its country. Days and months are those of the calendar, up to the end of the last day; a month ends
on its last day. The program never says that a detention is lawful.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from enum import Enum
from typing import Any, Generic, TypeVar

from attrs import frozen

from app.domain import zones
from app.domain.fields import Value
from app.domain.moment import days_in, parse_moment
from app.phrase import Phrase

T = TypeVar("T")
ARREST = "arrest"
"""The start of a limit that counts from the arrest; another start is a kind of legal step."""
LAW = "law"
"""The unit of a row that is no time limit, but names the petition of a country and its articles."""
UNITS = ("hours", "days", "months", LAW)
YEARS = range(1900, 9000)
"""The years of a start with time limits: other people can send any date, and a last day needs a year up to 9999."""
_LONGEST = 400
"""Letters of a text of a limit."""
_AGAINST = ("against_person", "for_person")


class Running(Enum):
    """The state of a limit."""

    OVERDUE = "overdue"
    RUNS = "runs"
    MET_LATE = "met_late"
    MET = "met"


@frozen
class Limit:
    """One rule: the length, from a start up to the first of the steps in `until`, with its source in each language."""

    id: str
    country: str
    label: Mapping[str, str]
    starts: str
    length: int
    unit: str
    until: tuple[str, ...]
    source: Mapping[str, str]
    check_by: str
    zone: str = ""
    name: str = ""
    """The name of the petition in the law."""

    def say(self, language: str) -> str:
        """Return the label in a language, else in English."""
        return self.label.get(language) or self.label["en"]

    def is_checked(self, day: date) -> bool:
        """Return False after the day up to which the rule counts as checked."""
        return day.isoformat() <= self.check_by

    def say_source(self, language: str) -> str:
        """Return the source in a language, else in English."""
        return self.source.get(language) or self.source["en"]


@frozen
class LimitState(Generic[T]):
    """One limit of one detention. `due` and `met` are moments. `late` are the days after the last day, or below 0.

    `least` are the full days by which it is certainly over, or -1.

    `unsure` is True if the start has no hour, or no day: then it counts from the first possible minute. `checked` is
    False after the day up to which the rule counts as checked. `hours` are the full hours up to the end.
    """

    limit: Limit
    running: Running
    since: str
    due: str
    met: str
    late: int
    least: int
    unsure: bool
    checked: bool
    what: T
    hours: int = 0


def read_limits(country: str, data: Any) -> tuple[Limit, ...]:
    """Return the limits of the data of one file. Raises ValueError that names the first wrong rule."""
    if not isinstance(data, dict) or not isinstance(data.get("limits"), list):
        raise ValueError(Phrase("The file has no list of time limits."))
    zone = data.get("zone", "")
    zones.find_by_name(zone)
    return tuple(_read(country, zone, row) for row in data["limits"])


def _read(country: str, zone: str, row: Mapping[str, Any]) -> Limit:
    try:
        source = {"en": row["source"]} if isinstance(row["source"], str) else dict(row["source"])
        found = Limit(row["id"], country, dict(row["label"]), row["from"], int(row["length"]), row["unit"],
                      tuple(row["until"]), source, date.fromisoformat(row["check_by"]).isoformat(),
                      zone, row.get("name", ""))  # fmt: skip
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError(Phrase("A time limit is not complete: {why}.", why=str(error))) from error
    said = (*found.label, *found.label.values(), *source, *source.values())
    texts = (found.id, found.starts, zone, found.name, *said, *found.until)
    written = all(isinstance(one, str) and len(one) <= _LONGEST for one in texts) and found.label.get("en")
    if not written or not source.get("en") or found.unit not in UNITS or not 0 < found.length < 10_000:
        raise ValueError(Phrase("A time limit is not complete: {why}.", why=str(found.id)[:_LONGEST]))
    return found


def compute_limits(
    limits: Sequence[Limit], detention: Mapping[str, Value], steps: Sequence[Mapping[str, Value]], now: float,
    what: T,
) -> tuple[LimitState[T], ...]:  # fmt: skip
    """Return the limits that began; `steps` are the legal steps, `now` seconds UTC, `what` the caller's own value."""
    mine = sorted((one for one in steps if one.get("side") in _AGAINST), key=lambda one: str(one.get("date", "")))
    found = (_find_ends(limit, detention, mine) for limit in limits)
    return tuple(_state(limit, *ends, now, what) for limit, ends in zip(limits, found, strict=True) if ends)


def worst_first(states: Iterable[LimitState[T]]) -> tuple[LimitState[T], ...]:
    """Return limits, the overdue ones first, then the next ones."""
    order = list(Running)
    return tuple(sorted(states, key=lambda one: (order.index(one.running), one.due)))


def _find_ends(
    limit: Limit, detention: Mapping[str, Value], steps: Sequence[Mapping[str, Value]]
) -> tuple[str, str] | None:
    """Return the start of a limit and, if a step met it, that moment. Return None before the start."""
    dated = [(str(one.get("kind")), str(one["date"])) for one in steps if one.get("date")]
    begun = [at for kind, at in dated if kind == limit.starts][-1:] if limit.unit != LAW else []
    if limit.starts == ARREST and limit.unit != LAW:
        begun = [str(detention["date_start"])] if detention.get("date_start") else []
    if not begun or date.fromordinal(_day(begun[0])).year not in YEARS:
        return None
    since, over = begun[0], str(detention.get("date_end") or "")
    met = next((at for kind, at in dated if kind in limit.until and _day(at) >= _day(since)), "")
    if limit.starts == ARREST and over and (not met or _day(over) < _day(met)):
        met = over
    return since, met


def _state(limit: Limit, since: str, met: str, now: float, what: T) -> LimitState[T]:
    zone = zones.find_by_name(limit.zone)
    due = find_due(since, limit.length, limit.unit, limit.zone)
    last = zones.instant(due, zone, last=True)
    start = parse_moment(since).start
    unsure = start is None or start.day is None or start.about or (limit.unit == "hours" and start.minute is None)
    checked = datetime.fromtimestamp(now, zone or UTC).date() <= date.fromisoformat(limit.check_by)
    at = zones.instant(met, zone) if met else int(now)  # a day without an hour: its first minute
    late = at > last
    day = _day(met) if met else datetime.fromtimestamp(now, zone).toordinal()
    running = (Running.MET_LATE if late else Running.MET) if met else (Running.OVERDUE if late else Running.RUNS)
    least = _count_full_days(limit, since, met, at)
    return LimitState(limit, running, since, due, met, day - _day(due), least, unsure, checked, what,
                      max(0, last - at) // 3600)  # fmt: skip


def _count_full_days(limit: Limit, since: str, met: str, at: int) -> int:
    """Return the full days from the last possible end of a limit to an instant, or -1 before it.

    Without an hour, the start is the end of its day. Without a zone, the time of now can be a day later.
    """
    zone = zones.find_by_name(limit.zone)
    if any(point is None or point.about for point in (parse_moment(one).start for one in (since, met) if one)):
        return -1
    last = zones.local_minute(zones.instant(since, zone, last=True), zone)
    over = at - zones.instant(find_due(last, limit.length, limit.unit, limit.zone), zone, last=True)
    over -= 0 if met or zone else 86_400
    return over // 86_400 if over > 0 else -1


def find_due(since: str, length: int, unit: str, in_zone: str = "") -> str:
    """Return the last moment of a limit from a moment on: a minute for hours, else a day."""
    if unit == "hours":
        zone = zones.find_by_name(in_zone)
        return zones.local_minute(zones.instant(since, zone) + length * 3600, zone)
    first = date.fromordinal(_day(since))
    if unit == "days":
        return date.fromordinal(first.toordinal() + length).isoformat()
    month = first.month - 1 + length
    year, month = first.year + month // 12, month % 12 + 1
    return date(year, month, min(first.day, days_in(year, month))).isoformat()


def count_hours(since: str, until: str, now: float, in_zone: str) -> int:
    """Return the full hours from an arrest up to its end, or up to `now` (seconds UTC); 0 without a known zone.

    Without an hour, the arrest counts from the end of its day: the number is the least.
    """
    zone = zones.find_by_name(in_zone)
    if zone is None or any(date.fromordinal(_day(one)).year not in YEARS for one in (since, until) if one):
        return 0
    return max(0, (zones.instant(until, zone) if until else int(now)) - zones.instant(since, zone, last=True)) // 3600


def _day(text: str) -> int:
    return parse_moment(text).sort_day
