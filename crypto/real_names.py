"""The names password ("second lock"): a separate key for real names, behind a second passphrase.

K_v is wrapped like a slot of the header, in rows of the database. It is wrapped by a second passphrase and, if there
is one, by the recovery secret. Each record has its own key. Each field is sealed under that key, bound to the record
and the field's name. So a value that is moved to another person or field does not open.
"""

import os

from nacl.bindings import (
    crypto_aead_xchacha20poly1305_ietf_decrypt,
    crypto_aead_xchacha20poly1305_ietf_encrypt,
)
from nacl.exceptions import CryptoError as NaclError

from crypto.encoding import Random, label
from crypto.errors import CannotOpen, Malformed, NeedsNewerApp
from crypto.header import PASSPHRASE, RECOVERY
from crypto.passphrase import SALT, derive
from crypto.secret import Secret
from crypto.wrapping import WRAPPED, hkdf_secret, unwrap, wrap

BOUND = 32
"""Bytes of the head of a wrapped key."""
WRAP = BOUND + WRAPPED
"""Bytes of a wrapped key."""
VERSION = 1
FIELD = 1
"""First byte of a sealed field."""
NONCE, TAG = 24, 16
STEP = 64
"""A field's text is padded to a multiple of this many bytes, because the length of a name reveals something too."""


def second_wrap(key: Secret, passphrase: str, m_kib: int, t: int, *, random: Random = os.urandom) -> bytes:
    """Return K_v wrapped by a second passphrase, with a separate salt and Argon2id costs: 144 bytes."""
    salt = random(SALT)
    head = _head(PASSPHRASE, m_kib, t, salt)
    with derive(passphrase, salt, m_kib, t) as r:
        return head + wrap("lock2", key, r, head, random)


def second_wrap_recovery(key: Secret, recovery: Secret, *, random: Random = os.urandom) -> bytes:
    """Return K_v wrapped by the recovery secret (32 bytes, as the shares give it): 144 bytes, no Argon2id."""
    head = _head(RECOVERY, 0, 0, bytes(SALT))
    return head + wrap("lock2", key, recovery, head, random)


def second_unwrap(wrapped: bytes, secret: "str | Secret") -> Secret:
    """Return K_v, from the passphrase or the recovery secret that wrapped it.

    Raises CannotOpen if the secret does not fit, Malformed for other bytes, NeedsNewerApp for a later version.
    """
    how, m_kib, t, salt = _read_head(wrapped)
    if how == PASSPHRASE and isinstance(secret, str):
        with derive(secret, salt, m_kib, t) as r:
            return unwrap("lock2", wrapped[BOUND:], r, wrapped[:BOUND])
    if how == RECOVERY and isinstance(secret, Secret):
        return unwrap("lock2", wrapped[BOUND:], secret, wrapped[:BOUND])
    raise CannotOpen


def seal_field(key: Secret, record_id: bytes, name: str, text: str, *, random: Random = os.urandom) -> bytes:
    """Seal the text of one field of one record (16 bytes). Spaces at the end of the text are not kept."""
    plain = text.encode()
    plain += b" " * (-len(plain) % STEP)
    nonce = random(NONCE)
    with _field_key(key, record_id) as k:
        sealed = crypto_aead_xchacha20poly1305_ietf_encrypt(plain, record_id + name.encode(), nonce, bytes(k.buffer))
    return bytes([FIELD]) + nonce + sealed


def open_field(key: Secret, record_id: bytes, name: str, sealed: bytes) -> str:
    """Return the text of a field. CannotOpen: another key, record or field name, or damage; NeedsNewerApp."""
    if sealed[:1] not in (b"", bytes([FIELD])):
        raise NeedsNewerApp("sealed field")
    if len(sealed) < 1 + NONCE + TAG:
        raise CannotOpen
    with _field_key(key, record_id) as k:
        try:
            plain = crypto_aead_xchacha20poly1305_ietf_decrypt(
                sealed[1 + NONCE :], record_id + name.encode(), sealed[1 : 1 + NONCE], bytes(k.buffer)
            )
        except NaclError:
            raise CannotOpen from None
    try:
        return plain.decode().rstrip(" ")
    except UnicodeDecodeError:
        raise CannotOpen from None


def _field_key(key: Secret, record_id: bytes) -> Secret:
    if len(record_id) != 16:
        raise ValueError("a record's id has 16 bytes")
    return hkdf_secret(key, record_id, label("field"), 32)


def _head(how: int, m_kib: int, t: int, salt: bytes) -> bytes:
    return bytes([VERSION, how]) + bytes(6) + m_kib.to_bytes(4, "big") + t.to_bytes(4, "big") + salt


def _read_head(wrapped: bytes) -> tuple[int, int, int, bytes]:
    """Return how, m in KiB, t and the salt. Costs are not checked here, but before Argon2id runs."""
    if wrapped[:1] not in (b"", bytes([VERSION])):
        raise NeedsNewerApp("real names")
    if len(wrapped) != WRAP or any(wrapped[2:8]):
        raise Malformed("a wrapped key of the real names")
    if wrapped[1] not in (PASSPHRASE, RECOVERY):
        raise NeedsNewerApp("slot of the real names")
    if wrapped[1] == RECOVERY and any(wrapped[8:BOUND]):
        raise Malformed("costs of a recovery secret")
    return wrapped[1], int.from_bytes(wrapped[8:12], "big"), int.from_bytes(wrapped[12:16], "big"), wrapped[16:BOUND]
