"""Restore a vault from a backup, on this or another computer, with a new key, header, incarnation, keysets and card.

The header is written last, as in `create`: a kill before that leaves no vault, and the next try continues with the
files. Contacts stay as they are and get the new card with the next report. They send messages to deleted keys again,
because no one confirms them.
"""

import os
import shutil
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

from attrs import frozen

import crypto
from app.domain.vocabulary import Vocabularies
from app.errors import CannotUnlock, InputRefused, NotFound, NotOpened, StorageFailed
from app.phrase import Phrase
from app.store.contacts import cards
from app.store.records import files
from app.store.upkeep import blob_copy, notes_copy
from app.store.upkeep.backup import INNER, list_file_errors
from app.store.upkeep.blob_copy import Lane
from app.store.vault import copies, header, identity, inforce, keysets
from app.store.vault import slots as ways_in
from app.store.vault.blobs import StoredBlob
from app.store.vault.connection import BACKUP_MARK, connect, require_kinds, translate_errors
from app.store.vault.lockfile import LockFile
from app.store.vault.open_vault import Vault, exists
from app.store.vault.slots import Slot
from sync.ports import Told, ignore_progress

SAFE = "The backup is untouched. Free some space or use another disk, then restore again: it goes on where it stopped."
BEGUN = "restoring"
"""The file that names the database of an unfinished restore."""


@frozen(eq=False)
class OpenedBackup:
    """An opened backup: its folder, its database and its files."""

    folder: Path
    database: Path
    key: "crypto.Secret"
    files: Sequence[StoredBlob]


@frozen
class Restored:
    """A restored vault: its folder, its number of records and files, and the files that were damaged in the backup.

    `lacking` lists the missing features of its disk.
    """

    folder: Path
    records: int
    files: int
    damaged: Sequence[str]
    lacking: Sequence[str] = ()


def open_backup(chosen: Path, secret: "str | crypto.Secret", how: int = 1) -> OpenedBackup:
    """Open a backup with its passphrase (how = PASSPHRASE) or the recovery secret (RECOVERY); nothing is written.

    Raises NotFound, CannotUnlock, InputRefused (a vault), NotOpened (damaged), StorageFailed.
    """
    folder = next((at for at in (chosen, chosen / INNER) if exists(at)), None)
    if folder is None:
        raise NotFound(
            Phrase("There is no backup in {folder}.", folder=chosen), "Choose the folder that contains the backup."
        )
    try:
        opened = header.open_(header.read(folder / "vault.hdr"), header.UnlockSecret(secret, how=how))
    except (crypto.CannotOpen, crypto.Malformed):
        raise CannotUnlock(
            "This password did not open the vault.", "The backup is unchanged. Check each word."
        ) from None
    path = folder / "db" / opened.db_id.hex()
    if not path.exists():
        raise NotOpened("The database of this vault is missing.", "Nothing was changed. Restore a backup.")
    with opened.vmk:
        key = crypto.database_key(opened.vmk, opened.db_id)
    with translate_errors(), closing(copies.open_immutable(path, key)) as con:
        if not con.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (BACKUP_MARK,)).fetchone():
            key.clear()  # in a vault that was in use, the last saved data is next to its database
            raise InputRefused(
                "This is a vault, not a backup.", "Nothing was changed. Open the vault in its present folder."
            )
        rows = con.execute("SELECT id, key, size, sha256, padded FROM blob").fetchall()
    return OpenedBackup(folder, path, key, [files.stored_row(row) for row in rows])


