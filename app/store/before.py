"""A copy of the database as it was, kept before its tables change: `db/<db_id>.before-<n>`, n the version it has.

It is the file itself under the same key, read again and compared. It goes at the start after, when the vault that was
changed has opened and every page of it was verified. Names are made here, and nothing else is removed.
"""

from pathlib import Path

from sqlcipher3 import dbapi2 as sqlcipher

from app.errors import StorageFailed
from app.phrase import Phrase
from app.store import durable, integrity, schema


def keep(con: sqlcipher.Connection, path: Path) -> None:
    """Keep a copy of a database that is about to be migrated; StorageFailed, with nothing changed, if that cannot be.

    A new and a current database need none. Of a copy that a crash left the next one takes the place.
    """
    at = schema.version(con)
    if not 0 < at < len(schema.MIGRATIONS):
        return
    con.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    copy = path.with_name(f"{path.name}.before-{at}")
    part = copy.with_name(f"{copy.name}.part")
    try:
        durable.copy(path, part)
        part.replace(copy)
        durable.sync_folder(path.parent)
    except OSError as error:
        _drop(part)
        raise StorageFailed(
            Phrase("No copy could be kept before the vault is brought up to date ({text}).", text=error.strerror),
            "The vault is as it was. Free some space, then open it again.",
        ) from error


def release(con: sqlcipher.Connection, path: Path) -> None:
    """Remove the copies of a database that was migrated at an earlier start, if every page of it is whole."""
    copies = of(path)
    if copies and not integrity.damage(con):
        for copy in copies:
            _drop(copy)


def of(path: Path) -> list[Path]:
    """Return the copies that were kept of a database."""
    return sorted(path.parent.glob(f"{path.name}.before-*"))


def _drop(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
        durable.sync_folder(path.parent)
    except OSError:
        return  # it goes the next time
