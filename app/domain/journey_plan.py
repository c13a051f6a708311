"""Check the route of a mission, planned and actual: legs, gaps between them, sections without signal, darkness.

The rules block nothing: they report missing and impossible data, and a person decides. Minutes count from midnight of 1
January of the year 1 in local time. A time with only a day has no minute.
"""

import itertools
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from attrs import frozen

from app.domain.fields import Value
from app.domain.moment import parse_moment
from app.phrase import Phrase

DAY = 1440
"""Minutes in a day."""
BEFORE_DARK = 60
"""Minutes before dark by which a leg must arrive (domain.md, after IFRC Stay Safe)."""
Stretch = tuple[int, int]
"""The first and the last minute of a section."""


@frozen
class Leg:
    """One leg: its fields, its start and end places (ids, or their names), and its own key."""

    fields: Mapping[str, Value]
    start: str = ""
    end: str = ""
    key: str = ""

    def at(self, name: str) -> int | None:
        """Return a time of the leg in minutes."""
        return minute_of(self.fields.get(name))


@frozen
class Seam:
    """The gap between two legs: `stays` minutes (negative: overlap), and True in `jumps` if the places differ.

    `after` is the number of the next leg, counted from 0. `stays` is None if a time is unknown.
    """

    after: int
    stays: int | None
    jumps: bool


def minute_of(value: Value | None) -> int | None:
    """Return the minute of a moment, or None if the moment is absent or has no time."""
    point = parse_moment(str(value)).start if value else None
    return None if point is None or point.minute is None else point.first_day * DAY + point.minute


def in_order(legs: Iterable[Leg]) -> list[Leg]:
    """Return legs by departure; legs without any time are last, in their given order."""

    def key(leg: Leg) -> tuple[int, int]:
        text = leg.fields.get("depart_plan") or leg.fields.get("arrive_plan")
        if not text:
            return (1, 0)
        exact = minute_of(text)
        return (0, parse_moment(str(text)).first_day * DAY if exact is None else exact)

    return sorted(legs, key=key)


def seams(legs: Sequence[Leg]) -> list[Seam]:
    """Return the gap between each two consecutive legs."""
    found = []
    for number, (before, leg) in enumerate(itertools.pairwise(legs), 1):
        arrives, leaves = before.at("arrive_plan"), leg.at("depart_plan")
        stays = None if arrives is None or leaves is None else leaves - arrives
        found.append(Seam(number, stays, bool(before.end and leg.start and before.end != leg.start)))
    return found


def silences(legs: Iterable[Leg]) -> list[Stretch]:
    """Return the sections without signal, in order and without overlaps.

    A missing first or last minute is that of the leg.
    """
    found = []
    for leg in legs:
        begins, ends = leg.at("no_signal_from"), leg.at("no_signal_until")
        if not leg.fields.get("no_signal") and begins is None and ends is None:
            continue
        begins = leg.at("depart_plan") if begins is None else begins
        ends = leg.at("arrive_plan") if ends is None else ends
        if begins is not None and ends is not None and begins < ends:
            found.append((begins, ends))
    return merge_stretches(found)


def merge_stretches(stretches: Iterable[Stretch]) -> list[Stretch]:
    """Return the same minutes as separate sections in order, without overlap or contact."""
    out: list[Stretch] = []
    for begins, ends in sorted(stretches):
        if out and begins <= out[-1][1]:
            out[-1] = (out[-1][0], max(out[-1][1], ends))
        else:
            out.append((begins, ends))
    return out


def dark_at(leg: Leg) -> int | None:
    """Return the minute of darkness on the day of departure (or arrival), or None if it is unknown."""
    hour, colon, minute = str(leg.fields.get("dark_at", "")).strip().partition(":")
    known = hour.isdecimal() and minute.isdecimal() and colon and int(hour) < 24 and int(minute) < 60
    day = leg.at("depart_plan")
    day = leg.at("arrive_plan") if day is None else day
    return day // DAY * DAY + int(hour) * 60 + int(minute) if known and day is not None else None


def darkness(leg: Leg) -> str:
    """Return the warning of the rule "an hour before dark" for a planned leg; empty if the leg keeps the rule."""
    dark, arrives = dark_at(leg), leg.at("arrive_plan")
    must = bool(leg.fields.get("before_dark"))
    if dark is None or arrives is None:
        return Phrase("The leg must end before dark, but its arrival or time of darkness is missing") if must else ""
    late = arrives - (dark - BEFORE_DARK)
    if late <= 0:
        return ""
    if must:
        return Phrase("The leg must end an hour before dark, but arrives {n} minutes later", n=late)
    return Phrase("The leg ends after dark") if arrives > dark else Phrase("The leg ends less than an hour before dark")


def late_by(leg: Leg, end: str) -> int | None:
    """Return the minutes that a leg left (`depart`) or arrived (`arrive`) later than planned, or None."""
    planned, actual = leg.at(f"{end}_plan"), leg.at(f"{end}_actual")
    return None if planned is None or actual is None else actual - planned


def doubts(legs: Sequence[Leg]) -> list[tuple[int, str]]:
    """Return the impossible or unsafe legs of a route: the number of the leg, counted from 0, and the reason."""
    found = [(seam.after, Phrase("The leg begins before the previous leg ends")) for seam in seams(legs)
             if seam.stays is not None and seam.stays < 0]  # fmt: skip
    found += [(seam.after, Phrase("The leg does not begin at the end of the previous leg")) for seam in seams(legs)
              if seam.jumps]  # fmt: skip
    for number, leg in enumerate(legs):
        leaves, arrives = leg.at("depart_plan"), leg.at("arrive_plan")
        if leaves is not None and arrives is not None and arrives <= leaves:
            found.append((number, Phrase("The arrival is before the departure")))
        if said := darkness(leg):
            found.append((number, Phrase.of(said)))
    return sorted(found, key=lambda row: row[0])


def list_missing(
    mission: Mapping[str, Value], team: Sequence[str], legs: Sequence[Leg], assessments: int, plans: int
) -> list[str]:
    """Return the missing parts of a mission before approval; `team` has the function of each member."""
    found: list[str] = []
    if not mission.get("mandate"):
        found.append(Phrase("A mandate: the request, and the person who made it"))
    if not mission.get("date_start") or not mission.get("date_end"):
        found.append(Phrase("The days of departure and return"))
    if not team:
        found.append(Phrase("A team"))
    elif "leader" not in team:
        found.append(Phrase("A team leader"))
    if not legs:
        found.append(Phrase("The route: at least one leg"))
    for number, leg in enumerate(legs, 1):
        if not leg.start or not leg.end:
            found.append(Phrase("Leg {n}: the places of departure and arrival", n=number))
        if leg.at("depart_plan") is None or leg.at("arrive_plan") is None:
            found.append(Phrase("Leg {n}: the times of departure and arrival", n=number))
    if not mission.get("hazards") and not any(leg.fields.get("hazards") for leg in legs):
        found.append(Phrase("A list of the hazards"))
    if not mission.get("authorisations"):
        found.append(Phrase("Authorisations, or a note that none is needed"))
    if not assessments:
        found.append(Phrase("A risk assessment"))
    if not plans:
        found.append(Phrase("A check-in plan"))
    return found


def moment_of(minute: int) -> str:
    """Return a minute as the text of a moment."""
    day, rest = divmod(minute, DAY)
    return f"{date.fromordinal(day).isoformat()}T{rest // 60:02}:{rest % 60:02}"
