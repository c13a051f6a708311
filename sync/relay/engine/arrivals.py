"""Objects on their way, stored in the database and the bucket, not in the process.

Received bytes of a segment are in `tail` until the segment is complete. Then its hash is checked, and it is written to
the bucket. The right to write, `turn`, is in the database: the last caller has it, in any process.
"""

import hashlib

from attrs import evolve, frozen

from crypto.relay import SEGMENT, segment_count
from sync.relay.engine.database import Database
from sync.relay.engine.objects import Objects
from sync.relay.errors import BAD_SEGMENT, Refusal
from sync.relay.mailbox_tables import Ledger
from sync.relay.storage import MailboxDelivery, Upload


@frozen
class UploadProgress:
    """The progress of an upload: `landed` segments, `offset` bytes, and the turn that can write."""

    landed: int
    offset: int
    turn: int


class Arrivals:
    """The uploads of a store; see `Storage` for the meaning of its methods."""

    def __init__(self, database: Database, objects: Objects) -> None:
        self._database = database
        self._objects = objects

    async def taken_over(self, upload: Upload, landed: int) -> Upload:
        """Write a complete segment that did not reach the bucket there, once `take_upload` took the turn."""
        if _is_full(landed, upload.offset, upload.delivery.length):
            try:
                await self._land(upload, landed)
            except Refusal as refusal:
                if refusal.status != BAD_SEGMENT:
                    raise
                return evolve(upload, offset=landed * SEGMENT)
        return upload

    async def append(self, upload: Upload, offset: int, data: memoryview) -> None:
        """Store received bytes, segment by segment."""
        length = upload.delivery.length
        if offset + len(data) > length:
            raise Refusal(400, offset)
        while data:
            number = offset // SEGMENT
            piece = data[: SEGMENT - offset % SEGMENT]
            await self._extend(upload, offset, piece)
            offset, data = offset + len(piece), data[len(piece) :]
            if _is_full(number, offset, length):
                await self._land(upload, number)

    async def _extend(self, upload: Upload, offset: int, piece: memoryview) -> None:
        def job(ledger: Ledger) -> None:
            stands = _standing(ledger, upload.upload_id)
            if (stands.turn, stands.offset) != (upload.turn, offset):
                raise Refusal(409, stands.offset)
            ledger.db.execute("INSERT INTO tail VALUES (?, ?, ?)", (upload.upload_id, offset, piece))

        await self._database.do(upload.delivery.mid, job)

    async def _land(self, upload: Upload, number: int) -> None:
        """Write a complete segment to the bucket, or cut it off again (460)."""
        upload_id, mid = upload.upload_id, upload.delivery.mid
        data = await self._database.do(mid, lambda ledger: _checked(ledger, upload, number))
        if data is None:
            raise Refusal(BAD_SEGMENT, number * SEGMENT)
        await self._objects.put(upload_id, number, data)

        def job(ledger: Ledger) -> bool:
            sql = "UPDATE progress SET landed = ? WHERE upload = ? AND landed = ? RETURNING 1"
            if ledger.db.execute(sql, (number + 1, upload_id, number)).fetchone():
                ledger.db.execute("DELETE FROM tail WHERE upload = ?", (upload_id,))
            return ledger.db.execute("SELECT 1 FROM progress WHERE upload = ?", (upload_id,)).fetchone() is not None

        if not await self._database.do(mid, job):
            await self._undo(upload, number)

    async def _undo(self, upload: Upload, number: int) -> None:
        """Remove a segment from the bucket again if its upload was abandoned meanwhile, and not finished."""
        sql = "SELECT 1 FROM live WHERE file = ? AND object_id = ?"
        if not await self._database.ask(sql, upload.upload_id, upload.delivery.object_id):
            await self._objects.delete(upload.upload_id, number + 1)
            raise Refusal(404)

    def want_whole(self, ledger: Ledger, upload: Upload) -> None:
        """Refuse (409) an upload with missing segments; from here on it cannot be abandoned."""
        ledger.db.execute("SELECT 1 FROM upload WHERE id = ? FOR UPDATE", (upload.upload_id,))
        stands = _standing(ledger, upload.upload_id)
        if stands.landed != segment_count(upload.delivery.length):
            raise Refusal(409, stands.offset)


def take_upload(ledger: Ledger, upload_id: bytes, wanted: MailboxDelivery) -> tuple[Upload, int]:
    """Take the turn; return the current state of the upload, and the number of its landed segments."""
    sql = (
        "INSERT INTO progress SELECT id, 0, 1 FROM upload WHERE id = ?"
        " ON CONFLICT (upload) DO UPDATE SET turn = progress.turn + 1"
    )
    ledger.db.execute(sql, (upload_id,))
    stands = _standing(ledger, upload_id)
    return Upload(upload_id, wanted, stands.offset, stands.turn), stands.landed


def _is_full(number: int, offset: int, length: int) -> bool:
    """Return True if segment `number` of an object ends at `offset`."""
    return offset == min((number + 1) * SEGMENT, length) and offset > number * SEGMENT


def _standing(ledger: Ledger, upload_id: bytes) -> UploadProgress:
    sql = "SELECT landed, turn, length FROM progress JOIN upload ON id = upload WHERE id = ?"
    row = ledger.db.execute(sql, (upload_id,)).fetchone()
    if row is None:
        raise Refusal(404)
    landed, turn, length = row
    sql = "SELECT at + length(data) FROM tail WHERE upload = ? ORDER BY at DESC LIMIT 1"
    last = ledger.db.execute(sql, (upload_id,)).fetchone()
    return UploadProgress(landed, last[0] if last else min(landed * SEGMENT, length), turn)


def _checked(ledger: Ledger, upload: Upload, number: int) -> bytes | None:
    """Return the bytes of a complete segment; if they are not the announced ones, delete them and return None.

    `Refusal` 409 if the upload expects another segment now.
    """
    stands = _standing(ledger, upload.upload_id)
    if stands.landed != number or not _is_full(number, stands.offset, upload.delivery.length):
        raise Refusal(409, stands.offset)
    rows = ledger.db.execute("SELECT data FROM tail WHERE upload = ? ORDER BY at", (upload.upload_id,)).fetchall()
    data = b"".join(row[0] for row in rows)
    sql = "SELECT substring(segments FROM ? FOR 32) FROM upload WHERE id = ?"
    (announced,) = ledger.db.execute(sql, (number * 32 + 1, upload.upload_id)).fetchone()
    if hashlib.sha256(data).digest() == announced:
        return data
    ledger.db.execute("DELETE FROM tail WHERE upload = ?", (upload.upload_id,))
    return None
