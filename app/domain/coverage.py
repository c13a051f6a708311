"""Find the members who cover each district of a network, and the gaps. Pure.

A member for a province covers each district in it. A member for a village covers its district partly. A former or a
future member covers nothing. A member without a district is listed separately.
"""

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from attrs import frozen

from app.domain.areas import WORDS, AreaTree
from app.domain.areas import key as key
from app.domain.fields import Value
from app.domain.moment import first_day, last_day


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
