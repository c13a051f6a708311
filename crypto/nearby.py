"""A nearby session (`NearbyInvite`) between two people in one place: the code that is read aloud, and all keys from it.

One secret of 16 random bytes gives all keys: those of a short-lived relay, of its two mailboxes, and of the notes in
them. So the code pins the relay by 128 bits and admits a person to it. It has as many digits as a safety number.
"""

from typing import Self

import nacl.bindings as sodium
from attrs import field, frozen
from nacl.exceptions import CryptoError as SodiumError

from crypto.card import BODY_AT, BODY_MAX
from crypto.encoding import Random, hash_, hkdf, label
from crypto.errors import CannotOpen, Malformed
from crypto.relay import mailbox_key
from crypto.signing import SIGNATURE, SigningKey

SECRET, DIGITS, GROUP = 16, 60, 5
_ADDRESS, _CHECK = SECRET + 4, 2
_PACKED = _ADDRESS + 2 + _CHECK
HOST, GUEST = 0, 1
KNOCK, BYE = 1, 2
"""Kinds of note. KNOCK: continue, and answer with the same id. BYE: the sender has received everything and leaves."""
_FIXED = 1 + 16 + 2
_PLAIN = _FIXED + BODY_AT + BODY_MAX + SIGNATURE
_NONCE = 24
NOTE = _NONCE + _PLAIN + 16
"""Bytes of a sealed note: always the same."""


@frozen
class DoorKeys:
    """All keys of one nearby session."""

    relay: bytes = field(repr=False)
    """The relay's two keys (signing seed 32 bytes, seal key 32 bytes)."""
    mailboxes: tuple[SigningKey, SigningKey]
    """The mailboxes of the host and of the guest."""
    invites: bytes = field(repr=False)
    """Two invites, 16 bytes for each mailbox."""
    notes: bytes = field(repr=False)

    @property
    def relay_pk(self) -> bytes:
        """Return the public key that identifies the relay."""
        return SigningKey(self.relay[:32]).public


@frozen
class Note:
    """A note from one person to the other, separate from mail: its kind (`what`), an id of 16 bytes, and a card."""

    what: int
    id: bytes
    card: bytes = field(repr=False)


@frozen
class NearbyInvite:
    """A nearby session: its secret and its address (IPv4) and port."""

    secret: bytes = field(repr=False)
    address: str
    port: int

    @property
    def code(self) -> tuple[str, ...]:
        """Return the code of the session: twelve groups of five digits."""
        where = bytes(int(part) for part in self.address.split("."))
        body = self.secret + where + self.port.to_bytes(2, "big")
        digits = f"{int.from_bytes(body + _check(body), 'big'):0{DIGITS}}"
        return tuple(digits[at : at + GROUP] for at in range(0, DIGITS, GROUP))

    @classmethod
    def read(cls, text: str) -> Self:
        """Read a code, in the digits of any script and in any grouping. Raises Malformed if the code is wrong."""
        digits = "".join(str(int(c)) for c in text if c.isdecimal())
        if len(digits) != DIGITS or int(digits) >= 1 << 8 * _PACKED:
            raise Malformed("not the code of a nearby session")
        data = int(digits).to_bytes(_PACKED, "big")
        body = data[:-_CHECK]
        if _check(body) != data[-_CHECK:]:
            raise Malformed("a digit of the code is wrong")
        where = ".".join(map(str, body[SECRET:_ADDRESS]))
        return cls(body[:SECRET], where, int.from_bytes(body[_ADDRESS:], "big"))


def door_keys(secret: bytes) -> DoorKeys:
    """Derive all keys of a session from its secret: HKDF-SHA512, empty salt, info L("door"), 160 bytes."""
    okm = hkdf(secret, b"", label("door"), 160)
    relay, seed = okm[:64], okm[64:96]
    pk = SigningKey(relay[:32]).public
    return DoorKeys(relay, (mailbox_key(seed, pk, HOST), mailbox_key(seed, pk, GUEST)), okm[128:], okm[96:128])


def seal_note(key: bytes, mid: bytes, note: Note, random: Random) -> bytes:
    """Return a note for a mailbox, `NOTE` bytes (XChaCha20-Poly1305 under a random nonce, bound to the mailbox)."""
    plain = bytes([note.what]) + note.id + len(note.card).to_bytes(2, "big") + note.card
    nonce = random(_NONCE)
    sealed = sodium.crypto_aead_xchacha20poly1305_ietf_encrypt(plain.ljust(_PLAIN, b"\0"), mid, nonce, key)
    return nonce + bytes(sealed)


def open_note(key: bytes, mid: bytes, sealed: bytes) -> Note:
    """Open a note from a mailbox. Raises CannotOpen for other keys or damage, Malformed if its content is not valid.

    The card in the note is not read yet and can be any bytes.
    """
    try:
        plain = sodium.crypto_aead_xchacha20poly1305_ietf_decrypt(sealed[_NONCE:], mid, sealed[:_NONCE], key)
    except (SodiumError, ValueError) as error:
        raise CannotOpen from error
    size = int.from_bytes(plain[17:_FIXED], "big")
    if len(plain) != _PLAIN or plain[0] not in (KNOCK, BYE) or any(plain[_FIXED + size :]):
        raise Malformed("note")
    return Note(plain[0], plain[1:17], plain[_FIXED : _FIXED + size])


def _check(body: bytes) -> bytes:
    """Return two bytes that detect a wrong digit. They prove nothing."""
    return hash_("door", body)[:_CHECK]
