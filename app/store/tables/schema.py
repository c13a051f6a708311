"""Define the tables of a vault as numbered migrations; each runs in one transaction with its version number.

See `first_schema` for the first migration. Before the change of a vault in use, `before` keeps a copy.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from sqlcipher3 import dbapi2 as sqlcipher

from app.domain.kind import list_indexed_fields
from app.domain.kinds import FIRST as FIRST_KINDS
from app.domain.kinds.core import EVENT
from app.errors import NotOpened
from app.store.tables.added_tables import (
    AUDIENCES,
    CUSTODY_CAME,
    DANGER,
    DELIVERY_WORDS,
    KEYS,
    MEMBERS,
    ORGANISATION,
    PREVIEWS,
    REFERENCES,
    STATES,
)
from app.store.tables.first_schema import FIRST


def value_of(name: str, table: str = "") -> str:
    """Return the expression of a field's value; its index and its queries must both use it."""
    return f"{table}verdict" if name == "verification" else f"json_extract({table}body, '$.{name}')"


def _indexes() -> dict[str, str]:
    """Return an expression index by its name for every field that the first kinds declare as indexed.

    Each index includes `removed` and `kind`, so that it can answer a count without the table (SQLite takes neither from
    the condition).
    """
    asked = ("review_state", "sensitivity", "danger")  # used only by the list of incidents, and some values are rare
    filters = [(EVENT.number, EVENT.name, name) for name in asked]
    return (
        {
            f"by_{kind}_{name}": f"CREATE INDEX by_{kind}_{name} ON record ({value_of(name)}, removed, kind) "
            f"WHERE kind = {number}"
            for number, kind, name in [*list_indexed_fields(FIRST_KINDS), *filters]
        }
        | {
            f"due_{number}_{name}": f"CREATE INDEX due_{number}_{name} ON record ({value_of(name)}, {value_of(state)}) "
            f"WHERE kind = {number} AND removed = 0 AND {value_of(name)} IS NOT NULL"
            for number, name, state in DATED
        }
        | {"checkin_says_more": f"CREATE INDEX checkin_says_more ON record (id) WHERE kind = 28 AND {SAYS_MORE}"}
    )


SAYS_MORE = "(json_extract(body, '$.state') = 'duress' OR json_extract(body, '$.said') IS NOT NULL)"
"""Check-ins that must be reviewed at any age: few of many."""
DATED: Sequence[tuple[int, str, str]] = (
    (11, "review_on", "state"), (14, "follow_up_on", "status"), (15, "next_review", "status"),
    (20, "date_end", "status"), (23, "follow_up_on", "outcome"), (25, "due", "status"), (30, "date_end", "status"),
    (32, "follow_up_on", "kind"), (33, "next_review", "date"), (34, "due", "status"), (35, "next_review", "date"),
    (36, "due", "state"), (44, "ratify_by", "state"), (44, "date_end", "state"), (45, "date_end", "status"),
    (46, "valid_until", "state"), (47, "recontact_on", "status"), (52, "follow_up_on", "outcome"),
    (53, "next_on", "stage"), (57, "next_on", "stage"), (64, "send_by", "state"),
    (65, "next_review", "status"), (65, "leave_by", "status"), (66, "due", "state"), (66, "expires", "state"),
    (67, "follow_up_on", "state"), (70, "next_review", "status"), (71, "next_review", "status"),
    (72, "report_due", "status"),
)  # fmt: skip
"""Kinds with a due date field, and the field that can say that the matter is over.

The Now page reads an index over both. Kinds are given by number: loading them would delay the opening of a vault. A
test compares this with `Kind.due`.
"""


_SLOTS = """
CREATE TABLE slot (
  i INTEGER PRIMARY KEY, how INTEGER NOT NULL, keyfile INTEGER NOT NULL, flags INTEGER NOT NULL, name TEXT NOT NULL,
  made INTEGER NOT NULL
);
"""

