"""Manage the private keysets over time: a new one before the last one ends, an old one destroyed long after its end.

    epoch  |-- 30 days --|.......... 120 days, less 3 ..........x
                      |-- 30 days --|                              the next is made 3 days ahead, to begin at the end
    late   |-- 365 days --|......... 365 days, less 30 .........x

So at most five epoch and two late keysets exist. Destroyed keysets are gone from the file and its log of writes.
"""

from collections.abc import Callable, Sequence

from attrs import frozen
from sqlcipher3 import dbapi2 as sqlcipher

import crypto
from app import BUILT

DAY = 86_400
EPOCH, LATE = 1, 2


@frozen
class Span:
    """The times of a kind of keyset in seconds: use, early making, storage after its end; and how many always stay."""

    length: int
    ahead: int
    grace: int
    least: int


SPANS = {EPOCH: Span(30 * DAY, 3 * DAY, 120 * DAY, 2), LATE: Span(365 * DAY, 30 * DAY, 365 * DAY, 1)}


def list_keysets(con: sqlcipher.Connection) -> "list[crypto.PrivateKeyset]":
    """Return every existing keyset: epochs, then late ones, the newest of a kind first."""
    rows = con.execute("SELECT kind, xwing_seed, box_key, not_before, not_after FROM keyset ORDER BY kind, num DESC")
    return [crypto.PrivateKeyset(kind, bytes(a), bytes(b), start, end) for kind, a, b, start, end in rows]


def list_card_keysets(con: sqlcipher.Connection) -> "list[crypto.PrivateKeyset]":
    """Return the keysets of our card: the newest of each kind."""
    found: dict[int, crypto.PrivateKeyset] = {}
    for keyset in list_keysets(con):
        found.setdefault(keyset.kind, keyset)
    return list(found.values())


def add(con: sqlcipher.Connection, kind: int, begin: int, random: Callable[[int], bytes]) -> None:
    """Make a keyset that begins at `begin`, inside a transaction."""
    made = crypto.PrivateKeyset.generate(kind, begin, begin + SPANS[kind].length, random)
    con.execute(
        "INSERT INTO keyset (kind, xwing_seed, box_key, not_before, not_after) VALUES (?, ?, ?, ?, ?)",
        (kind, made.xwing_seed, made.box_key, made.not_before, made.not_after),
    )


def next_at(con: sqlcipher.Connection, kind: int) -> int:
    """Return the time at which the next keyset of a kind is due, in UTC seconds; 0 if there is no keyset."""
    end = _end(con, kind)
    return end - SPANS[kind].ahead if end else 0


def make_due(con: sqlcipher.Connection, now: int, random: Callable[[int], bytes]) -> bool:
    """Make the due keysets, inside a transaction; each begins where the last ends. Return True if any was due."""
    due = [kind for kind in SPANS if next_at(con, kind) <= now]
    for kind in due:
        add(con, kind, max(now, _end(con, kind)), random)
    return bool(due)


def date_anew(con: sqlcipher.Connection, now: int) -> None:
    """Correct the dates of keysets that a wrong clock put in the future, inside a transaction: the keys stay."""
    for kind, span in SPANS.items():
        con.execute(
            "UPDATE keyset SET not_before = ?1, not_after = ?1 + ?2 WHERE kind = ?3 AND not_before > ?1 + ?4",
            (now, span.length, kind, span.ahead + DAY),
        )


def list_expired(con: sqlcipher.Connection, witnessed: int) -> list[int]:
    """Return the numbers of the keysets that have expired at a witnessed time."""
    found = []
    for kind, span in SPANS.items():
        rows = con.execute("SELECT num, not_after FROM keyset WHERE kind = ? ORDER BY num DESC", (kind,)).fetchall()
        found += [num for num, end in rows[span.least :] if end + span.grace - span.ahead <= witnessed]
    return found


def destroy(con: sqlcipher.Connection, nums: list[int]) -> None:
    """Delete keysets permanently, outside any transaction."""
    erase(con, "DELETE FROM keyset WHERE num = ?", [(num,) for num in nums])


def erase(con: sqlcipher.Connection, statement: str, rows: Sequence[tuple[object, ...]]) -> None:
    """Delete rows by a statement, outside any transaction; the bytes leave the pages and the log of writes."""
    (before,) = con.execute("PRAGMA secure_delete").fetchone()
    con.execute("PRAGMA secure_delete = ON").fetchall()
    con.executemany(statement, rows)
    con.execute(f"PRAGMA secure_delete = {before}").fetchall()
    con.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


def _end(con: sqlcipher.Connection, kind: int) -> int:
    row = con.execute("SELECT not_after FROM keyset WHERE kind = ? ORDER BY num DESC LIMIT 1", (kind,)).fetchone()
    return int(row[0]) if row else 0


def list_former_ids(con: sqlcipher.Connection, contact: bytes | None) -> list[bytes]:
    """Return the ids that a contact had before; None: that we had."""
    rows = con.execute("SELECT id FROM former WHERE record IS ?", (contact,))
    return [bytes(row[0]) for row in rows]


def renew(con: sqlcipher.Connection, now: int, random: Callable[[int], bytes]) -> None:
    """Add a new epoch keyset and a new late one, valid from now; can be part of an open transaction."""
    for kind in SPANS:
        add(con, kind, max(now, BUILT), random)
