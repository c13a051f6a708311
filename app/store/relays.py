"""The relays where we have a mailbox, how far we have read each log, and the ones we still wait to reach."""

from collections.abc import Callable, Sequence
from typing import Any

from attrs import frozen
from sqlcipher3 import dbapi2 as sqlcipher

from app.store import hindrances


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
    seed: bytes | None = None
    """Of a mailbox with a seed of its own; None: it is made from the vault's."""
    shared: bool = False
    renew: bool = False
    """Another mailbox is to follow it: who could read it shall not read what comes."""
    own: bool = True
    """Whether it is the one in our card, and not one from before or a desk's that we read for."""


def all_(con: sqlcipher.Connection) -> list[KnownRelay]:
    """Return our relays by URL."""
    return [_known(row, True) for row in con.execute(f"SELECT {_COLUMNS}, renew FROM relay ORDER BY url")]


def also(con: sqlcipher.Connection, now: int) -> list[KnownRelay]:
    """Return the other mailboxes that are read now: ours from before, and those of desks that we read for."""
    rows = con.execute(
        f"SELECT {_COLUMNS}, 0 FROM mailbox_also WHERE coalesce(until, ?1) >= ?1 ORDER BY url, mid", (now,)
    )
    return [_known(row, False) for row in rows]


_COLUMNS = "pk, url, seal_pk, counter, mid, position, last_ok, attempts, not_before, seed, shared"


def _known(row: Sequence[Any], own: bool) -> KnownRelay:
    pk, url, seal, counter, mid, where, ok, tries, at, seed, shared, renew = row
    return KnownRelay(
        bytes(pk), url, bytes(seal), counter, bytes(mid), bytes(where) if where else None, ok, tries, at,
        bytes(seed) if seed else None, bool(shared), bool(renew), own,
    )  # fmt: skip


def want_shared(con: sqlcipher.Connection, anew: bool) -> None:
    """Let a shared mailbox follow each of ours that is not; `anew`: also each that is, for a reader is to go.

    One that asks for tickets stays ours alone: those that are out name it.
    """
    con.execute(
        "UPDATE relay SET renew = 1 WHERE (shared = 0 OR ?) AND pk NOT IN"
        " (SELECT relay FROM mailbox_policy WHERE policy > 0)",
        (anew,),
    )


def next_seed(con: sqlcipher.Connection, known: KnownRelay, random: Callable[[int], bytes]) -> bytes:
    """Return the seed of the mailbox that is to follow one of ours, drawn once."""
    con.execute("UPDATE relay SET next_seed = coalesce(next_seed, ?) WHERE pk = ?", (random(32), known.pk))
    (seed,) = con.execute("SELECT next_seed FROM relay WHERE pk = ?", (known.pk,)).fetchone()
    return bytes(seed)


def followed(con: sqlcipher.Connection, known: KnownRelay, seed: bytes, mid: bytes, until: int) -> None:
    """Put the shared mailbox of this seed in the place of one of ours, which is read on until then."""
    con.execute(
        "INSERT INTO mailbox_also (mid, pk, url, seal_pk, counter, seed, shared, position, until)"
        " SELECT mid, pk, url, seal_pk, counter, seed, shared, position, ? FROM relay WHERE pk = ?",
        (until, known.pk),
    )
    con.execute(
        "UPDATE relay SET mid = ?, seed = ?, counter = counter + 1, shared = 1, renew = 0, next_seed = NULL,"
        " position = NULL"
        " WHERE pk = ?",
        (mid, seed, known.pk),
    )
    con.execute("DELETE FROM receipt_heard WHERE relay = ?", (known.pk,))  # they are for the one before


