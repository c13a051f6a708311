"""Count displaced people and households, each once. Pure (casework.md 4.4).

Incidents with the same area and context within 30 days can be about the same people. Then the lowest number is that of
the largest incident. The highest number is the sum. An unknown day, area or context can be the same.
"""

from collections.abc import Iterable, Sequence

from attrs import frozen

from app.domain.acts.people_groups import add_ranges
from app.domain.disclosure import NONE, Range

APART = 30
"""Days between two incidents whose people are others."""


@frozen
class Displacement:
    """An incident that displaced people: its days as ordinals, its area of origin, and its contexts.

    `people` and `households` are two numbers of the same people: nothing adds them.
    """

    id: bytes
    days: tuple[int, int]
    origin: str
    goals: tuple[str, ...] = ("",)
    contexts: frozenset[bytes] = frozenset()
    people: Range = NONE
    households: Range = NONE

    def number(self, unit: str) -> Range:
        """Return the number of `people` or `households`."""
        return self.people if unit == "people" else self.households

    def can_be_same(self, other: "Displacement") -> bool:
        """Return True if two incidents can be about the same people."""
        near = self.days[0] - other.days[1] <= APART and other.days[0] - self.days[1] <= APART
        place = self.origin == other.origin or not (self.origin and other.origin)
        context = bool(self.contexts & other.contexts) or not (self.contexts and other.contexts)
        return near and place and context


def group_same(found: Iterable[Displacement]) -> list[list[Displacement]]:
    """Return incidents in groups: those of two groups are about other people."""
    groups: list[list[Displacement]] = []
    for one in {row.id: row for row in found}.values():
        mine = [group for group in groups if any(one.can_be_same(other) for other in group)]
        groups = [group for group in groups if group not in mine] + [[one, *(row for group in mine for row in group)]]
    return groups


def count_displaced(found: Iterable[Displacement], unit: str) -> Range:
    """Return the number of people or households of some incidents."""
    told = [one for one in found if one.number(unit) != NONE]
    return add_ranges(_count_same([one.number(unit) for one in group]) for group in group_same(told))


def _count_same(numbers: Sequence[Range]) -> Range:
    most = [high for _, high in numbers]
    return max(low for low, _ in numbers), None if None in most else sum(high or 0 for high in most)
