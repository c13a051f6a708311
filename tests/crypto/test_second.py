"""The second lock's key and what it seals: two ways in, one record and field each, no lengths to read."""

import random as prng

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto.errors import CannotOpen
from crypto.passphrase import M_MIN
from crypto.real_names import (
    STEP,
    WRAP,
    open_field,
    seal_field,
    second_unwrap,
    second_wrap,
    second_wrap_recovery,
)
from crypto.secret import Secret

RECORD = b"\x06" * 16


def secret(byte: int = 5) -> Secret:
    return Secret.of(bytes([byte]) * 32)


def test_the_passphrase_and_the_recovery_secret_open_the_same_key() -> None:
    wraps = second_wrap(secret(), "olive  river", M_MIN, 3), second_wrap_recovery(secret(), secret(1))
    assert [len(wrap) for wrap in wraps] == [WRAP, WRAP]
    for wrap, way in zip(wraps, (" olive river ", secret(1)), strict=True):
        assert bytes(second_unwrap(wrap, way).buffer) == bytes(secret().buffer)
    with pytest.raises(CannotOpen):
        second_unwrap(wraps[1], "olive river")
    with pytest.raises(CannotOpen):
        second_unwrap(wraps[0], secret(1))


def test_two_writings_share_no_part() -> None:
    recovery = secret(1)
    one, two = (second_wrap_recovery(secret(), recovery, random=prng.Random(n).randbytes) for n in (1, 2))
    assert one[:32] == two[:32]
    assert not {one[at : at + 16] for at in range(32, WRAP, 16)} & {two[at : at + 16] for at in range(32, WRAP, 16)}


@given(
    st.text().map(lambda text: text.rstrip(" ")).filter(lambda text: not any(0xD800 <= ord(c) < 0xE000 for c in text))
)
def test_a_field_comes_back_and_shows_its_length_in_steps_only(text: str) -> None:
    sealed = seal_field(secret(), RECORD, "real_name", text)
    assert open_field(secret(), RECORD, "real_name", sealed) == text
    assert (len(sealed) - 41) % STEP == 0


@pytest.mark.parametrize(("record", "name"), [(b"\x07" * 16, "real_name"), (RECORD, "other_names")])
def test_a_value_cannot_be_moved(record: bytes, name: str) -> None:
    sealed = seal_field(secret(), RECORD, "real_name", "Ana Ejemplo")
    assert open_field(secret(), RECORD, "real_name", sealed) == "Ana Ejemplo"
    with pytest.raises(CannotOpen):
        open_field(secret(), record, name, sealed)
