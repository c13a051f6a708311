"""Papers of early warning: the alert card, its contact tree, the monthly table, and incidents as map points."""

import json
from collections.abc import Collection, Sequence
from html import escape

from attrs import evolve

from app.actions.field import alerts
from app.actions.kernel import records
from app.actions.outgoing.outgoing_data import OutgoingData, join_phrases
from app.actions.outgoing.output import OUTSIDE, Output
from app.actions.paper_parts import passages
from app.domain import disclosure
from app.domain import warning as rules
from app.domain.disclosure import Crossed, Range, cross_items
from app.domain.moment import parse_moment
from app.domain.record import Record
from app.domain.sheet import Block, Heading, Items, Sheet, SheetFacts, SheetProse, SheetTable
from app.phrase import Phrase
from app.store.records.search import Query
from app.store.vault.open_vault import Vault

MONTHS = 12
"""Months of the table, the newest last."""
MOST = 2000
"""The maximum number of incidents or observations in a paper of the whole vault, the newest."""


def card(leaving: OutgoingData) -> Sheet:
    """Return an alert on one page: its level and area, the actions, the reason, and the rules that raised it."""
    alert = leaving.roots[0]
    blocks: list[Block] = [SheetFacts(leaving.facts(alert, "level", "area", "groups", "raised", "ended"))]
    blocks += passages.section(Phrase("What to do"), leaving.said(alert, "actions"))
    blocks += passages.section(Phrase("Reason"), leaving.said(alert, "reason"))
    said_rules = [_ruled(leaving, one) for one in leaving.linked(alert, "indicator")]
    if said_rules:
        blocks += [Heading(Phrase("Raised by these rules")), Items(tuple(said_rules))]
    title = Phrase("Test: {title}", title=leaving.title(alert)) if alert.fields.get("test") else leaving.title(alert)
    return Sheet(title, leaving.code(alert), tuple(blocks), leaving.mark, "sheet")


def _ruled(leaving: OutgoingData, indicator: Record) -> str:
    rule = rules.rule(indicator.fields)
    if rule is None:
        return leaving.title(indicator)
    label = leaving.words["threat_level"].label(rule.level, leaving.language)
    return Phrase("{what}: {rule}", what=leaving.title(indicator), rule=rule.sentence(label))


def tree(leaving: OutgoingData) -> Sheet:
    """Return the contact tree of an alert: contacts in order, each with a channel."""
    alert, people = leaving.roots[0], [one for one in leaving.roots[1:] if one.kind == "contact"]
    header = (Phrase("Contact"), Phrase("Means"), Phrase("Possible help"), Phrase("Speed"),
              Phrase("Hours of contact"), Phrase("Informed at"))  # fmt: skip
    rows = []
    for one in people:
        channel = alerts.first_channel(leaving.parts(one, "channel"))
        way = leaving.title(channel) if channel is not None else Phrase("sealed, to their card")
        can = join_phrases([*filter(None, (leaving.said(one, "can_do"), leaving.said(one, "reach")))])
        rows.append((leaving.title(one), way, can, leaving.said(one, "speed"), leaving.said(one, "hours"), ""))
    note = Phrase("Every person in this list has a channel that works.")
    second = Phrase("Contact tree, {ref}", ref=alert.ref)
    blocks = (SheetFacts(leaving.facts(alert, "level", "area", "actions")), SheetTable(header, tuple(rows), note))
    return Sheet(leaving.title(alert), second, blocks, leaving.mark, "sheet")


def _members(vault: Vault, handles: Sequence[str]) -> Sequence[str]:
    return [one.contact.id.hex() for one in alerts.tree(vault, handles[0]).members]


def months(leaving: OutgoingData) -> Sheet:
    """Return observations by area and month, and by gender factor and month; the rule is printed with the numbers."""
    dated = [(one, month) for one in leaving.of_kind("observation") if (month := _month(one)) is not None]
    last = max((month for _, month in dated), default=leaving.today.year * 12 + leaving.today.month - 1)
    wanted = [f"{month // 12:04}-{month % 12 + 1:02}" for month in range(last - MONTHS + 1, last + 1)]
    seen = [(one, (wanted[month - last - 1],)) for one, month in dated if month > last - MONTHS]
    by_area = cross_items([(one, (_area(leaving, one),), month) for one, month in seen], _each)
    by_factor = cross_items(
        [(one, factors, month) for one, month in seen if (factors := _factors(leaving, one))], _each
    )
    apart = {month for _, month in disclosure.small_at(by_factor)} if leaving.tallies.closed else set()
    rule = Phrase("Each observation counts once, by its day. Observations from unreliable sources count too.")
    blocks: list[Block] = [_table(leaving, Phrase("Area"), wanted, by_area, rule, apart)]
    if by_factor.rows:
        several = Phrase("An observation with several gender factors is in several rows.")
        blocks.append(Heading(Phrase("Gender factors")))
        blocks.append(_table(leaving, Phrase("Gender factor"), wanted, by_factor, several))
    blocks.append(SheetProse(leaving.tallies.rule))
    return Sheet(Phrase("Observations by area and month"), "", tuple(blocks), leaving.mark, "sheet")


