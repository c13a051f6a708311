"""Store the due times and the reply mailboxes of anonymous deliveries.

Each delivery has a separate due time. A reply mailbox has a mailbox and a keyset that nothing else uses. It is stored
with its delivery, and deleted when no more messages can arrive in it.

Track our answers to anonymous reports: each goes only to the mailbox that its report named, never confirmed.
"""

from collections.abc import Collection, Mapping

from attrs import field, frozen
from sqlcipher3 import dbapi2 as sqlcipher

import crypto
from app.store.mail.inbox import CHANGED
from app.store.mail.outbox import MARKS

NONE, WANTED, MADE, NOT_MADE = "", "wanted", "made", "not made"
"""The states of the request for an answer."""


@frozen
class AnonymousDelivery:
    """An anonymous delivery that has not arrived: its due time (UTC seconds) and the state of its reply request."""

    delivery: int
    contact: bytes
    due: int
    reply: str


@frozen
class ReplyBox:
    """A mailbox for the answer to one delivery. Only an answer of `addressee`, H("id", ·) of the recipient, counts."""

    delivery: int
    addressee: bytes
    url: str
    relay_pk: bytes
    seal_pk: bytes
    mid: bytes
    seed: bytes = field(repr=False)
    keyset: "crypto.PrivateKeyset" = field(repr=False)
    position: bytes | None
    due: int


def add(con: sqlcipher.Connection, delivery: int, due: int, reply: bool) -> None:
    """Store the due time of a delivery, and if the sender asks for an answer."""
    con.execute("INSERT INTO apart VALUES (?, ?, ?)", (delivery, due, WANTED if reply else NONE))


def rename(con: sqlcipher.Connection, delivery: int, ids: Mapping[bytes, bytes]) -> None:
    """Store the id of each record in an anonymous delivery."""
    con.executemany("INSERT INTO renamed VALUES (?, ?, ?)", [(delivery, record, name) for record, name in ids.items()])


def names(con: sqlcipher.Connection, delivery: int) -> dict[bytes, bytes]:
    """Return the id of each record in an anonymous delivery; empty for a signed one."""
    rows = con.execute("SELECT record, name FROM renamed WHERE delivery = ?", (delivery,))
    return {bytes(record): bytes(name) for record, name in rows}


def contains_record(con: sqlcipher.Connection, delivery: int, records: Collection[bytes]) -> bool:
    """Return True if an anonymous delivery contains one of these records, under any id."""
    return not names(con, delivery).keys().isdisjoint(records)


def objects(con: sqlcipher.Connection) -> set[bytes]:
    """Return the names of all objects that were ever encrypted for anonymous deliveries."""
    own = "delivery IN (SELECT num FROM delivery WHERE anonymous)"
    rows = con.execute(
        " UNION ".join(f"SELECT object_id FROM {table} WHERE {own}" for table in ("sealed", "placed", "attachment"))
    )
    return {bytes(name) for (name,) in rows if name is not None}


def list_undelivered(con: sqlcipher.Connection) -> list[AnonymousDelivery]:
    """Return the anonymous deliveries that have not arrived, ordered by due time."""
    rows = con.execute(
        "SELECT a.delivery, d.contact, a.due, a.reply FROM apart a JOIN delivery d ON d.num = a.delivery"
        f" WHERE d.state IN ({MARKS}) ORDER BY a.due, a.delivery"
    )
    return [AnonymousDelivery(int(num), bytes(contact), int(due), str(reply)) for num, contact, due, reply in rows]


def wish(con: sqlcipher.Connection, delivery: int) -> str:
    """Return the state of the request for an answer."""
    row = con.execute("SELECT reply FROM apart WHERE delivery = ?", (delivery,)).fetchone()
    return str(row[0]) if row else NONE


def set_wish(con: sqlcipher.Connection, delivery: int, reply: str) -> None:
    """Store the state of the request for an answer."""
    con.execute("UPDATE apart SET reply = ? WHERE delivery = ?", (reply, delivery))


def put_off(con: sqlcipher.Connection, delivery: int, due: int) -> None:
    """Change the due time of a delivery."""
    con.execute("UPDATE apart SET due = ? WHERE delivery = ?", (due, delivery))


def keep_box(con: sqlcipher.Connection, box: ReplyBox) -> None:
    """Store a reply mailbox that a relay made, with its delivery."""
    con.execute(
        "INSERT INTO reply_box VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (box.delivery, box.url, box.relay_pk, box.seal_pk, box.mid, box.seed, box.keyset.xwing_seed, box.keyset.box_key,
         box.keyset.not_before, box.keyset.not_after, box.position, box.due),
    )  # fmt: skip
    set_wish(con, box.delivery, MADE)


def boxes(con: sqlcipher.Connection, delivery: int | None = None) -> list[ReplyBox]:
    """Return the mailboxes in which an answer can still arrive, of one delivery or all, ordered by due time."""
    rows = con.execute(
        "SELECT b.delivery, d.addressee, b.url, b.relay, b.seal_pk, b.mid, b.seed, b.xwing_seed, b.box_key,"
        " b.not_before, b.not_after, b.position, b.due FROM reply_box b JOIN delivery d ON d.num = b.delivery"
        " WHERE ?1 IS NULL OR b.delivery = ?1 ORDER BY b.due",
        (delivery,),
    )
    return [
        ReplyBox(
            num, bytes(to), url, bytes(pk), bytes(seal), bytes(mid), bytes(seed),
            crypto.PrivateKeyset(1, bytes(xwing), bytes(key), start, end), position and bytes(position), due,
        )
        for num, to, url, pk, seal, mid, seed, xwing, key, start, end, position, due in rows
    ]  # fmt: skip


def store_poll(con: sqlcipher.Connection, delivery: int, position: bytes, due: int) -> None:
    """Store the log position of a reply mailbox, and the time of the next check."""
    con.execute("UPDATE reply_box SET position = ?, due = ? WHERE delivery = ?", (position, due, delivery))


def close_boxes(con: sqlcipher.Connection, now: int) -> None:
    """Delete the reply mailboxes that can receive nothing more: the last answer arrived, or their keys have ended."""
    con.execute(
        "DELETE FROM reply_box WHERE not_after < ? OR delivery IN"
        " (SELECT num FROM delivery WHERE state IN ('accepted', 'rejected', 'closed'))",
        (now,),
    )


def pending_replies(con: sqlcipher.Connection) -> list[tuple[bytes, bytes, int, str]]:
    """Return our unsent answers to anonymous reports: (hash, report, status, reason)."""
    rows = con.execute(
        "SELECT hash, report, ack, reason FROM arrived WHERE contact IS NULL AND sender = hash AND desk IS NULL"
        " AND ack > 0 AND ack_seen = 0 AND ack_sent IN ('', ?) ORDER BY at",
        (CHANGED,),
    )
    return [(bytes(hash_), bytes(report), ack, reason) for hash_, report, ack, reason in rows.fetchall()]


def mark_sent(con: sqlcipher.Connection, hash_: bytes, status: int, route: str) -> None:
    """Record that our answer to an anonymous report is on a route."""
    con.execute(
        "UPDATE arrived SET ack_sent = ack_sent || ? WHERE sender = ?2 AND hash = ?2 AND ack = ?3",
        (f"[{route}]", hash_, status),
    )


def nobody_waits(con: sqlcipher.Connection, hash_: bytes) -> None:
    """Record that an anonymous report named no mailbox for an answer, so that no sync tries to send one."""
    con.execute("UPDATE arrived SET ack_seen = 1 WHERE sender = ?1 AND hash = ?1", (hash_,))
