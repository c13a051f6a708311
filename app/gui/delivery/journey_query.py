"""The data of one delivery: its state, the relays and USB sticks, and its history; each state has one wording."""

from collections.abc import Sequence
from datetime import UTC, datetime

import crypto
from app.actions.mail import delivery_history
from app.actions.mail.delivery_history import DeliveryStep, Journey
from app.actions.mail.delivery_status import DeliveryState, StoredCopy
from app.gui.style.dates import relative_time
from app.gui.style.text import Text
from app.gui.widgets.page_values import BadgeOf, Hand, RowView, Station
from app.store.mail import anonymous_queue
from app.store.mail.outbox import ANSWERED
from app.store.vault.open_vault import Vault

Way = tuple[Journey, DeliveryState]
"""A delivery with its state."""
_FURTHER = ("stopped", "waiting", "written", "expired", "lacked", "resealed", "sealed", "stick", "relays")
"""States before the arrival, in order of progress."""


def state_text(tr: Text, state: DeliveryState) -> str:
    """Return a state with its reason, in the language of the window."""
    words = tr.phrase(state.words)
    return tr("{state}: {why}", state=words, why=tr.phrase(state.why)) if state.why else words


def needs_comparison(journey: Journey) -> bool:
    """Return True if nobody compared the number of the recipient's present key."""
    return journey.contact.state in ("new", "introduced", "changed")


def _badge(tr: Text, state: DeliveryState) -> BadgeOf:
    return {
        "delivered": ("mail-check", tr("Delivered"), "acc"),
        "accepted": ("mail-check", tr("Accepted"), "acc"),
        "refused": ("close", tr("Refused"), "amb"),
        "stopped": ("close", tr("Stopped"), "edge"),
        "withdrawn": ("minus", tr("Withdrawn"), "edge"),
        "relays": ("relays", tr("On its way"), "edge"),
        "stick": ("stick", tr("On its way"), "edge"),
        "sealed": ("lock", tr("Encrypted"), "edge"),
        "written": ("clock", tr("In the outbox"), "edge"),
        "waiting": ("clock", tr("Waiting"), "edge"),
    }.get(state.name, ("again", tr("Sent again"), "edge"))


def person(vault: Vault, tr: Text, way: Way) -> RowView:
    """Return the row of one recipient: state, start time, problem, expiry time, and next step."""
    journey, state = way
    now, badge = vault.now(), _badge(tr, state)
    since = tr("since {at}", at=relative_time(tr, state.since, now))
    if state.name in ("delivered", "accepted"):
        text = tr("Confirmation with signature saved, {at}", at=relative_time(tr, state.since, now))
        return RowView("corroborated", journey.to, text, badge, ink="acc")
    if state.name in ("refused", "withdrawn"):
        return RowView("minus", journey.to, tr.line(state_text(tr, state), relative_time(tr, state.since, now)), badge)
    if state.name == "stopped":
        return RowView(
            "minus",
            journey.to,
            tr.line(state_text(tr, state), relative_time(tr, state.since, now), _nothing(tr)),
            badge,
        )
    alone = journey.delivery.anonymous and journey.reply in (anonymous_queue.NONE, anonymous_queue.NOT_MADE)
    never = tr("Anonymous: you get no confirmation") if alone else ""
    doubt = tr("Not verified") if needs_comparison(journey) else ""
    until = ""
    if state.until is not None:
        at = relative_time(tr, state.until, now)
        until = tr("stored until {at}", at=at) if state.name == "relays" else tr("until {at}", at=at)
    if state.name == "relays" and not state.parted:  # the row of each other relay has its own reason
        return RowView("unverified", journey.to, tr.line(tr.phrase(state.words), since, until, never, doubt), badge)
    todo = never or tr.phrase(state.todo)
    return RowView("unverified", journey.to, tr.line(state_text(tr, state), since, until, todo, doubt), badge)


def _nothing(tr: Text) -> str:
    return tr("Amparo sends no more of it")


def places(vault: Vault, tr: Text, ways: Sequence[Way]) -> list[RowView]:
    """Return a row for each relay and USB stick of each recipient; with the recipient's name if there are several."""
    lines = []
    for journey, state in ways:
        name = tr("for {name}", name=journey.to) if len(ways) > 1 else ""
        lines += [_place(vault, tr, place, name, state) for place in state.places]
    return lines


