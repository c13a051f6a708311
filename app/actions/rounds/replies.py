"""Receive answers to anonymous reports in reply mailboxes, and send a desk's answers to them.

A reply mailbox has a separate seed and a keyset used nowhere else, on a relay of the recipient. Only the recipient's
signed answer counts there. A desk answers only on relays on which it has a mailbox: the sender is unknown, and must
not lead the desk to an address.
"""

import hashlib
from collections.abc import Sequence
from functools import partial
from typing import NamedTuple, NoReturn

from attrs import frozen

import crypto
from app.actions.contacts.contact_cards import Contact
from app.actions.kernel.db import Db
from app.actions.mail import anonymous
from app.actions.mail.control.acks import STATES
from app.actions.mail.report_manifests import CONTROL, hour
from app.actions.relays import mailbox_registration, network_policy
from app.phrase import Phrase
from app.store.mail import anonymous_queue, handled_objects, inbox, outbox
from app.store.mail.anonymous_queue import ReplyBox
from app.store.relays import known_relays
from app.store.vault import identity
from app.store.vault.open_vault import Vault
from sync import errors as trouble
from sync import exchange
from sync.exchange import Tally
from sync.maillog import LogPosition
from sync.ports import Arrival, Outcome, Parcel

KEPT = 90 * 86_400
"""Seconds during which a reply mailbox is read: as long as a relay stores its objects."""
MEAN = 3 * 3600.0
"""Seconds, on average, between two checks of a reply mailbox."""
EPOCH, REFUSED = 1, 3
MOST = 200
"""The maximum number of answers in one round."""


def make_box(vault: Vault, db: Db, gate: network_policy.Gate, number: int, contact: Contact) -> Tally:
    """Make the reply mailbox for a delivery; if none of the recipient's relays makes one, send without it."""
    tally = Tally()
    for box in contact.routes.values():
        seed = vault.random(32)
        key = crypto.mailbox_key(seed, box.relay_pk, 0)
        transport = mailbox_registration.reach(
            vault, db, box.url, box.relay_pk, key, moved=gate.moved, through_tor=True
        )
        try:
            transport.create_mailbox()
        except trouble.NotDelivered as failure:
            tally.failed(failure)
            continue
        except trouble.SyncError:  # the relay makes no mailbox without an invite
            continue
        finally:
            transport.close()
        db(partial(_keep, number=number, contact=contact, box=box, seed=seed, mid=crypto.mailbox_id(key.public)))
        return Tally()
    if not tally.failures:
        db(partial(_without, number=number))
        tally.warnings.append(
            Phrase(
                "Amparo could not create a reply mailbox on their relays. It sends the report without one, and "
                "you get no confirmation."
            )
        )
    return tally


def _keep(vault: Vault, number: int, contact: Contact, box: "crypto.Mailbox", seed: bytes, mid: bytes) -> None:
    begins = vault.now() // anonymous.DAY * anonymous.DAY
    keyset = crypto.PrivateKeyset.generate(EPOCH, begins, begins + KEPT, vault.random)
    due = anonymous.draw_later_time(vault, MEAN)
    with vault.transaction() as con:
        if anonymous_queue.wish(con, number) == anonymous_queue.WANTED:
            anonymous_queue.keep_box(
                con,
                ReplyBox(
                    number, contact.card.id, box.url, box.relay_pk, box.seal_pk, mid, seed, keyset, None, due
                ),
            )  # fmt: skip


def _without(vault: Vault, number: int) -> None:
    with vault.transaction() as con:
        anonymous_queue.set_wish(con, number, anonymous_queue.NOT_MADE)


def look(vault: Vault, db: Db, gate: network_policy.Gate, box: ReplyBox) -> Tally:
    """Check one reply mailbox, on a separate connection."""
    position = LogPosition.from_bytes(box.position) if box.position else None
    key = crypto.mailbox_key(box.seed, box.relay_pk, 0)
    transport = mailbox_registration.reach(
        vault, db, box.url, box.relay_pk, key, position, moved=gate.moved, through_tor=True
    )  # fmt: skip
    tally = Tally()
    try:
        transport.descriptor()
        tally = exchange.receive(_Answers(db, box), transport)
    except trouble.SyncError as failure:
        tally.failed(failure)
    finally:
        transport.close()
    stands = transport.position().to_bytes()

    def note(v: Vault) -> None:
        with v.transaction() as con:
            anonymous_queue.store_poll(con, box.delivery, stands, anonymous.draw_later_time(v, MEAN))

    db(note)
    tally.failures[:] = [f"{box.url}: {text}" for text in tally.failures]
    return tally


class _Opened(NamedTuple):
    """One object of a box: its id, and its manifest if it is an answer."""

    object_id: bytes
    manifest: "crypto.Manifest | None"


