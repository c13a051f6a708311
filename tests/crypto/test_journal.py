"""Entries of a log are always the same bytes; what was changed, moved or put into another log is not signed."""

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from crypto.encoding import Value, decode, encode
from crypto.errors import CannotOpen, CryptoError, Malformed, NeedsNewerApp
from crypto.signed_log import HEAD_0, Seal, SignedLogEntry, check, next_head, read_seal, seal
from crypto.signing import SigningKey

KEY, OTHER = SigningKey(b"\x01" * 32), SigningKey(b"\x02" * 32)
ENTRY = SignedLogEntry(
    1, b"\x01" * 16, b"\x02" * 16, {"at": "2026-11-03T08:00", "kind": "physical"}, (("of", b"\x01" * 16),)
)
SEAL = seal(KEY, ENTRY, HEAD_0)
FIELDS = st.dictionaries(
    st.text(min_size=1, max_size=8), st.text(max_size=20) | st.integers(0, 9) | st.lists(st.text(max_size=4))
)
LINKS = st.lists(st.tuples(st.text(max_size=5), st.binary(min_size=16, max_size=16)), max_size=3).map(tuple)


def test_frozen_entry_head_and_seal() -> None:
    assert ENTRY.encode().hex() == (
        "850150" + "01" * 16 + "50" + "02" * 16 + "a2626174" + "70323032362d31312d30335430383a3030" + "646b696e64"
        "68706879736963616c" + "8182626f6650" + "01" * 16
    )
    assert next_head(HEAD_0, ENTRY.encode()).hex() == "d38b75a05167850a0aa30ac8512ca55c0de9e67cd34e26c22d7c945d9327f7d9"
    assert SEAL.signature.hex() == (
        "c20b325159ed8e66914a917df7b4a09d6df2e10b19e650d9abd21b94868d43f6"
        "8fd48ff0513e45a6bb75fee4cebc6e8edd15fce8fecda35903dd1bf68280470c"
    )


@given(FIELDS, LINKS, st.integers(1, 2**40))
def test_a_seal_comes_back_letter_for_letter_and_holds_for_its_entry(
    fields: dict[str, Value], links: tuple[tuple[str, bytes], ...], n: int
) -> None:
    entry = SignedLogEntry(n, b"\x01" * 16, b"\x02" * 16, fields, links)
    made = seal(KEY, entry, b"\x07" * 32)
    assert read_seal(made.encode()) == made
    check(made, entry)


@pytest.mark.parametrize(
    ("found", "entry"),
    [
        (SEAL, evolve(ENTRY, n=2)),
        (SEAL, evolve(ENTRY, log=b"\x09" * 16)),
        (SEAL, evolve(ENTRY, item=b"\x09" * 16)),
        (SEAL, evolve(ENTRY, fields={**ENTRY.fields, "kind": "phone"})),
        (SEAL, evolve(ENTRY, links=())),
        (evolve(SEAL, before=b"\x01" * 32), ENTRY),
        (evolve(SEAL, signer=OTHER.public), ENTRY),
    ],
)
def test_what_was_changed_was_not_signed(found: Seal, entry: SignedLogEntry) -> None:
    with pytest.raises(CannotOpen):
        check(found, entry)


def test_a_seal_of_another_version_needs_a_newer_app_and_entry_nought_is_none() -> None:
    rows = decode(SEAL.encode())
    assert isinstance(rows, list)
    with pytest.raises(NeedsNewerApp):
        read_seal(encode([2, *rows[1:]]))
    with pytest.raises(Malformed):
        read_seal(encode([1, 0, *rows[2:]]))


@given(st.binary(max_size=60))
def test_other_bytes_are_refused_by_name(data: bytes) -> None:
    with pytest.raises(CryptoError):
        read_seal(data)
