"""The port `sync.relay.storage.Storage` on PostgreSQL and a bucket; any number of processes serve one store.

A process keeps no state: another one can answer the next request, and a kill loses no received byte. Small objects
commit with their line of the log. Every piece of a large one is in the database before the next is accepted. Each full
segment is written to the bucket, and finishing is one transaction.
"""

import asyncio
import hashlib
import time
from collections.abc import AsyncIterator, Callable, Sequence
from itertools import groupby
from typing import Any

from crypto.relay import SEGMENT, LogEntry, TicketRow, object_id, segment_count
from sync.relay.clock_jump import Leap
from sync.relay.engine.arrivals import Arrivals, take_upload
from sync.relay.engine.database import EVERYBODY, Database, open_store
from sync.relay.engine.objects import Objects
from sync.relay.engine.place import Engine
from sync.relay.errors import Refusal
from sync.relay.mailbox_tables import GOOD, LINES, Ledger, ObjectLocation, invite_hash, page_of
from sync.relay.storage import HOUR, SMALL, Limits, MailboxDelivery, Stored, Upload

_READ, _LITTLE, _FEW = 1 << 17, 1 << 15, 16
"""Bytes of an object in one request to the bucket: with up to `_FEW` objects in reading, and with more."""

_DELETED_AT_ONCE = 500
"""Lines that one transaction deletes."""