class _Answers:
    """The inbox of one reply mailbox: it accepts the recipient's signed answer to the report of the mailbox."""

    def __init__(self, db: Db, box: ReplyBox) -> None:
        self._db, self._box = db, box

    def known(self, object_id: bytes) -> bool:
        """Return True if an object was processed before."""

        def seen(vault: Vault) -> bool:
            return handled_objects.find_outcome(vault.con, object_id) is not None

        return bool(self._db(seen))

    def opened(self, object_id: bytes, data: bytes, via: str) -> "_Opened":
        """Open one envelope with the key of this reply mailbox only."""
        try:
            opened = crypto.open_(data, [self._box.keyset])
            manifest = crypto.parse_manifest(opened.manifest_bytes)
            crypto.verify_sender(opened, manifest)
        except crypto.CryptoError:
            return _Opened(object_id, None)
        return _Opened(object_id, manifest)

    def commit(self, opened: Sequence[object]) -> list[Outcome]:
        """Accept valid answers; ignore everything else in the reply mailbox."""

        def take(vault: Vault) -> list[Outcome]:
            with vault.transaction():
                return [self._take(vault, *one) for one in opened if isinstance(one, _Opened)]

        return self._db(take)

    def lacking(self, objects: Sequence[bytes]) -> Sequence[bytes]:
        """Return nothing: a reply mailbox receives no files."""
        return ()

    def blob(self, arrival: Arrival) -> NoReturn:
        """Raise an error: no file is ever requested."""
        raise TypeError("no file was asked for")

    def _take(self, vault: Vault, object_id: bytes, manifest: "crypto.Manifest | None") -> Outcome:
        handled_objects.note_outcome(vault.con, object_id, "answer")
        if manifest is None or manifest.to != self._box.mid or manifest.kind != CONTROL or not manifest.sender:
            return Outcome(aside="not an answer to this report")
        addressee = crypto.hash_("id", manifest.sender)
        if addressee != self._box.addressee:
            return Outcome(aside="not an answer of a recipient")
        told = 0
        for ack in manifest.acks:
            if ack.status in STATES:
                told += bool(
                    outbox.process_acknowledgement(
                        vault.con, ack.report_id, addressee, ack.manifest_hash, STATES[ack.status],
                        identity.make_printable(ack.reason)[: inbox.MOST_REASON], vault.now(), anonymous=True,
                    )
                )  # fmt: skip
        return Outcome(acknowledged=told)


@frozen
class PendingReply:
    """Our answer to one anonymous report, and its reply mailbox, on a relay that is ours too (`url`)."""

    report: bytes
    hash: bytes
    status: int
    reason: str
    url: str
    reply: "crypto.Reply"
    keyset: "crypto.PublicKeyset"


def pending_replies(vault: Vault) -> list[PendingReply]:
    """Return our answers for anonymous reports, on relays on which we have a mailbox."""
    ours = {known.pk: known.url for known in known_relays.list_relays(vault.con)}
    found: list[PendingReply] = []
    with vault.transaction() as con:
        for hash_, report, status, reason in anonymous_queue.pending_replies(con):
            (arrived,) = inbox.find(con, report, hash_)
            manifest = crypto.parse_manifest(inbox.manifest(con, arrived))
            keyset = manifest.reply_keyset
            if not manifest.reply or keyset is None:
                anonymous_queue.nobody_waits(con, hash_)
            elif (reply := manifest.reply[0]).relay_pk in ours:
                found.append(PendingReply(report, hash_, status, reason, ours[reply.relay_pk], reply, keyset))
            if len(found) == MOST:
                break
    return found


def leave(vault: Vault, db: Db, gate: network_policy.Gate, word: PendingReply) -> Tally:
    """Put one answer into its reply mailbox, on a separate connection."""
    tally = Tally()
    try:
        sealed = db(partial(_sealed, word=word))
    except crypto.CryptoError:  # a keyset that nothing can be sealed to was nobody's wish for an answer
        db(partial(_said, word=word))
        return tally
    hashes = (hashlib.sha256(sealed).digest(),)  # an envelope of this size is one segment
    name, to = crypto.object_id(len(sealed), hashes), word.reply
    parcel = Parcel(
        name, len(sealed), hashes, lambda at, n: sealed[at : at + n], True, to.mid, to.relay_pk, to.seal_pk
    )  # fmt: skip
    transport = mailbox_registration.reach(vault, db, word.url, to.relay_pk, moved=gate.moved)
    try:
        transport.put(parcel)
        db(partial(_said, word=word))
        tally.sent += 1
    except trouble.Refused:  # the mailbox is missing or full: the sender could be anyone
        db(partial(_said, word=word))
    except trouble.SyncError as failure:
        tally.failed(failure)
        tally.failures[:] = [f"{word.url}: {text}" for text in tally.failures]
    finally:
        transport.close()
    return tally


def _sealed(vault: Vault, word: PendingReply) -> bytes:
    """Return the encrypted and signed answer, addressed to the mailbox: no other recipient is known."""
    ack = crypto.Ack(word.report, word.hash, word.status, (), word.reason if word.status == REFUSED else "")
    manifest = crypto.Manifest(
        kind=CONTROL,
        report_id=vault.random(16),
        to=word.reply.mid,
        created=hour(vault),
        sender=vault.identity().public,
        incarnation=vault.get("incarnation") or bytes(8),
        seq=0,
        acks=(ack,),
    )
    return crypto.seal(manifest.encode(), vault.identity(), word.keyset, random=vault.random)


def _said(vault: Vault, word: PendingReply) -> None:
    with vault.transaction() as con:
        anonymous_queue.mark_sent(con, word.hash, word.status, f"relay:{word.reply.relay_pk.hex()}")
