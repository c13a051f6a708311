"""The way of a mission as it is planned and as it was: legs in order, seams between them, silence, and the dark.

Nothing here blocks anything: what is missing and what cannot be is said, and a person decides. Minutes count from
midnight of 1 January of the year 1, in the time of the place; a time of which only the day is known has none.
"""

import itertools
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from attrs import frozen

from app.domain.fields import Value
from app.domain.moment import parse_moment
from app.phrase import Phrase

DAY = 1440
"""Minutes of a day."""
BEFORE_DARK = 60
"""Minutes before dark at which a leg has arrived (domain.md, after IFRC Stay Safe)."""
Stretch = tuple[int, int]
"""From one minute to another."""


@frozen
class Leg:
    """One leg: its fields, the places where it begins and ends (ids, or how they are called), and its own key."""

    fields: Mapping[str, Value]
    start: str = ""
    end: str = ""
    key: str = ""

    def at(self, name: str) -> int | None:
        """Return a time of it in minutes."""
        return minute_of(self.fields.get(name))


@frozen
class Seam:
    """What lies between two legs: `stays` minutes (negative: they overlap), and whether the way jumps there.

    `after` is the number of the leg that comes next, counted from 0; `stays` is None where a time is not known.
    """

    after: int
    stays: int | None
    jumps: bool


def minute_of(value: Value | None) -> int | None:
    """Return the minute a moment means, or None where it is absent or known to the day only."""
    point = parse_moment(str(value)).start if value else None
    return None if point is None or point.minute is None else point.first_day * DAY + point.minute


def in_order(legs: Iterable[Leg]) -> list[Leg]:
    """Return legs by when they leave; one without any time stands last, in the order it came in."""

    def key(leg: Leg) -> tuple[int, int]:
        text = leg.fields.get("depart_plan") or leg.fields.get("arrive_plan")
        if not text:
            return (1, 0)
        exact = minute_of(text)
        return (0, parse_moment(str(text)).first_day * DAY if exact is None else exact)

    return sorted(legs, key=key)


def seams(legs: Sequence[Leg]) -> list[Seam]:
    """Return what lies between each two legs that follow each other."""
    found = []
    for number, (before, leg) in enumerate(itertools.pairwise(legs), 1):
        arrives, leaves = before.at("arrive_plan"), leg.at("depart_plan")
        stays = None if arrives is None or leaves is None else leaves - arrives
        found.append(Seam(number, stays, bool(before.end and leg.start and before.end != leg.start)))
    return found


def silences(legs: Iterable[Leg]) -> list[Stretch]:
    """Return when nobody can call, in order and without overlaps; a leg that does not say when is silent as a whole."""
    found = []
    for leg in legs:
        begins, ends = leg.at("no_signal_from"), leg.at("no_signal_until")
        if not leg.fields.get("no_signal") and begins is None and ends is None:
            continue
        begins = leg.at("depart_plan") if begins is None else begins
        ends = leg.at("arrive_plan") if ends is None else ends
        if begins is not None and ends is not None and begins < ends:
            found.append((begins, ends))
    return merged(found)


def merged(stretches: Iterable[Stretch]) -> list[Stretch]:
    """Return the same minutes as stretches that neither touch nor overlap, in order."""
    out: list[Stretch] = []
    for begins, ends in sorted(stretches):
        if out and begins <= out[-1][1]:
            out[-1] = (out[-1][0], max(out[-1][1], ends))
        else:
            out.append((begins, ends))
    return out


def dark_at(leg: Leg) -> int | None:
    """Return the minute at which it is dark on the day it leaves (or arrives), or None where that is not known."""
    hour, colon, minute = str(leg.fields.get("dark_at", "")).strip().partition(":")
    known = hour.isdecimal() and minute.isdecimal() and colon and int(hour) < 24 and int(minute) < 60
    day = leg.at("depart_plan")
    day = leg.at("arrive_plan") if day is None else day
    return day // DAY * DAY + int(hour) * 60 + int(minute) if known and day is not None else None


def darkness(leg: Leg) -> str:
    """Return in words what the rule "an hour before dark" says of a leg as it is planned; empty where all is well."""
    dark, arrives = dark_at(leg), leg.at("arrive_plan")
    must = bool(leg.fields.get("before_dark"))
    if dark is None or arrives is None:
        return Phrase("It must end before dark, and it does not say when it arrives or when it is dark") if must else ""
    late = arrives - (dark - BEFORE_DARK)
    if late <= 0:
        return ""
    if must:
        return Phrase("It must end an hour before dark, and arrives {n} minutes after that", n=late)
    return (
        Phrase("It is on the road in the dark") if arrives > dark else Phrase("It arrives within an hour of the dark")
    )


def late_by(leg: Leg, end: str) -> int | None:
    """Return by how many minutes it left (`depart`) or arrived (`arrive`) later than planned, or None."""
    planned, actual = leg.at(f"{end}_plan"), leg.at(f"{end}_actual")
    return None if planned is None or actual is None else actual - planned


def doubts(legs: Sequence[Leg]) -> list[tuple[int, str]]:
    """Return what of a way cannot be, or should not: the number of the leg, counted from 0, and why in words."""
    found = [(seam.after, Phrase("It leaves before the one before it arrives")) for seam in seams(legs)
             if seam.stays is not None and seam.stays < 0]  # fmt: skip
    found += [(seam.after, Phrase("It begins elsewhere than the one before it ends")) for seam in seams(legs)
              if seam.jumps]  # fmt: skip
    for number, leg in enumerate(legs):
        leaves, arrives = leg.at("depart_plan"), leg.at("arrive_plan")
        if leaves is not None and arrives is not None and arrives <= leaves:
            found.append((number, Phrase("It arrives before it leaves")))
        if said := darkness(leg):
            found.append((number, Phrase.of(said)))
    return sorted(found, key=lambda row: row[0])


def missing(
    mission: Mapping[str, Value], team: Sequence[str], legs: Sequence[Leg], assessments: int, plans: int
) -> list[str]:
    """Return what a mission lacks before it may be approved; `team` is the function of each who takes part."""
    found: list[str] = []
    if not mission.get("mandate"):
        found.append(Phrase("A mandate: who asked for what"))
    if not mission.get("date_start") or not mission.get("date_end"):
        found.append(Phrase("The days on which it leaves and is back"))
    if not team:
        found.append(Phrase("A team"))
    elif "leader" not in team:
        found.append(Phrase("Somebody who leads the team"))
    if not legs:
        found.append(Phrase("The way: at least one leg"))
    for number, leg in enumerate(legs, 1):
        if not leg.start or not leg.end:
            found.append(Phrase("Leg {n}: from where, and to where", n=number))
        if leg.at("depart_plan") is None or leg.at("arrive_plan") is None:
            found.append(Phrase("Leg {n}: the hours at which it leaves and arrives", n=number))
    if not mission.get("hazards") and not any(leg.fields.get("hazards") for leg in legs):
        found.append(Phrase("The hazards, thought of and written down"))
    if not mission.get("authorisations"):
        found.append(Phrase("Authorisations, or that none is asked for"))
    if not assessments:
        found.append(Phrase("A risk assessment"))
    if not plans:
        found.append(Phrase("A check-in plan"))
    return found


def moment_of(minute: int) -> str:
    """Return a minute as the text of a moment."""
    day, rest = divmod(minute, DAY)
    return f"{date.fromordinal(day).isoformat()}T{rest // 60:02}:{rest % 60:02}"
