"""Store delivery tickets: those we made for our own mailboxes, and those that contacts gave us for theirs.

Ours: `state` 0 made, 1 registered at the relay, 2 to be withdrawn there, 3 withdrawn. `contact` is the record that got
it, empty bytes for a walk-in batch, null in the pool. `told` is the time when a message with it was on a relay; `spent`
is the hour of the first log line that it paid. Theirs: `delivery` is the delivery that it was spent on (`CONTROL` for
service messages), `gone` is set once it is used up. `public` marks one of a walk-in batch, which other people have too.
"""

from collections.abc import Iterable, Sequence

from attrs import frozen
from sqlcipher3 import dbapi2 as sqlcipher

from app.domain import remaining_delay

MADE, REGISTERED, UNWANTED, WITHDRAWN = 0, 1, 2, 3
PUBLIC = b""
"""The contact value of a ticket of a walk-in batch."""

CONTROL = -1
"""The delivery number for service messages."""

S = 1
"""The smallest class, 128 KiB."""

Box = tuple[bytes, bytes]
"""A mailbox: its owner (a contact's record) and its id. Tickets never count for another mailbox on the same card."""


@frozen
class IssuedTicket:
    """A ticket for a mailbox of ours."""

    hash: bytes
    ticket: bytes
    size_class: int
    expires: int


# ours

_COLUMNS = "hash, ticket, class, expires"
_OPEN = "spent IS NULL AND state < 2"
_GOOD = f"{_OPEN} AND expires > ?"


def make(con: sqlcipher.Connection, relay: bytes, made: Iterable[IssuedTicket]) -> None:
    """Store new tickets for our mailbox at a relay in its pool."""
    con.executemany(
        "INSERT INTO ticket (hash, relay, ticket, class, expires) VALUES (?, ?, ?, ?, ?)",
        [(one.hash, relay, one.ticket, one.size_class, one.expires) for one in made],
    )


def _made(con: sqlcipher.Connection, where: str, *values: object) -> list[IssuedTicket]:
    rows = con.execute(f"SELECT {_COLUMNS} FROM ticket WHERE {where}", values)
    return [
        IssuedTicket(bytes(hash_), bytes(ticket), size_class, expires) for hash_, ticket, size_class, expires in rows
    ]


def in_state(con: sqlcipher.Connection, relay: bytes, state: int) -> list[IssuedTicket]:
    """Return the unspent tickets of a relay in this state."""
    return _made(con, "relay = ? AND state = ? AND spent IS NULL", relay, state)


def set_state(con: sqlcipher.Connection, hashes: Iterable[bytes], state: int) -> None:
    """Record that these are registered, or withdrawn."""
    con.executemany("UPDATE ticket SET state = ? WHERE hash = ?", [(state, hash_) for hash_ in hashes])


def pool(con: sqlcipher.Connection, relay: bytes, size_class: int, now: int) -> list[IssuedTicket]:
    """Return the registered tickets of a class that no one has."""
    where = f"relay = ? AND class = ? AND contact IS NULL AND state = 1 AND {_GOOD}"
    return _made(con, where, relay, size_class, now)


def give(con: sqlcipher.Connection, hashes: Iterable[bytes], contact: bytes) -> None:
    """Give tickets to a contact; `told` is set later."""
    con.executemany("UPDATE ticket SET contact = ? WHERE hash = ?", [(contact, hash_) for hash_ in hashes])


def count_left(con: sqlcipher.Connection, relay: bytes, contact: bytes, now: int) -> dict[int, int]:
    """Return the number of unspent tickets of a contact for our mailbox at a relay, by class."""
    sql = f"SELECT class, count(*) FROM ticket WHERE relay = ? AND contact = ? AND {_GOOD} GROUP BY class"
    return dict(con.execute(sql, (relay, contact, now)).fetchall())


def list_unsent_tickets(
    con: sqlcipher.Connection, relay: bytes, contact: bytes, again: int, now: int, asked: bool = False
) -> list[IssuedTicket]:
    """Return the tickets that a contact was not told about, or was told `again` seconds ago and seems not to have.

    It seems so if none of its tickets was ever spent, or if it `asked` for more.
    """
    where = (
        f"relay = ?1 AND contact = ?2 AND {_GOOD.replace('?', '?4')} AND (told IS NULL OR"
        " (told NOT BETWEEN ?3 AND ?5 AND (?6 OR NOT EXISTS (SELECT 1 FROM ticket t"
        " WHERE t.relay = ?1 AND t.contact = ?2 AND t.spent IS NOT NULL))))"
    )
    first, last = remaining_delay.pause_limits(now, again)
    return _made(con, where, relay, contact, first, now, last, asked)


