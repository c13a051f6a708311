"""What this vault knows of its slots: the header does not tell which of them are in use, so the database does."""

from attrs import frozen

import crypto
from app.store.vault import Vault


@frozen
class Slot:
    """One way in: slot `i` of the header, how it opens, and the name a person gave it.

    `how` is crypto.PASSPHRASE or crypto.RECOVERY, `flags` are the slot's own, `made` is in UTC seconds.
    """

    i: int
    how: int
    keyfile: bool
    flags: int
    name: str
    made: int


def all_(vault: Vault) -> list[Slot]:
    """Return every way in, oldest first."""
    rows = vault.con.execute("SELECT i, how, keyfile, flags, name, made FROM slot ORDER BY made, i")
    return [Slot(i, how, bool(keyfile), flags, name, made) for i, how, keyfile, flags, name, made in rows]


def keep(vault: Vault, slot: Slot) -> None:
    """Note a slot that is about to be written, or was."""
    row = (slot.i, slot.how, slot.keyfile, slot.flags, slot.name, slot.made)
    with vault.transaction() as con:
        con.execute("INSERT OR REPLACE INTO slot VALUES (?, ?, ?, ?, ?, ?)", row)


def drop(vault: Vault, i: int) -> None:
    """Forget a slot that holds random bytes now."""
    with vault.transaction() as con:
        con.execute("DELETE FROM slot WHERE i = ?", (i,))


def free(vault: Vault, opened: "crypto.OpenedVault") -> int | None:
    """Return a slot of the mask that nothing is known to stand in, or None where all eight are taken."""
    taken = {slot.i for slot in all_(vault)} | {opened.slot}
    return next((i for i in range(16) if opened.mask >> i & 1 and i not in taken), None)
