"""Describe each delivery for a person: its state, its problem, and its history."""

from collections.abc import Sequence

from attrs import frozen

import crypto
from app.actions.contacts import contact_cards
from app.actions.contacts.contact_cards import Contact
from app.errors import InputRefused, NotFound
from app.phrase import Phrase
from app.store.mail import anonymous_queue, couriers, delivery_events, outbox
from app.store.mail.outbox import Delivery
from app.store.relays import known_relays
from app.store.vault.open_vault import Vault

_TOLD_BY_WAYS = ("relayed", "exported")
"""States that say only that a copy is stored; the event of each route says it too."""


@frozen
class Journey:
    """The delivery of one report to one recipient: its state, the relays with its message, and its bundles.

    `reply` is the state of the wish for an answer to an anonymous report (`app.store.mail.anonymous_queue`).
    """

    delivery: Delivery
    contact: Contact
    relays_reached: int
    bundles: Sequence[str]
    reply: str = anonymous_queue.NONE

    @property
    def to(self) -> str:
        """Return the name of the recipient here."""
        return self.contact.record.title

    @property
    def relays_of(self) -> int:
        """Return the number of relays that the delivery must reach."""
        return len(self.contact.routes)


@frozen
class DeliveryStep:
    """One event of a delivery.

    `what` is queued, sealed, needs-reseal, stick, courier, or the final state. On a relay, it is placed (the message),
    files, expired or lacked. It is files-here for files that are not sent yet, since the message was sent. A `courier`
    put the message on a relay for us, when that relay's receipt came back. `at` and `expires` (the storage time in the
    relay's receipts) are UTC seconds. `where` is a relay's address, or a bundle's id. `receipts` are as the relay
    signed them, one for each object. `files` is their number, if the event is about files.
    """

    what: str
    at: int
    where: str = ""
    expires: int | None = None
    receipts: "tuple[crypto.Receipt, ...]" = ()
    files: int = 0


def list_journeys(vault: Vault, contact: bytes | None = None) -> list[Journey]:
    """Return every delivery with its relays and bundles, or those to one contact, newest first."""
    chosen = outbox.deliveries(vault.con) if contact is None else outbox.list_deliveries_to(vault.con, contact)
    known: dict[bytes, Contact] = {}
    found = []
    for delivery in reversed(chosen):
        if delivery.contact not in known:
            known[delivery.contact] = contact_cards.of_record(vault, delivery.contact)
        reached, bundles = delivery_events.ways(vault.con, delivery.num)
        reply = anonymous_queue.wish(vault.con, delivery.num)
        found.append(Journey(delivery, known[delivery.contact], reached, tuple(bundles), reply))
    return found


def of_report(vault: Vault, handle: str) -> list[Journey]:
    """Return the deliveries of one report by the first 8 or more digits of its id. Raises NotFound, InputRefused."""
    text = handle.strip().lower().replace("-", "")
    known = [
        journey for journey in list_journeys(vault) if len(text) >= 8 and journey.delivery.report.hex().startswith(text)
    ]
    if not known:
        raise NotFound(Phrase("There is no report {handle} in the outbox.", handle=handle), "See: amparo outbox")
    if len({journey.delivery.report for journey in known}) > 1:
        raise InputRefused(Phrase("More than one report begins with {handle}.", handle=handle), "Give more of its id.")
    return known


def steps(vault: Vault, journey: Journey) -> list[DeliveryStep]:
    """Return the history of a delivery, oldest first, with the addresses of relays."""
    delivery = journey.delivery
    urls = {known.pk: known.url for known in known_relays.list_relays(vault.con)}
    urls |= {box.relay_pk: box.url for box in journey.contact.card.mailboxes}
    carried = couriers.by_courier(vault.con, delivery.num)
    found = [DeliveryStep("queued", delivery.queued)]
    for event in delivery_events.list_delivery_events(vault.con, delivery.num):
        way, _, name = event.route.partition(":")
        if event.what in _TOLD_BY_WAYS:
            continue
        if way == "stick":
            found.append(DeliveryStep("stick" if event.what == "placed" else event.what, event.at, name))
            continue
        pk = bytes.fromhex(name)
        what = "courier" if event.what == "placed" and pk in carried else event.what
        what = "files" if event.files else what
        receipts = tuple(crypto.open_receipt(data, pk) for data in event.receipts)
        found.append(DeliveryStep(what, event.at, urls.get(pk, name[:12]), event.until, receipts, event.files))
    if delivery.state not in outbox.OPEN and delivery.state not in [step.what for step in found]:
        found.append(DeliveryStep(delivery.state, delivery.changed))
    files = delivery_events.files(vault.con, delivery.num, list(journey.contact.routes))
    left = [step.at for step in found if step.what in ("placed", "courier")]
    found.sort(key=lambda step: (step.at, step.what in outbox.ANSWERED))
    if files is not None and files.here and left and journey.relays_reached and delivery.state in outbox.OPEN:
        found.append(DeliveryStep("files-here", min(left), files=files.here))
    return found
