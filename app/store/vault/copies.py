"""Copy the rows of a database into a second one under another key, and check every page of a database.

Rows are copied, not pages, so excluded and deleted rows are never written to the copy. Each table and index is copied
in its own order (SQLite's transfer optimisation), so the copy is as fast as encrypting the pages.
"""

import os
from collections.abc import Collection, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from sqlcipher3 import dbapi2 as sqlcipher

from app.errors import AppError
from app.store.vault import integrity
from app.store.vault.connection import BACKUP_MARK, translate_errors
from app.store.vault.durable import forget_cache, sync_file
from sync.ports import Told, ignore_progress

if TYPE_CHECKING:
    import crypto

ONLY_HERE = frozenset({"preview"})
"""Tables whose rows no backup has."""
STEP = 20_000
"""The number of SQLite instructions between two progress reports: a few milliseconds."""
_AT_REST = "?immutable=1"
_MARK = f"CREATE TABLE {BACKUP_MARK} (at INTEGER NOT NULL)"


def copy(
    source: Path,
    source_key: "crypto.Secret",
    target: Path,
    target_key: "crypto.Secret",
    *,
    without: Collection[str] = (),
    at_rest: bool = False,
    backup: bool = False,
    told: Told = ignore_progress,
) -> None:
    """Copy the last committed state into a new file, durable on return, without the rows of the tables in `without`.

    A vault in use continues during the copy. A source `at_rest` is not touched, and can be on a read-only disk.
    `backup` marks the copy as a backup, without the rows of `ONLY_HERE`; a mark of the source is not copied. `told`
    receives the progress in bytes. Raises the errors of `told`, StorageFailed, NotOpened; then an empty file is left.
    """
    told(0, source.stat().st_size)
    lies = source.absolute().as_uri() + (_AT_REST if at_rest else "")
    try:
        with translate_errors():
            target.write_bytes(b"")
        with closing(_both(lies, source_key, target, target_key)) as con, _told(con, source, target, told):
            con.execute("BEGIN")
            _rows(con, ONLY_HERE.union(without) if backup else without)
            if backup:
                con.execute(_MARK)
            con.execute("COMMIT")
        with translate_errors():
            sync_file(target)
    except BaseException:
        with suppress(OSError):
            os.truncate(target, 0)
        raise


def damaged_pages(path: Path, key: "crypto.Secret") -> list[str]:
    """Return the damage of a database at rest, read from the disk again; NotOpened if every page is damaged."""
    forget_cache(path)
    with translate_errors(), closing(open_immutable(path, key)) as con:
        return integrity.damage(con)


def open_immutable(path: Path, key: "crypto.Secret") -> sqlcipher.Connection:
    """Open a database that no process writes, without lock or journal, also on a read-only disk."""
    return _connected(path.absolute().as_uri() + _AT_REST, key)


def _both(lies: str, source_key: "crypto.Secret", target: Path, target_key: "crypto.Secret") -> sqlcipher.Connection:
    """Open the new file with the source attached; it needs no journal, because an incomplete copy is thrown away."""
    con = _connected(target.absolute().as_uri(), target_key)
    for setting in ("journal_mode = OFF", "synchronous = OFF", "cache_size = -65536"):
        con.execute(f"PRAGMA {setting}")
    con.execute("ATTACH ? AS source KEY ?", (lies, f"x'{bytes(source_key.buffer).hex()}'"))
    return con


def _connected(uri: str, key: "crypto.Secret") -> sqlcipher.Connection:
    con = sqlcipher.connect(uri, isolation_level=None, uri=True)
    con.execute("PRAGMA cipher_log_level = NONE")
    con.execute(f"PRAGMA key = \"x'{bytes(key.buffer).hex()}'\"")
    for setting in ("cipher_memory_security = OFF", "trusted_schema = OFF", "cell_size_check = ON"):
        con.execute(f"PRAGMA {setting}")
    return con


def _rows(con: sqlcipher.Connection, without: Collection[str]) -> None:
    """Make and fill all tables and indexes, then add the schema entries without pages: views, triggers, FTS5."""
    made = con.execute("SELECT type, name, sql FROM source.sqlite_master WHERE rootpage AND sql IS NOT NULL").fetchall()
    made = [row for row in made if row[1] != BACKUP_MARK and not row[1].startswith("sqlite_")]
    for wanted in ("table", "index"):
        for _, _, sql in (row for row in made if row[0] == wanted):
            con.execute(sql)
    for _, name, _ in (row for row in made if row[0] == "table" and row[1] not in without):
        con.execute(f'INSERT INTO main."{name}" SELECT * FROM source."{name}"')
    con.execute("PRAGMA writable_schema = ON")
    con.execute(
        "INSERT INTO main.sqlite_master SELECT type, name, tbl_name, 0, sql FROM source.sqlite_master"
        " WHERE type IN ('view', 'trigger') OR (type = 'table' AND rootpage = 0)"
    )
    con.execute("PRAGMA writable_schema = OFF")
    (version,) = con.execute("PRAGMA source.user_version").fetchone()
    con.execute(f"PRAGMA main.user_version = {version}")


@contextmanager
def _told(con: sqlcipher.Connection, source: Path, target: Path, told: Told) -> Iterator[None]:
    """Report the number of written bytes; an error of `told` ends the statement and is raised again."""
    total, raised = source.stat().st_size, list[BaseException]()

    def step() -> int:
        try:
            told(min(target.stat().st_size, total), total)
        except BaseException as stop:
            raised.append(stop)  # SQLite ends the statement, and loses the reason
            raise
        return 0

    con.set_progress_handler(step, STEP)
    try:
        with translate_errors():
            yield
    except AppError as error:
        if raised:
            raise raised[0] from error
        raise
