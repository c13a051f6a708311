"""Copy the readable data of a damaged database into a new one under the same key, and quarantine the damaged one.

Every table is read in the order of its key. After an unreadable page, the read continues at the first key behind it
that is readable. A record with a lost row is rebuilt from its changes, which are stored elsewhere; the two indexes of
`record` list all rows. The search index is built again.

Restore the data that a damaged database lost from a backup: records with their changes, and incomplete tables.

Only lost data is restored, never data that a person destroyed after the backup. Keys for messages on their way, the
unlock methods and the notes about backups stay as they are here.
"""

import json
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from attrs import define, frozen
from sqlcipher3 import dbapi2 as sqlcipher

import crypto
from app.domain.change import merge_changes
from app.errors import CannotUnlock, NotFound, NotOpened
from app.phrase import Phrase
from app.store.records import custody
from app.store.records.record_rows import Writer, body_of, changes_of, gathered_text
from app.store.vault import copies, durable, header, index, inforce, integrity
from app.store.vault.connection import connect, open_keyed, translate_errors
from app.store.vault.open_vault import Vault, exists
from crypto.custody import Action

LOST = "lost"
"""The name in `meta` of the missing data: references of records, and tables."""
_AT_ONCE = 200
_MADE_ANEW = ("record", "tally")
"""The tables whose rows are derived from others."""
Key = tuple[object, ...]
_OURS = frozenset(("meta", "keyset", "desk_keyset", "slot", "tally", "draft", "backup", "backup_key"))
"""Tables that are not filled from a backup."""


@frozen
class Salvaged:
    """The result of a repair: references of rebuilt and of lost records, and the incomplete tables.

    `known` is False if some references of records could not be read.
    """

    rebuilt: Sequence[str] = ()
    lost: Sequence[str] = ()
    tables: Sequence[str] = ()
    known: bool = True


def rebuild_database(vault: Vault) -> Salvaged:
    """Copy the readable data, quarantine the damaged database, and continue in the new one.

    Raises NotOpened if the vault's own keys are lost, StorageFailed; then everything is as it was.
    """
    path, key = vault.database
    new = path.with_name(f"{path.name}.mended")
    with translate_errors():
        for left in path.parent.glob(f"{new.name}*"):
            left.unlink()
        with closing(connect(new, bytes(key.buffer))) as con:
            done = _copied(vault, Vault(vault.folder, con, None, vault.words, vault.clock, vault.random))
            if integrity.damage(con):
                raise NotOpened("The data read from the database is damaged again.", "Check the disk.")
        durable.sync_file(new)
        vault.replace(new)
    return done


def read_lost_data(vault: Vault) -> Salvaged | None:
    """Return the data that is missing since the damage, until a backup restored it."""
    said = vault.get(LOST)
    return Salvaged(**json.loads(said)) if said else None


class _Source:
    """The damaged database. A connection reads nothing after a damaged page, so a new connection replaces it."""

    def __init__(self, vault: Vault) -> None:
        self._path, self._key = vault.database
        self._con = self._opened()

    def _opened(self) -> sqlcipher.Connection:
        return open_keyed(self._path, bytes(self._key.buffer))

    def read(self, sql: str, given: Key = ()) -> list[Key] | None:
        """Return rows, or None if a page that they need is damaged."""
        try:
            return [tuple(row) for row in self._con.execute(sql, given)]
        except sqlcipher.OperationalError:
            raise
        except sqlcipher.DatabaseError:
            self.close()
            self._con = self._opened()
            return None

    def close(self) -> None:
        self._con.close()


def _copied(vault: Vault, copy: Vault) -> Salvaged:
    with copy.transaction() as con, closing(_Source(vault)) as source:
        gaps = [table for table in _tables(con) if _rows(source, con, table)]
        tables = [table for table in gaps if table not in _MADE_ANEW]
        if copy.get("identity") is None or copy.get("mailbox_seed") is None:
            raise NotOpened(
                "The vault's own keys cannot be read from the database.", "Nothing was changed. Restore a backup."
            )
        if "meta" in gaps:
            inforce.enforce_header_after_rebuild(copy, vault)
        rows, known = _rows_known(source)
        _index(con)
        rebuilt, gone = _rebuilt(copy, rows)
        con.execute("DELETE FROM tally")
        con.execute("INSERT INTO tally SELECT kind, count(*) FROM record WHERE removed = 0 GROUP BY kind")
        done = Salvaged(rebuilt, gone, tables, known)
        if gone or tables or not known:
            note(copy, done)
    return done


