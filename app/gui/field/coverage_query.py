"""The data of the pages of networks, of matches, and of the channels of a contact."""

from collections.abc import Mapping, Sequence
from functools import partial

from attrs import frozen

from app.actions.field import network_coverage
from app.actions.field.network_coverage import CoveredTimes, Whole
from app.actions.kernel import clock, records
from app.actions.papers import directory
from app.actions.papers.networks import MISSING, say_days, say_hours
from app.domain import channel_order, listing
from app.domain.record import Record
from app.gui.records.parts_query import say_field, second_line, value_words
from app.gui.style.dates import moment_words, title_words
from app.gui.style.text import Text
from app.gui.widgets.page_values import RowView
from app.store.vault.open_vault import Vault


@frozen
class BodyShown:
    """A body: its name, and a line for each seat."""

    name: str
    seats: tuple[RowView, ...]


@frozen
class Joint:
    """A partner and one joint activity: the code and label of the kind of partner, and a row."""

    kind: str
    word: str
    line: RowView


@frozen
class NetworkPage:
    """A network: its districts (gaps first), members, bodies, decisions and shares by level; `gaps` counts the gaps.

    `alone` are the defenders whom no member of any network can reach, `abroad` the defenders from abroad.
    """

    key: str
    title: str
    second: str
    gaps: str
    districts: tuple[RowView, ...]
    members: tuple[RowView, ...] = ()
    bodies: tuple[BodyShown, ...] = ()
    decisions: tuple[RowView, ...] = ()
    levels: tuple[tuple[str, str, str], ...] = ()
    alone: tuple[RowView, ...] = ()
    abroad: tuple[RowView, ...] = ()
    joint: tuple[Joint, ...] = ()
    hours: tuple[RowView, ...] = ()
    places: tuple[RowView, ...] = ()


@frozen
class Fits:
    """An offer that matches a request, by their ids in hex: both as text, the match, and missing parts."""

    offer: str
    request: str
    title: str
    second: str
    urgent: bool = False


@frozen
class Tried:
    """A channel: its id in hex, its place in the order, kind and address, its purpose and the result of trying it."""

    key: str
    number: int
    title: str
    second: str


@frozen
class ChannelsPage:
    """The channels of a contact in their order, and its listing and audience; `lacks` names missing data."""

    key: str
    name: str
    listing: str
    channels: tuple[Tried, ...]
    lacks: str = ""


def network(vault: Vault, tr: Text, key: str) -> NetworkPage:
    """Return the page of a network."""
    record, seen, day = records.record_of(vault, key), Whole(vault), clock.today(vault).toordinal()
    found = network_coverage.compute_coverage(seen, record, day)
    ships = network_coverage.members(seen, record, day)
    names = {row.id: _names(vault, tr, seen.linked(row, "member")) or row.ref for row in ships}
    rows = sorted(found.districts, key=lambda row: bool(row[1]))
    districts = tuple(
        RowView("check", district, tr.listed(names[id_] for id_ in who))
        if who
        else RowView("alert", district, _gap(tr, [names[id_] for id_ in found.partly.get(district, ())]), ink="amb")
        for district, who in rows
    )
    lines = tuple(
        RowView("people", names[row.id], tr.listed(network_coverage.districts(seen, row)) or tr("No district entered"),
             key=row.id.hex())
        for row in ships
    )  # fmt: skip
    bodies = seen.parts(record, "body", "network")
    decided = network_coverage.list_decisions(vault, record.ref)
    label = partial(vault.words["role_level"].label, language=tr.language)
    levels = [
        (tr.phrase(level), tr("{women} women, {men} men, {others} not said", women=share.women, men=share.men,
                              others=share.others), "" if share.percent is None else f"{tr.number(share.percent)} %")
        for level, share in network_coverage.shares(seen, record, day, label)
    ]  # fmt: skip
    gaps = len(found.gaps)
    return NetworkPage(
        key, title_words(vault, tr, record), tr.line(record.ref, second_line(vault, tr, record)),
        tr("{n} district without a member|{n} districts without a member", n=gaps) if gaps else "",
        districts, lines, tuple(_body(vault, tr, seen, body, day) for body in bodies),
        tuple(_decision(vault, tr, row, wrong) for row, wrong in decided), tuple(levels),
        _alone(vault, tr, seen, day), _abroad(vault, tr, seen), _joint(vault, tr, seen, record),
        *_times(vault, tr, network_coverage.cover_times(seen, record, day), names),
    )  # fmt: skip


