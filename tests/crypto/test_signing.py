"""Ed25519 under a label: fixed value, domain separation, and the keys OpenSSL would accept."""

import pytest

from crypto.errors import CannotOpen
from crypto.signing import SigningKey, verify

# The eight small-order points of edwards25519 in their canonical encodings, and two that are not canonical.
SMALL_ORDER = [
    "0100000000000000000000000000000000000000000000000000000000000000",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0000000000000000000000000000000000000000000000000000000000000080",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
]


def test_a_signature_is_for_one_label_one_key_and_one_message() -> None:
    key, other = SigningKey(b"\x01" * 32), SigningKey(b"\x02" * 32)
    signature = key.sign("card", b"ab", b"c")
    verify(key.public, signature, "card", b"a", b"bc")
    for public, name, message in (
        (other.public, "card", b"abc"),
        (key.public, "report", b"abc"),
        (key.public, "card", b"abd"),
    ):
        with pytest.raises(CannotOpen):
            verify(public, signature, name, message)


@pytest.mark.parametrize("public", SMALL_ORDER)
def test_small_order_keys_are_refused(public: str) -> None:
    # R = the key, S = 0 satisfies the equation for the neutral element whatever the message.
    for signature in (bytes.fromhex(public) + bytes(32), bytes.fromhex(SMALL_ORDER[0]) + bytes(32), bytes(64)):
        with pytest.raises(CannotOpen):
            verify(bytes.fromhex(public), signature, "report", b"anything")


def test_wrong_lengths_fail_as_wrong_signatures_do() -> None:
    key = SigningKey.generate(lambda n: b"\x07" * n)
    signature = key.sign("report", b"m")
    for public, wrong in ((key.public[:31], signature), (key.public, signature[:63]), (key.public, signature + b"\0")):
        with pytest.raises(CannotOpen, match=r"^cannot be opened$"):
            verify(public, wrong, "report", b"m")
    with pytest.raises(ValueError, match="32 bytes"):
        SigningKey(b"short")


def test_a_key_does_not_show_its_seed() -> None:
    key = SigningKey(b"\x41" * 32)
    assert "41" * 8 not in repr(key)
    assert key.public.hex() in repr(key)
