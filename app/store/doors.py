"""What went through a door: its relay stood for minutes, so nothing lies there any more."""

from sqlcipher3 import dbapi2 as sqlcipher

ROUTE = "nearby:"
"""What the name of the way through a door begins with; the key of its relay follows, in hex."""


def finished(con: sqlcipher.Connection, num: int, route: str, now: int) -> None:
    """Note that all of a delivery lies at a door. That is no state: it has arrived once that is confirmed."""
    con.execute("UPDATE sealed SET put = ? WHERE delivery = ? AND route = ?", (now, num, route))


def forget(con: sqlcipher.Connection) -> None:
    """No door stands any more: forget what was sealed for one, and that files lay there.

    That a letter was put there stays: it may have been read.
    """
    con.execute(f"DELETE FROM sealed WHERE route LIKE '{ROUTE}%'")
    con.execute(
        f"DELETE FROM placed WHERE route LIKE '{ROUTE}%' AND EXISTS"
        " (SELECT 1 FROM attachment a WHERE a.delivery = placed.delivery AND a.object_id = placed.object_id)"
    )
