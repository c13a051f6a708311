"""Papers that travel with a mission: the one-page sheet, its route for a map, and its appointments.

They contain no code word and no home. Titles of appointments are short codes, because anyone near the screen can see
a calendar.
"""

from collections.abc import Sequence
from datetime import tzinfo

from app.actions.outgoing.outgoing_data import OutgoingData, join_phrases
from app.actions.outgoing.output import Output
from app.actions.paper_parts import passages
from app.actions.papers import journeys
from app.domain import journey_plan, overdue, zones
from app.domain.journey_plan import Leg
from app.domain.record import Record
from app.domain.sheet import Block, Heading, Items, Sheet, SheetFacts, filled_table
from app.exchange import icalendar, route
from app.exchange.icalendar import CalendarItem
from app.phrase import Phrase

REMIND = 60
"""Minutes before an appointment or a day for the reminder of a calendar."""


def way(leaving: OutgoingData, mission: Record) -> list[tuple[Record, Leg]]:
    """Return the legs of a mission in order, each with its times and its two places."""
    records = {record.ref: record for record in leaving.parts(mission, "leg")}
    legs = []
    for record in records.values():
        start, end = (leaving.titles(leaving.linked(record, end)) for end in ("from", "to"))
        legs.append(Leg(record.fields, start, end, record.ref))
    return [(records[leg.key], leg) for leg in journey_plan.in_order(legs)]


def movement_sheet(leaving: OutgoingData) -> Sheet:
    """Return the one page of a mission for travellers: team, vehicles, route, and check-in times."""
    mission = leaving.roots[0]
    blocks = [*on_the_way(leaving, mission), *_calls(leaving, mission)]
    return Sheet(leaving.title(mission), leaving.code(mission), tuple(blocks), leaving.mark, "sheet")


def on_the_way(leaving: OutgoingData, mission: Record) -> list[Block]:
    """Return the team, the route with hazards and sections without signal, and the authorisations."""
    found = way(leaving, mission)
    blocks: list[Block] = [SheetFacts(leaving.facts(mission, "kind", "date_start", "date_end", "area", "vehicles"))]
    team = [
        (leaving.titles(leaving.linked(one, "who")), leaving.said(one, "kind"), leaving.said(one, "tasks"))
        for one in leaving.parts(mission, "participant")
    ]
    blocks += filled_table(Phrase("Team"), (Phrase("Participant"), Phrase("Role"), Phrase("Tasks")), team)
    header = (Phrase("Planned departure"), Phrase("From"), Phrase("To"), Phrase("Planned arrival"), Phrase("Means"),
              Phrase("Vehicle"), Phrase("Important information"))  # fmt: skip
    blocks += filled_table(Phrase("The way"), header, [_row(leaving, record, leg) for record, leg in found])
    silent = journey_plan.silences(leg for _, leg in found)
    if silent:
        when = tuple(
            Phrase("{start} to {end}", start=leaving.when(journey_plan.moment_of(a)),
                   end=leaving.when(journey_plan.moment_of(b)))
            for a, b in silent
        )  # fmt: skip
        blocks += [Heading(Phrase("No signal")), Items(when)]
    where: dict[str, list[str]] = {}
    for n, (record, _) in enumerate(found, 1):
        where.setdefault(leaving.said(record, "hazards"), []).append(str(n))
    hazards = [leaving.said(mission, "hazards"), *(f"{', '.join(n)}. {said}" for said, n in where.items() if said)]
    blocks += passages.section(Phrase("Hazards of the area"), "\n".join(filter(None, hazards)))
    return [*blocks, *passages.section(Phrase("Authorisations"), leaving.said(mission, "authorisations"))]


def _calls(leaving: OutgoingData, mission: Record) -> list[Block]:
    """Return the times, channel and grace period of check-ins for each plan, without any code word."""
    blocks: list[Block] = []
    for plan in leaving.parts(mission, "checkin_plan"):
        rows = (*leaving.facts(plan, "channel", "grace_minutes", "time_zone"), *journeys.hours(leaving, plan))
        blocks += (
            [Heading(Phrase("When to call: {party}", party=leaving.title(plan))), SheetFacts(rows)] if rows else []
        )
    return blocks


def _row(leaving: OutgoingData, record: Record, leg: Leg) -> tuple[str, ...]:
    stops, reached = leaving.said(record, "stops"), leaving.linked(record, "contact")
    care = [Phrase("stops: {stops}", stops=stops)] if stops else []
    care += [Phrase("there: {who}", who=leaving.said(one, "role") or one.ref) for one in reached]
    care += [Phrase("stretch without signal")] if record.fields.get("no_signal") else []
    dark, must = leaving.said(record, "dark_at"), record.fields.get("before_dark")
    if must and (known := journey_plan.dark_at(leg)) is not None:
        by = journey_plan.moment_of(known - journey_plan.BEFORE_DARK).partition("T")[2]
        care.append(Phrase("arrive by {hour}, before dark", hour=by))
    else:
        care += [Phrase("to end before dark")] if must else []
        care += [Phrase("dark at {hour}", hour=dark)] if dark else []
    return (
        leaving.said(record, "depart_plan"), leg.start, leg.end, _arrives(leaving, record, leg),
        leaving.said(record, "mode"), leaving.said(record, "vehicle"), join_phrases(care),
    )  # fmt: skip


