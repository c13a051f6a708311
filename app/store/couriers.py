"""Couriers, from both sides: what of ours may be put on a relay by somebody else, and what we carry for others.

Of ours a relay's receipt names the `delivery`, which only sender, addressee and relay can compute; what was written to
a stick with a tag is kept here, so that a receipt that comes back is known again. Of others we keep sealed objects and
sealed tags: to which relay, how long, and nothing else.
"""

from collections.abc import Iterable, Sequence

from attrs import frozen
from sqlcipher3 import dbapi2 as sqlcipher

from app.domain.kinds.proof import EVIDENCE_ITEM
from app.store import destroying, files
from app.store.blobs import StoredBlob, blob_path
from app.store.schema import value_of
from app.store.vault import Vault

KEPT = 120 * 86_400
"""Seconds that a carried object or its receipt is kept: the key that opens it does not live longer."""


@frozen
class Tag:
    """One object of a delivery and one relay that a courier may put it on; `name` is what its receipt says."""

    relay: bytes
    name: bytes
    object_id: bytes
    length: int


@frozen
class Carried:
    """One object that we carry to one relay, with the tag that only this relay can open (130 B)."""

    object_id: bytes
    length: int
    segments: tuple[bytes, ...]
    blob: bytes
    relay: bytes
    tag: bytes


def tag(con: sqlcipher.Connection, delivery: int, tags: Iterable[Tag], now: int) -> None:
    """Note what of a delivery (0: of a control message) lies on a stick with a tag, and forget what is too old."""
    con.execute("DELETE FROM tagged WHERE at < ?", (now - KEPT,))
    con.executemany(
        "INSERT OR REPLACE INTO tagged VALUES (?, ?, ?, ?, ?, ?, NULL)",
        [(t.relay, t.name, delivery, t.object_id, t.length, now) for t in tags],
    )


def tagged(con: sqlcipher.Connection, relay: bytes, name: bytes) -> tuple[int, Tag] | None:
    """Return the delivery and the object that a receipt is for, or None."""
    row = con.execute(
        "SELECT delivery, object_id, length FROM tagged WHERE relay = ? AND name = ?", (relay, name)
    ).fetchone()
    return (int(row[0]), Tag(relay, name, bytes(row[1]), int(row[2]))) if row else None


def came(con: sqlcipher.Connection, tag: Tag, now: int) -> None:
    """Note that the relay's receipt for an object came back with a courier."""
    con.execute("UPDATE tagged SET came = ? WHERE relay = ? AND name = ?", (now, tag.relay, tag.name))


def has_come(con: sqlcipher.Connection, relay: bytes, name: bytes) -> bool:
    """Return whether the receipt of an object of ours came back."""
    row = con.execute("SELECT 1 FROM tagged WHERE relay = ? AND name = ? AND came IS NOT NULL", (relay, name))
    return row.fetchone() is not None


def is_whole(con: sqlcipher.Connection, delivery: int, relay: bytes) -> bool:
    """Return whether all of a delivery that was tagged for a relay lies there, and its envelope as it is sealed now.

    What was tagged of it as it was sealed before, for a key that is gone or a card that was renewed, counts no more.
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
    """Return the relays that a courier put something of a delivery on, each with when its last receipt came back."""
    rows = con.execute(
        "SELECT relay, max(came) FROM tagged WHERE delivery = ? AND came IS NOT NULL GROUP BY relay", (delivery,)
    )
    return {bytes(relay): int(at) for relay, at in rows}


def may_carry(con: sqlcipher.Connection, delivery: int) -> bool:
    """Return whether a courier may put a delivery on a relay: a stick with tags was written."""
    return con.execute("SELECT 1 FROM tagged WHERE delivery = ?", (delivery,)).fetchone() is not None


def unknown_tags(con: sqlcipher.Connection, object_id: bytes, tags: Iterable[bytes]) -> list[bytes]:
    """Return those of an object's tags that are not carried yet."""
    have = {bytes(row[0]) for row in con.execute("SELECT tag FROM carried_tag WHERE object_id = ?", (object_id,))}
    return [tag for tag in tags if tag not in have]


