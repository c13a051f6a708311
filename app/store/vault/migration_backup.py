"""Keep a copy of the database before its tables change: `db/<db_id>.before-<n>`, n the version before the change.

The copy is the same file under the same key, read again and compared. It is removed at the next start, after the
changed vault has opened and every page was verified. This module makes the names, and removes nothing else.
"""

from pathlib import Path

from sqlcipher3 import dbapi2 as sqlcipher

from app.errors import StorageFailed
from app.phrase import Phrase
from app.store.tables import schema
from app.store.vault import durable, integrity


def keep(con: sqlcipher.Connection, path: Path) -> None:
    """Keep a copy of a database before its migration.

    Raises StorageFailed, with nothing changed, if the copy fails. A new or current database needs no copy. The next
    copy replaces one that a crash left.
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
            Phrase("Amparo could not save a copy before the update of the vault ({text}).", text=error.strerror),
            "The vault is unchanged. Free some space, then open it again.",
        ) from error


def release(con: sqlcipher.Connection, path: Path) -> None:
    """Remove the copies of a database that was migrated at an earlier start, if none of its pages is damaged."""
    if list_migration_backups(path) and not integrity.damage(con):
        drop(path)


def drop(path: Path) -> None:
    """Remove the copies of a database in any state."""
    for copy in list_migration_backups(path):
        _drop(copy)


def list_migration_backups(path: Path) -> list[Path]:
    """Return the copies of a database."""
    begins = f"{path.name}.before-"
    return sorted(copy for copy in path.parent.glob("*") if copy.name.startswith(begins))


def _drop(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
        durable.sync_folder(path.parent)
    except OSError:
        return  # the next start removes it