class EngineStorage:
    """See `Storage`; `clock` gives UTC seconds, `steady` never leaps."""

    whole = SMALL - 1

    def __init__(
        self,
        place: Engine,
        relay_pk: bytes,
        limits: Limits,
        clock: Callable[[], float],
        steady: Callable[[], float] = time.monotonic,
    ) -> None:
        with open_store(place.database, relay_pk):
            pass
        self._clock = clock
        self._leap = Leap(limits.ttl, steady)
        self._database = Database(place.database, limits)
        self._objects = Objects(place.objects)
        self._arrivals = Arrivals(self._database, self._objects)
        self._reading = 0

    def _hour(self) -> int:
        return int(self._clock()) // HOUR * HOUR

    # mailboxes

    async def create_mailbox(
        self, mid: bytes, mailbox_pk: bytes, invite: bytes | None, policy: int = 0, shared: bool = False
    ) -> bool:
        """See `Storage`."""
        now = int(self._clock())
        return await self._database.do(
            EVERYBODY, lambda ledger: ledger.make_mailbox(mid, mailbox_pk, invite, policy, now, shared)
        )

    async def follow(self, before: bytes, mid: bytes, mailbox_pk: bytes, shared: bool) -> bool:
        """See `Storage`."""
        now = int(self._clock())
        return await self._database.do(EVERYBODY, lambda ledger: ledger.follow(before, mid, mailbox_pk, now, shared))

    async def is_shared(self, mid: bytes) -> bool:
        """See `Storage`."""
        return bool(await self._database.ask("SELECT 1 FROM shared WHERE mid = ?", mid))

    async def is_good(self, invite: bytes) -> bool:
        """See `Storage`."""
        return bool(await self._database.ask(GOOD, invite_hash(invite), int(self._clock())))

    async def mailbox_pk(self, mid: bytes) -> bytes | None:
        """See `Storage`."""
        rows = await self._database.ask("SELECT pk FROM mailbox WHERE mid = ?", mid)
        return rows[0][0] if rows else None

    async def policy(self, mid: bytes) -> int:
        """See `Storage`."""
        rows = await self._database.ask("SELECT policy FROM door WHERE mid = ?", mid)
        return rows[0][0] if rows else 0

    async def register(self, mid: bytes, rows: Sequence[TicketRow]) -> None:
        """See `Storage`."""
        await self._database.do(mid, lambda ledger: ledger.register(mid, rows))

    async def first_use(self, nonce: bytes, until: int) -> bool:
        """See `Storage`."""
        sql = "INSERT INTO nonce VALUES (?, ?) ON CONFLICT DO NOTHING RETURNING until"
        return bool(await self._database.ask(sql, nonce, until))

    # coming in

    def put(self, wanted: MailboxDelivery, data: memoryview) -> asyncio.Future[Stored]:
        """See `Storage`."""
        hour, now = self._hour(), int(self._clock())

        def job(ledger: Ledger) -> Stored:
            if stored := ledger.stored_already(wanted):
                return stored
            ledger.want_quota(wanted)
            ledger.enter(wanted, now)
            if upload_id := ledger.end_upload(wanted):
                _doom(ledger, upload_id, segment_count(wanted.length))
            (small,) = ledger.db.execute("INSERT INTO shelf (data) VALUES (?) RETURNING id", (data,)).fetchone()
            return ledger.log_stored(wanted, hour, ObjectLocation(wanted.length, small=small))

        return self._database.do(wanted.mid, job)

    async def begin(self, wanted: MailboxDelivery, segments: Sequence[bytes]) -> Upload | Stored:
        """See `Storage`."""
        now = int(self._clock())

        def job(ledger: Ledger) -> Stored | tuple[Upload, int]:
            found = ledger.begin(wanted, segments, now)
            return take_upload(ledger, found, wanted) if isinstance(found, bytes) else found

        found = await self._database.do(wanted.mid, job)
        return found if isinstance(found, Stored) else await self._arrivals.taken_over(*found)

    async def find(self, upload_id: bytes) -> Upload:
        """See `Storage`."""
        now = int(self._clock())
        rows = await self._database.ask("SELECT mid FROM upload WHERE id = ?", upload_id)
        if not rows:
            raise Refusal(404)

        def job(ledger: Ledger) -> tuple[Upload, int] | None:
            found = ledger.find(upload_id, now)
            return found and take_upload(ledger, upload_id, found[0])

        found = await self._database.do(rows[0][0], job)
        if found is None:
            raise Refusal(404)
        return await self._arrivals.taken_over(*found)

    async def append(self, upload: Upload, offset: int, data: memoryview) -> None:
        """See `Storage`."""
        await self._arrivals.append(upload, offset, data)

    async def finish(self, upload: Upload) -> Stored:
        """See `Storage`."""
        hour, wanted, segments = self._hour(), upload.delivery, segment_count(upload.delivery.length)

        def job(ledger: Ledger) -> Stored:
            self._arrivals.want_whole(ledger, upload)
            stored, used = ledger.finish(upload.upload_id, wanted, hour)
            if not used:
                _doom(ledger, upload.upload_id, segments)
            return stored

        return await self._database.do(wanted.mid, job)

    # going out

    async def page(self, mid: bytes, after: int, count: int) -> tuple[tuple[LogEntry, ...], bytes]:
        """See `Storage`."""
        return page_of(await self._database.ask(LINES, mid, after, count + 1), mid, after, count)

    async def length(self, mid: bytes, object_id: bytes) -> int:
        """See `Storage`."""
        rows = await self._database.ask("SELECT length FROM live WHERE object_id = ? AND mid = ?", object_id, mid)
        if not rows:
            raise Refusal(404)
        return int(rows[0][0])

    async def read(self, mid: bytes, name: bytes, start: int, end: int) -> AsyncIterator[bytes]:
        """See `Storage`."""
        sql = "SELECT length, data, file FROM live LEFT JOIN shelf ON id = small WHERE object_id = ? AND mid = ?"
        rows = await self._database.ask(sql, name, mid)
        if not rows:
            raise Refusal(404)
        length, data, file = rows[0]
        if file is None:
            if data is None or object_id(length, [hashlib.sha256(data).digest()]) != name:
                raise Refusal(404)
            yield data[start:end]
            return
        self._reading += 1
        try:
            while start < end:
                number, at = divmod(start, SEGMENT)
                most = _READ if self._reading <= _FEW else _LITTLE
                piece = [await self._objects.get(file, number, at, min(SEGMENT, at + end - start, at + most))]
                start += len(piece[0])
                yield piece.pop()  # so the piece does not stay in memory until the next call
        finally:
            self._reading -= 1

    async def delete(self, mid: bytes, seqs: Sequence[int]) -> list[Stored]:
        """See `Storage`."""
        hour = self._hour()
        await self._database.do(mid, lambda ledger: ledger.want_lines(mid, seqs))
        deleted: list[Stored] = []
        for at in range(0, len(seqs), _DELETED_AT_ONCE):
            deleted += await self._delete_lines(mid, seqs[at : at + _DELETED_AT_ONCE], hour)
        await self._bury()
        return deleted

    async def _delete_lines(self, mid: bytes, seqs: Sequence[int], hour: int) -> list[Stored]:
        def job(ledger: Ledger) -> list[Stored]:
            return [_delete(ledger, mid, seq, hour) for seq in seqs]

        return await self._database.do(mid, job)

    async def _bury(self) -> None:
        """Delete objects that no line names from the bucket; if it does not answer now, a later call tries again."""
        while doomed := await self._database.ask("SELECT upload, segments FROM doomed LIMIT 100"):
            for upload_id, segments in doomed:
                try:
                    await self._objects.delete(upload_id, segments)
                except Refusal:
                    return
                await self._database.ask("DELETE FROM doomed WHERE upload = ? RETURNING 1", upload_id)

    async def sweep(self) -> None:
        """See `Storage`. Several processes can sweep together: each line is deleted once, under its mailbox's lock."""
        now, hour = int(self._clock()), self._hour()
        swept = await self._database.ask("SELECT at FROM swept")
        if self._leap.is_doubted(swept[0][0] if swept else None, now):
            return
        sql = "SELECT mid, seq FROM live WHERE expires <= ? ORDER BY mid LIMIT ?"
        while due := await self._database.ask(sql, now, _DELETED_AT_ONCE):
            for mid, lines in groupby(due, key=lambda row: row[0]):
                await self._delete_lines(mid, [seq for _, seq in lines], hour)

        def abandon(ledger: Ledger) -> None:
            for upload_id, length in ledger.abandon(now):
                _doom(ledger, upload_id, segment_count(length))
            ledger.db.execute("DELETE FROM tail WHERE upload NOT IN (SELECT id FROM upload)")
            ledger.db.execute("DELETE FROM nonce WHERE until < ?", (now,))

        await self._database.do(EVERYBODY, abandon)
        await self._bury()

    async def close(self) -> None:
        """See `Storage`."""
        await self._database.close()


def _delete(ledger: Ledger, mid: bytes, seq: int, hour: int) -> Stored:
    stored, place = ledger.log_deleted(mid, seq, hour)
    if place and place.small is not None:
        ledger.db.execute("DELETE FROM shelf WHERE id = ?", (place.small,))
    if place and place.file is not None:
        _doom(ledger, place.file, segment_count(place.length))
    return stored


def _doom(ledger: Ledger, upload_id: bytes, segments: int) -> None:
    values: tuple[Any, ...] = (upload_id, segments)
    ledger.db.execute("INSERT INTO doomed VALUES (?, ?) ON CONFLICT DO NOTHING", values)
