"""Describe the delivery status of a report in plain text: one function from stored data to text.

The window and the command line show the same. Waiting is normal: each waiting state gives the reason, its end if
known, and a possible action. The caller formats the times.
"""

from collections.abc import Iterable, Mapping, Sequence

from attrs import evolve, frozen

from app.actions.contacts import contact_cards, keysets
from app.actions.contacts.contact_cards import Contact
from app.actions.kernel import report_copies
from app.actions.mail import delivery_history, inbox, notices, stopped_deliveries
from app.actions.mail.delivery_history import Journey
from app.actions.mail.inbox import ReceivedReport
from app.actions.relays import network_policy
from app.actions.relays.network_policy import METERED
from app.actions.relays.networks import TEXT, Network
from app.phrase import Phrase
from app.store.mail import contact_merges, couriers, delivery_events, outbox, retractions, teams
from app.store.mail import inbox as arrived
from app.store.mail.delivery_events import FileProgress
from app.store.mail.outbox import Delivery
from app.store.relays import delivery_problems, file_routes
from app.store.relays.delivery_problems import ANY, Hindrance
from app.store.vault.open_vault import Vault
from sync.ports import SEGMENT

NAMES = (
    "written", "waiting", "sealed", "relays", "stick", "delivered", "accepted", "refused", "resealed", "expired",
    "lacked", "stopped", "withdrawn",
)  # fmt: skip
"""Every state, by the name for programs."""
NOTHING = Phrase("")
FILE = 1
"""Bytes of the smallest file, to ask if files can be sent at all."""
_ANSWERED = {"delivered": Phrase("Delivered"), "accepted": Phrase("Accepted"), "rejected": Phrase("Refused")}
_CLOSED: Mapping[str, Phrase] = {
    outbox.STOPPED: NOTHING,
    report_copies.DESTROYED: Phrase("a part of it was destroyed in this vault"),
    stopped_deliveries.WITHDRAWN: Phrase("a record in it was withdrawn"),
    contact_merges.TWICE: Phrase("Amparo sends it with their new key"),
    teams.GONE: Phrase("no longer in this team"),
    teams.LOST: Phrase("Amparo sends the contents again: no confirmation arrived"),
}
"""The text for the reason of a closed delivery, by the stored reason; others are shown as stored."""
UNDECIDED = ("incomplete", "delivered")
"""States of received reports that wait: for the rest of the report, or for a person here."""


@frozen
class StoredCopy:
    """The copy on one relay of the recipient (`courier` if a courier brought it), or on one USB stick.

    `name` is the relay's address or the bundle's id. Times are UTC seconds; `until` comes from the relay's receipt.
    Without the message, `since` is None, and `hindrance` is the reason, if a round met one. `hindrance` is also set
    if the relay `carries` files that are not all there. `holds` describes the stored parts of a report with files.
    """

    way: str
    name: str
    since: int | None = None
    until: int | None = None
    hindrance: Hindrance | None = None
    holds: Phrase = NOTHING
    carries: bool = False


@frozen
class DeliveryState:
    """A delivery's state: its `name`, the same as text in `words`, and its start (UTC seconds).

    `why` (not yet, refused, stopped) follows after a colon, and `todo` is a sentence; each can be empty. `until`: the
    time of an automatic continuation or end. `files` is the progress of the files of an undelivered report.
    """

    name: str
    words: Phrase
    since: int
    why: Phrase = NOTHING
    until: int | None = None
    todo: Phrase = NOTHING
    places: Sequence[StoredCopy] = ()
    files: FileProgress | None = None

    @property
    def parted(self) -> bool:
        """Return True if its message is on a relay and files are not."""
        return self.name == "relays" and self.files is not None and self.files.here > 0


@frozen
class _Reason:
    """The reason why a delivery has not arrived yet."""

    why: Phrase = NOTHING
    until: int | None = None
    todo: Phrase = NOTHING


