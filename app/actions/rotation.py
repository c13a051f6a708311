"""A new key for the whole vault, when somebody may have copied it or its header: new ways in, all others end."""

from collections.abc import Sequence

import crypto
from app.errors import CannotUnlock, InputRefused
from app.store import header, rotation
from app.store.rotation import Way
from app.store.slots import Slot
from app.store.vault import Vault
from sync.ports import Told, untold


def way(vault: Vault, passphrase: str, keyfile: bytes | None = None, name: str = "") -> Way:
    """Return a way in by a passphrase, with the content of a key file where there is to be one.

    Argon2id runs once, as long as an unlock takes. The secret in it is the caller's to clear.
    """
    m_kib, passes, salt = header.costs(header.read(vault.folder / "vault.hdr"))
    try:
        r = crypto.derive(passphrase, salt, m_kib, passes)
    except crypto.Malformed as nothing:
        raise InputRefused(
            "The passphrase is empty.", "Nothing was changed. Six words, drawn by chance, are a good one."
        ) from nothing
    return Way(crypto.SlotSecret(r, crypto.keyfile_hash(keyfile) if keyfile is not None else None), name)


def rotate(vault: Vault, current: "str | crypto.Secret", ways: Sequence[Way], told: Told = untold) -> list[Slot]:
    """Give the vault a new key, opened by `ways` and by nothing else, and go on in it; return their slots.

    `current` is a passphrase that opens it now. Recovery shares from before open nothing any more, and a backup from
    before is opened by what opened it then. `told` hears of pages. Raises CannotUnlock, InputRefused, NotOpened (a
    damaged database), StorageFailed, Stopped; until the end everything is as it was.
    """
    data = header.read(vault.folder / "vault.hdr")
    try:
        opened = header.open_(data, current)
    except (crypto.CannotOpen, crypto.Malformed):
        raise CannotUnlock("The passphrase does not open it.", "Nothing was changed.") from None
    with opened.vmk:
        if opened.db_id.hex() != vault.database[0].name:
            raise CannotUnlock("The passphrase does not open it.", "Nothing was changed.")
        for number, new in enumerate(ways):
            _refuse_taken(data, opened, new, ways[:number])
        return rotation.rotate(vault, data, opened, ways, told)


def _refuse_taken(data: bytes, opened: "crypto.OpenedVault", new: Way, before: Sequence[Way]) -> None:
    """Refuse a secret twice, and one that opens a slot of another vault: which of two opens would be chance."""
    secret = new.secret
    twice = any(secret.r.buffer == other.secret.r.buffer and secret.keyfile == other.secret.keyfile for other in before)
    try:
        found = crypto.open_header(data, secret.r, keyfile=secret.keyfile, how=secret.how)
    except crypto.CannotOpen:
        pass
    else:
        found.vmk.clear()
        twice = twice or found.db_id != opened.db_id
    if twice:
        raise InputRefused("That passphrase is already in use here.", "Choose another one; nothing was changed.")
