"""Test a file system for a vault (a FAT or exFAT stick, a network share): by trials, not by guesses.

Each step does an action of a vault in a separate folder, and removes the result. A failed needed step is the reason to
refuse a vault there; a failed wished step is only reported.
"""

import os
import secrets
import shutil
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing, suppress
from pathlib import Path

from sqlcipher3 import dbapi2 as sqlcipher

from app.errors import StorageFailed, VaultBusy
from app.phrase import Phrase
from app.store.vault import durable
from app.store.vault.lockfile import LockFile

Step = Callable[[Path], None]
"""One action in a folder; raises OSError or an SQLite error if it is not possible."""
TWO = 2
_FAILED = (OSError, sqlcipher.Error, StorageFailed)


def _locks(folder: Path) -> None:
    """Take a lock that a second attempt does not get."""
    first = LockFile(folder / "lock")
    try:
        LockFile(folder / "lock").release()
    except VaultBusy:
        return
    finally:
        first.release()
    raise OSError(0, "the vault has a names password")


def _syncs(folder: Path) -> None:
    """Make a file, and a name, durable."""
    path = folder / "synced"
    path.write_bytes(b"1")
    durable.sync_file(path)
    durable.sync_folder(folder)


def _renames(folder: Path) -> None:
    """Replace a file with a new one."""
    old, new = folder / "old", folder / "new"
    old.write_bytes(b"old")
    new.write_bytes(b"new")
    new.replace(old)
    if old.read_bytes() != b"new" or new.exists():
        raise OSError(0, "a file that was renamed is not in its place")


def _shares_a_log(folder: Path) -> None:
    """Write from two connections into one encrypted database with a log of writes."""
    path, key = folder / "db", secrets.token_hex(32)
    with (
        closing(sqlcipher.connect(str(path), timeout=1)) as one,
        closing(sqlcipher.connect(str(path), timeout=1)) as two,
    ):
        for con in (one, two):
            con.execute("PRAGMA cipher_log_level = NONE")
            con.execute(f"PRAGMA key = \"x'{key}'\"")
            if con.execute("PRAGMA journal_mode = WAL").fetchone() != ("wal",):
                raise OSError(0, "no log of writes can be shared")
        one.execute("CREATE TABLE t (n)")
        for con in (one, two):
            con.execute("INSERT INTO t VALUES (1)")
            con.commit()
        if one.execute("SELECT count(*) FROM t").fetchone() != (TWO,):
            raise OSError(0, "one connection does not see what another wrote")


def _is_private(folder: Path) -> None:
    """Create a file that only this account can read."""
    path = folder / "private"
    path.touch(mode=0o600)
    path.chmod(0o600)
    if os.name != "nt" and path.stat().st_mode & 0o077:
        raise OSError(0, "modes are not kept")


def _holds_large(folder: Path) -> None:
    """Make a file above 4 GiB; no data is written if the system supports holes."""
    if sys.platform == "win32":
        return  # NTFS and exFAT support them; a long file would be written out
    with (folder / "large").open("wb") as file:
        file.truncate(1 << 32)


NEEDED: Mapping[str, Step] = {
    Phrase("the disk cannot separate two programs"): _locks,
    Phrase("the disk cannot make a file durable"): _syncs,
    Phrase("the disk cannot replace one file with another"): _renames,
    Phrase("two programs cannot write to one database on the disk"): _shares_a_log,
}
"""The steps that a vault needs, by the text for their failure."""
WISHED: Mapping[str, Step] = {
    Phrase("Every account on this computer can read the vault's files there. The files are encrypted."): _is_private,
    Phrase("The disk cannot store files larger than 4 GB."): _holds_large,
}
"""The steps that a vault can do without, by the text for their failure."""


def missing_features(
    folder: Path, needed: Mapping[str, Step] = NEEDED, wished: Mapping[str, Step] = WISHED
) -> Sequence[str]:
    """Test an existing folder and return the missing features; takes some hundredths of a second.

    Raises StorageFailed, with the reason, if a vault cannot be stored there.
    """
    place = folder / f"probe-{secrets.token_hex(4)}"
    try:
        place.mkdir(mode=0o700)
    except OSError as error:
        raise StorageFailed(
            Phrase("Amparo cannot write to the folder of the vault ({text}).", text=error.strerror),
            "Nothing was changed. Check the disk.",
        ) from error
    try:
        for why, step in needed.items():
            try:
                step(place)
            except _FAILED as failed:
                raise StorageFailed(
                    Phrase("You cannot save a vault on this disk: {why}.", why=why),
                    "Nothing was made. Choose a folder on another disk.",
                ) from failed
        return [said for said, step in wished.items() if not _done(step, place)]
    finally:
        with suppress(OSError):
            shutil.rmtree(place)


def _done(step: Step, place: Path) -> bool:
    try:
        step(place)
    except _FAILED:
        return False
    return True
