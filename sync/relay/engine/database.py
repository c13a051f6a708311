"""The ledger's statements on PostgreSQL: transactions that several processes can run at the same time.

Every job locks its mailbox before its first statement, so that its reads stay valid until it commits. For one mailbox
it is as if there were one process. Jobs of one mailbox that wait in this process share a transaction; those of
different mailboxes share the server's flush.

The tables on PostgreSQL: those of the ledger, translated, and those that replace files.

`shelf` has small objects; `log.small` is their number. Of an upload, `landed` segments are in the bucket. Received
bytes of the next segment are in `tail`, which is not logged: a killed relay loses no byte of it, a killed server all.
The sender then continues at the end of the last segment. `turn` counts the callers of an upload. Objects in `doomed`
are deleted from the bucket as soon as it answers. `nonce` prevents the use of one signed request at two processes.
`relay` has the relay of this store, and if it is complete (`sync.relay.engine.move`). `made` has the version of these
tables.
"""

import asyncio
import errno
import hashlib
import re
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from functools import lru_cache, partial
from typing import Any, TypeVar

import psycopg
from psycopg import Connection
from psycopg.conninfo import make_conninfo
from psycopg.errors import DiskFull, OperationalError

from sync.errors import Refused
from sync.relay.errors import Refusal
from sync.relay.mailbox_tables import SCHEMA, Ledger, MailboxConnection, Rows
from sync.relay.storage import Limits

Result = TypeVar("Result")
Job = Callable[[Ledger], Result]
JOBS, ASKS = 8, 4
"""Maximum connections of one process, each of a thread: a reader does not wait behind all who wait for the disk."""
EVERYBODY = bytes(8)
"""The lock for work outside of one mailbox: making one, and the tables themselves."""
_BATCH = 64
_SETTINGS: dict[str, str | int] = {
    "connect_timeout": 5,
    "tcp_user_timeout": 15_000,
    "keepalives_idle": 15,
    "application_name": "amparo-relay",
    "options": "-c statement_timeout=30000 -c idle_in_transaction_session_timeout=60000",
}
_Waiting = tuple[Job[Any], asyncio.Future[Any]]
_WORDS = {
    r"\bBLOB\b": "BYTEA",
    r"\bINTEGER\b": "BIGINT",
    r"\bWITHOUT ROWID\b": "",
    r"\bCREATE VIEW IF NOT EXISTS\b": "CREATE OR REPLACE VIEW",
    r"\+mid\b": "mid",  # a hint for SQLite's planner
    r"\?": "%b",
}
_ENGINE = """
CREATE TABLE IF NOT EXISTS shelf (id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, data BYTEA NOT NULL);
ALTER TABLE shelf ALTER data SET STORAGE EXTERNAL;
CREATE TABLE IF NOT EXISTS progress (
    upload BYTEA PRIMARY KEY REFERENCES upload ON DELETE CASCADE, landed BIGINT NOT NULL, turn BIGINT NOT NULL
);
CREATE UNLOGGED TABLE IF NOT EXISTS tail (
    upload BYTEA NOT NULL, at BIGINT NOT NULL, data BYTEA NOT NULL, PRIMARY KEY (upload, at)
);
ALTER TABLE tail ALTER data SET STORAGE EXTERNAL;
CREATE TABLE IF NOT EXISTS doomed (upload BYTEA PRIMARY KEY, segments BIGINT NOT NULL);
CREATE TABLE IF NOT EXISTS nonce (nonce BYTEA PRIMARY KEY, until BIGINT NOT NULL);
CREATE TABLE IF NOT EXISTS relay (pk BYTEA NOT NULL, whole BOOLEAN NOT NULL);
CREATE TABLE IF NOT EXISTS made (tables BYTEA NOT NULL);
CREATE INDEX IF NOT EXISTS log_expires ON log (expires) WHERE kind = 1 AND gone IS NULL
"""


