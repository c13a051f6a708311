"""Wrap a 32-byte key under a secret, for the names password and for the file of an organisation's root.

Each use has its own pair of labels, `name` and `name-aad`, so that bytes of one use never open as another.
"""

import hmac

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA512
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from crypto.encoding import Random, label
from crypto.errors import CannotOpen
from crypto.secret import Secret

SALT, COMMIT, SEALED = 32, 32, 48
WRAPPED = SALT + COMMIT + SEALED
"""Bytes of the result of `wrap`."""


def wrap(name: str, key: Secret, r: Secret, head: bytes, random: Random) -> bytes:
    """Return salt 32 | commitment 32 | sealed key 48, bound to `head`; each writing has a new salt."""
    salt = random(SALT)
    with _okm(name, r, salt, head) as okm:
        sealed = AESGCM(okm.buffer[:32]).encrypt(bytes(12), key.buffer, label(f"{name}-aad") + head)
        return salt + bytes(okm.buffer[32:]) + sealed


def unwrap(name: str, wrapped: bytes, r: Secret, head: bytes) -> Secret:
    """Return the key (32 bytes). CannotOpen in the same way for another secret, another head and damage."""
    with _okm(name, r, wrapped[:SALT], head) as okm:
        if not hmac.compare_digest(okm.buffer[32:], wrapped[SALT : SALT + COMMIT]):
            raise CannotOpen
        key = Secret()
        try:
            aad = label(f"{name}-aad") + head
            AESGCM(okm.buffer[:32]).decrypt_into(bytes(12), wrapped[SALT + COMMIT :], aad, key.buffer)
        except InvalidTag:
            key.clear()
            raise CannotOpen from None
    return key


def hkdf_secret(key: Secret, salt: bytes, info: bytes, length: int) -> Secret:
    """Return `length` bytes of HKDF with SHA-512, from locked memory into locked memory."""
    out = Secret(length)
    HKDF(SHA512(), length, salt, info).derive_into(key.buffer, out.buffer)
    return out


def _okm(name: str, r: Secret, salt: bytes, head: bytes) -> Secret:
    """Return KEK 32 and commitment 32 of one wrap. Each writing has a new salt, so a zero nonce is safe."""
    return hkdf_secret(r, salt, label(name) + head, 64)
