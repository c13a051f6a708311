"""The store of a relay on one computer: SQLite for logs, one file for small objects, fsynced files for the rest.

Objects under 64 KiB in one request are on a shelf and share its fsync. Larger ones are files. A file is written with
its line in the log if it arrives complete, else in place under the id of its upload. Finishing an upload is then an
fsync and a line in the log. At every moment a kill or a power cut leaves either an upload that can continue, or a
stored object.
"""

import asyncio
import contextlib
import hashlib
import itertools
import shutil
import sqlite3
import time
from collections.abc import AsyncIterator, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from crypto.relay import SEGMENT, LogEntry, TicketRow, object_id
from sync.relay.clock_jump import Leap
from sync.relay.closed_folder import want_open
from sync.relay.errors import Refusal
from sync.relay.files import PendingFiles, file_of, sync_folder
from sync.relay.mailbox_tables import GOOD, LINES, SCHEMA, Ledger, ObjectLocation, invite_hash, page_of
from sync.relay.partial import Partial
from sync.relay.segment_file import SHELF, Shelf
from sync.relay.storage import HOUR, SMALL, Limits, MailboxDelivery, Stored, Upload
from sync.relay.writer import WriteLane

_READ, _LITTLE, _FEW = 1 << 18, 1 << 15, 16
"""Bytes of an object that are read at a time: with up to `_FEW` objects in reading, and with more."""

KNOWN = 8 << 20
"""Bytes of hashes of open uploads in memory, with a KiB in addition for each; older ones are read again."""

_DELETED_AT_ONCE = 500
"""Lines that one transaction deletes: some 20 ms of the event loop."""

_THERE = "FROM log INDEXED BY log_live WHERE object_id = ? AND mid = ? AND kind = 1 AND gone IS NULL"
"""An object in a mailbox, found by both ids: the planner would use one and read all its rows."""