_RECOVERY = """
CREATE TABLE recovery (
  identifier INTEGER PRIMARY KEY, threshold INTEGER NOT NULL, holders TEXT NOT NULL, made INTEGER, drilled INTEGER
);
"""
"""The set of shares of the recovery slot: `made` is null while the set is written, `holders` is a JSON list."""

_DESTROYED = """
CREATE TABLE doomed (blob BLOB PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE destroyed_file (sha256 BLOB PRIMARY KEY) WITHOUT ROWID;
"""
"""Files without a key that must still be deleted; contents that must not be imported again automatically."""

_KEPT = """
CREATE TABLE kept_share (
  id BLOB PRIMARY KEY, contact BLOB NOT NULL, share TEXT NOT NULL, at INTEGER NOT NULL,
  removed INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;
"""

_SECOND = """
CREATE TABLE second_lock (how INTEGER PRIMARY KEY, wrap BLOB NOT NULL);
CREATE TABLE second_log (
  n INTEGER PRIMARY KEY, at INTEGER NOT NULL, who BLOB NOT NULL, what TEXT NOT NULL, record BLOB, why TEXT NOT NULL
);
CREATE TRIGGER second_log_stays BEFORE DELETE ON second_log BEGIN SELECT RAISE(ABORT, 'the log is only added to'); END;
CREATE TRIGGER second_log_holds BEFORE UPDATE ON second_log BEGIN SELECT RAISE(ABORT, 'the log is only added to'); END;
"""

_BACKUPS = """
CREATE TABLE backup_key (
  db_id BLOB PRIMARY KEY, vmk BLOB NOT NULL, mask INTEGER NOT NULL, header BLOB NOT NULL, passphrase INTEGER,
  recovery INTEGER, made INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE backup (
  folder TEXT PRIMARY KEY, at INTEGER NOT NULL, changes INTEGER NOT NULL, files INTEGER NOT NULL, bytes INTEGER NOT NULL
) WITHOUT ROWID;
"""

_UNDER_PRESSURE = _SLOTS + _RECOVERY + _KEPT + _BACKUPS + _SECOND + _DESTROYED

_RELAYS = """
ALTER TABLE delivery ADD COLUMN carriers INTEGER NOT NULL DEFAULT 1;
CREATE TABLE carrier (
  delivery INTEGER NOT NULL, route TEXT NOT NULL, since INTEGER NOT NULL, reached INTEGER NOT NULL DEFAULT 0,
  failed INTEGER NOT NULL DEFAULT 0, given_up INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (delivery, route)
) WITHOUT ROWID;
ALTER TABLE placed ADD COLUMN told INTEGER;
CREATE TABLE log_line (
  mid BLOB NOT NULL, seq INTEGER NOT NULL, at INTEGER NOT NULL, entry BLOB NOT NULL, head BLOB NOT NULL,
  object_id BLOB NOT NULL, PRIMARY KEY (mid, seq)
) WITHOUT ROWID;
CREATE INDEX log_line_object ON log_line (mid, object_id);
CREATE TABLE log_shown (
  mid BLOB PRIMARY KEY, page BLOB NOT NULL, at INTEGER NOT NULL, since INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE receipt_heard (
  receipt BLOB PRIMARY KEY, relay BLOB NOT NULL, contact BLOB NOT NULL, at INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE proof (
  num INTEGER PRIMARY KEY, kind TEXT NOT NULL, relay BLOB NOT NULL, url TEXT NOT NULL, contact BLOB,
  at INTEGER NOT NULL, before BLOB NOT NULL, after BLOB NOT NULL, seen INTEGER NOT NULL DEFAULT 0, UNIQUE (kind, before)
);
CREATE TABLE moving (
  old BLOB PRIMARY KEY, url TEXT NOT NULL, since INTEGER NOT NULL, until INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE reached_by (
  contact BLOB NOT NULL, relay BLOB NOT NULL, told INTEGER, known INTEGER, PRIMARY KEY (contact, relay)
) WITHOUT ROWID;
CREATE TABLE greeting (contact BLOB NOT NULL, route TEXT NOT NULL, PRIMARY KEY (contact, route)) WITHOUT ROWID;
"""
"""`carrier`: the relays that carry a delivery's files; `reached` bytes by `since`, and the failed visits after that.

`log_line` has the lines of our mailboxes' logs. `log_shown` has the newest signed page of each log, its time, and the
time `since` which our lines have no gap. `placed.told` is the last time that the recipient was told about the receipt.

`moving`: moves from a relay to an address. `reached_by`: our relays that a contact was told about, and those that it
has written to. `greeting`: new mailboxes of contacts to which we must still write.
"""
_ROUNDS = """
CREATE TABLE traffic (
  network TEXT PRIMARY KEY, day INTEGER NOT NULL, up INTEGER NOT NULL, down INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE coming (
  object_id BLOB NOT NULL, sha256 BLOB NOT NULL, blob_id BLOB NOT NULL, key BLOB NOT NULL,
  PRIMARY KEY (object_id, sha256)
) WITHOUT ROWID;
"""
"""Bytes of a day over networks with a budget; files that are being downloaded, and their keys here."""

