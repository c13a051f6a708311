"""Track deliveries through nearby sessions: the relay of a session lives for minutes, then it stores nothing."""

from sqlcipher3 import dbapi2 as sqlcipher

ROUTE = "nearby:"
"""The start of the route name of a nearby session; the key of its relay follows, in hex."""


def record_finished(con: sqlcipher.Connection, num: int, route: str, now: int) -> None:
    """Record that all of a delivery is at a nearby session. This is no state: it has arrived when that is confirmed."""
    con.execute("UPDATE sealed SET put = ? WHERE delivery = ? AND route = ?", (now, num, route))


def forget(con: sqlcipher.Connection) -> None:
    """Delete the envelopes and the file locations of all nearby sessions, because they are over.

    The record of an uploaded message stays: someone can have read it.
    """
    con.execute(f"DELETE FROM sealed WHERE route LIKE '{ROUTE}%'")
    con.execute(
        f"DELETE FROM placed WHERE route LIKE '{ROUTE}%' AND EXISTS"
        " (SELECT 1 FROM attachment a WHERE a.delivery = placed.delivery AND a.object_id = placed.object_id)"
    )
