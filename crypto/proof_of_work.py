"""The proof-of-work check: one message costs its sender some seconds and the relay about a hundredth of a second.

A challenge is 48 bytes: time u64 | bits u8 | random 7 | MAC 32, made for one object in one mailbox. An answer is 8
bytes for which the result of Argon2id (16 MiB, one pass) begins with `bits` zero bits. The relay stores nothing before
the answer: the MAC shows that the challenge is its own.
"""

import hmac
import struct
from collections.abc import Callable

import nacl.bindings as sodium
from attrs import frozen

from crypto.encoding import hkdf, label
from crypto.errors import CannotOpen, Malformed

MEMORY = 16 << 20
"""Bytes of memory for one try."""

ANSWER = 8
"""Bytes of an answer."""

_BITS_MOST = 16
"""The most zero bits that a client looks for: some 15 minutes of a small computer. No relay needs more than a few."""

_HEAD = struct.Struct(">QB7s")
_MAC = 32


@frozen
class Challenge:
    """A relay's challenge for one object: `bits` leading zero bits, and its time by the relay's clock."""

    time: int
    bits: int
    data: bytes

    SIZE = _HEAD.size + _MAC

    @classmethod
    def read(cls, data: bytes) -> "Challenge":
        """Read a received challenge. Raises `Malformed` for a wrong length or more than 16 bits."""
        if len(data) != cls.SIZE:
            raise Malformed("challenge: wrong length")
        time, bits, _ = _HEAD.unpack(data[: _HEAD.size])
        if bits > _BITS_MOST:
            raise Malformed("challenge: too hard")
        return cls(time, bits, data)

    def answered_by(self, answer: bytes) -> bool:
        """Return True if these 8 bytes are an answer. One try takes some 10 ms; the GIL is free during it."""
        out = sodium.crypto_pwhash_alg(
            32, self.data + answer, self.data[-_MAC : 16 - _MAC], 1, MEMORY, sodium.crypto_pwhash_ALG_ARGON2ID13
        )
        return int.from_bytes(out) >> (256 - self.bits) == 0

    def solve(self, random: Callable[[int], bytes]) -> bytes:
        """Look for an answer: 2^bits tries on average."""
        start = int.from_bytes(random(ANSWER))
        for step in range(1 << 64):
            answer = ((start + step) % (1 << 64)).to_bytes(ANSWER)
            if self.answered_by(answer):
                return answer
        raise Malformed("challenge: nothing answers it")


def challenge_key(secret: bytes, relay_pk: bytes) -> bytes:
    """Derive the key of a relay's challenges from its seal key, so that all its processes recognise them."""
    return hkdf(secret, relay_pk, label("puzzle"), 32)


def challenge(key: bytes, mid: bytes, object_id: bytes, now: int, bits: int, salt: bytes) -> bytes:
    """Make the challenge for one object in one mailbox; `salt` is 7 random bytes."""
    head = _HEAD.pack(now, bits, salt)
    return head + _mac(key, mid, object_id, head)


def own_challenge(key: bytes, mid: bytes, object_id: bytes, data: bytes) -> Challenge:
    """Read a challenge that this relay made for this object in this mailbox. Raises `CannotOpen` for any other."""
    head, mac = data[: _HEAD.size], data[_HEAD.size :]
    if len(data) != Challenge.SIZE or not hmac.compare_digest(mac, _mac(key, mid, object_id, head)):
        raise CannotOpen
    time, bits, _ = _HEAD.unpack(head)
    return Challenge(time, bits, data)


def _mac(key: bytes, mid: bytes, object_id: bytes, head: bytes) -> bytes:
    return hmac.digest(key, label("puzzle") + mid + object_id + head, "sha256")
