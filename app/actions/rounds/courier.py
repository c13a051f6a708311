"""Carry for other people: from their USB stick into this vault, to the relays, and the receipts back on a stick.

Amparo knows only the relay and a padded length of a carried object, not its sender or recipient. The object is stored
encrypted in the vault like every other file, and is removed after the upload or when it is too old.
"""

from collections.abc import Mapping
from contextlib import closing
from functools import partial
from pathlib import Path

from attrs import field, frozen, mutable

import crypto
from app.actions.contacts import contact_cards
from app.actions.kernel.db import Db, direct_db
from app.actions.mail import receive
from app.actions.relays.network_policy import Permit, allow_always
from app.errors import NotFound, StorageFailed
from app.phrase import Phrase
from app.store.mail import anonymous_queue, couriers, outbox
from app.store.mail.couriers import CourierObject
from app.store.records import files
from app.store.relays import known_relays
from app.store.vault.blobs import import_pieces
from app.store.vault.open_vault import Vault
from sync import errors as trouble
from sync.bundle import BundleReader
from sync.exchange import Tally, read_all
from sync.ports import Arrival, GiveWay, Parcel, Told, Transport, ignore_progress

OURS = Phrase("this vault already has the file. It stays on the USB stick")
NAMELESS = Phrase("you wrote it anonymously: Amparo sends it separately, never with reports that you carry for others")


@frozen
class CourierBatch:
    """The number and the bytes of the objects for one relay, and its address if this vault knows it."""

    relay: bytes
    url: str
    objects: int
    size: int


@mutable
class CourierImport:
    """The result of reading a stick: the new objects and their bytes, and the number without a tag."""

    objects: int = 0
    size: int = 0
    kept_aside: list[tuple[str, str]] = field(factory=list)


def loads(vault: Vault) -> list[CourierBatch]:
    """Return the objects that are carried and not uploaded, by relay; an unknown address is an empty `url`."""
    urls = addresses(vault)
    return [CourierBatch(pk, urls.get(pk, ""), *count) for pk, count in couriers.to_put(vault.con).items()]


def addresses(vault: Vault) -> Mapping[bytes, str]:
    """Return the relays that this vault knows: its own, and those on its contacts' cards."""
    found = {
        box.relay_pk: box.url
        for contact in contact_cards.list_contacts(vault)
        if contact.may_receive
        for box in contact.card.mailboxes
    }
    return found | {known.pk: known.url for known in known_relays.list_relays(vault.con)}


