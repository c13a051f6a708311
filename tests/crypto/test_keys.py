"""Keysets and slots: fixed values, an independent X-Wing and HPKE that agrees, and keys that must be refused."""

import hashlib
import hmac

import pytest
from attrs import evolve
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from nacl.bindings import crypto_box_seal, crypto_box_seal_open, crypto_scalarmult, crypto_scalarmult_base

from crypto.errors import CannotOpen, Malformed
from crypto.keys import SLOT, SUITE, PrivateKeyset

KEYSET = PrivateKeyset(1, b"\x01" * 32, b"\x02" * 32, 0, 2_592_000)
SECRET, INFO = b"\x03" * 32, b"where it belongs"

# Points of low order on Curve25519: the shared secret would be all zeros.
LOW_ORDER = [
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0100000000000000000000000000000000000000000000000000000000000000",
    "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
    "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
]


def hpke_open(seed: bytes, slot: bytes, info: bytes) -> bytes:
    """RFC 9180 base mode with X-Wing (draft-connolly-cfrg-xwing-kem), written from the texts; libsodium does the DH."""
    expanded = hashlib.shake_256(seed).digest(96)
    mlkem_ct, x25519_ct, sealed = slot[:1088], slot[1088:1120], slot[1120:]
    x25519_sk = expanded[64:]
    shared = hashlib.sha3_256(
        MLKEM768PrivateKey.from_seed_bytes(expanded[:64]).decapsulate(mlkem_ct)
        + crypto_scalarmult(x25519_sk, x25519_ct)
        + x25519_ct
        + crypto_scalarmult_base(x25519_sk)
        + b"\\.//^\\"
    ).digest()
    suite = b"HPKE" + bytes.fromhex("647a00010003")

    def extract(salt: bytes, name: bytes, ikm: bytes) -> bytes:
        return hmac.digest(salt or bytes(32), b"HPKE-v1" + suite + name + ikm, "sha256")

    def expand(prk: bytes, name: bytes, context: bytes, length: int) -> bytes:
        info = length.to_bytes(2, "big") + b"HPKE-v1" + suite + name + context
        return hmac.digest(prk, info + b"\x01", "sha256")[:length]

    context = b"\x00" + extract(b"", b"psk_id_hash", b"") + extract(b"", b"info_hash", info)
    secret = extract(shared, b"secret", b"")
    key, nonce = expand(secret, b"key", context, 32), expand(secret, b"base_nonce", context, 12)
    return ChaCha20Poly1305(key).decrypt(nonce, sealed, b"")


def test_fixed_public_halves() -> None:
    public = KEYSET.public
    assert (
        hashlib.sha256(public.xwing_pk).hexdigest()
        == "f37b99b2db732a7df55f61fa442606133b1aeea462df9f8225fb5c82674523db"
    )
    assert public.box_pk.hex() == "ce8d3ad1ccb633ec7b70c17814a5c76ecd029685050d344745ba05870e587d59"


def test_an_independent_xwing_and_hpke_opens_the_slot() -> None:
    slot = KEYSET.public.seal(SECRET, INFO)
    box = hpke_open(KEYSET.xwing_seed, slot, INFO)
    assert crypto_box_seal_open(box, KEYSET.public.box_pk, KEYSET.box_key) == SECRET


def test_a_slot_opens_for_its_keyset_and_info_alone() -> None:
    slot = KEYSET.public.seal(SECRET, INFO)
    assert len(slot) == SLOT
    assert KEYSET.open(slot, INFO) == SECRET
    other = PrivateKeyset.generate(1, 0, 1)
    for keyset, info in (
        (other, INFO),
        (KEYSET, b""),
        (KEYSET, INFO + b"\0"),
        (evolve(KEYSET, box_key=other.box_key), INFO),
        (evolve(KEYSET, xwing_seed=other.xwing_seed), INFO),
    ):
        with pytest.raises(CannotOpen, match=r"^cannot be opened$"):
            keyset.open(slot, info)
    for at in (0, 1087, 1088, 1119, 1120, 1215):
        with pytest.raises(CannotOpen):
            KEYSET.open(slot[:at] + bytes([slot[at] ^ 1]) + slot[at + 1 :], INFO)
    for wrong in (b"", slot[:-1], slot + b"\0"):
        with pytest.raises(CannotOpen):
            KEYSET.open(wrong, INFO)


def test_hpke_around_something_that_is_no_box() -> None:
    for text in (b"", b"short", bytes(80), crypto_box_seal(b"too short", KEYSET.public.box_pk)):
        slot = SUITE.encrypt(text, KEYSET.public._hpke, INFO)
        with pytest.raises(CannotOpen):
            KEYSET.open(slot, INFO)


@pytest.mark.parametrize("point", LOW_ORDER)
def test_low_order_points_are_refused(point: str) -> None:
    public, low = KEYSET.public, bytes.fromhex(point)
    with pytest.raises(Malformed):
        evolve(public, box_pk=low).check()
    with pytest.raises(Malformed):
        evolve(public, xwing_pk=public.xwing_pk[:1184] + low).check()
    slot = public.seal(SECRET, INFO)
    with pytest.raises(CannotOpen):
        KEYSET.open(slot[:1088] + low + slot[1120:], INFO)


def test_an_mlkem_key_with_coefficients_out_of_range_is_refused() -> None:
    public = KEYSET.public
    public.check()
    for bad in (b"\xff" * 1184, b"\xff\xff\xff" + public.xwing_pk[3:1184]):
        with pytest.raises(Malformed):
            evolve(public, xwing_pk=bad + public.xwing_pk[1184:]).check()


def test_private_halves_are_not_shown() -> None:
    assert "\\x01" not in repr(KEYSET)
    assert "\\x02" not in repr(KEYSET)