class Statements:
    """A connection for the ledger: its SQL is translated, its values are sent as bytes."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def execute(self, sql: str, values: Sequence[Any] = (), /) -> Rows:
        """See `sync.relay.mailbox_tables.MailboxConnection`."""
        return self._connection.execute(translate_sql(sql), values, binary=True)

    def executemany(self, sql: str, values: Iterable[Sequence[Any]], /) -> None:
        """See `sync.relay.mailbox_tables.MailboxConnection`."""
        for row in values:  # psycopg's own is a pipeline, which does not end well if the server dies
            self.execute(sql, row)

    def transaction(self) -> AbstractContextManager[object]:
        """Make the statements that follow one transaction: all or none."""
        return self._connection.transaction()


def connect(address: str) -> Connection:
    """Open a connection in autocommit mode; `OperationalError` if it fails."""
    return psycopg.connect(make_conninfo(address, **_SETTINGS), autocommit=True)


def lock(db: Statements, mid: bytes) -> None:
    """Lock a mailbox against other writers until this transaction ends."""
    db.execute("SELECT pg_advisory_xact_lock(?)", (int.from_bytes(mid[:8], signed=True),))


def make_connection_error(what: str, error: Exception) -> ConnectionError:
    """Return the error for an operator, with our text and the server's own."""
    return ConnectionError(errno.ECONNREFUSED, f"{what}: {str(error).strip().splitlines()[-1]}")


@contextmanager
def open_store(address: str, relay_pk: bytes, *, whole: bool = True) -> Iterator[Statements]:
    """Open the store of this relay for one transaction, with its tables made; other processes wait meanwhile.

    `ConnectionError` if the server does not let us in. `Refused` if the store is another relay's, or if it should be
    `whole` and a move into it is not finished.
    """
    try:
        connection = connect(address)
    except OperationalError as error:
        raise make_connection_error("the database does not let us in", error) from error
    with connection, connection.transaction():
        db = Statements(connection)
        lock(db, EVERYBODY)
        make_tables(db)
        want_relay(db, relay_pk, whole=whole)
        yield db


class Database:
    """Some threads, each with a connection, for one event loop. `Refusal` 503: no answer; 507: the disk is full."""

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
        """Run a job with this mailbox locked; its result is set once that is durable."""
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
        """Finish waiting jobs and close the connections."""
        while self._lanes:
            await asyncio.gather(*self._lanes)
        self._jobs.shutdown()
        self._asks.shutdown()
        for connection in self._open:
            connection.close()

    async def _run(self, mid: bytes) -> None:
        """Commit the waiting jobs of one mailbox, batch after batch."""
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
        """Do work that can be repeated; repeat it once if the connection was lost, as in a restart of the server.

        After a loss in the middle of a commit its result is unknown; so every job finds its earlier effect.
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


@lru_cache(maxsize=256)
def translate_sql(sql: str) -> str:
    """Return a statement of this package, written for SQLite, as PostgreSQL reads it."""
    for word, other in _WORDS.items():
        sql = re.sub(word, other, sql)
    return sql


def make_tables(db: MailboxConnection) -> None:
    """Make the missing tables; the caller holds the lock of `EVERYBODY`.

    If those of this version exist already, nothing is touched: a change would wait for all writers, and they for it.
    """
    text = SCHEMA + _ENGINE
    digest = hashlib.sha256(text.encode()).digest()
    begun = db.execute("SELECT to_regclass('made')").fetchone() != (None,)
    if begun and db.execute("SELECT tables FROM made").fetchone() == (digest,):
        return
    for statement in text.split(";"):
        if statement.strip():
            db.execute(statement)
    db.execute("DELETE FROM made")
    db.execute("INSERT INTO made VALUES (?)", (digest,))


def want_relay(db: MailboxConnection, pk: bytes, *, whole: bool) -> None:
    """Take an empty store for the relay of this key; `Refused` for another relay's, and for one not `whole` yet."""
    row = db.execute("SELECT pk, whole FROM relay").fetchone()
    if row is None:
        db.execute("INSERT INTO relay VALUES (?, ?)", (pk, whole))
    elif row[0] != pk:
        raise Refused("this database is another relay's: the keys in --keys are not the ones it was begun with")
    elif whole and not row[1]:
        raise Refused("a relay is still being moved into this database: finish with amparo relay migrate --last")
