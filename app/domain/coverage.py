"""Find the members who cover each district of a network, each hour and each kind of place, and the gaps. Pure.

A member for a province covers each district in it. A member for a village covers its district partly. A former or a
future member covers nothing. A member without a district is listed separately.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from attrs import frozen

from app.domain.areas import WORDS, AreaTree
from app.domain.areas import key as key
from app.domain.fields import Value
from app.domain.moment import first_day, last_day
from app.domain.zones import hour
from app.phrase import Phrase

DAY, WEEK = 1440, 10080
"""Minutes in a day and in a week, which begins on Monday."""
NIGHT = (22 * 60, 6 * 60)
"""The minutes of a day at which the night begins and ends."""
CLOSED_PLACES = ("police_station", "prison", "barracks", "hospital")
"""The kinds of place that are a gap without a member who can enter them."""
_DUTY = re.compile(r"(?:([1-7])(?:\s*[-–]\s*([1-7]))?\s+)?([\d:]{1,5})\s*[-–]\s*([\d:]{1,5})")


@frozen
class Coverage:
    """Districts with their members in the order of the network, members without a district, and other districts.

    `partly` has the members for a part of a district, for each district with one.
    """

    districts: tuple[tuple[str, tuple[bytes, ...]], ...]
    unplaced: tuple[bytes, ...]
    beyond: tuple[str, ...]
    partly: Mapping[str, tuple[bytes, ...]] = MappingProxyType({})

    @property
    def gaps(self) -> tuple[str, ...]:
        """Return the districts without a member who can act everywhere in them."""
        return tuple(district for district, who in self.districts if not who)


def words(value: Value | None) -> list[str]:
    """Return the words of a field that holds several."""
    return [str(word) for word in value] if isinstance(value, list) else []


def is_current(fields: Mapping[str, Value], today: int) -> bool:
    """Return True if the period of the fields includes `today`; a missing first or last day sets no limit."""
    begins, ends = first_day(fields.get("date_start")), last_day(fields.get("date_end"))
    return (begins is None or begins <= today) and (ends is None or ends >= today)


def coverage(area: Sequence[str], members: Iterable[tuple[bytes, Sequence[str]]], tree: AreaTree = WORDS) -> Coverage:
    """Return the coverage of districts by members, each by its id and the areas it can act in."""
    wanted: dict[str, str] = {}
    for district in area:
        wanted.setdefault(tree.key(district), district)
    wanted.pop("", None)
    fully, partly = ({found: dict[bytes, None]() for found in wanted} for _ in range(2))
    beyond: dict[str, str] = {}
    unplaced = []
    for member, areas in members:
        said = [word for word in areas if tree.key(word)]
        if not said:
            unplaced.append(member)
        for word in said:
            here = [found for found, district in wanted.items() if tree.covers(word, district)]
            inside = [found for found in wanted if found in tree.keys(word) and found not in here]
            for found in (*here, *inside):
                (fully if found in here else partly)[found][member] = None
            if not here and not inside:
                beyond.setdefault(tree.key(word), word)
    rows = tuple((wanted[found], tuple(acting)) for found, acting in fully.items())
    parts = {
        wanted[found]: rest
        for found, who in partly.items()
        if (rest := tuple(one for one in who if one not in fully[found]))
    }
    return Coverage(rows, tuple(unplaced), tuple(beyond.values()), parts)


@frozen
class CoveredHours:
    """Days with equal hours (1 is Monday), one part of them in minutes, and the members on duty in it."""

    days: tuple[int, ...]
    start: int
    end: int
    who: tuple[bytes, ...]

    @property
    def is_night(self) -> bool:
        """Return True for a part of the night."""
        return self.end > NIGHT[0] or self.start < NIGHT[1]


def read_duty(text: str) -> list[tuple[int, int]]:
    """Return the hours on duty as start and end in minutes of the week, such as “1-5 18:00-06:00”; 1 is Monday.

    Without days, it is each day. An end that is not after its start is on the next day. Raises ValueError.
    """
    found = _DUTY.fullmatch(text.strip())
    if found is None:
        raise ValueError(Phrase("Write days and hours, such as 1-5 08:00-18:00. Day 1 is Monday."))
    first, last = int(found[1] or 1), int(found[2] or found[1] or 7)
    start, end = hour(found[3]), hour(found[4].replace("24:00", "0"))
    length = (end - start) % DAY or DAY
    starts = ((first - 1 + n) % 7 * DAY + start for n in range((last - first) % 7 + 1))
    return [(at, at + length) for at in starts]


def say_minute(minute: int) -> str:
    """Return a minute of the day as an hour, such as 06:30 or 24:00."""
    return f"{minute // 60:02}:{minute % 60:02}"


def find_wrong_duty(value: Value) -> Phrase | None:
    """Return the reason to refuse hours on duty, or None."""
    try:
        return next((None for text in words(value) if not read_duty(text)), None)
    except ValueError as wrong:
        return Phrase.of(str(wrong))


def cover_week(
    members: Iterable[tuple[bytes, Sequence[tuple[str, int]]]],
) -> tuple[tuple[CoveredHours, ...], tuple[bytes, ...]]:
    """Return each part of the days of a week with the members on duty, and the members without hours.

    Each member has its hours on duty, with the minutes to add for our time zone.
    """
    spans: list[tuple[bytes, int, int]] = []
    unknown = []
    for member, duties in members:
        own = [(member, start + ahead, end + ahead) for text, ahead in duties if not find_wrong_duty([text])
               for start, end in read_duty(text)]  # fmt: skip
        spans += own
        unknown += [] if own else [member]
    cuts = sorted({0, *(at % DAY for _, start, end in spans for at in (start, end))})

    def on_duty(at: int) -> tuple[bytes, ...]:
        return tuple(dict.fromkeys(who for who, start, end in spans if (at - start) % WEEK < end - start))

    alike: dict[tuple[tuple[int, int, tuple[bytes, ...]], ...], list[int]] = {}
    for day in range(7):
        parts: list[tuple[int, int, tuple[bytes, ...]]] = []
        for start, end in zip(cuts, [*cuts[1:], DAY], strict=True):
            who = on_duty(day * DAY + start)
            first = parts.pop()[0] if parts and parts[-1][2] == who else start
            parts.append((first, end, who))
        alike.setdefault(tuple(parts), []).append(day + 1)
    rows = tuple(CoveredHours(tuple(days), *part) for parts, days in alike.items() for part in parts)
    return rows, tuple(unknown)


def cover_places(members: Iterable[tuple[bytes, Sequence[str]]]) -> dict[str, tuple[bytes, ...]]:
    """Return the members who can enter each kind of place; one of CLOSED_PLACES without a member is a gap."""
    found: dict[str, tuple[bytes, ...]] = dict.fromkeys(CLOSED_PLACES, ())
    for member, kinds in members:
        for kind in dict.fromkeys(kinds):
            found[kind] = (*found.get(kind, ()), member)
    return found
