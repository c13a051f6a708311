"""The second reader: an organisation's root, delegation and directory, section 3.5 of crypto/FORMAT.md."""

import hmac
from typing import Any

import nacl.bindings as sodium
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from tests.crypto.decoder import WAY_IN, card, passphrase_r
from tests.crypto.decoder_parts import (
    CannotOpen,
    Malformed,
    NeedsNewerApp,
    cbor,
    hkdf,
    label,
    magic,
    must,
    n_of,
    shaped,
    verify,
)

DIRECTORY = {
    1: "t", 2: "u", 3: "u", 4: "u", 5: {4, 8, 16, 32, 64}, 6: [(32, "t", "b")], 7: [(*WAY_IN, "u")], -8: 32,
}  # fmt: skip


def root(data: bytes, passphrase: str) -> tuple[bytes, bytes]:
    """The public key and the seed of a root's file."""
    magic(data, "AMPROT", Malformed)
    must(len(data) == 176)
    cost = n_of(data[40:44]), n_of(data[44:48])
    must(65_536 <= cost[0] <= 4_194_304 and 3 <= cost[1] <= 20)
    okm = hkdf(passphrase_r(passphrase, data[48:64], *cost), data[64:96], label("root") + data[:64], 64)
    must(hmac.compare_digest(okm[32:], data[96:128]), CannotOpen)
    try:
        seed = AESGCM(okm[:32]).decrypt(bytes(12), data[128:], label("root-aad") + data[:64])
    except InvalidTag:
        raise CannotOpen from None
    must(sodium.crypto_sign_seed_keypair(seed)[0] == data[8:40], CannotOpen)
    return data[8:40], seed


def delegated(root_pk: bytes, data: bytes) -> tuple[bytes, int, int]:
    """Desk, from, to."""
    verify(root_pk, "desk", data[:48], data[48:])
    start, end = n_of(data[32:40]), n_of(data[40:48])
    must(start <= end < 1 << 63)
    return data[:32], start, end


def delegation(data: bytes) -> tuple[bytes, bytes, int, int]:
    """The file: root, desk, from, to."""
    magic(data, "AMPDEL", CannotOpen)
    must(len(data) == 152, CannotOpen)
    return data[8:40], *delegated(data[8:40], data[40:])


def directory(data: bytes) -> dict[int, Any]:
    """The body."""
    magic(data, "AMPDIR", CannotOpen)
    size = n_of(data[152:156])
    must(size <= 983_040 and len(data) == 220 + size, CannotOpen)
    desk, _, _ = delegated(data[8:40], data[40:152])
    verify(desk, "directory", data[8:40] + data[156:-64], data[-64:])
    body: dict[int, Any] = cbor(data[156:-64])
    shaped(body, DIRECTORY)
    must(body[3] <= body[4] <= body[3] + 7_776_000)
    must(len({row[0] for row in body[6]}) == len(body[6]))
    for id_pk, _, file in body[6]:
        try:
            card(file)
        except NeedsNewerApp:
            continue
        except CannotOpen:
            raise Malformed from None
        must(file[8:40] == id_pk)
    return body
