"""Opening and closing a vault: header, lock file, the SQLCipher connection that writes, owned by one thread.

Layout of a vault's folder: `vault.hdr` (two copies of the header), `db/<db_id>` (SQLCipher, raw key; beside it what
`before` and `rotation` name), `blobs/<2 hex>/<32 hex>` (originals, encrypted), `aside/` (what was found damaged),
`lock` (the pid of the process that has it open).
"""

import os
import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import NoReturn

from sqlcipher3 import dbapi2 as sqlcipher

import crypto
from app.domain.vocabulary import Vocabularies
from app.errors import AppError, CannotUnlock, Fault, InputRefused, NotFound, NotOpened, StorageFailed
from app.phrase import Phrase
from app.store import before, header, schema, wipe
from app.store.index import ENDINGS
from app.store.lockfile import LockFile

BACKUP_MARK = "amparo_backup"
"""A table that only the database of a backup has: a backup is restored, never worked in."""
_DENIED = (24, 25)  # SQLITE_ATTACH, SQLITE_DETACH


def _authorise(action: int, first: str | None, second: str | None, *_: object) -> int:
    """Deny ATTACH and load_extension whatever statement asks for them (SQLITE_DENY = 1)."""
    return 1 if action in _DENIED or (action == 31 and second == "load_extension") else 0


def connect(path: Path, key: bytes | None) -> sqlcipher.Connection:
    """Open the database with its raw 32-byte key; without a key only the benches do, to compare.

    Raises NotOpened where the key does not fit or a page is damaged, StorageFailed where the disk fails, InputRefused
    for the database of a backup.
    """
    with translated():
        con = _opened(path, key)
        try:
            if con.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (BACKUP_MARK,)).fetchone():
                raise InputRefused("This is a backup.", "Nothing was changed. Restore it into a new vault.")
            con.execute("PRAGMA cache_size = -65536")
            con.execute("PRAGMA journal_mode = WAL")
            con.execute("PRAGMA synchronous = FULL")
            if schema.version(con) == len(schema.MIGRATIONS):
                before.release(con, path)
            else:
                before.keep(con, path)
            schema.migrate(con)
        except BaseException:
            con.close()
            raise
    return con


def _opened(path: Path, key: bytes | None) -> sqlcipher.Connection:
    con = sqlcipher.connect(str(path), isolation_level=None, cached_statements=256)
    con.execute("PRAGMA cipher_log_level = NONE")
    if key is not None:
        con.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        con.execute("PRAGMA cipher_memory_security = OFF")
    con.execute("PRAGMA trusted_schema = OFF")
    con.execute("PRAGMA cell_size_check = ON")
    con.set_authorizer(_authorise)
    return con


@contextmanager
def translated() -> Iterator[None]:
    """Turn what SQLite and the file system say into errors that tell a person what to do."""
    try:
        yield
    except sqlcipher.DatabaseError as error:
        text = str(error)
        if re.search(r"full|readonly|read-only|disk I/O|unable to open", text):
            raise StorageFailed(
                Phrase("The disk did not take it ({text}).", text=text),
                "What was saved before is whole. Free some space, then try again.",
            ) from error
        if re.search(r"not a database|malformed|corrupt", text):
            raise NotOpened(
                "The vault's database is damaged or its key does not fit.", "Nothing was changed."
            ) from error
        raise Fault(
            Phrase("The store refused a step: {text}.", text=text), "Nothing of this step was saved."
        ) from error
    except OSError as error:
        raise StorageFailed(
            Phrase("The disk did not take it ({text}).", text=error.strerror or error),
            "What was saved before is whole. Check the disk and its free space, then try again.",
        ) from error


class OnlyReads(Exception):
    """What reads beside the vault's own thread was to write: it is to be asked of that thread."""


