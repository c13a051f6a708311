"""Which header is in force: its hash stands in the database, so that an older one that was put back is noticed.

    the next header's hash into the database, durable -> the header, durable -> the next one is the one in force

Killed anywhere between, the header is one of the two, and `settle` says which at the next opening. What the hash covers
is `crypto.header_hash`. A database that is older than the last change of the header is noticed too, and no other.
"""

from contextlib import suppress
from typing import TYPE_CHECKING

import crypto
from app.errors import AppError, NotOpened, StorageFailed
from app.store import header, wipe
from app.store.connection import translated

if TYPE_CHECKING:
    from app.store.vault import Vault

HASH, NEXT, DOUBT = "header", "header_next", "header_doubt"
"""Names in `meta`: the hash of the header in force, of the one that is being written, and what is not as it was."""
OLDER, REBUILT = b"older", b"rebuilt"
"""Values of DOUBT: header and database are not of one time; the hash was lost with a damaged page."""
_SEQ = "header_seq"
"""What vaults of version 0.1.0 kept in place of the hash: the seq of the last header they wrote."""


def note(vault: "Vault", data: bytes, mask: int) -> None:
    """Let this header be the one in force, without a doubt: it belongs to this database from its first byte on."""
    with vault.transaction():
        vault.set(HASH, crypto.header_hash(data, mask))
        for name in (NEXT, DOUBT, _SEQ):
            vault.forget(name)


def change(vault: "Vault", data: bytes) -> None:
    """Write this header over the one in force. Raises what `header.rewrite` raises."""
    path, following = vault.folder / wipe.HEADER, crypto.header_hash(data, vault.opened.mask)
    settle(vault, header.read(path))
    vault.set(NEXT, following)
    header.rewrite(path, data)
    with suppress(StorageFailed):  # it is done: nobody shall hear that it failed
        _promote(vault, following)


def settle(vault: "Vault", data: bytes) -> None:
    """Make both copies of the header on the disk the one that holds, then let the database say which that is.

    A header that is neither the one in force nor the next is noted and stays in doubt until the vault's key is made
    anew. Without a hash the header is taken as it is. Raises StorageFailed, NotOpened (a damaged page).
    """
    whole, path = crypto.settled(data), vault.folder / wipe.HEADER
    if whole != data:
        header.rewrite(path, whole)
    with translated():
        known, following = vault.get(HASH), vault.get(NEXT)
    if following and whole == data:  # a copy that was written and not synced may still be lost
        header.rewrite(path, whole)
    found = crypto.header_hash(whole, vault.opened.mask)
    if found == following:
        _promote(vault, found)
    elif known is None:
        _adopt(vault, header.sequence(data), found)
    elif found != known or following:
        with vault.transaction():
            vault.forget(NEXT)
            if found != known:
                vault.set(DOUBT, OLDER)


def rebuilt(copy: "Vault", vault: "Vault") -> None:
    """Take the header as it is where a database was made anew of one whose settings could not all be read."""
    doubt = copy.get(DOUBT) or REBUILT
    note(copy, header.read(vault.folder / wipe.HEADER), vault.opened.mask)
    copy.set(DOUBT, doubt)


def doubt(vault: "Vault") -> bytes | None:
    """Return OLDER, REBUILT, or None where the header is the one in force, also where the disk let nothing be noted."""
    try:
        with translated():
            noted, known, following = (vault.get(name) for name in (DOUBT, HASH, NEXT))
    except NotOpened:
        return REBUILT
    if noted is None and known is not None:
        with suppress(AppError, crypto.CryptoError):  # it was wiped, or is damaged since
            data = header.read(vault.folder / wipe.HEADER)
            return None if crypto.header_hash(data, vault.opened.mask) in (known, following) else OLDER
    return noted


def _promote(vault: "Vault", following: bytes) -> None:
    with vault.transaction():
        vault.set(HASH, following)
        vault.forget(NEXT)


def _adopt(vault: "Vault", seq: int, found: bytes) -> None:
    """Take the header of a vault that has no hash yet, in doubt where its seq is below the last one that was seen."""
    seen = int.from_bytes(vault.get(_SEQ) or b"", "big")
    with vault.transaction():
        vault.set(HASH, found)
        vault.forget(_SEQ)
        if seq < seen:
            vault.set(DOUBT, OLDER)
