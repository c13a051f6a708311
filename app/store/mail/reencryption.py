"""Encrypt unacknowledged deliveries again after their keyset ended, or drop them after their reader's key did."""

from sqlcipher3 import dbapi2 as sqlcipher

from app.store.mail.outbox import MARKS, deliveries, set_state
from app.store.mail.report_copies import drop_encrypted


def sealed_to(con: sqlcipher.Connection) -> list[tuple[bytes, bytes]]:
    """Return the contacts and keysets (their box keys) with encrypted deliveries that are not acknowledged."""
    rows = con.execute(
        "SELECT DISTINCT d.contact, s.box_pk FROM sealed s CROSS JOIN delivery d ON d.num = s.delivery"
        f" WHERE d.state IN ({MARKS}) AND s.box_pk != x''"
    )
    return [(bytes(contact), bytes(box_pk)) for contact, box_pk in rows]


def reseal(con: sqlcipher.Connection, contact: bytes, box_pk: bytes, now: int) -> None:
    """Queue the unacknowledged deliveries of an ended keyset of a contact, to be encrypted again."""
    rows = con.execute(
        f"SELECT num FROM delivery d WHERE contact = ? AND state IN ({MARKS}) AND EXISTS"
        " (SELECT 1 FROM sealed s WHERE s.delivery = d.num AND s.box_pk = ?)",
        (contact, box_pk),
    ).fetchall()
    for (num,) in rows:
        con.execute("UPDATE sealed SET put = NULL, box_pk = x'' WHERE delivery = ? AND box_pk = ?", (num, box_pk))
        set_state(con, num, "needs-reseal", now)


def drop(con: sqlcipher.Connection, contact: bytes, reason: str, now: int) -> int:
    """Stop all deliveries on their way to a contact; delete their encrypted form and keys. Return their number."""
    dropped = deliveries(con, f"contact = ? AND state IN ({MARKS}, 'closed') AND reason != ?", (contact, reason))
    for delivery in dropped:
        set_state(con, delivery.num, "closed", now, reason)
        drop_encrypted(con, delivery.num)
    return len(dropped)
