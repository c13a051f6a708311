"""The vault of the session notes, inside the folder of a vault: create, open, close and erase it.

It is an ordinary vault with its own header and keys. It opens only while the vault around it is open, belongs to the
same thread, and closes with it. All other actions of this room take it as they take any vault.
"""

import os
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import cast

import crypto
from app import start
from app.actions.kernel.change_set import Changed
from app.actions.kernel.db import Db
from app.actions.vault.lifecycle import FREE, require_different_passphrase, require_passphrase
from app.actions.vault.unlock_attempts import Tries, UnlockWay, list_ways
from app.errors import CannotUnlock, InputRefused, NotFound
from app.store.vault import header, wipe
from app.store.vault import open_vault as store
from app.store.vault.header import UnlockSecret
from app.store.vault.open_vault import Vault

CHANGED = Changed(frozenset({"session_note"}))
_OPEN = "session notes"
"""The name in `Vault.sitting` of the open session notes."""


def folder_of(vault: Vault) -> Path:
    """Return the folder of the session notes of a vault, there or not."""
    return vault.folder / wipe.NOTES


def is_there(vault: Vault) -> bool:
    """Return True if a vault has session notes; an interrupted erase of them is ended first."""
    wipe.finish(folder_of(vault))
    return store.exists(folder_of(vault))


def find_open(vault: Vault) -> Vault | None:
    """Return the open session notes of a vault, or None."""
    return cast("Vault | None", vault.sitting.get(_OPEN))


def require(vault: Vault) -> Vault:
    """Return the open session notes of a vault. Raises CannotUnlock while they are closed."""
    notes = find_open(vault)
    if notes is None:
        raise CannotUnlock("The session notes are closed.", "Open them with their own password.")
    return notes


def create(step: Db, passphrase: str, kdf_mib: int | None = None) -> Changed:
    """Make the session notes of a vault and open them.

    Runs Argon2id on the caller's thread. Raises InputRefused if there are some, or if the password is empty or that of
    the vault.
    """
    require_passphrase(passphrase)
    require_different_passphrase(passphrase, step(find_free))
    made = header.make(passphrase, kdf_mib, os.urandom)

    def keep(vault: Vault) -> Changed:
        notes = store.create(
            find_free(vault), passphrase, vault.words, clock=vault.clock, random=vault.random,
            make=lambda *_: made, apart=True,
        )  # fmt: skip
        vault.sitting[_OPEN] = notes
        return CHANGED

    return step(keep)


def find_free(vault: Vault) -> Path:
    """Return the folder for new session notes of a vault. Raises InputRefused if it has some."""
    if is_there(vault):
        raise InputRefused("This vault has session notes already.", "Nothing was changed. Open them.")
    return folder_of(vault)


def open_(step: Db, way: UnlockWay) -> Changed:
    """Open the session notes with their password, a password with its key file, or their recovery shares.

    Runs Argon2id on the caller's thread. Raises NotFound, CannotUnlock, TooSoon, NotOpened, VaultBusy.
    """
    folder = step(_find_closed)
    if folder is None:
        return CHANGED
    tasks = [partial(_open, step, folder, UnlockSecret.of(one)) for one in list_ways(way, start.word_list)]
    return Tries(folder, free=FREE).opened(*tasks)


def _find_closed(vault: Vault) -> Path | None:
    """Return the folder of the closed session notes, or None if they are open."""
    if not is_there(vault):
        raise NotFound("This vault has no session notes.", "Make them with: amparo notes create")
    return folder_of(vault) if find_open(vault) is None else None


def _open(step: Db, folder: Path, way: UnlockSecret) -> Changed:
    if not isinstance(way.secret, str):
        return step(lambda vault: _keep_open(vault, way))
    m_kib, passes, salt = header.costs(header.read(folder / wipe.HEADER))
    try:
        with crypto.derive(way.secret, salt, m_kib, passes) as r:
            return step(lambda vault: _keep_open(vault, UnlockSecret(r, way.keyfile, way.how)))
    except crypto.Malformed:
        raise way.refused() from None


def _keep_open(vault: Vault, way: UnlockSecret) -> Changed:
    vault.sitting[_OPEN] = store.open_(
        folder_of(vault), way, vault.words, clock=vault.clock, random=vault.random, apart=True
    )
    return CHANGED


def close(vault: Vault) -> Changed:
    """Close the session notes and clear their key; nothing happens if they are closed."""
    notes = cast("Vault | None", vault.sitting.pop(_OPEN, None))
    if notes is not None:
        notes.close()
    return CHANGED


def erase(vault: Vault) -> Sequence[Path]:
    """Destroy the session notes, open or not, and nothing else; return the files that could not be removed.

    Raises NotFound if there are none, StorageFailed if nothing was destroyed.
    """
    close(vault)
    return wipe.wipe(folder_of(vault), vault.random)[1]