_FILES_WAIT = {
    TEXT: Phrase("you chose that only text is sent over this network"),
    METERED: Phrase("data costs money on this connection"),
}


"""The reason why files are still here, after a text that says so, by the rule that holds them back."""


_BLOCKED = {
    "changed": _Reason(Phrase("new key"), None, Phrase("Compare the numbers again.")),
    "expired": _Reason(Phrase("card is too old"), None, Phrase("Ask them for a new card.")),
    "revoked": _Reason(Phrase("key was ended"), None, Phrase("Ask them for a new card.")),
}


"""States of a contact who gets no mail."""


_DID = {
    retractions.DESTROYED: Phrase("destroyed"),
    retractions.HIDDEN: Phrase("hidden"),
    retractions.MARKED: Phrase("marked"),
    retractions.REFUSED: Phrase("not removed"),
    retractions.WAITS: Phrase("not decided yet"),
    retractions.OURS: Phrase("their own record"),
    retractions.ABSENT: Phrase("not in their vault"),
}


"""The recipient's answer about withdrawn records."""


def list_delivery_states(
    vault: Vault, journeys: Iterable[Journey], network: Network | None = None
) -> list[DeliveryState]:
    """Return the state of each delivery; `network`, which leads out now, adds the effect of its rule."""
    seen = delivery_problems.list_problems(vault.con)
    return [delivery_status(vault, journey, seen, network) for journey in journeys]


def delivery_status(
    vault: Vault, journey: Journey, seen: Mapping[tuple[str, int], Hindrance], network: Network | None = None
) -> DeliveryState:
    """Return the state of one delivery; `seen` are all known delivery problems."""
    delivery, contact = journey.delivery, journey.contact
    files = (
        delivery_events.files(vault.con, delivery.num, list(contact.routes)) if delivery.state in outbox.OPEN else None
    )
    places = _places(vault, delivery, contact, seen, files)
    if delivery.state not in outbox.OPEN and (state := _withdrawn(vault, delivery)) is not None:
        return evolve(state, places=places)
    if delivery.state in _ANSWERED:
        name = "refused" if delivery.state == "rejected" else delivery.state
        said = Phrase(delivery.reason) if name == "refused" and delivery.reason else NOTHING
        return DeliveryState(name, _ANSWERED[delivery.state], delivery.changed, said, places=places)
    if delivery.state not in outbox.OPEN:
        why = _CLOSED.get(delivery.reason, Phrase(delivery.reason))
        return DeliveryState("stopped", Phrase("Stopped"), delivery.changed, why, places=places)
    state = _open(vault, delivery, journey.to, places, files)
    if state.name in ("relays", "expired", "lacked") and not state.parted and all(place.since for place in places):
        return state
    return _waits(state, _reason(vault, delivery, contact, state, network))


def _withdrawn(vault: Vault, delivery: Delivery) -> DeliveryState | None:
    """Return the state of a report with a record that was withdrawn with a notice to its recipient."""
    if delivery.profile == notices.PROFILE.name:
        return None
    for made, told in retractions.told_to(vault.con, delivery.contact):
        if stopped_deliveries.contains_record(delivery, told.records):
            did = tuple(_DID[what] for what in retractions.DID if told.did.get(what))
            late = Phrase("no answer yet") if told.report else Phrase("the notice did not reach them")
            why = Phrase("{answers}", answers=did) if did else late
            return DeliveryState("withdrawn", Phrase("Withdrawn"), told.at or made.at, why)
    return None


