"""The tables on PostgreSQL: those of the ledger, translated, and what stands here instead of files.

`shelf` has small objects; `log.small` is their number. Of an upload, `landed` segments are in the bucket, and what
came of the next one is in `tail`, which is not logged: a killed relay loses nothing of it, a killed server all, and
the sender goes on at the end of the last segment. `turn` counts who asked for it. What is in `doomed` is deleted from
the bucket as soon as that answers. `nonce` is what keeps a signed request from being good at two processes. `relay`
says whose store this is, and whether it is whole (`sync.relay.engine.move`), `made` which version's tables these are.
"""

import hashlib
import re
from functools import lru_cache

from sync.errors import Refused
from sync.relay.ledger import SCHEMA, Database

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
def translated(sql: str) -> str:
    """Return one of our own statements, written for SQLite, as PostgreSQL reads it."""
    for word, other in _WORDS.items():
        sql = re.sub(word, other, sql)
    return sql


def make_tables(db: Database) -> None:
    """Make the tables that are not there; the caller holds the lock of everybody.

    Where this version's were made already, nothing is touched: that would wait for all who write, and they for it.
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


def want_relay(db: Database, pk: bytes, *, whole: bool) -> None:
    """Take an empty store for the relay of this key; `Refused` for another's, and for one that is not `whole` yet."""
    row = db.execute("SELECT pk, whole FROM relay").fetchone()
    if row is None:
        db.execute("INSERT INTO relay VALUES (?, ?)", (pk, whole))
    elif row[0] != pk:
        raise Refused("this database is another relay's: the keys in --keys are not the ones it was begun with")
    elif whole and not row[1]:
        raise Refused("a relay is still being moved into this database: finish with amparo relay migrate --last")
