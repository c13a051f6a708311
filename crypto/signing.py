"""Ed25519 under a label, by libsodium only.

OpenSSL accepts small-order public keys, for which one signature fits every message; libsodium refuses them. This
module loads only libsodium and the standard library, so that the relay can use it. One key signs for one role:
identity, organisation root, desk, mailbox and relay are different keys.
"""

import os

from nacl.bindings import crypto_sign, crypto_sign_open, crypto_sign_seed_keypair
from nacl.exceptions import BadSignatureError

from crypto.encoding import Random, label
from crypto.errors import CannotOpen

SEED = PUBLIC = 32
SIGNATURE = 64


class SigningKey:
    """A private Ed25519 key: `seed` (32 bytes, secret) and `public` (32 bytes)."""

    __slots__ = ("_secret", "public", "seed")

    def __init__(self, seed: bytes) -> None:
        if len(seed) != SEED:
            raise ValueError("an Ed25519 seed has 32 bytes")
        self.seed = bytes(seed)
        self.public, self._secret = crypto_sign_seed_keypair(self.seed)

    @classmethod
    def generate(cls, random: Random = os.urandom) -> "SigningKey":
        """Make a new key from 32 random bytes."""
        return cls(random(SEED))

    def sign(self, name: str, *parts: bytes) -> bytes:
        """Return Sign(self, name, parts joined): 64 bytes over L(name) and the parts."""
        return crypto_sign(label(name) + b"".join(parts), self._secret)[:SIGNATURE]

    def __repr__(self) -> str:
        return f"SigningKey(public={self.public.hex()})"


def verify(public: bytes, signature: bytes, name: str, *parts: bytes) -> None:
    """Raise CannotOpen unless `public` signed L(name) and the parts with `signature`.

    Small-order and non-canonical keys and signatures of the wrong length fail in the same way.
    """
    if len(public) != PUBLIC or len(signature) != SIGNATURE:
        raise CannotOpen
    try:
        crypto_sign_open(signature + label(name) + b"".join(parts), public)
    except BadSignatureError:
        raise CannotOpen from None
