"""Store both sides of courier work: our objects that a courier can upload, and the objects we carry for others.

A relay's receipt for our objects names the `delivery`, which only sender, recipient and relay can compute. Objects that
were written to a USB stick with a tag are stored here, so that a returned receipt is recognised. For other people we
store encrypted objects and encrypted tags, with the relay and the length, and nothing more.
"""

from collections.abc import Iterable, Sequence

from attrs import frozen
from sqlcipher3 import dbapi2 as sqlcipher

from app.store.mail import destruction
from app.store.records import files
from app.store.tables.schema import value_of
from app.store.vault.blobs import StoredBlob, blob_path
from app.store.vault.connection import VaultConnection
from app.store.vault.open_vault import Vault

KEPT = 120 * 86_400
"""Seconds that a carried object or its receipt is stored: the key that opens it does not live longer."""


@frozen
class Tag:
    """One object of a delivery and one relay to which a courier can upload it; `name` is the name in its receipt."""

    relay: bytes
    name: bytes
    object_id: bytes
    length: int


@frozen
class CourierObject:
    """One object that we carry to one relay, with the tag that only this relay can open (130 B)."""

    object_id: bytes
    length: int
    segments: tuple[bytes, ...]
    blob: bytes
    relay: bytes
    tag: bytes


def tag(con: sqlcipher.Connection, delivery: int, tags: Iterable[Tag], now: int) -> None:
    """Store the objects of a delivery (0: of a service message) that are on a USB stick with a tag; delete old tags."""
    con.execute("DELETE FROM tagged WHERE at < ?", (now - KEPT,))
    con.executemany(
        "INSERT OR REPLACE INTO tagged VALUES (?, ?, ?, ?, ?, ?, NULL)",
        [(t.relay, t.name, delivery, t.object_id, t.length, now) for t in tags],
    )


def find_tagged_object(con: sqlcipher.Connection, relay: bytes, name: bytes) -> tuple[int, Tag] | None:
    """Return the delivery and the object of a receipt, or None."""
    row = con.execute(
        "SELECT delivery, object_id, length FROM tagged WHERE relay = ? AND name = ?", (relay, name)
    ).fetchone()
    return (int(row[0]), Tag(relay, name, bytes(row[1]), int(row[2]))) if row else None


def store_returned_receipt(con: sqlcipher.Connection, tag: Tag, now: int) -> None:
    """Record that a courier returned the relay's receipt for an object."""
    con.execute("UPDATE tagged SET came = ? WHERE relay = ? AND name = ?", (now, tag.relay, tag.name))


def has_come(con: sqlcipher.Connection, relay: bytes, name: bytes) -> bool:
    """Return True if the receipt of our object came back."""
    row = con.execute("SELECT 1 FROM tagged WHERE relay = ? AND name = ? AND came IS NOT NULL", (relay, name))
    return row.fetchone() is not None


def is_whole(con: sqlcipher.Connection, delivery: int, relay: bytes) -> bool:
    """Return True if a relay has all tagged objects of a delivery, and its envelope as it is encrypted now.

    Objects with a tag of an earlier encryption, for a deleted key or a renewed card, do not count.
    """
    (whole,) = con.execute(
        "SELECT NOT EXISTS (SELECT 1 FROM tagged t JOIN attachment USING (delivery, object_id)"
        " WHERE t.delivery = ?1 AND t.relay = ?2 AND NOT EXISTS"
        " (SELECT 1 FROM placed p WHERE p.delivery = ?1 AND p.route = ?3 AND p.object_id = t.object_id))"
        " AND EXISTS (SELECT 1 FROM sealed s JOIN placed p USING (delivery, route, object_id)"
        " WHERE s.delivery = ?1 AND s.route = ?3)",
        (delivery, relay, f"relay:{relay.hex()}"),
    ).fetchone()
    return bool(whole)


def by_courier(con: sqlcipher.Connection, delivery: int) -> dict[bytes, int]:
    """Return the relays to which a courier uploaded objects of a delivery, each with the time of its last receipt."""
    rows = con.execute(
        "SELECT relay, max(came) FROM tagged WHERE delivery = ? AND came IS NOT NULL GROUP BY relay", (delivery,)
    )
    return {bytes(relay): int(at) for relay, at in rows}


def may_carry(con: sqlcipher.Connection, delivery: int) -> bool:
    """Return True if a courier can upload a delivery to a relay: a USB stick with tags was written."""
    return con.execute("SELECT 1 FROM tagged WHERE delivery = ?", (delivery,)).fetchone() is not None


def unknown_tags(con: sqlcipher.Connection, object_id: bytes, tags: Iterable[bytes]) -> list[bytes]:
    """Return the tags of an object that are not carried yet."""
    have = {bytes(row[0]) for row in con.execute("SELECT tag FROM carried_tag WHERE object_id = ?", (object_id,))}
    return [tag for tag in tags if tag not in have]


def is_here(con: sqlcipher.Connection, object_id: bytes) -> bool:
    """Return True if the bytes of a carried object are here."""
    row = con.execute("SELECT 1 FROM carried WHERE object_id = ? AND blob IS NOT NULL", (object_id,)).fetchone()
    return row is not None


