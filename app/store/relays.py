"""The relays where we have a mailbox, how far we have read each log, and the ones we still wait to reach."""

from attrs import frozen
from sqlcipher3 import dbapi2 as sqlcipher


@frozen
class KnownRelay:
    """A relay with our mailbox: `position` is where its log stood, so that it cannot go back unseen."""

    pk: bytes
    url: str
    seal_pk: bytes
    counter: int
    mid: bytes
    position: bytes | None
    last_ok: int | None
    attempts: int
    not_before: int


def all_(con: sqlcipher.Connection) -> list[KnownRelay]:
    """Return our relays by URL."""
    rows = con.execute(
        "SELECT pk, url, seal_pk, counter, mid, position, last_ok, attempts, not_before FROM relay ORDER BY url"
    )
    return [
        KnownRelay(bytes(pk), url, bytes(seal), counter, bytes(mid), bytes(where) if where else None, ok, tries, at)
        for pk, url, seal, counter, mid, where, ok, tries, at in rows
    ]


def keep(con: sqlcipher.Connection, url: str, pk: bytes, seal_pk: bytes, mid: bytes) -> None:
    """Keep a relay where our mailbox exists now; a relay that moved keeps its log position."""
    con.execute("DELETE FROM relay WHERE url = ? AND pk <> ?", (url, pk))
    con.execute(
        "INSERT INTO relay (pk, url, seal_pk, counter, mid) VALUES (?, ?, ?, 0, ?)"
        " ON CONFLICT (pk) DO UPDATE SET url = excluded.url, seal_pk = excluded.seal_pk",
        (pk, url, seal_pk, mid),
    )
    forget_wish(con, url)


def forget(con: sqlcipher.Connection, pk: bytes) -> None:
    """A person removed it. Its mailbox stays where it is, and the key to it is made anew from our seed."""
    con.execute("DELETE FROM moving WHERE old = ?1 OR url = (SELECT url FROM relay WHERE pk = ?1)", (pk,))
    con.execute("DELETE FROM reached_by WHERE relay = ?", (pk,))
    con.execute("DELETE FROM relay WHERE pk = ?", (pk,))


def want(con: sqlcipher.Connection, url: str, code: str, now: int) -> None:
    """Remember a relay that a person added, with its invite's code, until it answers; the newest code holds."""
    con.execute("INSERT OR REPLACE INTO relay_wanted VALUES (?, ?, ?)", (url, code, now))


def wishes(con: sqlcipher.Connection) -> list[tuple[str, str]]:
    """Return the relays that were added and have not answered yet, each with the code of its invite or nothing."""
    return [(url, code) for url, code in con.execute("SELECT url, code FROM relay_wanted ORDER BY asked")]


def forget_wish(con: sqlcipher.Connection, url: str) -> None:
    """It answered, or will never do."""
    con.execute("DELETE FROM relay_wanted WHERE url = ?", (url,))


def answered(con: sqlcipher.Connection, pk: bytes, position: bytes, now: int) -> None:
    """Note a good round and where the log stands."""
    con.execute(
        "UPDATE relay SET position = ?, last_ok = ?, attempts = 0, not_before = ? WHERE pk = ?",
        (position, now, now, pk),
    )


def read_to(con: sqlcipher.Connection, pk: bytes, position: bytes) -> None:
    """Note where the log stands, also after a round that failed: what was seen of it cannot be taken back."""
    con.execute("UPDATE relay SET position = ? WHERE pk = ?", (position, pk))


def failed(con: sqlcipher.Connection, pk: bytes, attempts: int, not_before: int) -> None:
    """Note a failed round and when to try again."""
    con.execute("UPDATE relay SET attempts = ?, not_before = ? WHERE pk = ?", (attempts, not_before, pk))
