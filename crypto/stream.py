"""Cobblestone-256: chunked, seekable, key-committing AES-256-GCM (C2SP chunked-encryption, v1).

    salt 24 | commitment 32 | chunks of 16,384 + 16 bytes, the last one 0..16,383 + 16

pyca has it too, but sequential and with a salt of its own choosing. That one serves where a stream is written once
(`encryptor`, the vault's import); this module adds what the vault's reader and the wire need: any chunk alone, and a
salt that the caller derives. Both give the same bytes for the same salt (tests hold one against the other).

The last chunk is always short: bytes cut off at a chunk's end are missed, so a truncated stream never opens.
"""

import hmac
import os
from typing import Final, Protocol, TypeAlias

from cryptography.cobblestone import Cobblestone256Encryptor
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from crypto.errors import CannotOpen
from crypto.wire import Random, hkdf_expand

KEY: Final = 32
SALT: Final = 24
HEAD: Final = 56
"""Salt and commitment."""
CHUNK: Final = 16_384
"""Plaintext bytes in every chunk but the last."""
TAG: Final = 16
SEALED: Final = CHUNK + TAG

_NAME: Final = b"c2sp.org/chunked-encryption@v1+AEAD_AES_256_GCM\0"

Buffer: TypeAlias = bytes | bytearray | memoryview


class Encryptor(Protocol):
    """A sequential writer: the head comes with the first bytes, the short last chunk from `finalize`."""

    def update_into(self, data: Buffer, buf: Buffer, /) -> int:
        """Seal what `data` completes into `buf` (room: `sealed_length` of it plus one chunk); return bytes written."""

    def finalize(self) -> bytes:
        """Return the last chunk (and the head, if nothing was written before)."""


def encryptor(key: bytes, context: bytes) -> Encryptor:
    """Return pyca's writer with a fresh random salt: for a stream written once, from its start to its end."""
    return Cobblestone256Encryptor(key, context)


def sealed_length(n: int) -> int:
    """Return how many bytes n bytes of plaintext make."""
    return HEAD + n + TAG * (n // CHUNK + 1)


def plain_length(sealed: int) -> int:
    """Return how many bytes of plaintext a stream of `sealed` bytes holds; CannotOpen for a length that none has."""
    whole, last = divmod(sealed - HEAD, SEALED)
    if sealed < HEAD or last < TAG:
        raise CannotOpen
    return whole * CHUNK + last - TAG


def seal(key: bytes, context: bytes, plain: Buffer, random: Random = os.urandom) -> bytes:
    """Return one whole stream over `plain`, under 24 random bytes of salt."""
    stream = Cobblestone(key, context, random(SALT))
    out = bytearray(sealed_length(len(plain)))
    out[:HEAD] = stream.head
    stream.seal_into(0, plain, memoryview(out)[HEAD:], final=True)
    return bytes(out)


def open_(key: bytes, context: bytes, sealed: Buffer) -> bytes:
    """Return the plaintext of one whole stream; CannotOpen for a wrong key or context and for any damage."""
    out = bytearray(plain_length(len(sealed)))
    data = memoryview(sealed)
    Cobblestone.of_head(key, context, data[:HEAD]).open_into(0, data[HEAD:], memoryview(out))
    return bytes(out)


class Cobblestone:
    """The key schedule of one (key, salt, context): seals and opens chunks in any order, into the caller's buffers.

    One instance (or another of the same three values) must never seal two plaintexts at one chunk number: the salt
    is therefore either fresh or derived from the whole plaintext's hash (`crypto.blob`).
    """

    __slots__ = ("_aead", "_base", "head")

    def __init__(self, key: bytes, context: bytes, salt: bytes) -> None:
        if len(key) != KEY or len(salt) != SALT:
            raise ValueError("a key has 32 bytes, a salt 24")
        okm = hkdf_expand(key, _NAME + salt + context, 76)
        self._aead = AESGCM(okm[:32])
        self._base = int.from_bytes(okm[32:44], "big")
        self.head = salt + okm[44:]
        """Salt and commitment: the first 56 bytes of the stream."""

    @classmethod
    def of_head(cls, key: bytes, context: bytes, head: Buffer) -> "Cobblestone":
        """Return the schedule of a stream that begins with `head`; CannotOpen unless its commitment is this key's."""
        if len(head) != HEAD:
            raise CannotOpen
        found = cls(key, context, bytes(head[:SALT]))
        if not hmac.compare_digest(found.head, bytes(head)):
            raise CannotOpen
        return found

    def seal_into(self, first: int, plain: Buffer, out: memoryview, *, final: bool) -> int:
        """Seal `plain` as chunks `first`, `first` + 1, ... into `out`; return the bytes written.

        `final` says that the stream ends here; only then may the last chunk be short, and an empty one is added
        where none is (out needs len(plain) + 16 per chunk). ValueError for a short piece elsewhere.
        """
        data = memoryview(plain)
        if not final and len(data) % CHUNK:
            raise ValueError("only the last chunk of a stream is short")
        at = 0
        for number in range(len(data) // CHUNK + final):
            piece = data[number * CHUNK : (number + 1) * CHUNK]
            end = at + len(piece) + TAG
            self._aead.encrypt_into(self._nonce(first + number), piece, None, out[at:end])
            at = end
        return at

    def open_into(self, first: int, sealed: Buffer, out: memoryview) -> int:
        """Open whole chunks `first`, `first` + 1, ... into `out`; return the bytes of plaintext.

        CannotOpen for damage; nothing in `out` may be used then. A short chunk is taken as it comes: the caller knows
        from the stream's length (`plain_length`) where it must stand.
        """
        data = memoryview(sealed)
        at = 0
        for start in range(0, len(data), SEALED):
            piece = data[start : start + SEALED]
            end = at + len(piece) - TAG
            if end < at:
                raise CannotOpen
            try:
                self._aead.decrypt_into(self._nonce(first + start // SEALED), piece, None, out[at:end])
            except InvalidTag:
                raise CannotOpen from None
            at = end
        return at

    def _nonce(self, number: int) -> bytes:
        return (self._base ^ number).to_bytes(12, "big")