def was_taken(con: sqlcipher.Connection, object_id: bytes) -> bool:
    """Return True if an object is carried, or was carried and its receipt is here."""
    return con.execute("SELECT 1 FROM carried WHERE object_id = ?", (object_id,)).fetchone() is not None


def keep(vault: Vault, object_id: bytes, length: int, segments: Sequence[bytes], stored: StoredBlob, now: int) -> bool:
    """Store the bytes of an object to carry; return False, and store nothing, if this vault has or destroyed the file.

    Call inside a transaction.
    """
    if files.by_hash(vault, stored.sha256) is not None or not files.keep(vault, stored):
        blob_path(vault.folder, stored.blob_id).unlink(missing_ok=True)
        return False
    vault.con.execute(
        "INSERT OR REPLACE INTO carried VALUES (?, ?, ?, ?, ?)",
        (object_id, stored.blob_id, length, b"".join(segments), now),
    )
    return True


def keep_tags(con: sqlcipher.Connection, object_id: bytes, tags: Iterable[tuple[bytes, bytes]]) -> None:
    """Store the (relay, encrypted tag) pairs of an object that is carried."""
    con.executemany(
        "INSERT OR IGNORE INTO carried_tag VALUES (?, ?, ?, NULL, NULL, '')",
        [(object_id, tag, relay) for relay, tag in tags],
    )


def list_objects_to_upload(con: sqlcipher.Connection, relay: bytes) -> list[CourierObject]:
    """Return the objects to upload to a relay, smallest first."""
    rows = con.execute(
        "SELECT c.object_id, c.length, c.segments, c.blob, t.relay, t.tag FROM carried_tag t JOIN carried c"
        " ON c.object_id = t.object_id WHERE t.relay = ? AND t.at IS NULL AND c.blob IS NOT NULL"
        " ORDER BY c.length, c.object_id, t.tag",
        (relay,),
    )
    return [
        CourierObject(
            bytes(id_),
            int(length),
            tuple(s[at : at + 32] for at in range(0, len(s), 32)),
            bytes(blob),
            bytes(pk),
            bytes(tag),
        )
        for id_, length, s, blob, pk, tag in rows
    ]


def to_put(con: sqlcipher.Connection) -> dict[bytes, tuple[int, int]]:
    """Return the relays for which objects are waiting, each with the number of objects and bytes."""
    rows = con.execute(
        "SELECT t.relay, count(*), sum(c.length) FROM carried_tag t JOIN carried c ON c.object_id = t.object_id"
        " WHERE t.at IS NULL AND c.blob IS NOT NULL GROUP BY t.relay ORDER BY t.relay"
    )
    return {bytes(relay): (int(count), int(size)) for relay, count, size in rows}


def put(con: sqlcipher.Connection, carried: CourierObject, receipt: bytes | None, why: str, now: int) -> None:
    """Record the relay's receipt (200 B) for a carried object, or the reason for a final refusal."""
    con.execute(
        "UPDATE carried_tag SET receipt = ?, at = ?, why = ? WHERE object_id = ? AND tag = ?",
        (receipt, now, why, carried.object_id, carried.tag),
    )


def receipts(con: sqlcipher.Connection) -> list[bytes]:
    """Return the receipts to give back to the people we carried for, each once."""
    rows = con.execute("SELECT DISTINCT receipt FROM carried_tag WHERE receipt IS NOT NULL ORDER BY receipt")
    return [bytes(row[0]) for row in rows]


def _is_used(con: VaultConnection, file: StoredBlob) -> bool:
    """Return True if carried bytes are also a file of ours now: a USB stick can contain any existing photo."""
    number = con.kinds["evidence_item"].number
    (used,) = con.execute(
        f"SELECT EXISTS (SELECT 1 FROM record WHERE kind = {number} AND {value_of('sha256')} = ?1)"
        " OR EXISTS (SELECT 1 FROM expected WHERE blob = ?2) OR EXISTS (SELECT 1 FROM attachment WHERE blob = ?2)",
        (file.sha256.hex(), file.blob_id),
    ).fetchone()
    return bool(used)


def tidy(vault: Vault, now: int, everything: bool = False) -> int:
    """Delete the bytes with no upload left, and objects that are too old; return the number of deleted objects.

    With `everything`, delete all carried objects and their receipts. Call outside a transaction.
    """
    before = now + 1 if everything else now - KEPT
    with vault.transaction() as con:
        con.execute(
            "DELETE FROM carried_tag WHERE coalesce(at, (SELECT c.at FROM carried c"
            " WHERE c.object_id = carried_tag.object_id), 0) < ?",
            (before,),
        )
        rows = con.execute(
            "SELECT object_id, blob FROM carried WHERE blob IS NOT NULL AND NOT EXISTS (SELECT 1 FROM carried_tag t"
            " WHERE t.object_id = carried.object_id AND t.at IS NULL)"
        ).fetchall()
        alone = (file for _, blob in rows if (file := files.by_id(vault, bytes(blob))) and not _is_used(con, file))
        destruction.delete_file_keys(vault, list(alone))
        con.executemany("UPDATE carried SET blob = NULL WHERE object_id = ?", [(id_,) for id_, _ in rows])
        con.execute("DELETE FROM carried WHERE object_id NOT IN (SELECT object_id FROM carried_tag)")
    if rows:
        destruction.delete_files(vault)
    return len(rows)
