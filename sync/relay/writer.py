"""Group commit: all waiting jobs share one fsync (several times the rate of single commits).

A job is a function of the ledger. It can raise `Refusal` before its first write; the other jobs of the transaction are
unaffected. Its caller is answered after the commit, so an answer always means durable. Objects that a job places on the
shelf, or in a file, are durable before their row is. Jobs with large objects wait for each other, and small jobs do not
wait for them.

Jobs run on the event loop, a few dozen microseconds each; only the commit, which waits for the disk, runs in a thread.
(With the statements in a thread too, each would queue for the interpreter's lock: a third of the rate.)
"""

import asyncio
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from sync.relay.errors import Refusal
from sync.relay.files import PendingFiles
from sync.relay.mailbox_tables import Ledger
from sync.relay.segment_file import Shelf
from sync.relay.storage import Limits

Result = TypeVar("Result")
Job = Callable[[Ledger], Result]

_BATCH = 128
"""Maximum jobs in one transaction: some 8 MiB of small objects."""

_LARGE = 8
"""Maximum of these jobs that write a file."""

_Waiting = tuple[Job[Any], asyncio.Future[Any]]


class WriteLane:
    """The lane of all writes to one database, its shelf and its files; used from one event loop."""

    def __init__(self, db: sqlite3.Connection, shelf: Shelf, files: PendingFiles, limits: Limits) -> None:
        self._ledger = Ledger(db, limits)
        self._db = db
        self._shelf, self._files = shelf, files
        self._waiting: list[_Waiting] = []
        self._large: list[_Waiting] = []
        self._lane: asyncio.Task[None] | None = None
        self._disk = ThreadPoolExecutor(1, thread_name_prefix="relay commit")

    def do(self, job: Job[Result], large: bool = False) -> asyncio.Future[Result]:
        """Run a job in the next transaction; its result is set once that is durable. `large`: it writes a file."""
        answer: asyncio.Future[Result] = asyncio.get_running_loop().create_future()
        (self._large if large else self._waiting).append((job, answer))
        if self._lane is None:
            self._lane = asyncio.create_task(self._run())
        return answer

    async def close(self) -> None:
        """Finish waiting jobs and close the connection and the shelf."""
        if self._lane is not None:
            await self._lane
        self._disk.shutdown()
        self._db.close()
        self._shelf.close()

    async def _run(self) -> None:
        """Commit batch after batch until no job waits; jobs that come meanwhile make the next batch."""
        while self._waiting or self._large:
            small, large = self._waiting[: _BATCH - _LARGE], self._large[:_LARGE]
            del self._waiting[: len(small)], self._large[: len(large)]
            await self._commit(small + large)
        self._lane = None

    async def _commit(self, batch: list[_Waiting]) -> None:
        results: list[Any] = []
        try:
            self._db.execute("BEGIN IMMEDIATE")
            for job, _ in batch:
                try:
                    results.append(job(self._ledger))
                except Refusal as refusal:
                    results.append(refusal)
            self._ledger.settle()
            await asyncio.get_running_loop().run_in_executor(self._disk, self._make_durable)
        except Exception as error:  # noqa: BLE001  (a worker lane: the caller gets the error, the lane lives on)
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
            self._ledger.forget()
            self._shelf.forget()
            self._files.forget()
            if len(batch) > 1:
                for waiting in batch:
                    await self._commit([waiting])
                return
            results = [error]
        for (_, answer), result in zip(batch, results, strict=True):
            if answer.done():
                continue
            if isinstance(result, Exception):
                answer.set_exception(result)
            else:
                answer.set_result(result)

    def _make_durable(self) -> None:
        self._files.flush()
        self._shelf.flush()
        self._files.keep()
        self._db.execute("COMMIT")
