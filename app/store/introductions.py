"""Cards that one person vouches for to another: those that contacts vouch for here, and those that we do."""

from sqlcipher3 import dbapi2 as sqlcipher

import crypto
from app.domain import pause
from app.store.cards import AGAIN

MOST = 200
"""Introductions of one contact that are kept: more are nobody's acquaintances."""


def vouch(con: sqlcipher.Connection, contact: bytes, card: "crypto.Card") -> None:
    """Note that a card is to be said to a contact, until the contact confirms it."""
    con.execute("INSERT OR REPLACE INTO vouched VALUES (?, ?, ?, NULL)", (contact, card.hash, card.file))


def owed(con: sqlcipher.Connection, contact: bytes, now: int, most: int = -1) -> list[bytes]:
    """Return the cards that are to be said to a contact now: new ones, and those long without an answer."""
    rows = con.execute(
        "SELECT file FROM vouched WHERE contact = ? AND coalesce(put, 0) NOT BETWEEN ? AND ? LIMIT ?",
        (contact, *pause.lately(now, AGAIN), most),
    )
    return [bytes(row[0]) for row in rows]


def lie(con: sqlcipher.Connection, contact: bytes, files: list[bytes], now: int) -> None:
    """Note that these were said in a message that lies on a relay."""
    con.executemany("UPDATE vouched SET put = ? WHERE contact = ? AND file = ?", [(now, contact, f) for f in files])


def confirmed(con: sqlcipher.Connection, contact: bytes, hashes: tuple[bytes, ...]) -> None:
    """A contact has these cards."""
    con.executemany("DELETE FROM vouched WHERE contact = ? AND hash = ?", [(contact, hash_) for hash_ in hashes])


def keep(con: sqlcipher.Connection, contact: bytes, card: "crypto.Card", now: int) -> bool:
    """Keep a card that a contact vouches for, or the later one that is kept; return whether one is."""
    row = con.execute("SELECT file FROM introduction WHERE contact = ? AND id = ?", (contact, card.id)).fetchone()
    if row is not None and crypto.read_card(bytes(row[0]), tried=True).seq >= card.seq:
        return True
    (count,) = con.execute("SELECT count(*) FROM introduction WHERE contact = ?", (contact,)).fetchone()
    if row is None and count >= MOST:
        return False
    con.execute("INSERT OR REPLACE INTO introduction VALUES (?, ?, ?, ?)", (card.id, contact, card.file, now))
    return True


def all_(con: sqlcipher.Connection) -> "list[tuple[crypto.Card, bytes, int]]":
    """Return the cards that verified contacts vouch for, by whom, and when each came, the newest first."""
    rows = con.execute(
        "SELECT i.file, i.contact, i.at FROM introduction i JOIN card c ON c.record = i.contact"
        " JOIN record r ON r.id = i.contact WHERE c.state = 'verified' AND r.removed = 0 ORDER BY i.at DESC, i.id"
    )
    return [(crypto.read_card(bytes(file)), bytes(contact), int(at)) for file, contact, at in rows]


def drop(con: sqlcipher.Connection, contact: bytes) -> None:
    """A contact's key was revoked: nobody is told of its card any more, and it of no other."""
    con.execute(
        "DELETE FROM vouched WHERE contact = ?1 OR file = (SELECT file FROM card WHERE record = ?1)", (contact,)
    )


def forget(con: sqlcipher.Connection, id_: bytes) -> None:
    """Forget every introduction of an identity."""
    con.execute("DELETE FROM introduction WHERE id = ?", (id_,))
