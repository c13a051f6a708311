"""Find patterns of small security incidents: three of one kind in four weeks. Pure.

The rule that people see: three or more incidents with the same person, organisation, place or kind of threat, all
within 28 days. Incidents that were assessed as unrelated to the work are left out.
"""

from collections.abc import Iterable

from attrs import frozen

ENOUGH, DAYS = 3, 28
"""Number of incidents in a pattern, and days that contain them (both ends counted)."""
NOTHING = "nothing"


@frozen
class Incident:
    """One security incident: its id (16 bytes), its day (an ordinal), and its shared properties.

    `keys` are pairs of a property (`about`, `felt_by`, `place`, `threat_kind`) and its value. `assessed` is the code
    that a person chose; it is empty or `unclear` without an assessment.
    """

    id: bytes
    day: int
    keys: frozenset[tuple[str, str]]
    assessed: str = ""

    @property
    def looked_at(self) -> bool:
        """Return True if a person has assessed the incident."""
        return self.assessed not in ("", "unclear")


@frozen
class Pattern:
    """Incidents that share one property, oldest first; each is within 28 days together with two others."""

    what: str
    which: str
    incidents: tuple[Incident, ...]

    @property
    def waits(self) -> bool:
        """Return True if an incident in the pattern still needs an assessment."""
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
    """Yield runs of incidents in which each incident is in a window of `DAYS` days with `ENOUGH` incidents."""
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
