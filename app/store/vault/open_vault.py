"""Open and close a vault: header, lock file, and the SQLCipher connection that writes, owned by one thread.

A vault's folder has `vault.hdr` (two copies of the header) and `lock` (the pid of the process that has it open).
`db/<db_id>` is the SQLCipher database (raw key); next to it are the files that `before` and `rotation` name. `blobs/<2
hex>/<32 hex>` are the encrypted originals, and `aside/` has the quarantined damaged files.
"""

import os
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from hmac import compare_digest
from pathlib import Path
from typing import NoReturn

import crypto
from app.domain.kind import Kinds
from app.domain.vocabulary import Vocabularies
from app.errors import AppError, Fault, InputRefused, NotFound, NotOpened, StorageFailed, VaultBusy
from app.phrase import Phrase
from app.store.vault import header, inforce, keysets, migration_backup, old_database, quarantine, wipe
from app.store.vault.connection import VaultConnection, authorise, connect, mark_apart, open_keyed, require_kinds
from app.store.vault.connection import translate_errors as translate_errors
from app.store.vault.durable import sync_file, sync_folder
from app.store.vault.index import ENDINGS
from app.store.vault.lockfile import LockFile


class OnlyReads(Exception):
    """A reader outside the vault's own thread tried to write: that thread must do it."""


