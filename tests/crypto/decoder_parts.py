"""The parts of the second reader in decoder.py: CBOR and its shapes, HKDF, Cobblestone-256, X-Wing, HPKE, sealed boxes.

CBOR is cbor2 with a canonical re-encoding, HKDF is hmac, the rest is put together here from smaller parts, so that no
library call is the product's where there is a choice.
"""

import hashlib
import hmac
import io
from typing import Any

import cbor2
import nacl.bindings as sodium
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM, ChaCha20Poly1305
from nacl.exceptions import CryptoError

KIB16, MIB = 16_384, 1 << 20


class CannotOpen(Exception):
    """Wrong key, bad signature or damage; one answer for all."""


class Malformed(Exception):
    """Bytes that are not this format."""


class NeedsNewerApp(Exception):
    """A later version, suite, key or number."""


# 1 Conventions


def must(ok: object, otherwise: type[Exception] = Malformed) -> None:
    """Raise unless `ok`."""
    if not ok:
        raise otherwise


def u(n: int, size: int) -> bytes:
    """Big-endian, unsigned."""
    return n.to_bytes(size, "big")


def n_of(b: bytes) -> int:
    """The number in big-endian bytes."""
    return int.from_bytes(b, "big")


def label(name: str) -> bytes:
    """L(name)."""
    return f"amparo/1/{name}\0".encode("ascii")


def h(name: str, m: bytes) -> bytes:
    """H(name, m)."""
    return hashlib.sha256(label(name) + m).digest()


def expand(prk: bytes, info: bytes, n: int, algorithm: str = "sha512") -> bytes:
    """HKDF-Expand, RFC 5869 section 2.3."""
    block, out, i = b"", b"", 0
    while len(out) < n:
        i += 1
        block = hmac.digest(prk, block + info + bytes([i]), algorithm)
        out += block
    return out[:n]


def hkdf(ikm: bytes, salt: bytes, info: bytes, n: int) -> bytes:
    """HKDF with SHA-512."""
    return expand(hmac.digest(salt, ikm, "sha512"), info, n)


def hchacha(key: bytes, nonce: bytes) -> bytes:
    """HChaCha20 (draft-irtf-cfrg-xchacha, 2.2): 20 rounds over constants, key and 16 bytes; first and last row."""
    word = [int.from_bytes(part, "little") for part in pieces(b"expand 32-byte k" + key + nonce, 4)]

    def mix(*at: int) -> None:
        a, b, c, d = at
        for x, y, z, turn in ((a, b, d, 16), (c, d, b, 12), (a, b, d, 8), (c, d, b, 7)):
            word[x] = (word[x] + word[y]) % 2**32
            both = word[z] ^ word[x]
            word[z] = (both << turn | both >> 32 - turn) % 2**32

    for _ in range(10):
        for i in range(4):
            mix(i, 4 + i, 8 + i, 12 + i)
        for i in range(4):
            mix(i, 4 + (i + 1) % 4, 8 + (i + 2) % 4, 12 + (i + 3) % 4)
    return b"".join(n.to_bytes(4, "little") for n in word[:4] + word[12:])


def pieces(data: bytes, size: int) -> list[bytes]:
    """In pieces of one size."""
    return [data[at : at + size] for at in range(0, len(data), size)]


def verify(pk: bytes, name: str, m: bytes, signature: bytes) -> None:
    """Check Sign(sk, name, m) with libsodium's Ed25519."""
    try:
        sodium.crypto_sign_open(signature + label(name) + m, pk)
    except (CryptoError, ValueError) as error:
        raise CannotOpen from error


def magic(data: bytes, letters: str, otherwise: type[Exception]) -> None:
    """Check the first eight bytes; the letters with another version are a newer app's."""
    must(data[:6] == letters.encode("ascii") and len(data) >= 8, otherwise)
    must(data[6] == 1, NeedsNewerApp)
    must(data[7] == 0, otherwise)


# 1.1 CBOR


def cbor(data: bytes, limit: int = MIB) -> Any:
    """Decode what FORMAT.md allows; whatever cbor2 is more generous about does not come back the same when encoded."""
    must(len(data) <= limit)
    try:
        value = cbor2.CBORDecoder(io.BytesIO(data)).decode()
        walk(value, 0, [0])
        must(cbor2.dumps(value, canonical=True) == data)
    except (cbor2.CBORError, ValueError, TypeError, RecursionError, EOFError) as error:
        raise Malformed from error
    return value


def walk(x: Any, depth: int, count: list[int]) -> None:
    """Only plain types, at most 8 deep and 2^20 values; keys all unsigned or all text."""
    count[0] += 1
    must(count[0] <= 1 << 20)
    if type(x) is int:
        must(-(1 << 64) <= x < 1 << 64)
    elif type(x) in (list, dict):
        must(depth < 8)
        if type(x) is dict:
            must(all(type(k) is int and k >= 0 for k in x) or all(type(k) is str for k in x))
        for y in x.values() if type(x) is dict else x:
            walk(y, depth + 1, count)
    else:
        must(type(x) in (bytes, str, bool, type(None)))


# A shape: "u", "t", "b", "m", "o", "n" are unsigned, text, bytes, map, boolean, null; a number is bytes of that length;
# (a, b) is an array of these; [x] of any number of x; {1, 2} a number from this list; {key: shape} a map with numbered
# keys, negative if optional; (str, x) a map of texts to x; frozenset any of its shapes; "v" a value of a field.
Shape = Any
PLAIN: dict[str, type[Any]] = {"u": int, "t": str, "b": bytes, "m": dict, "o": bool, "n": type(None)}


