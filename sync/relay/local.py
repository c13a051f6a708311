"""The store of a relay on one machine: SQLite for logs, one file for small objects, fsynced files for the rest.

Objects under 64 KiB that come in one request lie on a shelf and share its fsync; larger ones are files that are
written in place under the id of their upload, so that finishing one is an fsync and a line in the log.
At every moment a kill or a power cut leaves either an upload that goes on, or a stored object.
"""

import asyncio
import hashlib
import secrets
import shutil
import sqlite3
import time
from collections.abc import AsyncIterator, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from crypto.relay import LogEntry, TicketRow, object_id
from sync.relay.errors import Refusal
from sync.relay.ledger import SCHEMA, Ledger, Place
from sync.relay.partial import Partial, sync_folder
from sync.relay.shelf import Shelf
from sync.relay.storage import DAY, HOUR, Delivery, Limits, Stored, Upload
from sync.relay.writer import Writer

SMALL = 1 << 16
"""Objects under this many bytes go onto the shelf, the measured crossing point with files."""

_READ = 1 << 18
_PATIENCE = DAY
"""Seconds that nothing is deleted by age once the clock is found to have leapt ahead: time to set it right."""

_DELETED_AT_ONCE = 500
"""Lines that one transaction deletes: some 20 ms of the event loop."""