def _times(
    vault: Vault, tr: Text, found: CoveredTimes, names: Mapping[bytes, str]
) -> tuple[tuple[RowView, ...], tuple[RowView, ...]]:
    """Return the rows by hour and by kind of place; none without any hours on duty, or without any access."""

    def row(title: str, who: Sequence[bytes], none: str) -> RowView:
        said = tr.listed(names[id_] for id_ in who)
        return RowView("check", title, said) if who else RowView("alert", title, none, ink="amb")

    night, gap, label = tr("Nobody, also at night: a gap"), tr("Nobody: a gap"), vault.words["place_kind"].label
    hours = [row(tr.line(tr.phrase(say_days(one.days)), tr.digits(say_hours(one))), one.who,
                 night if one.is_night else gap) for one in found.hours]  # fmt: skip
    hours += [RowView("clock", names[id_], tr("No hours on duty yet")) for id_ in found.unknown]
    places = [
        row(said[:1].upper() + said[1:], who, gap)
        for kind, who in found.places.items()
        if (said := label(kind, tr.language))
    ]
    known = any(one.who for one in found.hours)
    return tuple(hours if known else ()), tuple(places if any(found.places.values()) else ())


def _gap(tr: Text, names: list[str]) -> str:
    return tr("Partly: {names}", names=tr.listed(names)) if names else tr("Nobody: a gap")


def _alone(vault: Vault, tr: Text, seen: Whole, day: int) -> tuple[RowView, ...]:
    apart = network_coverage.find_uncovered_defenders(seen, day)
    return tuple(
        RowView("person", title_words(vault, tr, one), str(one.fields.get("region", "")), ink="amb",
             far="" if "region" in one.fields else tr("region not known"), key=one.id.hex())
        for one in (*apart.isolated, *apart.unknown)
    )  # fmt: skip


def _abroad(vault: Vault, tr: Text, seen: Whole) -> tuple[RowView, ...]:
    rows = []
    for one, carers in network_coverage.foreign(seen):
        by = tr("Supported by {names}", names=_names(vault, tr, carers)) if carers else ""
        rows.append(RowView("person", title_words(vault, tr, one),
                         tr.line(str(one.fields.get("region", "")), by), ink="ink2" if carers else "amb",
                         far="" if carers else tr("nobody supports them"), key=one.id.hex()))  # fmt: skip
    return tuple(rows)


def _joint(vault: Vault, tr: Text, seen: Whole, network: Record) -> tuple[Joint, ...]:
    rows = []
    for partner, row in network_coverage.list_shared_partners(seen, network):
        member = row.kind == "membership"
        what = str(row.fields.get("agreement") or tr("Member")) if member else title_words(vault, tr, row)
        at = row.fields.get("date_start" if member else "date", row.fields.get("made_on"))
        kind = network_coverage.partner_type(partner)
        word = value_words(vault, tr, vault.kinds["organisation"], "type", kind) if kind else tr("People and others")
        second = tr.line(what, moment_words(tr, str(at)) if at else "", word if kind else "")
        icon = "building" if partner.kind == "organisation" else "person"
        name = title_words(vault, tr, partner)
        rows.append(Joint(kind, word, RowView(icon, name, second, key=partner.id.hex())))
    return tuple(rows)


def _names(vault: Vault, tr: Text, found: list[Record]) -> str:
    return tr.listed(title_words(vault, tr, one) for one in found)


