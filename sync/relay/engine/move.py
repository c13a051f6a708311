"""Move a relay's folder into a database and a bucket, while the relay serves until the last moment.

Copying takes the new data since the last time while the relay runs, any number of times. The last time the folder is
closed first (`sync.relay.closed_folder`). From then on it gives no receipts, and all data with a receipt is copied. The
new place can serve only after that. No number of a log is ever given twice. If this process is killed, it is run again.
"""

import asyncio
import errno
import hashlib
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from attrs import define, field
from psycopg.errors import OperationalError

from crypto.relay import SEGMENT, STORED, object_id, segment_count
from sync.errors import Refused
from sync.relay import closed_folder
from sync.relay.engine.database import Statements, connect, make_connection_error, open_store
from sync.relay.engine.objects import Objects
from sync.relay.engine.place import Engine
from sync.relay.errors import Refusal
from sync.relay.files import file_of
from sync.relay.keys import KEYS, load_keys
from sync.relay.mailbox_tables import SCHEMA, TABLES
from sync.relay.segment_file import SHELF

_ROWS = 200
"""Lines of a log in one transaction: at most some 13 MB of small objects."""


@define
class Moved:
    """The numbers of this copy; `missing` are objects in the folder's own log that are not in the folder."""

    lines: int = 0
    objects: int = 0
    bytes: int = 0
    missing: int = 0


def move(folder: Path, place: Engine, *, last: bool = False) -> Moved:
    """Copy new data of a relay's folder; the `last` time the folder is closed and the place made ready to serve.

    Raises `Refused` if there is no relay, the place is another relay's, or it serves already. Raises OSError if the
    database or the bucket does not answer: nothing is lost then, and the move can be repeated.
    """
    if not (folder / KEYS).is_file():
        raise Refused("no relay was ever started in {folder}", folder=folder)
    pk = load_keys(folder).signing.public
    with open_store(place.database, pk, whole=False) as db:
        if db.execute("SELECT whole FROM relay").fetchone()[0]:
            raise Refused("this relay serves from there already")
    objects = Objects(place.objects)
    objects.want_writable()
    try:
        with _source(folder) as source, connect(place.database) as connection:
            copying = _Copying(folder, source, Statements(connection), objects)
            asyncio.run(copying.all(last=last))
            return copying.done
    except OperationalError as error:
        raise make_connection_error("the database does not answer any more", error) from error
    except Refusal as refusal:
        raise ConnectionError(errno.ECONNREFUSED, "the bucket does not answer any more") from refusal


@contextmanager
def _source(folder: Path) -> Iterator[sqlite3.Connection]:
    source = sqlite3.connect(folder / "relay.db", isolation_level=None, timeout=60)
    try:
        source.executescript(SCHEMA)
        yield source
    finally:
        source.close()