_STICKS = """
CREATE TABLE tagged (
  relay BLOB NOT NULL, name BLOB NOT NULL, delivery INTEGER NOT NULL, object_id BLOB NOT NULL, length INTEGER NOT NULL,
  at INTEGER NOT NULL, came INTEGER, PRIMARY KEY (relay, name)
) WITHOUT ROWID;
CREATE INDEX tagged_of ON tagged (delivery);
CREATE TABLE carried (
  object_id BLOB PRIMARY KEY, blob BLOB, length INTEGER NOT NULL, segments BLOB NOT NULL, at INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE carried_tag (
  object_id BLOB NOT NULL, tag BLOB NOT NULL, relay BLOB NOT NULL, receipt BLOB, at INTEGER, why TEXT NOT NULL,
  PRIMARY KEY (object_id, tag)
) WITHOUT ROWID;
CREATE INDEX carried_to ON carried_tag (relay, at);
CREATE TABLE one_copy (report BLOB PRIMARY KEY) WITHOUT ROWID;
"""
"""Our objects on USB sticks with tags for couriers; objects carried for others; reports with one copy of files."""

_TICKETS = """
CREATE TABLE ticket (
  hash BLOB PRIMARY KEY, relay BLOB NOT NULL, ticket BLOB NOT NULL, class INTEGER NOT NULL, expires INTEGER NOT NULL,
  state INTEGER NOT NULL DEFAULT 0, contact BLOB, told INTEGER, spent INTEGER
) WITHOUT ROWID;
CREATE INDEX ticket_of ON ticket (relay, contact);
CREATE TABLE held_ticket (
  contact BLOB NOT NULL, mid BLOB NOT NULL, ticket BLOB NOT NULL, class INTEGER NOT NULL, expires INTEGER NOT NULL,
  public INTEGER NOT NULL, delivery INTEGER, gone INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (contact, mid, ticket)
) WITHOUT ROWID;
CREATE TABLE ticket_asked (contact BLOB, mid BLOB, at INTEGER NOT NULL, PRIMARY KEY (contact, mid)) WITHOUT ROWID;
CREATE TABLE ticket_stopped (contact BLOB PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE mailbox_policy (relay BLOB PRIMARY KEY, policy INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE policy_wanted (url TEXT PRIMARY KEY, policy INTEGER NOT NULL) WITHOUT ROWID;
"""
"""See `app.store.relays.tickets` for the columns, and `app.store.relays.policies` for policies."""

