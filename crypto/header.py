"""The vault's header: 64 KiB that turn a passphrase into the vault's key and hide the number of passphrases.

There are two copies of 32 KiB. A copy has 16 slots; unused slots are random bytes. One run of Argon2id gives R. Then
every slot is tried with every combination of key file and device secret, without an early exit, so that every unlock
costs the same. No slot is written twice under one key: each write takes a fresh slot salt, and this makes the zero GCM
nonce safe. These are functions on bytes: the store owns the file, its lock and its order of writes. `slots` writes the
slots that are added later.
"""

import hashlib
import hmac
import os
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import product
from typing import NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from crypto.encoding import Random, hash_, label
from crypto.errors import CannotOpen, Malformed, NeedsNewerApp
from crypto.passphrase import are_allowed, derive, draw_below
from crypto.secret import Secret
from crypto.wrapping import hkdf_secret

COPY, HEADER = 32_768, 65_536
MAGIC, VERSION = b"AMPVLT", 1
SLOTS, SLOT, SLOTS_AT = 16, 512, 64
SUM_AT = COPY - 32
SEQ_MAX = 1 << 48
"""The highest `seq` that a write continues from: no vault is written so often, and `seq` is not authenticated."""
SEALED, TEXT = 176, 96
"""Bytes of a slot before its random rest, and of its plaintext."""
PASSPHRASE, RECOVERY = 1, 2
"""Sources of R: Argon2id over a passphrase, or a recovery secret without change."""
WIPE, DESTROY = 1, 2
"""Flag bits of a slot: wipe on opening, destroy the slots outside the mask on opening."""
NONE = bytes(32)
"""Used instead of a key file or a device secret that is not set."""


class Header(NamedTuple):
    """One valid copy: `seq` counts writes; `m_kib`, `t` and `salt` belong to Argon2id and never change."""

    copy: bytes
    seq: int
    m_kib: int
    t: int
    salt: bytes

    @property
    def bound(self) -> bytes:
        """The bytes that every slot is bound to: all bytes before the slots except seq."""
        return self.copy[:8] + self.copy[16:SLOTS_AT]

    def slot(self, i: int) -> bytes:
        """Return the 512 bytes of slot i."""
        return self.copy[SLOTS_AT + SLOT * i : SLOTS_AT + SLOT * (i + 1)]


class OpenedVault(NamedTuple):
    """The content of a slot: the key, the id of its database, and the mask of slots (bit i = slot i) to write."""

    vmk: Secret
    db_id: bytes
    mask: int
    slot: int
    seq: int
    flags: int = 0
    how: int = PASSPHRASE
    also: tuple[int, ...] = ()
    """Other slots that opened too. This is damage to report; the lowest slot is used."""
    keyfile: bool = False
    """True if the key file was needed to open."""

    def text(self) -> Secret:
        """Return the 96 bytes of the slot."""
        text = Secret(TEXT)
        start = bytes([VERSION, self.how]) + self.flags.to_bytes(2, "big") + self.mask.to_bytes(2, "big") + bytes(2)
        text.buffer[:24], text.buffer[24:56] = start + self.db_id, self.vmk.buffer
        return text


def read_header(data: bytes) -> Header:
    """Return the current copy: the valid one with the higher seq, A if both have the same.

    A copy with a seq above SEQ_MAX is returned with seq 1 and no other change. Raises Malformed if neither copy is
    valid, NeedsNewerApp if a copy is of a later version.
    """
    if len(data) != HEADER:
        raise Malformed("a vault header has 65,536 bytes")
    found: list[Header] = []
    newer = False
    for copy in (bytes(data[:COPY]), bytes(data[COPY:])):
        newer |= copy[:6] == MAGIC and copy[6] != VERSION
        if copy[:8] == MAGIC + bytes([VERSION, 0]) and hashlib.sha256(copy[:SUM_AT]).digest() == copy[SUM_AT:]:
            found.append(_parse(copy))
    if not found:
        raise NeedsNewerApp("vault header") if newer else Malformed("both copies of the vault header are damaged")
    held = max(found, key=lambda header: header.seq)
    if held.seq > SEQ_MAX:
        held = _parse(_summed(held.copy[:8] + (1).to_bytes(8, "big") + held.copy[16:SUM_AT]))
    return held