class Vault:
    """An open vault. Its connection belongs to the thread that opened it; other threads only read, with `beside`."""

    def __init__(
        self,
        folder: Path,
        con: VaultConnection,
        lock: LockFile | None,
        words: Vocabularies,
        clock: Callable[[], float] = time.time,
        random: Callable[[int], bytes] = os.urandom,
        database: "tuple[Path, crypto.Secret] | None" = None,
        opened: "crypto.OpenedVault | None" = None,
    ) -> None:
        self.folder = folder
        self.words = words
        self.clock = clock
        self.random = random
        self._con = con
        self._lock = lock
        self._database = database
        self._opened = opened
        self._thread = threading.get_ident()
        self._apart = threading.Lock()
        self.sitting: dict[str, object] = {}  # values until the vault is closed, in no file
        self._author: bytes | None = None
        self._ours: frozenset[bytes] | None = None

    @property
    def con(self) -> VaultConnection:
        """Return the connection, only to its own thread. Raises Fault."""
        if threading.get_ident() != self._thread:
            raise Fault("A thread touched a vault that is not its own.")
        return self._con

    @property
    def kinds(self) -> Kinds:
        """Return the kinds of the records of this vault, to any thread."""
        return self._con.kinds

    @property
    def opened(self) -> "crypto.OpenedVault":
        """Return the result of the unlock: slot, mask, how, key file and flags; its key is cleared."""
        if self._opened is None:
            raise Fault("This vault was not opened by its header.")
        return self._opened

    def is_opened_by(self, other: "crypto.OpenedVault") -> bool:
        """Return True if a slot gave the key of this vault; the other vault of a header has another key."""
        with crypto.database_key(other.vmk, other.db_id) as key:
            return other.db_id == self.opened.db_id and compare_digest(key.buffer, self.database[1].buffer)

    @property
    def database(self) -> "tuple[Path, crypto.Secret]":
        """Return the path of the database and its raw key, for a copy in another thread."""
        if self._database is None:
            raise Fault("This vault was opened without its key.")
        return self._database

    def now(self) -> int:
        """Return the local clock in whole seconds."""
        return int(self.clock())

    @contextmanager
    def transaction(self) -> Iterator[VaultConnection]:
        """Run one transaction, completely or not at all; inside another one it belongs to the outer transaction."""
        con = self.con
        if con.in_transaction:
            yield con
            return
        with translate_errors():
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
        """Store a setting of this vault."""
        with self.transaction() as con:
            con.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (name, value))

    def forget(self, name: str) -> None:
        """Delete a setting of this vault."""
        with self.transaction() as con:
            con.execute("DELETE FROM meta WHERE name = ?", (name,))

    def move_to(self, path: Path, key: "crypto.Secret", opened: "crypto.OpenedVault") -> None:
        """Continue in another database with the same content; from here on this vault must clear `key`.

        `opened` is its slot now.
        """
        try:
            con = connect(path, bytes(key.buffer))
        except BaseException:
            self.close()  # later changes would be lost
            raise
        with self._apart:
            self.con.close()
            if self._database:
                self._database[1].clear()
            self._con, self._database, self._opened = con, (path, key), opened

    def replace(self, other: Path) -> None:
        """Replace this database with `other`, one at rest under the same key; this one goes to quarantine.

        Raises VaultBusy, with this one unchanged, while another connection has it open: see `write_anew`.
        """
        path, key = self.database
        with self._apart:
            self.con.close()
            try:
                if path.with_name(f"{path.name}-wal").exists():
                    raise VaultBusy(
                        "Another program reads the vault now.",
                        "Nothing was changed. Wait until it has finished, and try again.",
                    )
                with translate_errors():
                    quarantine.keep(self.folder, path)
                    other.replace(path)
                    sync_folder(path.parent)
            finally:
                self._con = connect(path, bytes(key.buffer))

    def identity(self) -> "crypto.SigningKey":
        """Return the identity key, made with the vault."""
        seed = self.get("identity")
        if seed is None:
            raise NotOpened("This vault has no identity key.", "Amparo could not finish this vault. Create it again.")
        return crypto.SigningKey(seed)

    @property
    def author(self) -> bytes:
        """Return H("id", id_pk), the id of this vault in every change and report."""
        if self._author is None:
            self._author = crypto.hash_("id", self.identity().public)
        return self._author

    @property
    def ours(self) -> frozenset[bytes]:
        """Return the ids of this vault: `author`, and its ids before its identity was rotated."""
        if self._ours is None:
            rows = self.con.execute("SELECT id FROM former WHERE record IS NULL")
            self._ours = frozenset([self.author, *(bytes(row[0]) for row in rows)])
        return self._ours

    def become(self, seed: bytes) -> "crypto.SigningKey":
        """Take another identity key, and keep the old one for the data that it signed; return the new one."""
        with self.transaction() as con:
            con.execute("INSERT INTO former VALUES (?, NULL, ?)", (self.author, self.get("identity")))
            self.set("identity", seed)
        self._author = self._ours = None
        return self.identity()

    @contextmanager
    def beside(self) -> Iterator["Vault"]:
        """Give another thread a reader of the last saved state while the vault's own thread is in a step.

        It opens in under a millisecond: the key is here. Raises OnlyReads on a write.
        """
        if self._database is None:
            raise OnlyReads
        path, key = self._database
        with self._apart:
            with translate_errors():
                opened = open_keyed(path, bytes(key.buffer))
            with closing(opened) as con:
                con.execute(ENDINGS)  # nothing can be made after the next line
                con.execute("PRAGMA query_only = ON")
                reader = _VaultReader(self.folder, con, None, self.words, self.clock, self.random)
                reader.sitting = self.sitting
                yield reader

    def write_anew(self) -> bool:
        """Write the database into a new file that replaces the old one; return True if that was possible.

        Pages keep deleted bytes, and bytes that moved to another page; only a new file has neither. The new file needs
        as much room as the database, and some 6 s for a gigabyte. After an interruption, the old or the new one is
        complete. Return False if another connection has the database open, with the new log. Raises StorageFailed.
        """
        path, key = self.database
        new = path.with_name(f"{path.name}.new")
        with translate_errors():
            new.unlink(missing_ok=True)  # left by an interrupted attempt
            self.con.set_authorizer(None)  # VACUUM attaches the new file
            try:
                self.con.execute("VACUUM INTO ?", (str(new),))
            finally:
                self.con.set_authorizer(authorise)
            sync_file(new)
            with self._apart:
                self.con.close()  # the last connection to close removes the log of writes
                alone = not path.with_name(f"{path.name}-wal").exists()
                if alone:
                    new.replace(path)
                    migration_backup.drop(path)  # it contains the deleted data
                self._con = connect(path, bytes(key.buffer))
            new.unlink(missing_ok=True)
            sync_folder(path.parent)
        return alone

    def interrupt(self) -> None:
        """End the running statement, from any thread; its step fails and saves nothing."""
        self._con.interrupt()

    def close(self) -> None:
        """Close the connection and release the lock; a process that had keys must then exit."""
        for notes in [kept for kept in self.sitting.values() if isinstance(kept, Vault)]:
            notes.close()
        self.sitting.clear()
        with translate_errors():
            self.con.close()
        if self._database:
            self._database[1].clear()
        if self._lock:
            self._lock.release()


class _VaultReader(Vault):
    """A reader of a vault outside its own thread."""

    def transaction(self) -> NoReturn:
        """Refuse: this vault only reads."""
        raise OnlyReads


def exists(folder: Path) -> bool:
    """Return True if there is a vault in this folder."""
    return (folder / "vault.hdr").exists()