_TEAMS = """
CREATE TABLE team (
  id BLOB PRIMARY KEY, name TEXT NOT NULL, owner BLOB NOT NULL, seq INTEGER NOT NULL, state TEXT NOT NULL,
  incarnation BLOB NOT NULL
) WITHOUT ROWID;
CREATE TABLE team_member (
  team BLOB NOT NULL, id BLOB NOT NULL, name TEXT NOT NULL, role TEXT NOT NULL, PRIMARY KEY (team, id)
) WITHOUT ROWID;
CREATE TABLE team_root (team BLOB NOT NULL, record BLOB NOT NULL, PRIMARY KEY (team, record)) WITHOUT ROWID;
CREATE TABLE team_record (record BLOB NOT NULL, team BLOB NOT NULL, PRIMARY KEY (record, team)) WITHOUT ROWID;
CREATE TABLE team_known (
  member BLOB NOT NULL, item BLOB NOT NULL, gone INTEGER NOT NULL, heard BLOB, delivery INTEGER,
  PRIMARY KEY (member, item)
) WITHOUT ROWID;
CREATE INDEX team_known_delivery ON team_known (delivery) WHERE delivery IS NOT NULL;
CREATE TABLE team_delivery (
  delivery INTEGER PRIMARY KEY, team BLOB NOT NULL, member BLOB NOT NULL, file BLOB
);
CREATE INDEX arrived_listed ON arrived (at) WHERE NOT (profile = 'team' AND state = 'accepted');
CREATE INDEX team_delivery_to ON team_delivery (team, member);
CREATE TABLE team_seen (
  member BLOB PRIMARY KEY, incarnation BLOB NOT NULL, again INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;
"""
"""The records of a standing share, and the items that each member has or was sent: changes, records, links, hashes.

`heard`: the item came from that member, in that team. `delivery`: the delivery that sends or sent it; null: it has
arrived. `team_seen.again`: the last time that everything was sent again to that member, because its incarnation had
changed.
"""

_ANONYMOUS = """
ALTER TABLE delivery ADD COLUMN anonymous INTEGER NOT NULL DEFAULT 0;
CREATE TABLE apart (delivery INTEGER PRIMARY KEY, due INTEGER NOT NULL, reply TEXT NOT NULL);
CREATE TABLE reply_box (
  delivery INTEGER PRIMARY KEY, url TEXT NOT NULL, relay BLOB NOT NULL, seal_pk BLOB NOT NULL, mid BLOB NOT NULL,
  seed BLOB NOT NULL, xwing_seed BLOB NOT NULL, box_key BLOB NOT NULL, not_before INTEGER NOT NULL,
  not_after INTEGER NOT NULL, position BLOB, due INTEGER NOT NULL
);
CREATE TABLE renamed (
  delivery INTEGER NOT NULL, record BLOB NOT NULL, name BLOB NOT NULL, PRIMARY KEY (delivery, record)
) WITHOUT ROWID;
"""
"""The due time and reply request of an anonymous delivery, and the mailbox that was made only for its answer.

`renamed`: the id of a record in an anonymous delivery, so that a destruction finds it there too.
"""

_REASONS = """
DROP TRIGGER second_log_holds;
CREATE TRIGGER second_log_holds BEFORE UPDATE ON second_log
WHEN new.why <> '' OR old.record IS NULL OR EXISTS (SELECT 1 FROM record r WHERE r.id = old.record)
  OR (new.n, new.at, new.who, new.what, new.record) IS NOT (old.n, old.at, old.who, old.what, old.record)
BEGIN SELECT RAISE(ABORT, 'the log is only added to'); END;
"""
"""A log line about a destroyed record loses the reason of the opening; the fact and the time stay."""

