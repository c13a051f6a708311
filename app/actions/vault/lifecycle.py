"""Create, open, inspect and lock a vault; `checking` has the check."""

import os
import signal
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from attrs import frozen

import crypto
from app.actions.vault.integrity_check import Health as Health
from app.actions.vault.integrity_check import check as check
from app.actions.vault.unlock_attempts import Tries
from app.domain.vocabulary import Vocabularies
from app.errors import CannotUnlock, InputRefused, NotFound, NotOpened, VaultBusy
from app.phrase import Phrase
from app.store.upkeep import probe
from app.store.vault import header, identity, lockfile, wipe
from app.store.vault import open_vault as store
from app.store.vault.connection import translate_errors
from app.store.vault.open_vault import Vault

FREE = 3
"""Wrong passwords of session notes in a row before the next one waits."""


class _Different(CannotUnlock):
    """A new password does not open the other vault."""

    def __init__(self) -> None:
        super().__init__("This password opens nothing else.")


def create(
    folder: Path, passphrase: str, words: Vocabularies, *, kdf_mib: int | None = None, name: str = "",
    clock: Callable[[], float] = time.time, random: Callable[[int], bytes] = os.urandom,
) -> Vault:  # fmt: skip
    """Create a vault and open it.

    Raises InputRefused if one exists or the passphrase is empty, StorageFailed if its disk cannot store a vault.
    """
    require_passphrase(passphrase)
    if not store.exists(folder):
        try_disk(folder)
    vault = store.create(folder, passphrase, words, kdf_mib=kdf_mib, clock=clock, random=random)
    if name:
        identity.set_card(vault, name, None)
    return vault


def try_disk(folder: Path) -> Sequence[str]:
    """Test the disk of a folder, which is created if needed; return the features that a vault would lack.

    Raises StorageFailed, with the reason, if the disk cannot store a vault.
    """
    with translate_errors():
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return probe.missing_features(folder)


def require_passphrase(passphrase: str) -> None:
    """Raise InputRefused if the passphrase is empty or no valid text."""
    try:
        crypto.normalise(passphrase)
    except crypto.Malformed as nothing:
        raise InputRefused(
            "The password is empty.", "Nothing was changed. Six random words make a good password."
        ) from nothing


def require_different_passphrase(passphrase: str, folder: Path) -> None:
    """Raise InputRefused if the passphrase opens the session notes in this vault, or the vault around these notes.

    The answer tells if a guess is right. So each guess counts, and after some the next one waits. Raises TooSoon.
    """
    other = folder.parent if folder.name == wipe.NOTES else folder / wipe.NOTES

    def guess() -> None:
        if not opens(other, passphrase):
            raise _Different

    if store.exists(other):
        with suppress(_Different):
            Tries(other, free=FREE, guesses=True).opened(guess)
            raise InputRefused(
                "The session notes and the vault around them need different passwords.",
                "Nothing was changed. Choose another password.",
            )


def opens(folder: Path, passphrase: str) -> bool:
    """Return True if a passphrase alone opens the vault in a folder; runs Argon2id and writes nothing."""
    try:
        header.open_(header.read(folder / wipe.HEADER), passphrase).vmk.clear()
    except (crypto.CannotOpen, NotOpened):
        return False
    return True


def fingerprint(vault: Vault) -> str:
    """Return this vault's id, H("id", id_pk), in hex: for the directory and for exports, never to compare by voice."""
    return vault.author.hex()


@frozen
class VaultSummary:
    """The data of a vault that anyone can see without its passphrase."""

    folder: str
    kdf_mib: int
    passes: int
    files: int
    bytes: int
    open_by: int | None


def info(folder: Path) -> VaultSummary:
    """Return the visible data of a vault, without its passphrase."""
    if not store.exists(folder):
        raise NotFound(
            Phrase("There is no vault in {folder}.", folder=folder),
            "Check the folder, or make one with: amparo vault create",
        )
    m_kib, passes, _ = header.costs(header.read(folder / "vault.hdr"))
    with translate_errors():
        found = [path for path in folder.rglob("*") if path.is_file()]
        size = sum(path.stat().st_size for path in found)
    return VaultSummary(str(folder), m_kib // 1024, passes, len(found), size, lockfile.holder(folder / "lock"))


def lock(folder: Path, wait: float = 15.0) -> bool:
    """End the process that has the vault open cleanly (SIGTERM) and wait for its end; return True if there was one."""
    if not store.exists(folder):
        raise NotFound(Phrase("There is no vault in {folder}.", folder=folder), "Check the folder.")
    pid = lockfile.holder(folder / "lock")
    if pid is None:
        return False
    os.kill(pid, signal.SIGTERM)
    deadline = time.monotonic() + wait
    while lockfile.holder(folder / "lock") is not None:
        if time.monotonic() > deadline:
            raise VaultBusy(
                "The vault is still open in another process.",
                "The other process might still be saving. Wait some seconds and try again.",
            )
        time.sleep(0.02)
    return True
