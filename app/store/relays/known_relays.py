"""Store the relays with our mailboxes, the read position of each log, and the relays that have not answered yet."""

from collections.abc import Callable, Sequence
from typing import Any

from attrs import frozen
from sqlcipher3 import dbapi2 as sqlcipher

from app.store.relays import delivery_problems


@frozen
class KnownRelay:
    """A relay with our mailbox: `position` is the known state of its log, so that a log that goes back is noticed."""

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
    """The separate seed of a mailbox; None: its key is made from the vault's seed."""
    shared: bool = False
    renew: bool = False
    """Another mailbox must follow this one, because a former reader must not read later messages."""
    own: bool = True
    """True for the mailbox in our card; False for an earlier one, or one of a desk that we read for."""


def list_relays(con: sqlcipher.Connection) -> list[KnownRelay]:
    """Return our relays by URL."""
    return [_known(row, True) for row in con.execute(f"SELECT {_COLUMNS}, renew FROM relay ORDER BY url")]


def list_other_mailboxes(con: sqlcipher.Connection, now: int) -> list[KnownRelay]:
    """Return the other mailboxes that are read now: our earlier ones, and those of desks that we read for."""
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
    """Let a shared mailbox follow each unshared one of ours; `anew`: also each shared one, because a reader is removed.

    A mailbox with an entry policy is not replaced: its tickets name it.
    """
    con.execute(
        "UPDATE relay SET renew = 1 WHERE (shared = 0 OR ?) AND pk NOT IN"
        " (SELECT relay FROM mailbox_policy WHERE policy > 0)",
        (anew,),
    )


def next_seed(con: sqlcipher.Connection, known: KnownRelay, random: Callable[[int], bytes]) -> bytes:
    """Return the seed of the mailbox that will follow one of ours; it is random and made once."""
    con.execute("UPDATE relay SET next_seed = coalesce(next_seed, ?) WHERE pk = ?", (random(32), known.pk))
    (seed,) = con.execute("SELECT next_seed FROM relay WHERE pk = ?", (known.pk,)).fetchone()
    return bytes(seed)


def replace_mailbox(con: sqlcipher.Connection, known: KnownRelay, seed: bytes, mid: bytes, until: int) -> None:
    """Replace one of our mailboxes with the shared mailbox of this seed; the old one is read until `until`."""
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
    con.execute("DELETE FROM receipt_heard WHERE relay = ?", (known.pk,))  # they are for the earlier mailbox


def read_for(con: sqlcipher.Connection, desk: bytes, boxes: Sequence[KnownRelay], until: int) -> None:
    """Read these mailboxes of a desk; mailboxes that are no longer listed are read until `until`."""
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
    """Store a relay with an existing mailbox of ours; a relay that moved keeps its log position."""
    con.execute("DELETE FROM relay WHERE url = ? AND pk <> ?", (url, pk))
    con.execute(
        "INSERT INTO relay (pk, url, seal_pk, counter, mid) VALUES (?, ?, ?, 0, ?)"
        " ON CONFLICT (pk) DO UPDATE SET url = excluded.url, seal_pk = excluded.seal_pk",
        (pk, url, seal_pk, mid),
    )
    forget_wish(con, url)


def read_again(con: sqlcipher.Connection, desk: bytes) -> None:
    """Let the next sync read the logs of a desk's mailboxes from their first line."""
    con.execute("UPDATE mailbox_also SET again = 1 WHERE desk = ?", (desk,))


def rewind(con: sqlcipher.Connection) -> bool:
    """Restart the logs that must be read again, without a loss of their known state. Return True if there are any."""
    rows = con.execute("SELECT mid, position FROM mailbox_also WHERE again").fetchall()
    for mid, position in rows:
        start = bytes(8) + bytes(mid) + bytes(position)[40:] if position else None
        con.execute("UPDATE mailbox_also SET again = 0, position = ? WHERE mid = ?", (start, mid))
    return bool(rows)


def restore(con: sqlcipher.Connection, known: KnownRelay) -> None:
    """Make a relay ours again with its earlier mailbox and log position."""
    keep(con, known.url, known.pk, known.seal_pk, known.mid)
    con.execute(
        "UPDATE relay SET counter = ?, seed = ?, shared = ?, renew = ?, position = ?, last_ok = ? WHERE pk = ?",
        (known.counter, known.seed, known.shared, known.renew, known.position, known.last_ok, known.pk),
    )


def forget(con: sqlcipher.Connection, pk: bytes) -> None:
    """Delete a relay that a person removed. Its mailbox stays at the relay; our seed can make its key again."""
    con.execute("DELETE FROM moving WHERE old = ?1 OR url = (SELECT url FROM relay WHERE pk = ?1)", (pk,))
    con.execute("DELETE FROM reached_by WHERE relay = ?", (pk,))
    con.execute("DELETE FROM relay WHERE pk = ?", (pk,))


def want(con: sqlcipher.Connection, url: str, code: str, now: int) -> None:
    """Remember a relay that a person added, with its invite code, until it answers; the newest code counts."""
    con.execute("INSERT OR REPLACE INTO relay_wanted VALUES (?, ?, ?)", (url, code, now))


def wishes(con: sqlcipher.Connection) -> list[tuple[str, str]]:
    """Return the relays that were added and have not answered yet, each with its invite code or an empty text."""
    return [(url, code) for url, code in con.execute("SELECT url, code FROM relay_wanted ORDER BY asked")]


def forget_wish(con: sqlcipher.Connection, url: str) -> None:
    """Delete a wish that the relay answered, or will never answer, and its delivery problem."""
    con.execute("DELETE FROM hindrance WHERE route = ?", (delivery_problems.WISH.format(url=url),))
    con.execute("DELETE FROM relay_wanted WHERE url = ?", (url,))


def record_success(con: sqlcipher.Connection, mid: bytes, position: bytes, now: int) -> None:
    """Record a successful sync and the log position of a mailbox."""
    for table in _TABLES:
        con.execute(
            f"UPDATE {table} SET position = ?, last_ok = ?, attempts = 0, not_before = ? WHERE mid = ?",
            (position, now, now, mid),
        )


_TABLES = ("relay", "mailbox_also")


def read_to(con: sqlcipher.Connection, mid: bytes, position: bytes) -> None:
    """Record the log position, also after a failed sync: the relay cannot remove the lines that we saw."""
    for table in _TABLES:
        con.execute(f"UPDATE {table} SET position = ? WHERE mid = ?", (position, mid))


def record_failure(con: sqlcipher.Connection, mid: bytes, attempts: int, not_before: int) -> None:
    """Record a failed sync and the time of the next try."""
    for table in _TABLES:
        con.execute(f"UPDATE {table} SET attempts = ?, not_before = ? WHERE mid = ?", (attempts, not_before, mid))
