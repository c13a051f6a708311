"""Papers of networks: coverage with its gaps, seats, decisions, invitations, joint action, matches."""

from collections.abc import Mapping, Sequence

from app.actions.field import network_coverage
from app.actions.outgoing.outgoing_data import OutgoingData, join_phrases
from app.actions.outgoing.output import Output
from app.actions.outgoing.tallies import Tallies
from app.domain import disclosure, matching
from app.domain.coverage import Coverage, CoveredHours, say_minute
from app.domain.disclosure import HIDDEN
from app.domain.record import Record
from app.domain.seats import SeatCounts
from app.domain.sheet import Block, Heading, Items, Sheet, SheetFacts, SheetProse, SheetTable, filled_table
from app.phrase import Phrase

MISSING = {
    matching.KIND: Phrase("not every requested kind"),
    matching.ROOM: Phrase("not room for all"),
    matching.DAYS: Phrase("not all of the time"),
    matching.AREA: Phrase("only a part of the area"),
}
"""The texts for the missing parts of a match."""


def coverage(leaving: OutgoingData) -> Sheet:
    """Return the coverage of districts, the gaps first, and the share of women by level."""
    network = leaving.roots[0]
    found = network_coverage.compute_coverage(leaving, network, leaving.today.toordinal())
    names = {row.id: _member(leaving, row) for row in leaving.parts(network, "membership", "network")}
    rows = sorted(found.districts, key=lambda row: bool(row[1]))
    table = tuple(
        (district, ", ".join(names[id_] for id_ in who) or _say_partly(found, district, names), str(len(who)))
        for district, who in rows
    )
    note = Phrase("The count has the members of today, by the districts that they cover.")
    blocks: list[Block] = [
        SheetTable((Phrase("District"), Phrase("Members for the district"), Phrase("Members")), table, note)
    ]
    if found.unplaced:
        blocks += [Heading(Phrase("Members without a district")), Items(tuple(names[id_] for id_ in found.unplaced))]
    blocks += _times(leaving, network, names) if leaving.profile.own else []
    blocks += _shares(leaving, network)
    return _sheet(leaving, Phrase("Coverage of districts"), network, blocks)


def _times(leaving: OutgoingData, network: Record, names: Mapping[bytes, str]) -> list[Block]:
    """Return the coverage by hour and by kind of place: for our own use, because gaps are times for an attack."""
    found = network_coverage.cover_times(leaving, network, leaving.today.toordinal())
    label = leaving.words["place_kind"].label
    hours = [(say_days(row.days), say_hours(row), _say_members(row.who, names)) for row in found.hours]
    places = [(label(kind, leaving.language), _say_members(who, names)) for kind, who in found.places.items()]
    blocks: list[Block] = [Heading(Phrase("By hour"))]
    blocks.append(SheetTable((Phrase("Days"), Phrase("Hours"), Phrase("Members")), tuple(hours)))
    if found.unknown:
        without = Items(tuple(names[id_] for id_ in found.unknown))
        blocks += [Heading(Phrase("Members without hours on duty")), without]
    header = (Phrase("Kind of place"), Phrase("Members who can enter"))
    return [*blocks, *filled_table(Phrase("By place"), header, places)]


def _say_members(who: Sequence[bytes], names: Mapping[bytes, str]) -> str:
    return ", ".join(names[id_] for id_ in who) or Phrase("Nobody: a gap")


WEEKDAYS = (Phrase("Monday"), Phrase("Tuesday"), Phrase("Wednesday"), Phrase("Thursday"), Phrase("Friday"),
            Phrase("Saturday"), Phrase("Sunday"))  # fmt: skip


def say_days(days: Sequence[int]) -> str:
    """Return the names of days, 1 for Monday; three and more that follow each other have only the first and last."""
    if len(days) == len(WEEKDAYS):
        return Phrase("Each day")
    if len(days) > 2 and days[-1] - days[0] == len(days) - 1:
        return Phrase("{first} to {last}", first=WEEKDAYS[days[0] - 1], last=WEEKDAYS[days[-1] - 1])
    return join_phrases([WEEKDAYS[day - 1] for day in days])


def say_hours(row: CoveredHours) -> str:
    """Return a part of a day, such as 06:00–18:00."""
    return f"{say_minute(row.start)}–{say_minute(row.end)}"


def _member(leaving: OutgoingData, membership: Record) -> str:
    return leaving.titles(leaving.linked(membership, "member")) or membership.ref


