"""Deliveries as they are shown: one row for each report, its stations, and what came."""

from collections.abc import Sequence

import crypto
from app.actions import differences, inbox, journeys, notices, serving, team_out, trustees
from app.actions import report as bodies
from app.actions.inbox import Came
from app.actions.journeys import Journey
from app.domain.kinds import KINDS
from app.domain.record import title_of, words_of
from app.domain.redact import PROFILES
from app.gui.dates import moment_words, when
from app.gui.shown import ArrivalPage, BadgeOf, DeliveryPage, Hand, Line, Listing, Station
from app.gui.text import Text
from app.gui.widgets.rows import Row
from app.store import apart, couriers
from app.store.outbox import HELD
from app.store.vault import Vault

CONFIRMED = ("delivered", "accepted", "rejected")
"""States after the addressee's own program has confirmed."""
ENDED = (*CONFIRMED, "closed")
"""States in which nothing more goes."""
SCREENFUL, BLOCK = 24, 200
"""Rows of what came that are read first, and each time that the last one is seen."""
DIFFERENCES = "differences"
"""Key of the row that stands for every field that waits for a decision."""


def reports(vault: Vault) -> dict[str, list[Journey]]:
    """Return every report that goes, by its id in hex, newest first, with one journey for each addressee."""
    found: dict[str, list[Journey]] = {}
    for journey in journeys.all_(vault):
        found.setdefault(journey.delivery.report.hex(), []).append(journey)
    return found


def received(vault: Vault, tr: Text, limit: int = SCREENFUL) -> Listing:
    """Return the newest of what came; above it, once for all, what waits for a decision."""
    first = _differing(vault, tr)
    return Listing((*first, *came_rows(vault, tr, limit)), tr.number(inbox.total(vault) + len(first)))


def came_rows(vault: Vault, tr: Text, limit: int, offset: int = 0) -> tuple[Row, ...]:
    """Return the rows of the reports that came, newest first, after `offset` of them."""
    return tuple(_came(vault, tr, came) for came in inbox.all_(vault, limit=limit, offset=offset))


def listing(vault: Vault, tr: Text, chip: str) -> Listing:
    """Return what waits, or what is delivered."""
    wanted = chip == "ended"
    found = {k: ways for k, ways in reports(vault).items() if all(w.delivery.state in ENDED for w in ways) is wanted}
    rows = [row(vault, tr, key, ways) for key, ways in found.items()]
    return Listing(tuple(rows), tr.number(len(rows)) if wanted else tr("{n} waiting", n=len(rows)))


def row(vault: Vault, tr: Text, key: str, ways: Sequence[Journey]) -> Row:
    """Return the row of one report that goes; its one state is the furthest station that it reached."""
    stations = _stations(vault, tr, ways)
    filled = sum(station.part >= 1 for station in stations)
    last = next((s for s in reversed(stations) if s.part > 0), stations[0])
    to = tr("To {names}", names=tr.listed(way.to for way in ways))
    stopped = any(way.delivery.state == "closed" for way in ways)
    state = tr.line(tr("Stopped"), last.title) if stopped else last.title
    return Row(key, _title(vault, tr, ways), second=to, icon="document", bars=filled, states=(("", state),))


def _title(vault: Vault, tr: Text, ways: Sequence[Journey]) -> str:
    """Return the title of the first incident in the report as it was frozen, or when it was queued."""
    way = ways[0].delivery
    for carried in bodies.read(crypto.read_body(way.body), vault.author, way.report, vault.words).records:
        if carried.kind == "event":
            return title_of(KINDS["event"], carried.fields, lambda _: "", vault.words, tr.language)
    return tr("Report, {at}", at=when(tr, way.queued, vault.now()))


