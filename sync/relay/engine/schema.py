"""The tables on PostgreSQL: those of the ledger, translated, and those that replace files.

`shelf` has small objects; `log.small` is their number. Of an upload, `landed` segments are in the bucket. Received
bytes of the next segment are in `tail`, which is not logged: a killed relay loses no byte of it, a killed server all.
The sender then continues at the end of the last segment. `turn` counts the callers of an upload. Objects in `doomed`
are deleted from the bucket as soon as it answers. `nonce` prevents the use of one signed request at two processes.
`relay` has the relay of this store, and if it is complete (`sync.relay.engine.move`). `made` has the version of these
tables.
"""

import hashlib
import re
from functools import lru_cache

from sync.errors import Refused
from sync.relay.mailbox_tables import SCHEMA, MailboxConnection

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