def settle_header(data: bytes) -> bytes:
    """Return the header as it must be at rest: both copies equal to the current one. Equal bytes: nothing to do."""
    return read_header(data).copy * 2


def header_hash(data: bytes, mask: int) -> bytes:
    """Return H("header", the bytes that open the vault of `mask`): all before the slots except seq, and its slots.

    The slots outside the mask can belong to another vault, which can write them at any time.
    """
    header = read_header(data)
    return hash_("header", header.bound + b"".join(header.slot(i) for i in range(SLOTS) if mask >> i & 1))


def open_header(
    data: bytes,
    passphrase: str | Secret,
    *,
    keyfile: bytes | None = None,
    device: bytes | None = None,
    how: int = PASSPHRASE,
) -> OpenedVault:
    """Open the vault's key with a passphrase, or with an R derived already; CannotOpen if no slot opens.

    `keyfile` is `keyfile_hash` of the complete file, `device` the secret of the computer's keystore: 32 bytes or None.
    """
    header = read_header(data)
    with derive_secret(header, passphrase) as r:
        return _open(header, r, keyfile, device, how)


def create_header(
    passphrase: str,
    m_kib: int,
    t: int,
    *,
    keyfile: bytes | None = None,
    device: bytes | None = None,
    random: Random = os.urandom,
) -> tuple[bytes, OpenedVault]:
    """Return the 65,536 bytes of a new vault, and the opened vault. Costs come from `passphrase.calibrate`."""
    salt = random(16)
    with derive(passphrase, salt, m_kib, t) as r:
        return new_header(r, salt, m_kib, t, keyfile=keyfile, device=device, random=random)