_RETRACTIONS = """
CREATE TABLE retraction (
  id BLOB PRIMARY KEY, wire BLOB NOT NULL, contact BLOB, reason TEXT NOT NULL, ask TEXT NOT NULL, text TEXT NOT NULL,
  at INTEGER NOT NULL, back INTEGER, above BLOB, settled INTEGER NOT NULL DEFAULT 0,
  answers INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;
CREATE TABLE retracted (
  retraction BLOB NOT NULL, record BLOB NOT NULL, did TEXT NOT NULL DEFAULT '', PRIMARY KEY (retraction, record)
) WITHOUT ROWID;
CREATE INDEX retracted_record ON retracted (record);
CREATE TABLE retraction_to (
  retraction BLOB NOT NULL, contact BLOB NOT NULL, report BLOB NOT NULL, records TEXT NOT NULL,
  did TEXT NOT NULL DEFAULT '', text TEXT NOT NULL DEFAULT '', passed INTEGER NOT NULL DEFAULT 0, at INTEGER,
  heard INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (retraction, contact)
) WITHOUT ROWID;
CREATE TABLE retraction_rule (
  contact BLOB NOT NULL, reason TEXT NOT NULL, does TEXT NOT NULL, PRIMARY KEY (contact, reason)
) WITHOUT ROWID;
CREATE TABLE replaced (report BLOB NOT NULL, old BLOB NOT NULL, PRIMARY KEY (report, old)) WITHOUT ROWID;
"""
"""Withdrawals, ours (`contact` null) and those of contacts, with their records; `above`: the one that ours passes on.

`retraction_to`: the contacts who were told, the report, the records, and their answer (JSON). Our `answers` and their
`heard` are numbered, so that an older answer that comes late is ignored. `retraction_rule`: the immediate action on a
withdrawal; an empty contact is everyone. `replaced`: the reports that ours replaces (16).
"""

_DELIVERY = (
    _RELAYS
    + _ROUNDS
    + _STICKS
    + _TICKETS
    + KEYS
    + _TEAMS
    + _RETRACTIONS
    + MEMBERS
    + _ANONYMOUS
    + STATES
    + _REASONS
    + ORGANISATION
)

MIGRATIONS: Sequence[str] = (
    FIRST, _UNDER_PRESSURE, _DELIVERY, DANGER, REFERENCES, AUDIENCES, PREVIEWS, CUSTODY_CAME, DELIVERY_WORDS
)  # fmt: skip
"""Numbered from 1; after the first release, a migration is never edited, and a new one is appended."""


def version(con: sqlcipher.Connection) -> int:
    """Return the number of the last migration, 0 in an empty file; raises NotOpened if a newer program wrote it."""
    (at,) = con.execute("PRAGMA user_version").fetchone()
    if at > len(MIGRATIONS):
        raise NotOpened(
            "This vault was written by a newer Amparo.", "Nothing was changed. Open the vault with the newer version."
        )
    return int(at)


def migrate(con: sqlcipher.Connection) -> None:
    """Run the missing migrations; raises NotOpened if a newer program wrote the file."""
    for number in range(version(con) + 1, len(MIGRATIONS) + 1):
        with _transaction(con):
            for statement in _statements(MIGRATIONS[number - 1]):
                con.execute(statement)
            con.execute(f"PRAGMA user_version = {number}")
    _index_fields(con)


def _index_fields(con: sqlcipher.Connection) -> None:
    """Make the indexes over fields that are missing or have another definition: kinds grow without a migration."""
    there = dict(con.execute("SELECT name, sql FROM sqlite_master WHERE type = 'index'").fetchall())
    asked = [(name, sql) for name, sql in _indexes().items() if there.get(name) != sql]
    if asked:
        with _transaction(con):
            for name, sql in asked:
                con.execute(f"DROP INDEX IF EXISTS {name}")
                con.execute(sql)


@contextmanager
def _transaction(con: sqlcipher.Connection) -> Iterator[None]:
    con.execute("BEGIN IMMEDIATE")
    try:
        yield
    except sqlcipher.Error:
        con.execute("ROLLBACK")
        raise
    con.execute("COMMIT")


def _statements(script: str) -> list[str]:
    return [part.strip() for part in script.split(";\n") if part.strip()]


def sort_key(kind: int, day: int, num: int) -> int:
    """Return the order key: kind (7 bits), day as a proleptic ordinal (20), number of entry (36)."""
    return kind << 56 | min(max(day, 0), (1 << 20) - 1) << 36 | num


def sort_range(kind: int) -> tuple[int, int]:
    """Return the lowest and highest order key of a kind."""
    return kind << 56, (kind + 1 << 56) - 1


NUM_MASK = (1 << 36) - 1
"""The bits of an order key with the number of the entry, which never change."""
