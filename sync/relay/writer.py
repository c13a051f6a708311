"""One thread writes, and all who wait share one fsync (group commit: four times the rate of single commits).

A job is a function of the connection. It may raise `Refusal` before its first write; everything else in the same
transaction stands. Its caller is answered after the commit, so an answer always means durable.
"""

import asyncio
import sqlite3
import threading
from collections.abc import Callable
from queue import Empty, SimpleQueue
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
    """The lane of all writes to one database."""

    def __init__(self, connect: Callable[[], sqlite3.Connection]) -> None:
        self._connect = connect
        self._queue: SimpleQueue[_Waiting | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="relay writer", daemon=True)
        self._thread.start()

    async def do(self, job: Job[Result]) -> Result:
        """Run a job in the next transaction and return its result once that is durable."""
        answer: asyncio.Future[Result] = asyncio.get_running_loop().create_future()
        self._queue.put(_Waiting(job, answer))
        return await answer

    def close(self) -> None:
        """Finish what is queued and end the thread."""
        self._queue.put(None)
        self._thread.join()

    def _run(self) -> None:
        connection = self._connect()
        open_ = True
        while open_:
            batch = [self._queue.get()]
            try:
                while len(batch) < _BATCH:
                    batch.append(self._queue.get_nowait())
            except Empty:
                pass
            jobs = [waiting for waiting in batch if waiting is not None]
            open_ = len(jobs) == len(batch)
            if jobs:
                self._commit(connection, jobs)
        connection.close()

    def _commit(self, connection: sqlite3.Connection, jobs: list[_Waiting]) -> None:
        results: list[tuple[asyncio.Future[Any], Any]] = []
        try:
            connection.execute("BEGIN IMMEDIATE")
            for waiting in jobs:
                try:
                    results.append((waiting.answer, waiting.job(connection)))
                except Refusal as refusal:
                    results.append((waiting.answer, refusal))
            connection.execute("COMMIT")
        except Exception as error:  # noqa: BLE001  (a worker lane: the caller gets the error, the lane lives on)
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            if len(jobs) > 1:
                for waiting in jobs:
                    self._commit(connection, [waiting])
                return
            results = [(jobs[0].answer, error)]
        jobs[0].answer.get_loop().call_soon_threadsafe(_answer, results)


def _answer(results: list[tuple[asyncio.Future[Any], Any]]) -> None:
    for future, result in results:
        if future.done():
            continue
        if isinstance(result, Exception):
            future.set_exception(result)
        else:
            future.set_result(result)
