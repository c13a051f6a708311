"""Make objects from encrypted data, for a mailbox or a USB stick."""

import hashlib
from collections.abc import Callable

import crypto
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