def shaped(x: Any, shape: Shape) -> None:
    """Hold a value against a shape."""
    if type(shape) is frozenset:
        must(any(type(x) is (bytes if type(s) is int else PLAIN[s]) and s in (len(x or ""), "n") for s in shape))
    elif shape == "v":
        must(type(x) is not dict)
        for y in x if type(x) is list else ():
            shaped(y, "v")
    elif type(shape) is str:
        must(type(x) is PLAIN[shape] and (shape != "u" or 0 <= x < 1 << 63))
    elif type(shape) is int:
        must(type(x) is bytes and len(x) == shape)
    elif type(shape) is set:
        shaped(x, "u")
        must(x in shape, NeedsNewerApp)
    elif type(shape) is dict:
        numbered(x, shape)
    elif type(shape) is tuple and shape[0] is str:
        must(type(x) is dict and all(type(k) is str for k in x))
        for y in x.values():
            shaped(y, shape[1])
    else:
        must(type(x) is list and (type(shape) is list or len(x) == len(shape)))
        for y, each in zip(x, shape * len(x) if type(shape) is list else shape, strict=True):
            shaped(y, each)


def numbered(x: Any, shape: dict[int, Shape]) -> None:
    """A map with numbered keys; unknown ones below 64 are a newer app's, whatever else is wrong."""
    must(type(x) is dict and all(type(k) is int for k in x))
    must(all(k >= 64 or k in shape or -k in shape for k in x), NeedsNewerApp)
    for key, each in shape.items():
        if key < 0 and -key not in x:
            continue
        must(abs(key) in x)
        must(key > 0 or x[-key] not in (None, "", b"", [], {}))
        shaped(x[abs(key)], each)


# 1.2 Cobblestone-256, 1.3 padding


def sealed_length(n: int) -> int:
    """Length of a Cobblestone-256 text over n bytes."""
    return 56 + n + 16 * (n // KIB16 + 1)


def cobblestone(key: bytes, context: bytes, data: bytes) -> bytes:
    """Open chunk by chunk."""
    must(len(data) >= 72, CannotOpen)
    salt, commitment, rest = data[:24], data[24:56], data[56:]
    okm = expand(key, b"c2sp.org/chunked-encryption@v1+AEAD_AES_256_GCM\0" + salt + context, 76)
    must(hmac.compare_digest(okm[44:], commitment), CannotOpen)
    out = []
    for k in range(len(rest) // (KIB16 + 16) + 1):
        nonce = u(n_of(okm[32:44]) ^ k, 12)
        try:
            out.append(AESGCM(okm[:32]).decrypt(nonce, rest[k * (KIB16 + 16) : (k + 1) * (KIB16 + 16)], None))
        except (InvalidTag, ValueError) as error:
            raise CannotOpen from error
    return b"".join(out)


def padded(n: int) -> int:
    """The padded length of a file of n bytes."""
    if n < 2:
        return 16_383
    e = n.bit_length() - 1
    z = max(0, e - e.bit_length())
    return max(16_383, -(-n >> z) << z)


def unpadded(text: bytes, size: int) -> bytes:
    """The file without its zero padding."""
    must(len(text) == padded(size) and not any(text[size:]), CannotOpen)
    return text[:size]


# 4 X-Wing, HPKE, crypto_box_seal


def unseal(data: bytes, sk: bytes) -> bytes:
    """crypto_box_seal's opposite: an ephemeral key, a nonce that is BLAKE2b-24 of both keys, and crypto_box."""
    nonce = hashlib.blake2b(data[:32] + sodium.crypto_scalarmult_base(sk), digest_size=24).digest()
    try:
        return sodium.crypto_box_open(data[32:], nonce, data[:32], sk)
    except (CryptoError, ValueError, RuntimeError) as error:
        raise CannotOpen from error


def xwing(seed: bytes, enc: bytes) -> bytes:
    """Decapsulation."""
    parts = hashlib.shake_256(seed).digest(96)
    own = X25519PrivateKey.from_private_bytes(parts[64:])
    try:
        shared = own.exchange(X25519PublicKey.from_public_bytes(enc[1088:]))
    except ValueError as error:
        raise CannotOpen from error
    kem = MLKEM768PrivateKey.from_seed_bytes(parts[:64]).decapsulate(enc[:1088])
    public = own.public_key().public_bytes_raw()
    return hashlib.sha3_256(kem + shared + enc[1088:] + public + bytes.fromhex("5c2e2f2f5e5c")).digest()


def hpke(secret: bytes, info: bytes, text: bytes) -> bytes:
    """RFC 9180 section 5.1 in base mode without a PSK, first message, empty aad."""
    suite = b"HPKE\x64\x7a\x00\x01\x00\x03"

    def extract(salt: bytes, name: bytes, ikm: bytes) -> bytes:
        return hmac.digest(salt, b"HPKE-v1" + suite + name + ikm, "sha256")

    context = b"\0" + extract(b"", b"psk_id_hash", b"") + extract(b"", b"info_hash", info)
    prk = extract(secret, b"secret", b"")
    key = expand(prk, u(32, 2) + b"HPKE-v1" + suite + b"key" + context, 32, "sha256")
    nonce = expand(prk, u(12, 2) + b"HPKE-v1" + suite + b"base_nonce" + context, 12, "sha256")
    try:
        return ChaCha20Poly1305(key).decrypt(nonce, text, b"")
    except InvalidTag as error:
        raise CannotOpen from error
