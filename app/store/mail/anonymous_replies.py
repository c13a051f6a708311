"""Track our answers to anonymous reports: each goes only to the mailbox that its report named, never confirmed."""

from sqlcipher3 import dbapi2 as sqlcipher

from app.store.mail.inbox import CHANGED


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
