"""The database that a rotation leaves behind is removed: the old one once the header was written, the new one before.

Each of the two names the other in its `meta`, so that nothing is removed that this vault did not name itself. Where the
disk does not let it go it stays until the next start.
"""

from contextlib import suppress
from typing import TYPE_CHECKING

import crypto
from app.errors import StorageFailed
from app.store import durable, header

if TYPE_CHECKING:
    from app.store.vault import Vault

TO, FROM = "rotating_to", "rotated_from"
"""Names in `meta`: in the old database the new one's id, in the new one the old one's."""


def remove(vault: "Vault") -> None:
    """Remove the other database of a rotation, with all that belongs to it, where this one names any.

    What was put aside of it goes too: under the old key it is of use to nobody but whoever copied the old header.
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
    """Return whether both copies of the header agree: or a crash could bring the other database back."""
    data = header.read(vault.folder / "vault.hdr")
    return crypto.settled(data) == data


def _unlink(vault: "Vault", name: str) -> None:
    for folder in (vault.folder / "db", vault.folder / "aside"):
        for path in sorted(folder.glob(f"{name}*")):
            path.unlink()
        if folder.is_dir():
            durable.sync_folder(folder)
