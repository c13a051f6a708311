"""When anonymous deliveries go, and the boxes made for their answers.

Each delivery has a time of its own. A box is a mailbox and a keyset that nothing else knows: it is kept with its
delivery, and is gone with the last word that can come into it.
"""

from collections.abc import Collection, Mapping

from attrs import field, frozen
from sqlcipher3 import dbapi2 as sqlcipher

import crypto
from app.store.outbox import MARKS

NONE, WANTED, MADE, NOT_MADE = "", "wanted", "made", "not made"
"""What became of the wish for an answer."""


@frozen
class Apart:
    """An anonymous delivery that has not arrived: when it is to go (UTC seconds), and how its wish for an answer is."""

    delivery: int
    contact: bytes
    due: int
    reply: str


@frozen
class ReplyBox:
    """A mailbox for the answer to one delivery; `addressee` is H("id", ·) of the only one whose answer counts."""

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
    """Note when a delivery is to go, and whether an answer to it is wished for."""
    con.execute("INSERT INTO apart VALUES (?, ?, ?)", (delivery, due, WANTED if reply else NONE))


def rename(con: sqlcipher.Connection, delivery: int, ids: Mapping[bytes, bytes]) -> None:
    """Note under which id each record stands in a delivery."""
    con.executemany("INSERT INTO renamed VALUES (?, ?, ?)", [(delivery, record, name) for record, name in ids.items()])


def names(con: sqlcipher.Connection, delivery: int) -> dict[bytes, bytes]:
    """Return under which id each record stands in an anonymous delivery; nothing for a signed one."""
    rows = con.execute("SELECT record, name FROM renamed WHERE delivery = ?", (delivery,))
    return {bytes(record): bytes(name) for record, name in rows}


def holds(con: sqlcipher.Connection, delivery: int, records: Collection[bytes]) -> bool:
    """Return whether one of these records stands in an anonymous delivery, under whichever id."""
    return not names(con, delivery).keys().isdisjoint(records)


def objects(con: sqlcipher.Connection) -> set[bytes]:
    """Return the names of all that was sealed for anonymous deliveries, however long ago."""
    own = "delivery IN (SELECT num FROM delivery WHERE anonymous)"
    rows = con.execute(
        " UNION ".join(f"SELECT object_id FROM {table} WHERE {own}" for table in ("sealed", "placed", "attachment"))
    )
    return {bytes(name) for (name,) in rows if name is not None}


def waiting(con: sqlcipher.Connection) -> list[Apart]:
    """Return the anonymous deliveries that have not arrived, as they are due."""
    rows = con.execute(
        "SELECT a.delivery, d.contact, a.due, a.reply FROM apart a JOIN delivery d ON d.num = a.delivery"
        f" WHERE d.state IN ({MARKS}) ORDER BY a.due, a.delivery"
    )
    return [Apart(int(num), bytes(contact), int(due), str(reply)) for num, contact, due, reply in rows]


def wish(con: sqlcipher.Connection, delivery: int) -> str:
    """Return what became of the wish for an answer."""
    row = con.execute("SELECT reply FROM apart WHERE delivery = ?", (delivery,)).fetchone()
    return str(row[0]) if row else NONE


def set_wish(con: sqlcipher.Connection, delivery: int, reply: str) -> None:
    """Note what became of the wish for an answer."""
    con.execute("UPDATE apart SET reply = ? WHERE delivery = ?", (reply, delivery))


def put_off(con: sqlcipher.Connection, delivery: int, due: int) -> None:
    """Let a delivery go at another time."""
    con.execute("UPDATE apart SET due = ? WHERE delivery = ?", (due, delivery))


def keep_box(con: sqlcipher.Connection, box: ReplyBox) -> None:
    """Keep a box that a relay made, with its delivery."""
    con.execute(
        "INSERT INTO reply_box VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (box.delivery, box.url, box.relay_pk, box.seal_pk, box.mid, box.seed, box.keyset.xwing_seed, box.keyset.box_key,
         box.keyset.not_before, box.keyset.not_after, box.position, box.due),
    )  # fmt: skip
    set_wish(con, box.delivery, MADE)


def boxes(con: sqlcipher.Connection, delivery: int | None = None) -> list[ReplyBox]:
    """Return the boxes that an answer may still come into, of one delivery or all, as they are due."""
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


def polled(con: sqlcipher.Connection, delivery: int, position: bytes, due: int) -> None:
    """Note where the log of a box stands, and when to look again."""
    con.execute("UPDATE reply_box SET position = ?, due = ? WHERE delivery = ?", (position, due, delivery))


def close_boxes(con: sqlcipher.Connection, now: int) -> None:
    """Forget the boxes that nothing more can come into: the last word is here, or their keys have ended."""
    con.execute(
        "DELETE FROM reply_box WHERE not_after < ? OR delivery IN"
        " (SELECT num FROM delivery WHERE state IN ('accepted', 'rejected', 'closed'))",
        (now,),
    )
