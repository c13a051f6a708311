"""The data of the Outbox: one row for each report, its stations and recipients, and sealed packages for others."""

from collections.abc import Iterable, Sequence

import crypto
from app.actions.contacts import trustees
from app.actions.kernel import report as bodies
from app.actions.mail import delivery_history, delivery_status, notices, team_out
from app.actions.mail.inbox import ReceivedReport
from app.actions.relays.networks import Network
from app.actions.rounds import courier
from app.domain.record import title_of
from app.domain.redact import PROFILES
from app.gui.delivery import journey_query
from app.gui.delivery.journey_query import Way
from app.gui.style.dates import after_rehearsal, relative_time, span
from app.gui.style.text import Text
from app.gui.widgets.page_values import BadgeOf, DeliveryPage, RowList, RowView
from app.gui.widgets.rows import Row
from app.store.mail import anonymous_queue, delivery_lists
from app.store.mail.outbox import HELD, OPEN, Delivery
from app.store.vault.open_vault import Vault

CONFIRMED = ("delivered", "accepted", "rejected")
"""States after the confirmation of the recipient's program."""
ENDED = (*CONFIRMED, "closed")
"""States in which nothing more is sent."""


def reports(vault: Vault, here: Network | None = None) -> dict[str, list[Way]]:
    """Return every sent report, by its id in hex, newest first, with a delivery and its state for each recipient.

    With the network that leads out, the states show the data that its rule holds back.
    """
    found: dict[str, list[Way]] = {}
    ways = delivery_history.list_journeys(vault)
    for way in zip(ways, delivery_status.list_delivery_states(vault, ways, here), strict=True):
        found.setdefault(way[0].delivery.report.hex(), []).append(way)
    return found


def group_of(states: Iterable[str]) -> str:
    """Return the group of a report in the Outbox, by the states of its deliveries: waiting, sent or stopped."""
    states = set(states)
    if not states <= {*ENDED}:
        return "waiting"
    return "stopped" if states == {"closed"} else "sent"


def listing(vault: Vault, tr: Text, chip: str, here: Network | None = None) -> RowList:
    """Return the reports of a group of the Outbox, newest first; urgent ones that wait come before all others."""
    found = reports(vault, here).items()
    wanted = [(key, ways) for key, ways in found if group_of(way.delivery.state for way, _ in ways) == chip]
    if chip == "waiting":
        wanted.sort(key=lambda one: not one[1][0][0].delivery.urgent)
    counts = {
        "waiting": tr("{n} waiting|{n} waiting", n=len(wanted)), "sent": tr("{n} sent|{n} sent", n=len(wanted)),
        "stopped": tr("{n} stopped|{n} stopped", n=len(wanted)),
    }  # fmt: skip
    return RowList(tuple(row(vault, tr, key, ways) for key, ways in wanted), counts[chip])


