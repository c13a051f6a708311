"""A second reader of Amparo's bytes, written from crypto/FORMAT.md alone.

It shares no code with the product and, where there is a choice, no library call. Section numbers are FORMAT.md's.
Slow and without regard for memory: it is read by people and run by tests.
"""

import hashlib
import hmac
import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM, ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from tests.crypto.decoder_parts import (
    CannotOpen,
    Malformed,
    NeedsNewerApp,
    cbor,
    cobblestone,
    h,
    hchacha,
    hkdf,
    hpke,
    label,
    magic,
    must,
    n_of,
    sealed_length,
    shaped,
    unpadded,
    unseal,
    verify,
    xwing,
)

SIZES_OF_P = (16_383, 65_535, 262_143, 1_048_575)


# 2 Vault

SPACE = re.compile("[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+")


@lru_cache
def passphrase_r(passphrase: str, salt: bytes, memory: int, passes: int) -> bytes:
    """R of how = 1."""
    normal = SPACE.sub(" ", unicodedata.normalize("NFKC", passphrase)).strip(" ").encode()
    must(normal)
    return Argon2id(salt=salt, length=32, iterations=passes, lanes=1, memory_cost=memory).derive(normal)


def header_copy(data: bytes) -> bytes:
    """The copy that holds."""
    must(len(data) == 65_536)
    copies = [data[:32_768], data[32_768:]]
    good = [c for c in copies if c[:8] == b"AMPVLT\1\0" and hashlib.sha256(c[:-32]).digest() == c[-32:]]
    if not good:
        must(not any(c[:6] == b"AMPVLT" and c[6] != 1 for c in copies), NeedsNewerApp)
        raise Malformed
    copy = max(good, key=lambda c: n_of(c[8:16]))
    must(copy[24] == 1, NeedsNewerApp)
    must(not any(copy[25:32] + copy[48:64]))
    must(costs(n_of(copy[16:20]), n_of(copy[20:24])))
    return copy if n_of(copy[8:16]) <= 2**48 else copy[:8] + (1).to_bytes(8, "big") + copy[16:]


def costs(memory: int, passes: int) -> bool:
    """Argon2id's costs within their bounds."""
    return 65_536 <= memory <= 4_194_304 and 3 <= passes <= 20 and memory * passes <= 20_971_520


def header_hash(data: bytes, mask: int) -> bytes:
    """What the database holds of the header in force."""
    copy = header_copy(data)
    slots = b"".join(copy[64 + 512 * i :][:512] for i in range(16) if mask >> i & 1)
    return h("header", copy[:8] + copy[16:64] + slots)


@dataclass(frozen=True)
class Vault:
    """What a header's slot gives."""

    seq: int
    slot: int
    flags: int
    mask: int
    db_id: bytes
    vmk: bytes
    k_db: bytes


def open_header(data: bytes, secret: str | bytes, keyfile: bytes | None = None, device: bytes | None = None) -> Vault:
    """From a passphrase (or the recovery secret, as bytes) to the keys."""
    copy = header_copy(data)
    how = 1 if isinstance(secret, str) else 2
    bound = copy[:8] + copy[16:64]
    cost = n_of(copy[16:20]), n_of(copy[20:24])
    r = passphrase_r(secret, copy[32:48], *cost) if isinstance(secret, str) else secret
    files = {h("keyfile", keyfile) if keyfile is not None else bytes(32), bytes(32)}
    for i in range(16):
        slot = copy[64 + 512 * i :][:512]
        for ikm in (r + f + d for f in files for d in {device or bytes(32), bytes(32)}):
            okm = hkdf(ikm, slot[:32], label("vault-slot") + bytes([how, i]) + bound, 64)
            if hmac.compare_digest(okm[32:], slot[32:64]):
                try:
                    text = AESGCM(okm[:32]).decrypt(bytes(12), slot[64:176], label("vault-aad") + bytes([i]) + bound)
                    return slot_text(text, how, i, n_of(copy[8:16]))
                except (InvalidTag, CannotOpen):
                    continue
    raise CannotOpen


def slot_text(text: bytes, how: int, i: int, seq: int) -> Vault:
    """The 96 bytes of an opened slot."""
    flags, mask = n_of(text[2:4]), n_of(text[4:6])
    must(text[0] == 1 and flags < 4, NeedsNewerApp)
    must(text[1] == how and mask >> i & 1 and not any(text[6:8] + text[56:]), CannotOpen)
    db_id, vmk = text[8:24], text[24:56]
    return Vault(seq, i, flags, mask, db_id, vmk, hkdf(vmk, db_id, label("db"), 32))


def vault_blob(data: bytes, key: bytes, blob_id: bytes, size: int) -> bytes:
    """2.3; the database knows key and size."""
    return unpadded(cobblestone(key, label("vault-blob") + blob_id, data), size)