def _stations(vault: Vault, tr: Text, ways: Sequence[Journey]) -> list[Station]:
    now = vault.now()
    first = ways[0].delivery
    reached, of = sum(w.relays_reached for w in ways), sum(w.relays_of for w in ways)
    sticks = [bundle for way in ways for bundle in way.bundles]
    done = [way for way in ways if way.delivery.state in CONFIRMED]
    open_ = [way.to for way in ways if way.delivery.state not in ENDED]
    written = tr("Safe on this computer since {at}", at=when(tr, first.queued, now))
    relays = tr("{n} of {of} relays", n=reached, of=of) if of else tr("No relay")
    why = (
        tr("Nobody of them has a relay")
        if not of
        else tr("All have it")
        if reached == of
        else tr("Goes with the next network")
        if open_
        else tr("Nothing more goes")
    )
    stick = tr("{n} stick|{n} sticks", n=len(set(sticks))) if sticks else tr("Not on a stick")
    carried = tr("A courier can carry it") if open_ else tr("Nothing more goes")
    tagged = any(couriers.may_carry(vault.con, way.delivery.num) for way in ways)
    kept = tr("Read back; a courier can put it on a relay") if tagged else tr("Written and read back")
    kept = kept if sticks else carried
    stopped = [way.to for way in ways if way.delivery.state == "closed"]
    ended = tr("{names}: stopped", names=tr.listed(stopped)) if stopped else tr("All have confirmed")
    waits = tr("{names}: not confirmed yet", names=tr.listed(open_)) if open_ else ended
    return [
        Station("check", tr("Written"), written, 1.0),
        Station("relays", relays, why, reached / of if of else 0.0),
        Station("stick", stick, kept, 1.0 if sticks else 0.0),
        Station("mail-check", tr("{n} of {of} delivered", n=len(done), of=len(ways)), waits, len(done) / len(ways)),
    ]


_LEVELS = {**PROFILES, **{own.name: own for own in (trustees.PROFILE, team_out.PROFILE, notices.PROFILE)}}


def delivery(vault: Vault, tr: Text, key: str) -> DeliveryPage:
    """Return the page of one report that goes."""
    ways = reports(vault)[key]
    level = _LEVELS[ways[0].delivery.profile]
    second = tr.line(tr(level.label), tr("{n} recipient|{n} recipients", n=len(ways)))
    people = [_person(vault, tr, way) for way in ways]
    return DeliveryPage(
        key, _title(vault, tr, ways), second, tuple(_stations(vault, tr, ways)), tuple(people),
        way=tuple(hand for way in ways for hand in _way(vault, tr, way)),
        stoppable=any(way.delivery.state in HELD for way in ways),
    )  # fmt: skip


def _way(vault: Vault, tr: Text, way: Journey) -> list[Hand]:
    """Return what happened to one delivery so far, oldest first."""
    hands = []
    for step in journeys.steps(vault, way):
        icon, words = {
            "queued": ("check", tr("Put in the outbox for {name}", name=way.to)),
            "sealed": ("lock", tr("Sealed for {name}", name=way.to)),
            "placed": ("relays", tr("Stored by {relay}", relay=step.where)),
            "stick": ("stick", tr("Written to a stick and read back")),
            "courier": ("relays", tr("Put on {relay} by a courier", relay=step.where)),
            "delivered": ("mail-check", tr("Fetched and opened by {name}", name=way.to)),
            "accepted": ("mail-check", tr("Accepted by {name}", name=way.to)),
            "rejected": ("minus", tr("Refused by {name}", name=way.to)),
            "closed": ("minus", tr("Stopped; nothing more goes")),
        }.get(step.what, ("clock", step.what))
        until = ""
        if step.expires is not None:
            until = tr("signed receipt: kept until {at}", at=when(tr, step.expires, vault.now()))
        signed_ = tr("signed confirmation") if step.what in CONFIRMED else ""
        hands.append(Hand(icon, words, tr.line(when(tr, step.at, vault.now()), until, signed_), bool(signed_)))
    return hands


def _person(vault: Vault, tr: Text, way: Journey) -> Line:
    at = when(tr, way.delivery.changed, vault.now())
    state = way.delivery.state
    if state == "rejected":
        why = way.delivery.reason or tr("No reason given")
        return Line("minus", way.to, why, ("close", tr("Refused"), "amb"))
    if state == "closed":
        return Line("minus", way.to, tr("Stopped {at}; nothing more goes", at=at), ("close", tr("Stopped"), "edge"))
    if state in CONFIRMED:
        word = tr("Accepted") if state == "accepted" else tr("Delivered")
        return Line(
            "corroborated",
            way.to,
            tr("Signed confirmation kept, {at}", at=at),
            ("mail-check", word, "acc"),
            ink="acc",
        )
    if way.delivery.anonymous and way.reply in (apart.NONE, apart.NOT_MADE):
        words = tr("Anonymous: no confirmation comes back")
        return Line("unverified", way.to, words, ("clock", tr("Not yet"), "edge"))
    return Line("unverified", way.to, tr("Waiting since {at}", at=at), ("clock", tr("Not yet"), "edge"))


_STATES = ("incomplete", "delivered", "accepted", "rejected")


