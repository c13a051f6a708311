"""Keysets: one X25519 pair for libsodium's sealed box and one X-Wing pair for HPKE, independent of each other.

A slot is HPKE(sealed box(secret)): to read it, an attacker must break both. X-Wing (ML-KEM-768 with X25519) is the
outer layer, so that even an observer with a quantum computer does not learn the recipient of a slot. The seed is
expanded as in draft-connolly-cfrg-xwing-kem, so that other libraries read the same 32 bytes.
"""

import hashlib
import os
from functools import cached_property

from attrs import field, frozen
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from nacl.bindings import crypto_box_seal, crypto_box_seal_open, crypto_scalarmult_base
from nacl.exceptions import CryptoError as SodiumError

from crypto.cbor_schema import bytes_of, one_of, read_unsigned, row
from crypto.encoding import Random
from crypto.errors import CannotOpen, Malformed

EPOCH, LATE = 1, 2
"""Kinds of keyset: 30 days with a private half that is destroyed soon, and one for a year, for slow mail."""

DAY = 86_400
MLKEM_PK, XWING_PK = 1184, 1216
TEXT, BOX, SLOT = 32, 80, 1216
"""Bytes of the secret in a slot, of the sealed box around it, and of the slot."""

SUITE = hpke.Suite(hpke.KEM.MLKEM768_X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.CHACHA20_POLY1305)


@frozen(slots=False)
class PublicKeyset:
    """The public keys in a card that senders use; times are UTC seconds."""

    kind: int
    xwing_pk: bytes
    box_pk: bytes
    not_before: int
    not_after: int

    @cached_property
    def _hpke(self) -> hpke.MLKEM768X25519PublicKey:
        mlkem = MLKEM768PublicKey.from_public_bytes(self.xwing_pk[:MLKEM_PK])
        return hpke.MLKEM768X25519PublicKey(mlkem, X25519PublicKey.from_public_bytes(self.xwing_pk[MLKEM_PK:]))

    def seal(self, secret: bytes, info: bytes) -> bytes:
        """Return the slot (1,216 bytes) of a 32-byte secret; Malformed if a key is invalid or of low order."""
        if len(secret) != TEXT:
            raise ValueError("a slot carries 32 bytes")
        try:
            return SUITE.encrypt(crypto_box_seal(secret, self.box_pk), self._hpke, info)
        except (ValueError, SodiumError):
            raise Malformed("keys that nothing can be sealed to") from None

    def check(self) -> None:
        """Raise Malformed if nothing can be sealed to these keys. Callers test this once, on arrival."""
        self.seal(bytes(TEXT), b"")


@frozen(slots=False)
class PrivateKeyset:
    """The private halves, 32 bytes each, as they are stored."""

    kind: int
    xwing_seed: bytes = field(repr=False)
    box_key: bytes = field(repr=False)
    not_before: int
    not_after: int

    @classmethod
    def generate(cls, kind: int, not_before: int, not_after: int, random: Random = os.urandom) -> "PrivateKeyset":
        """Make two independent pairs from 64 random bytes."""
        return cls(kind, random(32), random(32), not_before, not_after)

    @cached_property
    def _halves(self) -> tuple[MLKEM768PrivateKey, X25519PrivateKey]:
        expanded = hashlib.shake_256(self.xwing_seed).digest(96)
        return MLKEM768PrivateKey.from_seed_bytes(expanded[:64]), X25519PrivateKey.from_private_bytes(expanded[64:])

    @cached_property
    def _hpke(self) -> hpke.MLKEM768X25519PrivateKey:
        return hpke.MLKEM768X25519PrivateKey(*self._halves)

    @cached_property
    def public(self) -> PublicKeyset:
        """The public halves."""
        mlkem, x25519 = (half.public_key().public_bytes_raw() for half in self._halves)
        box_pk = crypto_scalarmult_base(self.box_key)
        return PublicKeyset(self.kind, mlkem + x25519, box_pk, self.not_before, self.not_after)

    def open(self, slot: bytes, info: bytes) -> bytes:
        """Return the 32 bytes of a slot. CannotOpen alike for another keyset's slot, other info and damage."""
        if len(slot) != SLOT:
            raise CannotOpen
        try:
            box = SUITE.decrypt(slot, self._hpke, info)
            if len(box) != BOX:
                raise CannotOpen
            return crypto_box_seal_open(box, self.public.box_pk, self.box_key)
        except (InvalidTag, SodiumError):
            raise CannotOpen from None


PUBLIC_ROW = row(PublicKeyset, one_of(EPOCH, LATE), bytes_of(XWING_PK), bytes_of(32), read_unsigned, read_unsigned)
"""Reads a keyset in a card."""
PRIVATE_ROW = row(PrivateKeyset, one_of(EPOCH, LATE), bytes_of(32), bytes_of(32), read_unsigned, read_unsigned)
"""Reads a private keyset that a desk sends to its members."""
