"""Sync anonymous deliveries: each delivery and each reply mailbox has a separate visit.

A visit has a separate connection, behind Tor a separate circuit, and a separate time. It sends nothing signed. Relays
on other computers are reached only through Tor.
"""

from collections.abc import Callable
from functools import partial

from attrs import evolve

import crypto
from app.actions.contacts import contact_cards, keysets
from app.actions.contacts.contact_cards import DeliveryAddress
from app.actions.kernel.db import Db, direct_db
from app.actions.mail import anonymous, private_records, stopped_deliveries
from app.actions.relays import mailbox_registration, network_policy, networks, token_payment
from app.actions.rounds import replies
from app.actions.rounds.outbox_port import Mail, Outgoing
from app.domain import remaining_delay
from app.phrase import Phrase
from app.store.mail import anonymous_queue, outbox
from app.store.mail.anonymous_queue import AnonymousDelivery, ReplyBox
from app.store.relays import file_routes, known_relays
from app.store.vault.open_vault import Vault
from sync import errors as trouble
from sync import exchange
from sync.exchange import Tally

CLOSE = 60
"""Seconds after a download of our mail from a relay in which no anonymous delivery starts there automatically."""
AGAIN = 900.0
"""The mean seconds until a delivery that was not sent is tried again."""


class AnonymousSyncSession(Outgoing):
    """One anonymous delivery (`number`, 0: all) in a separate sync, without signature or service message.

    The delivery is paid with a ticket that anyone can hold, or not at all.
    """

    number = 0

    def _ready(self, vault: Vault, route: str) -> list[Mail]:
        outbox.expire(vault.con, vault.now())
        stopped_deliveries.stop_expired(vault)
        private_records.stop_private(vault)
        keysets.reseal(vault, {contact.record.id: contact.card for contact in contact_cards.list_contacts(vault)})
        self._hurried |= outbox.list_urgent(vault.con)
        found = [
            d
            for d in outbox.list_waiting_deliveries(vault.con, route, self._only, anonymous=True)
            if self.number in (0, d.num) and contact_cards.read_delivery_address(vault, d.contact, route) is not None
        ]
        self._to_hash = outbox.count_unplanned_bytes(vault.con, [d.num for d in found])
        return [Mail(d.contact, d.num) for d in found]

    def _seal(self, manifest: bytes, address: DeliveryAddress) -> bytes:
        return crypto.seal(manifest, None, address.keyset, random=self._vault.random)

    def _purse(self, way: DeliveryAddress, number: int, size: int, instant: bool) -> token_payment.TicketPayment | None:
        purse = super()._purse(way, number, size, instant)
        return evolve(purse, public=True) if purse else None


def sync(
    vault: Vault,
    db: Db | None = None,
    *,
    asked: bool = True,
    network: Callable[[], networks.Network] | None = None,
) -> Tally:
    """Send the anonymous reports that are due and check the reply mailboxes; `asked`: also those not due."""
    way = db or direct_db(vault)
    gate = network_policy.Gate(network or networks.NetworkMonitor(), asked)
    tally = Tally()
    for going in _due(way, asked):
        tally.add(_allowed(way, gate) or _deliver(vault, way, gate, going))
    boxes = way(lambda v: anonymous_queue.boxes(v.con))
    for box in boxes:
        if asked or not _pause_of_box(vault, box):
            tally.add(_allowed(way, gate) or replies.look(vault, way, gate, box))
    way(_close)
    tally.failures[:] = dict.fromkeys(tally.failures)
    tally.warnings[:] = dict.fromkeys([*tally.warnings, *map(Phrase.of, tally.lacking)])
    return tally


def due_in(vault: Vault) -> float | None:
    """Return the seconds until the next automatic anonymous sync, if something waits."""
    pauses = [_pause(vault, one) for one in anonymous_queue.list_undelivered(vault.con)]
    pauses += [_pause_of_box(vault, box) for box in anonymous_queue.boxes(vault.con)]
    return min(pauses, default=None)


def _pause(vault: Vault, one: AnonymousDelivery) -> float:
    return remaining_delay.seconds_until(one.due, vault.clock(), anonymous.MOST_MEANS * anonymous.MEAN)


def _pause_of_box(vault: Vault, box: ReplyBox) -> float:
    return remaining_delay.seconds_until(box.due, vault.clock(), anonymous.MOST_MEANS * replies.MEAN)


def _due(db: Db, asked: bool) -> list[AnonymousDelivery]:
    """Return the deliveries to send now; delay those that would follow our own mail at the same relay."""

    def due(vault: Vault) -> list[AnonymousDelivery]:
        ours = {known.pk: known.last_ok or 0 for known in known_relays.list_relays(vault.con)}
        found = []
        for one in anonymous_queue.list_undelivered(vault.con):
            boxes = contact_cards.of_record(vault, one.contact).card.mailboxes
            if asked or not (_pause(vault, one) or _joins(vault, ours, [box.relay_pk for box in boxes])):
                found.append(one)
            elif not _pause(vault, one):
                with vault.transaction() as con:
                    anonymous_queue.put_off(con, one.delivery, anonymous.draw_later_time(vault, CLOSE))
        return found

    return db(due)


def _joins(vault: Vault, ours: dict[bytes, int], theirs: list[bytes]) -> bool:
    return any(remaining_delay.seconds_after(ours.get(pk, 0), vault.now(), CLOSE) for pk in theirs)


def _allowed(db: Db, gate: network_policy.Gate) -> Tally | None:
    """Return None if a visit can begin, otherwise a tally with the reason."""
    verdict = db(gate.verdict)
    return Tally(failures=[verdict.why], ruled_out=True) if verdict.why is not None else None


def _deliver(vault: Vault, db: Db, gate: network_policy.Gate, going: AnonymousDelivery) -> Tally:
    """Upload one delivery to each relay of its recipient, with a reply mailbox if one was requested."""
    contact = db(lambda v: contact_cards.of_record(v, going.contact))
    tally = Tally()
    if going.reply == anonymous_queue.WANTED:
        tally.add(replies.make_box(vault, db, gate, going.delivery, contact))
        if tally.failures:
            db(partial(_put_off, number=going.delivery))
            return tally
    for route, box in contact.routes.items():
        tally.add(_put(vault, db, gate, going.delivery, route, box))
    db(partial(_put_off, number=going.delivery))
    return tally


def _put(vault: Vault, db: Db, gate: network_policy.Gate, number: int, route: str, box: "crypto.Mailbox") -> Tally:
    """Visit one relay for one delivery."""
    outgoing = AnonymousSyncSession(db, vault, permit=gate)
    outgoing.number = number
    if not outgoing.ready(route):
        return Tally()
    tally = Tally()
    transport = mailbox_registration.reach(vault, db, box.url, box.relay_pk, moved=gate.moved, through_tor=True)
    try:
        transport.descriptor()
        tally = exchange.send(outgoing, transport)
    except trouble.SyncError as failure:
        tally.failed(failure)
    finally:
        transport.close()

    def note(v: Vault) -> None:
        with v.transaction() as con:
            file_routes.record_progress(con, route, outgoing.reached, v.now())
            if tally.failures:
                file_routes.record_failure(con, route)

    db(note)
    tally.failures[:] = [f"{box.url}: {text}" for text in tally.failures]
    return tally


def _put_off(vault: Vault, number: int) -> None:
    with vault.transaction() as con:
        anonymous_queue.put_off(con, number, anonymous.draw_later_time(vault, AGAIN))


def _close(vault: Vault) -> None:
    with vault.transaction() as con:
        anonymous_queue.close_boxes(con, vault.now())
