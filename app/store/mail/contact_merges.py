"""Merge two contacts that are one person: the key of one contact followed the key of the other.

The record of the earlier key stays, as an address book entry without a card. Everything that named it names the other
contact from then on, as for a contact with a new key. `became` stores the contact for such a record.
"""

from sqlcipher3 import dbapi2 as sqlcipher

from app.store.contacts import cards, introductions, statements
from app.store.mail import outbox, report_copies, retractions

TWICE = "Amparo sends it with their new key"
"""The reason of a delivery that was closed because the same report is queued for the same person under another key."""
_MOVED = (
    *((table, "contact") for table in (
        "delivery", "accept_rule", "shared", "heard", "vouched", "introduction", "card_heard", "reached_by", "greeting",
        "receipt_heard", "held_ticket", "ticket", "ticket_asked", "ticket_stopped", "desk_member", "answer_told",
        "organisation_member", "directory_told", "page_told", "passed_on", "retraction_to", "retraction_rule",
        "kept_share", "arrived", "organisation", "directory", "page_heard", "proof", "became",
        "other_ref",
    )),
    *((table, "desk") for table in ("serving", "desk_keyset", "mailbox_also", "arrived")),
    ("record", "origin"),
)  # fmt: skip
"""The columns that name a contact by its record."""


def become(con: sqlcipher.Connection, old: bytes, new: bytes, now: int) -> None:
    """Merge the contact `old` into `new`, the same person with the later key. In a transaction."""
    id_, file = con.execute("SELECT id, file FROM card WHERE record = ?", (old,)).fetchone()
    (now_id,) = con.execute("SELECT id FROM card WHERE record = ?", (new,)).fetchone()
    con.execute("DELETE FROM vouched WHERE file = ?", (file,))
    introductions.forget(con, bytes(id_))
    cards.merge(con, old, new)
    _readdress(con, bytes(id_), bytes(now_id), now)
    _rename(con, old, new)
    con.execute("DELETE FROM introduction WHERE contact = ? AND id = ?", (new, now_id))
    statements.pass_over(con, new, bytes(id_), bytes(now_id))
    con.execute("INSERT INTO became VALUES (?, ?)", (old, new))


def keep_earlier_record(con: sqlcipher.Connection, old: bytes, new: bytes, state: str) -> None:
    """Keep the record `old` instead, after `become`: a person had archived the record of the later key.

    The record gets the card in `state`, its state before, like the card of a successor key that came by message.
    """
    con.execute("DELETE FROM became WHERE record = ?", (old,))
    cards.take_over(con, old, new, state)
    _rename(con, new, old)
    con.execute("INSERT INTO became VALUES (?, ?)", (new, old))


def _rename(con: sqlcipher.Connection, old: bytes, new: bytes) -> None:
    retractions.of_another(con, old, new)
    cards.hand_over(con, old, new)
    for table, column in _MOVED:
        con.execute(f"UPDATE OR IGNORE {table} SET {column} = ? WHERE {column} = ?", (new, old))
        con.execute(f"DELETE FROM {table} WHERE {column} = ?", (old,))
    con.execute("UPDATE former SET record = ? WHERE record = ?", (new, old))


def _readdress(con: sqlcipher.Connection, id_: bytes, now_id: bytes, now: int) -> None:
    """Send deliveries for the earlier key to the later one; a report that is queued for it already is sent once."""
    con.execute("UPDATE OR IGNORE delivery SET addressee = ? WHERE addressee = ?", (now_id, id_))
    for delivery in outbox.deliveries(con, f"addressee = ? AND state IN ({outbox.MARKS})", (id_,)):
        outbox.set_state(con, delivery.num, "closed", now, TWICE)
        report_copies.drop_sealed(con, delivery.num)


def merged_contact_of(con: sqlcipher.Connection, record: bytes) -> bytes | None:
    """Return the contact that a record without a card was merged into, or None."""
    row = con.execute("SELECT contact FROM became WHERE record = ?", (record,)).fetchone()
    return bytes(row[0]) if row else None


def names(con: sqlcipher.Connection, contact: bytes) -> tuple[str, ...]:
    """Return the earlier titles of a contact here, under its earlier keys."""
    asked = "SELECT r.title FROM became b JOIN record r ON r.id = b.record WHERE b.contact = ? ORDER BY r.sort"
    return tuple(str(title) for (title,) in con.execute(asked, (contact,)))
