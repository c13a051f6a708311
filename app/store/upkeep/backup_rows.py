"""Remember the backups that this vault made."""

from typing import NamedTuple

from sqlcipher3 import dbapi2 as sqlcipher


class BackupRow(NamedTuple):
    """The newest backup in a folder: its time (UTC seconds), the last change in it, its files and its size in bytes."""

    folder: str
    at: int
    changes: int
    files: int
    bytes: int


def note_backup(con: sqlcipher.Connection, made: BackupRow) -> None:
    """Store a backup instead of an earlier one in the same folder."""
    con.execute("INSERT OR REPLACE INTO backup VALUES (?, ?, ?, ?, ?)", made)


def list_backups(con: sqlcipher.Connection) -> list[BackupRow]:
    """Return the backups of this vault, newest first."""
    rows = con.execute("SELECT folder, at, changes, files, bytes FROM backup ORDER BY at DESC")
    return [BackupRow(*row) for row in rows]
