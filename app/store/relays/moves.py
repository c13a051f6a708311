"""Track moves from one relay of ours to another, and the contacts that know our new mailbox."""

from attrs import frozen
from sqlcipher3 import dbapi2 as sqlcipher


@frozen
class RelayMove:
    """A move from the relay with key `old` to the one at `url`; UTC seconds: its begin, and the end of the old one."""

    old: bytes
    url: str
    since: int
    until: int


def begin(con: sqlcipher.Connection, move: RelayMove) -> None:
    """Store a move until it is over; it replaces another move from the same relay."""
    con.execute("INSERT OR REPLACE INTO moving VALUES (?, ?, ?, ?)", (move.old, move.url, move.since, move.until))


def end(con: sqlcipher.Connection, old: bytes) -> None:
    """Delete a move that is over or was undone."""
    con.execute("DELETE FROM moving WHERE old = ?", (old,))


def list_moves(con: sqlcipher.Connection) -> list[RelayMove]:
    """Return the moves that are not over."""
    rows = con.execute("SELECT old, url, since, until FROM moving ORDER BY since")
    return [RelayMove(bytes(old), url, since, until) for old, url, since, until in rows]


def targets(con: sqlcipher.Connection) -> list[bytes]:
    """Return the relays that we move to and that have a mailbox of ours."""
    rows = con.execute("SELECT r.pk FROM relay r WHERE r.url IN (SELECT url FROM moving)")
    return [bytes(row[0]) for row in rows]


def writes_to(con: sqlcipher.Connection, contact: bytes, via: str) -> None:
    """Record that a contact's message came by `via`: for a relay, the contact knows our mailbox there."""
    if via.startswith("relay:"):
        con.execute(
            "INSERT INTO reached_by (contact, relay, known) VALUES (?, ?, 1)"
            " ON CONFLICT (contact, relay) DO UPDATE SET known = 1",
            (contact, bytes.fromhex(via[6:])),
        )


def has_written_to(con: sqlcipher.Connection, contact: bytes, relay: bytes) -> bool:
    """Return True if a contact has written to our mailbox at a relay."""
    row = con.execute("SELECT known FROM reached_by WHERE contact = ? AND relay = ?", (contact, relay)).fetchone()
    return bool(row and row[0])


def told_at(con: sqlcipher.Connection, contact: bytes, relay: bytes) -> int:
    """Return the time when a contact last got our mailbox address at a relay, 0 for never."""
    row = con.execute("SELECT told FROM reached_by WHERE contact = ? AND relay = ?", (contact, relay)).fetchone()
    return int(row[0] or 0) if row else 0


def mark_card_sent(con: sqlcipher.Connection, contact: bytes, relay: bytes, now: int) -> None:
    """Record that a message with our card, which lists that mailbox, is on a relay for a contact."""
    con.execute(
        "INSERT INTO reached_by (contact, relay, told) VALUES (?, ?, ?)"
        " ON CONFLICT (contact, relay) DO UPDATE SET told = excluded.told",
        (contact, relay, now),
    )


def owe_greeting(con: sqlcipher.Connection, contact: bytes, route: str) -> None:
    """Record that a contact's new mailbox must get a message, so that the contact sees that we know it."""
    con.execute("INSERT OR IGNORE INTO greeting VALUES (?, ?)", (contact, route))


def owes_greeting(con: sqlcipher.Connection, contact: bytes, route: str) -> bool:
    """Return True if a new mailbox of a contact has not received a message yet."""
    row = con.execute("SELECT 1 FROM greeting WHERE contact = ? AND route = ?", (contact, route)).fetchone()
    return row is not None


def mark_message_sent(con: sqlcipher.Connection, contact: bytes, route: str) -> None:
    """Record that a message is on that route."""
    con.execute("DELETE FROM greeting WHERE contact = ? AND route = ?", (contact, route))
