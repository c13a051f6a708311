"""Store organisations, all their directories that were seen, and the directory that each contact knows.

`organisation.state`: `ours` (this vault signs for it under `delegation`), `offered` (received, and no one accepted it),
`followed`, `left`, `ended` (its root key was revoked). `seq` is the directory in force, `contact` is its source. `seen`
is the number up to which a person saw the evidence against its directories. `incarnation` is that of the vault that
signed last: after a restore the numbers jump, so that each is used only once. `organisation_member`: the contacts that
our own directory lists.

`listed`: the ids in the directory in force. `directory_told` has one row for each contact. `theirs` is the number that
it said it has, and `said` is the number of ours that it was told. `due` is set while the contact waits for that.
`other` is a number with different files at the contact and here. `sent` is the number of the file that we sent last,
and `put` is its time.
"""

from collections.abc import Sequence
from hashlib import sha256
from typing import Any

from attrs import frozen
from sqlcipher3 import dbapi2 as sqlcipher

import crypto

OURS, OFFERED, FOLLOWED, LEFT, ENDED = "ours", "offered", "followed", "left", "ended"
MOST = 50
"""The number of stored organisations: a contact could make any number."""
MOST_FILES = 12
"""The number of newest directories of an organisation that keep their file; older ones keep number and hash."""
MOST_TWINS = 4
"""The number of directories that are stored for one number: more add nothing."""


@frozen
class Organisation:
    """One organisation; `id` is H("id", root), times are UTC seconds."""

    id: bytes
    root: bytes
    name: str
    state: str
    seq: int
    contact: bytes | None
    at: int
    delegation: bytes | None
    incarnation: bytes | None
    slots: int
    seen: int


@frozen
class Kept:
    """A received directory: `file` is None if only its hash is stored."""

    seq: int
    hash: bytes
    file: bytes | None
    contact: bytes | None
    at: int


@frozen
class DirectorySyncState:
    """The state of the directories of one contact and us; see the docstring of this module."""

    theirs: int = 0
    said: int = 0
    due: bool = False
    other: int = 0
    sent: int = 0
    put: int = 0


def hash_of(file: bytes) -> bytes:
    """Return the SHA-256 of a directory's file, its identifier among members."""
    return sha256(file).digest()


def list_organisations(con: sqlcipher.Connection) -> list[Organisation]:
    """Return every organisation by name, including those that were left or ended."""
    rows = con.execute(f"SELECT {_COLUMNS} FROM organisation ORDER BY name, id")
    return [_organisation(row) for row in rows]


def find(con: sqlcipher.Connection, id_: bytes) -> Organisation | None:
    """Return an organisation by its id."""
    row = con.execute(f"SELECT {_COLUMNS} FROM organisation WHERE id = ?", (id_,)).fetchone()
    return _organisation(row) if row else None


def read_own_organisation(con: sqlcipher.Connection) -> Organisation | None:
    """Return the organisation that this vault signs for."""
    return next((one for one in list_organisations(con) if one.state == OURS), None)


_COLUMNS = "id, root, name, state, seq, contact, at, delegation, incarnation, slots, seen"


def _organisation(row: Sequence[Any]) -> Organisation:
    values: list[Any] = [bytes(value) if isinstance(value, memoryview) else value for value in row]
    return Organisation(*values)


def begin(
    con: sqlcipher.Connection, root: bytes, name: str, state: str, contact: bytes | None, now: int
) -> Organisation | None:
    """Store a new organisation, or one that was left, without a directory; return None if there are too many."""
    (count,) = con.execute("SELECT count(*) FROM organisation").fetchone()
    id_ = crypto.hash_("id", root)
    if count >= MOST and find(con, id_) is None:
        return None
    con.execute(
        "INSERT INTO organisation (id, root, name, state, seq, contact, at) VALUES (?1, ?2, ?3, ?4, 0, ?5, ?6)"
        " ON CONFLICT (id) DO UPDATE SET state = ?4, contact = ?5, at = ?6",
        (id_, root, name, state, contact, now),
    )
    return find(con, id_)


def set_state(con: sqlcipher.Connection, id_: bytes, state: str) -> None:
    """Set our relation to an organisation; every state except OURS deletes its delegation."""
    con.execute("UPDATE organisation SET state = ? WHERE id = ?", (state, id_))
    if state != OURS:
        con.execute("UPDATE organisation SET delegation = NULL WHERE id = ?", (id_,))


def sign_for(con: sqlcipher.Connection, id_: bytes, delegation: bytes, name: str) -> None:
    """Make an organisation ours: this vault signs under that delegation (112 B)."""
    con.execute(
        "UPDATE organisation SET state = ?, delegation = ?, name = ? WHERE id = ?", (OURS, delegation, name, id_)
    )


def put_in_force(
    con: sqlcipher.Connection, id_: bytes, directory: "crypto.Directory", name: str, contact: bytes | None
) -> None:
    """Put this directory in force."""
    con.execute(
        "UPDATE organisation SET seq = ?, name = ?, contact = coalesce(?, contact) WHERE id = ?",
        (directory.seq, name, contact, id_),
    )
    con.execute("DELETE FROM listed WHERE organisation = ?", (id_,))
    con.executemany(
        "INSERT INTO listed VALUES (?, ?)", [(id_, crypto.hash_("id", one.id_pk)) for one in directory.members]
    )


