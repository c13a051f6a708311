"""Define the tables of a vault as its first version made them. Frozen: vaults of that version are in use.

A test checks the hash of `FIRST`. Later changes are further migrations in `app.store.tables.schema`. The indexes over the
fields of records are not here: they are made if one is missing (`schema.index_fields`), because kinds can grow.

`record.sort` is the rowid and contains the order that people see: kind, then date, then entry (`schema.sort_key`). The
full-text row has the same rowid, so newest-first needs no sort and no scan. `record_live` serves only the plain list.
With an index of `removed`, the planner would take 0 for a rare value and join through all records. `record.verdict` is
the verification status of an incident or an act as last computed (`verdicts`).
"""

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

_INDEX = """
CREATE VIRTUAL TABLE words USING fts5 (
  text, content='', contentless_delete=1, tokenize="unicode61 remove_diacritics 0 categories 'L* N* Co M*'", prefix='1 2 3 4 5', detail='none'
);
INSERT INTO words (words, rank) VALUES ('pgsz', 3900);
CREATE VIRTUAL TABLE pairs USING fts5 (text, content='', contentless_delete=1, tokenize="unicode61 remove_diacritics 0 categories 'L* N* Co M*'");
INSERT INTO pairs (pairs, rank) VALUES ('pgsz', 3900);
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
"""The triggers stop our own mistakes; the chain shows the mistakes of everyone else."""

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

FIRST = _RECORDS + _INDEX + _FILES + CUSTODY + _PEOPLE + _POST
