"""Analyse the records of networks: coverage and gaps, matching offers and requests, bodies and decisions.

Each function reads the records that it gets: all of a vault (`Whole`), or only those for an audience (`Leaving`).
"""

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import Protocol

from attrs import frozen

from app.actions.kernel import case_facts, clock, records
from app.actions.kernel.change_set import Changed
from app.actions.kernel.record_context import Around, Inside
from app.actions.records import areas
from app.domain import channel_order, seats, zones
from app.domain.areas import AreaTree
from app.domain.casework.stages import list_travellers
from app.domain.coverage import DAY, Coverage, CoveredHours, cover_places, cover_week, coverage, is_current, words
from app.domain.fields import Value
from app.domain.matching import Match, MatchSide, matches
from app.domain.record import Record
from app.domain.seats import SeatCounts
from app.errors import InputRefused
from app.phrase import Phrase
from app.store.records.search import Query
from app.store.vault.open_vault import Vault


class VisibleRecords(Around, Protocol):
    """A view of records for one reader."""

    @property
    def areas(self) -> AreaTree:
        """The tree of areas, which compares their words."""

    def of_kind(self, kind: str) -> list[Record]:
        """Return every record of a kind."""


class Whole(Inside):
    """All records of a vault, for people who opened it."""

    @cached_property
    def areas(self) -> AreaTree:
        """The tree of areas, which compares their words."""
        return areas.read_tree(self._vault)

    def of_kind(self, kind: str) -> list[Record]:
        """Return every record of a kind, newest first."""
        return records.find(self._vault, Query(kind, limit=None))


# Coverage.


def districts(seen: VisibleRecords, membership: Record) -> list[str]:
    """Return the areas in which a member can act: those of the membership, else those of its contact."""
    said = words(membership.fields.get("area"))
    return said or [
        word for member in seen.linked(membership, "member") for word in words(member.fields.get("reach_where"))
    ]


def members(seen: VisibleRecords, network: Record, day: int) -> list[Record]:
    """Return the memberships of a network that are valid on a day."""
    return [row for row in seen.parts(network, "membership", "network") if is_current(row.fields, day)]


def compute_coverage(seen: VisibleRecords, network: Record, day: int) -> Coverage:
    """Return the coverage of a network, with the ids of memberships for its members."""
    rows = [(row.id, districts(seen, row)) for row in members(seen, network, day)]
    return coverage(words(network.fields.get("area")), rows, seen.areas)


@frozen
class CoveredTimes:
    """The hours of a week and the kinds of place with their members, and the members without hours on duty."""

    hours: tuple[CoveredHours, ...]
    unknown: tuple[bytes, ...]
    places: Mapping[str, tuple[bytes, ...]]


def cover_times(seen: VisibleRecords, network: Record, day: int) -> CoveredTimes:
    """Return the coverage by hour, in our time zone, and by kind of place, with the ids of memberships."""
    found = members(seen, network, day)
    rows, unknown = cover_week((row.id, [duty for one in _contacts(seen, row) for duty in _duties(one, day)])
                               for row in found)  # fmt: skip
    return CoveredTimes(rows, unknown, cover_places((row.id, words(row.fields.get("access"))) for row in found))


def _contacts(seen: VisibleRecords, membership: Record) -> list[Record]:
    """Return the contact of a member, or the contacts of its organisation."""
    who = seen.linked(membership, "member")
    return [near for one in who for near in ([one] if one.kind == "contact" else seen.parts(one, "contact"))]