def _open(
    vault: Vault, delivery: Delivery, to: str, places: Sequence[StoredCopy], files: FileProgress | None
) -> DeliveryState:
    """Return the progress of an undelivered report, without the reason for the wait."""
    there = [place for place in places if place.since is not None]
    relays = [place for place in there if place.way != "stick"]
    of_ = sum(place.way != "stick" for place in places)
    if delivery.state == "needs-reseal":
        words = Phrase("{name} has a new key: Amparo encrypts it again", name=to)
        return DeliveryState("resealed", words, delivery.changed, places=places, files=files)
    if relays:
        ends = [place.until for place in relays if place.until is not None]
        words = _on_relays(len(relays), of_, len(there) > len(relays), files)
        first = min(place.since or 0 for place in relays)
        return DeliveryState("relays", words, first, until=min(ends, default=None), places=places, files=files)
    if there:
        first, tagged = min(place.since or 0 for place in there), couriers.may_carry(vault.con, delivery.num)
        words = Phrase("On a USB stick. A courier can take it to a relay") if tagged else Phrase("On a USB stick")
        return DeliveryState("stick", words, first, places=places, files=files)
    gone = delivery_events.last_removal(vault.con, delivery.num)
    if gone is not None and delivery.state in ("relayed", "exported"):
        said = {
            delivery_events.EXPIRED: Phrase("No relay stores it any longer: Amparo sends it again"),
            delivery_events.LACKED: Phrase("{name} did not find all parts: Amparo sends it again", name=to),
        }[gone.what]
        return DeliveryState(gone.what, said, gone.at, places=places, files=files)
    if delivery.state == "sealed":
        words = Phrase("Encrypted, sent at the next connection")
        return DeliveryState("sealed", words, delivery.changed, places=places, files=files)
    words = Phrase("In the outbox, sent at the next connection")
    return DeliveryState("written", words, delivery.changed, places=places, files=files)


def _on_relays(n: int, of: int, stick: bool, files: FileProgress | None) -> Phrase:
    """Return the number of relays with the report; if files are missing there, give message and files separately."""
    if files is None or not files.here:
        if stick:
            return Phrase("On {n} of {of} relays and on a USB stick", n=n, of=of)
        return Phrase("On {n} of {of} relays", n=n, of=of)
    if stick:
        return Phrase("Text on {n} of {of} relays, complete on a USB stick", n=n, of=of)
    if files.copies:
        copies, wanted = files.copies, files.wanted
        return Phrase(
            "Text on {n} of {of} relays, files on {copies} of {wanted}", n=n, of=of, copies=copies, wanted=wanted
        )
    if files.part:
        return Phrase("Text on {n} of {of} relays, {part} % of its files", n=n, of=of, part=files.part)
    return Phrase("Text on {n} of {of} relays, files still on this computer", n=n, of=of)


def _waits(state: DeliveryState, reason: _Reason) -> DeliveryState:
    """Return a state with the reason for the wait; an unsent report gets the state `waiting`."""
    if not reason.why:
        return state
    until = reason.until or state.until
    if state.name in ("written", "sealed"):
        words = Phrase("Encrypted, waiting") if state.name == "sealed" else Phrase("Waiting")
        state = evolve(state, name="waiting", words=words)
    return evolve(state, why=reason.why, until=until, todo=reason.todo)


def _places(
    vault: Vault,
    delivery: Delivery,
    contact: Contact,
    seen: Mapping[tuple[str, int], Hindrance],
    files: FileProgress | None,
) -> list[StoredCopy]:
    lying = delivery_events.list_storing_routes(vault.con, delivery.num)
    carried = couriers.by_courier(vault.con, delivery.num)
    found = []
    for route, box in contact.routes.items():
        since, until = lying.pop(route, (None, None))
        holds, carries = _holds(files, route) if files is not None else (NOTHING, False)
        waits = carries or not since
        hindrance = seen.get((route, delivery.num)) or seen.get((route, ANY)) if waits else None
        way = "courier" if box.relay_pk in carried else "relay"
        found.append(StoredCopy(way, box.url, since, until, hindrance, holds if since else NOTHING, carries))
    for route, (since, until) in lying.items():
        way, _, name = route.partition(":")
        if way == "stick":
            found.append(StoredCopy(way, name, since, until))
    return found


