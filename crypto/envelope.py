"""The sealed envelope of one recipient: it hides sender and recipient, and every change of a byte is detected.

HEADER is magic, suite, number of slots, nonce and the slots. Each slot is a seal of the same CEK to a keyset, or a
dummy that looks the same. BODY is Cobblestone-256 under the CEK with SHA-256(HEADER) as context. So no one can add,
remove or swap a slot, and every slot leads to one plaintext. A signature, if there is one, is inside.
"""

import hashlib
import hmac
import os
from collections.abc import Sequence

from attrs import frozen
from cryptography.cobblestone import Cobblestone256Decryptor, Cobblestone256Encryptor
from cryptography.exceptions import InvalidTag

from crypto.encoding import Random, label
from crypto.errors import CannotOpen, NeedsNewerApp
from crypto.keys import EPOCH, SLOT, PrivateKeyset, PublicKeyset
from crypto.manifest import MANIFEST_MAX, Manifest
from crypto.passphrase import draw_below
from crypto.signing import SIGNATURE, SigningKey, verify

MAGIC, VERSION, SUITE = b"AMPENV", 1, 1
SLOTS_AT = 44
SLOT_COUNTS = (4, 8, 16, 32, 64)
TEXT_SIZES = (16_383, 65_535, 262_143, 1_048_575)
"""Padded lengths of P in bytes: one less than full chunks, because the last chunk is always short."""
SIGNED, ANONYMOUS = 1, 2
MANIFEST_AT = 8


def _body_size(text: int) -> int:
    return 56 + text + 16 * (text // 16_384 + 1)


ENVELOPE_SIZES = {(n, SLOTS_AT + SLOT * n + _body_size(text)) for n in SLOT_COUNTS for text in TEXT_SIZES}
"""Every valid pair (number of slots, total length)."""


@frozen
class Opened:
    """The content of an envelope. `signature` is not verified yet: see `verify_sender`."""

    manifest_bytes: bytes
    mode: int
    signature: bytes
    header_hash: bytes
    keyset: PrivateKeyset


def seal(
    manifest_bytes: bytes,
    signing_key: SigningKey | None,
    keyset: PublicKeyset,
    *,
    n_slots: int = 4,
    random: Random = os.urandom,
) -> bytes:
    """Return the envelope of a manifest, signed (mode 1) or, without a key, anonymous (mode 2).

    Raises Malformed if nothing can be sealed to the keyset. HPKE, the sealed box and Cobblestone use their own
    randomness.
    """
    if n_slots not in SLOT_COUNTS or len(manifest_bytes) > MANIFEST_MAX:
        raise ValueError("an envelope has 4, 8, 16, 32 or 64 slots and a manifest of at most 1,000,000 bytes")
    start = MAGIC + bytes([VERSION, 0]) + SUITE.to_bytes(2, "big") + n_slots.to_bytes(2, "big")
    nonce, cek = random(32), random(32)
    info = label("slot") + start[8:10] + nonce
    slots = [_dummy(info, random) for _ in range(n_slots - 1)]
    slots.insert(draw_below(n_slots, random), keyset.seal(cek, info))
    header = start + nonce + b"".join(slots)
    header_hash = hashlib.sha256(header).digest()
    mode = SIGNED if signing_key else ANONYMOUS
    signature = signing_key.sign("report", header_hash, bytes([mode]), manifest_bytes) if signing_key else bytes(64)
    text = bytes([mode, 0, 0, 0]) + len(manifest_bytes).to_bytes(4, "big") + manifest_bytes + signature
    body = Cobblestone256Encryptor(cek, label("body") + header_hash)
    return header + body.update(text.ljust(_padded(len(text)), b"\0")) + body.finalize()


def open_(data: bytes, keysets: Sequence[PrivateKeyset]) -> Opened:
    """Open an envelope with the first keyset and slot that fit.

    Raises CannotOpen in the same way for the envelope of another recipient, another length, and damage. Raises
    NeedsNewerApp for another version or suite.
    """
    n_slots = check_envelope(data)
    end = SLOTS_AT + SLOT * n_slots
    header, body = bytes(data[:end]), bytes(data[end:])
    header_hash = hashlib.sha256(header).digest()
    info = label("slot") + header[8:10] + header[12:SLOTS_AT]
    for keyset in keysets:
        for at in range(SLOTS_AT, end, SLOT):
            try:
                cek = keyset.open(header[at : at + SLOT], info)
                text = _decrypt(cek, header_hash, body)
            except CannotOpen:
                continue
            return _read_text(text, header_hash, keyset)
    raise CannotOpen


def check_envelope(data: bytes) -> int:
    """Return the number of slots if magic, suite and length are possible. No key is used."""
    if data[:6] == MAGIC and len(data) >= SLOTS_AT and (data[6] != VERSION or data[8:10] != SUITE.to_bytes(2, "big")):
        raise NeedsNewerApp("envelope")
    n_slots = int.from_bytes(data[10:12], "big")
    if data[:8] != MAGIC + bytes([VERSION, 0]) or (n_slots, len(data)) not in ENVELOPE_SIZES:
        raise CannotOpen
    return n_slots


def verify_sender(opened: Opened, manifest: Manifest) -> None:
    """Raise CannotOpen unless mode, sender and signature agree.

    A signed manifest without a signature and an anonymous one with a signature fail in the same way.
    """
    if opened.mode == ANONYMOUS:
        if manifest.sender is not None or not hmac.compare_digest(opened.signature, bytes(SIGNATURE)):
            raise CannotOpen
        return
    if manifest.sender is None:
        raise CannotOpen
    signed = (opened.header_hash, bytes([opened.mode]), opened.manifest_bytes)
    verify(manifest.sender, opened.signature, "report", *signed)


def _dummy(info: bytes, random: Random) -> bytes:
    """Return a real seal of random bytes to a throw-away keyset: plain random bytes would differ from a slot."""
    return PrivateKeyset.generate(EPOCH, 0, 0, random).public.seal(random(32), info)


def _decrypt(cek: bytes, header_hash: bytes, body: bytes) -> bytes:
    try:
        decryptor = Cobblestone256Decryptor(cek, label("body") + header_hash)
        return decryptor.update(body) + decryptor.finalize()
    except InvalidTag:
        raise CannotOpen from None


def _read_text(text: bytes, header_hash: bytes, keyset: PrivateKeyset) -> Opened:
    """Read P. Raises NeedsNewerApp for a mode of a later version, CannotOpen for every other error."""
    mode, size = text[0], int.from_bytes(text[4:8], "big")
    end = MANIFEST_AT + size
    used = end + SIGNATURE
    if any(text[1:4]) or size > MANIFEST_MAX or len(text) != _padded(used) or text[used:].strip(b"\0"):
        raise CannotOpen
    if mode not in (SIGNED, ANONYMOUS):
        raise NeedsNewerApp(f"mode {mode}")
    return Opened(text[MANIFEST_AT:end], mode, text[end:used], header_hash, keyset)


def _padded(used: int) -> int:
    """Return the least size of P that holds `used` bytes."""
    return next(size for size in TEXT_SIZES if size >= used)
