"""The tables of a vault, as numbered migrations; each runs in one transaction with the number that says so.

`record.sort` is the rowid, and it carries the order people see: kind, then date, then entry (see `sort_key`).
The full-text row has the same rowid, so newest-first needs neither a sort nor a scan. `record_live` answers the plain
list alone; were it an index of `removed`, the planner would take 0 for a rare value and join through all records.
`record.verdict` is how well an incident or an act is verified as it was computed last (`verdicts`).
"""

from collections.abc import Sequence

from sqlcipher3 import dbapi2 as sqlcipher

from app.domain.kind import indexed
from app.domain.kinds import FIRST
from app.domain.kinds.core import EVENT
from app.errors import NotOpened
from app.store.index import TABLES as INDEX

_RECORDS = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE record (
  sort INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE,
  ref TEXT NOT NULL UNIQUE,
  kind INTEGER NOT NULL,
  body TEXT NOT NULL,
  title TEXT NOT NULL,
  version INTEGER NOT NULL,
  removed INTEGER NOT NULL DEFAULT 0,
  origin BLOB,
  created INTEGER NOT NULL,
  updated INTEGER NOT NULL,
  import_key TEXT,
  verdict TEXT
);
CREATE INDEX record_live ON record (sort) WHERE removed = 0;
CREATE UNIQUE INDEX record_import ON record (kind, import_key) WHERE import_key IS NOT NULL;
CREATE TABLE tally (kind INTEGER PRIMARY KEY, n INTEGER NOT NULL);
CREATE TABLE link (
  id BLOB PRIMARY KEY, source BLOB NOT NULL, role TEXT NOT NULL, target BLOB NOT NULL,
  removed INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;
CREATE INDEX link_source ON link (source, role);
CREATE INDEX link_target ON link (target, role);
CREATE TABLE change (
  num INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE,
  record BLOB NOT NULL,
  author BLOB NOT NULL,
  stamp INTEGER NOT NULL,
  counter INTEGER NOT NULL,
  body TEXT NOT NULL
);
CREATE INDEX change_record ON change (record);
CREATE TABLE conflict (record BLOB NOT NULL, field TEXT NOT NULL, PRIMARY KEY (record, field)) WITHOUT ROWID;
CREATE TABLE shared (
  record BLOB NOT NULL, contact BLOB NOT NULL, history INTEGER NOT NULL, PRIMARY KEY (record, contact)
) WITHOUT ROWID;
CREATE TABLE draft (name TEXT PRIMARY KEY, body TEXT NOT NULL, at INTEGER NOT NULL) WITHOUT ROWID;
"""

_FILES = """
CREATE TABLE blob (
  id BLOB PRIMARY KEY, key BLOB NOT NULL, sha256 BLOB NOT NULL UNIQUE, size INTEGER NOT NULL, padded INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE inside (num INTEGER PRIMARY KEY, sha256 BLOB NOT NULL UNIQUE, text TEXT NOT NULL);
"""

CUSTODY = """
CREATE TABLE custody (
    n     INTEGER PRIMARY KEY,
    item  BLOB NOT NULL CHECK (length(item) = 16),
    entry BLOB NOT NULL,
    head  BLOB NOT NULL CHECK (length(head) = 32)
) STRICT;
CREATE INDEX custody_item ON custody (item, n);
CREATE TRIGGER custody_stays BEFORE DELETE ON custody BEGIN SELECT RAISE(ABORT, 'custody is only added to'); END;
CREATE TRIGGER custody_holds BEFORE UPDATE ON custody BEGIN SELECT RAISE(ABORT, 'custody is only added to'); END;
"""
"""The triggers stop our own mistakes, the chain shows everybody else's."""

_PEOPLE = """
CREATE TABLE keyset (
  num INTEGER PRIMARY KEY, kind INTEGER NOT NULL, xwing_seed BLOB NOT NULL, box_key BLOB NOT NULL,
  not_before INTEGER NOT NULL, not_after INTEGER NOT NULL
);
CREATE TABLE card (
  record BLOB PRIMARY KEY, id BLOB NOT NULL UNIQUE, id_pk BLOB NOT NULL, file BLOB NOT NULL, seq INTEGER NOT NULL,
  state TEXT NOT NULL, verified_at INTEGER, verified_how TEXT, level TEXT, our_seq_sent INTEGER NOT NULL DEFAULT 0,
  out_seq INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;
CREATE TABLE relay (
  pk BLOB PRIMARY KEY, url TEXT NOT NULL UNIQUE, seal_pk BLOB NOT NULL, counter INTEGER NOT NULL, mid BLOB NOT NULL,
  position BLOB, last_ok INTEGER, attempts INTEGER NOT NULL DEFAULT 0,
  not_before INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;
CREATE TABLE relay_wanted (url TEXT PRIMARY KEY, code TEXT NOT NULL, asked INTEGER NOT NULL) WITHOUT ROWID;
"""

_POST = """
CREATE TABLE delivery (
  num INTEGER PRIMARY KEY, report BLOB NOT NULL, contact BLOB NOT NULL, addressee BLOB NOT NULL, profile TEXT NOT NULL,
  urgent INTEGER NOT NULL DEFAULT 0, body BLOB NOT NULL, manifest BLOB, manifest_hash BLOB, state TEXT NOT NULL,
  reason TEXT NOT NULL DEFAULT '', queued INTEGER NOT NULL, changed INTEGER NOT NULL, UNIQUE (report, addressee)
);
CREATE INDEX delivery_state ON delivery (state);
CREATE TABLE attachment (
  delivery INTEGER NOT NULL, num INTEGER NOT NULL, blob BLOB NOT NULL, name TEXT NOT NULL, mime TEXT NOT NULL,
  k_blob BLOB, object_id BLOB, length INTEGER, segments BLOB, PRIMARY KEY (delivery, num)
) WITHOUT ROWID;
CREATE TABLE sealed (
  delivery INTEGER NOT NULL, route TEXT NOT NULL, envelope BLOB NOT NULL, object_id BLOB NOT NULL,
  keyset_end INTEGER NOT NULL, at INTEGER NOT NULL, put INTEGER, PRIMARY KEY (delivery, route)
) WITHOUT ROWID;
CREATE TABLE placed (
  delivery INTEGER NOT NULL, route TEXT NOT NULL, object_id BLOB NOT NULL, at INTEGER NOT NULL, receipt BLOB,
  expires INTEGER, PRIMARY KEY (delivery, route, object_id)
) WITHOUT ROWID;
CREATE TABLE arrived (
  report BLOB NOT NULL, sender BLOB NOT NULL, contact BLOB, hash BLOB NOT NULL,
  state TEXT NOT NULL, reason TEXT NOT NULL DEFAULT '', via TEXT NOT NULL, at INTEGER NOT NULL,
  ack INTEGER NOT NULL DEFAULT 0, ack_sent TEXT NOT NULL DEFAULT '', ack_seen INTEGER NOT NULL DEFAULT 0,
  profile TEXT NOT NULL DEFAULT '', manifest BLOB NOT NULL,
  PRIMARY KEY (sender, report)
) WITHOUT ROWID;
CREATE INDEX arrived_report ON arrived (report);
CREATE INDEX arrived_at ON arrived (at);
CREATE INDEX arrived_state ON arrived (state, at);
CREATE INDEX arrived_from ON arrived (state, contact, profile, at);
CREATE INDEX arrived_owed ON arrived (contact, at) WHERE ack > 0 AND ack_seen = 0;
CREATE TABLE accept_rule (
  contact BLOB NOT NULL, profile TEXT NOT NULL, made INTEGER NOT NULL, PRIMARY KEY (contact, profile)
) WITHOUT ROWID;
CREATE TABLE expected (
  object_id BLOB NOT NULL, sender BLOB NOT NULL, report BLOB NOT NULL, num INTEGER NOT NULL, blob BLOB,
  PRIMARY KEY (object_id, sender, report, num)
) WITHOUT ROWID;
CREATE INDEX expected_report ON expected (sender, report);
CREATE TABLE seen (object_id BLOB NOT NULL, outcome TEXT NOT NULL, PRIMARY KEY (object_id)) WITHOUT ROWID;
CREATE TABLE heard (report BLOB NOT NULL, contact BLOB NOT NULL, told INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (report, contact)) WITHOUT ROWID;
CREATE TABLE proposal (
  id BLOB PRIMARY KEY, record BLOB NOT NULL, sender BLOB NOT NULL, report BLOB NOT NULL, change TEXT NOT NULL,
  state TEXT NOT NULL, at INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX proposal_record ON proposal (record);
"""


def value_of(name: str, table: str = "") -> str:
    """Return the expression of a field's value, as its index and those who ask for it must both write it."""
    return f"{table}verdict" if name == "verification" else f"json_extract({table}body, '$.{name}')"


def _indexes() -> str:
    """Return an expression index for every field that the first kinds declare as indexed.

    `removed` and `kind` stand in each so that it answers a count alone (SQLite takes neither from the condition).
    """
    asked = ("review_state", "sensitivity", "urgent")  # by the list of incidents alone, and some of it is rare
    filters = [(EVENT.number, EVENT.name, name) for name in asked]
    return "\n".join(
        f"CREATE INDEX by_{kind}_{name} ON record ({value_of(name)}, removed, kind) WHERE kind = {number};"
        for number, kind, name in [*indexed(FIRST), *filters]
    )


_SLOTS = """
CREATE TABLE slot (
  i INTEGER PRIMARY KEY, how INTEGER NOT NULL, keyfile INTEGER NOT NULL, flags INTEGER NOT NULL, name TEXT NOT NULL,
  made INTEGER NOT NULL
);
"""

_RECOVERY = """
CREATE TABLE recovery (
  slot INTEGER PRIMARY KEY, identifier INTEGER NOT NULL, threshold INTEGER NOT NULL, holders TEXT NOT NULL,
  made INTEGER, drilled INTEGER
);
"""
"""The set of shares that is good now. `made` is null while the header is written; `holders` is a JSON list of names."""

_KEPT = """
CREATE TABLE kept_share (
  id BLOB PRIMARY KEY, contact BLOB NOT NULL, share TEXT NOT NULL, at INTEGER NOT NULL,
  removed INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;
"""

_UNDER_PRESSURE = _SLOTS + _RECOVERY + _KEPT

MIGRATIONS: Sequence[str] = (
    _RECORDS + INDEX + _FILES + CUSTODY + _PEOPLE + _POST + _indexes(),
    _UNDER_PRESSURE,
)
"""Numbered from 1; from the first release on, what stands here is never edited and a new one is appended."""


def migrate(con: sqlcipher.Connection) -> None:
    """Bring the tables up to date; raise NotOpened where a newer program wrote them."""
    (at,) = con.execute("PRAGMA user_version").fetchone()
    if at > len(MIGRATIONS):
        raise NotOpened("This vault was written by a newer Amparo.", "Open it with that version; nothing was changed.")
    for number in range(at + 1, len(MIGRATIONS) + 1):
        con.execute("BEGIN IMMEDIATE")
        try:
            for statement in _statements(MIGRATIONS[number - 1]):
                con.execute(statement)
            con.execute(f"PRAGMA user_version = {number}")
        except sqlcipher.Error:
            con.execute("ROLLBACK")
            raise
        con.execute("COMMIT")


def _statements(script: str) -> list[str]:
    return [part.strip() for part in script.split(";\n") if part.strip()]


def sort_key(kind: int, day: int, num: int) -> int:
    """Return the order key: kind (6 bits), day as a proleptic ordinal (20), number of entry (36)."""
    return kind << 56 | min(max(day, 0), (1 << 20) - 1) << 36 | num


def sort_range(kind: int) -> tuple[int, int]:
    """Return the lowest and highest order key of a kind."""
    return kind << 56, (kind + 1 << 56) - 1


NUM_MASK = (1 << 36) - 1
"""The bits of an order key that number the entry and never change."""