def _holds(files: FileProgress, route: str) -> tuple[Phrase, bool]:
    """Return the parts on a relay that has the message, and True if the relay must still get files."""
    there = files.on.get(route, 0)
    if there >= files.of:
        return Phrase("the text and its files"), False
    if route not in files.carriers or not files.here:
        return Phrase("the text, without its files"), False
    if there or files.part:
        return Phrase("the text and a part of its files"), True
    return Phrase("the text. Its files are still on this computer"), True


def _reason(
    vault: Vault, delivery: Delivery, contact: Contact, state: DeliveryState, network: Network | None
) -> _Reason:
    """Return the first delivery problem: of the recipient, the network's rule, then the relays.

    If the message has left, the problem of its files is returned.
    """
    places = state.places
    reason = _of_addressee(vault, contact)
    if reason.why:
        return reason
    if network is not None:
        held = network_policy.decide_traffic(vault, network, False)
        if held.why is not None:
            return _Reason(held.why, held.until)
        if network.leads_out is False:
            return _Reason(Phrase("there is no connection"), None, Phrase("Amparo sends it with the next connection."))
    files = _of_files(vault, network, state)
    carried = state.parted and any(place.carries for place in places)
    met = (place.hindrance for place in places if place.hindrance and (place.carries or not carried))
    if hindrance := next(met, None):
        todo = Phrase("Amparo tries again automatically.")
        if hindrance.times >= file_routes.DEAD:
            todo = Phrase("Amparo tries again automatically. A USB stick works without this relay.")
        if hindrance.why == delivery_problems.NO_TICKET:
            todo = Phrase("Amparo sends it when they send more tickets. A USB stick works without tickets.")
        return _Reason(hindrance.why, None, todo)
    return files


def _of_files(vault: Vault, network: Network | None, state: DeliveryState) -> _Reason:
    """Return the network's rule that holds files back: for the next segment of the rest."""
    if network is None or state.files is None:
        return _Reason()
    length = min(state.files.left, SEGMENT) if state.parted else FILE
    held = network_policy.decide_traffic(vault, network, False, length)
    why = (_FILES_WAIT.get(held.rule) if state.parted else None) or held.why
    return _Reason(why, held.until) if why is not None else _Reason()


def _of_addressee(vault: Vault, contact: Contact) -> _Reason:
    if contact.record.removed:
        return _Reason(Phrase("the recipient was removed from your contacts"))
    if not contact.may_receive:
        return _BLOCKED[contact.state]
    if keysets.choose(vault, contact.card)[1] == keysets.ENDED:
        return _Reason(Phrase("every key of their card has ended"), None, Phrase("Ask them for a new card."))
    if not contact.routes:
        return _Reason(Phrase("contact without a relay"), None, Phrase("Put it on a USB stick."))
    return _Reason()


@frozen
class Between:
    """The reports that we sent to a contact and received from it, newest first.

    `unheard` is the number of our confirmations that the contact has not confirmed.
    """

    contact: Contact
    sent: Sequence[tuple[Journey, DeliveryState]]
    came: Sequence[ReceivedReport]
    unheard: int

    @property
    def open(self) -> int:
        """Return the number of reports that still wait, on either side."""
        return sum(way.delivery.state in outbox.OPEN for way, _ in self.sent) + sum(
            one.arrived.state in UNDECIDED for one in self.came
        )


def read_contact_history(vault: Vault, handle: str, network: Network | None = None) -> Between:
    """Return all reports between us and a contact; `network`, as for `states`, is the current connection."""
    contact = contact_cards.find_by_name(vault, handle)
    ways = delivery_history.list_journeys(vault, contact.record.id)
    sent = list(zip(ways, list_delivery_states(vault, ways, network), strict=True))
    came = inbox.list_reports(vault, contact=contact.record.id)
    return Between(contact, sent, came, arrived.count_unconfirmed(vault.con, contact.record.id))
