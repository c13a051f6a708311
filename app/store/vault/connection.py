"""Open the SQLCipher connection: its key, its settings, its restrictions, and its errors as texts for a person."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlcipher3 import dbapi2 as sqlcipher

from app.domain.kind import Kind, Kinds
from app.domain.kinds import KINDS, NOTE_KINDS
from app.errors import Fault, InputRefused, NotOpened, StorageFailed
from app.phrase import Phrase
from app.store.tables import schema
from app.store.vault import migration_backup

BACKUP_MARK = "amparo_backup"
"""A table that only the database of a backup has: Amparo restores a backup and never works in it."""
APART = "apart"
"""The name in `meta` that marks the vault of the session notes."""
_DENIED = (24, 25)  # SQLITE_ATTACH, SQLITE_DETACH


class VaultConnection(sqlcipher.Connection):  # type: ignore[misc]
    """A connection to the database of a vault, with the kinds of its records."""

    kinds: Kinds = KINDS


def authorise(action: int, first: str | None, second: str | None, *_: object) -> int:
    """Deny ATTACH and load_extension in every statement (SQLITE_DENY = 1)."""
    return 1 if action in _DENIED or (action == 31 and second == "load_extension") else 0


def connect(path: Path, key: bytes | None) -> VaultConnection:
    """Open the database with its raw 32-byte key; only the benchmarks open it without a key, to compare.

    Raises NotOpened if the key does not fit or a page is damaged, and StorageFailed if the disk fails. Raises
    InputRefused for the database of a backup.
    """
    with translate_errors():
        con = open_keyed(path, key)
        try:
            if con.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (BACKUP_MARK,)).fetchone():
                raise InputRefused("This is a backup.", "Nothing was changed. Restore it into a new vault.")
            con.execute("PRAGMA cache_size = -65536")
            con.execute("PRAGMA journal_mode = WAL")
            con.execute("PRAGMA synchronous = FULL")
            if schema.version(con) == len(schema.MIGRATIONS):
                migration_backup.release(con, path)
            else:
                migration_backup.keep(con, path)
            schema.migrate(con)
            if con.execute("SELECT 1 FROM meta WHERE name = ?", (APART,)).fetchone():
                con.kinds = NOTE_KINDS
        except BaseException:
            con.close()
            raise
    return con


def mark_apart(con: VaultConnection) -> None:
    """Make a new database the one of session notes, in its first transaction."""
    con.execute("INSERT INTO meta VALUES (?, x'01')", (APART,))
    con.kinds = NOTE_KINDS


def require_kinds(con: VaultConnection, apart: bool) -> None:
    """Raise InputRefused if a main vault is opened as session notes, or session notes as a main vault."""
    if (con.kinds is NOTE_KINDS) == apart:
        return
    if apart:
        raise InputRefused("This folder has no session notes.", "Nothing was changed. It is an ordinary vault.")
    raise InputRefused(
        "This is the vault of the session notes.", "Nothing was changed. Open your own vault, then: amparo notes list"
    )


def open_keyed(path: Path, key: bytes | None) -> VaultConnection:
    """Open a database with its key, and read nothing yet."""
    con: VaultConnection = sqlcipher.connect(
        str(path), isolation_level=None, factory=VaultConnection, cached_statements=256
    )
    con.execute("PRAGMA cipher_log_level = NONE")
    if key is not None:
        con.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        con.execute("PRAGMA cipher_memory_security = OFF")
    con.execute("PRAGMA trusted_schema = OFF")
    con.execute("PRAGMA cell_size_check = ON")
    con.set_authorizer(authorise)
    return con


def require_own_kind(con: VaultConnection, kind: Kind) -> None:
    """Raise InputRefused for a session note outside of its vault, and for every other record in it."""
    if kind.own_vault != (con.kinds is NOTE_KINDS):
        raise InputRefused("Session notes have a vault of their own, without other records.", "Nothing was saved.")


@contextmanager
def translate_errors() -> Iterator[None]:
    """Turn errors of SQLite and the file system into errors that tell a person what to do."""
    try:
        yield
    except sqlcipher.DatabaseError as error:
        text = str(error)
        if re.search(r"full|readonly|read-only|disk I/O|unable to open", text):
            raise StorageFailed(
                Phrase("Amparo could not write to the disk ({text}).", text=text),
                "Your saved records are safe. Free some space, then try again.",
            ) from error
        if re.search(r"not a database|malformed|corrupt", text):
            raise NotOpened(
                "The database of the vault is damaged, or its key is wrong.",
                "Nothing was changed. Run: amparo vault check. If that does not help, restore a backup.",
            ) from error
        raise Fault(Phrase("The store refused a step: {text}.", text=text), "This step saved nothing.") from error
    except OSError as error:
        raise StorageFailed(
            Phrase("Amparo could not write to the disk ({text}).", text=error.strerror or error),
            "The data saved before is complete. Check the disk and its free space, then try again.",
        ) from error


@contextmanager
def part(con: sqlcipher.Connection) -> Iterator[None]:
    """Run a part of a transaction: any error undoes only this part, and is raised again.

    Raises InputRefused if a row cannot store its values: a number is too large, or conflicts with other rows.
    """
    con.execute("SAVEPOINT part")
    try:
        yield
    except BaseException as error:
        if con.in_transaction:  # a full disk ends the complete transaction
            con.execute("ROLLBACK TO part")
            con.execute("RELEASE part")
        if isinstance(error, (OverflowError, sqlcipher.IntegrityError, sqlcipher.DataError)):
            raise InputRefused("One value cannot be saved.", "Nothing was saved.") from error
        raise
    con.execute("RELEASE part")