@define
class _Copying:
    """Both ends of a move, and its numbers."""

    folder: Path
    source: sqlite3.Connection
    target: Statements
    objects: Objects
    done: Moved = field(factory=Moved)

    async def all(self, *, last: bool) -> None:
        """Copy new data; the last time copy everything, with the folder closed."""
        await self.mailboxes()
        if last:
            closed_folder.close_folder(self.source)
            await self.mailboxes()
            await self.rest()

    async def mailboxes(self) -> None:
        """Copy all mailboxes with a longer log, line by line, each with its object."""
        there = dict(self.target.execute("SELECT mid, seq FROM mailbox").fetchall())
        for mid, seq in self.source.execute("SELECT mid, seq FROM mailbox").fetchall():
            if mid not in there:
                row = self.source.execute("SELECT * FROM mailbox WHERE mid = ?", (mid,)).fetchone()
                self._insert("mailbox", (*row[:2], 0, mid, 0, 0, *row[6:]))
            for after in range(there.get(mid, 0), seq, _ROWS):
                await self._lines(mid, after)

    async def _lines(self, mid: bytes, after: int) -> None:
        """Copy the next lines of one log: first their objects, then everything else in one transaction."""
        sql = "SELECT * FROM log WHERE mid = ? AND seq > ? ORDER BY seq LIMIT ?"
        rows = self.source.execute(sql, (mid, after, _ROWS)).fetchall()
        small = {row[1]: self._small(row) for row in rows if row[10] is not None}
        large = {row[1]: row[11] for row in rows if row[11] is not None and await self._large(row)}
        with self.target.transaction():
            for row in rows:
                self._line(row, small.get(row[1]), large.get(row[1]))
            sql = (
                "UPDATE mailbox SET seq = ?, head = ?, (bytes, objects) ="
                " (SELECT coalesce(sum(length), 0), count(*) FROM live WHERE mid = ?) WHERE mid = ?"
            )
            self.target.execute(sql, (rows[-1][1], rows[-1][7], mid, mid))
        self.done.lines += len(rows)

    def _line(self, row: Sequence[Any], small: bytes | None, large: bytes | None) -> None:
        """Write one line; the line of a deletion removes the object that was copied before it."""
        mid, seq, kind, name, delivery = row[0], row[1], row[2], row[3], row[8]
        place = None
        if small is not None:
            (place,) = self.target.execute("INSERT INTO shelf (data) VALUES (?) RETURNING id", (small,)).fetchone()
        self._insert("log", (*row[:10], place, large, *row[12:]))
        if kind == STORED:
            return
        sql = "SELECT seq, small, file, length FROM live WHERE object_id = ? AND mid = ? AND delivery = ? AND seq < ?"
        for was, number, file, length in self.target.execute(sql, (name, mid, delivery, seq)).fetchall():
            sql = "UPDATE log SET gone = ?, small = NULL, file = NULL WHERE mid = ? AND seq = ?"
            self.target.execute(sql, (row[5], mid, was))
            self.target.execute("DELETE FROM shelf WHERE id = ?", (number,))
            if file is not None:
                sql = "INSERT INTO doomed VALUES (?, ?) ON CONFLICT DO NOTHING"
                self.target.execute(sql, (file, segment_count(length)))

    def _insert(self, table: str, row: Sequence[Any]) -> None:
        self.target.execute(f"INSERT INTO {table} VALUES ({', '.join('?' * len(row))})", row)

    def _small(self, row: Sequence[Any]) -> bytes | None:
        """Return a small object, or None if it is gone."""
        with (self.folder / "objects" / SHELF).open("rb") as shelf:
            shelf.seek(row[10])
            data = shelf.read(row[4])
        if object_id(len(data), [hashlib.sha256(data).digest()]) != row[3]:
            return None
        self.done.objects += 1
        self.done.bytes += len(data)
        return data

    async def _large(self, row: Sequence[Any]) -> bool:
        """Write a large object to the bucket; False if it is gone."""
        hashes = await self._segments(row[11], segment_count(row[4]))
        if len(hashes) != segment_count(row[4]) or object_id(row[4], hashes) != row[3]:
            await self.objects.delete(row[11], len(hashes))
            return False
        self.done.objects += 1
        self.done.bytes += row[4]
        return True

    async def _segments(self, upload_id: bytes, count: int, announced: Sequence[bytes] = ()) -> list[bytes]:
        """Write up to `count` segments of a file to the bucket while they match; return their hashes."""
        hashes: list[bytes] = []
        try:
            file = file_of(self.folder, upload_id).open("rb")
        except FileNotFoundError:
            return hashes
        with file:
            while len(hashes) < count and (data := await asyncio.to_thread(file.read, SEGMENT)):
                digest = hashlib.sha256(data).digest()
                if announced and digest != announced[len(hashes)]:
                    break
                await self.objects.put(upload_id, len(hashes), data)
                hashes.append(digest)
        return hashes

    async def rest(self) -> None:
        """Copy all data outside of the logs, and let the place serve.

        The sender repeats the bytes of an upload after its last full segment.
        """
        uploads = self.source.execute("SELECT * FROM upload").fetchall()
        landed: dict[bytes, int] = {}
        for row in uploads:
            hashes = [row[6][at : at + 32] for at in range(0, len(row[6]), 32)]
            landed[row[0]] = len(await self._segments(row[0], len(hashes), hashes))
        with self.target.transaction():
            for table in set(TABLES) - {"mailbox", "log", "upload"}:
                self.target.execute(f"DELETE FROM {table}")
                for row in self.source.execute(f"SELECT * FROM {table}").fetchall():
                    self._insert(table, row)
            for row in uploads:
                self._insert("upload", row)
                self.target.execute("INSERT INTO progress VALUES (?, ?, 0)", (row[0], landed[row[0]]))
            sql = "SELECT count(*) FROM live WHERE small IS NULL AND file IS NULL"
            self.done.missing = self.target.execute(sql).fetchone()[0]
            self.target.execute("UPDATE relay SET whole = true")
