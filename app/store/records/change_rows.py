"""Read the rows of changes: their numbers, their first time, and the record of a change."""

from sqlcipher3 import dbapi2 as sqlcipher


def find_last_number(con: sqlcipher.Connection) -> int:
    """Return the number of the last change; 0 if there is none."""
    return int(con.execute("SELECT coalesce(max(num), 0) FROM change").fetchone()[0])


def find_first_time(con: sqlcipher.Connection) -> int | None:
    """Return the time of the first change in UTC milliseconds, or None."""
    row = con.execute("SELECT stamp FROM change ORDER BY num LIMIT 1").fetchone()
    return int(row[0]) if row else None


def find_changed_record(con: sqlcipher.Connection, change: bytes) -> bytes | None:
    """Return the record of a change by the id of the change, or None."""
    row = con.execute("SELECT record FROM change WHERE id = ?", (change,)).fetchone()
    return bytes(row[0]) if row else None