def note(vault: Vault, missing: Salvaged) -> None:
    """Store the list of missing data."""
    said = {"lost": list(missing.lost), "tables": list(missing.tables), "known": missing.known}
    vault.set(LOST, json.dumps(said).encode())


def _tables(con: sqlcipher.Connection) -> list[str]:
    """Return the tables with their own rows, without those of the word index."""
    rows = con.execute(
        "SELECT name, sql FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite!_%' ESCAPE '!'"
    )
    found = dict(rows.fetchall())
    virtual = tuple(f"{name}_" for name, sql in found.items() if sql.startswith("CREATE VIRTUAL"))
    return [name for name, sql in found.items() if not f"{name}_".startswith(virtual) and "VIRTUAL" not in sql]


def _rows(source: _Source, target: sqlcipher.Connection, table: str) -> bool:
    """Copy the rows of a table, and return True if any could not be read."""
    walk = _Walk.of(source, target, table)
    marks = ", ".join("?" * walk.columns)
    target.executemany(f"INSERT OR IGNORE INTO {table} VALUES ({marks})", walk.rows())
    return walk.gap


@define
class _Walk:
    """A reader of a table in the order of its primary key that skips unreadable rows."""

    source: _Source
    table: str
    keys: Sequence[str]
    places: Sequence[int]
    columns: int
    type: str
    gap: bool = False

    @classmethod
    def of(cls, source: _Source, target: sqlcipher.Connection, table: str) -> "_Walk":
        """Return the reader of a table; `target` has its columns."""
        columns = target.execute(f"PRAGMA table_info({table})").fetchall()
        key = sorted((row for row in columns if row[5]), key=lambda row: row[5])
        return cls(source, table, [row[1] for row in key], [row[0] for row in key], len(columns), key[0][2])

    def rows(self) -> Iterator[Key]:
        """Yield every readable row."""
        where, size = "", _AT_ONCE
        at: Key = ()
        while (found := self._read(where, at, size)) != []:
            if found is None and size > 1:
                size = 1
            elif found is None:
                self.gap = True
                behind = self._behind(at[0] if at else None)
                if behind is None:
                    return
                where, at = f"WHERE {self.keys[0]} >= {self._value}", (behind,)
            else:
                yield from found
                where = f"WHERE ({', '.join(self.keys)}) > ({', '.join('?' * len(self.keys))})"
                at, size = tuple(found[-1][place] for place in self.places), min(size * 2, _AT_ONCE)

    @property
    def _value(self) -> str:
        return "CAST(? AS TEXT)" if self.type == "TEXT" else "?"

    def _read(self, where: str, at: Key, size: int) -> list[Key] | None:
        order = ", ".join(self.keys)
        return self.source.read(f"SELECT * FROM {self.table} {where} ORDER BY {order} LIMIT {size}", at)

    def _behind(self, last: object) -> object | None:
        """Return the lowest key behind `last` at which the table is readable again, or None."""
        step = 1
        while not self._reads(key := self._plus(last, step)):
            if key is None:
                return None
            step *= 2
        low = step // 2
        while step - low > 1:
            middle = (low + step) // 2
            low, step = (low, middle) if self._reads(self._plus(last, middle)) else (middle, step)
        return self._plus(last, step)

    def _reads(self, key: object | None) -> bool:
        return key is not None and self._read(f"WHERE {self.keys[0]} >= {self._value}", (key,), 1) is not None

    def _plus(self, last: object, step: int) -> object | None:
        """Return the key `step` behind: numbers as they are, texts and bytes by their first eight bytes."""
        if self.type == "INTEGER":
            whole = (last if isinstance(last, int) else -(1 << 63)) + step
            return whole if whole < 1 << 63 else None
        data = last.encode() if isinstance(last, str) else last if isinstance(last, bytes) else b""
        whole = int.from_bytes(data[:8].ljust(8, b"\0"), "big") + step
        return whole.to_bytes(8, "big") if whole < 1 << 64 else None