def _each(some: Sequence[Record]) -> Range:
    return len(some), len(some)


def _factors(leaving: OutgoingData, one: Record) -> list[str]:
    codes = one.fields.get("gender_factor")
    label = leaving.words["gender_factor"].label
    return [label(str(code), leaving.language) for code in codes] if isinstance(codes, list) else []


def _month(one: Record) -> int | None:
    """Return the month of an observation, counted from the year 0; None if the month is unknown."""
    if "date" not in one.fields:
        return None
    moment = parse_moment(str(one.fields["date"]))
    point = moment.start or moment.end
    return point.year * 12 + point.month - 1 if point is not None and point.month else None


def _area(leaving: OutgoingData, one: Record) -> str:
    place = next(iter(leaving.linked(one, "place")), None)
    said = (leaving.said(place, "district") or leaving.said(place, "name")) if place is not None else ""
    return said or Phrase("Place not said")


def _table(
    leaving: OutgoingData, head: str, wanted: Sequence[str], found: Crossed, note: str, apart: Collection[str] = (),
) -> SheetTable:  # fmt: skip
    """Return a table of the wanted months, for internal use the largest row first; `apart` as in `shown`."""
    closed = leaving.tallies.closed
    told = disclosure.disclose_table(
        evolve(found, columns={month: found.columns.get(month, disclosure.NONE) for month in wanted}), closed, apart
    )
    names = sorted(found.rows, key=lambda name: (0 if closed else -found.rows[name][0], name))
    rows = [(name, *(told.cells[name, month] for month in wanted), told.rows[name]) for name in names]
    rows.append((Phrase("in all"), *(told.columns[month] for month in wanted), told.whole))
    return SheetTable((head, *wanted, Phrase("in all")), tuple(rows), note)


def geojson(leaving: OutgoingData) -> str:
    """Return incidents as GeoJSON (RFC 7946): rounded points with consent, others without a geometry."""
    features = []
    for event in filter(leaving.tells, leaving.of_kind("event")):
        point = leaving.point(event)
        geometry = {"type": "Point", "coordinates": [point.longitude, point.latitude]} if point else None
        said = {**_said(leaving, event), **({"rounded_to_degrees": point.step} if point else {})}
        features.append({"type": "Feature", "geometry": geometry, "properties": said})
    document = {"type": "FeatureCollection", "for": str(leaving.profile.name), "features": features}
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def _said(leaving: OutgoingData, event: Record) -> dict[str, str]:
    place = next(iter(leaving.linked(event, "place")), None)
    district = leaving.said(place, "district") if place is not None else ""
    said = {"ref": event.ref, "title": leaving.title(event), "date": str(event.fields.get("date_start", ""))}
    return {name: value for name, value in (said | {"district": district}).items() if value}


def kml(leaving: OutgoingData) -> str:
    """Return incidents as KML 2.2 for map viewers: only those that have a point."""
    marks = []
    for event in filter(leaving.tells, leaving.of_kind("event")):
        if (point := leaving.point(event)) is not None:
            said = _said(leaving, event)
            about = " · ".join(said[name] for name in ("date", "district") if name in said)
            marks.append(
                f"<Placemark><name>{escape(said['title'])}</name><description>{escape(about)}</description>"
                f"<Point><coordinates>{point.longitude},{point.latitude}</coordinates></Point></Placemark>"
            )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<kml xmlns="http://www.opengis.net/kml/2.2"><Document>'
        f"{''.join(marks)}</Document></kml>\n"
    )


def _newest(kind: str, vault: Vault) -> Sequence[str]:
    return [one.id.hex() for one in records.find(vault, Query(kind, limit=MOST))]


_POINTS = ("network", "internal", *OUTSIDE)
OUTPUTS = (
    Output("alert-card", Phrase("Alert card"), Phrase("An alert on one page: level, area, why, and what to do."),
           card, ("alert",), profiles=("network", "internal", *OUTSIDE)),
    Output("alert-tree", Phrase("Contact tree"), Phrase("Contacts to inform, in order, with a channel for each."),
           tree, ("alert",), profiles=("internal",), also=_members),
    Output("warning-months", Phrase("Observations by area and month"),
           Phrase("Number of observations in each area and month, also by gender factor."),
           months, profiles=("internal", "network"), roots=lambda vault: _newest("observation", vault)),
    Output("incident-points", Phrase("Incidents as points (GeoJSON)"),
           Phrase("Rounded for the level, only with consent to the place. Homes are never shown."),
           geojson, forms=("geojson", "json"), profiles=_POINTS, roots=lambda vault: _newest("event", vault)),
    Output("incident-points-kml", Phrase("Incidents as points (KML)"),
           Phrase("The same for map viewers, only for records with a point."),
           kml, forms=("kml",), profiles=_POINTS, roots=lambda vault: _newest("event", vault)),
)  # fmt: skip