def _state(tr: Text, state: str) -> BadgeOf:
    return {
        "incomplete": ("clock", tr("Not all here yet"), "edge"),
        "delivered": ("inbox", tr("Waits for you"), "acc"),
        "accepted": ("check", tr("Accepted"), "neutral"),
        "rejected": ("minus", tr("Refused"), "neutral"),
    }.get(state, ("info", state, "neutral"))


def key_of(came: Came) -> str:
    """Return the key of a report's row: its id is only its sender's word, so the sender's own stands behind it."""
    return (came.arrived.report + came.arrived.sender).hex()


def _came(vault: Vault, tr: Text, came: Came) -> Row:
    icon, word, _ = _state(tr, came.arrived.state)
    at = when(tr, came.arrived.at, vault.now())
    return Row(
        key_of(came),
        sender(tr, came),
        at,
        signed(tr, came)[1],
        ((icon, word),),
    )


def sender(tr: Text, came: Came) -> str:
    """Return whom a report that came is from, as it is said."""
    return tr("From somebody unnamed") if came.arrived.anonymous else tr("From {name}", name=came.sender_name)


def signed(tr: Text, came: Came) -> BadgeOf:
    """Return who signed a report that came, and how far they are trusted."""
    if came.arrived.anonymous:
        return ("shield-off", tr("Anonymous: anyone could have written it"), "amb")
    if came.state_of_sender == "verified":
        return ("shield-check", tr("Signed by {name}, verified", name=came.sender_name), "neutral")
    if came.state_of_sender == "unknown":
        return ("shield-off", tr("Signed by someone you do not know"), "amb")
    return ("shield-ask", tr("Signed by {name}, not verified", name=came.sender_name), "amb")


def _differing(vault: Vault, tr: Text) -> list[Row]:
    count = differences.count(vault)
    if not count:
        return []
    words = tr("{n} field waits for your decision|{n} fields wait for your decision", n=count)
    return [Row(DIFFERENCES, tr("Where you and others differ"), "", words, (("files", tr("Side by side")),))]


MOST_LINES, MOST_TITLE = 200, 200
"""Records of a report that came, and characters of what each is called, that are shown: its sender chose both."""


def arrival(vault: Vault, tr: Text, key: str) -> ArrivalPage:
    """Return the page of a report that came."""
    came = inbox.look(vault, key)
    body = came.body
    records = body.records if body else ()
    lines = []
    for carried in records[:MOST_LINES]:
        kind = KINDS[carried.kind]
        name = ", ".join(
            words_of(kind, f, carried.fields[f], vault.words, tr.language) for f in kind.title if f in carried.fields
        )
        date = carried.fields.get(kind.date) if kind.date else None
        second = tr.line(tr(kind.label), moment_words(tr, str(date)) if date else "")
        lines.append(Line(ICONS.get(carried.kind, "document"), name[:MOST_TITLE] or tr(kind.label), second))
    if records[MOST_LINES:]:
        lines.append(Line("info", tr("The first {most} are shown here.", most=MOST_LINES)))
    level = tr(PROFILES[body.profile].label) if body and body.profile in PROFILES else ""
    second = tr.line(level, tr("{n} record|{n} records", n=len(records)), when(tr, came.arrived.at, vault.now()))
    state = came.arrived.state
    undecided = state in ("delivered", "incomplete")
    note = _note(vault, tr, came)
    return ArrivalPage(
        key,
        sender(tr, came),
        second,
        signed(tr, came),
        tuple(lines),
        note,
        undecided,
        state != "incomplete",
        came.arrived.contact.hex() if came.arrived.contact and came.state_of_sender == "verified" else "",
        inbox.undecided(vault, came.arrived.contact),
    )


ICONS = {"actor": "person", "contact": "person", "evidence_item": "clip", "place": "globe", "consent_record": "check"}


def _note(vault: Vault, tr: Text, came: Came) -> str:
    if came.doubtful:
        return tr("Doubtful: its sender's key was revoked, and somebody else may have written this.")
    if came.arrived.state == "incomplete":
        missing = tr("{n} file has not arrived yet.|{n} files have not arrived yet.", n=came.missing)
        return missing + " " + tr("What is missing is asked for at every round.")
    decided = serving.decided(vault, came.arrived)
    if came.arrived.state == "delivered" and decided is not None:
        name = decided[0] or tr("another member")
        said = tr("{name} accepted it for the desk.", name=name)
        if not decided[1]:
            said = tr("{name} refused it for the desk.", name=name)
        return said + " " + tr("Nothing of it is in your records until you accept it.")
    if came.arrived.state == "delivered":
        return tr("Nothing of it is in your records until you accept it.")
    return _state(tr, came.arrived.state)[1]
