"""Make a backup: a vault's folder under the backup key; the next backup updates it.

    missing files -> new database next to the old one -> read back -> rename: the new backup is valid
    -> header, if it differs -> remove old files

If the process is killed at any point, the older backup opens until the new one does, and the next backup continues with
the files. The private keysets are not copied: an old backup must not open messages whose keys the vault destroyed.
"""

import shutil
from collections.abc import Sequence
from contextlib import closing, suppress
from pathlib import Path
from typing import NamedTuple

from attrs import evolve, frozen
from sqlcipher3 import dbapi2 as sqlcipher

import crypto
from app.errors import InputRefused, NotOpened, StorageFailed
from app.phrase import Phrase
from app.store.records import change_rows, files
from app.store.upkeep import blob_copy, notes_copy
from app.store.upkeep.blob_copy import Lane
from app.store.vault import copies, header
from app.store.vault.backup_key import BackupKey, list_backup_names
from app.store.vault.blobs import BLOB_ID, StoredBlob, blob_path
from app.store.vault.durable import sync_folder
from app.store.vault.lockfile import LockFile
from app.store.vault.open_vault import Vault
from sync.ports import Told, ignore_progress

KEYSETS = frozenset({"keyset", "desk_keyset"})
"""The tables that are not copied into a backup."""
INNER = "backup"
"""The name of the folder that is made if the chosen folder contains other files."""
FAT_FILE = 2**32 - 1
"""The size limit of a file on a FAT32 disk, in bytes."""
DAMAGED = Phrase("A file's stored bytes are damaged.")
SAFE = "The vault is untouched, and a backup that was there before is whole. Use another disk, or try again."


@frozen(eq=False)
class BackupInput:
    """The input of a backup, read in the vault's thread; another thread can do all later steps."""

    folder: Path
    database: "tuple[Path, crypto.Secret]"
    files: Sequence[StoredBlob]
    backups: frozenset[str]
    key: BackupKey
    without: frozenset[str] = KEYSETS

    @classmethod
    def of(cls, vault: Vault, key: BackupKey, *, keysets: bool = False) -> "BackupInput":
        """Read the source. With `keysets`, the copy opens messages that are on the way: only for border mode."""
        without = frozenset() if keysets else KEYSETS
        return cls(
            vault.folder, vault.database, files.list_files(vault), frozenset(list_backup_names(vault)), key, without
        )


@frozen
class BackupInfo:
    """A verified backup: its folder, its number of changes, its files, and the files that could not be copied."""

    folder: Path
    changes: int
    files: int
    bytes: int
    damaged: Sequence[str]


def make(source: BackupInput, chosen: Path, *, full: bool = False, told: Told = ignore_progress) -> BackupInfo:
    """Make the backup in the chosen folder, or update the one that is there, and verify the written data.

    `full` reads every file of the backup again, not only the new ones. `told` receives the progress in bytes. Raises
    InputRefused (the folder contains something else, a file is too large for this disk), StorageFailed, VaultBusy, and
    any error of `told`.
    """
    lane = Lane(source.folder, chosen, True, SAFE)
    with lane.writing():
        return _made(source, evolve(lane, target=place(source, chosen)), full, told)


def _made(source: BackupInput, lane: Lane, full: bool, told: Told) -> BackupInfo:
    new = lane.target / "db" / f"{source.key.opened.db_id.hex()}.new"
    new.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    new.touch(mode=0o600)  # the name identifies this folder as this vault's backup, also after an early end
    lock = LockFile(lane.target / "lock")
    try:
        if full:
            _drop_damaged(lane, source.files)
        size = source.database[0].stat().st_size
        _fits(lane, source.files, size)
        count = sum(blob_copy.length(blob) for blob in source.files if not blob_copy.is_present(lane.target, blob))
        damaged = blob_copy.carry(lane, source.files, lambda done, _: told(done, count + size))
        copied, changes = _database(source, new, lambda done, _: told(count + done, count + size))
        added = set(copied) - set(source.files)
        damaged += blob_copy.carry(lane, added)
        lost = _notes(source, lane)
        _switch(lane, source, new)
        _tidy(lane, source, copied)
        return BackupInfo(lane.target, changes, len(copied), _size(lane.target), (*list_file_errors(damaged), *lost))
    finally:
        lock.release()


def _notes(source: BackupInput, lane: Lane) -> tuple[Phrase, ...]:
    """Copy the session notes, and return a message if theirs is damaged; the copy from before then stays."""
    try:
        notes_copy.pack(source.folder, lane.target)
    except NotOpened:
        return (notes_copy.DAMAGED_HERE,)
    return ()


