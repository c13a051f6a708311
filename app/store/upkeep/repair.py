"""Restore the data that a damaged database lost from a backup: records with their changes, and incomplete tables.

Only lost data is restored, never data that a person destroyed after the backup. Keys for messages on their way, the
unlock methods and the notes about backups stay as they are here.
"""

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from sqlcipher3 import dbapi2 as sqlcipher

import crypto
from app.errors import CannotUnlock, NotFound
from app.phrase import Phrase
from app.store.records import custody
from app.store.records.record_rebuild import Rebuilder
from app.store.upkeep import salvage
from app.store.upkeep.salvage import Salvaged
from app.store.vault import copies, header
from app.store.vault.connection import translate_errors
from app.store.vault.open_vault import Vault, exists
from crypto.custody import Action

_OURS = frozenset(("meta", "keyset", "desk_keyset", "slot", "tally", "draft", "backup", "backup_key"))
"""Tables that are not filled from a backup."""


@contextmanager
def backup_of(folder: Path, passphrase: "str | crypto.Secret") -> Iterator[sqlcipher.Connection]:
    """Open the database of a backup, to read it. Raises NotFound, CannotUnlock, NotOpened."""
    if not exists(folder):
        raise NotFound(Phrase("There is no backup in {folder}.", folder=folder), "Nothing was changed.")
    try:
        opened = header.open_(header.read(folder / "vault.hdr"), passphrase)
    except (crypto.CannotOpen, crypto.Malformed):
        raise CannotUnlock("The passphrase does not open the backup.", "Nothing was changed.") from None
    with opened.vmk:
        key = crypto.database_key(opened.vmk, opened.db_id)
    with key, translate_errors(), closing(copies.open_immutable(folder / "db" / opened.db_id.hex(), key)) as con:
        yield con


def repair(vault: Vault, backup: sqlcipher.Connection, missing: Salvaged) -> list[str]:
    """Restore the missing data that the backup has; return the references of the restored records."""
    with vault.transaction() as con:
        for table in missing.tables:
            if table not in _OURS:
                _fill(con, backup, table)
        writer = Rebuilder(con, vault.words, vault.author, int(vault.clock() * 1000), vault.random)
        back = [ref for ref in _wanted(con, backup, missing) if _bring(writer, con, backup, ref)]
        writer.finish()
        con.execute("DELETE FROM tally")
        con.execute("INSERT INTO tally SELECT kind, count(*) FROM record WHERE removed = 0 GROUP BY kind")
        left = sorted(set(missing.lost) - set(back))
        if left:
            salvage.note(vault, Salvaged((), left, (), True))
        else:
            vault.forget(salvage.LOST)
    return back


def _fill(con: sqlcipher.Connection, backup: sqlcipher.Connection, table: str) -> None:
    """Add the rows of a table that are not here."""
    there = [row[1] for row in backup.execute(f"PRAGMA table_info({table})")]
    both = [row[1] for row in con.execute(f"PRAGMA table_info({table})") if row[1] in there]
    if both:
        names, marks = ", ".join(both), ", ".join("?" * len(both))
        rows = backup.execute(f"SELECT {names} FROM {table}")
        con.executemany(f"INSERT OR IGNORE INTO {table} ({names}) VALUES ({marks})", rows)


def _wanted(con: sqlcipher.Connection, backup: sqlcipher.Connection, missing: Salvaged) -> Sequence[str]:
    """Return the references of the records to restore: the lost ones; if they are not known, all that are not here."""
    if missing.known:
        return missing.lost
    here = {row[0] for row in con.execute("SELECT id FROM record")}
    rows = backup.execute("SELECT id, ref FROM record").fetchall()
    return [ref for id_, ref in rows if id_ not in here and not _destroyed(con, bytes(id_))]


def _destroyed(con: sqlcipher.Connection, id_: bytes) -> bool:
    return any(entry.action == Action.DESTROYED for entry in custody.entries(con, id_))


def _bring(writer: Rebuilder, con: sqlcipher.Connection, backup: sqlcipher.Connection, ref: str) -> bool:
    """Restore one record with its history and links, under its earlier reference."""
    row = backup.execute("SELECT id, sort, removed FROM record WHERE ref = ?", (ref,)).fetchone()
    if row is None:
        return False
    names = "id, record, author, stamp, counter, body"
    con.executemany(
        f"INSERT OR IGNORE INTO change ({names}) VALUES (?, ?, ?, ?, ?, ?)",
        backup.execute(f"SELECT {names} FROM change WHERE record = ? ORDER BY num", (row[0],)),
    )
    if not writer.rebuild(bytes(row[0]), ref, row[1], bool(row[2])):
        return False
    links = backup.execute("SELECT * FROM link WHERE source = ? OR target = ?", (row[0], row[0]))
    con.executemany("INSERT OR IGNORE INTO link VALUES (?, ?, ?, ?, ?)", links)
    return True
