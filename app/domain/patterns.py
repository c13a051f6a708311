"""Find patterns of small security incidents: three of one kind in 30 days. Pure.

The rule that people see: three or more incidents with the same person, organisation, place or kind of threat, all
within 30 days; also those in one area with the same kind of threat or of perpetrator. An area alone is no pattern.
Incidents that were assessed as unrelated to the work are left out.
"""

from collections.abc import Iterable, Sequence

from attrs import frozen

from app.domain.areas import LEVELS, Area
from app.phrase import Phrase

ENOUGH, DAYS, LEVEL = 3, 30, "admin2"
"""Number of incidents in a pattern, days that contain them (both ends counted), and the level of areas by default."""
THREAT, TYPE = "threat_kind", "actor_type"
"""The properties that make a pattern in an area; the second one only there."""
RULE = Phrase(
    "{n} or more security incidents within {days} days with the same person, organisation, place or threat. "
    "In one area, the same kind of perpetrator is enough. Incidents unrelated to the work do not count.",
    n=ENOUGH, days=DAYS,
)  # fmt: skip
"""The rule for a pattern, as people read it."""
NOTHING = "nothing"


@frozen
class Incident:
    """One security incident: its id (16 bytes), its day (an ordinal), and its shared properties.

    `keys` are pairs of a property (`about`, `felt_by`, `place`, `threat_kind`, `actor_type`) and its value. `assessed`
    is the code that a person chose; it is empty or `unclear` without an assessment. `path` is its area and those
    around it, each wider than the one before.
    """

    id: bytes
    day: int
    keys: frozenset[tuple[str, str]]
    assessed: str = ""
    path: Sequence[Area] = ()

    @property
    def looked_at(self) -> bool:
        """Return True if a person has assessed the incident."""
        return self.assessed not in ("", "unclear")


@frozen
class Pattern:
    """Incidents that share one property, oldest first; each is within 30 days together with two others.

    `area` is their area, if they also share that; it is wider than the asked level if the finer one is not known.
    """

    what: str
    which: str
    incidents: tuple[Incident, ...]
    area: Area | None = None

    @property
    def waits(self) -> bool:
        """Return True if an incident in the pattern still needs an assessment."""
        return not all(row.looked_at for row in self.incidents)

    @property
    def area_id(self) -> str:
        """Return the id of the area, or nothing."""
        return self.area.id if self.area else ""


def find_area(path: Sequence[Area], level: str) -> Area | None:
    """Return the one area that counts an incident at a level: of this level or, if that is not known, the next wider.

    So an incident never counts twice.
    """
    return next((area for area in path if area.height <= LEVELS.index(level)), None)


def describe_pattern(shared: str, area: str, unknown: str) -> str:
    """Return the shared property of incidents with their area; `unknown` is the level that is not known."""
    if unknown:
        return Phrase("{shared}, in {area} ({level} not known)", shared=shared, area=area, level=unknown)
    return Phrase("{shared}, in {area}", shared=shared, area=area) if area else shared


def patterns(incidents: Iterable[Incident], level: str = LEVEL) -> list[Pattern]:
    """Return every pattern, the one with the newest incident first.

    The same incidents with the same threat are one pattern, with their area.
    """
    by_key: dict[tuple[str, str, Area | None], list[Incident]] = {}
    for row in incidents:
        at = find_area(row.path, level)
        for what, which in row.keys if row.assessed != NOTHING else ():
            for area in (at,) * (at is not None and what in (THREAT, TYPE)) + (None,) * (what != TYPE):
                by_key.setdefault((what, which, area), []).append(row)
    found = []
    for (what, which, area), rows in by_key.items():
        runs = _runs(sorted(rows, key=lambda row: (row.day, row.id)))
        found += [Pattern(what, which, run, area) for run in runs]
    near = {(one.what, one.which, one.incidents) for one in found if one.area}
    told = [one for one in found if one.area or (one.what, one.which, one.incidents) not in near]
    return sorted(told, key=lambda one: (-one.incidents[-1].day, -len(one.incidents), one.what, one.which, one.area_id))


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