def restore(
    backup: OpenedBackup,
    folder: Path,
    passphrase: str,
    words: Vocabularies,
    *,
    recovery: "crypto.Secret | None" = None,
    kdf_mib: int | None = None,
    clock: Callable[[], float] = time.time,
    random: Callable[[int], bytes] = os.urandom,
    told: Told = ignore_progress,
    apart: bool = False,
) -> Restored:
    """Make a vault that opens with `passphrase`, and with the recovery secret if there is one.

    A file that is damaged in the backup is listed and left out. `told` receives the progress in bytes. `apart`: the
    backup is one of session notes. Raises InputRefused if there is a vault or the backup is of the other sort,
    StorageFailed, NotOpened, VaultBusy, and the errors of `told`. After an error, the next try continues.
    """
    lane = Lane(backup.folder, folder, False, SAFE)
    with lane.writing():
        (folder / "db").mkdir(parents=True, exist_ok=True, mode=0o700)
    lock = LockFile(folder / "lock")
    try:
        if exists(folder):
            raise InputRefused(
                Phrase("There is a vault in {folder} already.", folder=folder),
                "Nothing was changed. Choose another folder.",
            )
        data, opened = header.make(passphrase, kdf_mib, random)
        data, slots = _slots(data, opened, recovery, int(clock()), random)
        with lane.writing():
            path = _begin(folder, opened.db_id.hex())
        damaged, told_of = _copy(lane, backup, told)
        with opened.vmk, crypto.database_key(opened.vmk, opened.db_id) as key:
            copies.copy(backup.database, backup.key, path, key, at_rest=True, told=told_of)
            con = connect(path, bytes(key.buffer))
            with closing(con):
                vault = Vault(folder, con, None, words, clock, random)
                require_kinds(con, apart)
                records = _renew(vault, slots, data, opened.mask)
        with lane.writing():
            lost = notes_copy.unpack(backup.folder, folder)
            header.write_new(folder / "vault.hdr", data)
            (folder / BEGUN).unlink()
        return Restored(folder, records, len(backup.files) - len(damaged), (*list_file_errors(damaged), *lost))
    finally:
        lock.release()


def _slots(
    data: bytes, opened: "crypto.OpenedVault", recovery: "crypto.Secret | None", now: int,
    random: Callable[[int], bytes],
) -> tuple[bytes, list[Slot]]:  # fmt: skip
    """Return the new header and its slots: the passphrase, and the recovery secret if there is one."""
    slots = [Slot(opened.slot, crypto.PASSPHRASE, False, 0, "", now)]
    if recovery is not None:
        at = next(i for i in range(16) if opened.mask >> i & 1 and i != opened.slot)
        data = crypto.with_slot(data, opened, at, crypto.SlotSecret(recovery, how=crypto.RECOVERY), random=random)
        slots.append(Slot(at, crypto.RECOVERY, False, 0, "", now))
    return data, slots


def _copy(lane: Lane, backup: OpenedBackup, told: Told) -> tuple[list[StoredBlob], Told]:
    """Copy the files; return the damaged ones, and the progress callback for the database's bytes after them."""
    lacking = sum(blob_copy.length(blob) for blob in backup.files if not blob_copy.is_present(lane.target, blob))
    size = backup.database.stat().st_size
    with lane.writing():
        begun = sum(path.stat().st_size for path in (lane.target / "blobs").glob("*/*.part"))
        free = shutil.disk_usage(lane.target).free + begun
    if (lacks := lacking + size - free) > 0:
        raise StorageFailed(Phrase("The vault needs {n} MB more than are free there.", n=lacks // 10**6 + 1), SAFE)
    damaged = blob_copy.carry(lane, backup.files, lambda done, _: told(done, lacking + size))
    return damaged, lambda done, _: told(lacking + done, lacking + size)


def _begin(folder: Path, name: str) -> Path:
    """Remove the database of the earlier try, whose name it left, and store the name of this try's database."""
    begun = folder / BEGUN
    if begun.exists():
        before = begun.read_text("ascii").strip()
        if len(before) == len(name) and not set(before) - set("0123456789abcdef"):
            for end in ("", "-journal", "-wal", "-shm"):
                (folder / "db" / f"{before}{end}").unlink(missing_ok=True)
    begun.write_text(name, "ascii")
    return folder / "db" / name


def _renew(vault: Vault, slots: Sequence[Slot], data: bytes, mask: int) -> int:
    """Make it a separate vault: incarnation, keysets, card, unlock methods; return its number of records."""
    with vault.transaction() as con:
        vault.set("incarnation", vault.random(8))
        inforce.note(vault, data, mask)
        con.execute("DELETE FROM slot")
        for slot in slots:
            ways_in.keep(vault, slot)
        keysets.renew(vault.con, vault.now(), vault.random)
        cards.spread(con)
        for table in ("desk_member", "organisation_member"):  # the tables can name a member who was removed since:
            con.execute(f"DELETE FROM {table}")  # a person must add each member again
        if vault.get("card"):
            identity.card(vault)
        (records,) = con.execute("SELECT count(*) FROM record WHERE removed = 0").fetchone()
    return int(records)
