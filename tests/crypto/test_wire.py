"""Labels, the labelled hash and the CBOR that has one encoding only, held against cbor2."""

import contextlib
import io
from typing import Any

import cbor2
import pytest
from cryptography.hazmat.primitives.hashes import SHA512
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from hypothesis import given
from hypothesis import strategies as st

from crypto.encoding import DEPTH, LABELS, decode, encode, hash_, hkdf, label
from crypto.errors import Malformed

VALUE = {1: [0, 23, 24, -1, -(2**64), 2**64 - 1], 2: {"b": None, "aa": True}, 64: [b"", "é"]}
BYTES = "a3018600171818203bffffffffffffffff1bffffffffffffffff02a26162f6626161f51840824062c3a9"


def leaves() -> st.SearchStrategy[Any]:
    ints = st.integers(-(2**64), 2**64 - 1) | st.integers(-300, 300)
    return st.none() | st.booleans() | ints | st.binary(max_size=300) | st.text(max_size=40)


def maps(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.dictionaries(st.integers(0, 2**64 - 1), values, max_size=6) | st.dictionaries(
        st.text(), values, max_size=6
    )


VALUES = st.recursive(leaves(), lambda v: st.lists(v, max_size=6) | maps(v), max_leaves=20)


def nesting(value: object) -> int:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else None
    return 0 if inner is None else 1 + max(map(nesting, inner), default=0)


def test_fixed_value() -> None:
    assert encode(VALUE).hex() == BYTES
    assert decode(bytes.fromhex(BYTES)) == VALUE


def test_fixed_hash_and_labels() -> None:
    assert hash_("id", b"\x01" * 32).hex() == "bcd7305621ce9eceecace200e3793c58aab47b62cdb31c444f15b6b72103bb3e"
    assert label("vault-slot") == b"amparo/1/vault-slot\0"
    assert len(LABELS) == 44
    assert not any(a != b and a.startswith(b) for a in LABELS.values() for b in LABELS.values())
    with pytest.raises(ValueError, match="no such label"):
        hash_("Id", b"")


def test_hkdf_is_that_of_pyca() -> None:
    for length in (1, 32, 64, 65, 200):
        theirs = HKDF(SHA512(), length, b"salt", b"info").derive(b"ikm")
        assert hkdf(b"ikm", b"salt", b"info", length) == theirs


@given(VALUES.filter(lambda v: nesting(v) <= DEPTH))
def test_writes_what_cbor2_writes_and_reads_it_back(value: Any) -> None:
    ours = encode(value)
    # cbor2's canonical mode sorts texts by length first, as RFC 7049 did: the same order for the keys we allow.
    assert ours == cbor2.dumps(value, canonical=True)
    assert decode(ours) == value


@given(st.binary(max_size=60))
def test_what_is_accepted_has_one_encoding(data: bytes) -> None:
    try:
        value = decode(data)
    except Malformed:
        return
    assert encode(value) == data
    assert cbor2.load(io.BytesIO(data)) == value


@given(VALUES.filter(lambda v: nesting(v) <= DEPTH), st.data())
def test_a_changed_byte_is_refused_or_another_value(value: Any, data: st.DataObject) -> None:
    whole = encode(value)
    at = data.draw(st.integers(0, len(whole) - 1))
    changed = bytearray(whole)
    changed[at] ^= data.draw(st.integers(1, 255))
    with contextlib.suppress(Malformed):
        assert encode(decode(bytes(changed))) == changed


REFUSED = {
    "nothing": "",
    "two values": "0000",
    "cut short": "8201",
    "a huge length": "5bffffffffffffffff",
    "a huge array": "9bffffffffffffffff",
    "a longer int than needed": "1817",
    "a longer int of two bytes": "1900ff",
    "a longer int of four bytes": "1a0000ffff",
    "a longer int of eight bytes": "1b00000000ffffffff",
    "a longer length": "580100",
    "an indefinite array": "9fff",
    "an indefinite text": "7f6161ff",
    "a tag": "c000",
    "a float": "f93c00",
    "undefined": "f7",
    "a simple value": "e0",
    "false in two bytes": "f814",
    "text that is not UTF-8": "61ff",
    "a surrogate": "63eda080",
    "duplicate keys": "a201000100",
    "keys out of order": "a202000100",
    "texts out of order": "a262616100616200",
    "mixed keys": "a20100616200",
    "a negative key": "a12000",
    "a byte string as key": "a1410000",
    "a reserved length": "1c",
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused(name: str) -> None:
    with pytest.raises(Malformed):
        decode(bytes.fromhex(REFUSED[name]))


def test_depth_and_size() -> None:
    assert encode(decode(b"\x81" * 7 + b"\x80")) == b"\x81" * 7 + b"\x80"
    with pytest.raises(Malformed, match="levels"):
        decode(b"\x81" * 8 + b"\x80")
    with pytest.raises(Malformed, match="at most"):
        decode(bytes(2**20 + 1))
    crowd = b"\x9a" + (2**20).to_bytes(4, "big") + bytes(2**20)
    with pytest.raises(Malformed, match="more values"):
        decode(crowd, limit=2**24)
    deep: list[Any] = []
    for _ in range(8):
        deep = [deep]
    with pytest.raises(ValueError, match="levels"):
        encode(deep)


@pytest.mark.parametrize("value", [1.5, {1: 0, "a": 0}, {True: 0}, {-1: 0}, 2**64, -(2**64) - 1, "\ud800", {1, 2}])
def test_what_has_no_encoding(value: object) -> None:
    with pytest.raises((ValueError, TypeError)):
        encode(value)