def mark_sent(con: sqlcipher.Connection, hashes: Iterable[bytes], now: int) -> None:
    """Record that a message with these tickets is on a relay."""
    con.executemany("UPDATE ticket SET told = ? WHERE hash = ?", [(now, hash_) for hash_ in hashes])


def withdraw(con: sqlcipher.Connection, contact: bytes) -> int:
    """Withdraw the unspent tickets of a contact at the next visit, and give it no more; return their number."""
    con.execute("INSERT OR IGNORE INTO ticket_stopped VALUES (?)", (contact,))
    return withdraw_unspent(con, contact)


def withdraw_unspent(con: sqlcipher.Connection, contact: bytes) -> int:
    """Withdraw the unspent tickets of a contact at the next visit; return their number."""
    return int(con.execute(f"UPDATE ticket SET state = {UNWANTED} WHERE contact = ? AND {_OPEN}", (contact,)).rowcount)


def withdraw_of(con: sqlcipher.Connection, contact: bytes) -> None:
    """Withdraw the unspent tickets of a contact, and delete the contact from all its tickets."""
    con.execute(f"UPDATE ticket SET state = {UNWANTED} WHERE contact = ? AND {_OPEN}", (contact,))
    con.execute("UPDATE ticket SET contact = NULL WHERE contact = ?", (contact,))


def withdraw_of_gone(con: sqlcipher.Connection) -> None:
    """Withdraw the unspent tickets of revoked or removed contacts."""
    con.execute(
        f"UPDATE ticket SET state = {UNWANTED} WHERE {_OPEN} AND contact IN (SELECT c.record FROM card c"
        " JOIN record r ON r.id = c.record WHERE c.state = 'revoked' OR r.removed <> 0)"
    )


def is_stopped(con: sqlcipher.Connection, contact: bytes) -> bool:
    """Return True if a contact gets no more tickets."""
    return con.execute("SELECT 1 FROM ticket_stopped WHERE contact = ?", (contact,)).fetchone() is not None


def go_on(con: sqlcipher.Connection, contact: bytes) -> None:
    """Give a contact tickets again."""
    con.execute("DELETE FROM ticket_stopped WHERE contact = ?", (contact,))


def of_contact(con: sqlcipher.Connection, relay: bytes, contact: bytes) -> list[bytes]:
    """Return the tickets for our mailbox at a relay that a contact can have spent: its own, and the public ones."""
    sql = "SELECT ticket FROM ticket WHERE relay = ? AND contact IN (?, ?)"
    return [bytes(row[0]) for row in con.execute(sql, (relay, contact, PUBLIC))]


def spend(con: sqlcipher.Connection, lines: Sequence[tuple[bytes, int]]) -> dict[bytes, bytes]:
    """Record the first line (ticket hash, hour) that each of our tickets paid; return the known ones by their hash."""
    known = {}
    for hash_, hour in lines:
        row = con.execute("SELECT ticket FROM ticket WHERE hash = ?", (hash_,)).fetchone()
        if row is not None:
            con.execute("UPDATE ticket SET spent = ifnull(spent, ?) WHERE hash = ?", (hour, hash_))
            known[hash_] = bytes(row[0])
    return known


def list_given(con: sqlcipher.Connection) -> list[tuple[bytes, int, int, int | None]]:
    """Return (contact, given, spent, hour of the last spent one) for each contact with tickets of ours."""
    sql = "SELECT contact, count(*), count(spent), max(spent) FROM ticket WHERE contact IS NOT NULL GROUP BY contact"
    return [(bytes(contact), int(count), int(spent), last) for contact, count, spent, last in con.execute(sql)]


# theirs

_AT = "contact = ? AND mid = ?"


