"""Counts what is sealed: importing this, before `crypto`, puts counting stand-ins where the libraries' ciphers are.

Each keeps a hash of (key, nonce) with a hash of (associated data, plaintext): meeting a pair again with anything else
is what must never be. AES-GCM also gives itself away where only the associated data differ, so those count too.
Nothing of ours is replaced, and what is sealed is what the libraries seal. Not seen: HPKE, crypto_box_seal and
SQLCipher, which make their keys or IVs themselves, each time anew.
"""

import hashlib
import sys
from collections.abc import Callable
from typing import Any

import nacl.bindings
from cryptography import cobblestone
from cryptography.hazmat.primitives.ciphers import aead

if "crypto.stream" in sys.modules:
    raise ImportError("crypto was imported before its ciphers could be counted")

_AESGCM, _Encryptor = aead.AESGCM, cobblestone.Cobblestone256Encryptor
_xchacha: Callable[[bytes, bytes, bytes, bytes], bytes] = nacl.bindings.crypto_aead_xchacha20poly1305_ietf_encrypt
_CHUNK, _SALT = 16_384, 24
_NAME = b"c2sp.org/chunked-encryption@v1+AEAD_AES_256_GCM\0"


class Count:
    """Every pair so far; `sealed` chunks in all, `again` of a pair met before, `broken` with another plaintext."""

    def __init__(self) -> None:
        self._pairs: dict[bytes, bytes] = {}
        self.sealed = self.again = self.broken = 0

    def note(self, key: bytes, nonce: bytes, plain: Any, aad: bytes | None = None) -> None:
        """Note one chunk."""
        pair = hashlib.blake2b(key + nonce, digest_size=12).digest()
        told = hashlib.blake2b(len(aad or b"").to_bytes(8) + (aad or b""), digest_size=12)
        told.update(plain)
        text = told.digest()
        before = self._pairs.setdefault(pair, text)
        self.again += before is not text
        self.broken += before != text
        self.sealed += 1

    @property
    def pairs(self) -> int:
        """Return how many different pairs were met."""
        return len(self._pairs)


COUNT = Count()


class CountedAESGCM:
    """AESGCM, counted."""

    def __init__(self, key: Any) -> None:
        self._key, self._real = bytes(key), _AESGCM(key)
        self.decrypt, self.decrypt_into = self._real.decrypt, self._real.decrypt_into

    def encrypt(self, nonce: bytes, data: Any, aad: bytes | None) -> bytes:
        """Seal."""
        COUNT.note(self._key, nonce, data, aad)
        return self._real.encrypt(nonce, data, aad)

    def encrypt_into(self, nonce: bytes, data: Any, aad: bytes | None, out: Any) -> int:
        """Seal into a buffer."""
        COUNT.note(self._key, nonce, data, aad)
        return self._real.encrypt_into(nonce, data, aad, out)


class CountedEncryptor:
    """pyca's Cobblestone-256 writer, counted chunk by chunk: its salt is read where it stands, at the head."""

    def __init__(self, key: bytes, context: bytes) -> None:
        self._given = key, context
        self._real = _Encryptor(key, context)
        self._rest = bytearray()
        self._schedule: tuple[bytes, int] | None = None
        self._number = 0

    def update(self, data: bytes) -> bytes:
        """Seal what is whole."""
        out = self._real.update(data)
        self._take(data, out)
        return out

    def update_into(self, data: Any, buf: Any) -> int:
        """Seal what is whole into a buffer."""
        n = self._real.update_into(data, buf)
        self._take(data, buf[:n])
        return n

    def finalize(self) -> bytes:
        """Seal the last chunk."""
        out = self._real.finalize()
        self._take(b"", out)
        self._note(bytes(self._rest))
        return out

    def _take(self, data: Any, out: Any) -> None:
        if self._schedule is None and len(out):
            from crypto.encoding import hkdf_expand

            key, context = self._given
            okm = hkdf_expand(key, _NAME + bytes(out[:_SALT]) + context, 76)
            self._schedule = okm[:32], int.from_bytes(okm[32:44])
        self._rest += data
        while len(self._rest) >= _CHUNK:
            self._note(bytes(self._rest[:_CHUNK]))
            del self._rest[:_CHUNK]

    def _note(self, chunk: bytes) -> None:
        assert self._schedule is not None, "a chunk came before the head"
        key, base = self._schedule
        COUNT.note(key, (base ^ self._number).to_bytes(12), chunk)
        self._number += 1


def _counted_xchacha(plain: bytes, aad: bytes, nonce: bytes, key: bytes) -> bytes:
    COUNT.note(key, nonce, plain, aad)
    return _xchacha(plain, aad, nonce, key)


aead.AESGCM = CountedAESGCM  # type: ignore[assignment]
cobblestone.Cobblestone256Encryptor = CountedEncryptor  # type: ignore[assignment]
nacl.bindings.crypto_aead_xchacha20poly1305_ietf_encrypt = _counted_xchacha  # type: ignore[assignment]
