"""A new key for the whole vault, when somebody may have copied it or its header: one new way in, all others end."""

import crypto
from app.actions.slots import named
from app.actions.vault import typed
from app.errors import InputRefused
from app.store import rotation, slots
from app.store.header import Way
from app.store.rotation import NewWay
from app.store.slots import Slot
from app.store.vault import Vault
from sync.ports import Told, untold


def rotate(
    vault: Vault, way: Way, passphrase: str, keyfile: bytes | None = None, name: str = "", told: Told = untold
) -> Slot:
    """Give the vault a new key, opened by this passphrase (and `keyfile`, a hash, where one is given); go on in it.

    `way` opens it now; the passphrase may be the same. Every other way in ends, recovery shares and what wipes among
    them, and the next backup takes a key of its own. A copy from before is opened by what opened it then: say so.
    `told` hears of pages. Raises CannotUnlock for `way`, InputRefused, NotOpened (a damaged database), StorageFailed,
    Stopped; until the end everything is as it was.
    """
    typed(passphrase)
    called = named(name)
    with slots.proven(vault, way) as (data, opened), slots.passphrase(data, passphrase, keyfile) as secret:
        _refuse_taken(data, opened, secret)
        return rotation.rotate(vault, data, opened, [NewWay(secret, called)], told)[0]


def _refuse_taken(data: bytes, opened: "crypto.OpenedVault", secret: "crypto.SlotSecret") -> None:
    """Refuse what opens a slot that is not this vault's: which of two it opens then would be chance."""
    try:
        found = crypto.open_header(data, secret.r, keyfile=secret.keyfile, how=secret.how)
    except crypto.CannotOpen:
        return
    found.vmk.clear()
    if found.db_id != opened.db_id:
        raise InputRefused("That passphrase is already in use here.", "Choose another one; nothing was changed.")
