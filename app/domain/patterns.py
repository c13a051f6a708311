"""When small security incidents are more than chance: three of one kind in four weeks. Pure.

The rule, as it is said to people: three or more incidents with the same person, organisation, place or kind of threat,
all within 28 days. What was assessed as nothing to do with the work is left out.
"""

from collections.abc import Iterable

from attrs import frozen

ENOUGH, DAYS = 3, 28
"""How many incidents, within how many days (both ends counted)."""
NOTHING = "nothing"


@frozen
class Incident:
    """One security incident: its id (16 bytes), its day (an ordinal), and what it shares with others.

    `keys` are pairs of what it is (`about`, `felt_by`, `place`, `threat_kind`) and which. `assessed` is the code a
    person chose; empty or `unclear` where nobody has looked at it.
    """

    id: bytes
    day: int
    keys: frozenset[tuple[str, str]]
    assessed: str = ""

    @property
    def looked_at(self) -> bool:
        """Whether somebody has said what it was."""
        return self.assessed not in ("", "unclear")


@frozen
class Pattern:
    """Incidents that share one thing, the oldest first, of which any that is in it is within 28 days of two others."""

    what: str
    which: str
    incidents: tuple[Incident, ...]

    @property
    def waits(self) -> bool:
        """Whether somebody still has to look at it: an incident in it was not assessed."""
        return not all(row.looked_at for row in self.incidents)


def patterns(incidents: Iterable[Incident]) -> list[Pattern]:
    """Return every pattern, the one with the newest incident first."""
    by_key: dict[tuple[str, str], list[Incident]] = {}
    for row in incidents:
        for key in row.keys if row.assessed != NOTHING else ():
            by_key.setdefault(key, []).append(row)
    found = []
    for (what, which), rows in by_key.items():
        found += [Pattern(what, which, run) for run in _runs(sorted(rows, key=lambda row: (row.day, row.id)))]
    return sorted(found, key=lambda one: (-one.incidents[-1].day, -len(one.incidents), one.what, one.which))


def _runs(rows: list[Incident]) -> Iterable[tuple[Incident, ...]]:
    """Give the stretches of a row of incidents in which each stands in some window of `DAYS` with `ENOUGH` in it."""
    inside: list[int] = []
    for at in range(len(rows) - ENOUGH + 1):
        if rows[at + ENOUGH - 1].day - rows[at].day < DAYS:
            window = range(at, at + ENOUGH)
            if inside and window[0] > inside[-1]:
                yield tuple(rows[n] for n in inside)
                inside = []
            inside += [n for n in window if n not in inside]
    if inside:
        yield tuple(rows[n] for n in inside)