def _shares(leaving: OutgoingData, network: Record) -> list[Block]:
    label = leaving.words["role_level"].label
    rows = network_coverage.shares(
        leaving, network, leaving.today.toordinal(), lambda code: label(code, leaving.language)
    )
    table = tuple((level, *_numbers(leaving.tallies, share)) for level, share in rows)
    header = (
        Phrase("Level"),
        Phrase("Women"),
        Phrase("Men"),
        Phrase("Not recorded"),
        Phrase("Women in percent"),
    )
    note = Phrase("The percentage is of women among women and men.")
    said: list[Block] = [Heading(Phrase("Women and men by level")), SheetTable(header, table, note)]
    said += [SheetProse(leaving.tallies.small)] if leaving.tallies.closed else []
    return said if table else []


def _numbers(tallies: Tallies, share: SeatCounts) -> tuple[str, ...]:
    """Return the numbers of women, men and others, and the percentage unless it would reveal a small number."""
    counts = (share.women, share.men, share.others)
    small = tallies.closed and any(disclosure.is_small((n, n)) for n in counts)
    percent = "" if share.percent is None else HIDDEN if small else f"{share.percent} %"
    return (*map(tallies.told, counts), percent)


def seat_table(leaving: OutgoingData) -> Sheet:
    """Return the seats with their holders and dates, and their problems."""
    root = leaving.roots[0]
    bodies = leaving.parts(root, "body", "network") if root.kind == "network" else [root]
    header = (Phrase("Role"), Phrase("Holder"), Phrase("Region"), Phrase("State"), Phrase("From"),
              Phrase("Until"), Phrase("To correct"))  # fmt: skip
    blocks: list[Block] = []
    for body in bodies:
        rows = tuple(
            (leaving.said(seat, "role"), leaving.titles(leaving.linked(seat, "holder")),
             *(leaving.said(seat, name) for name in ("region", "state", "date_start", "date_end")),
             join_phrases([Phrase(why) for why in wrong]))
            for _, seat, wrong in network_coverage.seat_rows(leaving, [body], leaving.today.toordinal())
        )  # fmt: skip
        blocks += [Heading(leaving.title(body)), SheetTable(header, rows)]
    return _sheet(leaving, Phrase("Seats"), root, blocks)


def decisions(leaving: OutgoingData) -> Sheet:
    """Return the decisions register: decision, responsible person, date, status and problems."""
    root = leaving.roots[0]
    bodies = leaving.parts(root, "body", "network") if root.kind == "network" else []
    found = network_coverage.decisions(leaving, [root, *bodies], leaving.today.toordinal())
    return _sheet(leaving, Phrase("Decisions"), root, [_decided(leaving, found)])


def _decided(leaving: OutgoingData, found: Sequence[tuple[Record, tuple[str, ...]]]) -> SheetTable:
    header = (
        Phrase("Decision"),
        Phrase("Person responsible"),
        Phrase("Due date"),
        Phrase("State"),
        Phrase("To correct"),
    )
    rows = tuple(
        (*(leaving.said(row, name) for name in ("text", "owner", "due", "status")),
         join_phrases([Phrase(why) for why in wrong]))
        for row, wrong in found
    )  # fmt: skip
    return SheetTable(header, rows)


def invitations(leaving: OutgoingData) -> Sheet:
    """Return the people that a meeting invites, by kind of participant, with their sex."""
    meeting = leaving.roots[0]
    rows = leaving.parts(meeting, "participant", "of")
    table = tuple(
        (
            leaving.titles(leaving.linked(row, "who")),
            *(leaving.said(row, name) for name in ("kind", "role_level", "sex")),
        )
        for row in sorted(rows, key=lambda row: (str(row.fields.get("kind", "")), leaving.entered(row)))
    )
    header = (Phrase("Participant"), Phrase("Role"), Phrase("Level"), Phrase("Sex"))
    facts = SheetFacts(leaving.facts(meeting, "date", "place", "purpose"))
    return _sheet(leaving, Phrase("Invitations"), meeting, [facts, SheetTable(header, table)])


def make_joint_actions_sheet(leaving: OutgoingData) -> Sheet:
    """Return a network's agreements and joint actions by kind of partner: members, and participants of meetings."""
    network = leaving.roots[0]
    found: dict[str, list[tuple[str, ...]]] = {}
    for partner, row in network_coverage.list_shared_partners(leaving, network):
        if row.kind == "membership":
            what = (leaving.said(row, "agreement") or Phrase("Member"), leaving.said(row, "date_start"))
        else:
            what = (leaving.title(row), leaving.said(row, "date") or leaving.said(row, "made_on"))
        kind = leaving.said(partner, "type") if network_coverage.partner_type(partner) else ""
        found.setdefault(kind, []).append((leaving.title(partner), *what))
    header = (Phrase("Partner"), Phrase("Agreement or joint action"), Phrase("When"))
    blocks: list[Block] = []
    for kind in sorted(found):
        blocks += [Heading(kind or Phrase("People and others")), SheetTable(header, tuple(found[kind]))]
    return _sheet(leaving, Phrase("Joint action"), network, blocks)


