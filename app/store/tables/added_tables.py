"""Define the tables that later versions added, for the migrations of `schema`: keys over time, desks and organisations,
delivery histories and problems, words of deliveries, quarantined objects, previews.
"""

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
REFERENCES = """
CREATE TABLE other_ref (
  record BLOB NOT NULL, contact BLOB NOT NULL, ref TEXT NOT NULL, first INTEGER NOT NULL,
  PRIMARY KEY (record, contact, ref)
) WITHOUT ROWID;
CREATE INDEX other_ref_text ON other_ref (ref);
"""
"""The references by which contacts know records; `first`: the contact names it as the oldest one."""
STATES = """
CREATE TABLE happened (
  num INTEGER PRIMARY KEY, delivery INTEGER NOT NULL, what TEXT NOT NULL, at INTEGER NOT NULL,
  route TEXT NOT NULL DEFAULT '', since INTEGER, until INTEGER, receipt BLOB
);
CREATE INDEX happened_to ON happened (delivery);
CREATE TRIGGER delivery_moved AFTER UPDATE OF state ON delivery WHEN new.state <> old.state
BEGIN INSERT INTO happened (delivery, what, at) VALUES (new.num, new.state, new.changed); END;
CREATE TRIGGER delivery_gone AFTER DELETE ON delivery
BEGIN DELETE FROM happened WHERE delivery = old.num; END;
CREATE TABLE hindrance (
  route TEXT NOT NULL, delivery INTEGER NOT NULL, why TEXT NOT NULL, at INTEGER NOT NULL, since INTEGER NOT NULL,
  times INTEGER NOT NULL, PRIMARY KEY (route, delivery)
) WITHOUT ROWID;
CREATE TABLE damage (
  num INTEGER PRIMARY KEY, relay BLOB NOT NULL, url TEXT NOT NULL, what TEXT NOT NULL, why TEXT NOT NULL,
  since INTEGER NOT NULL, at INTEGER NOT NULL, seen INTEGER, UNIQUE (relay, what, why)
);
"""
"""The tables of delivery histories, delivery problems and quarantined objects.

`happened`: the events of each delivery. A trigger records each change of state; ended storage on relays is kept with
its receipts. `hindrance`: the reason why a relay was not reached at the last try, or did not accept a delivery (0:
any). `damage`: the quarantined objects, and the time when a person saw them.
"""
_DANGER_OF = """CASE WHEN json_type(body, '$.urgent') = 'false' THEN 'no'
  WHEN json_extract(body, '$.danger') LIKE '%perhaps' THEN 'perhaps' ELSE 'now' END"""
_EDIT_OF = f"""CASE WHEN json_type(body, '$.urgent[1]') = 'null' THEN NULL
  ELSE {_DANGER_OF.replace("urgent'", "urgent[1]'").replace("danger'", "danger[1]'")} END"""
_OF_EVENTS = "record IN (SELECT id FROM record WHERE kind = 1)"

DANGER = f"""
DROP INDEX IF EXISTS by_event_urgent;
UPDATE record SET body = json_set(json_remove(body, '$.urgent'), '$.danger', {_DANGER_OF})
WHERE kind = 1 AND json_type(body, '$.urgent') IN ('true', 'false');
UPDATE change
SET body = json_set(json_remove(body, '$.urgent'), '$.danger',
  json_array(json_extract(body, '$.urgent[0]'), {_EDIT_OF}))
WHERE {_OF_EVENTS} AND json_type(body, '$.urgent') IS NOT NULL;
UPDATE OR REPLACE conflict SET field = 'danger' WHERE field = 'urgent' AND {_OF_EVENTS};
UPDATE proposal SET change = json_set(change, '$[0]', 'danger', '$[1]',
  CASE json_type(change, '$[1]') WHEN 'true' THEN 'now' WHEN 'false' THEN 'no' END)
WHERE {_OF_EVENTS} AND json_extract(change, '$[0]') = 'urgent';
UPDATE draft SET body = json_set(json_remove(body, '$.urgent'), '$.danger', {_DANGER_OF})
WHERE json_valid(body) AND json_type(body, '$.urgent') IN ('true', 'false') AND (name = 'edit:event'
  OR name IN (SELECT 'edit:' || lower(hex(id)) FROM record WHERE kind = 1));
UPDATE draft SET body = json_set(body, '$.danger', 'now')
WHERE name = 'incident' AND json_valid(body) AND json_extract(body, '$.danger') = 'yes';
"""
"""The flag `urgent` of an incident becomes the code `danger`: true is "now", false is "no".

An older program that knew a newer one can hold both; there a false flag wins, as in `Kind.current`.
"""

AUDIENCES = """
UPDATE card SET level = 'to choose' WHERE level = 'authority';
DELETE FROM accept_rule WHERE profile = 'authority';
"""
"""One audience became four (authority, un, regional, embassy): a person must choose again for a contact.

Nothing is sent to that contact without a choice.
"""

PREVIEWS = """
CREATE TABLE preview (
  num INTEGER PRIMARY KEY, sha256 BLOB NOT NULL UNIQUE, thumbnail BLOB, waveform BLOB, pages INTEGER,
  used INTEGER NOT NULL, size INTEGER NOT NULL
);
CREATE INDEX preview_used ON preview (used, size);
CREATE TRIGGER preview_gone AFTER DELETE ON blob
BEGIN DELETE FROM preview WHERE sha256 = old.sha256; END;
CREATE TRIGGER preview_closed AFTER UPDATE OF removed ON record WHEN new.removed AND new.kind = 10
BEGIN DELETE FROM preview WHERE sha256 = unhex(json_extract(new.body, '$.sha256')); END;
"""
"""Thumbnails (WebP), waveforms and page counts of evidence files (kind 10), and their bytes. No backup has them."""

CUSTODY_CAME = """
CREATE TABLE custody_came (
  item BLOB NOT NULL, hash BLOB NOT NULL, at INTEGER NOT NULL, lines BLOB NOT NULL, PRIMARY KEY (item, hash)
) WITHOUT ROWID;
"""
"""The lines of custody of an item as its sender signed them, their SHA-256, and the time of their receipt."""

DELIVERY_WORDS = """
CREATE TABLE delivery_words (delivery INTEGER PRIMARY KEY, words BLOB NOT NULL);
CREATE INDEX delivery_left ON delivery (num) WHERE anonymous = 0 AND manifest_hash IS NOT NULL;
CREATE TRIGGER delivery_words_old AFTER UPDATE OF body ON delivery
BEGIN DELETE FROM delivery_words WHERE delivery = old.num; END;
CREATE TRIGGER delivery_words_gone AFTER DELETE ON delivery
BEGIN DELETE FROM delivery_words WHERE delivery = old.num; END;
"""
"""The words of each report that can have left; a changed report loses its row. See `app.store.mail.delivery_words`."""
