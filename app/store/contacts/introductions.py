"""Store introductions: the cards that contacts introduce to us, and the cards that we introduce to them."""

from sqlcipher3 import dbapi2 as sqlcipher

import crypto
from app.domain import remaining_delay
from app.store.contacts.cards import AGAIN

MOST = 200
"""The number of stored introductions of one contact: no person knows more."""


def vouch(con: sqlcipher.Connection, contact: bytes, card: "crypto.Card") -> None:
    """Introduce a card to a contact, until the contact confirms it."""
    con.execute("INSERT OR REPLACE INTO vouched VALUES (?, ?, ?, NULL)", (contact, card.hash, card.file))


def pending_introductions(con: sqlcipher.Connection, contact: bytes, now: int, most: int = -1) -> list[bytes]:
    """Return the cards to send to a contact now: new ones, and those without an answer for a long time."""
    rows = con.execute(
        "SELECT file FROM vouched WHERE contact = ? AND coalesce(put, 0) NOT BETWEEN ? AND ? LIMIT ?",
        (contact, *remaining_delay.pause_limits(now, AGAIN), most),
    )
    return [bytes(row[0]) for row in rows]


def lie(con: sqlcipher.Connection, contact: bytes, files: list[bytes], now: int) -> None:
    """Record that a message on a relay introduces these cards."""
    con.executemany("UPDATE vouched SET put = ? WHERE contact = ? AND file = ?", [(now, contact, f) for f in files])


def mark_confirmed(con: sqlcipher.Connection, contact: bytes, hashes: tuple[bytes, ...]) -> None:
    """Stop the introduction of cards that a contact confirmed."""
    con.executemany("DELETE FROM vouched WHERE contact = ? AND hash = ?", [(contact, hash_) for hash_ in hashes])


def keep(con: sqlcipher.Connection, contact: bytes, card: "crypto.Card", now: int) -> bool:
    """Store a card that a contact introduces, unless a later one is stored; return True if one is stored."""
    row = con.execute("SELECT file FROM introduction WHERE contact = ? AND id = ?", (contact, card.id)).fetchone()
    if row is not None and crypto.read_card(bytes(row[0]), tried=True).seq >= card.seq:
        return True
    (count,) = con.execute("SELECT count(*) FROM introduction WHERE contact = ?", (contact,)).fetchone()
    if row is None and count >= MOST:
        return False
    con.execute("INSERT OR REPLACE INTO introduction VALUES (?, ?, ?, ?)", (card.id, contact, card.file, now))
    return True


def list_introductions(con: sqlcipher.Connection) -> "list[tuple[crypto.Card, bytes, int]]":
    """Return the cards that verified contacts introduce, the contact, and the arrival time, the newest first."""
    rows = con.execute(
        "SELECT i.file, i.contact, i.at FROM introduction i JOIN card c ON c.record = i.contact"
        " JOIN record r ON r.id = i.contact WHERE c.state = 'verified' AND r.removed = 0 ORDER BY i.at DESC, i.id"
    )
    return [(crypto.read_card(bytes(file)), bytes(contact), int(at)) for file, contact, at in rows]


def drop(con: sqlcipher.Connection, contact: bytes) -> None:
    """Stop all introductions of a contact's card and to the contact, because its key was revoked."""
    con.execute(
        "DELETE FROM vouched WHERE contact = ?1 OR file = (SELECT file FROM card WHERE record = ?1)", (contact,)
    )


def forget(con: sqlcipher.Connection, id_: bytes) -> None:
    """Delete every introduction of an identity."""
    con.execute("DELETE FROM introduction WHERE id = ?", (id_,))
