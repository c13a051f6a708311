"""Store the chain of custody of a vault: one chain for all items (`app.store.tables.schema`).

Rows are only ever added. Entries are numbered from 1 without gaps; each row contains the head after it
(`crypto.custody`). The functions take the vault's connection and do not begin or commit: an entry belongs to the
transaction of the event that it records.
"""

import hashlib
from collections.abc import Sequence

from attrs import frozen
from sqlcipher3.dbapi2 import Connection

from app.errors import NotOpened
from app.phrase import Phrase
from crypto.custody import HEAD_0, Action, ClockState, CustodyEntry, next_head, parse_entry
from crypto.errors import CryptoError

MOST_CAME = 50
"""The limit of reports with lines of one item."""


@frozen
class ChainHead:
    """The end of the chain: the number of its entries and the 32-byte head after the last."""

    n: int
    head: bytes


def head(con: Connection) -> ChainHead:
    """Return the end of the chain; (0, zeros) if it has no entries."""
    row = con.execute("SELECT n, head FROM custody ORDER BY n DESC LIMIT 1").fetchone()
    return ChainHead(row[0], bytes(row[1])) if row else ChainHead(0, HEAD_0)


def append(
    con: Connection,
    item: bytes,
    action: Action,
    actor: bytes,
    sha256: bytes,
    *,
    other: bytes | None = None,
    reason: str = "",
    at: int,
    clock_state: ClockState,
) -> CustodyEntry:
    """Add one entry and return it; `at` is UTC seconds, `actor` H("id", id_pk), `other` a second item or None."""
    last = head(con)
    entry = CustodyEntry(last.n + 1, item, at, clock_state, action, actor, sha256, other, reason)
    data = entry.encode()
    row = (entry.n, item, data, next_head(last.head, data))
    con.execute("INSERT INTO custody (n, item, entry, head) VALUES (?, ?, ?, ?)", row)
    return entry


def entries(con: Connection, item: bytes) -> Sequence[CustodyEntry]:
    """Return the entries of one item, the first entry first."""
    rows = con.execute("SELECT entry FROM custody WHERE item = ? ORDER BY n", (item,))
    return [parse_entry(bytes(row[0])) for row in rows]


def entries_about(con: Connection, item: bytes) -> Sequence[CustodyEntry]:
    """Return the entries of one item, and those of other items that name it, the first entry first.

    It reads the complete chain: 100,000 entries take about 0.02 s.
    """
    rows = con.execute("SELECT entry FROM custody WHERE item = ?1 OR instr(entry, ?1) > 0 ORDER BY n", (item,))
    found = [parse_entry(bytes(row[0])) for row in rows]
    return [entry for entry in found if item in (entry.item, entry.other)]


_LINKED = """SELECT c.n, coalesce(p.head, zeroblob(32)), c.entry, c.head FROM custody c
LEFT JOIN custody p ON p.n = c.n - 1 WHERE c.item = ? ORDER BY c.n"""


def is_linked(con: Connection, item: bytes) -> bool:
    """Return True if each entry of one item follows the head before it; `verify` reads the other entries too."""
    rows = con.execute(_LINKED, (item,))
    return all(
        next_head(bytes(before), bytes(entry)) == bytes(head_) and _is(bytes(entry), n, item)
        for n, before, entry, head_ in rows
    )


def keep_came(con: Connection, item: bytes, lines: bytes, at: int) -> None:
    """Keep the lines of an item as they came, once; no more than `MOST_CAME` of one item."""
    hash_ = hashlib.sha256(lines).digest()
    con.execute(
        "INSERT OR IGNORE INTO custody_came SELECT ?1, ?2, ?3, ?4"
        " WHERE (SELECT count(*) FROM custody_came WHERE item = ?1) < ?5",
        (item, hash_, at, lines, MOST_CAME),
    )


def list_came(con: Connection, item: bytes) -> Sequence[bytes]:
    """Return the lines of an item that came from others, the newest first."""
    rows = con.execute("SELECT lines FROM custody_came WHERE item = ? ORDER BY at DESC, hash", (item,))
    return [bytes(row[0]) for row in rows]


def count(con: Connection) -> int:
    """Return the number of all entries."""
    return int(con.execute("SELECT count(*) FROM custody").fetchone()[0])


def verify(con: Connection) -> ChainHead:
    """Check the complete chain and return its end; NotOpened names the first number that does not follow.

    A chain without its last entries, or a new chain, is valid too: compare the result with that of a backup.
    """
    n, last = 0, HEAD_0
    for row in con.execute("SELECT n, item, entry, head FROM custody ORDER BY n"):
        n += 1
        data = bytes(row[2])
        last = next_head(last, data)
        if row[0] != n or bytes(row[3]) != last or not _is(data, n, bytes(row[1])):
            raise NotOpened(Phrase("The chain of custody has an error at entry {n}.", n=n), "Compare it with a backup.")
    return ChainHead(n, last)


def _is(data: bytes, n: int, item: bytes) -> bool:
    """Return True if these bytes are an entry of this number and item."""
    try:
        entry = parse_entry(data)
    except CryptoError:
        return False
    return (entry.n, entry.item) == (n, item)