def read_for(con: sqlcipher.Connection, desk: bytes, boxes: Sequence[KnownRelay], until: int) -> None:
    """Read these mailboxes of a desk; of what is not named any more, what still comes is read until then."""
    names = [box.mid for box in boxes]
    marks = ",".join("?" * len(names))
    con.execute(
        f"UPDATE mailbox_also SET until = ? WHERE desk = ? AND until IS NULL AND mid NOT IN ({marks})",
        (until, desk, *names),
    )
    con.executemany(
        "INSERT INTO mailbox_also (mid, desk, pk, url, seal_pk, counter, seed, shared) VALUES (?, ?, ?, ?, ?, ?, ?, 1)"
        " ON CONFLICT (mid) DO UPDATE SET url = excluded.url, seal_pk = excluded.seal_pk, until = NULL",
        [(box.mid, desk, box.pk, box.url, box.seal_pk, box.counter, box.seed) for box in boxes],
    )


def keep(con: sqlcipher.Connection, url: str, pk: bytes, seal_pk: bytes, mid: bytes) -> None:
    """Keep a relay where our mailbox exists now; a relay that moved keeps its log position."""
    con.execute("DELETE FROM relay WHERE url = ? AND pk <> ?", (url, pk))
    con.execute(
        "INSERT INTO relay (pk, url, seal_pk, counter, mid) VALUES (?, ?, ?, 0, ?)"
        " ON CONFLICT (pk) DO UPDATE SET url = excluded.url, seal_pk = excluded.seal_pk",
        (pk, url, seal_pk, mid),
    )
    forget_wish(con, url)


def read_again(con: sqlcipher.Connection, desk: bytes) -> None:
    """Let the next round read the logs of a desk's mailboxes from their first line."""
    con.execute("UPDATE mailbox_also SET again = 1 WHERE desk = ?", (desk,))


def rewind(con: sqlcipher.Connection) -> bool:
    """Begin the logs anew that are to be read again; what was seen of them is remembered. Return whether any is."""
    rows = con.execute("SELECT mid, position FROM mailbox_also WHERE again").fetchall()
    for mid, position in rows:
        start = bytes(8) + bytes(mid) + bytes(position)[40:] if position else None
        con.execute("UPDATE mailbox_also SET again = 0, position = ? WHERE mid = ?", (start, mid))
    return bool(rows)


def restore(con: sqlcipher.Connection, known: KnownRelay) -> None:
    """Make a relay ours again as it was, with its mailbox, and where its log stood."""
    keep(con, known.url, known.pk, known.seal_pk, known.mid)
    con.execute(
        "UPDATE relay SET counter = ?, seed = ?, shared = ?, renew = ?, position = ?, last_ok = ? WHERE pk = ?",
        (known.counter, known.seed, known.shared, known.renew, known.position, known.last_ok, known.pk),
    )


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
    """It answered, or will never do: why it did not so far goes too."""
    con.execute("DELETE FROM hindrance WHERE route = ?", (hindrances.WISH.format(url=url),))
    con.execute("DELETE FROM relay_wanted WHERE url = ?", (url,))


def answered(con: sqlcipher.Connection, mid: bytes, position: bytes, now: int) -> None:
    """Note a good round and where the log of a mailbox stands."""
    for table in _TABLES:
        con.execute(
            f"UPDATE {table} SET position = ?, last_ok = ?, attempts = 0, not_before = ? WHERE mid = ?",
            (position, now, now, mid),
        )


_TABLES = ("relay", "mailbox_also")


def read_to(con: sqlcipher.Connection, mid: bytes, position: bytes) -> None:
    """Note where the log stands, also after a round that failed: what was seen of it cannot be taken back."""
    for table in _TABLES:
        con.execute(f"UPDATE {table} SET position = ? WHERE mid = ?", (position, mid))


def failed(con: sqlcipher.Connection, mid: bytes, attempts: int, not_before: int) -> None:
    """Note a failed round and when to try again."""
    for table in _TABLES:
        con.execute(f"UPDATE {table} SET attempts = ?, not_before = ? WHERE mid = ?", (attempts, not_before, mid))
