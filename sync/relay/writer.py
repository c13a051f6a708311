"""All who wait share one fsync (group commit: several times the rate of single commits).

A job is a function of the connection. It may raise `Refusal` before its first write; everything else in the same
transaction stands. Its caller is answered after the commit, so an answer always means durable.

Jobs run on the event loop, a few dozen microseconds each; only the commit, which waits for the disk, runs in a thread.
(With the statements in a thread too, each of them queues for the interpreter's lock: a third of the rate.)
"""

import asyncio
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from attrs import frozen

from sync.relay.errors import Refusal

Result = TypeVar("Result")
Job = Callable[[sqlite3.Connection], Result]

_BATCH = 128
"""Jobs in one transaction at most: some 8 MiB of small objects."""


@frozen
class _Waiting:
    job: Job[Any]
    answer: asyncio.Future[Any]


class Writer:
    """The lane of all writes to one database; used from one event loop."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._waiting: list[_Waiting] = []
        self._lane: asyncio.Task[None] | None = None
        self._disk = ThreadPoolExecutor(1, thread_name_prefix="relay commit")

    async def do(self, job: Job[Result]) -> Result:
        """Run a job in the next transaction and return its result once that is durable."""
        answer: asyncio.Future[Result] = asyncio.get_running_loop().create_future()
        self._waiting.append(_Waiting(job, answer))
        if self._lane is None:
            self._lane = asyncio.create_task(self._run())
        return await answer

    async def close(self) -> None:
        """Finish what is waiting and close the connection."""
        if self._lane is not None:
            await self._lane
        self._disk.shutdown()
        self._connection.close()

    async def _run(self) -> None:
        """Commit batch after batch while there is anything to commit; what comes meanwhile makes the next batch."""
        while self._waiting:
            batch, self._waiting = self._waiting[:_BATCH], self._waiting[_BATCH:]
            await self._commit(batch)
        self._lane = None

    async def _commit(self, batch: list[_Waiting]) -> None:
        results: list[Any] = []
        try:
            self._connection.execute("BEGIN IMMEDIATE")
            for waiting in batch:
                try:
                    results.append(waiting.job(self._connection))
                except Refusal as refusal:
                    results.append(refusal)
            await asyncio.get_running_loop().run_in_executor(self._disk, self._connection.execute, "COMMIT")
        except Exception as error:  # noqa: BLE001  (a worker lane: the caller gets the error, the lane lives on)
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            if len(batch) > 1:
                for waiting in batch:
                    await self._commit([waiting])
                return
            results = [error]
        for waiting, result in zip(batch, results, strict=True):
            if waiting.answer.done():
                continue
            if isinstance(result, Exception):
                waiting.answer.set_exception(result)
            else:
                waiting.answer.set_result(result)