def hold(con: sqlcipher.Connection, at: Box, size_class: int, expires: int, tickets: Iterable[bytes], public: bool,
         most: int) -> int:  # fmt: skip
    """Store tickets for a contact's mailbox, at most `most` in total; return the number of new ones."""
    (count,) = con.execute(f"SELECT count(*) FROM held_ticket WHERE {_AT} AND gone = 0", at).fetchone()
    before = int(con.total_changes)
    con.executemany(
        "INSERT OR IGNORE INTO held_ticket (contact, mid, ticket, class, expires, public) VALUES (?, ?, ?, ?, ?, ?)",
        [(*at, ticket, size_class, expires, int(public)) for ticket in list(tickets)[: max(0, most - count)]],
    )
    return int(con.total_changes) - before


def ever_held(con: sqlcipher.Connection, at: Box) -> bool:
    """Return True if the owner of a mailbox ever gave us tickets for it."""
    sql = f"SELECT 1 FROM held_ticket WHERE {_AT} AND public = 0 LIMIT 1"
    return con.execute(sql, at).fetchone() is not None


def find_payment(con: sqlcipher.Connection, at: Box, delivery: int, now: int) -> tuple[int, bytes] | None:
    """Return class and ticket that pay for a delivery."""
    sql = f"SELECT class, ticket FROM held_ticket WHERE {_AT} AND delivery = ? AND gone = 0 AND expires > ?"
    row = con.execute(sql, (*at, delivery, now)).fetchone()
    return (int(row[0]), bytes(row[1])) if row else None


def list_unspent(con: sqlcipher.Connection, at: Box, least: int, now: int) -> list[tuple[int, bytes, bool]]:
    """Return (class, ticket, public) of unspent tickets for a mailbox, the smallest class first, public ones last."""
    sql = (
        f"SELECT class, ticket, public FROM held_ticket WHERE {_AT} AND class >= ? AND delivery IS NULL AND gone = 0"
        " AND expires > ? ORDER BY class, public"
    )
    return [(size_class, bytes(t), bool(public)) for size_class, t, public in con.execute(sql, (*at, least, now))]


def pay(con: sqlcipher.Connection, at: Box, ticket: bytes, delivery: int) -> None:
    """Spend a ticket on a delivery; a retry finds it again."""
    con.execute(f"UPDATE held_ticket SET delivery = ? WHERE {_AT} AND ticket = ?", (delivery, *at, ticket))


def mark_used(con: sqlcipher.Connection, at: Box, ticket: bytes) -> None:
    """Mark a ticket as used up."""
    con.execute(f"UPDATE held_ticket SET gone = 1 WHERE {_AT} AND ticket = ?", (*at, ticket))


def spend_no_more(con: sqlcipher.Connection, contact: bytes) -> None:
    """Mark all tickets of a contact as used up."""
    con.execute("UPDATE held_ticket SET gone = 1 WHERE contact = ?", (contact,))


def spent_on_control(con: sqlcipher.Connection, at: Box) -> None:
    """Use up the ticket of a service message that is on the relay: the next message takes another ticket."""
    con.execute(f"UPDATE held_ticket SET gone = 1 WHERE {_AT} AND delivery = ?", (*at, CONTROL))


# asking for more


def read_request_time(con: sqlcipher.Connection, contact: bytes, mid: bytes) -> int | None:
    """Return the time when a contact asked for more for our mailbox `mid`, or when we asked it for its own."""
    row = con.execute("SELECT at FROM ticket_asked WHERE contact = ? AND mid = ?", (contact, mid)).fetchone()
    return int(row[0]) if row else None


def ask(con: sqlcipher.Connection, contact: bytes, mid: bytes, now: int) -> None:
    """Record a request for tickets."""
    con.execute("INSERT OR REPLACE INTO ticket_asked VALUES (?, ?, ?)", (contact, mid, now))


def delete_request(con: sqlcipher.Connection, contact: bytes, mid: bytes) -> None:
    """Delete a request that was answered."""
    con.execute("DELETE FROM ticket_asked WHERE contact = ? AND mid = ?", (contact, mid))


def forget_old(con: sqlcipher.Connection, now: int) -> None:
    """Delete the expired tickets of both sides."""
    con.execute("DELETE FROM ticket WHERE expires <= ?", (now,))
    con.execute("DELETE FROM held_ticket WHERE expires <= ?", (now,))