def _place(vault: Vault, tr: Text, place: StoredCopy, name: str, state: DeliveryState) -> RowView:
    now = vault.now()
    if place.since is None:
        return _not_there(vault, tr, place, name, state)
    at = relative_time(tr, place.since, now)
    if place.way == "stick":
        title = tr("USB stick {name}", name=place.name[:8])
        return RowView("stick", title, tr.line(name, tr("written and checked"), tr("since {at}", at=at)), ink="acc")
    has = tr("brought by a courier") if place.way == "courier" else ""
    until = tr("stored until {at}", at=relative_time(tr, place.until, now)) if place.until is not None else ""
    held = tr.phrase(place.holds)
    if place.carries:
        return RowView("clock", place.name, tr.line(name, has, held, tr("since {at}", at=at), *_met(vault, tr, place)))
    second = tr.line(name, has, held, tr("stored there since {at}", at=at), until)
    return RowView("corroborated", place.name, second, ink="acc")


def _not_there(vault: Vault, tr: Text, place: StoredCopy, name: str, state: DeliveryState) -> RowView:
    if place.hindrance is None or state.name in ("delivered", "accepted", "refused", "stopped", "withdrawn"):
        return RowView("unverified", place.name, tr.line(name, tr("Not stored there")))
    return RowView("clock", place.name, tr.line(name, *_met(vault, tr, place)))


def _met(vault: Vault, tr: Text, place: StoredCopy) -> list[str]:
    """Return the problem of a round at a relay, its number and its time."""
    hindrance = place.hindrance
    if hindrance is None:
        return []
    tried = tr("tried {n} time|tried {n} times", n=hindrance.times)
    return [tr.phrase(hindrance.why), tried, tr("last {at}", at=relative_time(tr, hindrance.at, vault.now()))]


def hands(vault: Vault, tr: Text, journey: Journey) -> list[Hand]:
    """Return the history of one delivery, oldest first; for a relay's receipts with text to copy."""
    return [_hand(vault, tr, journey.to, step) for step in delivery_history.steps(vault, journey)]


def _hand(vault: Vault, tr: Text, to: str, step: DeliveryStep) -> Hand:
    icon, words = {
        "queued": ("check", tr("Put in the outbox for {name}", name=to)),
        "sealed": ("lock", tr("Encrypted for {name}", name=to)),
        "needs-reseal": ("key", tr("{name} has a new key: encrypted again", name=to)),
        "placed": ("relays", tr("Stored by {relay}", relay=step.where)),
        "stick": ("stick", tr("Written to a USB stick and checked")),
        "files": (
            "relays",
            tr("{n} file stored by {relay}|{n} files stored by {relay}", n=step.files, relay=step.where),
        ),
        "files-here": ("clock", tr("{n} file still on this computer|{n} files still on this computer", n=step.files)),
        "courier": ("relays", tr("A courier brought it to {relay}", relay=step.where)),
        "expired": (
            "clock",
            tr("{relay} stored it until the time was over. Nobody received it there", relay=step.where),
        ),
        "lacked": ("again", tr("{name} asked for it again", name=to)),
        "delivered": ("mail-check", tr("Received and opened by {name}", name=to)),
        "accepted": ("mail-check", tr("Accepted by {name}", name=to)),
        "rejected": ("minus", tr("Refused by {name}", name=to)),
        "closed": ("minus", tr("Stopped. Amparo sends no more of it")),
    }.get(step.what, ("clock", step.what))
    until = ""
    if step.expires is not None:
        until = tr("signed receipt: stored until {at}", at=relative_time(tr, step.expires, vault.now()))
    at = relative_time(tr, step.at, vault.now())
    if step.what == "files-here":
        return Hand(icon, words, tr("text sent {at}", at=at))
    signed = tr("signed confirmation") if step.what in ANSWERED else ""
    facts = "\n\n".join(_facts(tr, step.where, receipt) for receipt in step.receipts)
    return Hand(icon, words, tr.line(at, until, signed), bool(signed), facts)


