"""Backups: make one or bring it up to date, what opens it, when one is due, and a vault made of one."""

import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from attrs import evolve, frozen

import crypto
from app.actions.db import Db, direct
from app.actions.vault import try_disk
from app.domain.vocabulary import Vocabularies
from app.errors import InputRefused
from app.phrase import Phrase
from app.store import backup as store
from app.store import backup_key, pack
from app.store import restore as restoring
from app.store.backup import Source
from app.store.connection import translated
from app.store.restore import Restored
from app.store.vault import Vault, exists
from sync.ports import Told, untold

DAYS = (0, 1, 7, 30)
"""Days after which a backup is older than it should be; 0 never says so."""
USUAL_DAYS = 7
_DAYS = "backup_days"
_DAY = 86_400
SAME_DISK = Phrase("It lies on the same disk as the vault: when that disk fails or is taken, both are gone.")


@frozen
class Last:
    """A backup that was verified: in which folder, when (UTC seconds), its files of evidence and its bytes."""

    folder: str
    at: int
    files: int
    bytes: int


@frozen
class State:
    """How the backups stand: the last one, what opens them, and whether one is due.

    `changed`: something was written since the last one. `due`: that, and it is older than the days a person chose.
    """

    last: Last | None
    days: int
    changed: bool
    due: bool
    passphrase: bool
    recovery: bool


@frozen
class Made:
    """A backup that was made and verified; `damaged` names files of the vault that could not be copied."""

    folder: Path
    files: int
    bytes: int
    damaged: Sequence[str]
    warnings: Sequence[str]


def state(vault: Vault) -> State:
    """Return how the backups of this vault stand."""
    row = vault.con.execute("SELECT folder, at, files, bytes, changes FROM backup ORDER BY at DESC LIMIT 1").fetchone()
    last = Last(*row[:4]) if row else None
    (changes,) = vault.con.execute("SELECT coalesce(max(num), 0) FROM change").fetchone()
    changed = changes != (row[4] if row else 0)
    kept = vault.get(_DAYS)
    days = int(kept) if kept else USUAL_DAYS
    since = last.at if last else _first(vault)
    due = bool(days and changed and vault.now() - since >= days * _DAY)
    key = backup_key.kept(vault)
    passphrase, recovery = (key.passphrase is not None, key.recovery is not None) if key else (False, False)
    return State(last, days, changed, due, passphrase, recovery)


def _first(vault: Vault) -> int:
    """Return when the first thing was written here, in seconds; now where nothing was."""
    row = vault.con.execute("SELECT stamp FROM change ORDER BY num LIMIT 1").fetchone()
    return row[0] // 1000 if row else vault.now()


def remind(vault: Vault, days: int) -> None:
    """Say from now on that a backup is due once it is so many days old; 0 says it never."""
    vault.set(_DAYS, str(days).encode())


def set_passphrase(vault: Vault, passphrase: str) -> None:
    """Let this passphrase open the backups made from now on, in place of the one before.

    Raises InputRefused where nothing was typed.
    """
    try:
        backup_key.set_passphrase(vault, passphrase)
    except crypto.Malformed as nothing:
        raise InputRefused("The passphrase is empty.", "Nothing was changed.") from nothing


def back_up(
    vault: Vault, folder: Path, db: Db | None = None, *, full: bool = False, told: Told = untold
) -> Made:  # fmt: skip
    """Make a backup in a folder, or bring the one there up to date; done is said once all that was written was read.

    Runs on the caller's thread; `db` brings the few touches of the vault to the thread that owns it. `full` reads all
    of the backup again. `told` hears of bytes. Raises InputRefused (nothing would open it; the folder holds something
    else; a file is too large for the disk), StorageFailed and VaultBusy; then the backup before is whole.
    """
    step = db or direct(vault)
    source = step(_source)
    made = store.make(source, folder, full=full, told=told)
    step(lambda vault: _note(vault, made))
    near = os.stat(made.folder).st_dev == os.stat(source.folder).st_dev  # noqa: PTH116
    return Made(made.folder, made.files, made.bytes, made.damaged, (SAME_DISK,) if near else ())


def _source(vault: Vault) -> Source:
    key = backup_key.kept(vault)
    if key is None or not key.opens:
        raise InputRefused(
            "Nothing would open this backup.", "Nothing was written. Give backups a passphrase, or make shares first."
        )
    return Source.of(vault, key)


def _note(vault: Vault, made: store.Made) -> None:
    row = (str(made.folder.absolute()), vault.now(), made.changes, made.files, made.bytes)
    with vault.transaction() as con:
        con.execute("INSERT OR REPLACE INTO backup VALUES (?, ?, ?, ?, ?)", row)


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
    told: Told = untold,
) -> Restored:
    """Make a vault in a new folder out of a backup, a folder or a pack; `passphrase` opens the new vault.

    `secret` opens the backup: its passphrase, or the recovery secret that shares make (`crypto.Secret`), which then
    opens the new vault too. Raises NotFound, CannotUnlock, NotOpened, InputRefused (there is a vault; nothing was
    typed), StorageFailed (also where the disk keeps no vault) and VaultBusy; what a try that did not end has copied is
    not copied again.
    """
    try:
        crypto.normalise(passphrase)
    except crypto.Malformed as nothing:
        raise InputRefused("The passphrase is empty.", "Nothing was changed.") from nothing
    shares = None if isinstance(secret, str) else secret
    with _as_folder(backup, folder, told) as lies:
        opened = restoring.open_backup(lies, secret, crypto.PASSPHRASE if shares is None else crypto.RECOVERY)
        with opened.key:
            lacking = () if exists(folder) else try_disk(folder)
            back = restoring.restore(
                opened, folder, passphrase, words, recovery=shares, kdf_mib=kdf_mib, clock=clock, random=random,
                told=told,
            )  # fmt: skip
            return evolve(back, lacking=lacking)


@contextmanager
def _as_folder(backup: Path, target: Path, told: Told) -> Iterator[Path]:
    """Give the folder of a backup: of a pack one beside the target, encrypted as it is, which is gone afterwards."""
    if not backup.is_file():
        yield backup
        return
    with translated():
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        beside = TemporaryDirectory(prefix=f"{target.name}-unpacked-", dir=target.parent)
    with beside as place:
        unpacked = Path(place) / "backup"
        pack.unpack(backup, unpacked, told)
        yield unpacked