class LocalStorage:
    """The port `sync.relay.storage.Storage` on a folder; `clock` gives UTC seconds, `steady` never leaps."""

    whole = SEGMENT

    def __init__(
        self,
        folder: Path,
        limits: Limits,
        clock: Callable[[], float],
        steady: Callable[[], float] = time.monotonic,
    ) -> None:
        self._folder = folder
        self._limits = limits
        self._clock = clock
        self._leap = Leap(limits.ttl, steady)
        self._partials: dict[bytes, Partial] = {}
        self._known, self._turn, self._reading = 0, itertools.count(1), 0
        self._free, self._look_again = 0, 0.0
        (folder / "objects").mkdir(parents=True, exist_ok=True)
        for number in range(256):
            (folder / "objects" / f"{number:02x}").mkdir(exist_ok=True)
        self._read = self._connect()
        want_open(self._read)
        self._read.executescript(SCHEMA)
        self._drop_orphans()
        placed = self._read.execute("SELECT small, length FROM live WHERE small IS NOT NULL")
        self._shelf = Shelf(folder / "objects" / SHELF, placed)
        sync_folder(folder / "objects")
        self._files = PendingFiles(folder)
        self._writer = WriteLane(self._connect(), self._shelf, self._files, limits)
        self._reader = ThreadPoolExecutor(1, thread_name_prefix="relay reader")

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._folder / "relay.db", isolation_level=None, check_same_thread=False)
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "cache_size=-16384", "secure_delete=FAST"):
            connection.execute(f"PRAGMA {pragma}")
        return connection

    def _drop_orphans(self) -> None:
        """Remove files that no row names: a crash left them between the deletion of a row and of its file."""
        rows = self._read.execute("SELECT file FROM live WHERE file IS NOT NULL UNION SELECT id FROM upload")
        named = {row[0].hex() for row in rows}
        for path in (self._folder / "objects").glob("*/*"):
            if path.name not in named:
                path.unlink()

    def _path(self, upload_id: bytes) -> Path:
        return file_of(self._folder, upload_id)

    def _hour(self) -> int:
        return int(self._clock()) // HOUR * HOUR

    def _want_room(self, size: int) -> None:
        """Refuse (507) data that would use the reserve of the disk; the free space is looked up once a second.

        Data that is accepted between two lookups is subtracted: a fast line could fill the reserve within a second.
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

    async def create_mailbox(
        self, mid: bytes, mailbox_pk: bytes, invite: bytes | None, policy: int = 0, shared: bool = False
    ) -> bool:
        """See `Storage`."""
        now = int(self._clock())
        return await self._writer.do(lambda ledger: ledger.make_mailbox(mid, mailbox_pk, invite, policy, now, shared))

    async def follow(self, before: bytes, mid: bytes, mailbox_pk: bytes, shared: bool) -> bool:
        """See `Storage`."""
        now = int(self._clock())
        return await self._writer.do(lambda ledger: ledger.follow(before, mid, mailbox_pk, now, shared))

    async def is_shared(self, mid: bytes) -> bool:
        """See `Storage`."""
        return bool(await self._ask("SELECT 1 FROM shared WHERE mid = ?", mid))

    async def is_good(self, invite: bytes) -> bool:
        """See `Storage`."""
        return bool(await self._ask(GOOD, invite_hash(invite), int(self._clock())))

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
        await self._writer.do(lambda ledger: ledger.register(mid, rows))

    async def first_use(self, nonce: bytes, until: int) -> bool:
        """See `Storage`: this is the only process, and its doorkeeper remembers them."""
        return True

    # coming in

    def put(self, wanted: MailboxDelivery, data: memoryview) -> asyncio.Future[Stored]:
        """See `Storage`."""
        self._want_room(len(data))
        hour, now, large = self._hour(), int(self._clock()), wanted.length >= SMALL
        begun: list[bytes] = []

        def job(ledger: Ledger) -> Stored:
            if stored := ledger.stored_already(wanted):
                return stored
            ledger.want_quota(wanted, ledger.waiting(wanted)[1] if large else 0)
            ledger.enter(wanted, now)
            if upload_id := ledger.end_upload(wanted):
                begun.append(upload_id)
            if large:
                place = ObjectLocation(wanted.length, file=self._files.place(data))
            else:
                place = ObjectLocation(wanted.length, small=self._shelf.place(data))
            return ledger.log_stored(wanted, hour, place)

        def drop(stored: asyncio.Future[Stored]) -> None:
            if stored.exception() is None:
                for upload_id in begun:
                    with contextlib.suppress(OSError):  # an orphan: the next start removes it
                        self._drop_upload(upload_id)

        answer = self._writer.do(job, large)
        answer.add_done_callback(drop)
        return answer

    def _drop_upload(self, upload_id: bytes) -> None:
        """Remove the state and the file of an ended upload."""
        self._forget(upload_id)
        self._path(upload_id).unlink(missing_ok=True)

    def _forget(self, upload_id: bytes) -> None:
        """Forget an upload in memory; its file stays."""
        if partial := self._partials.pop(upload_id, None):
            self._known -= partial.weight

    async def begin(self, wanted: MailboxDelivery, segments: Sequence[bytes]) -> Upload | Stored:
        """See `Storage`."""
        self._want_room(0)
        now = int(self._clock())
        found = await self._writer.do(lambda ledger: ledger.begin(wanted, segments, now))
        return await self._take_over(found, wanted, segments) if isinstance(found, bytes) else found

    async def find(self, upload_id: bytes) -> Upload:
        """See `Storage`."""
        now = int(self._clock())
        found = await self._writer.do(lambda ledger: ledger.find(upload_id, now))
        if found is None:
            raise Refusal(404)
        wanted, hashes = found
        return await self._take_over(upload_id, wanted, [hashes])

    async def _take_over(self, upload_id: bytes, wanted: MailboxDelivery, segments: Sequence[bytes]) -> Upload:
        partial = self._partials.pop(upload_id, None)
        if partial is None:
            partial = Partial(self._path(upload_id), wanted.length, segments)
            self._known += partial.weight
        self._partials[upload_id] = partial  # the last to be forgotten
        while self._known > KNOWN and len(self._partials) > 1:
            self._forget(next(iter(self._partials)))
        async with partial.lock:
            if not partial.is_open:
                await asyncio.to_thread(partial.open)
            partial.turn = next(self._turn)
            return Upload(upload_id, wanted, partial.offset, partial.turn)

    async def append(self, upload: Upload, offset: int, data: memoryview) -> None:
        """See `Storage`."""
        partial = self._partials.get(upload.upload_id)
        if partial is None:
            raise Refusal(404)
        self._want_room(len(data))
        async with partial.lock:
            if partial.turn != upload.turn or partial.offset != offset:
                raise Refusal(409, partial.offset)
            partial.write(data)
            if partial.is_ahead:
                await asyncio.to_thread(partial.sync)

    async def finish(self, upload: Upload) -> Stored:
        """See `Storage`."""
        partial = self._partials.get(upload.upload_id)
        if partial is None:
            raise Refusal(404)
        hour, wanted = self._hour(), upload.delivery
        async with partial.lock:
            if partial.offset != wanted.length:
                raise Refusal(409, partial.offset)
            await asyncio.to_thread(partial.sync)
            stored, used = await self._writer.do(lambda ledger: ledger.finish(upload.upload_id, wanted, hour))
            self._forget(upload.upload_id)
            if not used:
                partial.path.unlink(missing_ok=True)
            return stored

    # going out

    async def page(self, mid: bytes, after: int, count: int) -> tuple[tuple[LogEntry, ...], bytes]:
        """See `Storage`."""
        return page_of(await self._ask(LINES, mid, after, count + 1), mid, after, count)

    async def length(self, mid: bytes, object_id: bytes) -> int:
        """See `Storage`."""
        rows = await self._ask(f"SELECT length {_THERE}", object_id, mid)
        if not rows:
            raise Refusal(404)
        return int(rows[0][0])

    async def read(self, mid: bytes, name: bytes, start: int, end: int) -> AsyncIterator[bytes]:
        """See `Storage`."""
        rows = await self._ask(f"SELECT length, small, file {_THERE}", name, mid)
        if not rows:
            raise Refusal(404)
        length, small, file = rows[0]
        if small is not None:
            data = await asyncio.to_thread(self._shelf.read, small, length)
            if object_id(length, [hashlib.sha256(data).digest()]) != name:
                raise Refusal(404)  # deleted meanwhile, or a damaged disk
            yield data[start:end]
            return
        self._reading += 1
        try:
            with self._path(file).open("rb") as opened:
                opened.seek(start)
                most = _READ if self._reading <= _FEW else _LITTLE
                while start < end and (piece := [await asyncio.to_thread(opened.read, min(most, end - start))])[0]:
                    start += len(piece[0])
                    yield piece.pop()  # so the piece does not stay in memory until the next call
        finally:
            self._reading -= 1

    async def delete(self, mid: bytes, seqs: Sequence[int]) -> list[Stored]:
        """See `Storage`."""
        hour = self._hour()
        await self._writer.do(lambda ledger: ledger.want_lines(mid, seqs))
        deleted: list[Stored] = []
        for at in range(0, len(seqs), _DELETED_AT_ONCE):
            deleted += await self._delete_lines([(mid, seq) for seq in seqs[at : at + _DELETED_AT_ONCE]], hour)
        return deleted

    async def _delete_lines(self, lines: Sequence[tuple[bytes, int]], hour: int) -> list[Stored]:
        """Delete the objects of these lines (mid, seq); their bytes are removed once that is durable."""

        def job(ledger: Ledger) -> list[tuple[Stored, ObjectLocation | None]]:
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
        swept = await self._ask("SELECT at FROM swept")
        if self._leap.is_doubted(swept[0][0] if swept else None, now):
            return
        while due := await self._ask("SELECT mid, seq FROM live WHERE expires <= ? LIMIT ?", now, _DELETED_AT_ONCE):
            await self._delete_lines(due, hour)
        for upload_id, _ in await self._writer.do(lambda ledger: ledger.abandon(now)):
            self._drop_upload(upload_id)

    async def close(self) -> None:
        """See `Storage`."""
        await self._writer.close()
        self._reader.shutdown()
        self._read.close()