def _facts(tr: Text, where: str, receipt: "crypto.Receipt") -> str:
    """Return the signed data of a relay, line by line, for a letter or a report to others."""
    rows = (
        (tr("Relay"), where),
        (tr("Key"), receipt.relay_pk.hex()),
        (tr("Stored"), _utc(receipt.time)),
        (tr("Stored until"), _utc(receipt.expires)),
        (tr("Bytes"), str(receipt.length)),
        (tr("Object"), receipt.object_id.hex()),
        (tr("Sent report"), receipt.delivery.hex()),
    )
    return "\n".join(f"{name}: {value}" for name, value in rows)


def _utc(seconds: int) -> str:
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%d %H:%M} UTC"


def summary(tr: Text, ways: Sequence[Way]) -> str:
    """Return one state of a report for a list: for several recipients, how many have it, or the furthest state.

    Of two equal states, the one whose files are still here is returned.
    """
    if len(ways) == 1:
        return _short(tr, ways[0][1])
    done = sum(state.name in ("delivered", "accepted") for _, state in ways)
    if done:
        return tr("{n} of {of} delivered", n=done, of=len(ways))
    open_ = [state for _, state in ways if state.name in _FURTHER]
    if not open_:
        return _short(tr, ways[0][1])
    return _short(tr, max(open_, key=lambda state: (_FURTHER.index(state.name), state.parted)))


def _short(tr: Text, state: DeliveryState) -> str:
    """Return a state for a list, without the reason of one relay, which the row of that relay shows."""
    return tr.phrase(state.words) if state.name == "relays" and not state.parted else state_text(tr, state)


def stations(vault: Vault, tr: Text, ways: Sequence[Way]) -> list[Station]:
    """Return the four stations of a report: name, time, and problem."""
    first = ways[0][0].delivery
    done = sum(journey.delivery.state in ANSWERED for journey, _ in ways)
    waits = [journey.to for journey, state in ways if state.name in _FURTHER[1:]]
    stopped = [journey.to for journey, state in ways if state.name == "stopped"]
    ended = tr("{names}: stopped", names=tr.listed(stopped)) if stopped else tr("All recipients confirmed it")
    written = tr("Saved on this computer since {at}", at=relative_time(tr, first.queued, vault.now()))
    last = tr("{names}: not confirmed yet", names=tr.listed(waits)) if waits else ended
    return [
        Station("check", tr("In the outbox"), written, 1.0),
        _relays(tr, ways),
        _sticks(vault, tr, ways),
        Station("mail-check", tr("{n} of {of} delivered", n=done, of=len(ways)), last, done / len(ways)),
    ]


def _relays(tr: Text, ways: Sequence[Way]) -> Station:
    reached, of = sum(journey.relays_reached for journey, _ in ways), sum(journey.relays_of for journey, _ in ways)
    if not of:
        return Station("relays", tr("No relay"), tr("No recipient has a relay"), 0.0)
    open_ = [state for _, state in ways if state.name in _FURTHER[1:]]
    parted = [state for state in open_ if state.parted]
    why = next((tr.phrase(state.why) for state in parted or open_ if state.why), "")
    if parted:
        here = tr("Files still on this computer")
        text = tr("{state}: {why}", state=here, why=why) if why else here
    elif reached == of:
        text = tr("Stored on all relays")
    elif not open_:
        text = _nothing(tr)
    else:
        text = (
            tr("{state}: {why}", state=tr("Waiting"), why=why) if why else tr("Amparo sends it at the next connection")
        )
    part = min(1.0, reached / of)
    return Station("relays", tr("{n} of {of} relays", n=reached, of=of), text, min(part, 0.9) if parted else part)


def _sticks(vault: Vault, tr: Text, ways: Sequence[Way]) -> Station:
    sticks = {place.name: place for _, state in ways for place in state.places if place.way == "stick"}
    if sticks:
        at = relative_time(tr, max(place.since or 0 for place in sticks.values()), vault.now())
        title = tr("{n} USB stick|{n} USB sticks", n=len(sticks))
        return Station("stick", title, tr.line(tr("Written and checked"), at), 1.0)
    open_ = any(state.name in _FURTHER[1:] for _, state in ways)
    return Station("stick", tr("Not on a USB stick"), tr("A courier can carry it") if open_ else _nothing(tr), 0.0)
