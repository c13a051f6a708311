"""Make a new key for the vault after a possible copy of it or its header: one new unlock method, all others end."""

import crypto
from app.actions.vault.lifecycle import require_different_passphrase, require_passphrase
from app.actions.vault.unlock_methods import clean_name
from app.errors import InputRefused
from app.store.upkeep import rotation
from app.store.upkeep.rotation import NewUnlockMethod
from app.store.vault import slots
from app.store.vault.header import UnlockSecret
from app.store.vault.open_vault import Vault
from app.store.vault.slots import Slot
from sync.ports import Told, ignore_progress


def rotate(
    vault: Vault,
    way: UnlockSecret,
    passphrase: str,
    keyfile: bytes | None = None,
    name: str = "",
    told: Told = ignore_progress,
) -> Slot:
    """Give the vault a new key for this passphrase (and `keyfile`, a hash, if given); the vault stays open.

    `way` opens it now; the passphrase can be the same. All other unlock methods end, also recovery shares and the
    wipe passphrase, and the next backup gets a separate key. Earlier copies still open with the earlier methods: tell
    the person. `told` gets the number of pages. Raises CannotUnlock for `way`, InputRefused, NotOpened (a damaged
    database), StorageFailed, Stopped; until the end, the vault is unchanged.
    """
    require_passphrase(passphrase)
    called = clean_name(name)
    with slots.open_header(vault, way) as (data, opened), slots.passphrase(data, passphrase, keyfile) as secret:
        require_different_passphrase(passphrase, vault.folder)
        _refuse_taken(data, opened, secret)
        return rotation.rotate(vault, data, opened, [NewUnlockMethod(secret, called)], told)[0]


def _refuse_taken(data: bytes, opened: "crypto.OpenedVault", secret: "crypto.SlotSecret") -> None:
    """Refuse a passphrase that opens a slot of another vault: the slot that opens would be random."""
    try:
        found = crypto.open_header(data, secret.r, keyfile=secret.keyfile, how=secret.how)
    except crypto.CannotOpen:
        return
    found.vmk.clear()
    if found.db_id != opened.db_id:
        raise InputRefused("That password is already in use here.", "Nothing was changed. Choose another one.")
