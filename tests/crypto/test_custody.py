"""The custody chain and its trees: frozen bytes, and no other reading of them."""

import hashlib
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto.custody import (
    HEAD_0,
    Action,
    ClockState,
    Entry,
    leaf,
    merkle_path,
    merkle_root,
    next_head,
    parse_entry,
    sign_head,
    verify_head,
    verify_leaf,
)
from crypto.errors import CannotOpen, CryptoError, Malformed, NeedsNewerApp
from crypto.signing import SigningKey
from crypto.wire import decode, encode

T0 = 1_800_000_000
FIRST = Entry(1, b"\x01" * 16, T0, ClockState.NOT_WITNESSED, Action.RECEIVED, b"\x02" * 32, b"\x03" * 32)
SECOND = Entry(
    2, b"\x01" * 16, T0 + 60, ClockState.WITNESSED, Action.COPIED, b"\x02" * 32, b"\x03" * 32, b"\x04" * 16, "copy"
)
NUMBERS = st.integers(0, 2**63 - 1)
ENTRIES = st.builds(
    Entry,
    NUMBERS,
    st.binary(min_size=16, max_size=16),
    NUMBERS,
    st.sampled_from(ClockState),
    st.sampled_from(Action),
    st.binary(min_size=32, max_size=32),
    st.binary(min_size=32, max_size=32),
    st.none() | st.binary(min_size=16, max_size=16),
    st.text(max_size=50),
)


def test_frozen_entry_and_heads() -> None:
    assert FIRST.encode().hex() == (
        "890150" + "01" * 16 + "1a6b49d2000001" + "5820" + "02" * 32 + "5820" + "03" * 32 + "f660"
    )
    head = next_head(HEAD_0, FIRST.encode())
    assert head.hex() == "c599ccbe9d4afe22a73f508a46f0699cb1a44df495ba484e05c432cc5915ae51"
    head = next_head(head, SECOND.encode())
    assert head.hex() == "da6e9c6918094988cebab70b2c7429fae2b0c1d02dad4d3bc3a3a9a11215eb5b"


def test_frozen_merkle_root() -> None:
    root = merkle_root([leaf(bytes([n])) for n in (1, 2, 3)])
    assert root.hex() == "e1198be3059917cb71a15ca923cf28d60aef93e3d2d837e4f7cc3722beb13a01"


@given(ENTRIES)
def test_an_entry_comes_back(entry: Entry) -> None:
    assert parse_entry(entry.encode()) == entry
    assert parse_entry(entry.encode()).encode() == entry.encode()


@given(st.binary(max_size=120) | ENTRIES.map(Entry.encode).flatmap(lambda e: st.builds(_cut, st.just(e), st.data())))
def test_any_other_bytes_raise_only_what_is_declared(data: bytes) -> None:
    try:
        entry = parse_entry(data)
    except CryptoError:
        return
    assert entry.encode() == data


def _cut(data: bytes, draw: st.DataObject) -> bytes:
    at = draw.draw(st.integers(0, len(data) - 1))
    return draw.draw(st.sampled_from([data[:at], data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]]))


def test_what_an_entry_is_not() -> None:
    good = decode(SECOND.encode())
    assert isinstance(good, list)
    bad: list[tuple[int, Any, type[CryptoError]]] = [
        (0, -1, Malformed),
        (1, bytes(15), Malformed),
        (3, 3, NeedsNewerApp),
        (4, 0, NeedsNewerApp),
        (4, 12, NeedsNewerApp),
        (5, bytes(31), Malformed),
        (6, None, Malformed),
        (7, b"", Malformed),
        (8, None, Malformed),
    ]
    for at, value, error in bad:
        with pytest.raises(error):
            parse_entry(encode([*good[:at], value, *good[at + 1 :]]))
    for other in (good[:-1], [*good, ""], {1: 2}, None):
        with pytest.raises(Malformed):
            parse_entry(encode(other))


@given(ENTRIES, ENTRIES)
def test_the_head_depends_on_every_entry_and_their_order(one: Entry, two: Entry) -> None:
    a, b = one.encode(), two.encode()
    both = next_head(next_head(HEAD_0, a), b)
    assert both != next_head(HEAD_0, b)
    assert (both == next_head(next_head(HEAD_0, b), a)) == (a == b)
    assert both != next_head(next_head(HEAD_0, attrs.evolve(one, at=one.at ^ 1).encode()), b)


def test_a_signed_head_is_for_that_number_and_that_key() -> None:
    key, head = SigningKey(b"\x01" * 32), b"\x09" * 32
    signature = sign_head(key, 7, head)
    verify_head(key.public, 7, head, signature)
    for public, n, of, sig in (
        (SigningKey(b"\x02" * 32).public, 7, head, signature),
        (key.public, 8, head, signature),
        (key.public, 7, bytes(32), signature),
        (key.public, 7, head, key.sign("receipt", (7).to_bytes(8, "big"), head)),
        (key.public, 7, head, b""),
    ):
        with pytest.raises(CannotOpen):
            verify_head(public, n, of, sig)


def rfc6962(leaves: list[bytes]) -> bytes:
    """Fold level by level, an odd last node moving up unchanged: the same tree, built the other way round."""
    level = leaves
    while len(level) > 1:
        pairs = [level[k : k + 2] for k in range(0, len(level), 2)]
        level = [hashlib.sha256(b"amparo/1/node\0" + b"".join(p)).digest() if len(p) == 2 else p[0] for p in pairs]
    return level[0]


@given(st.integers(1, 70))
def test_every_path_leads_to_the_root_and_to_no_other_place(count: int) -> None:
    leaves = [leaf(n.to_bytes(2, "big")) for n in range(count)]
    root = merkle_root(leaves)
    assert root == rfc6962(leaves)
    for number in range(count):
        path = merkle_path(leaves, number)
        verify_leaf(root, leaves[number], number, count, path)
        for wrong in (number - 1, number + 1, count):
            with pytest.raises(CannotOpen):
                verify_leaf(root, leaves[number], wrong, count, path)
        for false in (path[:-1], [*path, bytes(32)], [bytes(32), *path[1:]]):
            if false != path:
                with pytest.raises(CannotOpen):
                    verify_leaf(root, leaves[number], number, count, false)


def test_a_tree_has_leaves() -> None:
    with pytest.raises(ValueError, match="leaf"):
        merkle_root([])
    with pytest.raises(ValueError, match="leaf"):
        merkle_path([bytes(32)], 1)
