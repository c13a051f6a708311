"""Remember the records that were sent to each contact, with their history or as a copy."""

from collections.abc import Iterable

from sqlcipher3 import dbapi2 as sqlcipher


def note_shared(con: sqlcipher.Connection, records: Iterable[bytes], contact: bytes, history: bool) -> None:
    """Remember that a contact was sent these records; a history that was sent once stays known as sent."""
    con.executemany(
        "INSERT INTO shared VALUES (?, ?, ?)"
        " ON CONFLICT (record, contact) DO UPDATE SET history = max(history, excluded.history)",
        [(record, contact, history) for record in records],
    )


def find_history(con: sqlcipher.Connection, record: bytes, contact: bytes) -> int | None:
    """Return the way a contact got a record: 1 with its history, 0 as a copy, None without a sender."""
    row = con.execute("SELECT history FROM shared WHERE record = ? AND contact = ?", (record, contact)).fetchone()
    return int(row[0]) if row else None


def list_recipients(con: sqlcipher.Connection, record: bytes) -> list[bytes]:
    """Return the contacts who were sent a record."""
    return [bytes(contact) for (contact,) in con.execute("SELECT contact FROM shared WHERE record = ?", (record,))]


def forget(con: sqlcipher.Connection, records: Iterable[bytes], contact: bytes) -> None:
    """Forget that a contact was sent these records, because they were stopped before they left."""
    con.executemany("DELETE FROM shared WHERE record = ? AND contact = ?", [(record, contact) for record in records])


def end_history(con: sqlcipher.Connection, team: bytes, member: bytes) -> None:
    """Remember the records of a team as copies for a member who left it; `member` is a key id."""
    con.execute(
        "UPDATE shared SET history = 0 WHERE contact = (SELECT record FROM card WHERE id = ?)"
        " AND record IN (SELECT record FROM team_record WHERE team = ?)",
        (member, team),
    )
