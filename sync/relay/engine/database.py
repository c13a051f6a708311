"""The ledger's statements on PostgreSQL: transactions that several processes may run at once.

Every job has the mailbox of its own locked before its first statement, so that what it reads stands until it commits:
for one mailbox it is as if there were one process. Jobs of one mailbox that wait in this process share a transaction;
those of different mailboxes share the server's flush.
"""

import asyncio
import errno
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from typing import Any, TypeVar

import psycopg
from psycopg import Connection
from psycopg.conninfo import make_conninfo
from psycopg.errors import DiskFull, OperationalError

from sync.relay.engine.schema import make_tables, translated, want_relay
from sync.relay.errors import Refusal
from sync.relay.ledger import Ledger, Rows
from sync.relay.storage import Limits

Result = TypeVar("Result")
Job = Callable[[Ledger], Result]

JOBS, ASKS = 8, 4
"""Connections of one process at most, each of a thread: who reads does not wait behind all who wait for the disk."""

EVERYBODY = bytes(8)
"""The lock of what is no mailbox's: making one, and the tables themselves."""

_BATCH = 64
_SETTINGS: dict[str, str | int] = {
    "connect_timeout": 5,
    "tcp_user_timeout": 15_000,
    "keepalives_idle": 15,
    "application_name": "amparo-relay",
    "options": "-c statement_timeout=30000 -c idle_in_transaction_session_timeout=60000",
}
_Waiting = tuple[Job[Any], asyncio.Future[Any]]


class Statements:
    """A connection as the ledger wants it: its SQL translated, its values sent as bytes."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def execute(self, sql: str, values: Sequence[Any] = (), /) -> Rows:
        """See `sync.relay.ledger.Database`."""
        return self._connection.execute(translated(sql), values, binary=True)

    def executemany(self, sql: str, values: Iterable[Sequence[Any]], /) -> None:
        """See `sync.relay.ledger.Database`."""
        for row in values:  # psycopg's own would be a pipeline, which does not end well where the server dies
            self.execute(sql, row)

    def transaction(self) -> AbstractContextManager[object]:
        """Let what follows stand together or not at all."""
        return self._connection.transaction()


def connect(address: str) -> Connection:
    """Open a connection whose statements are transactions of their own unless told; `OperationalError` if it fails."""
    return psycopg.connect(make_conninfo(address, **_SETTINGS), autocommit=True)


def lock(db: Statements, mid: bytes) -> None:
    """Let nobody else write into a mailbox before this transaction ends."""
    db.execute("SELECT pg_advisory_xact_lock(?)", (int.from_bytes(mid[:8], signed=True),))


def unanswered(what: str, error: Exception) -> ConnectionError:
    """Return the error for an operator: what does not answer, in our words and in its own."""
    return ConnectionError(errno.ECONNREFUSED, f"{what}: {str(error).strip().splitlines()[-1]}")


@contextmanager
def opened(address: str, relay_pk: bytes, *, whole: bool = True) -> Iterator[Statements]:
    """Open the store of this relay for one transaction, its tables made; nobody else does so meanwhile.

    `ConnectionError` where the server does not let us in; `Refused` where the store is another relay's, or where a
    move into it is not finished though it should be `whole`.
    """
    try:
        connection = connect(address)
    except OperationalError as error:
        raise unanswered("the database does not let us in", error) from error
    with connection, connection.transaction():
        db = Statements(connection)
        lock(db, EVERYBODY)
        make_tables(db)
        want_relay(db, relay_pk, whole=whole)
        yield db


class Database:
    """A few threads with a connection each; used from one event loop. One that does not answer is `Refusal` 503."""

    def __init__(self, address: str, limits: Limits) -> None:
        self._address = address
        self._limits = limits
        self._waiting: dict[bytes, list[_Waiting]] = {}
        self._lanes: set[asyncio.Task[None]] = set()
        self._jobs, self._asks = ThreadPoolExecutor(JOBS, "relay jobs"), ThreadPoolExecutor(ASKS, "relay asks")
        self._local = threading.local()
        self._open: set[Connection] = set()

    async def ask(self, sql: str, *values: Any) -> list[Any]:
        """Run one reading statement."""
        work = partial(self._steadily, lambda db: db.execute(sql, values).fetchall())
        return await asyncio.get_running_loop().run_in_executor(self._asks, work)

    def do(self, mid: bytes, job: Job[Result]) -> asyncio.Future[Result]:
        """Run a job with this mailbox locked; its result is there once that is durable."""
        answer: asyncio.Future[Result] = asyncio.get_running_loop().create_future()
        waiting = self._waiting.get(mid)
        if waiting is None:
            self._waiting[mid] = waiting = []
            task = asyncio.create_task(self._run(mid))
            self._lanes.add(task)
            task.add_done_callback(self._lanes.discard)
        waiting.append((job, answer))
        return answer

    async def close(self) -> None:
        """Finish what is waiting and hang up."""
        while self._lanes:
            await asyncio.gather(*self._lanes)
        self._jobs.shutdown()
        self._asks.shutdown()
        for connection in self._open:
            connection.close()

    async def _run(self, mid: bytes) -> None:
        """Commit what waits for one mailbox, batch after batch."""
        while waiting := self._waiting[mid]:
            batch, self._waiting[mid] = waiting[:_BATCH], waiting[_BATCH:]
            await self._commit(mid, batch)
        del self._waiting[mid]

    async def _commit(self, mid: bytes, batch: list[_Waiting]) -> None:
        try:
            jobs = [job for job, _ in batch]
            work = partial(self._steadily, lambda db: self._transaction(db, mid, jobs))
            results = await asyncio.get_running_loop().run_in_executor(self._jobs, work)
        except Exception as error:  # noqa: BLE001  (a worker lane: the caller gets the error, the lane lives on)
            if len(batch) > 1 and not isinstance(error, Refusal):
                for waiting in batch:
                    await self._commit(mid, [waiting])
                return
            results = [error] * len(batch)
        for (_, answer), result in zip(batch, results, strict=True):
            if answer.done():
                continue
            if isinstance(result, Exception):
                answer.set_exception(result)
            else:
                answer.set_result(result)

    def _transaction(self, db: Statements, mid: bytes, jobs: list[Job[Any]]) -> list[Any]:
        results: list[Any] = []
        with self._connection().transaction():
            lock(db, mid)
            ledger = Ledger(db, self._limits)
            for job in jobs:
                try:
                    results.append(job(ledger))
                except Refusal as refusal:
                    results.append(refusal)
            ledger.settle()
        return results

    def _steadily(self, work: Callable[[Statements], Result]) -> Result:
        """Do work that may be repeated; once more where the connection was lost, as all are when the server restarts.

        Lost in the middle of a commit, nobody knows whether it was done; so every job is one that finds what it did.
        """
        for last in (False, True):
            try:
                return work(Statements(self._connection()))
            except OperationalError as error:
                self._hang_up()
                if last:
                    raise Refusal(507 if isinstance(error, DiskFull) else 503) from error
        raise AssertionError

    def _connection(self) -> Connection:
        connection: Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = self._local.connection = connect(self._address)
            self._open.add(connection)
        return connection

    def _hang_up(self) -> None:
        connection: Connection | None = getattr(self._local, "connection", None)
        if connection is not None:
            self._open.discard(connection)
            self._local.connection = None
            connection.close()
