"""Read the rows of contacts' cards; `cards` writes them."""

from collections.abc import Iterator
from typing import NamedTuple

from sqlcipher3 import dbapi2 as sqlcipher

from app.store.tables.schema import sort_range


class CardRow(NamedTuple):
    """A contact's card: the record and the key id of the contact, the signed file, its seq, its state and introducer.

    `introduced_by` is the contact or the organisation that introduced it.
    """

    record: bytes
    id: bytes
    file: bytes
    seq: int
    state: str
    introduced_by: bytes | None


class ContactRow(NamedTuple):
    """A contact's card with the trust in it: times are UTC seconds, `introducer` is a name."""

    file: bytes
    state: str
    verified_at: int | None
    verified_how: str
    level: str
    introducer: str
    restored: int | None


class HeldRow(NamedTuple):
    """A verified contact with a stored setting: the record, the file of the card, and the setting."""

    record: bytes
    file: bytes
    name: str
    value: bytes


def has_card(con: sqlcipher.Connection, record: bytes) -> bool:
    """Return True if a contact has a card; a contact without one is an entry of the address book."""
    return con.execute("SELECT 1 FROM card WHERE record = ?", (record,)).fetchone() is not None


def find_card(con: sqlcipher.Connection, record: bytes) -> CardRow | None:
    """Return the card of a contact by its record, or None."""
    return _find(con, "record", record)


def find_card_by_id(con: sqlcipher.Connection, id_: bytes) -> CardRow | None:
    """Return the card of a contact by its present key id, or None."""
    return _find(con, "id", id_)


def read_record(con: sqlcipher.Connection, id_: bytes) -> bytes:
    """Return the record of the contact with this present key id, which must be here."""
    return bytes(con.execute("SELECT record FROM card WHERE id = ?", (id_,)).fetchone()[0])


def find_record_by_hex(con: sqlcipher.Connection, text: str) -> bytes | None:
    """Return the record of the contact with this key id in lower-case hex digits, or None."""
    row = con.execute("SELECT record FROM card WHERE lower(hex(id)) = ?", (text,)).fetchone()
    return bytes(row[0]) if row else None


def find_state(con: sqlcipher.Connection, record: bytes) -> str:
    """Return the state of a contact's card; empty if it has none."""
    row = con.execute("SELECT state FROM card WHERE record = ?", (record,)).fetchone()
    return str(row[0]) if row else ""


def read_file(con: sqlcipher.Connection, record: bytes) -> bytes:
    """Return the signed file of the card of a contact that has one."""
    return bytes(con.execute("SELECT file FROM card WHERE record = ?", (record,)).fetchone()[0])


def is_statement_owed(con: sqlcipher.Connection, record: bytes) -> bool:
    """Return True if a contact with a card might know us by an earlier key."""
    return bool(con.execute("SELECT statement_owed FROM card WHERE record = ?", (record,)).fetchone()[0])


def find_contact(con: sqlcipher.Connection, record: bytes) -> ContactRow | None:
    """Return the card of a contact with the trust in it, or None."""
    row = con.execute(
        "SELECT c.file, c.state, c.verified_at, c.verified_how, c.level, coalesce(r.title, o.name), c.restored"
        " FROM card c"
        " LEFT JOIN record r ON r.id = c.introduced_by LEFT JOIN organisation o ON o.id = c.introduced_by"
        " WHERE c.record = ?",
        (record,),
    ).fetchone()
    return ContactRow(bytes(row[0]), row[1], row[2], row[3] or "", row[4] or "", row[5] or "", row[6]) if row else None


def list_records(con: sqlcipher.Connection) -> list[bytes]:
    """Return the record of every contact that has a card, newest first, without removed ones."""
    rows = con.execute(
        "SELECT c.record FROM card c CROSS JOIN record r ON r.id = c.record WHERE r.removed = 0 ORDER BY r.sort DESC"
    )
    return [bytes(record) for (record,) in rows]


def list_changed(con: sqlcipher.Connection) -> list[bytes]:
    """Return the records of the suspended contacts, without removed ones."""
    rows = con.execute(
        "SELECT c.record FROM card c CROSS JOIN record r ON r.id = c.record WHERE c.state = 'changed' AND r.removed = 0"
    )
    return [bytes(record) for (record,) in rows]


def read_desk(con: sqlcipher.Connection, record: bytes) -> tuple[str, bytes]:
    """Return the title and the card file of a desk's contact."""
    asked = "SELECT r.title, c.file FROM card c JOIN record r ON r.id = c.record WHERE c.record = ?"
    title, file = con.execute(asked, (record,)).fetchone()
    return str(title), bytes(file)


def list_verified_with_setting(con: sqlcipher.Connection, prefix: str) -> list[HeldRow]:
    """Return the verified contacts with a setting of the vault that is named by a prefix and the record in hex."""
    rows = con.execute(
        "SELECT c.record, c.file, m.name, m.value FROM meta m JOIN card c ON m.name = ? || lower(hex(c.record))"
        " WHERE c.state = 'verified'",
        (prefix,),
    )
    return [HeldRow(bytes(record), bytes(file), name, bytes(value)) for record, file, name, value in rows]


def read_reachable(con: sqlcipher.Connection, kind: int) -> Iterator[tuple[bytes, str | None]]:
    """Yield the id and the speed of each contact with a card, a speed or a way to reach it, without removed ones.

    `kind` is the number of the kind of contacts.
    """
    rows = con.execute(
        "SELECT r.id, json_extract(r.body, '$.speed') FROM record r LEFT JOIN card c ON c.record = r.id"
        " WHERE r.sort BETWEEN ? AND ? AND r.removed = 0 AND (c.record IS NOT NULL"
        " OR json_extract(r.body, '$.speed') IS NOT NULL OR json_extract(r.body, '$.reach') IS NOT NULL)",
        sort_range(kind),
    )
    return ((bytes(id_), speed) for id_, speed in rows)


def _find(con: sqlcipher.Connection, column: str, value: bytes) -> CardRow | None:
    asked = f"SELECT record, id, file, seq, state, introduced_by FROM card WHERE {column} = ?"
    row = con.execute(asked, (value,)).fetchone()
    if row is None:
        return None
    record, id_, file, seq, state, by = row
    return CardRow(bytes(record), bytes(id_), bytes(file), seq, state, bytes(by) if by is not None else None)