class Vault:
    """An open vault. Its connection belongs to the thread that opened it; others are refused, and may read `beside`."""

    def __init__(
        self,
        folder: Path,
        con: sqlcipher.Connection,
        lock: LockFile | None,
        words: Vocabularies,
        clock: Callable[[], float] = time.time,
        random: Callable[[int], bytes] = os.urandom,
        database: "tuple[Path, crypto.Secret] | None" = None,
    ) -> None:
        self.folder = folder
        self.words = words
        self.clock = clock
        self.random = random
        self._con = con
        self._lock = lock
        self._database = database
        self._thread = threading.get_ident()
        self._author: bytes | None = None

    @property
    def con(self) -> sqlcipher.Connection:
        """Return the connection, to its own thread only."""
        if threading.get_ident() != self._thread:
            raise Fault("A thread touched a vault that is not its own.")
        return self._con

    @property
    def database(self) -> "tuple[Path, crypto.Secret]":
        """Return where the database lies and its raw key, for what copies it in a thread of its own."""
        if self._database is None:
            raise Fault("This vault was opened without its key.")
        return self._database

    def now(self) -> int:
        """Return the local clock in whole seconds."""
        return int(self.clock())

    @contextmanager
    def transaction(self) -> Iterator[sqlcipher.Connection]:
        """Run one transaction: all of it or nothing; inside another one it is part of that."""
        con = self.con
        if con.in_transaction:
            yield con
            return
        with translated():
            con.execute("BEGIN IMMEDIATE")
            try:
                yield con
                con.execute("COMMIT")
            except BaseException:
                if con.in_transaction:
                    con.execute("ROLLBACK")
                raise

    def get(self, name: str) -> bytes | None:
        """Return a setting of this vault."""
        row = self.con.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
        return bytes(row[0]) if row else None

    def set(self, name: str, value: bytes) -> None:
        """Keep a setting of this vault."""
        with self.transaction() as con:
            con.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (name, value))

    def identity(self) -> "crypto.SigningKey":
        """Return the identity key, made when the vault was."""
        seed = self.get("identity")
        if seed is None:
            raise NotOpened("This vault has no identity key.", "It was not created completely; create it again.")
        return crypto.SigningKey(seed)

    @property
    def author(self) -> bytes:
        """Return H("id", id_pk), which stands for this vault in every change and report."""
        if self._author is None:
            self._author = crypto.hash_("id", self.identity().public)
        return self._author

    @contextmanager
    def beside(self) -> Iterator["Vault"]:
        """Give another thread what was saved last, while the vault's own is in the middle of a step.

        It opens in less than a millisecond: the key is here. Raises OnlyReads where something is to be written.
        """
        if self._database is None:
            raise OnlyReads
        path, key = self._database
        with translated():
            opened = _opened(path, bytes(key.buffer))
        with closing(opened) as con:
            con.execute(ENDINGS)  # before nothing can be made any more
            con.execute("PRAGMA query_only = ON")
            yield _Reader(self.folder, con, None, self.words, self.clock, self.random)

    def close(self) -> None:
        """Close the connection and give the lock back; a process that held keys should then exit."""
        with translated():
            self.con.close()
        if self._database:
            self._database[1].clear()
        if self._lock:
            self._lock.release()


class _Reader(Vault):
    """A vault beside its own thread."""

    def transaction(self) -> NoReturn:
        """Refuse: it only reads."""
        raise OnlyReads


def exists(folder: Path) -> bool:
    """Return whether there is a vault in this folder."""
    return (folder / "vault.hdr").exists()


def create(
    folder: Path,
    passphrase: str,
    words: Vocabularies,
    *,
    kdf_mib: int | None = None,
    clock: Callable[[], float] = time.time,
    random: Callable[[int], bytes] = os.urandom,
) -> Vault:
    """Make a vault in an empty or new folder: database first, header last, so a cut leaves no half vault.

    `kdf_mib` is Argon2id's memory in MiB, at least 64; left out it is calibrated to this machine (about 1.2 s).
    Raises InputRefused where a vault is there already, StorageFailed, VaultBusy.
    """
    with translated():
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        (folder / "db").mkdir(exist_ok=True, mode=0o700)
    lock = LockFile(folder / "lock")
    try:
        if exists(folder):  # looked for under the lock: a header is never written over another one's
            raise InputRefused(
                Phrase("There is a vault in {folder} already.", folder=folder),
                "Nothing was changed. Choose another folder.",
            )
        data, opened = header.make(passphrase, kdf_mib, random)
        return _furnish(_vault(folder, opened, lock, words, clock, random), data)
    except BaseException:
        lock.release()
        raise


