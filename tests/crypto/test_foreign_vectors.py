"""Vectors that others published (Wycheproof, C2SP, IETF), against the libraries as we use them and our own code.

They are excerpts, with source and licence at the head of each file in tests/vectors/foreign.
"""

import base64
import hashlib
import json
import zlib
from pathlib import Path
from typing import Any

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM, ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA512
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from nacl.bindings import crypto_box_seal, crypto_scalarmult, crypto_sign_open
from nacl.exceptions import BadSignatureError, CryptoError

from crypto import stream
from crypto.encoding import hkdf
from crypto.errors import CannotOpen, Malformed
from crypto.keys import SUITE, PrivateKeyset, PublicKeyset

FOLDER = Path(__file__).parents[1] / "vectors" / "foreign"


def published(name: str) -> Any:
    return json.loads((FOLDER / f"{name}.json").read_text("utf-8"))


WYCHEPROOF = published("wycheproof")
X_WING = published("hpke-x-wing")["cases"][0]
KEYSET = PrivateKeyset(1, b"\x01" * 32, b"\x02" * 32, 0, 0).public


def wycheproof(name: str) -> Any:
    cases = WYCHEPROOF[name]["cases"]
    return pytest.mark.parametrize("case", cases, ids=[str(case[0]) for case in cases])


def unhexed(*texts: str) -> list[bytes]:
    return [bytes.fromhex(text) for text in texts]


@wycheproof("aes_256_gcm")
def test_aes_256_gcm(case: list[str]) -> None:
    key, nonce, aad, text, sealed = unhexed(*case[1:6])
    out = bytearray(len(text))
    if case[6] == "valid":
        assert AESGCM(key).encrypt(nonce, text, aad) == sealed
        assert AESGCM(key).decrypt_into(nonce, sealed, aad, out) == len(text) and out == text
    else:
        with pytest.raises(InvalidTag):
            AESGCM(key).decrypt_into(nonce, sealed, aad, out)


@wycheproof("hkdf_sha512")
def test_hkdf_ours_and_the_library_s(case: list[Any]) -> None:
    ikm, salt, info, okm = unhexed(*case[1:4], case[5])
    if case[6] == "valid":
        assert hkdf(ikm, salt, info, case[4]) == okm
        assert HKDF(SHA512(), case[4], salt, info).derive(ikm) == okm
    else:
        with pytest.raises(ValueError):
            hkdf(ikm, salt, info, case[4])


@wycheproof("ed25519")
def test_ed25519_by_libsodium(case: list[str]) -> None:
    public, text, signature = unhexed(*case[1:4])
    if case[4] == "valid":
        assert crypto_sign_open(signature + text, public) == text
    elif len(signature) == 64:  # another length is refused by `verify`, before libsodium
        with pytest.raises(BadSignatureError):
            crypto_sign_open(signature + text, public)


@wycheproof("x25519")
def test_x25519_by_both_libraries_and_low_order_points_by_neither(case: list[str]) -> None:
    public, private, shared = unhexed(*case[1:4])
    if any(shared):
        assert crypto_scalarmult(private, public) == shared
        assert (
            X25519PrivateKey.from_private_bytes(private).exchange(X25519PublicKey.from_public_bytes(public)) == shared
        )
        return
    with pytest.raises((RuntimeError, CryptoError)):
        crypto_scalarmult(private, public)
    with pytest.raises((RuntimeError, CryptoError)):
        crypto_box_seal(bytes(32), public)
    for weak in (
        PublicKeyset(1, KEYSET.xwing_pk, public, 0, 0),
        PublicKeyset(1, KEYSET.xwing_pk[:-32] + public, KEYSET.box_pk, 0, 0),
    ):
        with pytest.raises(Malformed):
            weak.check()


CHUNKED = [case for case in published("chunked-encryption")["cases"] if "aead_key" in case]


@pytest.mark.parametrize("case", CHUNKED, ids=lambda case: case["name"])
def test_chunks(case: dict[str, Any]) -> None:
    """The published streams derive their keys with SHA-256, Cobblestone-256 with SHA-512: what follows is the same."""
    sealed = base64.b64decode(case["ciphertext"])
    sealed = zlib.decompress(sealed) if case.get("compressed") else sealed
    chunks = stream.Cobblestone.__new__(stream.Cobblestone)
    chunks._aead = AESGCM(bytes.fromhex(case["aead_key"]))
    chunks._base = int(case["base_nonce"], 16)
    if case["expect"] == "success":
        out = bytearray(stream.plain_length(len(sealed)))
        chunks.open_into(0, sealed[stream.HEAD :], memoryview(out))
        assert (len(out), hashlib.sha256(out).hexdigest()) == (case["payload_length"], case["payload_sha256"])
        again = bytearray(len(sealed) - stream.HEAD)
        assert chunks.seal_into(0, out, memoryview(again), final=True) == len(again)
        assert again == sealed[stream.HEAD :]
    else:
        with pytest.raises(CannotOpen):
            out = bytearray(stream.plain_length(len(sealed)))
            chunks.open_into(0, sealed[stream.HEAD :], memoryview(out))


def test_x_wing_from_its_seed_and_hpke_with_it() -> None:
    """Our seed is the draft's: the same public key, and what the draft's authors sealed is opened with it."""
    keyset = PrivateKeyset(1, bytes.fromhex(X_WING["skRm"]), b"\x01" * 32, 0, 0)
    assert keyset.public.xwing_pk.hex() == X_WING["pkRm"]
    key, nonce, aad, text, sealed = unhexed(
        X_WING["key"], X_WING["base_nonce"], *(X_WING["encryptions"][0][name] for name in ("aad", "pt", "ct"))
    )
    assert ChaCha20Poly1305(key).encrypt(nonce, text, aad) == sealed
    mine = bytes.fromhex(X_WING["enc"]) + ChaCha20Poly1305(key).encrypt(nonce, text, b"")
    assert SUITE.decrypt(mine, keyset._hpke, bytes.fromhex(X_WING["info"])) == text
    with pytest.raises(InvalidTag):
        SUITE.decrypt(mine, keyset._hpke, b"another info")
