"""The time from an incident to the first action about it (domain.md C11, 10.3), for internal use."""

from collections import Counter
from collections.abc import Iterable, Mapping
from statistics import median

from app.actions.outgoing.output import OfNumbers, Output
from app.actions.outgoing.tallies import Tallies
from app.domain.fields import Value
from app.domain.moment import DatePoint, parse_moment
from app.domain.sheet import Heading, Sheet, SheetFacts, SheetProse, SheetTable
from app.phrase import Phrase

_DAY = 24 * 60
_BANDS = (
    (60, Phrase("within an hour")), (_DAY, Phrase("within a day")), (3 * _DAY, Phrase("within three days")),
    (7 * _DAY, Phrase("within a week")),
)  # fmt: skip
_LATER, _UNKNOWN = Phrase("later than a week"), Phrase("the day is not known")
_NOTHING = Phrase("nothing was done yet")
_ROWS = (*(name for _, name in _BANDS), _LATER, _UNKNOWN, _NOTHING)
_NOT_DONE = ("planned", "not_possible")
"""States of an intervention that was not begun."""


def _was_urgent(fields: Mapping[str, Value]) -> bool:
    """Return True if a person was in danger, also one whose danger is over."""
    return fields.get("danger") == "now" or "danger_until" in fields


def table(tallies: Tallies) -> Sheet:
    """Return the numbers of incidents by time to the first action, and the median of those known to the minute."""
    done = _done(tallies)
    counts: Counter[tuple[str, bool]] = Counter()
    exact: list[int] = []
    for row in tallies.held("event"):
        begun, acted = str(row.record.fields.get("date_start", "")), done.get(row.record.id)
        band, minutes = _waited(begun, acted) if acted is not None else (_NOTHING, None)
        counts[band, _was_urgent(row.record.fields)] += 1
        exact += [minutes] if minutes is not None else []
    rows = [(band, counts[band, True], counts[band, False]) for band in _ROWS]
    rows.append((Phrase("in all"), sum(row[1] for row in rows), sum(row[2] for row in rows)))
    header = (Phrase("From the incident to the first action"), Phrase("urgent ones"), Phrase("other ones"),
              Phrase("in all"))  # fmt: skip
    blocks = (
        SheetFacts(
            (
                (
                    Phrase("Median in minutes, of those known to the minute"),
                    str(round(median(exact))) if exact else "-",
                ),
                (Phrase("Known to the minute"), str(len(exact))),
            )
        ),
        SheetTable(header, tuple((name, str(urgent), str(other), str(urgent + other)) for name, urgent, other in rows)),
        Heading(Phrase("Counting method")),
        SheetProse(
            Phrase(
                "The first action is the earliest action taken about an incident, or its instant action. Plans "
                "and rehearsals do not count. If no time is known, the same day counts as “within a day”. Days "
                "are calendar days."
            )
        ),
    )
    return Sheet(Phrase("Time to the first action"), "", blocks, tallies.mark, "table")


def _done(tallies: Tallies) -> Mapping[bytes, list[str]]:
    """Return the dates of actions about each incident, direct or through an instant action."""
    of_appeal = {row.record.id: [event.id for event in row.linked["event"]] for row in tallies.held("appeal", "event")}
    found: dict[bytes, list[str]] = {}
    for row in tallies.held("intervention", "about"):
        fields = row.record.fields
        if not fields.get("kind") or fields.get("status") in _NOT_DONE:
            continue
        for about in row.linked["about"]:
            for event in of_appeal.get(about.id, [about.id]):
                found.setdefault(event, []).append(str(fields.get("date", "")))
    return found


def _waited(begun: str, dates: Iterable[str]) -> tuple[str, int | None]:
    """Return the row of the table, and the minutes if both times are known to the minute."""
    start, points = _day(begun), [point for date in dates if (point := _day(date)) is not None]
    if start is None or not points:
        return _UNKNOWN, None
    first = min(points, key=lambda point: (point.first_day, point.minute or 0))
    days = max(0, first.first_day - start.first_day)
    if start.minute is None or first.minute is None:
        return (_BANDS[1][1] if not days else _band(days * _DAY)), None
    minutes = max(0, (first.first_day - start.first_day) * _DAY + first.minute - start.minute)
    return _band(minutes), minutes


def _day(text: str) -> DatePoint | None:
    """Return the begin of a moment, if its day is known."""
    point = parse_moment(text).start if text else None
    return point if point is not None and point.month is not None and point.day is not None else None


def _band(minutes: int) -> str:
    return next((name for most, name in _BANDS if minutes <= most), _LATER)


OUTPUTS = (
    Output("first-action", Phrase("Time to the first action"),
           Phrase("Time from each incident to the first action."), OfNumbers(table),
           profiles=("internal",)),
)  # fmt: skip
