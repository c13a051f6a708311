"""Send this vault's outbox in a round: encrypt the objects, and commit each step.

Implements the `Outbox` port of sync. Its methods can run on a network thread. Every access to the database goes
through `db`, which runs a function of the vault on the thread that owns it. Bulk work on files stays outside, so the
store thread never waits for it.
"""

import itertools
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import ClassVar, NoReturn

from attrs import evolve, frozen

import crypto
from app.actions.contacts import contact_cards, keysets
from app.actions.contacts.contact_cards import DeliveryAddress
from app.actions.kernel.db import Db
from app.actions.mail import control, private_records, report_manifests, rules, stopped_deliveries, team_out
from app.actions.relays import token_payment
from app.actions.relays.mailbox_rotation import Turn
from app.actions.relays.network_policy import Permit, allow_always
from app.actions.rounds.encrypted_objects import file_source, letter, of_bytes, whole_id
from app.domain.redact import INSTANT
from app.store.mail import couriers, inbox_list, outbox
from app.store.mail.outbox import BODY, MAX_BODY, Attached
from app.store.relays import file_routes, nearby_sessions, tickets
from app.store.vault import identity
from app.store.vault.blobs import import_pieces
from app.store.vault.open_vault import Vault
from sync.errors import Refused
from sync.ports import GiveWay, Parcel, Told, ignore_progress

LOOK_AGAIN, HOPED = 15, 3600
"""Seconds between two checks for an answer to urgent mail while a file is sent, and how long after it was queued."""
MAX_INLINE = 900_000
"""The maximum bytes of a report body that fits a manifest (at most 1,000,000 bytes) with all other fields."""


@frozen
class Mail:
    """One item to send: a delivery's number, or None for the control message of a contact, told apart by `message`."""

    contact: bytes
    delivery: int | None
    message: int = 0