def _rows_known(source: _Source) -> tuple[dict[int, tuple[bytes, str, bool]], bool]:
    """Return id, reference and removed flag of every record by its order key; and True if the list is complete."""
    ids = source.read("SELECT sort, id FROM record INDEXED BY sqlite_autoindex_record_1 ORDER BY id")
    refs = source.read("SELECT sort, ref FROM record INDEXED BY sqlite_autoindex_record_2 ORDER BY ref")
    live = source.read("SELECT sort FROM record INDEXED BY record_live WHERE removed = 0")
    if ids is None or refs is None:
        return {}, False
    ref_of: dict[Any, Any] = {row[0]: row[1] for row in refs}
    here = {row[0] for row in (ids if live is None else live)}
    rows: list[tuple[Any, Any]] = [(row[0], row[1]) for row in ids]
    return {sort: (bytes(id_), ref_of[sort], sort not in here) for sort, id_ in rows if sort in ref_of}, True


def _index(con: sqlcipher.Connection) -> None:
    """Index the words of every record and file."""
    for sort, id_ in con.execute("SELECT sort, id FROM record WHERE removed = 0").fetchall():
        index.put(con, sort, gathered_text(con, bytes(id_)))
    for num, text in con.execute("SELECT num, text FROM inside WHERE text != ''"):
        index.put(con, num, text)


def _rebuilt(copy: Vault, rows: dict[int, tuple[bytes, str, bool]]) -> tuple[list[str], list[str]]:
    """Rebuild the records with missing rows; return the references of the rebuilt ones and of the lost ones."""
    there = {row[0] for row in copy.con.execute("SELECT sort FROM record")}
    writer = Rebuilder(copy.con, copy.words, copy.author, int(copy.clock() * 1000), copy.random)
    rebuilt: list[str] = []
    gone: list[str] = []
    for sort, (id_, ref, removed) in sorted(rows.items()):
        if sort not in there:
            (rebuilt if writer.rebuild(id_, ref, sort, removed) else gone).append(ref)
    writer.finish()
    return rebuilt, gone


class Rebuilder(Writer):
    """A writer that also rebuilds rows."""

    def rebuild(self, id_: bytes, ref: str, sort: int, removed: bool) -> bool:
        """Rebuild a lost row from the changes of its record; return True if there are any."""
        known = changes_of(self._con, id_)
        if not known:
            return False
        merged = merge_changes(self._kinds.numbered(sort >> 56), known, self._mine)
        first, last = min(known, key=lambda change: change.stamp), max(change.stamp for change in known)
        self._con.execute(
            "INSERT INTO record VALUES (?, ?, ?, ?, ?, '', ?, ?, ?, ?, ?, NULL, NULL)",
            (sort, id_, ref, sort >> 56, body_of(merged.values), len(known), int(removed),
             None if first.author == self._author else first.author, first.stamp // 1000, last // 1000),
        )  # fmt: skip
        self._conflicts(id_, merged)
        self._retitle[id_] = None
        self._touch(id_)
        return True


@contextmanager
def backup_of(folder: Path, passphrase: "str | crypto.Secret") -> Iterator[sqlcipher.Connection]:
    """Open the database of a backup, to read it. Raises NotFound, CannotUnlock, NotOpened."""
    if not exists(folder):
        raise NotFound(Phrase("There is no backup in {folder}.", folder=folder), "Nothing was changed.")
    try:
        opened = header.open_(header.read(folder / "vault.hdr"), passphrase)
    except (crypto.CannotOpen, crypto.Malformed):
        raise CannotUnlock("The password does not open the backup.", "Nothing was changed.") from None
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
            note(vault, Salvaged((), left, (), True))
        else:
            vault.forget(LOST)
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
