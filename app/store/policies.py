"""By which policy each mailbox of ours is entered, as its relay was told; one without a row is open."""

from sqlcipher3 import dbapi2 as sqlcipher

OPEN, TICKETS, FRONT_DESK = 0, 1, 2


def of(con: sqlcipher.Connection, relay: bytes) -> int:
    """Return the policy of our mailbox at a relay."""
    row = con.execute("SELECT policy FROM mailbox_policy WHERE relay = ?", (relay,)).fetchone()
    return int(row[0]) if row else OPEN


def set_(con: sqlcipher.Connection, relay: bytes, policy: int) -> None:
    """Keep what a relay was told."""
    con.execute("INSERT OR REPLACE INTO mailbox_policy VALUES (?, ?)", (relay, policy))


def want(con: sqlcipher.Connection, url: str, policy: int) -> None:
    """Remember with which policy a relay that has not answered yet was added."""
    con.execute("INSERT OR REPLACE INTO policy_wanted VALUES (?, ?)", (url, policy))


def wanted(con: sqlcipher.Connection, url: str, relay: bytes) -> int:
    """Return the policy to ask a relay for: as it was added, else as it stands."""
    row = con.execute("SELECT policy FROM policy_wanted WHERE url = ?", (url,)).fetchone()
    return int(row[0]) if row else of(con, relay)


def told(con: sqlcipher.Connection, url: str, relay: bytes, policy: int) -> None:
    """A relay was told, and heard it."""
    con.execute("DELETE FROM policy_wanted WHERE url = ?", (url,))
    set_(con, relay, policy)
