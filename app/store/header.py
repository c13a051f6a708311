"""The header file of a vault on the disk: read, repaired, and never half written.

`crypto` makes and opens the bytes; here is the order of writes that a crash cannot turn against the person:
one copy in place, fsync, then the other. At rest both agree (crypto.md a, "Writing the header").
"""

import os
from collections.abc import Callable
from pathlib import Path

import crypto
from app.errors import CannotUnlock, InputRefused, NotFound, NotOpened, StorageFailed
from app.phrase import Phrase
from app.store import lockfile, wipe
from app.store.durable import sync_folder
from app.store.wipe import SIZE as SIZE

_COPY = SIZE // 2
_PATIENCE = 5.0
"""Seconds that one waits for another who is writing the header."""


def make(passphrase: str, kdf_mib: int | None, random: Callable[[int], bytes]) -> "tuple[bytes, crypto.OpenedVault]":
    """Return a new header and what it opens to; costs are calibrated to this machine unless given."""
    if kdf_mib is not None and not 64 <= kdf_mib <= 4096:
        raise InputRefused("The memory for the passphrase must be 64 to 4096 MiB.", "Leave it out to calibrate it.")
    m_kib, t = (kdf_mib * 1024, 3) if kdf_mib is not None else crypto.calibrate(_ram_bytes())
    return crypto.create_header(passphrase, m_kib, t, random=random)


def _ram_bytes() -> int:
    try:
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, ValueError, OSError):
        return 4 << 30


def write_new(path: Path, data: bytes) -> None:
    """Write the first header of a vault: its database's folder entry, a temporary name, rename, each made durable."""
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
    """Return the header's bytes, both copies as they are."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise StorageFailed(
            Phrase("The vault's header cannot be read ({text}).", text=error.strerror), "Check the disk."
        ) from error
    if len(data) != SIZE:
        raise NotOpened("The vault's header is cut short or too long.", "Nothing was changed; look for a backup.")
    return data


def sequence(data: bytes) -> int:
    """Return the sequence number of the copy that holds."""
    return _read(data).seq


def costs(data: bytes) -> tuple[int, int, bytes]:
    """Return Argon2id's memory in KiB, its passes and its salt, so that a thread can start on it."""
    header = _read(data)
    return header.m_kib, header.t, header.salt


def open_(data: bytes, passphrase: "str | crypto.Secret", how: int = 1) -> "crypto.OpenedVault":
    """Open the header with a passphrase, or with what Argon2id made of it, or (how = RECOVERY) the recovery secret.

    Raises crypto.CannotOpen for a wrong passphrase, NotOpened where both copies are damaged.
    """
    _read(data)
    return crypto.open_header(data, passphrase, how=how)


def _read(data: bytes) -> "crypto.Header":
    try:
        return crypto.read_header(data)
    except crypto.Malformed as damage:
        raise NotOpened(
            "Both copies of the vault's header are damaged.", "Nothing was changed; look for a backup."
        ) from damage
    except crypto.NeedsNewerApp as newer:
        raise NotOpened("This vault was written by a newer Amparo.", "Open it with that version.") from newer


def heal(path: Path, data: bytes) -> None:
    """Write the copy that holds over the other one where they differ; a read-only disk leaves it for later."""
    whole = crypto.settled(data)
    if whole != data:
        try:
            rewrite(path, whole)
        except StorageFailed:
            return


def rewrite(path: Path, data: bytes) -> None:
    """Write both copies over an existing header, one after the other, each durable before the next.

    Raises NotFound where the vault was wiped meanwhile: a header that is gone is never brought back.
    """
    try:
        with path.open("r+b", buffering=0) as file:
            for at in (0, _COPY):
                with lockfile.writing(file.fileno(), _PATIENCE):
                    if wipe.is_marked(file.read(SIZE)):
                        raise NotFound(Phrase("There is no vault in {folder}.", folder=path.parent), "It was wiped.")
                    wipe.write_at(file.fileno(), at, data[at : at + _COPY])
                os.fsync(file.fileno())
                file.seek(0)
    except OSError as error:
        raise StorageFailed(
            Phrase("The header could not be written ({text}).", text=error.strerror),
            "The passphrase before still opens the vault.",
        ) from error


def change_passphrase(path: Path, old: str, new: str, random: Callable[[int], bytes]) -> bytes:
    """Rewrite the slot of `old` for `new` and return the header as it is on the disk now."""
    data = read(path)
    try:
        opened = open_(data, old)
        changed = crypto.with_passphrase_changed(data, opened, old, new, random=random)
    except (crypto.CannotOpen, crypto.Malformed):
        raise CannotUnlock("The old passphrase does not open it.", "Nothing was changed.") from None
    except crypto.PassphraseInUse as refused:
        raise InputRefused(
            "That passphrase is already in use here.", "Choose another one; nothing was changed."
        ) from refused
    rewrite(path, changed)
    return changed
