"""Where a network can act: each district that it should cover with the members who can act there. Pure.

Districts are words, compared as search compares them: letters, not spelling. A member who left, or has not come yet,
covers nothing; one that no district is said of covers none that is known, and is named apart.
"""

from collections.abc import Iterable, Mapping, Sequence

from attrs import frozen

from app.domain.fields import Value
from app.domain.fold import fold
from app.domain.moment import first_day, last_day


@frozen
class Coverage:
    """Districts with who can act there, in the order of the network; members without one; districts beyond it."""

    districts: tuple[tuple[str, tuple[bytes, ...]], ...]
    unplaced: tuple[bytes, ...]
    beyond: tuple[str, ...]

    @property
    def gaps(self) -> tuple[str, ...]:
        """The districts in which nobody can act."""
        return tuple(district for district, who in self.districts if not who)


def words(value: Value | None) -> list[str]:
    """Return the words of a field that holds several."""
    return [str(word) for word in value] if isinstance(value, list) else []


def key(word: str) -> str:
    """Return what two districts have in common that are the same."""
    return " ".join(fold(word).split())


def is_current(fields: Mapping[str, Value], today: int) -> bool:
    """Return whether something `from` a day `until` a day holds today; without one of them there is no end to it."""
    begins, ends = first_day(fields.get("date_start")), last_day(fields.get("date_end"))
    return (begins is None or begins <= today) and (ends is None or ends >= today)


def coverage(area: Sequence[str], members: Iterable[tuple[bytes, Sequence[str]]]) -> Coverage:
    """Return the coverage of districts by members, each by its id and the districts it can act in."""
    wanted: dict[str, str] = {}
    for district in area:
        wanted.setdefault(key(district), district)
    who: dict[str, list[bytes]] = {found: [] for found in wanted if found}
    beyond: dict[str, str] = {}
    unplaced = []
    for member, areas in members:
        keys = {key(district): district for district in areas if key(district)}
        if not keys:
            unplaced.append(member)
        for found, said in keys.items():
            if found not in who:
                beyond.setdefault(found, said)
            elif member not in who[found]:
                who[found].append(member)
    rows = tuple((wanted[found], tuple(acting)) for found, acting in who.items())
    return Coverage(rows, tuple(unplaced), tuple(beyond.values()))