def _furnish(vault: Vault, data: bytes) -> Vault:
    """Give a new vault its identity, keysets and mailbox seed, then write the header: the vault exists from then."""
    with vault.transaction() as con:
        for name in ("identity", "mailbox_seed"):
            con.execute("INSERT INTO meta VALUES (?, ?)", (name, vault.random(32)))
        con.execute("INSERT INTO meta VALUES ('incarnation', ?)", (vault.random(8),))
        fresh_keysets(vault)
    with translated():
        header.write_new(vault.folder / "vault.hdr", data)
    vault.set("header_seq", header.sequence(data).to_bytes(8, "big"))
    return vault


def fresh_keysets(vault: Vault) -> None:
    """Add a new epoch keyset and a new late one, valid from now; inside a transaction it is part of that."""
    now = vault.now()
    with vault.transaction() as con:
        for kind, days in ((1, 30), (2, 365)):
            keyset = crypto.PrivateKeyset.generate(kind, now, now + days * 86400, vault.random)
            con.execute(
                "INSERT INTO keyset (kind, xwing_seed, box_key, not_before, not_after) VALUES (?, ?, ?, ?, ?)",
                (kind, keyset.xwing_seed, keyset.box_key, keyset.not_before, keyset.not_after),
            )


def _path(folder: Path, opened: "crypto.OpenedVault") -> Path:
    return folder / "db" / opened.db_id.hex()


def _vault(
    folder: Path, opened: "crypto.OpenedVault", lock: LockFile, words: Vocabularies, clock: Callable[[], float],
    random: Callable[[int], bytes],
) -> Vault:  # fmt: skip
    """Open the database that a slot of the header names."""
    path = _path(folder, opened)
    with opened.vmk:
        key = crypto.database_key(opened.vmk, opened.db_id)
    return Vault(folder, connect(path, bytes(key.buffer)), lock, words, clock, random, (path, key))


def open_(
    folder: Path,
    passphrase: "str | crypto.Secret",
    words: Vocabularies,
    *,
    clock: Callable[[], float] = time.time,
    random: Callable[[int], bytes] = os.urandom,
) -> Vault:
    """Open a vault with its passphrase, or with what Argon2id made of it where a thread did that already.

    Raises NotFound, CannotUnlock, NotOpened (damaged), VaultBusy, StorageFailed.
    """
    if not exists(folder):
        raise NotFound(
            Phrase("There is no vault in {folder}.", folder=folder),
            "Check the folder, or make one with: amparo vault create",
        )
    lock = LockFile(folder / "lock")
    try:
        data = header.read(folder / "vault.hdr")
        try:
            opened = header.open_(data, passphrase)
            _heed(folder, opened)
        except (crypto.CannotOpen, crypto.Malformed):  # malformed: nothing was typed, or it is no text
            raise CannotUnlock("That did not open it.", "Check each word; the vault is as it was.") from None
        if not _path(folder, opened).exists():
            raise NotOpened("The header names a database that is not there.", "Nothing was changed; look for a backup.")
        vault = _vault(folder, opened, lock, words, clock, random)
        header.heal(folder / "vault.hdr", data)
    except BaseException:
        lock.release()
        raise
    return vault


def _heed(folder: Path, opened: "crypto.OpenedVault") -> None:
    """Destroy the header where the slot says so, and say what is said of wrong words; the rest follows (`wipe.finish`).

    Until here it took as long as any words do that open nothing.
    """
    if opened.flags & crypto.WIPE:
        opened.vmk.clear()
        with suppress(AppError):  # a disk that cannot be written tells nothing else
            wipe.destroy_header(folder)
        raise crypto.CannotOpen


def older_header(vault: Vault) -> bool:
    """Return whether the header is older than the last one this vault saw ("an older header was put back")."""
    seen = int.from_bytes(vault.get("header_seq") or b"", "big")
    return header.sequence(header.read(vault.folder / "vault.hdr")) < seen
