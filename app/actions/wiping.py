"""How a vault is destroyed, as a person sets it up: by which keys, after which wait, and by which passphrase.

Keys and wait stand in the settings file beside the vault, so that the keys work on the locked window too.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import evolve, frozen

from app.errors import CannotUnlock, InputRefused, VaultBusy
from app.store import beside, wipe

if TYPE_CHECKING:
    import crypto
    from app.store.slots import Slot
    from app.store.vault import Vault

WAITS = (5, 0)
"""Seconds between the keys and the wipe, in which it can be cancelled; 0: at once."""
_KEYS, _WAIT = "wipe_key", "wipe_wait"


@frozen
class Plan:
    """`keys` as Qt writes them ("Ctrl+Shift+F9"), empty where none are set up; `wait` in seconds."""

    keys: str = ""
    wait: int = WAITS[0]


def plan(folder: Path) -> Plan:
    """Return what is set up for a vault; what makes no sense is as usual."""
    kept = beside.read(folder)
    keys, wait = kept.get(_KEYS), kept.get(_WAIT)
    return Plan(keys[:40] if isinstance(keys, str) else "", wait if wait in WAITS and wait is not False else WAITS[0])


def keep(folder: Path, plan: Plan) -> None:
    """Set it up. Raises OSError where it cannot be kept."""
    beside.change(folder, **{_KEYS: plan.keys or None, _WAIT: plan.wait if plan.wait != WAITS[0] else None})


def rehearse(folder: Path) -> int:
    """Do what the first step does but for the writing, and return the milliseconds it took; StorageFailed if it fails.

    What the disk itself takes for 64 KiB comes on top.
    """
    began = time.perf_counter()
    wipe.try_header(folder)
    return round((time.perf_counter() - began) * 1000)


def finish(folder: Path) -> bool:
    """End a wipe that was begun in a folder; return whether there was one that is not being ended by somebody else."""
    try:
        return wipe.finish(folder) is not None
    except VaultBusy:
        return False


def passphrase_is_set(vault: "Vault") -> bool:
    """Return whether there is a passphrase that wipes."""
    return _slot(vault) is not None


def _slot(vault: "Vault") -> "Slot | None":
    import crypto
    from app.store import slots

    return next((slot for slot in slots.all_(vault) if slot.flags & crypto.WIPE), None)


def set_passphrase(vault: "Vault", own: str, words: str) -> None:
    """Set the passphrase that destroys the vault when it is typed, in place of one that was set before.

    Its slot holds no key of the vault: whoever has a copy of it opens nothing with it. Raises CannotUnlock where `own`
    does not open this vault, InputRefused where `words` open anything already or all slots are taken.
    """
    import crypto
    from app.store import header, inforce, slots

    try:
        crypto.normalise(words)
    except crypto.Malformed as nothing:
        raise InputRefused("The passphrase is empty.", "Nothing was changed.") from nothing
    before, data = _slot(vault), header.read(vault.folder / wipe.HEADER)
    with _opened(data, own) as opened:
        i = before.i if before else slots.free(vault, opened)
    if i is None:
        raise InputRefused("All eight ways in are taken.", "Take one away first; nothing was changed.")
    m_kib, passes, salt = header.costs(data)
    with crypto.derive(words, salt, m_kib, passes) as r, crypto.Secret.of(vault.random(32)) as nothing_opens:
        decoy = evolve(opened, vmk=nothing_opens, db_id=vault.random(16), mask=1 << i)
        secret = crypto.SlotSecret(r, flags=crypto.WIPE)
        try:
            changed = crypto.with_slot(data, decoy, i, secret, random=vault.random)
        except crypto.PassphraseInUse as known:
            raise InputRefused(
                "That passphrase is already in use here.", "Choose another one; nothing was changed."
            ) from known
    slots.keep(vault, slots.Slot(i, crypto.PASSPHRASE, False, crypto.WIPE, "", vault.now()))
    inforce.change(vault, changed)


def remove_passphrase(vault: "Vault", own: str) -> None:
    """Take the passphrase that wipes away; who copied the header before still has it in that copy."""
    import crypto
    from app.store import header, inforce, slots

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
    from app.store import header

    try:
        opened = header.open_(data, own)
    except (crypto.CannotOpen, crypto.Malformed):
        opened = None
    if opened is None or opened.flags & crypto.WIPE:
        raise CannotUnlock("Your own passphrase does not open it.", "Nothing was changed.")
    with opened.vmk:
        yield opened