def row(vault: Vault, tr: Text, key: str, ways: Sequence[Way]) -> Row:
    """Return the row of one sent report: its state and the number of its four stations that it reached."""
    filled = sum(station.part >= 1 for station in journey_query.stations(vault, tr, ways))
    to = tr("To {names}", names=tr.listed(way.to for way, _ in ways))
    doubt = any(journey_query.needs_comparison(journey) for journey, _ in ways)
    first, mark = ways[0][0].delivery, ("shield-ask", tr("Not verified")) if doubt else None
    if first.urgent and group_of(way.delivery.state for way, _ in ways) == "waiting":
        mark = ("bolt", tr("Urgent"))
        to = tr.line(to, tr("has waited {span}", span=span(tr, (vault.now() - first.queued) // 60)))
    return Row(
        key,
        title(vault, tr, first),
        second=to,
        icon="document",
        bars=filled,
        states=(("", journey_query.summary(tr, ways)),),
        far=mark,
        tone="amb",
    )


def find_group(vault: Vault, key: str) -> str:
    """Return the group of one report in the Outbox now."""
    return group_of(one.state for one in delivery_lists.list_of_report(vault.con, bytes.fromhex(key)))


def title(vault: Vault, tr: Text, way: Delivery) -> str:
    """Return the title of the first incident or appeal in the frozen report, or its queue time."""
    for carried in bodies.read(crypto.read_body(way.body), vault.author, way.report, vault.kinds, vault.words).records:
        if carried.kind in ("event", "appeal"):
            words = title_of(vault.kinds[carried.kind], carried.fields, lambda _: "", vault.words, tr.language)
            return after_rehearsal(tr, carried.fields, words)
    return tr("Report, {at}", at=relative_time(tr, way.queued, vault.now()))


_LEVELS = {**PROFILES, **{own.name: own for own in (trustees.PROFILE, team_out.PROFILE, notices.PROFILE)}}


def delivery(vault: Vault, tr: Text, key: str, here: Network | None = None) -> DeliveryPage:
    """Return the page of one sent report; `here` is the network that leads out."""
    ways = reports(vault, here)[key]
    first = ways[0][0].delivery
    level = _LEVELS[first.profile]
    second = tr.line(tr(level.label), tr("{n} recipient|{n} recipients", n=len(ways)))
    return DeliveryPage(
        key, title(vault, tr, first), second, tuple(journey_query.stations(vault, tr, ways)),
        tuple(journey_query.person(vault, tr, way) for way in ways),
        places=tuple(journey_query.places(vault, tr, ways)),
        way=tuple(hand for way, _ in ways for hand in journey_query.hands(vault, tr, way)),
        stoppable=any(way.delivery.state in HELD for way, _ in ways),
        goes=any(way.delivery.state in OPEN for way, _ in ways),
    )  # fmt: skip


def state_of(tr: Text, state: str) -> BadgeOf:
    """Return the state of a received report."""
    return {
        "incomplete": ("clock", tr("Not complete yet"), "edge"),
        "delivered": ("inbox", tr("Waiting for you"), "acc"),
        "accepted": ("check", tr("Accepted"), "neutral"),
        "rejected": ("minus", tr("Refused"), "neutral"),
    }.get(state, ("info", state, "neutral"))


def key_of(came: ReceivedReport) -> str:
    """Return the key of a report's row: the report id and the sender's id, because the sender chose the report id."""
    return (came.arrived.report + came.arrived.sender).hex()


def sender(tr: Text, came: ReceivedReport) -> str:
    """Return the sender of a received report as text."""
    return tr("From an anonymous sender") if came.arrived.anonymous else tr("From {name}", name=came.sender_name)


def signer_badge(tr: Text, came: ReceivedReport) -> BadgeOf:
    """Return the signer of a received report, and their trust."""
    if came.arrived.anonymous:
        return ("shield-off", tr("Anonymous: you cannot know who wrote it"), "amb")
    if came.state_of_sender == "verified":
        return ("shield-check", tr("Signed by {name}, verified", name=came.sender_name), "neutral")
    if came.state_of_sender == "unknown":
        return ("shield-off", tr("Signed by someone you do not know"), "amb")
    return ("shield-ask", tr("Signed by {name}, not verified", name=came.sender_name), "amb")


def count_anonymous_reports(vault: Vault) -> int:
    """Return the number of waiting anonymous reports: they need a separate USB stick."""
    return len(anonymous_queue.list_undelivered(vault.con))


def lines(vault: Vault, tr: Text) -> list[RowView]:
    """Return a line for each relay with carried packages; a relay that no one here knows has a hint in its line."""
    found = []
    for load in courier.loads(vault):
        count = tr("{n} sealed package|{n} sealed packages", n=load.objects)
        much = tr.line(count, tr.size(load.size))
        if load.url:
            found.append(RowView("relays", load.url, tr.line(much, tr("Amparo sends it at the next connection"))))
        else:
            what = tr("Add this relay on the page Relays, or add the card of a person who has a mailbox there.")
            title = tr("An unknown relay: {key}", key=load.relay.hex()[:16])
            found.append(RowView("relays", title, f"{much}. {what}", ink="amb"))
    return found
