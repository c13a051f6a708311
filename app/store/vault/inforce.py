"""Track the header in force: the database stores its hash, so that an older header that was put back is noticed.

    the next header's hash into the database, durable -> the header, durable -> the next one is the one in force

After a kill at any point, the header is one of the two, and `settle` finds out which at the next opening. The hash
covers the bytes of `crypto.header_hash`. A database that is older than the last change of the header is noticed too,
but no other.
"""

from contextlib import suppress
from typing import TYPE_CHECKING

import crypto
from app.errors import AppError, NotOpened, StorageFailed
from app.store.vault import header, wipe
from app.store.vault.connection import translate_errors

if TYPE_CHECKING:
    from app.store.vault.open_vault import Vault

HASH, NEXT, DOUBT = "header", "header_next", "header_doubt"
"""Names in `meta`: the hash of the header in force, the hash of the one being written, and a found mismatch."""
OLDER, REBUILT = b"older", b"rebuilt"
"""Values of DOUBT: header and database are of different times; the hash was lost with a damaged page."""
_SEQ = "header_seq"
"""The name under which vaults of version 0.1.0 stored the seq of their last header instead of the hash."""


def note(vault: "Vault", data: bytes, mask: int) -> None:
    """Put this header in force, without a doubt: it belongs to this database from its first byte on."""
    with vault.transaction():
        vault.set(HASH, crypto.header_hash(data, mask))
        for name in (NEXT, DOUBT, _SEQ):
            vault.forget(name)


def change(vault: "Vault", data: bytes) -> None:
    """Write this header over the one in force. Raises the errors of `header.rewrite`."""
    path, following = vault.folder / wipe.HEADER, crypto.header_hash(data, vault.opened.mask)
    settle(vault, header.read(path))
    vault.set(NEXT, following)
    header.rewrite(path, data)
    with suppress(StorageFailed):  # the change is done: this failure must not be reported
        _promote(vault, following)


def settle(vault: "Vault", data: bytes) -> None:
    """Make both copies of the header equal to the valid one, then update its hash in the database.

    A header that is not the one in force or the next is recorded under `DOUBT` until the vault gets a new key. If there
    is no hash, the header is accepted. Raises StorageFailed, NotOpened (a damaged page).
    """
    whole, path = crypto.settle_header(data), vault.folder / wipe.HEADER
    if whole != data:
        header.rewrite(path, whole)
    with translate_errors():
        known, following = vault.get(HASH), vault.get(NEXT)
    if following and whole == data:  # a copy that was written and not synced can still be lost
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


def enforce_header_after_rebuild(copy: "Vault", vault: "Vault") -> None:
    """Put the present header in force after a database was rebuilt from one with unreadable settings."""
    doubt = copy.get(DOUBT) or REBUILT
    note(copy, header.read(vault.folder / wipe.HEADER), vault.opened.mask)
    copy.set(DOUBT, doubt)


def doubt(vault: "Vault") -> bytes | None:
    """Return OLDER or REBUILT, or None if the header is in force, also if the disk let nothing be recorded."""
    try:
        with translate_errors():
            noted, known, following = (vault.get(name) for name in (DOUBT, HASH, NEXT))
    except NotOpened:
        return REBUILT
    if noted is None and known is not None:
        with suppress(AppError, crypto.CryptoError):  # it was wiped, or was damaged since
            data = header.read(vault.folder / wipe.HEADER)
            return None if crypto.header_hash(data, vault.opened.mask) in (known, following) else OLDER
    return noted


def _promote(vault: "Vault", following: bytes) -> None:
    with vault.transaction():
        vault.set(HASH, following)
        vault.forget(NEXT)


def _adopt(vault: "Vault", seq: int, found: bytes) -> None:
    """Accept the header of a vault without a hash; record OLDER if its seq is below the last seen one."""
    seen = int.from_bytes(vault.get(_SEQ) or b"", "big")
    with vault.transaction():
        vault.set(HASH, found)
        vault.forget(_SEQ)
        if seq < seen:
            vault.set(DOUBT, OLDER)
