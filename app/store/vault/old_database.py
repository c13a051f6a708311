"""Remove the other database of a rotation: the old one once the header was written, the new one before.

Each of the two names the other in its `meta`, so that only a database that this vault named is removed. If the disk
refuses, it stays until the next start.
"""

from contextlib import suppress
from typing import TYPE_CHECKING

import crypto
from app.errors import StorageFailed
from app.store.vault import durable, header

if TYPE_CHECKING:
    from app.store.vault.open_vault import Vault

TO, FROM = "rotating_to", "rotated_from"
"""Names in `meta`: the new database's id in the old database, and the old one's id in the new database."""


def remove(vault: "Vault") -> None:
    """Remove the other database of a rotation with all its files, if this one names one.

    Its quarantined parts are removed too: under the old key they help only a person who copied the old header.
    """
    named = {name: (vault.get(name) or b"").hex() for name in (TO, FROM) if vault.get(name)}
    if not named or not _settled(vault):
        return
    with suppress(OSError, StorageFailed):
        for name, other in named.items():
            if other != vault.database[0].name:
                _unlink(vault, other)
            vault.forget(name)


def _settled(vault: "Vault") -> bool:
    """Return True if both copies of the header agree; otherwise a crash could make the other database valid again."""
    data = header.read(vault.folder / "vault.hdr")
    return crypto.settle_header(data) == data


def _unlink(vault: "Vault", name: str) -> None:
    for folder in (vault.folder / "db", vault.folder / "aside"):
        for path in sorted(folder.glob(f"{name}*")):
            path.unlink()
        if folder.is_dir():
            durable.sync_folder(folder)