def _arrives(leaving: OutgoingData, record: Record, leg: Leg) -> str:
    """Return the arrival of a leg: only the hour if it arrives on the day of departure, to save room."""
    leaves, arrives = leg.at("depart_plan"), leg.at("arrive_plan")
    if leaves is None or arrives is None or leaves // journey_plan.DAY != arrives // journey_plan.DAY:
        return leaving.said(record, "arrive_plan")
    return journey_plan.moment_of(arrives).partition("T")[2]


# For maps and calendars.


def _points(leaving: OutgoingData) -> list[route.Waypoint]:
    """Return the places of the route as rounded points, without homes."""
    places: list[Record] = []
    for record, _ in way(leaving, leaving.roots[0]):
        for end in ("from", "to"):
            places += [place for place in leaving.linked(record, end) if place not in places[-1:]]
    shown = [place for place in places if place.fields.get("kind") not in ("home", "private")]
    points = [
        route.round_waypoint(leaving.title(place), place.fields.get("latitude"), place.fields.get("longitude"),
                      _precision(leaving, place))
        for place in shown
    ]  # fmt: skip
    return [point for point in points if point is not None]


def _precision(leaving: OutgoingData, place: Record) -> str:
    """Return the precision of a place; for the place of an incident at most its district: people can live there."""
    said = str(place.fields.get("precision", "hidden"))
    return "district" if said in ("exact", "village") and leaving.number(place, "event") else said


def kml(leaving: OutgoingData) -> str:
    """Return the route as KML."""
    return route.write_kml(leaving.code(leaving.roots[0]), _points(leaving))


def gpx(leaving: OutgoingData) -> str:
    """Return the route as GPX."""
    return route.write_gpx(leaving.code(leaving.roots[0]), _points(leaving))


def calendar(leaving: OutgoingData) -> str:
    """Return the legs, meetings and follow-ups as a calendar, with short codes as titles."""
    known = (_zone(leaving.said(plan, "time_zone")) for plan in leaving.of_kind("checkin_plan"))
    entries = [*_appointments(leaving), *_tasks(leaving)]
    return icalendar.write_calendar(entries, leaving.now, next(filter(None, known), None))


def _zone(name: str) -> tzinfo | None:
    try:
        return zones.find_by_name(name)
    except ValueError:  # a typing error: then the local times of the place, without a zone
        return None


def _appointments(leaving: OutgoingData) -> Sequence[CalendarItem]:
    legs = [record for record in leaving.of_kind("leg") if record.fields.get("depart_plan")]
    new = [record for record in leaving.of_kind("programme") if record.fields.get("date_start")]
    met = [record for record in leaving.of_kind("meeting") if record.fields.get("date")]
    return [
        *(CalendarItem(record.id.hex(), record.ref, str(record.fields["depart_plan"]),
                str(record.fields.get("arrive_plan", "")), alarm=REMIND) for record in legs),
        *(CalendarItem(record.id.hex(), record.ref, str(record.fields["date"]), alarm=REMIND) for record in met),
        *(CalendarItem(record.id.hex(), record.ref, str(record.fields["date_start"]), alarm=REMIND) for record in new),
    ]  # fmt: skip


def _tasks(leaving: OutgoingData) -> Sequence[CalendarItem]:
    found = []
    followed = overdue.list_followed(leaving.kinds)
    plans = [("programme", due) for due in leaving.kinds["programme"].due]
    for kind, due in (*followed.items(), *plans):
        for record in leaving.of_kind(kind):
            if day := record.fields.get(due.field):
                found.append(CalendarItem(f"{record.id.hex()}-{due.field}", record.ref, str(day), task=True,
                                   done=due.is_over(leaving.outline(record)), alarm=REMIND))  # fmt: skip
    return found


OUTPUTS = (
    Output("movement-sheet", Phrase("Movement sheet"),
           Phrase("One page for those who travel, without any code word."),
           movement_sheet, ("mission",), profiles=("internal", "network")),
    Output("route-kml", Phrase("Route for a map (KML)"),
           Phrase("Places of the route, each with its own precision. Homes are never included."),
           kml, ("mission",), ("kml",), ("internal",)),
    Output("route-gpx", Phrase("Route for a device (GPX)"),
           Phrase("Places of the route, each with its own precision. Homes are never included."),
           gpx, ("mission",), ("gpx",), ("internal",)),
    Output("calendar", Phrase("Dates for a calendar"),
           Phrase("Legs, meetings and due tasks, with short codes that mean nothing to strangers."),
           calendar, ("mission", "case", "meeting", "undertaking", "body", "network", "programme"), ("ics",),
           ("internal", "network")),
)  # fmt: skip
"""The papers of this module."""
