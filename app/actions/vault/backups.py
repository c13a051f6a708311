"""Make and update backups, return their status, and restore a vault from one."""

import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from attrs import evolve, frozen

import crypto
from app.actions.kernel.db import Db, direct_db
from app.actions.vault import session_vault
from app.actions.vault.lifecycle import try_disk
from app.domain.vocabulary import Vocabularies
from app.errors import InputRefused
from app.phrase import Phrase
from app.store.records import change_rows
from app.store.upkeep import backup as store
from app.store.upkeep import backup_archive, notes_copy
from app.store.upkeep import restore as restoring
from app.store.upkeep.backup import BackupInput, BackupRow
from app.store.upkeep.restore import Restored
from app.store.vault import backup_key
from app.store.vault.connection import translate_errors
from app.store.vault.open_vault import Vault, exists
from sync.ports import Told, ignore_progress

DAYS = (0, 1, 7, 30)
"""Days after which a backup is too old; 0 means never."""
USUAL_DAYS = 7
_DAYS = "backup_days"
_DAY = 86_400
SAME_DISK = Phrase("The backup is on the same disk as the vault. If the disk fails or someone takes it, you lose both.")


@frozen
class Last:
    """A verified backup: its folder, time (UTC seconds), number of evidence files, and size in bytes."""

    folder: str
    at: int
    files: int
    bytes: int


@frozen
class BackupStatus:
    """The backup status: the last backup, the secrets that open backups, and the reminder.

    `changed`: something was written since the last one. `due`: also, the last one is older than the chosen number of
    days.
    """

    last: Last | None
    days: int
    changed: bool
    due: bool
    passphrase: bool
    recovery: bool


@frozen
class BackupResult:
    """A backup that was made and verified; `damaged` names files of the vault that could not be copied."""

    folder: Path
    files: int
    bytes: int
    damaged: Sequence[str]
    warnings: Sequence[str]


def state(vault: Vault) -> BackupStatus:
    """Return the backup status of this vault."""
    row = next(iter(store.list_backups(vault.con)), None)
    last = Last(row.folder, row.at, row.files, row.bytes) if row else None
    changed = change_rows.find_last_number(vault.con) != (row.changes if row else 0)
    changed = changed or bool(last and int(notes_copy.last_write(vault.folder)) > last.at)
    kept = vault.get(_DAYS)
    days = int(kept) if kept else USUAL_DAYS
    since = last.at if last else _first(vault)
    due = bool(days and changed and vault.now() - since >= days * _DAY)
    key = backup_key.read_backup_key(vault)
    passphrase, recovery = (key.passphrase is not None, key.recovery is not None) if key else (False, False)
    return BackupStatus(last, days, changed, due, passphrase, recovery)


def _first(vault: Vault) -> int:
    """Return the time of the first change here, in seconds; now if there is none."""
    stamp = change_rows.find_first_time(vault.con)
    return vault.now() if stamp is None else stamp // 1000


def remind(vault: Vault, days: int) -> None:
    """Set the age in days at which a backup is due; 0 means never."""
    vault.set(_DAYS, str(days).encode())


def set_passphrase(vault: Vault, passphrase: str) -> None:
    """Set the passphrase that opens backups from now on. Raises InputRefused if it is empty."""
    try:
        backup_key.set_passphrase(vault, passphrase)
    except crypto.Malformed as nothing:
        raise InputRefused("The password is empty.", "Nothing was changed.") from nothing


def back_up(
    vault: Vault, folder: Path, db: Db | None = None, *, full: bool = False, told: Told = ignore_progress
) -> BackupResult:  # fmt: skip
    """Make a backup in a folder or update the one there; all written data is read back before the function returns.

    Runs on the caller's thread; `db` brings the few steps in the vault to the thread that owns it. `full` reads all of
    the backup again. `told` gets the progress in bytes. Raises StorageFailed, VaultBusy, and InputRefused: nothing
    would open the backup, the folder holds something else, or a file is too large for the disk. Then the earlier backup
    is unchanged.
    """
    step = db or direct_db(vault)
    source = step(_source)
    made = store.make(source, folder, full=full, told=told)
    step(lambda vault: _note(vault, made))
    near = os.stat(made.folder).st_dev == os.stat(source.folder).st_dev  # noqa: PTH116
    return BackupResult(made.folder, made.files, made.bytes, made.damaged, (SAME_DISK,) if near else ())


def _source(vault: Vault) -> BackupInput:
    key = backup_key.read_backup_key(vault)
    if key is None or not key.opens:
        raise InputRefused(
            "This backup would have no password.",
            "Amparo wrote nothing. First choose a password for backups, or make recovery shares.",
        )
    session_vault.close(vault)
    return BackupInput.of(vault, key)


def _note(vault: Vault, made: store.BackupInfo) -> None:
    row = BackupRow(str(made.folder.absolute()), vault.now(), made.changes, made.files, made.bytes)
    with vault.transaction() as con:
        store.note_backup(con, row)


def restore(
    backup: Path,
    folder: Path,
    secret: "str | crypto.Secret",
    passphrase: str,
    words: Vocabularies,
    *,
    kdf_mib: int | None = None,
    clock: Callable[[], float] = time.time,
    random: Callable[[int], bytes] = os.urandom,
    told: Told = ignore_progress,
    apart: bool = False,
) -> Restored:
    """Restore a vault in a new folder from a backup, a folder or a pack; `passphrase` opens the new vault.

    `secret` opens the backup: its passphrase, or the recovery secret that shares make (`crypto.Secret`), which then
    also opens the new vault. `apart`: the backup is one of session notes. Raises NotFound, CannotUnlock, NotOpened,
    InputRefused (a vault exists there; the passphrase is empty; the backup is of the other sort), StorageFailed (also
    if the disk cannot hold a vault) and VaultBusy. After an unfinished attempt, the next one does not copy the same
    data again.
    """
    try:
        crypto.normalise(passphrase)
    except crypto.Malformed as nothing:
        raise InputRefused("The password is empty.", "Nothing was changed.") from nothing
    shares = None if isinstance(secret, str) else secret
    with _as_folder(backup, folder, told) as lies:
        opened = restoring.open_backup(lies, secret, crypto.PASSPHRASE if shares is None else crypto.RECOVERY)
        with opened.key:
            lacking = () if exists(folder) else try_disk(folder)
            back = restoring.restore(
                opened, folder, passphrase, words, recovery=shares, kdf_mib=kdf_mib, clock=clock, random=random,
                told=told, apart=apart,
            )  # fmt: skip
            return evolve(back, lacking=lacking)


@contextmanager
def _as_folder(backup: Path, target: Path, told: Told) -> Iterator[Path]:
    """Yield the folder of a backup; for a pack, a temporary folder next to the target, encrypted as the pack is."""
    if not backup.is_file():
        yield backup
        return
    with translate_errors():
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        beside = TemporaryDirectory(prefix=f"{target.name}-unpacked-", dir=target.parent)
    with beside as place:
        unpacked = Path(place) / "backup"
        backup_archive.unpack(backup, unpacked, told)
        yield unpacked