def place(source: BackupInput, chosen: Path) -> Path:
    """Return the folder of the backup: the chosen folder, or one inside it if the chosen one contains other files."""
    if chosen.resolve().is_relative_to(source.folder.resolve()):
        raise InputRefused("Choose a folder outside the vault.", "Nothing was changed. Choose another folder.")
    for folder in (chosen, chosen / INNER):
        if _ours(folder, source.backups) or _empty(folder):
            return folder
        if (folder / "vault.hdr").exists():
            break
    raise InputRefused(
        "This folder contains another vault or its backup.", "Nothing was changed. Choose another folder."
    )


def _ours(folder: Path, backups: frozenset[str]) -> bool:
    return any((folder / "db" / f"{name}{end}").exists() for name in backups for end in ("", ".new"))


def _empty(folder: Path) -> bool:
    return not any(path.is_file() for path in folder.rglob("*"))


def _fits(lane: Lane, blobs: Sequence[StoredBlob], database: int) -> None:
    """Raise, before anything is written, if the disk has too little room or cannot store a file of this size."""
    wanted = [blob_copy.length(blob) for blob in blobs if not blob_copy.is_present(lane.target, blob)]
    begun = sum(path.stat().st_size for path in (lane.target / "blobs").glob("*/*.part"))
    free = shutil.disk_usage(lane.target).free + begun
    if (lacks := sum(wanted) + database - free) > 0:
        raise StorageFailed(Phrase("The backup needs {n} MB more than are free there.", n=lacks // 10**6 + 1), SAFE)
    large = max([*wanted, database])
    if large > FAT_FILE and not takes(lane.target, large):
        names = [blob.sha256.hex()[:16] for blob in blobs if blob_copy.length(blob) > FAT_FILE]
        raise InputRefused(
            Phrase("This disk cannot store files larger than 4 GB: {names}.", names=tuple(names) or "database"),
            "Amparo wrote nothing. Format the disk as exFAT, or use another disk.",
        )


def takes(folder: Path, size: int) -> bool:
    """Return True if the disk of this folder can store a file of `size` bytes; no data is written for the test."""
    probe = folder / "db" / "probe"
    try:
        with probe.open("wb") as file:
            file.truncate(size)
    except OSError:
        return False
    finally:
        with suppress(OSError):
            probe.unlink()
    return True


def _drop_damaged(lane: Lane, blobs: Sequence[StoredBlob]) -> None:
    """Delete the damaged files of the backup, so that they are copied again."""
    for blob in blobs:
        path = blob_path(lane.target, blob.blob_id)
        if path.exists() and not blob_copy.is_whole(path, blob):
            path.unlink()


def _database(source: BackupInput, new: Path, told: Told) -> tuple[list[StoredBlob], int]:
    """Copy the database under the backup key, read it back, and return its files and its number of changes."""
    with crypto.database_key(source.key.opened.vmk, source.key.opened.db_id) as key:
        copies.copy(*source.database, new, key, without=source.without, backup=True, told=told)
        try:
            pages = copies.damaged_pages(new, key)
        except NotOpened:
            pages = ["every page"]
        if pages:
            raise StorageFailed("The disk is faulty: it returned different data than Amparo wrote.", SAFE)
        with closing(copies.open_immutable(new, key)) as con:
            rows = con.execute("SELECT id, key, size, sha256, padded FROM blob").fetchall()
            return [files.stored_row(row) for row in rows], change_rows.find_last_number(con)


def _switch(lane: Lane, source: BackupInput, new: Path) -> None:
    """Replace the old database with the new one, then the header if it differs."""
    path = lane.target / "vault.hdr"
    new.replace(new.with_suffix(""))
    sync_folder(new.parent)
    there = path.read_bytes() if path.exists() else b""
    if there == source.key.header:
        return
    if len(there) == header.SIZE:
        header.rewrite(path, source.key.header)
    else:
        header.write_new(path, source.key.header)
    if path.read_bytes() != source.key.header:
        raise StorageFailed("The disk is faulty: it returned different data than Amparo wrote.", SAFE)


def _tidy(lane: Lane, source: BackupInput, blobs: Sequence[StoredBlob]) -> None:
    """Remove data that the vault no longer has: files without a row, and databases under a discarded key."""
    now = source.key.opened.db_id.hex()
    names = {blob.blob_id.hex() for blob in blobs}
    for old in source.backups - {now}:
        for end in ("", ".new"):
            (lane.target / "db" / f"{old}{end}").unlink(missing_ok=True)
    for path in (lane.target / "blobs").glob("[0-9a-f][0-9a-f]/*"):
        name = path.name.removesuffix(".part")
        ours = len(name) == 2 * BLOB_ID and not set(name) - set("0123456789abcdef")
        if ours and (name not in names or name != path.name):
            path.unlink()


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def list_file_errors(damaged: Sequence[StoredBlob]) -> tuple[str, ...]:
    """Return a message about each damaged file."""
    return tuple(Phrase("file {name}: {why}", name=blob.sha256.hex()[:16], why=DAMAGED) for blob in damaged)


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