def new_header(
    r: Secret,
    salt: bytes,
    m_kib: int,
    t: int,
    *,
    keyfile: bytes | None = None,
    device: bytes | None = None,
    random: Random = os.urandom,
) -> tuple[bytes, OpenedVault]:
    """Do the part of `create_header` after Argon2id: draw the mask (8 of 16 slots), the key and the database's id."""
    if not are_allowed(m_kib, t):
        raise ValueError("Argon2id costs outside the allowed range")
    free = list(range(SLOTS))
    ours = [free.pop(draw_below(len(free), random)) for _ in range(SLOTS // 2)]
    vmk, db_id = Secret.of(random(32)), random(16)
    opened = OpenedVault(vmk, db_id, sum(1 << i for i in ours), ours[0], seq=1)
    start = MAGIC + bytes([VERSION, 0]) + (1).to_bytes(8, "big") + m_kib.to_bytes(4, "big") + t.to_bytes(4, "big")
    start += bytes([1]) + bytes(7) + salt + bytes(16)
    header = _parse(_summed(start + random(SUM_AT - SLOTS_AT)))
    copy = with_written(header, opened, write_slot(header.bound, opened, r, keyfile, device, random), seq=1)
    return copy * 2, opened


def write_slot(
    bound: bytes, opened: OpenedVault, r: Secret, keyfile: bytes | None, device: bytes | None, random: Random
) -> bytes:
    """Return the 512 bytes of slot `opened.slot`, under a fresh slot salt; `bound` is `Header.bound`."""
    salt = random(32)
    with _okm(r, keyfile or NONE, device or NONE, salt, _info(bound, opened.how, opened.slot)) as okm:
        commit = bytes(okm.buffer[32:])
        with opened.text() as text:
            sealed = AESGCM(okm.buffer[:32]).encrypt(bytes(12), text.buffer, _aad(bound, opened.slot))
    return salt + commit + sealed + random(SLOT - SEALED)


def database_key(vmk: Secret, db_id: bytes) -> Secret:
    """Return K_db, the raw SQLCipher key (32 bytes) of the database that the slot names."""
    return hkdf_secret(vmk, db_id, label("db"), 32)


def keyfile_hash(data: bytes) -> bytes:
    """Return the contribution of a key file to the slots: H("keyfile", the complete file)."""
    return hash_("keyfile", data)


def _parse(copy: bytes) -> Header:
    """Read the fields of a copy whose magic and checksum are good."""
    seq, m_kib, t = (int.from_bytes(copy[a:b], "big") for a, b in ((8, 16), (16, 20), (20, 24)))
    if copy[24] != 1:
        raise NeedsNewerApp("key derivation of the vault header")
    if any(copy[25:32]) or any(copy[48:64]):
        raise Malformed("reserved bytes of the vault header")
    if not are_allowed(m_kib, t):
        raise Malformed("Argon2id costs outside the allowed range")
    return Header(copy, seq, m_kib, t, copy[32:48])


def _summed(body: bytes) -> bytes:
    return body + hashlib.sha256(body).digest()


def with_written(header: Header, opened: OpenedVault, slot: bytes, seq: int) -> bytes:
    """Return the copy with slot `opened.slot` written. Raises ValueError for a slot outside the mask of the vault."""
    if not opened.mask >> opened.slot & 1:
        raise ValueError("a slot outside the vault's mask")
    at = SLOTS_AT + SLOT * opened.slot
    body = header.copy[:8] + seq.to_bytes(8, "big") + header.copy[16:at] + slot + header.copy[at + SLOT : SUM_AT]
    return _summed(body)


def _info(bound: bytes, how: int, i: int) -> bytes:
    return label("vault-slot") + bytes([how, i]) + bound


def _aad(bound: bytes, i: int) -> bytes:
    return label("vault-aad") + bytes([i]) + bound


def _okm(r: Secret, keyfile: bytes, device: bytes, salt: bytes, info: bytes) -> Secret:
    """Return KEK 32 and commitment 32 of one slot."""
    with Secret(96) as ikm:
        ikm.buffer[:32], ikm.buffer[32:64], ikm.buffer[64:] = r.buffer, keyfile, device
        return hkdf_secret(ikm, salt, info, 64)


@contextmanager
def derive_secret(header: Header, passphrase: str | Secret) -> Iterator[Secret]:
    """Run Argon2id and clear its result afterwards. An R from the caller is not cleared."""
    if isinstance(passphrase, Secret):
        yield passphrase
        return
    with derive(passphrase, header.salt, header.m_kib, header.t) as r:
        yield r


def _open(header: Header, r: Secret, keyfile: bytes | None, device: bytes | None, how: int) -> OpenedVault:
    """Try every slot and return the lowest one that opens."""
    found = slots_opened(header, r, keyfile, device, how)
    if not found:
        raise CannotOpen
    for other in found[1:]:
        other.vmk.clear()
    return found[0]._replace(also=tuple(other.slot for other in found[1:]))


def slots_opened(header: Header, r: Secret, keyfile: bytes | None, device: bytes | None, how: int) -> list[OpenedVault]:
    """Return every slot that opens. Always tries all 16 slots with all combinations."""
    return [opened for i in range(SLOTS) for opened in _try_slot(header, i, r, keyfile, device, how)]


def _try_slot(
    header: Header, i: int, r: Secret, keyfile: bytes | None, device: bytes | None, how: int
) -> Iterator[OpenedVault]:
    slot, bound = header.slot(i), header.bound
    for file, machine in product({NONE, keyfile or NONE}, {NONE, device or NONE}):
        with _okm(r, file, machine, slot[:32], _info(bound, how, i)) as okm, Secret(TEXT) as text:
            if not hmac.compare_digest(okm.buffer[32:], slot[32:64]):
                continue
            try:
                AESGCM(okm.buffer[:32]).decrypt_into(bytes(12), slot[64:SEALED], _aad(bound, i), text.buffer)
            except InvalidTag:
                continue
            yield _read_text(text, header.seq, i, how)._replace(keyfile=file != NONE)


def _read_text(text: Secret, seq: int, i: int, how: int) -> OpenedVault:
    """Read the 96 bytes of a slot that opened."""
    view = text.buffer
    flags, mask = (int.from_bytes(view[a : a + 2], "big") for a in (2, 4))
    if view[0] != VERSION or flags > WIPE | DESTROY:
        raise NeedsNewerApp("vault slot")
    if view[1] != how or not mask >> i & 1 or any(view[6:8]) or any(view[56:]):
        raise CannotOpen
    vmk = Secret()
    vmk.buffer[:] = view[24:56]
    return OpenedVault(vmk, bytes(view[8:24]), mask, i, seq, flags, how)