def second_key(data: bytes, secret: str | bytes) -> bytes:
    """2.4: K_v from a second passphrase, or from the recovery secret as bytes."""
    must(not data or data[0] == 1, NeedsNewerApp)
    must(len(data) == 144 and not any(data[2:8]))
    must(data[1] in (1, 2), NeedsNewerApp)
    head, cost = data[:32], (n_of(data[8:12]), n_of(data[12:16]))
    if data[1] == 2:
        must(not any(head[8:]))
    else:
        must(costs(*cost))
    must(isinstance(secret, str) == (data[1] == 1), CannotOpen)
    r = passphrase_r(secret, head[16:], *cost) if isinstance(secret, str) else secret
    okm = hkdf(r, data[32:64], label("lock2") + head, 64)
    must(hmac.compare_digest(okm[32:], data[64:96]), CannotOpen)
    try:
        return AESGCM(okm[:32]).decrypt(bytes(12), data[96:], label("lock2-aad") + head)
    except InvalidTag:
        raise CannotOpen from None


def sealed_field(data: bytes, key: bytes, record: bytes, name: str) -> str:
    """2.4: the text of a field; XChaCha20 is ChaCha20 under a key that HChaCha20 made of the first 16 nonce bytes."""
    must(not data or data[0] == 1, NeedsNewerApp)
    must(len(data) >= 41, CannotOpen)
    inner = hchacha(hkdf(key, record, label("field"), 32), data[1:17])
    try:
        text = ChaCha20Poly1305(inner).decrypt(bytes(4) + data[17:25], data[25:], record + name.encode())
    except InvalidTag:
        raise CannotOpen from None
    return text.decode().rstrip(" ")


# 3 Identities

KEYSET = ({1, 2}, 1216, 32, "u", "u")
WAY_IN = ("t", 32, 32, 32)
CARD = {1: ["u"], 2: {1, 2, 3}, 3: "t", 4: "u", 5: "u", 6: "u", 7: [KEYSET], 8: [(*WAY_IN, "u")], -9: 32}


def signed_file(data: bytes, letters: str, name: str) -> bytes:
    """The body of magic | pk | length u32 | body | signature."""
    magic(data, letters, CannotOpen)
    size = n_of(data[40:44])
    must(size <= 16_384 and len(data) == 108 + size, CannotOpen)
    verify(data[8:40], name, data[8:40] + data[44:-64], data[-64:])
    return data[44:-64]


def card(data: bytes) -> dict[int, Any]:
    """3.1."""
    body: dict[int, Any] = cbor(signed_file(data, "AMPCRD", "card"))
    shaped(body, CARD)
    must(1 in body[1], NeedsNewerApp)
    must(body[7])
    for row in body[7]:
        usable(row)
    return body


def usable(row: list[Any]) -> None:
    """A keyset row whose public keys can be sealed to."""
    kem = row[1][:1152]
    for at in range(0, 1152, 3):
        both = int.from_bytes(kem[at : at + 3], "little")
        must(both & 0xFFF < 3329 and both >> 12 < 3329)
    for pk in (row[1][1184:], row[2]):
        try:
            X25519PrivateKey.from_private_bytes(b"\x55" * 32).exchange(X25519PublicKey.from_public_bytes(pk))
        except ValueError as error:
            raise Malformed from error


def invite(data: bytes) -> tuple[bytes, bytes, str]:
    """3.2: id_pk, hash of the card file, url."""
    magic(data, "AMPINV", Malformed)
    must(len(data) >= 73 and len(data) == 73 + data[72])
    try:
        return data[8:40], data[40:72], data[73:].decode()
    except UnicodeDecodeError as error:
        raise Malformed from error


def safety_number(a: bytes, b: bytes) -> str:
    """3.3."""
    d = hashlib.sha512(label("safety") + min(a, b) + max(a, b)).digest()
    return " ".join(f"{n_of(d[5 * g : 5 * g + 5]) % 100_000:05}" for g in range(12))


def revocation(data: bytes) -> tuple[bytes, int, bytes | None]:
    """3.4: id_pk, effective, successor."""
    magic(data, "AMPREV", CannotOpen)
    must(len(data) == 216, CannotOpen)
    verify(data[16:48], "revoke", data[:88], data[88:152])
    must(data[8] in (1, 2), NeedsNewerApp)
    must(not any(data[9:16]) and n_of(data[48:56]) < 1 << 63)
    if data[8] == 1:
        must(not any(data[56:88] + data[152:]))
        return data[16:48], n_of(data[48:56]), None
    verify(data[56:88], "revoke", data[:88], data[152:])
    return data[16:48], n_of(data[48:56]), data[56:88]


# 4 Envelope


@dataclass(frozen=True)
class Opened:
    """What an envelope holds."""

    mode: int
    manifest: dict[int, Any]
    manifest_hash: bytes


