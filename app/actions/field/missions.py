"""Show a mission with its route, gaps and findings; approve it, and record departures and arrivals."""

from attrs import frozen

from app.actions.kernel import clock, records
from app.actions.kernel.change_set import Changed
from app.actions.kernel.record_context import Inside
from app.actions.kernel.records import record_of
from app.actions.records import interviews
from app.actions.records.interviews import Interview
from app.domain import journey_plan
from app.domain.journey_plan import Leg, Stretch
from app.domain.record import Record
from app.errors import InputRefused
from app.phrase import Phrase
from app.store.records import record_rows as store
from app.store.vault.open_vault import Vault


@frozen
class FindingStatus:
    """A finding with its numbers of evidence items and sources; it needs one of each."""

    record: Record
    evidence: int
    sources: int

    @property
    def founded(self) -> bool:
        """Return True if the finding has evidence and a source."""
        return bool(self.evidence and self.sources)


@frozen
class MissionStatus:
    """The state of a mission. `legs` are in order, each with its values; `doubts` refer to a leg by number."""

    mission: Record
    legs: tuple[tuple[Record, Leg], ...]
    silences: tuple[Stretch, ...]
    doubts: tuple[tuple[int, str], ...]
    missing: tuple[str, ...]
    team: tuple[Record, ...]
    meetings: tuple[Record, ...]
    findings: tuple[FindingStatus, ...]
    undertakings: tuple[Record, ...]
    interviews: tuple[Interview, ...]


def read_status(vault: Vault, handle: str, language: str = "en") -> MissionStatus:
    """Return the state of a mission. Raises InputRefused if the record is not a mission."""
    mission = record_of(vault, handle)
    if mission.kind != "mission":
        raise InputRefused(Phrase("{title} is not a mission.", title=mission.title))
    parts: dict[str, list[Record]] = {}
    for role, part in records.show(vault, handle).parts:
        if role in ("mission", "of", "about") and not part.removed:
            parts.setdefault(part.kind, []).append(part)
    found = {}
    for record in parts.get("leg", ()):
        start, end = (_end(vault, record, role, language) for role in ("from", "to"))
        leg = Leg(record.fields, start, end, record.ref)
        found[record.ref] = (record, leg)
    legs = tuple(found[leg.key] for leg in journey_plan.in_order(leg for _, leg in found.values()))
    way = [leg for _, leg in legs]
    functions = [str(one.fields.get("kind", "")) for one in parts.get("participant", ())]
    missing = journey_plan.list_missing(mission.fields, functions, way, len(parts.get("risk_assessment", ())),
                                   len(parts.get("checkin_plan", ())))  # fmt: skip
    return MissionStatus(
        mission, legs, tuple(journey_plan.silences(way)), tuple(journey_plan.doubts(way)), tuple(missing),
        tuple(parts.get("participant", ())), _dated(parts, "meeting", "date"),
        tuple(_found(vault, one) for one in parts.get("finding", ())), _dated(parts, "undertaking", "due"),
        tuple(interviews.of_mission(Inside(vault), mission, vault.words, language)),
    )  # fmt: skip


def _end(vault: Vault, leg: Record, role: str, language: str) -> str:
    """Return the name of the place at one end of a leg."""
    ids = [link.target for link in store.links_of(vault.con, leg.id) if link.role == role and not link.removed]
    places = (store.load(vault.con, id_) for id_ in ids)
    return ", ".join(records.title(vault, place, language) for place in places if place is not None)


def _dated(parts: dict[str, list[Record]], kind: str, field: str) -> tuple[Record, ...]:
    return tuple(sorted(parts.get(kind, ()), key=lambda one: (str(one.fields.get(field, "9999")), one.ref)))


def _found(vault: Vault, finding: Record) -> FindingStatus:
    page = records.show(vault, finding.id.hex())
    evidence = {other.id for role, other in page.links if role == "evidence" and not other.removed}
    named = {other.id for role, other in page.links if role == "source" and not other.removed}
    told = {part.id for _, part in page.parts if part.kind == "information" and not part.removed}
    return FindingStatus(finding, len(evidence), len(named | told))


def approve(vault: Vault, handle: str) -> tuple[tuple[str, ...], Changed]:
    """Approve a mission, also if it is incomplete; return its gaps."""
    seen = read_status(vault, handle)
    return seen.missing, records.edit(vault, handle, {"status": "approved"})[1]


def note_time(vault: Vault, leg: str, end: str, at: str = "") -> tuple[Record, Changed]:
    """Record the departure (`depart`) or arrival (`arrive`) of a leg, at a local time or now."""
    field = f"{end}_actual"
    if field not in ("depart_actual", "arrive_actual"):
        raise InputRefused(Phrase("{end} is not an end of a leg: say depart or arrive.", end=end))
    return records.edit(vault, leg, {field: at or clock.local_minute(vault)})