class LocalStorage:
    """The port `sync.relay.storage.Storage` on a folder; `clock` gives UTC seconds, `steady` never leaps."""

    def __init__(
        self,
        folder: Path,
        limits: Limits,
        clock: Callable[[], float],
        steady: Callable[[], float] = time.monotonic,
    ) -> None:
        self._folder = folder
        self._limits = limits
        self._clock, self._steady = clock, steady
        self._leapt: float | None = None
        self._partials: dict[bytes, Partial] = {}
        self._opening = asyncio.Lock()
        self._free, self._look_again = 0, 0.0
        (folder / "objects").mkdir(parents=True, exist_ok=True)
        for number in range(256):
            (folder / "objects" / f"{number:02x}").mkdir(exist_ok=True)
        self._read = self._connect()
        self._read.executescript(SCHEMA)
        self._drop_orphans()
        placed = self._read.execute("SELECT small, length FROM live WHERE small IS NOT NULL")
        self._shelf = Shelf(folder / "objects" / "small", placed)
        sync_folder(folder / "objects")
        self._writer = Writer(Ledger(self._connect()), self._shelf)
        self._reader = ThreadPoolExecutor(1, thread_name_prefix="relay reader")

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._folder / "relay.db", isolation_level=None, check_same_thread=False)
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "cache_size=-16384", "secure_delete=FAST"):
            connection.execute(f"PRAGMA {pragma}")
        return connection

    def _drop_orphans(self) -> None:
        """Remove files that no row names: what a crash left between deleting a row and its file."""
        rows = self._read.execute("SELECT file FROM live WHERE file IS NOT NULL UNION SELECT id FROM upload")
        named = {row[0].hex() for row in rows}
        for path in (self._folder / "objects").glob("*/*"):
            if path.name not in named:
                path.unlink()

    def _path(self, upload_id: bytes) -> Path:
        name = upload_id.hex()
        return self._folder / "objects" / name[:2] / name

    def _hour(self) -> int:
        return int(self._clock()) // HOUR * HOUR

    def _want_room(self, size: int) -> None:
        """Refuse (507) what would eat into the reserve of the disk, which is looked up once a second.

        What is let in between two looks is taken off: within a second a fast line would fill the reserve.
        """
        if time.monotonic() >= self._look_again:
            self._free = shutil.disk_usage(self._folder).free
            self._look_again = time.monotonic() + 1
        if self._free < self._limits.keep_free + size:
            raise Refusal(507)
        self._free -= size

    async def _ask(self, sql: str, *values: Any) -> list[Any]:
        """Run one reading statement in the reader's thread."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._reader, lambda: self._read.execute(sql, values).fetchall())

    # mailboxes

    async def create_mailbox(self, mid: bytes, mailbox_pk: bytes, invite: bytes | None, policy: int = 0) -> bool:
        """See `Storage`."""
        now = int(self._clock())

        def job(ledger: Ledger) -> bool:
            if ledger.db.execute("SELECT 1 FROM mailbox WHERE mid = ?", (mid,)).fetchone():
                ledger.set_policy(mid, policy)
                return False
            if ledger.db.execute("SELECT count(*) FROM mailbox").fetchone()[0] >= self._limits.mailboxes:
                raise Refusal(507)
            if invite is not None:
                ledger.redeem(invite, mid, now)
            ledger.make_mailbox(mid, mailbox_pk)
            ledger.set_policy(mid, policy)
            return True

        return await self._writer.do(job)

    async def mailbox_pk(self, mid: bytes) -> bytes | None:
        """See `Storage`."""
        rows = await self._ask("SELECT pk FROM mailbox WHERE mid = ?", mid)
        return rows[0][0] if rows else None

    async def policy(self, mid: bytes) -> int:
        """See `Storage`."""
        rows = await self._ask("SELECT policy FROM door WHERE mid = ?", mid)
        return rows[0][0] if rows else 0

    async def register(self, mid: bytes, rows: Sequence[TicketRow]) -> None:
        """See `Storage`."""
        await self._writer.do(lambda ledger: ledger.register(mid, rows, self._limits.mailbox_tickets))

    async def holders(self, object_id: bytes) -> list[tuple[bytes, bytes]]:
        """See `Storage`."""
        sql = "SELECT DISTINCT mid, pk FROM live JOIN mailbox USING (mid) WHERE object_id = ? LIMIT 16"
        return await self._ask(sql, object_id)

    # coming in

    def put(self, wanted: Delivery, data: memoryview) -> asyncio.Future[Stored]:
        """See `Storage`."""
        self._want_room(len(data))
        hour, now = self._hour(), int(self._clock())

        def job(ledger: Ledger) -> Stored:
            if stored := ledger.stored_already(wanted):
                return stored
            self._want_quota(ledger, wanted, 0)
            ledger.enter(wanted, now)
            place = Place(wanted.length, small=self._shelf.place(data))
            return ledger.log_stored(wanted, hour, self._limits.ttl, place)

        return self._writer.do(job)

    async def begin(self, wanted: Delivery, segments: Sequence[bytes]) -> Upload | Stored:
        """See `Storage`."""
        self._want_room(0)
        now = int(self._clock())

        def job(ledger: Ledger) -> Stored | bytes:
            if stored := ledger.stored_already(wanted):
                return stored
            row = ledger.db.execute("SELECT id FROM upload WHERE delivery = ?", (wanted.name,)).fetchone()
            if row:
                ledger.db.execute("UPDATE upload SET touched = ? WHERE id = ?", (now, row[0]))
                return bytes(row[0])
            sql = "SELECT count(*), total(length) FROM upload WHERE mid = ?"
            count, waiting = ledger.db.execute(sql, (wanted.mid,)).fetchone()
            if count >= self._limits.mailbox_uploads:
                raise Refusal(507)
            self._want_quota(ledger, wanted, int(waiting))
            ledger.enter(wanted, now)
            upload_id = secrets.token_bytes(16)
            values = (upload_id, wanted.name, wanted.mid, wanted.ticket_hash, wanted.object_id, wanted.length)
            ledger.db.execute("INSERT INTO upload VALUES (?, ?, ?, ?, ?, ?, ?, ?)", (*values, b"".join(segments), now))
            return upload_id

        found = await self._writer.do(job)
        return await self._take_over(found, wanted, segments) if isinstance(found, bytes) else found

    def _want_quota(self, ledger: Ledger, wanted: Delivery, waiting: int) -> None:
        """Refuse a delivery there is no mailbox for, or no room beside the `waiting` bytes."""
        mailbox, limits = ledger.mailbox(wanted.mid), self._limits
        most = limits.mailbox_bytes if mailbox.most_bytes is None else mailbox.most_bytes
        objects = limits.mailbox_objects if mailbox.most_objects is None else mailbox.most_objects
        if wanted.length > min(limits.largest_object, most):
            raise Refusal(413)
        if mailbox.bytes + waiting + wanted.length > most or mailbox.objects >= objects:
            raise Refusal(507)

    async def find(self, upload_id: bytes) -> Upload:
        """See `Storage`."""
        now = int(self._clock())

        def job(ledger: Ledger) -> Any:
            ledger.db.execute("UPDATE upload SET touched = ? WHERE id = ?", (now, upload_id))
            sql = "SELECT delivery, mid, ticket_hash, object_id, length, segments FROM upload WHERE id = ?"
            return ledger.db.execute(sql, (upload_id,)).fetchone()

        row = await self._writer.do(job)
        if row is None:
            raise Refusal(404)
        hashes = row[5]
        return await self._take_over(
            upload_id, Delivery(*row[:5]), [hashes[i : i + 32] for i in range(0, len(hashes), 32)]
        )

    async def _take_over(self, upload_id: bytes, wanted: Delivery, segments: Sequence[bytes]) -> Upload:
        async with self._opening:
            partial = self._partials.get(upload_id)
            if partial is None:
                partial = await asyncio.to_thread(Partial, self._path(upload_id), wanted.length, segments)
                self._partials[upload_id] = partial
        async with partial.lock:
            partial.turn += 1
            return Upload(upload_id, wanted, partial.offset, partial.turn)

    async def append(self, upload: Upload, offset: int, data: bytes) -> None:
        """See `Storage`."""
        partial = self._partials.get(upload.upload_id)
        if partial is None:
            raise Refusal(404)
        self._want_room(len(data))
        async with partial.lock:
            if partial.turn != upload.turn or partial.offset != offset:
                raise Refusal(409, partial.offset)
            await asyncio.to_thread(partial.write, data)

    async def finish(self, upload: Upload) -> Stored:
        """See `Storage`."""
        partial = self._partials.get(upload.upload_id)
        if partial is None:
            raise Refusal(404)
        hour, wanted = self._hour(), upload.delivery

        def job(ledger: Ledger) -> tuple[Stored, bool]:
            stored = ledger.stored_already(wanted)
            if stored is None:
                self._want_quota(ledger, wanted, 0)
            ledger.db.execute("DELETE FROM upload WHERE id = ?", (upload.upload_id,))
            if stored is not None:
                return stored, False
            place = Place(wanted.length, file=upload.upload_id)
            return ledger.log_stored(wanted, hour, self._limits.ttl, place), True

        async with partial.lock:
            if partial.offset != wanted.length:
                raise Refusal(409, partial.offset)
            await asyncio.to_thread(partial.sync)
            stored, used = await self._writer.do(job)
            self._partials.pop(upload.upload_id, None)
            if not used:
                partial.path.unlink(missing_ok=True)
            return stored

    # going out

    async def page(self, mid: bytes, after: int, count: int) -> tuple[tuple[LogEntry, ...], bytes]:
        """See `Storage`."""
        sql = (
            "SELECT seq, kind, object_id, length, hour, ticket_hash, head FROM log"
            " WHERE mid = ? AND seq >= ? ORDER BY seq LIMIT ?"
        )
        rows = await self._ask(sql, mid, after, count + 1)
        if after and (not rows or rows[0][0] != after):
            raise Refusal(404)
        entries = tuple(LogEntry(*row[:6]) for row in rows if row[0] > after)[:count]
        return entries, rows[len(entries) - (after == 0)][6] if rows else mid

    async def length(self, mid: bytes, object_id: bytes) -> int:
        """See `Storage`."""
        rows = await self._ask("SELECT length FROM live WHERE object_id = ? AND +mid = ?", object_id, mid)
        if not rows:
            raise Refusal(404)
        return int(rows[0][0])

    async def read(self, mid: bytes, name: bytes, start: int, end: int) -> AsyncIterator[bytes]:
        """See `Storage`."""
        rows = await self._ask("SELECT length, small, file FROM live WHERE object_id = ? AND +mid = ?", name, mid)
        if not rows:
            raise Refusal(404)
        length, small, file = rows[0]
        if small is not None:
            data = await asyncio.to_thread(self._shelf.read, small, length)
            if object_id(length, [hashlib.sha256(data).digest()]) != name:
                raise Refusal(404)  # deleted meanwhile, or the disk is ill
            yield data[start:end]
            return
        with self._path(file).open("rb") as opened:
            opened.seek(start)
            while start < end and (piece := await asyncio.to_thread(opened.read, min(_READ, end - start))):
                start += len(piece)
                yield piece

    async def delete(self, mid: bytes, seqs: Sequence[int]) -> list[Stored]:
        """See `Storage`."""
        hour = self._hour()

        def check(ledger: Ledger) -> None:
            sql = "SELECT 1 FROM log WHERE mid = ? AND seq = ? AND kind = 1"
            if not all(ledger.db.execute(sql, (mid, seq)).fetchone() for seq in seqs):
                raise Refusal(404)

        await self._writer.do(check)
        deleted: list[Stored] = []
        for at in range(0, len(seqs), _DELETED_AT_ONCE):
            deleted += await self._delete_lines([(mid, seq) for seq in seqs[at : at + _DELETED_AT_ONCE]], hour)
        return deleted

    async def _delete_lines(self, lines: Sequence[tuple[bytes, int]], hour: int) -> list[Stored]:
        """Delete what these lines (mid, seq) name; its bytes go once that is durable."""

        def job(ledger: Ledger) -> list[tuple[Stored, Place | None]]:
            return [ledger.log_deleted(mid, seq, hour) for mid, seq in lines]

        deleted = await self._writer.do(job)
        places = [place for _, place in deleted if place]
        for place in places:
            if place.file is not None:
                self._path(place.file).unlink(missing_ok=True)
        self._shelf.free((place.small, place.length) for place in places if place.small is not None)
        return [stored for stored, _ in deleted]

    async def sweep(self) -> None:
        """See `Storage`."""
        now, hour = int(self._clock()), self._hour()
        if await self._leaps(now):
            return

        def abandon(ledger: Ledger) -> list[Any]:
            ledger.db.execute("DELETE FROM swept")
            ledger.db.execute("INSERT INTO swept VALUES (?)", (now,))
            ledger.db.execute("DELETE FROM invite WHERE expires <= ?", (now,))
            ledger.forget_tickets(now)
            sql = "DELETE FROM upload WHERE touched < ? RETURNING id"
            return ledger.db.execute(sql, (now - self._limits.upload_idle,)).fetchall()

        while due := await self._ask("SELECT mid, seq FROM live WHERE expires <= ? LIMIT ?", now, _DELETED_AT_ONCE):
            await self._delete_lines(due, hour)
        for (upload_id,) in await self._writer.do(abandon):
            self._partials.pop(upload_id, None)
            self._path(upload_id).unlink(missing_ok=True)

    async def _leaps(self, now: int) -> bool:
        """Return whether the clock leapt so far ahead, here or while the relay was off, that it is not believed yet.

        It would have much of the mail deleted at once, and nobody sends again what a receipt says is kept.
        """
        rows = await self._ask("SELECT at FROM swept")
        if not rows or now - rows[0][0] <= self._limits.ttl // 3:
            self._leapt = None
            return False
        if self._leapt is None:
            self._leapt = self._steady()
        return self._steady() - self._leapt < _PATIENCE

    async def close(self) -> None:
        """See `Storage`."""
        await self._writer.close()
        self._reader.shutdown()
        self._read.close()
