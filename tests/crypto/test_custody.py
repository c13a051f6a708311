"""The custody chain: frozen bytes, and no other reading of them."""

from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto.custody import (
    HEAD_0,
    Action,
    ClockState,
    CustodyEntry,
    next_head,
    parse_entry,
)
from crypto.encoding import decode, encode
from crypto.errors import CryptoError, Malformed, NeedsNewerApp

T0 = 1_800_000_000
FIRST = CustodyEntry(1, b"\x01" * 16, T0, ClockState.NOT_WITNESSED, Action.RECEIVED, b"\x02" * 32, b"\x03" * 32)
SECOND = CustodyEntry(
    2, b"\x01" * 16, T0 + 60, ClockState.WITNESSED, Action.COPIED, b"\x02" * 32, b"\x03" * 32, b"\x04" * 16, "copy"
)
NUMBERS = st.integers(0, 2**63 - 1)
ENTRIES = st.builds(
    CustodyEntry,
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


@given(ENTRIES)
def test_an_entry_comes_back(entry: CustodyEntry) -> None:
    assert parse_entry(entry.encode()) == entry
    assert parse_entry(entry.encode()).encode() == entry.encode()


@given(
    st.binary(max_size=120) | ENTRIES.map(CustodyEntry.encode).flatmap(lambda e: st.builds(_cut, st.just(e), st.data()))
)
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
def test_the_head_depends_on_every_entry_and_their_order(one: CustodyEntry, two: CustodyEntry) -> None:
    a, b = one.encode(), two.encode()
    both = next_head(next_head(HEAD_0, a), b)
    assert both != next_head(HEAD_0, b)
    assert (both == next_head(next_head(HEAD_0, b), a)) == (a == b)
    assert both != next_head(next_head(HEAD_0, attrs.evolve(one, at=one.at ^ 1).encode()), b)
