"""Store the known slots of this vault: the header does not show which slots are in use, so the database does."""

from collections.abc import Iterator
from contextlib import contextmanager

from attrs import frozen

import crypto
from app.errors import InputRefused
from app.store.vault import header, inforce
from app.store.vault.open_vault import Vault, note_slot


@frozen
class Slot:
    """One unlock method: slot `i` of the header, its kind, and the name that a person gave it.

    `how` is crypto.PASSPHRASE or crypto.RECOVERY, `flags` are the slot's own, `made` is in UTC seconds.
    """

    i: int
    how: int
    keyfile: bool
    flags: int
    name: str
    made: int


def list_slots(vault: Vault) -> list[Slot]:
    """Return every unlock method, oldest first."""
    rows = vault.con.execute("SELECT i, how, keyfile, flags, name, made FROM slot ORDER BY made, i")
    return [Slot(i, how, bool(keyfile), flags, name, made) for i, how, keyfile, flags, name, made in rows]


def keep(vault: Vault, slot: Slot) -> None:
    """Store a slot that is about to be written, or was."""
    row = (slot.i, slot.how, slot.keyfile, slot.flags, slot.name, slot.made)
    with vault.transaction() as con:
        con.execute("INSERT OR REPLACE INTO slot VALUES (?, ?, ?, ?, ?, ?)", row)


def drop(vault: Vault, i: int) -> None:
    """Delete the row of a slot that has random bytes now."""
    with vault.transaction() as con:
        con.execute("DELETE FROM slot WHERE i = ?", (i,))


def find_free_slot(vault: Vault, opened: "crypto.OpenedVault") -> int | None:
    """Return an unused slot of the mask, or None if all eight are taken."""
    taken = {slot.i for slot in list_slots(vault)} | {opened.slot}
    return next((i for i in range(16) if opened.mask >> i & 1 and i not in taken), None)


@contextmanager
def open_header(vault: Vault, way: header.UnlockSecret) -> "Iterator[tuple[bytes, crypto.OpenedVault]]":
    """Open the header by an unlock method that was just given; yield its bytes and the key, which is cleared later.

    Raises CannotUnlock unless it opens this vault.
    """
    data = header.read(vault.folder / "vault.hdr")
    try:
        opened = header.open_(data, way)
    except (crypto.CannotOpen, crypto.Malformed):
        raise way.refused() from None
    with opened.vmk:
        if not vault.is_opened_by(opened):
            raise way.refused()
        note_slot(vault, opened)
        yield data, opened


@contextmanager
def passphrase(data: bytes, typed: str, keyfile: bytes | None, flags: int = 0) -> "Iterator[crypto.SlotSecret]":
    """Run Argon2id for a slot that will be written; its result is cleared afterwards."""
    m_kib, passes, salt = header.costs(data)
    with crypto.derive(typed, salt, m_kib, passes) as r:
        yield crypto.SlotSecret(r, keyfile, flags=flags)


def write_slot(
    vault: Vault, data: bytes, opened: "crypto.OpenedVault", slot: Slot, secret: "crypto.SlotSecret"
) -> None:
    """Store a slot and write it into the header. Raises InputRefused if the passphrase already opens a slot."""
    try:
        changed = crypto.with_slot(data, opened, slot.i, secret, random=vault.random)
    except crypto.PassphraseInUse as used:
        raise InputRefused(
            "That password is already in use here.", "Nothing was changed. Choose another one."
        ) from used
    keep(vault, slot)
    inforce.change(vault, changed)


def empty_slot(vault: Vault, data: bytes, opened: "crypto.OpenedVault", i: int) -> None:
    """Write random bytes over slot `i` of the header, then delete its row."""
    inforce.change(vault, crypto.without_slot(data, opened, i, random=vault.random))
    drop(vault, i)
