"""Read, repair and write the header file of a vault, which is never half written.

`crypto` makes and opens the bytes. This module has the order of writes that makes a crash harmless: one copy in place,
fsync, then the other copy. At rest both copies are equal (crypto.md a, "Writing the header").
"""

import os
from collections.abc import Callable
from contextlib import suppress
from io import FileIO
from pathlib import Path

import crypto
from app.errors import CannotUnlock, InputRefused, NotFound, NotOpened, StorageFailed
from app.phrase import Phrase
from app.store.vault import lockfile, wipe
from app.store.vault.durable import sync_folder
from app.store.vault.wipe import SIZE as SIZE

_COPY = SIZE // 2
_PATIENCE = 5.0
"""Seconds that a writer waits for another writer of the header."""


class UnlockSecret:
    """An unlock method: a passphrase, its Argon2id result, or a recovery secret. Its `repr` shows none of them.

    `keyfile` is crypto.keyfile_hash of the complete file; `how` is crypto.PASSPHRASE or, for a recovery secret,
    RECOVERY.
    """

    def __init__(self, secret: "str | crypto.Secret", keyfile: bytes | None = None, how: int = 1) -> None:
        self.secret, self.keyfile, self.how = secret, keyfile, how

    @classmethod
    def of(cls, given: "str | crypto.Secret | UnlockSecret") -> "UnlockSecret":
        """Return the given unlock method, or make one from a passphrase or its Argon2id result."""
        return given if isinstance(given, UnlockSecret) else cls(given)

    def refused(self) -> CannotUnlock:
        """Return the error if nothing opens; wrong shares, a wrong key file and a wrong passphrase differ."""
        if self.how == crypto.RECOVERY:
            return CannotUnlock(
                "These shares belong together, but they do not open this vault.",
                "The shares are of an earlier set or of another vault. The vault is unchanged.",
            )
        if self.keyfile:
            return CannotUnlock(
                "The password and the key file did not open the vault.",
                "The vault is unchanged. Check each word, and check that the key file is the same.",
            )
        return CannotUnlock("This password did not open the vault.", "The vault is unchanged. Check each word.")


def make(passphrase: str, kdf_mib: int | None, random: Callable[[int], bytes]) -> "tuple[bytes, crypto.OpenedVault]":
    """Return a new header and its opened form; the costs are calibrated to this computer unless given."""
    if kdf_mib is not None and not 64 <= kdf_mib <= 4096:
        raise InputRefused(
            "The memory for the password must be 64 to 4096 MiB.", "If you do not set it, Amparo chooses the value."
        )
    m_kib, t = (kdf_mib * 1024, 3) if kdf_mib is not None else crypto.calibrate(_ram_bytes())
    return crypto.create_header(passphrase, m_kib, t, random=random)


def _ram_bytes() -> int:
    try:
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, ValueError, OSError):
        return 4 << 30


def write_new(path: Path, data: bytes) -> None:
    """Write the first header of a vault: sync the database folder, write a temporary file, rename; each durable."""
    sync_folder(path.parent / "db")
    temporary = path.with_suffix(".new")
    with temporary.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)
    sync_folder(path.parent)
    sync_folder(path.parent.parent)


def read(path: Path) -> bytes:
    """Return the bytes of the header, both copies as they are."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise StorageFailed(
            Phrase("Amparo cannot read the header of the vault ({text}).", text=error.strerror), "Check the disk."
        ) from error
    if len(data) != SIZE:
        raise NotOpened("The header of the vault is damaged.", "Nothing was changed. Restore a backup.")
    return data


def sequence(data: bytes) -> int:
    """Return the sequence number of the valid copy."""
    return _read(data).seq


def costs(data: bytes) -> tuple[int, int, bytes]:
    """Return Argon2id's memory in KiB, its passes and its salt, so that a thread can start to compute it."""
    header = _read(data)
    return header.m_kib, header.t, header.salt


def open_(data: bytes, way: "str | crypto.Secret | UnlockSecret") -> "crypto.OpenedVault":
    """Open the header by an unlock method; recovery tries only its own slots, without Argon2id.

    Raises crypto.CannotOpen if nothing opens, and NotOpened if both copies are damaged or memory is too small.
    """
    m_kib = _read(data).m_kib
    way = UnlockSecret.of(way)
    try:
        return crypto.open_header(data, way.secret, keyfile=way.keyfile, how=way.how)
    except MemoryError as lacking:
        raise NotOpened(
            Phrase("The password of this vault needs {n} MiB of free memory.", n=m_kib // 1024),
            "Nothing was changed. Close other programs and try again, or use another computer.",
        ) from lacking


def _read(data: bytes) -> "crypto.Header":
    try:
        return crypto.read_header(data)
    except crypto.Malformed as damage:
        raise NotOpened(
            "Both copies of the vault's header are damaged.", "Nothing was changed. Restore a backup."
        ) from damage
    except crypto.NeedsNewerApp as newer:
        raise NotOpened(
            "This vault was written by a newer Amparo.", "Open the vault with the newer version."
        ) from newer


class Uncertain(StorageFailed):
    """The disk failed during a write, and the old header could not be restored: the valid one is not known."""


def rewrite(path: Path, data: bytes) -> None:
    """Write both copies over an existing header, one after the other, each durable before the next.

    The change is done with the first copy: if the disk fails later, the next start writes the second copy. Raises
    StorageFailed if the earlier header is still valid, and Uncertain if that is not sure. Raises NotFound if the vault
    was wiped meanwhile: a wiped header is never restored.
    """
    try:
        with path.open("r+b", buffering=0) as file:
            before = file.read(_COPY)
            try:
                _write_copy(path, file, 0, data)
            except OSError as error:
                _take_back(path, file, before)
                raise _not_written(error) from error
            with suppress(OSError):
                _write_copy(path, file, _COPY, data)
    except OSError as error:
        raise _not_written(error) from error


def _write_copy(path: Path, file: FileIO, at: int, data: bytes) -> None:
    """Write one durable copy, unless the header was wiped; this writer and a wipe wait for each other."""
    with lockfile.lock_for_writing(file.fileno(), _PATIENCE):
        file.seek(0)
        if wipe.is_marked(file.read(SIZE)):
            raise NotFound(Phrase("There is no vault in {folder}.", folder=path.parent), "The vault was erased.")
        wipe.write_at(file.fileno(), at, data[at : at + _COPY])
    os.fsync(file.fileno())


def _take_back(path: Path, file: FileIO, before: bytes) -> None:
    try:
        _write_copy(path, file, 0, before)
    except OSError as error:
        raise Uncertain(
            Phrase("The disk failed while the header was written. The records are safe."),
            Phrase("Open the vault again with the new password. If that fails, use the old password."),
        ) from error


def _not_written(error: OSError) -> StorageFailed:
    return StorageFailed(
        Phrase("Amparo could not write the header of the vault ({text}).", text=error.strerror),
        "The earlier passwords still open the vault.",
    )
