"""The tables of a local store, and the few statements that carry a mailbox's log on.

A log only grows: storing and deleting are each a line, chained to the one before (crypto.md i). The row of a stored
object also says where its bytes are (`small` in the database, `file` by name of its upload) and when it went (`gone`).
"""

import sqlite3

from crypto.relay import DELETED, STORED, LogEntry, next_head
from sync.relay.storage import Delivery, Stored

SCHEMA = """
CREATE TABLE IF NOT EXISTS mailbox (
    mid BLOB PRIMARY KEY, pk BLOB NOT NULL, seq INTEGER NOT NULL, head BLOB NOT NULL,
    bytes INTEGER NOT NULL, objects INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS log (
    mid BLOB NOT NULL, seq INTEGER NOT NULL, kind INTEGER NOT NULL, object_id BLOB NOT NULL, length INTEGER NOT NULL,
    hour INTEGER NOT NULL, ticket_hash BLOB NOT NULL, head BLOB NOT NULL, delivery BLOB NOT NULL,
    expires INTEGER NOT NULL, small INTEGER, file BLOB, gone INTEGER,
    PRIMARY KEY (mid, seq)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS log_live ON log (object_id, mid) WHERE kind = 1 AND gone IS NULL;
CREATE INDEX IF NOT EXISTS log_due ON log (expires) WHERE kind = 1 AND gone IS NULL;
CREATE VIEW IF NOT EXISTS live AS SELECT * FROM log WHERE kind = 1 AND gone IS NULL;
CREATE TABLE IF NOT EXISTS small (id INTEGER PRIMARY KEY, data BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS upload (
    id BLOB PRIMARY KEY, delivery BLOB NOT NULL UNIQUE, mid BLOB NOT NULL, ticket_hash BLOB NOT NULL,
    object_id BLOB NOT NULL, length INTEGER NOT NULL, segments BLOB NOT NULL, touched INTEGER NOT NULL
) WITHOUT ROWID;
"""


def stored_already(db: sqlite3.Connection, wanted: Delivery) -> Stored | None:
    """Return what is stored of this very delivery, if it still is."""
    sql = "SELECT delivery, object_id, length, hour, expires FROM live WHERE object_id = ? AND mid = ?"
    rows = db.execute(sql, (wanted.object_id, wanted.mid)).fetchall()
    return next((Stored(*row) for row in rows if row[0] == wanted.name), None)


def log_stored(
    db: sqlite3.Connection,
    wanted: Delivery,
    hour: int,
    ttl: int,
    small: int | None = None,
    file: bytes | None = None,
) -> Stored:
    """Write a delivery into the log; its bytes are row `small`, or the file named by `file`."""
    stored = Stored(wanted.name, wanted.object_id, wanted.length, hour, hour + ttl)
    _append(db, wanted.mid, STORED, stored, hour, wanted.ticket_hash, small, file)
    return stored


def log_deleted(db: sqlite3.Connection, mid: bytes, seq: int, hour: int) -> tuple[Stored, bytes | None]:
    """Delete the object of line `seq` and say so in the log; `hour` of the answer is when it was deleted."""
    sql = (
        "SELECT delivery, object_id, length, expires, ticket_hash, small, file, gone FROM log WHERE mid = ? AND seq = ?"
    )
    name, object_id, length, expires, ticket_hash, small, file, gone = db.execute(sql, (mid, seq)).fetchone()
    stored = Stored(name, object_id, length, hour if gone is None else gone, expires)
    if gone is None:
        db.execute("UPDATE log SET gone = ?, small = NULL, file = NULL WHERE mid = ? AND seq = ?", (hour, mid, seq))
        if small is not None:
            db.execute("DELETE FROM small WHERE id = ?", (small,))
        _append(db, mid, DELETED, stored, hour, ticket_hash, None, None)
    return stored, file


def _append(
    db: sqlite3.Connection,
    mid: bytes,
    kind: int,
    stored: Stored,
    hour: int,
    ticket_hash: bytes,
    small: int | None,
    file: bytes | None,
) -> None:
    """Add the next line to a mailbox's log, and carry its head and its sums on."""
    last, head = db.execute("SELECT seq, head FROM mailbox WHERE mid = ?", (mid,)).fetchone()
    entry = LogEntry(last + 1, kind, stored.object_id, stored.length, hour, ticket_hash)
    head = next_head(head, entry)
    values = (mid, entry.seq, kind, entry.object_id, entry.length, hour, ticket_hash, head, stored.delivery)
    db.execute(
        "INSERT INTO log VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL)", (*values, stored.expires, small, file)
    )
    sign = 1 if kind == STORED else -1
    db.execute(
        "UPDATE mailbox SET seq = ?, head = ?, bytes = bytes + ?, objects = objects + ? WHERE mid = ?",
        (entry.seq, head, sign * stored.length, sign, mid),
    )
