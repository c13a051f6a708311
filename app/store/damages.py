"""What came to a mailbox of ours at a relay and was kept aside, until a person has seen it.

A row stays when it was seen, and is shown no more: what still lies there is met again in every round.
"""

from collections.abc import Iterable

from attrs import frozen
from sqlcipher3 import dbapi2 as sqlcipher

from app.phrase import Phrase
from app.store import hindrances

MOST = 100
"""Rows of one relay: who fills a mailbox with noise is not to fill the vault too."""


@frozen
class Damage:
    """`what` was kept aside (an object's id in hex, or words), and `why`; first and last met then (UTC seconds)."""

    relay: bytes
    url: str
    what: str
    why: Phrase
    since: int
    at: int


def met(con: sqlcipher.Connection, relay: bytes, url: str, found: Iterable[tuple[str, str]], now: int) -> None:
    """Note what a visit kept aside; what was met before is not news, seen or not."""
    for what, why in dict.fromkeys(found):
        said = hindrances.packed(Phrase.of(why))
        row = (url, now, relay, what, said)
        if con.execute("UPDATE damage SET url = ?, at = ? WHERE relay = ? AND what = ? AND why = ?", row).rowcount:
            continue
        con.execute(  # where there are too many, what was seen goes; what nobody saw stays
            "DELETE FROM damage WHERE num = (SELECT num FROM damage WHERE relay = ?1 AND seen IS NOT NULL"
            " AND (SELECT count(*) FROM damage WHERE relay = ?1) >= ?2 ORDER BY at LIMIT 1)",
            (relay, MOST),
        )
        if con.execute("SELECT count(*) FROM damage WHERE relay = ?", (relay,)).fetchone()[0] < MOST:
            con.execute("INSERT INTO damage VALUES (NULL, ?, ?, ?, ?, ?, ?, NULL)", (relay, url, what, said, now, now))


def unseen(con: sqlcipher.Connection) -> list[Damage]:
    """Return what no person has seen yet, oldest first."""
    rows = con.execute("SELECT relay, url, what, why, since, at FROM damage WHERE seen IS NULL ORDER BY since, num")
    return [
        Damage(bytes(relay), url, what, hindrances.unpacked(why), since, at)
        for relay, url, what, why, since, at in rows
    ]


def see(con: sqlcipher.Connection, relay: bytes, now: int) -> None:
    """Note that a person saw all of one relay."""
    con.execute("UPDATE damage SET seen = ? WHERE relay = ? AND seen IS NULL", (now, relay))


def take_back(con: sqlcipher.Connection, relay: bytes) -> None:
    """Show again what was seen last."""
    con.execute(
        "UPDATE damage SET seen = NULL WHERE relay = ?1 AND seen = (SELECT max(seen) FROM damage WHERE relay = ?1)",
        (relay,),
    )
