"""Our words on what came without a name: each is left in the one box that its report named, and never confirmed."""

from sqlcipher3 import dbapi2 as sqlcipher

from app.store.inbox import CHANGED


def owed(con: sqlcipher.Connection) -> list[tuple[bytes, bytes, int, str]]:
    """Return our words on anonymous reports that were said nowhere yet: (hash, report, status, reason)."""
    rows = con.execute(
        "SELECT hash, report, ack, reason FROM arrived WHERE contact IS NULL AND sender = hash AND desk IS NULL"
        " AND ack > 0 AND ack_seen = 0 AND ack_sent IN ('', ?) ORDER BY at",
        (CHANGED,),
    )
    return [(bytes(hash_), bytes(report), ack, reason) for hash_, report, ack, reason in rows.fetchall()]


def said(con: sqlcipher.Connection, hash_: bytes, status: int, route: str) -> None:
    """Note that our word on an anonymous report lies on a route."""
    con.execute(
        "UPDATE arrived SET ack_sent = ack_sent || ? WHERE sender = ?2 AND hash = ?2 AND ack = ?3",
        (f"[{route}]", hash_, status),
    )


def nobody_waits(con: sqlcipher.Connection, hash_: bytes) -> None:
    """An anonymous report named no box for our word: it is not looked for in each round."""
    con.execute("UPDATE arrived SET ack_seen = 1 WHERE sender = ?1 AND hash = ?1", (hash_,))
