"""The tables of a store, and the statements that extend the logs of mailboxes.

Both stores run these same statements, so that a mailbox means the same in both. They are plain, because
`sync.relay.engine.database` translates them for PostgreSQL.

A log only grows: storing and deleting are each a line, chained to the one before (crypto.md i). The row of a stored
object has the place of its bytes: from byte `small` of the shelf, or the file named after its upload. `gone` is the
time of its deletion. An invite is stored as a hash until it is used: no row tells which mailbox it made. Its quota is
in `quota`; a mailbox without a row there has the relay's own limits. `swept` is the time of the last deletion by age: a
clock far after it can have leapt. A mailbox without a row in `door` is open. `ticket` has the hashes that an owner
registered, class 0 for a withdrawn one; `paid` has the objects that each paid. No row names the receiver of a ticket:
the relay never learns it. Objects in a `shared` mailbox are deleted only by age. A row in `followed` tells that a
mailbox was replaced, but not by which one. Rows of `upload` have up to half a MiB of hashes, so they have a rowid.
Otherwise each search in the table would read those of some other rows.
"""

import hashlib
import re
import secrets
from collections.abc import Iterable, Sequence
from typing import Any, Protocol

from attrs import define, frozen

from crypto.relay import ADD, DELETED, STORED, LogEntry, TicketRow, next_head
from sync.relay.admission import Ticket, check_door, check_ticket
from sync.relay.errors import Refusal
from sync.relay.storage import HOUR, Limits, MailboxDelivery, Stored

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
CREATE TABLE IF NOT EXISTS upload (
    id BLOB PRIMARY KEY, delivery BLOB NOT NULL UNIQUE, mid BLOB NOT NULL, ticket_hash BLOB NOT NULL,
    object_id BLOB NOT NULL, length INTEGER NOT NULL, segments BLOB NOT NULL, touched INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS upload_mid ON upload (mid, delivery, length);
CREATE TABLE IF NOT EXISTS quota (mid BLOB PRIMARY KEY, bytes INTEGER, objects INTEGER) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS invite (
    hash BLOB PRIMARY KEY, expires INTEGER NOT NULL, bytes INTEGER, objects INTEGER
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS door (mid BLOB PRIMARY KEY, policy INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS ticket (
    mid BLOB NOT NULL, hash BLOB NOT NULL, class INTEGER NOT NULL, expires INTEGER NOT NULL, first INTEGER,
    PRIMARY KEY (mid, hash)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS ticket_expires ON ticket (expires);
CREATE TABLE IF NOT EXISTS paid (
    ticket BLOB NOT NULL, object_id BLOB NOT NULL, length INTEGER NOT NULL, PRIMARY KEY (ticket, object_id)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS swept (at INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS shared (mid BLOB PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS followed (mid BLOB PRIMARY KEY) WITHOUT ROWID;
"""

TABLES = tuple(re.findall(r"CREATE TABLE IF NOT EXISTS (\w+)", SCHEMA))
"""The names of the tables, for code that copies or closes them."""

LINES = (
    "SELECT seq, kind, object_id, length, hour, ticket_hash, head FROM log"
    " WHERE mid = ? AND seq >= ? ORDER BY seq LIMIT ?"
)
"""The lines of a log (mid) from a number on, as `page_of` takes them."""


GOOD = "SELECT 1 FROM invite WHERE hash = ? AND expires > ?"
"""The query for an invite with this `invite_hash` that is valid at a time."""


@define
class MailboxState:
    """The state of a mailbox: the last line of its log, the head after it, its current contents and its limits."""

    mid: bytes
    seq: int
    head: bytes
    bytes: int
    objects: int
    most_bytes: int | None
    most_objects: int | None
    policy: int
    has_grown: bool = False


@frozen
class ObjectLocation:
    """The place of the bytes of a stored object of `length` bytes: on the shelf from `small` on, or in a file."""

    length: int
    small: int | None = None
    file: bytes | None = None


def invite_hash(invite: bytes) -> bytes:
    """Return the stored hash of an invite (16 random bytes): a thief of the table cannot use it."""
    return hashlib.sha256(invite).digest()


def page_of(rows: Sequence[Any], mid: bytes, after: int, count: int) -> tuple[tuple[LogEntry, ...], bytes]:
    """Return the result of `Storage.page` from the up to `count + 1` `LINES` of this log from number `after` on."""
    if after and (not rows or rows[0][0] != after):
        raise Refusal(404)
    entries = tuple(LogEntry(*row[:6]) for row in rows if row[0] > after)[:count]
    return entries, rows[len(entries) - (after == 0)][6] if rows else mid


class Rows(Protocol):
    """The result of a statement."""

    def fetchone(self) -> Any:
        """Return the next row, or None."""

    def fetchall(self) -> list[Any]:
        """Return all rows that are left."""


class MailboxConnection(Protocol):
    """The part of a connection that the ledger uses."""

    def execute(self, sql: str, values: Sequence[Any] = ..., /) -> Rows:
        """Run one statement with the values for its `?`."""

    def executemany(self, sql: str, values: Iterable[Sequence[Any]], /) -> Any:
        """Run one statement for each row of values."""


class Ledger:
    """The connection `db` that writes, and the mailboxes of its transaction: each is read and written once.

    A method that raises `Refusal` does so before its first write.
    """

    def __init__(self, db: MailboxConnection, limits: Limits) -> None:
        self.db = db
        self._limits = limits
        self._mailboxes: dict[bytes, MailboxState] = {}

    def mailbox(self, mid: bytes) -> MailboxState:
        """Return a mailbox as this transaction has left it; `Refusal` 404 if it does not exist."""
        if mid not in self._mailboxes:
            sql = (
                "SELECT mid, seq, head, mailbox.bytes, mailbox.objects, quota.bytes, quota.objects,"
                " coalesce(policy, 0) FROM mailbox LEFT JOIN quota USING (mid) LEFT JOIN door USING (mid) WHERE mid = ?"
            )
            row = self.db.execute(sql, (mid,)).fetchone()
            if row is None:
                raise Refusal(404)
            self._mailboxes[mid] = MailboxState(*row)
        return self._mailboxes[mid]

    def make_mailbox(
        self, mid: bytes, pk: bytes, invite: bytes | None, policy: int, now: int, shared: bool = False
    ) -> bool:
        """Make an empty mailbox; False if it exists already. See `Storage.create_mailbox`."""
        if policy and (shared or self.db.execute("SELECT 1 FROM shared WHERE mid = ?", (mid,)).fetchone()):
            raise Refusal(403)
        if self.db.execute("SELECT 1 FROM mailbox WHERE mid = ?", (mid,)).fetchone():
            self._set_policy(mid, policy)
            return False
        if self.db.execute("SELECT count(*) FROM mailbox").fetchone()[0] >= self._limits.mailboxes:
            raise Refusal(507)
        if invite is not None:
            self._redeem(invite, mid, now)
        self.db.execute("INSERT INTO mailbox VALUES (?, ?, 0, ?, 0, 0)", (mid, pk, mid))
        self._set_policy(mid, policy)
        if shared:
            self.db.execute("INSERT INTO shared VALUES (?)", (mid,))
        return True

    def follow(self, before: bytes, mid: bytes, pk: bytes, now: int, shared: bool) -> bool:
        """Make the single mailbox that can follow another without an invite; see `Storage.follow`."""
        if self.db.execute("SELECT 1 FROM mailbox WHERE mid = ?", (mid,)).fetchone():
            return False
        if self.db.execute("SELECT 1 FROM followed WHERE mid = ?", (before,)).fetchone():
            raise Refusal(403)
        self.make_mailbox(mid, pk, None, 0, now, shared)
        self.db.execute("INSERT INTO followed VALUES (?)", (before,))
        self.db.execute("INSERT INTO quota SELECT ?, bytes, objects FROM quota WHERE mid = ?", (mid, before))
        return True

    def _redeem(self, invite: bytes, mid: bytes, now: int) -> None:
        """Use up an invite for a mailbox; `Refusal` 403 if it does not exist or is no longer valid."""
        sql = "DELETE FROM invite WHERE hash = ? AND expires > ? RETURNING bytes, objects"
        row = self.db.execute(sql, (invite_hash(invite), now)).fetchone()
        if row is None:
            raise Refusal(403)
        if row != (None, None):
            self.db.execute("INSERT INTO quota VALUES (?, ?, ?)", (mid, *row))

    def _set_policy(self, mid: bytes, policy: int) -> None:
        """Set the policy of a mailbox."""
        sql = "INSERT INTO door VALUES (?, ?) ON CONFLICT (mid) DO UPDATE SET policy = excluded.policy"
        self.db.execute(sql, (mid, policy))
        if mid in self._mailboxes:  # not read for this: if another process writes into it, `settle` would undo that
            self._mailboxes[mid].policy = policy

    def register(self, mid: bytes, rows: Sequence[TicketRow]) -> None:
        """Add and withdraw tickets; `Refusal` 507 if the mailbox would have too many."""
        (count,) = self.db.execute("SELECT count(*) FROM ticket WHERE mid = ?", (mid,)).fetchone()
        if count + sum(row.op == ADD for row in rows) > self._limits.mailbox_tickets:
            raise Refusal(507)
        for row in rows:
            if row.op == ADD:
                sql = "INSERT INTO ticket VALUES (?, ?, ?, ?, NULL) ON CONFLICT DO NOTHING"
                self.db.execute(sql, (mid, row.hash, row.size_class, row.expires))
            else:
                self.db.execute("UPDATE ticket SET class = 0 WHERE mid = ? AND hash = ?", (mid, row.hash))

    def enter(self, wanted: MailboxDelivery, now: int) -> None:
        """Check a delivery against its mailbox's policy, and spend its ticket; `Refusal` as in
        `sync.relay.admission`.
        """
        check_door(self.mailbox(wanted.mid).policy, wanted)
        if not wanted.by_ticket:
            return
        sql = "SELECT class, expires, first FROM ticket WHERE mid = ? AND hash = ?"
        row = self.db.execute(sql, (wanted.mid, wanted.ticket_hash)).fetchone()
        sql = "SELECT object_id, length FROM paid WHERE ticket = ?"
        paid = self.db.execute(sql, (wanted.ticket_hash,)).fetchall()
        if check_ticket(Ticket(*row) if row else None, paid, wanted, now):
            sql = "UPDATE ticket SET first = coalesce(first, ?) WHERE mid = ? AND hash = ?"
            self.db.execute(sql, (now // HOUR * HOUR, wanted.mid, wanted.ticket_hash))
            self.db.execute("INSERT INTO paid VALUES (?, ?, ?)", (wanted.ticket_hash, wanted.object_id, wanted.length))

    def _forget_tickets(self, now: int) -> None:
        """Forget expired tickets, and the objects that they paid."""
        self.db.execute("DELETE FROM paid WHERE ticket IN (SELECT hash FROM ticket WHERE expires <= ?)", (now,))
        self.db.execute("DELETE FROM ticket WHERE expires <= ?", (now,))

    def stored_already(self, wanted: MailboxDelivery) -> Stored | None:
        """Return the stored object of this same delivery, if it is still there."""
        sql = "SELECT delivery, object_id, length, hour, expires FROM live WHERE object_id = ? AND +mid = ?"
        for row in self.db.execute(sql, (wanted.object_id, wanted.mid)).fetchall():
            if row[0] == wanted.name:
                return Stored(*row)
        return None

    def want_quota(self, wanted: MailboxDelivery, waiting: int = 0) -> None:
        """Refuse a delivery that has no mailbox, or no room in addition to the `waiting` bytes."""
        mailbox, limits = self.mailbox(wanted.mid), self._limits
        most = limits.mailbox_bytes if mailbox.most_bytes is None else mailbox.most_bytes
        objects = limits.mailbox_objects if mailbox.most_objects is None else mailbox.most_objects
        if wanted.length > min(limits.largest_object, most):
            raise Refusal(413)
        if mailbox.bytes + waiting + wanted.length > most or mailbox.objects >= objects:
            raise Refusal(507)

    def begin(self, wanted: MailboxDelivery, segments: Sequence[bytes], now: int) -> Stored | bytes:
        """Return the stored object of this delivery, or the id of its upload, which is made if it is missing."""
        if stored := self.stored_already(wanted):
            return stored
        row = self.db.execute("SELECT id FROM upload WHERE delivery = ?", (wanted.name,)).fetchone()
        if row:
            self.db.execute("UPDATE upload SET touched = ? WHERE id = ?", (now, row[0]))
            return bytes(row[0])
        count, waiting = self.waiting(wanted)
        if count >= self._limits.mailbox_uploads:
            raise Refusal(507)
        self.want_quota(wanted, waiting)
        self.enter(wanted, now)
        upload_id = secrets.token_bytes(16)
        values = (upload_id, wanted.name, wanted.mid, wanted.ticket_hash, wanted.object_id, wanted.length)
        self.db.execute("INSERT INTO upload VALUES (?, ?, ?, ?, ?, ?, ?, ?)", (*values, b"".join(segments), now))
        return upload_id

    def waiting(self, wanted: MailboxDelivery) -> tuple[int, int]:
        """Return the number of other uploads to a delivery's mailbox, and the bytes that they will have."""
        sql = "SELECT count(*), coalesce(sum(length), 0) FROM upload WHERE mid = ? AND delivery <> ?"
        count, waiting = self.db.execute(sql, (wanted.mid, wanted.name)).fetchone()
        return int(count), int(waiting)

    def end_upload(self, wanted: MailboxDelivery) -> bytes | None:
        """End the upload of a delivery that arrived complete meanwhile; return its id, or None.

        The caller removes its bytes after the commit.
        """
        row = self.db.execute("DELETE FROM upload WHERE delivery = ? RETURNING id", (wanted.name,)).fetchone()
        return bytes(row[0]) if row else None

    def find(self, upload_id: bytes, now: int) -> tuple[MailboxDelivery, bytes] | None:
        """Return the delivery of an upload, and the joined hashes of its segments, or None."""
        self.db.execute("UPDATE upload SET touched = ? WHERE id = ?", (now, upload_id))
        sql = "SELECT delivery, mid, ticket_hash, object_id, length, segments FROM upload WHERE id = ?"
        row = self.db.execute(sql, (upload_id,)).fetchone()
        return row and (MailboxDelivery(*row[:5]), row[5])

    def finish(self, upload_id: bytes, wanted: MailboxDelivery, hour: int) -> tuple[Stored, bool]:
        """Write a complete upload into the log; True if its bytes are used, False if the delivery was there before."""
        stored = self.stored_already(wanted)
        if stored is None:
            self.want_quota(wanted)
        self.db.execute("DELETE FROM upload WHERE id = ?", (upload_id,))
        if stored is not None:
            return stored, False
        return self.log_stored(wanted, hour, ObjectLocation(wanted.length, file=upload_id)), True

    def abandon(self, now: int) -> list[Any]:
        """Record a deletion by age; forget old invites, tickets and uploads, and return (id, length) of the uploads."""
        self.db.execute("DELETE FROM swept")
        self.db.execute("INSERT INTO swept VALUES (?)", (now,))
        self.db.execute("DELETE FROM invite WHERE expires <= ?", (now,))
        self._forget_tickets(now)
        sql = "DELETE FROM upload WHERE touched < ? RETURNING id, length"
        return self.db.execute(sql, (now - self._limits.upload_idle,)).fetchall()

    def want_lines(self, mid: bytes, seqs: Sequence[int]) -> None:
        """Refuse (404) numbers that name no stored object, deleted since or not."""
        sql = "SELECT 1 FROM log WHERE mid = ? AND seq = ? AND kind = 1"
        if not all(self.db.execute(sql, (mid, seq)).fetchone() for seq in seqs):
            raise Refusal(404)

    def log_stored(self, wanted: MailboxDelivery, hour: int, place: ObjectLocation) -> Stored:
        """Write a delivery, whose bytes are at `place`, into the log of its mailbox."""
        stored = Stored(wanted.name, wanted.object_id, wanted.length, hour, hour + self._limits.ttl)
        self._append(wanted.mid, STORED, stored, hour, wanted.ticket_hash, place)
        return stored

    def log_deleted(self, mid: bytes, seq: int, hour: int) -> tuple[Stored, ObjectLocation | None]:
        """Delete the object of line `seq` and write that into the log; its place is free as soon as that is durable.

        `hour` of the answer is the hour of the deletion; the place is None if that was earlier.
        """
        sql = (
            "SELECT delivery, object_id, length, expires, ticket_hash, small, file, gone FROM log"
            " WHERE mid = ? AND seq = ?"
        )
        row = self.db.execute(sql, (mid, seq)).fetchone()
        name, object_id, length, expires, ticket_hash, small, file, gone = row
        stored = Stored(name, object_id, length, hour if gone is None else gone, expires)
        if gone is not None:
            return stored, None
        sql = "UPDATE log SET gone = ?, small = NULL, file = NULL WHERE mid = ? AND seq = ?"
        self.db.execute(sql, (hour, mid, seq))
        self._append(mid, DELETED, stored, hour, ticket_hash, None)
        return stored, ObjectLocation(length, small, file)

    def _append(
        self, mid: bytes, kind: int, stored: Stored, hour: int, ticket_hash: bytes, place: ObjectLocation | None
    ) -> None:
        """Add the next line to a mailbox's log, and update its head and its sums."""
        mailbox, sign = self.mailbox(mid), 1 if kind == STORED else -1
        entry = LogEntry(mailbox.seq + 1, kind, stored.object_id, stored.length, hour, ticket_hash)
        mailbox.seq, mailbox.has_grown = entry.seq, True
        mailbox.head = next_head(mailbox.head, entry)
        mailbox.bytes += sign * stored.length
        mailbox.objects += sign
        line = (mid, entry.seq, kind, entry.object_id, entry.length, hour, ticket_hash, mailbox.head)
        where = (place.small, place.file) if place else (None, None)
        sql = "INSERT INTO log VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL)"
        self.db.execute(sql, (*line, stored.delivery, stored.expires, *where))

    def settle(self) -> None:
        """Write the state of the mailboxes that have grown: the last step before a commit."""
        sql = "UPDATE mailbox SET seq = ?, head = ?, bytes = ?, objects = ? WHERE mid = ?"
        grown = (m for m in self._mailboxes.values() if m.has_grown)
        self.db.executemany(sql, ((m.seq, m.head, m.bytes, m.objects, m.mid) for m in grown))
        self._mailboxes.clear()

    def forget(self) -> None:
        """Discard the state of the transaction: it is rolled back."""
        self._mailboxes.clear()