def matches(leaving: OutgoingData) -> Sheet:
    """Return the matches of offers and requests, with the reasons and the missing parts."""
    header = (
        Phrase("Request"),
        Phrase("Offer"),
        Phrase("Matching points"),
        Phrase("Still missing"),
        Phrase("Urgent"),
    )
    by_id = {row.id: row for row in leaving.of_kind("offer")}
    rows = tuple(
        (_side(leaving, by_id[match.request.id]), _side(leaving, by_id[match.offer.id]), explain_match(leaving, match),
         join_phrases([MISSING[name] for name in match.missing]), Phrase("Yes") if match.urgent else "")
        for match in network_coverage.find_matches(leaving, leaving.today.toordinal())
    )  # fmt: skip
    note = Phrase("Kind, place, language and time must match. Amparo never proposes closed, past or refused offers.")
    return _sheet(leaving, Phrase("Offers that match requests"), None, [SheetTable(header, rows, note)])


def explain_match(leaving: OutgoingData, match: matching.Match) -> str:
    """Return the common points of an offer and a request as text."""
    label = leaving.words["support_kind"].label
    said = [label(code, leaving.language) for code in match.kinds]
    return ", ".join([*said, *match.areas, *match.languages])


def _side(leaving: OutgoingData, row: Record) -> str:
    return ", ".join(filter(None, (leaving.titles(leaving.linked(row, "by")), leaving.said(row, "text") or row.ref)))


def make_uncovered_sheet(leaving: OutgoingData) -> Sheet:
    """Return the defenders without a member in reach, and defenders from abroad with their carers."""
    apart = network_coverage.find_uncovered_defenders(leaving, leaving.today.toordinal())
    header = (Phrase("Person"), Phrase("Region"))
    isolated = tuple((leaving.title(row), leaving.said(row, "region")) for row in (*apart.isolated, *apart.unknown))
    abroad = tuple(
        (leaving.title(person), leaving.said(person, "region"), leaving.titles(carers) or Phrase("Nobody"))
        for person, carers in network_coverage.foreign(leaving)
    )
    note = Phrase("No member of a network can act in their region, or their region is not known.")
    blocks: list[Block] = [
        Heading(Phrase("Without anybody near")), SheetTable(header, isolated, note),
        Heading(Phrase("Defenders from abroad")), SheetTable((*header, Phrase("Supported by")), abroad),
    ]  # fmt: skip
    return _sheet(leaving, Phrase("Isolated defenders and those from abroad"), None, blocks)


def _say_partly(found: Coverage, district: str, names: Mapping[bytes, str]) -> Phrase:
    said = ", ".join(names[id_] for id_ in found.partly.get(district, ()))
    return Phrase("Partly: {names}", names=said) if said else Phrase("Nobody: a gap")


def _sheet(leaving: OutgoingData, title: str, of: Record | None, blocks: Sequence[Block]) -> Sheet:
    day = Phrase("As of {day}", day=leaving.when(leaving.today.isoformat()))
    second = Phrase("{title} · {day}", title=leaving.title(of), day=day) if of is not None else day
    return Sheet(title, second, tuple(blocks), leaving.mark, "sheet")


_OURS = ("internal", "network")
OUTPUTS = (
    Output("coverage", Phrase("Coverage of districts"), Phrase("Members for each district, the gaps first."),
           coverage, ("network",), profiles=_OURS),
    Output("seats", Phrase("Seats"), Phrase("Seats, holders and end dates, with mistakes to correct."),
           seat_table, ("network", "body"), profiles=_OURS),
    Output("decisions", Phrase("Decisions"), Phrase("Decisions, people responsible and due dates."),
           decisions, ("network", "body", "meeting"), profiles=_OURS),
    Output("invitations", Phrase("Invitations"), Phrase("People invited to a meeting, and their roles."),
           invitations, ("meeting",), profiles=_OURS),
    Output("joint-action", Phrase("Joint action"), Phrase("Agreements and joint action by kind of partner."),
           make_joint_actions_sheet, ("network",), profiles=_OURS, also=network_coverage.list_joint_actions),
    Output("matches", Phrase("Offers that match requests"), Phrase("Matching offers and requests, with reasons "
                                                                  "and missing parts."),
           matches, profiles=_OURS, roots=network_coverage.open_offers),
    Output("isolated", Phrase("Isolated defenders and those from abroad"),
           Phrase("Defenders that no member can reach, and helpers of defenders from abroad."),
           make_uncovered_sheet, profiles=_OURS, roots=network_coverage.defenders),
)  # fmt: skip
