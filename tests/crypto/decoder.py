"""A second reader, written from crypto/FORMAT.md alone: it imports nothing of ours and trusts none of it.

HPKE, X-Wing, Cobblestone and CBOR are written out here; only the primitives come from libraries. `Refused` is any
failure: which one it is, is the real reader's business.
"""

import hashlib
import hmac
from typing import Any

import nacl.bindings as sodium
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM, ChaCha20Poly1305
from nacl.exceptions import CryptoError


class Refused(Exception):
    pass


def need(truth: object) -> None:
    if not truth:
        raise Refused


def lab(name: str) -> bytes:
    return b"amparo/1/" + name.encode() + b"\0"


def sha(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def h(name: str, *parts: bytes) -> bytes:
    return sha(lab(name) + b"".join(parts))


def u(data: bytes) -> int:
    return int.from_bytes(data, "big")


def expand(prk: bytes, info: bytes, n: int, digest: str = "sha512") -> bytes:
    out = block = b""
    for i in range(1, 256):
        if len(out) >= n:
            break
        block = hmac.digest(prk, block + info + bytes([i]), digest)
        out += block
    return out[:n]


def hkdf(ikm: bytes, salt: bytes, info: bytes, n: int) -> bytes:
    return expand(hmac.digest(salt, ikm, "sha512"), info, n)


def check(pk: bytes, sig: bytes, name: str, message: bytes) -> None:
    try:
        sodium.crypto_sign_open(sig + lab(name) + message, pk)
    except (CryptoError, ValueError):
        raise Refused from None


def cbor(data: bytes) -> Any:
    value, at = item(data, 0, 1)
    need(at == len(data) <= 2**20)
    return value


def item(data: bytes, at: int, depth: int) -> tuple[Any, int]:
    """1.1, by recursion on offsets."""
    need(at < len(data))
    major, info = data[at] >> 5, data[at] & 31
    at += 1
    need(info < 28)
    n = info
    if info >= 24:
        size = 1 << (info - 24)
        n = u(data[at : at + size])
        at += size
        need(at <= len(data) and n >= {1: 24, 2: 2**8, 4: 2**16, 8: 2**32}[size])
    if major == 7:
        need(info in (20, 21, 22))
        return {20: False, 21: True, 22: None}[info], at
    if major in (0, 1):
        return (-1 - n if major else n), at
    if major in (2, 3):
        need(at + n <= len(data))
        part = data[at : at + n]
        return (part if major == 2 else part.decode()), at + n
    need(major in (4, 5) and depth <= 8 and n <= len(data))
    if major == 4:
        items = []
        for _ in range(n):
            one, at = item(data, at, depth + 1)
            items.append(one)
        return items, at
    pairs: dict[Any, Any] = {}
    last = b""
    for _ in range(n):
        start = at
        key, at = item(data, at, 9)
        need(data[start:at] > last and type(key) in (int, str) and (isinstance(key, str) or key >= 0))
        need(not pairs or type(key) is type(next(iter(pairs))))
        last = data[start:at]
        pairs[key], at = item(data, at, depth + 1)
    return pairs, at


def cobblestone(key: bytes, context: bytes, data: bytes) -> bytes:
    """1.2"""
    need(len(data) >= 72)
    info = b"c2sp.org/chunked-encryption@v1+AEAD_AES_256_GCM\0" + data[:24] + context
    okm = expand(key, info, 76)
    need(hmac.compare_digest(okm[44:], data[24:56]))
    out, at, k = b"", 56, 0
    while True:
        chunk = data[at : at + 16_400]
        nonce = (u(okm[32:44]) ^ k).to_bytes(12, "big")
        try:
            plain = AESGCM(okm[:32]).decrypt(nonce, chunk, b"")
        except (InvalidTag, ValueError):
            raise Refused from None
        out, at, k = out + plain, at + 16_400, k + 1
        if len(plain) < 16_384:
            need(at >= len(data))
            return out


def padded(n: int) -> int:
    """1.3"""
    if n < 2:
        return 16_383
    e = n.bit_length() - 1
    z = e - e.bit_length()
    return max(16_383, -(-n >> z) << z) if z > 0 else max(16_383, n)


def header(data: bytes, r: bytes, how: int = 1) -> dict[str, Any]:
    """2.1 and 2.2, without key file or device secret."""
    need(len(data) == 65_536)
    copies = [c for c in (data[:32_768], data[32_768:]) if c[:8] == b"AMPVLT\1\0" and sha(c[:-32]) == c[-32:]]
    need(copies)
    copy = max(copies, key=lambda c: u(c[8:16]))
    need(65_536 <= u(copy[16:20]) <= 2**22 and 3 <= u(copy[20:24]) <= 20 and copy[24] == 1)
    need(not any(copy[25:32]) and not any(copy[48:64]))
    bound = copy[:8] + copy[16:64]
    for i in range(16):
        slot = copy[64 + 512 * i : 576 + 512 * i]
        okm = hkdf(r + bytes(64), slot[:32], lab("vault-slot") + bytes([how, i]) + bound, 64)
        if okm[32:] != slot[32:64]:
            continue
        text = AESGCM(okm[:32]).decrypt(bytes(12), slot[64:176], lab("vault-aad") + bytes([i]) + bound)
        need(text[:2] == bytes([1, how]) and u(text[2:4]) < 4 and u(text[4:6]) >> i & 1 and not any(text[56:]))
        inside = {"vmk": text[24:56].hex(), "db_id": text[8:24].hex(), "mask": u(text[4:6])}
        return inside | {"slot": i, "seq": u(copy[8:16])}
    raise Refused


def card(data: bytes) -> dict[str, Any]:
    """3.1"""
    need(len(data) > 108 and data[:8] == b"AMPCRD\1\0")
    n = u(data[40:44])
    need(n <= 16_384 and len(data) == 108 + n)
    pk, body = data[8:40], data[44:-64]
    check(pk, data[-64:], "card", pk + body)
    keys = cbor(body)
    need(set(range(1, 9)) <= keys.keys() and not any(9 < k < 64 for k in keys) and keys[7] and keys.get(9, 1))
    need(1 in keys[1] and all(any(row[2]) and len(row[1]) == 1216 for row in keys[7]))
    names = {2: "kind", 3: "name", 4: "seq", 5: "issued", 6: "expires", 9: "organisation"}
    found = {name: keys[k] for k, name in names.items() if k in keys}
    found |= {"id_pk": pk, "id": h("id", pk), "hash": h("card", data)}
    return {name: value.hex() if isinstance(value, bytes) else value for name, value in found.items()}


def small(kind: str, data: bytes) -> dict[str, Any]:
    """3.2 and 3.4"""
    if kind == "invite":
        need(data[:8] == b"AMPINV\1\0" and len(data) >= 73 and len(data) == 73 + data[72])
        return {"id_pk": data[8:40].hex(), "card_hash": data[40:72].hex(), "url": data[73:].decode()}
    need(data[:8] == b"AMPREV\1\0" and len(data) == 216 and not any(data[9:16]))
    check(data[16:48], data[88:152], "revoke", data[:88])
    if data[8] == 2:
        check(data[56:88], data[152:], "revoke", data[:88])
    else:
        need(data[8] == 1 and not any(data[56:88]) and not any(data[152:]))
    successor = data[56:88].hex() if data[8] == 2 else None
    return {"id_pk": data[16:48].hex(), "effective": u(data[48:56]), "successor": successor}


def hpke(seed: bytes, slot: bytes, info: bytes) -> bytes:
    """4, X-Wing and RFC 9180 in base mode."""
    long = hashlib.shake_256(seed).digest(96)
    mlkem = MLKEM768PrivateKey.from_seed_bytes(long[:64]).decapsulate(slot[:1088])
    shared = mlkem + sodium.crypto_scalarmult(long[64:], slot[1088:1120]) + slot[1088:1120]
    shared += sodium.crypto_scalarmult_base(long[64:]) + bytes.fromhex("5c2e2f2f5e5c")
    suite = b"HPKE-v1HPKE" + bytes.fromhex("647a00010003")

    def extract(salt: bytes, name: bytes, ikm: bytes) -> bytes:
        return hmac.digest(salt, suite + name + ikm, "sha256")

    context = b"\0" + extract(b"", b"psk_id_hash", b"") + extract(b"", b"info_hash", info)
    prk = extract(hashlib.sha3_256(shared).digest(), b"secret", b"")
    key, nonce = (
        expand(prk, n.to_bytes(2, "big") + suite + name + context, n, "sha256")
        for n, name in ((32, b"key"), (12, b"base_nonce"))
    )
    try:
        return ChaCha20Poly1305(key).decrypt(nonce, slot[1120:], b"")
    except InvalidTag:
        raise Refused from None


def envelope(data: bytes, seed: bytes, box: bytes) -> tuple[int, bytes]:
    """4: mode and manifest, the signature checked."""
    n = u(data[10:12])
    end = 44 + 1216 * n
    sizes = (16_383, 65_535, 262_143, 1_048_575)
    need(data[:10] == b"AMPENV\1\0\0\1" and n in (4, 8, 16, 32, 64))
    need(len(data) - end in [56 + p + 16 * (p // 16_384 + 1) for p in sizes])
    hh = sha(data[:end])
    for at in range(44, end, 1216):
        try:
            sealed = hpke(seed, data[at : at + 1216], lab("slot") + data[8:10] + data[12:44])
            cek = sodium.crypto_box_seal_open(sealed, sodium.crypto_scalarmult_base(box), box)
            p = cobblestone(cek, lab("body") + hh, data[end:])
        except (Refused, CryptoError):
            continue
        stop = 8 + u(p[4:8])
        need(not any(p[1:4]) and stop <= 1_000_008 and len(p) == min(s for s in sizes if s >= stop + 64))
        manifest, signature = p[8:stop], p[stop : stop + 64]
        need(not any(p[stop + 64 :]))
        sender = cbor(manifest).get(4)
        if p[0] == 1:
            check(sender, signature, "report", hh + b"\1" + manifest)
        else:
            need(p[0] == 2 and sender is None and not any(signature))
        return p[0], manifest
    raise Refused


def blob(data: bytes, k_blob: bytes, size: int, digest: bytes) -> tuple[bytes, bytes]:
    """5.1 and 5.2: the file and the object_id."""
    need(data[:8] == b"AMPBLB\1\0")
    salt = expand(k_blob, lab("blob-salt") + padded(size).to_bytes(8, "big") + digest, 24)
    need(data[8:32] == salt)
    plain = cobblestone(k_blob, lab("wire-blob"), data[8:])
    need(len(plain) == padded(size) and not any(plain[size:]) and sha(plain[:size]) == digest)
    segments = [sha(data[at : at + 2**20]) for at in range(0, len(data), 2**20)]
    return plain[:size], h("object", len(data).to_bytes(8, "big"), *segments)
