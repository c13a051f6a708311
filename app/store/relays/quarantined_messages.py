"""Store the quarantined objects of our mailboxes at relays, until a person has seen them.

A row that a person saw stays and is not shown again: every sync finds the same object on the relay again.
"""

from collections.abc import Iterable

from attrs import frozen
from sqlcipher3 import dbapi2 as sqlcipher

from app.phrase import Phrase
from app.store.relays import delivery_problems

MOST = 100
"""The number of rows for one relay: a sender who fills a mailbox with noise must not fill the vault too."""


@frozen
class Damage:
    """A quarantined message: `what` (an object's id in hex, or a text), `why`, and first and last met (UTC seconds)."""

    relay: bytes
    url: str
    what: str
    why: Phrase
    since: int
    at: int


def record_quarantined(
    con: sqlcipher.Connection, relay: bytes, url: str, found: Iterable[tuple[str, str]], now: int
) -> None:
    """Record the objects that a visit quarantined; a known object is not new, seen or not."""
    for what, why in dict.fromkeys(found):
        said = delivery_problems.pack_phrase(Phrase.of(why))
        row = (url, now, relay, what, said)
        if con.execute("UPDATE damage SET url = ?, at = ? WHERE relay = ? AND what = ? AND why = ?", row).rowcount:
            continue
        con.execute(  # if there are too many, delete the oldest seen row; unseen rows stay
            "DELETE FROM damage WHERE num = (SELECT num FROM damage WHERE relay = ?1 AND seen IS NOT NULL"
            " AND (SELECT count(*) FROM damage WHERE relay = ?1) >= ?2 ORDER BY at LIMIT 1)",
            (relay, MOST),
        )
        if con.execute("SELECT count(*) FROM damage WHERE relay = ?", (relay,)).fetchone()[0] < MOST:
            con.execute("INSERT INTO damage VALUES (NULL, ?, ?, ?, ?, ?, ?, NULL)", (relay, url, what, said, now, now))


def list_unseen(con: sqlcipher.Connection) -> list[Damage]:
    """Return the damage that no person has seen yet, oldest first."""
    rows = con.execute("SELECT relay, url, what, why, since, at FROM damage WHERE seen IS NULL ORDER BY since, num")
    return [
        Damage(bytes(relay), url, what, delivery_problems.unpack_phrase(why), since, at)
        for relay, url, what, why, since, at in rows
    ]


def see(con: sqlcipher.Connection, relay: bytes, now: int) -> None:
    """Record that a person saw all damage of one relay."""
    con.execute("UPDATE damage SET seen = ? WHERE relay = ? AND seen IS NULL", (now, relay))


def take_back(con: sqlcipher.Connection, relay: bytes) -> None:
    """Show the damage again that was marked as seen last."""
    con.execute(
        "UPDATE damage SET seen = NULL WHERE relay = ?1 AND seen = (SELECT max(seen) FROM damage WHERE relay = ?1)",
        (relay,),
    )
