"""The tables of keys over time: which card each side knows, ends and successors of identities, introductions."""

KEYS = """
ALTER TABLE sealed ADD COLUMN box_pk BLOB NOT NULL DEFAULT x'';
UPDATE sealed SET put = NULL;
ALTER TABLE card ADD COLUMN our_seq_known INTEGER NOT NULL DEFAULT 0;
ALTER TABLE card ADD COLUMN our_card_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE card ADD COLUMN introduced_by BLOB;
ALTER TABLE card ADD COLUMN ended INTEGER;
ALTER TABLE card ADD COLUMN statement_owed INTEGER NOT NULL DEFAULT 0;
ALTER TABLE card ADD COLUMN incarnation BLOB;
ALTER TABLE card ADD COLUMN in_seq INTEGER NOT NULL DEFAULT 0;
ALTER TABLE card ADD COLUMN wrote_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE card ADD COLUMN restored INTEGER;
ALTER TABLE card ADD COLUMN missed INTEGER NOT NULL DEFAULT 0;
CREATE TABLE card_heard (
  contact BLOB NOT NULL, hash BLOB NOT NULL, due INTEGER NOT NULL, PRIMARY KEY (contact, hash)
) WITHOUT ROWID;
CREATE TABLE former (id BLOB PRIMARY KEY, record BLOB, seed BLOB) WITHOUT ROWID;
CREATE TABLE became (record BLOB PRIMARY KEY, contact BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE statement (
  id BLOB NOT NULL, file BLOB NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (id, file)
) WITHOUT ROWID;
CREATE TABLE introduction (
  id BLOB NOT NULL, contact BLOB NOT NULL, file BLOB NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (id, contact)
) WITHOUT ROWID;
CREATE TABLE vouched (
  contact BLOB NOT NULL, hash BLOB NOT NULL, file BLOB NOT NULL, put INTEGER, PRIMARY KEY (contact, hash)
) WITHOUT ROWID;
CREATE TABLE passed_on (
  contact BLOB NOT NULL, file BLOB NOT NULL, at INTEGER NOT NULL, lies INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (contact, file)
) WITHOUT ROWID;
"""
"""`sealed.box_pk`: the keyset sealed to. `our_seq_known`: the seq of the card of ours that a contact said it has.
`card.ended`: since when a revoked key is doubtful, 0: always. `statement_owed`: it may know us by an earlier key.
`incarnation` of the vault that a contact writes from, `in_seq` the number of its last message to us of what came and
`wrote_at` its time, `restored`: when it first wrote from an earlier copy of its vault. `missed`: what it said was not
heard, as it was in doubt, and is asked about once it is not.

`card_heard`: cards that a contact sent us, and whether that is still to be said to it (0 said, 1 with the next message,
2 worth one). `former`: an id that a contact had before, or that we had (then `record` is null, and `seed` signs again
what was written under it). `became`: of the record of a contact that has no card any more, the one whose earlier key
that card was of. `statement`: ends and successors of identities, as they were signed. `introduction`: cards
that contacts vouch for; `vouched`: those that we do. `passed_on`: the end of somebody's key that a contact is to hear
of from us, since when, and whether it lies on a relay.
"""
