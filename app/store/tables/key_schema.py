"""Define the tables of keys over time: the cards known on each side, ends and successors of keys, introductions."""

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
"""The columns of keys over time.

`sealed.box_pk`: the keyset of the encryption. `our_seq_known`: the seq of our card that the contact confirmed.
`card.ended`: since when a revoked key is doubtful, 0: always. `statement_owed`: the contact might know us by an earlier
key. `incarnation`: of the vault that the contact writes from. `in_seq`, `wrote_at`: number and time of its last
received message to us. `restored`: the time of its first message from an earlier copy of its vault. `missed`: a message
was ignored while the contact was suspended; we ask about it afterwards.

`card_heard`: cards that a contact sent us, and their confirmation (0 sent, 1 with the next message, 2 worth a message).
`former`: an earlier id of a contact, or of ours (then `record` is null, and `seed` signs again under it). `became`: a
contact without a card, and the contact that it was merged into. `statement`: the signed ends and successors of
identities. `introduction`: cards that contacts introduce; `vouched`: cards that we introduce. `passed_on`: the end of a
person's key that a contact must get from us, since when, and if it is on a relay.
"""
