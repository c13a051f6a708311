"""Find the members who cover each district of a network, and the gaps. Pure.

Districts are compared as the search compares words: letters, not spelling. A former or a future member covers nothing.
A member without a district is listed separately.
"""

from collections.abc import Iterable, Mapping, Sequence

from attrs import frozen

from app.domain.fields import Value
from app.domain.moment import first_day, last_day
from app.domain.search_normalisation import fold


@frozen
class Coverage:
    """Districts with their members in the order of the network, members without a district, and other districts."""

    districts: tuple[tuple[str, tuple[bytes, ...]], ...]
    unplaced: tuple[bytes, ...]
    beyond: tuple[str, ...]

    @property
    def gaps(self) -> tuple[str, ...]:
        """Return the districts without a member who can act there."""
        return tuple(district for district, who in self.districts if not who)


def words(value: Value | None) -> list[str]:
    """Return the words of a field that holds several."""
    return [str(word) for word in value] if isinstance(value, list) else []


def key(word: str) -> str:
    """Return the form that two spellings of one district have in common."""
    return " ".join(fold(word).split())


def is_current(fields: Mapping[str, Value], today: int) -> bool:
    """Return True if the period of the fields includes `today`; a missing first or last day sets no limit."""
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
