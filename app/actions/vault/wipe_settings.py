"""Configure the wipe of a vault: the shortcut keys, the wait, and the wipe passphrase.

Shortcut and wait are in the local settings file, so that the shortcut works in the locked window too.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from app.errors import CannotUnlock, InputRefused, VaultBusy
from app.store.vault import device_settings, wipe

if TYPE_CHECKING:
    import crypto
    from app.store.vault.open_vault import Vault
    from app.store.vault.slots import Slot

WAITS = (5, 0)
"""Seconds between the shortcut and the wipe, in which it can be cancelled; 0: immediately."""
_KEYS, _WAIT = "wipe_key", "wipe_wait"


class WipeSettings(NamedTuple):
    """`keys` in the notation of Qt ("Ctrl+Shift+F9"), empty if not set up; `wait` in seconds."""

    keys: str = ""
    wait: int = WAITS[0]


def plan(folder: Path) -> WipeSettings:
    """Return the settings of a vault; invalid values get the defaults."""
    kept = device_settings.read(folder)
    keys, wait = kept.get(_KEYS), kept.get(_WAIT)
    return WipeSettings(
        keys[:40] if isinstance(keys, str) else "", wait if wait in WAITS and wait is not False else WAITS[0]
    )


def keep(folder: Path, plan: WipeSettings) -> None:
    """Store the settings. Raises OSError if that fails."""
    device_settings.change(folder, **{_KEYS: plan.keys or None, _WAIT: plan.wait if plan.wait != WAITS[0] else None})


def rehearse(folder: Path) -> int:
    """Do the first step of a wipe without writing; return its milliseconds. Raises StorageFailed if it fails.

    The time of the disk for 64 KiB is not included.
    """
    began = time.perf_counter()
    wipe.try_header(folder)
    return round((time.perf_counter() - began) * 1000)


def finish(folder: Path) -> bool:
    """Complete an interrupted wipe in a folder; return False if there is none or another process completes it."""
    try:
        return wipe.finish(folder) is not None
    except VaultBusy:
        return False


def passphrase_is_set(vault: "Vault") -> bool:
    """Return True if a wipe passphrase is set."""
    return _slot(vault) is not None


def _slot(vault: "Vault") -> "Slot | None":
    import crypto
    from app.store.vault import slots

    return next((slot for slot in slots.list_slots(vault) if slot.flags & crypto.WIPE), None)


def set_passphrase(vault: "Vault", own: str, words: str) -> None:
    """Set the passphrase that wipes the vault when a person types it; it replaces an earlier one.

    Its slot holds no key of the vault, so a copy of the slot opens nothing. Raises CannotUnlock if `own` does not
    open this vault, InputRefused if `words` already open anything or if all slots are taken.
    """
    import crypto
    from app.store.vault import header, inforce, slots

    try:
        crypto.normalise(words)
    except crypto.Malformed as nothing:
        raise InputRefused("The password is empty.", "Nothing was changed.") from nothing
    before, data = _slot(vault), header.read(vault.folder / wipe.HEADER)
    with _opened(data, own) as opened:
        i = before.i if before else slots.find_free_slot(vault, opened)
    if i is None:
        raise InputRefused(
            "The vault has eight passwords already, the most possible.", "Nothing was changed. Remove a password first."
        )
    m_kib, passes, salt = header.costs(data)
    with crypto.derive(words, salt, m_kib, passes) as r, crypto.Secret.of(vault.random(32)) as nothing_opens:
        decoy = opened._replace(vmk=nothing_opens, db_id=vault.random(16), mask=1 << i)
        secret = crypto.SlotSecret(r, flags=crypto.WIPE)
        try:
            changed = crypto.with_slot(data, decoy, i, secret, random=vault.random)
        except crypto.PassphraseInUse as known:
            raise InputRefused(
                "That password is already in use here.", "Nothing was changed. Choose another one."
            ) from known
    slots.keep(vault, slots.Slot(i, crypto.PASSPHRASE, False, crypto.WIPE, "", vault.now()))
    inforce.change(vault, changed)


def remove_passphrase(vault: "Vault", own: str) -> None:
    """Remove the wipe passphrase; earlier copies of the header still contain it."""
    import crypto
    from app.store.vault import header, inforce, slots

    before = _slot(vault)
    if before is None:
        return
    data = header.read(vault.folder / wipe.HEADER)
    with _opened(data, own) as opened:
        inforce.change(vault, crypto.without_slot(data, opened, before.i, random=vault.random))
    slots.drop(vault, before.i)


@contextmanager
def _opened(data: bytes, own: str) -> "Iterator[crypto.OpenedVault]":
    """Open the header with a person's own passphrase, and clear its key afterwards."""
    import crypto
    from app.store.vault import header

    try:
        opened = header.open_(data, own)
    except (crypto.CannotOpen, crypto.Malformed):
        opened = None
    if opened is None or opened.flags & crypto.WIPE:
        raise CannotUnlock("Your own password does not open it.", "Nothing was changed.")
    with opened.vmk:
        yield opened
