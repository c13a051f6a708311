"""Store the entry policy of each mailbox of ours, as told to its relay; a mailbox without a row is open."""

from sqlcipher3 import dbapi2 as sqlcipher

OPEN, TICKETS, FRONT_DESK = 0, 1, 2


def mailbox_policy(con: sqlcipher.Connection, relay: bytes) -> int:
    """Return the policy of our mailbox at a relay."""
    row = con.execute("SELECT policy FROM mailbox_policy WHERE relay = ?", (relay,)).fetchone()
    return int(row[0]) if row else OPEN


def set_(con: sqlcipher.Connection, relay: bytes, policy: int) -> None:
    """Store the policy that a relay was told."""
    con.execute("INSERT OR REPLACE INTO mailbox_policy VALUES (?, ?)", (relay, policy))


def want(con: sqlcipher.Connection, url: str, policy: int) -> None:
    """Remember the policy with which a relay was added that has not answered yet."""
    con.execute("INSERT OR REPLACE INTO policy_wanted VALUES (?, ?)", (url, policy))


def wanted_policy(con: sqlcipher.Connection, url: str, relay: bytes) -> int:
    """Return the policy to ask a relay for: the one it was added with, otherwise the present one."""
    row = con.execute("SELECT policy FROM policy_wanted WHERE url = ?", (url,)).fetchone()
    return int(row[0]) if row else mailbox_policy(con, relay)


def mark_sent(con: sqlcipher.Connection, url: str, relay: bytes, policy: int) -> None:
    """Record that a relay got and accepted the policy."""
    con.execute("DELETE FROM policy_wanted WHERE url = ?", (url,))
    set_(con, relay, policy)
