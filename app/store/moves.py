"""Moves from one relay of ours to another, and which contacts have been seen to know where we are reached now."""

from attrs import frozen
from sqlcipher3 import dbapi2 as sqlcipher


@frozen
class Move:
    """From the relay with key `old` to the one at `url`; UTC seconds: begun, and by when the old one is given up."""

    old: bytes
    url: str
    since: int
    until: int


def begin(con: sqlcipher.Connection, move: Move) -> None:
    """Keep a move until it is over; another one from the same relay ends with it."""
    con.execute("INSERT OR REPLACE INTO moving VALUES (?, ?, ?, ?)", (move.old, move.url, move.since, move.until))


def end(con: sqlcipher.Connection, old: bytes) -> None:
    """Forget a move: it is over, or was taken back."""
    con.execute("DELETE FROM moving WHERE old = ?", (old,))


def all_(con: sqlcipher.Connection) -> list[Move]:
    """Return the moves that are not over."""
    rows = con.execute("SELECT old, url, since, until FROM moving ORDER BY since")
    return [Move(bytes(old), url, since, until) for old, url, since, until in rows]


def targets(con: sqlcipher.Connection) -> list[bytes]:
    """Return the relays that we move to and that have a mailbox of ours."""
    rows = con.execute("SELECT r.pk FROM relay r WHERE r.url IN (SELECT url FROM moving)")
    return [bytes(row[0]) for row in rows]


def writes_to(con: sqlcipher.Connection, contact: bytes, via: str) -> None:
    """A contact's letter came by `via`: if that is a relay, it knows our mailbox there."""
    if via.startswith("relay:"):
        con.execute(
            "INSERT INTO reached_by (contact, relay, known) VALUES (?, ?, 1)"
            " ON CONFLICT (contact, relay) DO UPDATE SET known = 1",
            (contact, bytes.fromhex(via[6:])),
        )


def knows(con: sqlcipher.Connection, contact: bytes, relay: bytes) -> bool:
    """Return whether a contact has written to our mailbox at a relay."""
    row = con.execute("SELECT known FROM reached_by WHERE contact = ? AND relay = ?", (contact, relay)).fetchone()
    return bool(row and row[0])


def told_at(con: sqlcipher.Connection, contact: bytes, relay: bytes) -> int:
    """Return when a contact was last told of our mailbox at a relay, 0 for never."""
    row = con.execute("SELECT told FROM reached_by WHERE contact = ? AND relay = ?", (contact, relay)).fetchone()
    return int(row[0] or 0) if row else 0


def told(con: sqlcipher.Connection, contact: bytes, relay: bytes, now: int) -> None:
    """Note that a message which carries our card, with that mailbox, lies on a relay for a contact."""
    con.execute(
        "INSERT INTO reached_by (contact, relay, told) VALUES (?, ?, ?)"
        " ON CONFLICT (contact, relay) DO UPDATE SET told = excluded.told",
        (contact, relay, now),
    )


def owe_greeting(con: sqlcipher.Connection, contact: bytes, route: str) -> None:
    """A contact told us of a new mailbox: it is to be written to, so that the contact sees that we know it."""
    con.execute("INSERT OR IGNORE INTO greeting VALUES (?, ?)", (contact, route))


def owes_greeting(con: sqlcipher.Connection, contact: bytes, route: str) -> bool:
    """Return whether a new mailbox of a contact was not written to yet."""
    row = con.execute("SELECT 1 FROM greeting WHERE contact = ? AND route = ?", (contact, route)).fetchone()
    return row is not None


def greeted(con: sqlcipher.Connection, contact: bytes, route: str) -> None:
    """A message lies there."""
    con.execute("DELETE FROM greeting WHERE contact = ? AND route = ?", (contact, route))