class Outgoing:
    """The outbox of one vault for one round with one relay or USB stick."""

    _planning: ClassVar[threading.Lock] = threading.Lock()
    """Held while the files of a report are hashed: two relays visited in parallel would each generate keys."""

    def __init__(
        self, db: Db, vault: Vault, only: Sequence[bytes] | None = None,
        chance: float = 1.0, told: Told = ignore_progress, permit: Permit = allow_always, turn: Turn | None = None,
    ) -> None:  # fmt: skip
        """`db` runs a function on the vault's own thread; `only` limits the round to these contacts.

        `told` gets the number of bytes of files that are hashed before their report can be encrypted. `permit` raises
        NotNow if a rule holds something back. `chance` is the probability of an acknowledgement in this round if
        nothing else goes to its contact, drawn once for each contact. An answer within seconds of a download would
        show a relay who writes to whom. `turn` selects the contacts that get mail in this round; None: all.
        """
        self._turn = turn
        self._chance = chance
        self._dice: dict[bytes, int] = {}
        self._db = db
        self._vault = vault
        self._only = only
        self._said: dict[Mail, control.Told] = {}
        self._messages = itertools.count()
        self._tags: dict[Mail, list[couriers.Tag]] = {}
        self._told = told
        self._permit = permit
        self._hurried: set[int] = set()  # urgent deliveries known here; a file gives way once to each other one
        self._looked = vault.clock()
        self._hashed = self._to_hash = 0
        self.reached: dict[tuple[int, bytes], int] = {}
        """The bytes of each file, by (delivery, object), that were sent on this route."""

    def ready(self, route: str) -> Sequence[object]:
        """Return the mail due on this route: urgent, then control messages, then other reports, small before large."""
        return self._db(lambda vault: self._ready(vault, route))

    def _ready(self, vault: Vault, route: str) -> list[Mail]:
        keysets.keep_up(vault)
        outbox.expire(vault.con, vault.now())
        stopped_deliveries.stop_expired(vault)
        private_records.stop_private(vault)
        stopped_deliveries.store_missing_words(vault)
        everybody = contact_cards.list_contacts(vault)
        keysets.reseal(vault, {contact.record.id: contact.card for contact in everybody})
        self._take_over(vault, route, everybody)
        rules.catch_up(vault)
        team_out.prepare(vault, lambda contact: self._reaches(vault, contact, route))
        self._hurried |= outbox.list_urgent(vault.con)
        found = [
            d
            for d in outbox.list_waiting_deliveries(vault.con, route, self._only)
            if self._reaches(vault, d.contact, route)
        ]
        sizes = outbox.sizes(vault.con, [d.num for d in found])
        found.sort(key=lambda d: (not d.urgent, sizes[d.num]))
        control_ = list(self._control(vault, route, everybody, {d.contact for d in found}))
        if self._turn is not None:
            due = {d.contact for d in found} | {mail.contact for mail in control_}
            now = self._turn.among(due, {d.contact for d in found if d.urgent})
            found = [d for d in found if d.contact in now]
            control_ = [mail for mail in control_ if mail.contact in now]
        self._to_hash = outbox.count_unplanned_bytes(vault.con, [d.num for d in found])
        urgent = [Mail(d.contact, d.num) for d in found if d.urgent]
        reports = [Mail(d.contact, d.num) for d in found if not d.urgent]
        return [*urgent, *control_, *reports]

    def _control(
        self, vault: Vault, route: str, everybody: Sequence[contact_cards.Contact], written_to: set[bytes]
    ) -> Iterator[Mail]:
        """Yield the due control messages; some wait for a later round if nothing else goes to their contact.

        Contacts that asked for an instant action do not wait for our acknowledgement.
        """
        at_once = inbox_list.list_waiting_contacts(vault.con, INSTANT)
        for contact in everybody:
            id_ = contact.record.id
            chosen = self._only is None or id_ in self._only
            with_mail = id_ in written_to or id_ in at_once
            dice = self._dice.setdefault(id_, int.from_bytes(vault.random(4), "big"))
            if not with_mail and dice >= self._chance * 2**32:
                continue
            address = self.address(vault, id_, route) if chosen else None
            if (
                address
                and control.is_message_due(vault, contact, route, with_mail)
                and token_payment.can_write(vault, contact, address.mailbox)
            ):
                yield Mail(id_, None, next(self._messages))

    def _take_over(self, vault: Vault, route: str, everybody: Sequence[contact_cards.Contact]) -> None:
        """Let a relay that answers carry the files that a dead relay blocks."""
        for contact in everybody:
            if route in contact.routes:
                file_routes.take_over(
                    vault.con, route, contact.record.id, list(contact.routes), outbox.MARKS, vault.now()
                )

    def _reaches(self, vault: Vault, contact: bytes, route: str) -> bool:
        """Return True if mail to a contact can be written for this route now."""
        return (self._only is None or contact in self._only) and self.address(vault, contact, route) is not None

    def address(self, vault: Vault, contact: bytes, route: str) -> DeliveryAddress | None:
        """Return the address of a contact on a route if mail to it is possible and allowed, else None."""
        return contact_cards.read_delivery_address(vault, contact, route)

    def is_due(self, vault: Vault, number: int, route: str, address: DeliveryAddress, object_id: bytes) -> bool:
        """Return True if a file of a delivery is due on this route: a USB stick, or a relay that carries it."""
        if outbox.is_placed(vault.con, number, route, object_id):
            return False
        if address.mailbox is None:
            return True
        if file_routes.lies(vault.con, number, object_id):
            return False
        with vault.transaction() as con:
            return route in file_routes.draw(con, number, list(address.contact.routes), vault.random, vault.now())

    def parcels(self, item: object, route: str) -> Iterator[Parcel]:
        """Encrypt one item for a route (once) and yield its objects, the envelope first."""
        mail = item if isinstance(item, Mail) else _not_ours(item)
        address = self._db(lambda vault: self.address(vault, mail.contact, route))
        if address is None:
            raise Refused("This relay no longer reaches the recipient.")
        if mail.delivery is None:
            said, manifest = self._db(lambda vault: control.write(vault, address.contact, route))
            self._said[mail] = said
            yield self._said_in(manifest, address)
            for way in contact_cards.for_couriers(address, route):
                yield from self._tagged(mail, [self._said_in(manifest, way)])
            return
        number = mail.delivery
        online = route.startswith("relay:")
        urgent = self._db(lambda vault: self._may_go(vault, number, online, 0))
        with self._planning:
            planned = self._plan(number)
        yield from self._objects(number, planned, route, address, urgent)
        for way in contact_cards.for_couriers(address, route):
            courier = self._objects(number, planned, f"relay:{way.relay_pk.hex()}", way, urgent, online=False)
            yield from self._tagged(mail, courier)

    def _said_in(self, manifest: bytes, way: DeliveryAddress) -> Parcel:
        sealed = self._seal(manifest, way)
        return evolve(letter(sealed, way.mailbox), purse=self._purse(way, tickets.CONTROL, len(sealed), True))

    def _purse(self, way: DeliveryAddress, number: int, size: int, instant: bool) -> token_payment.TicketPayment | None:
        return token_payment.purse(self._db, way.contact, way.mailbox, number, size, instant)

    def _tagged(self, mail: Mail, parcels: Iterable[Parcel]) -> Iterator[Parcel]:
        """Store the expected relay receipt of each object that a courier carries.

        An object without a ticket is left out: a courier could not deliver it.
        """
        for parcel in parcels:
            ticket = token_payment.for_courier(parcel)
            if ticket is not None:
                name = crypto.delivery(parcel.mid, parcel.object_id, ticket)
                tag = couriers.Tag(parcel.relay_pk, name, parcel.object_id, parcel.length)
                self._tags.setdefault(mail, []).append(tag)
                yield parcel

    def _objects(
        self,
        number: int,
        planned: Sequence[Attached],
        route: str,
        address: DeliveryAddress,
        urgent: bool,
        online: bool = True,
    ) -> Iterator[Parcel]:
        """Encrypt a delivery for a route and yield its objects that are not there yet; a courier's is not `online`."""
        kept = self._sealed(number, route, address)
        if kept is None:
            return
        envelope, object_id = kept
        due = self._db(
            lambda vault: [
                file for file in planned if self.is_due(vault, number, route, address, file.object_id or b"")
            ]
        )
        purse = self._purse(address, number, len(envelope) + sum(file.length for file in due), urgent)
        if not self._db(lambda vault: outbox.is_placed(vault.con, number, route, object_id)):
            yield evolve(letter(envelope, address.mailbox), purse=purse)
        for file in planned:
            due_now = partial(self.is_due, number=number, route=route, address=address, object_id=file.object_id or b"")
            if self._db(due_now):
                yield evolve(self._blob(number, file, address, urgent, online), purse=purse)

    def _may_go(self, vault: Vault, number: int, online: bool, length: int) -> bool:
        """Return True if a delivery is urgent. Raises Refused if a person stopped it during the round.

        `length`: the bytes of a file to send now, 0 for the message itself. Raises NotNow if a rule holds them back,
        GiveWay if urgent mail was queued in the meantime.
        """
        delivery = outbox.get(vault.con, number)
        if delivery.state == "closed":
            raise _stopped()
        if not online:
            return delivery.urgent
        self._permit(vault, length)
        if length:
            self.give_way(vault)
        return delivery.urgent

    def give_way(self, vault: Vault) -> None:
        """Raise GiveWay if urgent mail was queued since the last check, or an answer to urgent mail can be there."""
        news = outbox.list_urgent(vault.con) - self._hurried
        waited = vault.clock() - self._looked >= LOOK_AGAIN and outbox.has_unheard_urgent(
            vault.con, vault.now() - HOPED
        )
        if news or waited:
            self._hurried |= news
            self._looked = vault.clock()
            raise GiveWay

    def placed(self, item: object, route: str, object_id: bytes, receipt: bytes | None) -> None:
        """Note one durable object; a relay's receipt gives its expiry."""
        mail = item if isinstance(item, Mail) else _not_ours(item)
        if mail.delivery is None:
            self._db(lambda vault: token_payment.paid_control(vault, mail.contact, route))
            return
        number = mail.delivery
        expires = crypto.Receipt.unpack(receipt[: crypto.Receipt.BODY]).expires if receipt else None

        def note(vault: Vault) -> None:
            with vault.transaction() as con:
                outbox.record_placed_object(con, number, route, object_id, receipt, expires, vault.now())

        self._db(note)

    def finished(self, item: object, route: str) -> None:
        """Note that all objects of an item are durable on a route."""
        mail = item if isinstance(item, Mail) else _not_ours(item)
        said, tags = self._said.pop(mail, None), self._tags.pop(mail, [])

        def note(vault: Vault) -> None:
            with vault.transaction() as con:
                if mail.delivery is None and said is not None:
                    said(vault, "stick" if route.startswith(("stick", nearby_sessions.ROUTE)) else route)
                elif mail.delivery is not None:
                    outbox.record_finished_route(con, mail.delivery, route, vault.now())
                couriers.tag(con, mail.delivery or 0, tags, vault.now())

        self._db(note)

    def _plan(self, number: int) -> list[Attached]:
        """Return a delivery's files in their wire form and write its manifest, both only once."""
        delivery, attached = self._db(
            lambda vault: (outbox.get(vault.con, number), outbox.list_attached_files(vault.con, number))
        )
        if delivery.manifest is not None or delivery.state not in outbox.OPEN:
            return attached
        if len(delivery.body) > MAX_BODY:
            raise Refused("This report is too large. Share fewer records at a time.")
        if len(delivery.body) > MAX_INLINE and not any(file.num == BODY for file in attached):
            body = import_pieces(self._vault.folder, [delivery.body], self._vault.random)
            attached = self._db(lambda vault: report_manifests.body_as_file(vault, number, body))
        planned = [self._shared(delivery.report, file) or self._planned(file) for file in attached]

        def keep(vault: Vault) -> None:
            with vault.transaction() as con:
                now = outbox.get(con, number)  # hashing takes time: the delivery can be stopped or smaller now
                if (now.state, now.body) != (delivery.state, delivery.body):
                    raise _stopped()
                manifest = report_manifests.report_manifest(vault, delivery, planned)
                outbox.plan(con, number, planned, manifest, crypto.manifest_hash(manifest))
                stopped_deliveries.store_words(vault, delivery)

        self._db(keep)
        return planned

    def _shared(self, report: bytes, file: Attached) -> Attached | None:
        return self._db(lambda vault: outbox.shared_form(vault.con, report, file))

    def _planned(self, file: Attached) -> Attached:
        """Generate the key of a file's wire form and hash that form once, as a stream without a temporary file."""
        key = self._vault.random(32)
        size, sha256, source = file_source(self._db, self._vault, file.blob)
        plan = crypto.BlobPlan(key, size, sha256)

        def counted(offset: int, n: int) -> bytes:
            piece = source(offset, n)
            self._hashed += len(piece)
            self._told(self._hashed, self._to_hash)
            return piece

        hashes = plan.segment_hashes(counted)
        object_id = crypto.object_id(plan.length, hashes)
        return evolve(file, k_blob=key, object_id=object_id, length=plan.length, segments=b"".join(hashes))

    def _sealed(self, number: int, route: str, address: DeliveryAddress) -> tuple[bytes, bytes] | None:
        """Return the envelope for this route, or encrypt it; `ready` has removed envelopes for outdated cards.

        None if the acknowledgement arrived through another relay in the meantime.
        """
        kept, delivery = self._db(
            lambda v: (outbox.read_sealed_message(v.con, number, route), outbox.get(v.con, number))
        )
        if delivery.state == "closed":
            raise _stopped()
        if kept is not None or delivery.manifest is None:
            return kept
        envelope = self._seal(delivery.manifest, address)
        object_id = whole_id(envelope)

        def keep(vault: Vault) -> None:
            with vault.transaction() as con:
                outbox.keep_sealed(con, number, route, envelope, object_id, address.keyset, vault.now())

        self._db(keep)
        return envelope, object_id

    def _seal(self, manifest: bytes, address: DeliveryAddress) -> bytes:
        key = self._db(lambda vault: vault.identity())
        if self._db(lambda vault: len(vault.ours)) > 1:  # the report can be from before our key rotation
            written_by = crypto.parse_manifest(manifest).sender or b""
            key = self._db(lambda vault: identity.key_of(vault, written_by))
        return crypto.seal(manifest, key, address.keyset, random=self._vault.random)

    def _blob(self, number: int, file: Attached, address: DeliveryAddress, urgent: bool, online: bool) -> Parcel:
        """Return a file as an object; it is opened when its first byte is read, because many files wait."""
        opened: list[tuple[crypto.BlobPlan, Callable[[int, int], bytes]]] = []
        hashes = tuple(file.segments[at : at + 32] for at in range(0, len(file.segments), 32))

        def read(offset: int, n: int) -> bytes:
            if address.mailbox is not None:  # a USB stick is written completely or not at all
                self._db(lambda vault: self._may_go(vault, number, online, n))
            if not opened:
                size, sha256, source = file_source(self._db, self._vault, file.blob)
                opened.append((crypto.BlobPlan(file.k_blob or b"", size, sha256), source))
            plan, source = opened[0]
            key = number, file.object_id or b""
            self.reached[key] = max(self.reached.get(key, 0), offset + n)
            return plan.read(offset, n, source)

        def goes_on() -> None:
            self._db(lambda vault: self._may_go(vault, number, online, 1))

        parcel = of_bytes(file.object_id or b"", file.length, hashes, read, False, address.mailbox)
        return evolve(parcel, urgent=urgent, goes_on=goes_on)


def _stopped() -> Refused:
    return Refused("You stopped this report. Amparo does not send it.")


def _not_ours(item: object) -> NoReturn:
    raise TypeError(f"not mail of this vault: {item!r}")
