"""Read the files of a report, and make objects from encrypted data, for a mailbox or a USB stick."""

import hashlib
from collections.abc import Callable

import crypto
from app.actions.kernel.db import Db
from app.errors import AppError
from app.store.records import files
from app.store.vault.open_vault import Vault
from sync.errors import Refused
from sync.ports import SEGMENT, Parcel


def whole_id(data: bytes) -> bytes:
    """Return the id of an object from all its bytes."""
    return crypto.object_id(len(data), _segments(data))


def _segments(data: bytes) -> tuple[bytes, ...]:
    return tuple(hashlib.sha256(data[at : at + SEGMENT]).digest() for at in range(0, len(data), SEGMENT))


def letter(data: bytes, mailbox: "crypto.Mailbox | None") -> Parcel:
    """Return an envelope as an object for a mailbox, or for a USB stick."""
    return of_bytes(whole_id(data), len(data), _segments(data), lambda at, n: data[at : at + n], True, mailbox)


def of_bytes(
    object_id: bytes, length: int, hashes: tuple[bytes, ...], read: Callable[[int, int], bytes], envelope: bool,
    mailbox: "crypto.Mailbox | None",
) -> Parcel:  # fmt: skip
    """Return an object for a mailbox, or for a USB stick; `read(offset, n)` gives its bytes."""
    if mailbox is None:
        return Parcel(object_id, length, hashes, read, envelope)
    return Parcel(object_id, length, hashes, read, envelope, mailbox.mid, mailbox.relay_pk, mailbox.seal_pk)


def file_source(db: Db, vault: Vault, blob: bytes) -> tuple[int, bytes, Callable[[int, int], bytes]]:
    """Return a vault blob's size, hash and a reader of its plaintext. Raises Refused if the file is damaged."""
    stored = db(lambda vault: files.by_id(vault, blob))
    if stored is None:
        raise Refused("A file of this report is no longer in the vault.")
    name = stored.sha256.hex()[:16]

    def read(offset: int, n: int) -> bytes:
        try:
            return reader.read_at(offset, n)
        except AppError as damage:
            raise Refused("File {name} of a report cannot be read ({why}).", name=name, why=damage) from damage

    try:
        reader = files.reader(vault, stored)
    except AppError as damage:
        raise Refused("File {name} of a report cannot be read ({why}).", name=name, why=damage) from damage
    return stored.size, stored.sha256, read