def carry(vault: Vault, folder: Path, db: Db | None = None, told: Told = ignore_progress) -> CourierImport:
    """Copy the objects for relays from a stick; an object that is counted is stored permanently.

    If `told` stops the copy or the stick is removed, the stored objects stay, and the next copy brings the rest. Raises
    NotFound if nothing on the stick has a tag, and StorageFailed.
    """
    way = db or direct_db(vault)
    if not folder.is_dir():
        raise StorageFailed(
            Phrase("There is no folder {folder}.", folder=folder), "Connect the USB stick, or enter another folder."
        )
    way(lambda v: couriers.tidy(v, v.now()))
    taken, tagged, nameless = CourierImport(), 0, way(lambda v: anonymous_queue.objects(v.con))
    try:
        with closing(BundleReader(folder, lambda done, total: told(done // 2, total // 2))) as reader:
            for arrival in reader.arrivals():
                tags = list(reader.tags(arrival))
                tagged += bool(tags)
                if tags and arrival.object_id in nameless:
                    taken.kept_aside.append((arrival.object_id.hex()[:16], NAMELESS))
                    continue
                _take(vault, way, reader, arrival, tags, taken)
    except trouble.MediumFailed as failed:
        raise StorageFailed(
            Phrase.of(failed), "The packages copied before are complete. Copy the rest again."
        ) from failed
    taken.kept_aside += [(damage.what, Phrase.of(damage)) for damage in reader.kept_aside]
    taken.kept_aside += [(torn.object_id.hex()[:16], Phrase("not complete on this USB stick")) for torn in reader.torn]
    if not tagged:
        raise NotFound(
            "This USB stick has no packages for a relay.",
            "Nothing was changed. Bring packages without a relay to the recipient.",
        )
    return taken


def _take(
    vault: Vault, db: Db, reader: BundleReader, arrival: Arrival, tags: list[tuple[bytes, bytes]], taken: CourierImport
) -> None:
    """Store one object with its new tags; objects for this vault itself are left for the normal import."""
    id_ = arrival.object_id

    def look(v: Vault) -> tuple[set[bytes], bool]:
        if receive.was_ours(v, id_):
            return set(), True
        return set(couriers.unknown_tags(v.con, id_, (tag for _, tag in tags))), couriers.is_here(v.con, id_)

    new, here = db(look)
    if not new:
        return
    try:
        segments = reader.segments(arrival)
        stored = None if here else import_pieces(vault.folder, read_all(arrival), vault.random)
    except trouble.Damaged as damage:
        taken.kept_aside.append((damage.what, Phrase.of(damage)))
        return

    def keep(v: Vault) -> bool:
        with v.transaction() as con:
            if stored is not None and not couriers.keep(v, id_, arrival.length, segments, stored, v.now()):
                return False
            couriers.keep_tags(con, id_, [(pk, tag) for pk, tag in tags if tag in new])
        return True

    if not db(keep):
        taken.kept_aside.append((id_.hex()[:16], OURS))
    elif stored is not None:
        taken.objects, taken.size = taken.objects + 1, taken.size + arrival.length


def drop(vault: Vault) -> int:
    """Destroy all carried objects and their receipts; return the number that was not uploaded."""
    return couriers.tidy(vault, vault.now(), everything=True)


def waits(db: Db, relay_pk: bytes) -> bool:
    """Return True if an object is carried for a relay."""
    return relay_pk in db(lambda v: couriers.to_put(v.con))


def put(vault: Vault, db: Db, transport: Transport, relay_pk: bytes, permit: Permit = allow_always) -> Tally:
    """Upload the carried objects of a relay, smallest first, and keep each receipt for the way back.

    An object that the relay refuses permanently is dropped with the reason and never carried again. If a mailbox
    accepts nothing now, the object waits, and objects for other mailboxes are tried. `permit` raises NotNow before a
    piece that a network rule holds, and GiveWay if the rest must wait for our own data.
    """
    tally = Tally()
    for item in db(lambda v: couriers.list_objects_to_upload(v.con, relay_pk)):
        receipt, why = None, ""
        try:
            receipt = transport.put(_parcel(vault, db, item, permit))
            tally.carried += 1
        except (trouble.Refused, trouble.Damaged) as refusal:
            why = str(refusal)
            tally.failed(refusal)
        except trouble.NotNow as wait:
            tally.held.append(wait)
            break
        except GiveWay:
            break
        except trouble.NotDelivered as failure:
            tally.failed(failure)
            if isinstance(failure, (trouble.LinkBroken, trouble.LoginFirst, trouble.WrongCertificate)):
                break
            continue
        db(partial(_note, item=item, receipt=receipt, why=why))
    tally.failures[:] = dict.fromkeys(tally.failures)
    if tally.carried or tally.failures:
        db(lambda v: couriers.tidy(v, v.now()))
    return tally


def _parcel(vault: Vault, db: Db, item: CourierObject, permit: Permit = allow_always) -> Parcel:
    stored = db(lambda v: files.by_id(v, item.blob))
    if stored is None:
        raise trouble.Refused("the vault no longer has this package")
    reader = files.reader(vault, stored)

    def read(offset: int, n: int) -> bytes:
        db(lambda v: permit(v, n))
        return reader.read_at(offset, n)

    return Parcel(
        item.object_id, item.length, item.segments, read, False, relay_pk=item.relay, tag=item.tag,
        goes_on=lambda: db(lambda v: permit(v, 1)),
    )  # fmt: skip


def _note(vault: Vault, item: CourierObject, receipt: bytes | None, why: str) -> None:
    with vault.transaction() as con:
        couriers.put(con, item, receipt, why, vault.now())


def hear(vault: Vault, receipt: bytes) -> bool:
    """Store a relay receipt that a courier brought; return True if it is valid for an object of ours.

    The object then counts as stored on that relay, and the delivery as relayed when all its objects for the relay are.
    """
    try:
        said = crypto.Receipt.unpack(receipt[: crypto.Receipt.BODY])
        known = couriers.find_tagged_object(vault.con, said.relay_pk, said.delivery)
        if known is None:  # checked first: a stick can hold 100,000 unknown receipts
            return False
        crypto.open_receipt(receipt, said.relay_pk)
    except crypto.CryptoError:
        return False
    number, tag = known
    if (said.object_id, said.length) != (tag.object_id, tag.length) or said.expires <= vault.now():
        return False
    route, now = f"relay:{tag.relay.hex()}", vault.now()
    with vault.transaction() as con:
        couriers.store_returned_receipt(con, tag, now)
        if number:  # a service message is sent again until it is acknowledged, even if a relay stores it
            outbox.record_placed_object(con, number, route, tag.object_id, receipt, said.expires, now)
        if number and couriers.is_whole(con, number, tag.relay):
            outbox.record_finished_route(con, number, route, now)
    return True


def was_heard(vault: Vault, receipt: bytes) -> bool:
    """Return True if a receipt on a stick was stored here before."""
    try:
        said = crypto.Receipt.unpack(receipt[: crypto.Receipt.BODY])
    except crypto.CryptoError:
        return False
    return couriers.has_come(vault.con, said.relay_pk, said.delivery)
