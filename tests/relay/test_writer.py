"""The lane of a relay's writes: one bad job never spoils its batch, and rows and bytes go together."""

import asyncio
import contextlib
import hashlib
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from crypto.relay import LogEntry, next_head
from sync.relay.errors import Refusal
from sync.relay.files import PendingFiles, file_of
from sync.relay.mailbox_tables import SCHEMA, Ledger, ObjectLocation
from sync.relay.segment_file import BOARD, Shelf
from sync.relay.storage import Limits, MailboxDelivery, Stored
from sync.relay.writer import WriteLane

MID = bytes(32)


def named(number: int) -> MailboxDelivery:
    name = hashlib.sha256(bytes([number])).digest()
    return MailboxDelivery(name, MID, bytes(32), name, 1000)


@pytest.mark.parametrize("bad", ["refused", "failing at once", "failing after it wrote"])
def test_all_but_the_bad_one_are_there_with_their_bytes(tmp_path: Path, bad: str) -> None:
    db = sqlite3.connect(tmp_path / "relay.db", isolation_level=None, check_same_thread=False)
    db.executescript(SCHEMA)
    db.execute("INSERT INTO mailbox VALUES (?, ?, 0, ?, 0, 0)", (MID, MID, MID))
    shelf = Shelf(tmp_path / "small", [])

    def put(ledger: Ledger, number: int) -> Stored:
        if number == 5 and bad == "refused":
            raise Refusal(507)
        if number == 5 and bad == "failing at once":
            ledger.db.execute("no such statement")
        data = memoryview(bytes([number]) * 1000)
        stored = ledger.log_stored(named(number), 3600, ObjectLocation(1000, small=shelf.place(data)))
        if number == 5:
            ledger.db.execute("INSERT INTO mailbox VALUES (?, ?, 0, ?, 0, 0)", (MID, MID, MID))
        return stored

    async def run() -> list[Stored | BaseException]:
        writer = WriteLane(db, shelf, PendingFiles(tmp_path), Limits())
        answers = [writer.do(lambda ledger, number=number: put(ledger, number)) for number in range(10)]
        found = await asyncio.gather(*answers, return_exceptions=True)
        rows = db.execute("SELECT seq, object_id, head, small FROM log ORDER BY seq").fetchall()
        assert db.execute("SELECT seq, bytes, objects FROM mailbox").fetchone() == (9, 9000, 9)
        assert [row[0] for row in rows] == list(range(1, 10))
        head = MID
        for seq, name, said, small in rows:
            number = next(n for n in range(10) if named(n).object_id == name)
            head = next_head(head, LogEntry(seq, 1, name, 1000, 3600, bytes(32)))
            assert (said, shelf.read(small, 1000)) == (head, bytes([number]) * 1000)
        await writer.close()
        return found

    found = asyncio.run(run())
    assert isinstance(found[5], Refusal if bad == "refused" else sqlite3.Error)
    assert [one.delivery for one in found if isinstance(one, Stored)] == [named(n).name for n in range(10) if n != 5]


class Doubtful(sqlite3.Connection):
    """Its commits reach the disk, and it cannot say so: a sync that fails after the write."""

    def execute(self, sql: str, *values: Any) -> sqlite3.Cursor:
        found = super().execute(sql, *values)
        if sql == "COMMIT":
            raise sqlite3.OperationalError("disk I/O error")
        return found


def stored(folder: Path, kind: type[sqlite3.Connection] = sqlite3.Connection) -> tuple[WriteLane, Shelf, PendingFiles]:
    """Return a writer of an empty store with one mailbox, and where it places things."""
    db = sqlite3.connect(folder / "relay.db", isolation_level=None, check_same_thread=False, factory=kind)
    db.executescript(SCHEMA)
    db.execute("INSERT INTO mailbox VALUES (?, ?, 0, ?, 0, 0)", (MID, MID, MID))
    for number in range(256):
        (folder / "objects" / f"{number:02x}").mkdir(parents=True)
    shelf, files = Shelf(folder / "small", []), PendingFiles(folder)
    return WriteLane(db, shelf, files, Limits()), shelf, files


def rows(folder: Path) -> list[bytes]:
    with contextlib.closing(sqlite3.connect(folder / "relay.db")) as db:
        return [row[0] for row in db.execute("SELECT file FROM log WHERE file IS NOT NULL")]


def test_of_files_too_there_are_those_that_have_a_row(tmp_path: Path) -> None:
    """One in ten cannot be written, so that its whole batch is written again; nothing is left of what has no row."""

    def put(files: PendingFiles, ledger: Ledger, number: int) -> Stored:
        name = files.place(memoryview(bytes([number]) * 100_000))
        if number == 5:
            file_of(tmp_path, name).mkdir()
        return ledger.log_stored(named(number), 3600, ObjectLocation(1000, file=name))

    async def run() -> list[Stored | BaseException]:
        writer, _, files = stored(tmp_path)
        answers = [writer.do(lambda ledger, number=number: put(files, ledger, number), True) for number in range(10)]
        found = await asyncio.gather(*answers, return_exceptions=True)
        await writer.close()
        return found

    assert isinstance(asyncio.run(run())[5], OSError)
    there = {path.read_bytes() for path in (tmp_path / "objects").glob("*/*") if path.is_file()}
    assert there == {bytes([n]) * 100_000 for n in range(10) if n != 5}
    assert len(rows(tmp_path)) == 9 and all(file_of(tmp_path, file).is_file() for file in rows(tmp_path))


def test_a_row_that_may_be_there_has_its_file(tmp_path: Path) -> None:
    async def run() -> None:
        writer, _, files = stored(tmp_path, Doubtful)

        def job(ledger: Ledger) -> Stored:
            return ledger.log_stored(named(1), 3600, ObjectLocation(9, file=files.place(memoryview(bytes(9)))))

        with pytest.raises(sqlite3.Error, match="I/O"):
            await writer.do(job, large=True)
        await writer.close()

    asyncio.run(run())
    (file,) = rows(tmp_path)
    assert file_of(tmp_path, file).is_file()


def test_a_file_that_cannot_be_written_takes_no_place_on_the_shelf(tmp_path: Path) -> None:
    async def run() -> int:
        writer, shelf, files = stored(tmp_path)

        def large(ledger: Ledger) -> Stored:
            name = files.place(memoryview(bytes(9)))
            file_of(tmp_path, name).mkdir()
            return ledger.log_stored(named(99), 3600, ObjectLocation(9, file=name))

        def small(ledger: Ledger, number: int) -> Stored:
            return ledger.log_stored(named(number), 3600, ObjectLocation(9, small=shelf.place(memoryview(bytes(9)))))

        answers = [writer.do(lambda ledger, number=number: small(ledger, number)) for number in range(10)]
        *_, refused = await asyncio.gather(*answers, writer.do(large, large=True), return_exceptions=True)
        assert isinstance(refused, OSError)
        await writer.close()
        return shelf.place(memoryview(bytes(9)))

    assert asyncio.run(run()) == 10 * BOARD, "those of the batch that failed are taken again"


def test_what_is_due_is_found_without_walking_through_all_logs() -> None:
    """A relay of a million objects answered nobody for seconds, at its start and every hour."""
    db = sqlite3.connect(":memory:")
    db.executescript(SCHEMA)
    plan = db.execute("EXPLAIN QUERY PLAN SELECT mid, seq FROM live WHERE expires <= ? LIMIT ?", (0, 1)).fetchall()
    assert [row[3] for row in plan] == ["SEARCH log USING INDEX log_due (expires<?)"]
    db.close()