def lists(con: sqlcipher.Connection, id_: bytes) -> set[bytes]:
    """Return the followed organisations, or ours, that list someone by this id."""
    rows = con.execute(
        "SELECT o.id FROM listed l JOIN organisation o ON o.id = l.organisation WHERE l.id = ? AND o.state IN (?, ?)",
        (id_, FOLLOWED, OURS),
    )
    return {bytes(row[0]) for row in rows}


def signed_by(con: sqlcipher.Connection, id_: bytes, incarnation: bytes, slots: int) -> None:
    """Record the incarnation of this vault that signed last, and the number of slots it gave."""
    con.execute("UPDATE organisation SET incarnation = ?, slots = ? WHERE id = ?", (incarnation, slots, id_))


def keep(con: sqlcipher.Connection, id_: bytes, seq: int, file: bytes, contact: bytes | None, now: int) -> bool:
    """Store a directory and return True if it is stored. The files of old ones are deleted, unless they disagree."""
    twins = con.execute("SELECT hash FROM directory WHERE organisation = ? AND seq = ?", (id_, seq)).fetchall()
    hash_ = hash_of(file)
    if len(twins) >= MOST_TWINS and hash_ not in [bytes(row[0]) for row in twins]:
        return False
    con.execute(
        "INSERT OR IGNORE INTO directory (organisation, seq, hash, file, contact, at) VALUES (?, ?, ?, ?, ?, ?)",
        (id_, seq, hash_, file, contact, now),
    )
    con.execute(
        "UPDATE directory SET file = NULL WHERE organisation = ?1 AND file IS NOT NULL"
        " AND seq NOT IN (SELECT seq FROM directory WHERE organisation = ?1 GROUP BY seq HAVING count(*) > 1)"
        " AND seq NOT IN (SELECT seq FROM directory WHERE organisation = ?1 ORDER BY seq DESC LIMIT ?2)"
        " AND seq <> (SELECT seq FROM organisation WHERE id = ?1)",
        (id_, MOST_FILES),
    )
    return True


def list_stored_directories(con: sqlcipher.Connection, id_: bytes, seq: int | None = None) -> list[Kept]:
    """Return the seen directories of an organisation, or those of one number, in the order of arrival."""
    rows = con.execute(
        "SELECT seq, hash, file, contact, at FROM directory WHERE organisation = ?1 AND (?2 IS NULL OR seq = ?2)"
        " ORDER BY seq, rowid",
        (id_, seq),
    )
    return [
        Kept(seq, bytes(hash_), file and bytes(file), contact and bytes(contact), at)
        for seq, hash_, file, contact, at in rows
    ]


def disagree(con: sqlcipher.Connection, known: Organisation) -> bool:
    """Return True if two directories with one number exist that no person was shown."""
    row = con.execute(
        "SELECT 1 FROM directory WHERE organisation = ? AND seq > ? GROUP BY seq HAVING count(*) > 1",
        (known.id, known.seen),
    ).fetchone()
    return row is not None


def set_seen(con: sqlcipher.Connection, id_: bytes, seq: int) -> None:
    """Record that a person was shown the evidence against the directories up to this number."""
    con.execute("UPDATE organisation SET seen = max(seen, ?) WHERE id = ?", (seq, id_))


# The members that our own directory lists.


def members(con: sqlcipher.Connection) -> dict[bytes, str]:
    """Return the contacts that our directory lists, with their roles, the first one first."""
    rows = con.execute("SELECT contact, role FROM organisation_member ORDER BY since, contact")
    return {bytes(contact): role for contact, role in rows}


def add(con: sqlcipher.Connection, contact: bytes, role: str, now: int) -> None:
    """List a contact, or change its role."""
    con.execute(
        "INSERT INTO organisation_member VALUES (?1, ?2, ?3) ON CONFLICT (contact) DO UPDATE SET role = ?2",
        (contact, role, now),
    )


def remove(con: sqlcipher.Connection, contact: bytes) -> None:
    """Remove a contact from the list."""
    con.execute("DELETE FROM organisation_member WHERE contact = ?", (contact,))
    con.execute("DELETE FROM directory_told WHERE contact = ?", (contact,))


# The directories that each contact knows.


def directory_sync_state(con: sqlcipher.Connection, contact: bytes, id_: bytes) -> DirectorySyncState:
    """Return the state of a contact's and our directory of an organisation."""
    row = con.execute(
        "SELECT theirs, said, due, other, sent, put FROM directory_told WHERE contact = ? AND organisation = ?",
        (contact, id_),
    ).fetchone()
    return DirectorySyncState(row[0], row[1], bool(row[2]), *row[3:]) if row else DirectorySyncState()


def note(con: sqlcipher.Connection, contact: bytes, id_: bytes, known: DirectorySyncState) -> None:
    """Store the state of a contact's and our directory."""
    con.execute(
        "INSERT OR REPLACE INTO directory_told VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (contact, id_, known.theirs, known.said, int(known.due), known.other, known.sent, known.put),
    )
