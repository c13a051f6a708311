"""The way of each delivery so far, as a person follows it: its state, what holds it, what happened when."""

from collections.abc import Sequence

from attrs import frozen

from app.actions import contacts
from app.store import apart, couriers, outbox, passage, relays
from app.store.outbox import Delivery
from app.store.vault import Vault


@frozen
class Journey:
    """Where one report to one addressee is: its state in the words of the design, relays that hold it, bundles.

    `reply` is what became of the wish for an answer to an anonymous one (`app.store.apart`).
    """

    delivery: Delivery
    to: str
    relays_reached: int
    relays_of: int
    bundles: Sequence[str]
    reply: str = apart.NONE


@frozen
class Step:
    """One thing that happened to a delivery: queued, sealed, placed (on a relay), stick, courier, or its last state.

    `courier` is a relay that somebody else put it on, when that relay's receipt came back.

    `at` and `expires` (until when the relay's receipt says it holds) are UTC seconds; `where` is a relay's address.
    """

    what: str
    at: int
    where: str = ""
    expires: int | None = None


def all_(vault: Vault) -> list[Journey]:
    """Return every delivery with its way so far, newest first."""
    found = []
    for delivery in reversed(outbox.deliveries(vault.con)):
        contact = contacts.of_record(vault, delivery.contact)
        reached, bundles = passage.ways(vault.con, delivery.num)
        reply, of = apart.wish(vault.con, delivery.num), len(contact.card.mailboxes)
        found.append(Journey(delivery, contact.record.title, reached, of, tuple(bundles), reply))
    return found


def steps(vault: Vault, journey: Journey) -> list[Step]:
    """Return what happened to a delivery so far, oldest first, with the addresses of relays."""
    delivery = journey.delivery
    urls = {known.pk: known.url for known in relays.all_(vault.con)}
    urls |= {box.relay_pk: box.url for box in contacts.of_record(vault, delivery.contact).card.mailboxes}
    carried = couriers.by_courier(vault.con, delivery.num)
    found = [Step("queued", delivery.queued)]
    for what, route, at, expires in passage.steps(vault.con, delivery.num):
        way, _, name = route.partition(":")
        where = urls.get(bytes.fromhex(name), name[:12]) if way == "relay" else ""
        if what == "placed" and way == "stick":
            what = "stick"
        elif what == "placed" and bytes.fromhex(name) in carried:
            what = "courier"
        found.append(Step(what, at, where, expires))
    if delivery.state not in outbox.OPEN:
        found.append(Step(delivery.state, delivery.changed))
    return sorted(found, key=lambda step: step.at)
