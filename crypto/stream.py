"""Cobblestone-256: chunked, seekable, key-committing AES-256-GCM (C2SP chunked-encryption, v1).

    salt 24 | commitment 32 | chunks of 16,384 + 16 bytes, the last one 0..16,383 + 16

pyca's version is sequential and chooses the salt itself. It serves for a stream that is written once (`encryptor`, the
vault's import). The vault's reader and the wire need more: single chunks, and a salt that the caller derives. This
module adds both. Both versions give the same bytes for the same salt (a test compares them).

The last chunk is always short. So bytes that are cut off at the end of a chunk are noticed, and a truncated stream
never opens.
"""

import hmac
import os
from typing import Final, Protocol, TypeAlias

from cryptography.cobblestone import Cobblestone256Encryptor
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from crypto.encoding import Random, hkdf_expand
from crypto.errors import CannotOpen

KEY: Final = 32
SALT: Final = 24
HEAD: Final = 56
"""Salt and commitment."""
CHUNK: Final = 16_384
"""Plaintext bytes in every chunk except the last."""
TAG: Final = 16
SEALED: Final = CHUNK + TAG

_NAME: Final = b"c2sp.org/chunked-encryption@v1+AEAD_AES_256_GCM\0"

Buffer: TypeAlias = bytes | bytearray | memoryview


class Encryptor(Protocol):
    """A sequential writer: the head comes with the first bytes, the short last chunk from `finalize`."""

    def update_into(self, data: Buffer, buf: Buffer, /) -> int:
        """Seal each chunk that `data` completes into `buf`; return the bytes written.

        `buf` needs room for `sealed_length` of the data plus one chunk.
        """

    def finalize(self) -> bytes:
        """Return the last chunk (and the head, if nothing was written before)."""


def encryptor(key: bytes, context: bytes) -> Encryptor:
    """Return pyca's writer with a new random salt, for a stream that is written once from start to end."""
    return Cobblestone256Encryptor(key, context)


def sealed_length(n: int) -> int:
    """Return the sealed length of n bytes of plaintext."""
    return HEAD + n + TAG * (n // CHUNK + 1)


def plain_length(sealed: int) -> int:
    """Return the bytes of plaintext in a stream of `sealed` bytes. Raises CannotOpen for an impossible length."""
    whole, last = divmod(sealed - HEAD, SEALED)
    if sealed < HEAD or last < TAG:
        raise CannotOpen
    return whole * CHUNK + last - TAG


def seal(key: bytes, context: bytes, plain: Buffer, random: Random = os.urandom) -> bytes:
    """Return one complete stream over `plain`, under 24 random bytes of salt."""
    stream = Cobblestone(key, context, random(SALT))
    out = bytearray(sealed_length(len(plain)))
    out[:HEAD] = stream.head
    stream.seal_into(0, plain, memoryview(out)[HEAD:], final=True)
    return bytes(out)


def open_(key: bytes, context: bytes, sealed: Buffer) -> bytes:
    """Return the plaintext of one complete stream. Raises CannotOpen for a wrong key or context and for any damage."""
    out = bytearray(plain_length(len(sealed)))
    data = memoryview(sealed)
    Cobblestone.of_head(key, context, data[:HEAD]).open_into(0, data[HEAD:], memoryview(out))
    return bytes(out)


class Cobblestone:
    """The key schedule of one (key, salt, context): seals and opens chunks in any order, into the caller's buffers.

    No instance with the same three values must ever seal two plaintexts at one chunk number. So the salt is either new
    or derived from the hash of the complete plaintext (`crypto.blob`).
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
        """Return the schedule of a stream that begins with `head`. CannotOpen unless its commitment fits."""
        if len(head) != HEAD:
            raise CannotOpen
        found = cls(key, context, bytes(head[:SALT]))
        if not hmac.compare_digest(found.head, bytes(head)):
            raise CannotOpen
        return found

    def seal_into(self, first: int, plain: Buffer, out: memoryview, *, final: bool) -> int:
        """Seal `plain` as chunks `first`, `first` + 1, ... into `out`; return the bytes written.

        `final` marks the end of the stream. A short last chunk needs `final`. After a full last chunk an empty one
        is added (out needs len(plain) + 16 per chunk). Raises ValueError for a short chunk without `final`.
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
        """Open complete chunks `first`, `first` + 1, ... into `out`; return the bytes of plaintext.

        Raises CannotOpen for damage; the caller must not use `out` then. A short chunk is accepted anywhere: the
        caller knows its place from the stream's length (`plain_length`).
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