def open_body(data: bytes, xwing_seed: bytes, box_sk: bytes) -> tuple[bytes, bytes]:
    """The hash of the header, and P."""
    magic(data, "AMPENV", CannotOpen)
    must(len(data) >= 44, CannotOpen)
    must(data[8:10] == b"\0\1", NeedsNewerApp)
    n = n_of(data[10:12])
    end = 44 + 1216 * n
    must(n in (4, 8, 16, 32, 64) and len(data) - end in map(sealed_length, SIZES_OF_P), CannotOpen)
    hh, info = hashlib.sha256(data[:end]).digest(), label("slot") + data[8:10] + data[12:44]
    for at in range(44, end, 1216):
        try:
            text = hpke(xwing(xwing_seed, data[at : at + 1120]), info, data[at + 1120 : at + 1216])
            return hh, cobblestone(unseal(text, box_sk), label("body") + hh, data[end:])
        except CannotOpen:
            continue
    raise CannotOpen


def open_envelope(data: bytes, xwing_seed: bytes, box_sk: bytes) -> Opened:
    """Section 4, to the manifest."""
    hh, p = open_body(data, xwing_seed, box_sk)
    must(p[0] in (1, 2), NeedsNewerApp)
    end = 8 + n_of(p[4:8])
    must(not any(p[1:4]) and end <= 1_000_008 and end + 64 <= len(p), CannotOpen)
    must(len(p) == min(n for n in SIZES_OF_P if n >= end + 64) and not any(p[end + 64 :]), CannotOpen)
    text, signature = p[8:end], p[end : end + 64]
    if p[0] == 1:
        fields = cbor(text)
        must(type(fields) is dict)
        must(4 in fields, CannotOpen)
        shaped(fields[4], 32)
        verify(fields[4], "report", hh + p[:1] + text, signature)
    else:
        must(not any(signature), CannotOpen)
    fields = manifest(text)
    must((4 in fields) == (p[0] == 1), CannotOpen)
    return Opened(p[0], fields, hashlib.sha256(text).digest())


ATTACHED = ("u", 32, 32, "u", 32)
STAMP = ({1, 2}, "b", "u", "u", [32], 32, "b")
ACK = (16, 32, {1, 2, 3, 4}, [(32, "u", "u")], "t")
CHANGES = (str, ([16], "v"))
BODY = {
    1: {1}, 2: "t", 3: [(16, "t", (str, "v"))], -4: [(16, 16, frozenset({16, 32}), "u", "u", CHANGES)],
    -5: [(16, 16, "t", 16, "o")], -6: [(16, "t", "t")], -7: (str, "t"),
    -65: [(16, 32, ["b"], 64)],
}  # fmt: skip
MANIFEST = {
    1: {1}, 2: {1, 2}, 3: 16, -4: 32, 5: [32], 6: "u", -7: "u", -8: 8, -9: "u", -10: [WAY_IN], -11: KEYSET, -12: "m",
    -13: [("t", "t", *ATTACHED)], -14: ("u", 32, 64), -15: [STAMP], -16: [16], -17: (32, 32, "u", "u", 64),
    -18: ATTACHED, -20: [ACK], -21: [16], -22: "b", -23: [(32, {1, 2, 3, 4}, "u", [16])], -24: [216], -25: "b",
    -26: [16], -27: [({1, 2}, 32, 32, "u", "u")], -28: [(32, 32, "u")], -29: [200],
}  # fmt: skip
REPORT_ONLY, CONTROL_ONLY, SIGNED_ONLY = {12, 13, 16, 18}, set(range(20, 30)), {8, 9, 14, 17}


def manifest(data: bytes) -> dict[int, Any]:
    """4.1, with the rules between keys."""
    must(len(data) <= 1_000_000)
    m: dict[int, Any] = cbor(data)
    must(type(m) is dict)
    shaped(m, MANIFEST)
    keys, signed = set(m), 4 in m
    must(len(m[5]) == 1 and m[6] % 3600 == 0 and m.get(7, 0) % 3600 == 0)
    must(keys >= {8, 9} and 11 not in m if signed else not keys & SIGNED_ONLY and (10 in m) == (11 in m))
    if m[2] == 2:
        must(signed and not keys & REPORT_ONLY)
    else:
        must(not keys & CONTROL_ONLY and (12 in m) != (18 in m))
    for _, _, status, missing, reason in m.get(20, ()):
        must((status == 4) == bool(missing) and (status == 3 or not reason))
    return m


def report_body(data: bytes) -> dict[int, Any]:
    """4.2 by itself, as a body BLOB holds it."""
    body: dict[int, Any] = cbor(data, 16 << 20)
    shaped(body, BODY)
    must(all(change[4] < 1 << 32 for change in body.get(4, ())))
    return body