def _duties(contact: Record, day: int) -> list[tuple[str, int]]:
    """Return the hours on duty of a contact, with the minutes from its time zone to ours."""
    at = zones.at_minute(day, DAY // 2, None)
    try:
        ahead = zones.offset(at, None) - zones.offset(at, zones.find_by_name(str(contact.fields.get("time_zone", ""))))
    except ValueError:  # no zone of this name: its hours count as ours
        ahead = 0
    return [(text, ahead) for text in words(contact.fields.get("on_duty"))]


@frozen
class UncoveredDefenders:
    """Human rights defenders in a region without any active member, and defenders without a known region."""

    isolated: tuple[Record, ...]
    unknown: tuple[Record, ...]


def find_uncovered_defenders(seen: VisibleRecords, day: int) -> UncoveredDefenders:
    """Return the defenders in whose region no member of any network can act."""
    rows = [row for row in seen.of_kind("membership") if is_current(row.fields, day)]
    reached = {seen.areas.key(word) for row in rows for word in districts(seen, row)}
    people = [row for row in seen.of_kind("actor") if _defends(row)]
    where = {row.id: str(row.fields.get("region", "")).strip() for row in people}
    alone = tuple(row for row in people if where[row.id] and reached.isdisjoint(seen.areas.keys(where[row.id])))
    return UncoveredDefenders(alone, tuple(row for row in people if not where[row.id]))


def _defends(person: Record) -> bool:
    said = ("occupational_status", "defender_field", "defender_role", "foreign_defender")
    return any(person.fields.get(name) for name in said) and "deceased" not in person.fields


def foreign(seen: VisibleRecords) -> list[tuple[Record, list[Record]]]:
    """Return the defenders from abroad with the people who look after them; those without such people first."""
    people = [row for row in seen.of_kind("actor") if row.fields.get("foreign_defender") and _defends(row)]
    found = [(person, seen.linked(person, "looked_after_by")) for person in people]
    return sorted(found, key=lambda row: (bool(row[1]), row[0].ref))


# Matching offers and requests.


def find_matches(seen: VisibleRecords, day: int) -> tuple[Match, ...]:
    """Return the matches of open offers and open requests."""
    rows = [row for row in seen.of_kind("offer") if MatchSide(row.id, frozenset(), row.fields).is_open(day)]
    if len(rows) < 2:
        return ()  # the tree of areas reads every place
    return matches(_list_sides(seen, rows), day, seen.areas)


def find_hosts(vault: Vault, relocation: Record) -> tuple[Match, ...]:
    """Return the open places to stay for a relocation; those with room for everybody who travels are first."""
    seen, facts = Whole(vault), case_facts.read_facts(vault, relocation)
    asked: dict[str, Value] = {"side": "request", "kind": ["refuge"], "capacity": len(list_travellers(facts))}
    if (day := relocation.fields.get("leave_by")) is not None:
        asked["date_start"] = day
    people = frozenset(one.id for one in seen.linked(relocation, "who"))
    offers = [row for row in seen.of_kind("offer") if row.fields.get("side") == "offer"]
    sides = [MatchSide(relocation.id, people, asked), *_list_sides(seen, offers)]
    return matches(sides, clock.today(vault).toordinal(), seen.areas)


def _list_sides(seen: VisibleRecords, rows: Sequence[Record]) -> list[MatchSide]:
    asked = {row.id: frozenset(other.id for other in seen.linked(row, "refused")) for row in rows}
    return [MatchSide(row.id, frozenset(by.id for by in seen.linked(row, "by")), row.fields, asked[row.id])
            for row in rows]  # fmt: skip


def bring_together(vault: Vault, offer: str, request: str) -> Changed:
    """Mark an offer and a request as matched; neither is proposed again. In one transaction."""
    first, second = _pair(vault, offer, request)
    with vault.transaction():
        for one, other in ((first, second), (second, first)):
            records.edit(vault, one.ref, {"status": "matched", "match": [other.ref]})
    return Changed(frozenset({"offer"}), (first.id, second.id))


def keep_apart(vault: Vault, offer: str, request: str) -> Changed:
    """Note a refusal of this pair: it is not proposed again, but each can match others."""
    first, second = _pair(vault, offer, request)
    records.edit(vault, second.ref, {"refused": [first.ref]})
    return Changed(frozenset({"offer"}), (first.id, second.id))


def _pair(vault: Vault, offer: str, request: str) -> tuple[Record, Record]:
    first, second = records.record_of(vault, offer), records.record_of(vault, request)
    if [row.fields.get("side") for row in (first, second)] != ["offer", "request"]:
        raise InputRefused("An offer is matched with a request.", "Nothing was changed. Name the offer first.")
    return first, second


def open_offers(vault: Vault) -> list[str]:
    """Return the ids of the offers and requests that are open."""
    rows = Whole(vault).of_kind("offer")
    return [row.id.hex() for row in rows if row.fields.get("status", "open") == "open"]


def defenders(vault: Vault) -> list[str]:
    """Return the ids of the defenders, and of the memberships with their areas of action."""
    seen = Whole(vault)
    people = [row for row in seen.of_kind("actor") if _defends(row)]
    return [row.id.hex() for row in (*people, *seen.of_kind("membership"))]


# Bodies and their decisions.


def seat_rows(seen: VisibleRecords, bodies: Sequence[Record], day: int) -> list[tuple[Record, Record, tuple[str, ...]]]:
    """Return each seat of these bodies as body, seat, and the problems of the seat."""
    return [
        (body, seat, seats.seat_problems(seat.fields, bool(seen.linked(seat, "holder")), day))
        for body in bodies for seat in seen.parts(body, "seat", "body")
    ]  # fmt: skip


def decisions(seen: VisibleRecords, wholes: Sequence[Record], day: int) -> list[tuple[Record, tuple[str, ...]]]:
    """Return the decisions of bodies and meetings, also of the meetings of a body, with their problems."""
    found: dict[bytes, Record] = {}
    for whole in wholes:
        meetings = seen.parts(whole, "meeting", "of") if whole.kind == "body" else []
        for above in (whole, *meetings):
            rows = seen.parts(above, "undertaking", "of")
            found |= {row.id: row for row in rows if row.fields.get("kind") == "decision"}
    return [(row, seats.decision_problems(seen.kinds["undertaking"], row.fields, day)) for row in found.values()]


def bodies(vault: Vault, handle: str = "") -> list[Record]:
    """Return the bodies of a network, or the body itself, or all bodies."""
    seen = Whole(vault)
    if not handle:
        return seen.of_kind("body")
    record = records.record_of(vault, handle)
    return [record] if record.kind == "body" else seen.parts(record, "body", "network")


def list_decisions(vault: Vault, handle: str = "") -> list[tuple[Record, tuple[str, ...]]]:
    """Return the decisions of a network, a body or a meeting, or all; those with problems first."""
    seen, day = Whole(vault), clock.today(vault).toordinal()
    if handle:
        record = records.record_of(vault, handle)
        wholes = bodies(vault, handle) if record.kind == "network" else [record]
        found = decisions(seen, wholes, day)
    else:
        rows = [row for row in seen.of_kind("undertaking") if row.fields.get("kind") == "decision"]
        found = [(row, seats.decision_problems(seen.kinds["undertaking"], row.fields, day)) for row in rows]
    return sorted(found, key=lambda row: (not row[1], str(row[0].fields.get("due", "9")), row[0].ref))


def list_shared_partners(seen: VisibleRecords, network: Record) -> list[tuple[Record, Record]]:
    """Return each partner of a network with the membership, joint action or meeting that they share."""
    found = [(one, row) for row in seen.parts(network, "membership", "network") for one in seen.linked(row, "member")]
    known = {one.id: one for one, _ in found}.values()
    found += [(one, row) for one in known for row in seen.parts(one, "undertaking", "by")
              if row.fields.get("kind") == "joint"]  # fmt: skip
    for body in seen.parts(network, "body", "network"):
        for meeting in seen.parts(body, "meeting", "of"):
            came = [one for row in seen.parts(meeting, "participant", "of") for one in seen.linked(row, "who")]
            partners = {one.id: one for one in (*came, *seen.linked(meeting, "with"))}
            found += [(one, meeting) for one in partners.values()]
    return found


def list_joint_actions(vault: Vault, handles: Sequence[str]) -> list[str]:
    """Return the ids of the joint actions with the partners of some networks."""
    seen = Whole(vault)
    found = (row for one in handles for _, row in list_shared_partners(seen, records.record_of(vault, one)))
    return list(dict.fromkeys(row.id.hex() for row in found if row.kind == "undertaking"))


def partner_type(partner: Record) -> str:
    """Return the type code of a partner; empty for people and for an unknown type."""
    return str(partner.fields.get("type", "")) if partner.kind == "organisation" else ""


def shares(
    seen: VisibleRecords, network: Record, day: int, label: Callable[[str], str]
) -> list[tuple[str, SeatCounts]]:
    """Return the numbers of women and men: in its seats, then by level among its members and in its meetings.

    `label` returns the text for a level.
    """
    bodies = seen.parts(network, "body", "network")
    held = [seat for _, seat, _ in seat_rows(seen, bodies, day) if seat.fields.get("state") != "ended"]
    rows = [(Phrase("Seats"), str(seat.fields.get("sex", ""))) for seat in held]
    people = []
    for row in members(seen, network, day):
        sexes = [str(member.fields.get("sex", "")) for member in seen.linked(row, "member") if member.kind == "actor"]
        people += [(str(row.fields.get("role_level", "")), sex) for sex in sexes]
    for meeting in (meeting for body in bodies for meeting in seen.parts(body, "meeting", "of")):
        here = seen.parts(meeting, "participant", "of")
        people += [(str(row.fields.get("role_level", "")), str(row.fields.get("sex", ""))) for row in here]
    by_level = seats.participation(people)
    said = [(label(level) if level else Phrase("Level not said"), by_level[level]) for level in sorted(by_level)]
    return [*seats.participation(rows).items(), *said]


def channel_tried(vault: Vault, contact: str, channel: str, result: str) -> tuple[Record, Changed]:
    """Record the result of a test of a channel now; `channel` is its short code or its number in the order.

    Raises InputRefused if the contact has no such channel, or for an unknown result.
    """
    rows = channels(vault, contact)
    number = int(channel) if channel.isascii() and channel.isdigit() else 0
    found = (
        rows[number - 1] if 0 < number <= len(rows) else next((row for row in rows if row.ref == channel.upper()), None)
    )
    if found is None:
        raise InputRefused(
            Phrase("There is no channel {channel} of this contact.", channel=channel),
            Phrase("Nothing was changed. Channels: {known}.", known=", ".join(row.ref for row in rows) or "0"),
        )
    day = clock.today(vault).isoformat()
    return records.edit(vault, found.ref, {"last_test": day, "test_result": result})


def channels(vault: Vault, contact: str) -> list[Record]:
    """Return the channels of a contact in the order of use."""
    record = records.record_of(vault, contact)
    if record.kind != "contact":
        raise InputRefused(Phrase("{ref} is no contact.", ref=record.ref))
    rows = Whole(vault).parts(record, "channel", "contact")
    return sorted(rows, key=lambda row: (channel_order.order(row.fields), row.created, row.ref))