def is_here(con: sqlcipher.Connection, object_id: bytes) -> bool:
    """Return whether the bytes of a carried object are here."""
    row = con.execute("SELECT 1 FROM carried WHERE object_id = ? AND blob IS NOT NULL", (object_id,)).fetchone()
    return row is not None


def was_taken(con: sqlcipher.Connection, object_id: bytes) -> bool:
    """Return whether an object is carried, or was and its receipt is here."""
    return con.execute("SELECT 1 FROM carried WHERE object_id = ?", (object_id,)).fetchone() is not None


def keep(vault: Vault, object_id: bytes, length: int, segments: Sequence[bytes], stored: StoredBlob, now: int) -> bool:
    """Keep the bytes of an object to carry; False, and nothing kept, where they are a file of this vault already.

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
    """Keep (relay, sealed tag) of an object that is carried."""
    con.executemany(
        "INSERT OR IGNORE INTO carried_tag VALUES (?, ?, ?, NULL, NULL, '')",
        [(object_id, tag, relay) for relay, tag in tags],
    )


def waiting(con: sqlcipher.Connection, relay: bytes) -> list[Carried]:
    """Return what is to be put on a relay, smallest first."""
    rows = con.execute(
        "SELECT c.object_id, c.length, c.segments, c.blob, t.relay, t.tag FROM carried_tag t JOIN carried c"
        " ON c.object_id = t.object_id WHERE t.relay = ? AND t.at IS NULL AND c.blob IS NOT NULL"
        " ORDER BY c.length, c.object_id, t.tag",
        (relay,),
    )
    return [
        Carried(bytes(id_), int(length), tuple(s[at : at + 32] for at in range(0, len(s), 32)), bytes(blob), bytes(pk),
                bytes(tag))
        for id_, length, s, blob, pk, tag in rows
    ]  # fmt: skip


def to_put(con: sqlcipher.Connection) -> dict[bytes, tuple[int, int]]:
    """Return the relays that something waits for, each with how many objects and bytes."""
    rows = con.execute(
        "SELECT t.relay, count(*), sum(c.length) FROM carried_tag t JOIN carried c ON c.object_id = t.object_id"
        " WHERE t.at IS NULL AND c.blob IS NOT NULL GROUP BY t.relay ORDER BY t.relay"
    )
    return {bytes(relay): (int(count), int(size)) for relay, count, size in rows}


def put(con: sqlcipher.Connection, carried: Carried, receipt: bytes | None, why: str, now: int) -> None:
    """Note the relay's receipt (200 B) for what was carried, or why it never takes it."""
    con.execute(
        "UPDATE carried_tag SET receipt = ?, at = ?, why = ? WHERE object_id = ? AND tag = ?",
        (receipt, now, why, carried.object_id, carried.tag),
    )


def receipts(con: sqlcipher.Connection) -> list[bytes]:
    """Return the receipts that go back to those we carried for, each once."""
    rows = con.execute("SELECT DISTINCT receipt FROM carried_tag WHERE receipt IS NOT NULL ORDER BY receipt")
    return [bytes(row[0]) for row in rows]


def _is_used(con: sqlcipher.Connection, file: StoredBlob) -> bool:
    """Return whether bytes that are carried came to be a file of our own too: a stick may hold any photo there is."""
    (used,) = con.execute(
        f"SELECT EXISTS (SELECT 1 FROM record WHERE kind = {EVIDENCE_ITEM.number} AND {value_of('sha256')} = ?1)"
        " OR EXISTS (SELECT 1 FROM expected WHERE blob = ?2) OR EXISTS (SELECT 1 FROM attachment WHERE blob = ?2)",
        (file.sha256.hex(), file.blob_id),
    ).fetchone()
    return bool(used)


def tidy(vault: Vault, now: int, everything: bool = False) -> int:
    """Delete the bytes that are not to be put any more, and what is too old; return how many objects went.

    With `everything` all that is carried goes, receipts too. Call outside of a transaction.
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
        destroying.doom(vault, list(alone))
        con.executemany("UPDATE carried SET blob = NULL WHERE object_id = ?", [(id_,) for id_, _ in rows])
        con.execute("DELETE FROM carried WHERE object_id NOT IN (SELECT object_id FROM carried_tag)")
    if rows:
        destroying.delete_files(vault)
    return len(rows)