def create(
    folder: Path, passphrase: str, words: Vocabularies, *, kdf_mib: int | None = None,
    clock: Callable[[], float] = time.time, random: Callable[[int], bytes] = os.urandom,
    make: Callable[[str, int | None, Callable[[int], bytes]], "tuple[bytes, crypto.OpenedVault]"] = header.make,
    apart: bool = False,
) -> Vault:  # fmt: skip
    """Make a vault in an empty or new folder: database first, header last, so an interruption leaves no half vault.

    `kdf_mib` is Argon2id's memory in MiB, at least 64; without it, it is calibrated to this computer (about 1.2 s).
    `make` makes the header, for a caller that ran Argon2id already. `apart`: for session notes. Raises InputRefused if
    there is a vault already, StorageFailed, VaultBusy.
    """
    with translate_errors():
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        (folder / "db").mkdir(exist_ok=True, mode=0o700)
    lock = LockFile(folder / "lock")
    try:
        if exists(folder):  # checked under the lock: a header must never overwrite another one
            raise InputRefused(
                Phrase("There is a vault in {folder} already.", folder=folder),
                "Nothing was changed. Choose another folder.",
            )
        data, opened = make(passphrase, kdf_mib, random)
        return _furnish(_vault(folder, opened, lock, words, clock, random), data, apart)
    except BaseException:
        lock.release()
        raise


def _furnish(vault: Vault, data: bytes, apart: bool) -> Vault:
    """Give a new vault its identity, keysets and mailbox seed, then write the header: from then on the vault exists."""
    with vault.transaction() as con:
        if apart:
            mark_apart(con)
        for name in ("identity", "mailbox_seed"):
            con.execute("INSERT INTO meta VALUES (?, ?)", (name, vault.random(32)))
        con.execute("INSERT INTO meta VALUES ('incarnation', ?)", (vault.random(8),))
        inforce.note(vault, data, vault.opened.mask)
        keysets.renew(vault.con, vault.now(), vault.random)
    with translate_errors():
        header.write_new(vault.folder / "vault.hdr", data)
    return vault


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
    vault = Vault(folder, connect(path, bytes(key.buffer)), lock, words, clock, random, (path, key), opened)
    with suppress(NotOpened), translate_errors():  # `vault check` repairs a damaged page
        note_slot(vault, opened)
    return vault


def note_slot(vault: Vault, opened: "crypto.OpenedVault") -> None:
    """Add the slot that opened to the database if it is unknown there: some vaults are older than that table."""
    known = vault.con.execute("SELECT 1 FROM slot WHERE i = ? AND how = ?", (opened.slot, opened.how)).fetchone()
    if known is None:
        row = (opened.slot, opened.how, opened.keyfile, opened.flags, "", vault.now())
        with vault.transaction() as con:
            con.execute("INSERT OR REPLACE INTO slot VALUES (?, ?, ?, ?, ?, ?)", row)


def open_(
    folder: Path,
    way: "str | crypto.Secret | header.UnlockSecret",
    words: Vocabularies,
    *,
    clock: Callable[[], float] = time.time,
    random: Callable[[int], bytes] = os.urandom,
    apart: bool = False,
) -> Vault:
    """Open a vault with its passphrase, with its Argon2id result, or by another unlock method; `apart`: session notes.

    Raises NotFound, CannotUnlock, NotOpened (damaged), VaultBusy, StorageFailed, and InputRefused for the wrong sort.
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
            opened = header.open_(data, way)
            _heed(folder, opened)
        except (crypto.CannotOpen, crypto.Malformed):  # malformed: no text was typed, or it is no text
            raise header.UnlockSecret.of(way).refused() from None
        if not _path(folder, opened).exists():
            raise NotOpened("The database of this vault is missing.", "Nothing was changed. Restore a backup.")
        vault = _vault(folder, opened, lock, words, clock, random)
        with suppress(NotOpened, StorageFailed):  # `vault check` repairs a page; the next start tries again
            inforce.settle(vault, data)
    except BaseException:
        lock.release()
        raise
    try:
        require_kinds(vault.con, apart)
        with translate_errors():
            old_database.remove(vault)
        for left in filter(Path.is_dir, (folder / wipe.WORK, folder / wipe.DOOR)):
            shutil.rmtree(left, ignore_errors=True)
    except BaseException:
        vault.close()
        raise
    return vault


def _heed(folder: Path, opened: "crypto.OpenedVault") -> None:
    """Destroy the header if the slot is a wipe passphrase, and raise the error of a wrong one.

    Until here it takes as long as any passphrase that opens nothing. `wipe.finish` does the rest.
    """
    if opened.flags & crypto.WIPE:
        opened.vmk.clear()
        with suppress(AppError):  # a disk that cannot be written must not show a different error
            wipe.destroy_header(folder)
        raise crypto.CannotOpen