def _body(vault: Vault, tr: Text, seen: Whole, body: Record, day: int) -> BodyShown:
    rows = []
    for _, seat, wrong in network_coverage.seat_rows(seen, [body], day):
        until = moment_words(tr, str(seat.fields["date_end"])) if "date_end" in seat.fields else ""
        second = tr.line(_names(vault, tr, seen.linked(seat, "holder")), say_field(vault, tr, seat, "state"), until)
        rows.append(RowView("person", str(seat.fields["role"]), second, far=tr.listed(map(tr.phrase, wrong)),
                         ink="amb" if wrong else "ink2", key=seat.id.hex()))  # fmt: skip
    return BodyShown(title_words(vault, tr, body), tuple(rows))


def _decision(vault: Vault, tr: Text, row: Record, wrong: tuple[str, ...]) -> RowView:
    due = moment_words(tr, str(row.fields["due"])) if "due" in row.fields else ""
    second = tr.line(str(row.fields.get("owner", "")), due, say_field(vault, tr, row, "status"))
    far = tr.listed(map(tr.phrase, wrong))
    return RowView("checks", str(row.fields["text"]), second, far=far, ink="amb" if wrong else "ink2", key=row.id.hex())


def matches(vault: Vault, tr: Text) -> tuple[Fits, ...]:
    """Return the open offers that match open requests."""
    seen, label = Whole(vault), vault.words["support_kind"].label
    by_id = {row.id: row for row in seen.of_kind("offer")}
    found = []
    for match in network_coverage.find_matches(seen, clock.today(vault).toordinal()):
        kinds = tr.listed(label(code, tr.language) for code in match.kinds)
        missing = tr.listed(tr.phrase(MISSING[name]) for name in match.missing)
        lacks = tr("missing: {what}", what=missing) if missing else ""
        sides = [_side(vault, tr, seen, by_id[side.id]) for side in (match.request, match.offer)]
        title = tr("{offer} matches {request}", request=sides[0], offer=sides[1])
        second = tr.line(kinds, tr.listed((*match.areas, *match.languages)), lacks)
        found.append(Fits(match.offer.id.hex(), match.request.id.hex(), title, second, match.urgent))
    return tuple(found)


def _side(vault: Vault, tr: Text, seen: Whole, row: Record) -> str:
    return _names(vault, tr, seen.linked(row, "by")) or row.ref


def channels(vault: Vault, tr: Text, key: str) -> ChannelsPage:
    """Return the page of a contact's channels."""
    record = records.record_of(vault, key)
    rows = network_coverage.channels(vault, key)
    found = tuple(_tried(vault, tr, number, row) for number, row in enumerate(rows, 1))
    works = [row for row in rows if channel_order.works(row.fields)]
    urgent = any(channel_order.for_urgent(row.fields) for row in works)
    lacks = "" if urgent else tr("No channel is for urgent action.") if works else tr("No channel works.")
    return ChannelsPage(key, record.title, _listing(vault, tr, record), found, lacks)


def _tried(vault: Vault, tr: Text, number: int, row: Record) -> Tried:
    said = partial(say_field, vault, tr, row)
    at = moment_words(tr, str(row.fields["last_test"])) if "last_test" in row.fields else ""
    tested = tr("tested {at}: {result}", at=at, result=said("test_result")) if at else tr("not tested")
    listed = tr("in the directory") if row.fields.get("listed") else ""
    title = tr.line(tr.number(number), said("kind"), str(row.fields["address"]))
    return Tried(row.id.hex(), number, title, tr.line(tested, said("for"), listed))


def _listing(vault: Vault, tr: Text, record: Record) -> str:
    stands = directory.stands_in(vault, record)
    if not stands:
        closed = tr("In no directory: the person said no, or the record is too sensitive.")
        return closed if listing.audiences([record]) else tr("In no directory: the person has not agreed to one.")
    name = str(record.fields.get("listed_as", "")) or tr("without a name")
    return tr("Listed for {audience}, as {name}.", audience=tr.listed(stands), name=name)
