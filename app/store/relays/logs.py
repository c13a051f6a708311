"""Store the lines of our mailboxes' relay logs, and proofs that a relay broke its promise.

The lines are chained to the newest page, which the relay signed, so that other people can check them. Times of lines
and pages are the relay's times, seconds in UTC.
"""

from collections.abc import Iterable

from attrs import frozen
from sqlcipher3 import dbapi2 as sqlcipher

from crypto.relay import LogEntry, LogPage

KEEP = 400 * 86_400
"""Seconds for which lines are kept: longer than any relay stores an object."""
MOST_HEARD = 1_000
"""The number of receipts of one contact that wait for a longer log: a contact can send any number."""
MOST_PROOFS = 100
"""The number of proofs against one relay: more proofs add nothing."""
DROP, STORIES, HELD = "drop", "stories", "held"


@frozen
class SignedLogPage:
    """The newest signed page of a mailbox's log, its time, and the start time of our complete lines."""

    page: bytes
    at: int
    since: int


@frozen
class RelayProof:
    """Two statements that a relay signed and that contradict each other; `seen`: a person was shown it.

    `drop`: `before` is a receipt (200 B) that `contact` gave us, `after` is the log's newest page. That page and all
    lines before it lack the object. `stories`: two pages of one log, each without the other before it. `held`: `before`
    is a page that was signed for us later than `after`, a longer page for another reader.
    """

    num: int
    kind: str
    relay: bytes
    url: str
    contact: bytes | None
    at: int
    before: bytes
    after: bytes
    seen: bool


def keep(
    con: sqlcipher.Connection, mid: bytes, lines: Iterable[tuple[LogEntry, bytes]], signed: bytes, now: int
) -> None:
    """Store the lines that were read, each with the head after it, and their last page; delete very old lines."""
    page = LogPage.unpack(LogPage.split(signed)[0])
    rows = [(mid, e.seq, e.time, e.pack(), head, e.object_id) for e, head in lines]
    con.executemany("INSERT OR IGNORE INTO log_line VALUES (?, ?, ?, ?, ?, ?)", rows)
    (first,) = con.execute("SELECT min(seq) FROM log_line WHERE mid = ?", (mid,)).fetchone()
    whole = first == 1 or (first is None and page.first == 1)
    con.execute(
        "INSERT INTO log_shown VALUES (?, ?, ?, ?)"
        " ON CONFLICT (mid) DO UPDATE SET page = excluded.page, at = excluded.at",
        (mid, signed, page.now, 0 if whole else page.now),
    )
    old = min(now, page.now) - KEEP  # either clock can be wrong
    if con.execute("DELETE FROM log_line WHERE mid = ? AND at < ?", (mid, old)).rowcount:
        con.execute("UPDATE log_shown SET since = max(since, ?) WHERE mid = ?", (old, mid))


def read_newest_page(con: sqlcipher.Connection, mid: bytes) -> SignedLogPage | None:
    """Return the newest page of a mailbox's log, None before the first was stored."""
    row = con.execute("SELECT page, at, since FROM log_shown WHERE mid = ?", (mid,)).fetchone()
    return SignedLogPage(bytes(row[0]), row[1], row[2]) if row else None


def shows(con: sqlcipher.Connection, mid: bytes, object_id: bytes) -> bool:
    """Return True if a log ever showed an object, even if it was deleted since."""
    row = con.execute("SELECT 1 FROM log_line WHERE mid = ? AND object_id = ?", (mid, object_id)).fetchone()
    return row is not None


def head_at(con: sqlcipher.Connection, mid: bytes, seq: int) -> bytes | None:
    """Return the head after a line, or None if we lack the line."""
    row = con.execute("SELECT head FROM log_line WHERE mid = ? AND seq = ?", (mid, seq)).fetchone()
    return bytes(row[0]) if row else None


def begin_anew(con: sqlcipher.Connection, mid: bytes, signed: bytes) -> None:
    """Follow the different log that a relay shows now, from its first line."""
    page = LogPage.unpack(LogPage.split(signed)[0])
    con.execute("DELETE FROM log_line WHERE mid = ?", (mid,))
    con.execute("INSERT OR REPLACE INTO log_shown VALUES (?, ?, ?, ?)", (mid, signed, page.now, page.now))
    for table in ("relay", "mailbox_also"):
        con.execute(f"UPDATE {table} SET position = NULL WHERE mid = ?", (mid,))


def hear(con: sqlcipher.Connection, receipt: bytes, relay: bytes, contact: bytes, now: int) -> None:
    """Store a receipt that a contact sent, until our log of that relay has passed it."""
    (there,) = con.execute("SELECT count(*) FROM receipt_heard WHERE contact = ?", (contact,)).fetchone()
    if there < MOST_HEARD:
        con.execute("INSERT OR IGNORE INTO receipt_heard VALUES (?, ?, ?, ?)", (receipt, relay, contact, now))


def list_receipts_to_compare(con: sqlcipher.Connection, relay: bytes) -> list[tuple[bytes, bytes]]:
    """Return the receipts of a relay to compare with the log, each with the contact who sent it."""
    rows = con.execute("SELECT receipt, contact FROM receipt_heard WHERE relay = ?", (relay,))
    return [(bytes(receipt), bytes(contact)) for receipt, contact in rows]


def delete_compared_receipt(con: sqlcipher.Connection, receipt: bytes) -> None:
    """Delete a receipt that was compared."""
    con.execute("DELETE FROM receipt_heard WHERE receipt = ?", (receipt,))


def prove(
    con: sqlcipher.Connection, kind: str, relay: bytes, url: str, contact: bytes | None, before: bytes, after: bytes,
    now: int,
) -> None:  # fmt: skip
    """Store a proof; a second time changes nothing."""
    (there,) = con.execute("SELECT count(*) FROM proof WHERE relay = ?", (relay,)).fetchone()
    if there < MOST_PROOFS:
        con.execute(
            "INSERT OR IGNORE INTO proof (kind, relay, url, contact, at, before, after) VALUES (?, ?, ?, ?, ?, ?, ?)",
            (kind, relay, url, contact, now, before, after),
        )


def proofs(con: sqlcipher.Connection) -> list[RelayProof]:
    """Return every proof, oldest first."""
    rows = con.execute("SELECT num, kind, relay, url, contact, at, before, after, seen FROM proof ORDER BY num")
    return [
        RelayProof(
            num, kind, bytes(relay), url, contact and bytes(contact), at, bytes(before), bytes(after), bool(seen)
        )
        for num, kind, relay, url, contact, at, before, after, seen in rows
    ]


def set_seen(con: sqlcipher.Connection, relay: bytes, seen: bool) -> None:
    """Record if a person was shown the proofs against a relay."""
    con.execute("UPDATE proof SET seen = ? WHERE relay = ?", (int(seen), relay))
