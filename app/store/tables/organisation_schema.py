"""The tables of desks with members, of organisations, and of what members told each other about shared mailboxes."""

MEMBERS = """
ALTER TABLE relay ADD COLUMN seed BLOB;
ALTER TABLE relay ADD COLUMN shared INTEGER NOT NULL DEFAULT 0;
ALTER TABLE relay ADD COLUMN renew INTEGER NOT NULL DEFAULT 0;
ALTER TABLE relay ADD COLUMN next_seed BLOB;
CREATE TABLE mailbox_also (
  mid BLOB PRIMARY KEY, desk BLOB, pk BLOB NOT NULL, url TEXT NOT NULL, seal_pk BLOB NOT NULL, counter INTEGER NOT NULL,
  seed BLOB, shared INTEGER NOT NULL, position BLOB, last_ok INTEGER, attempts INTEGER NOT NULL DEFAULT 0,
  not_before INTEGER NOT NULL DEFAULT 0, until INTEGER, again INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;
CREATE TABLE desk_member (contact BLOB PRIMARY KEY, since INTEGER NOT NULL, told BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE serving (
  desk BLOB PRIMARY KEY, since INTEGER NOT NULL, desk_pk BLOB NOT NULL, member BLOB NOT NULL,
  not_before INTEGER NOT NULL, not_after INTEGER NOT NULL, signature BLOB NOT NULL
) WITHOUT ROWID;
CREATE TABLE desk_keyset (
  desk BLOB NOT NULL, kind INTEGER NOT NULL, xwing_seed BLOB NOT NULL, box_key BLOB NOT NULL,
  not_before INTEGER NOT NULL, not_after INTEGER NOT NULL, PRIMARY KEY (desk, box_key)
) WITHOUT ROWID;
ALTER TABLE arrived ADD COLUMN desk BLOB;
ALTER TABLE arrived ADD COLUMN answered_by BLOB;
ALTER TABLE arrived ADD COLUMN ack_from INTEGER NOT NULL DEFAULT 0;
CREATE TABLE answer_told (
  contact BLOB NOT NULL, sender BLOB NOT NULL, report BLOB NOT NULL, status INTEGER NOT NULL,
  PRIMARY KEY (contact, sender, report)
) WITHOUT ROWID;
"""
"""The columns of desks and shared mailboxes.

`relay.seed`: of a mailbox with a separate seed; `shared`: with members; `renew`: a mailbox with `next_seed` will
follow. `mailbox_also`: other mailboxes that we read, `until` that time, and `again` from the first line. They are our
earlier mailboxes, and those of a `desk` (a contact of ours) that we read for. `serving`, `desk_keyset`: the data from
that desk; `desk_member`: the members to whom we, a desk, gave it. `arrived.desk`: the desk that a report is for, null:
ourselves. `answered_by`: the other reader who answered in the desk's name. `ack_from`: the due time of our answer.
`answer_told`: answers that other readers were told.
"""

ORGANISATION = """
CREATE TABLE organisation (
  id BLOB PRIMARY KEY, root BLOB NOT NULL, name TEXT NOT NULL, state TEXT NOT NULL, seq INTEGER NOT NULL,
  contact BLOB, at INTEGER NOT NULL, delegation BLOB, incarnation BLOB, slots INTEGER NOT NULL DEFAULT 8,
  seen INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;
CREATE TABLE directory (
  organisation BLOB NOT NULL, seq INTEGER NOT NULL, hash BLOB NOT NULL, file BLOB, contact BLOB, at INTEGER NOT NULL,
  PRIMARY KEY (organisation, seq, hash)
);
CREATE TABLE organisation_member (contact BLOB PRIMARY KEY, role TEXT NOT NULL, since INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE directory_told (
  contact BLOB NOT NULL, organisation BLOB NOT NULL, theirs INTEGER NOT NULL, said INTEGER NOT NULL,
  due INTEGER NOT NULL, other INTEGER NOT NULL, sent INTEGER NOT NULL, put INTEGER NOT NULL,
  PRIMARY KEY (contact, organisation)
) WITHOUT ROWID;
CREATE TABLE listed (organisation BLOB NOT NULL, id BLOB NOT NULL, PRIMARY KEY (organisation, id)) WITHOUT ROWID;
CREATE TABLE page_told (contact BLOB NOT NULL, mid BLOB NOT NULL, head BLOB NOT NULL, PRIMARY KEY (contact, mid))
WITHOUT ROWID;
CREATE TABLE page_heard (
  mid BLOB NOT NULL, teller BLOB NOT NULL, contact BLOB, page BLOB NOT NULL, PRIMARY KEY (mid, teller)
);
"""
"""See `app.store.contacts.organisations` for the columns, and `app.store.contacts.shared_log_heads` for the pages.

A table with large files has rowids: SQLite then stores such rows separately from their keys.
"""
