"""Tickets and puzzles as bytes: frozen tables, and what is refused."""

import os

import pytest

from crypto.envelope import ENVELOPE_SIZES
from crypto.errors import CannotOpen, Malformed, NeedsNewerApp
from crypto.proof_of_work import Challenge, challenge, challenge_key, own_challenge
from crypto.tickets import ADD, CLASS_BYTES, ENVELOPE_LENGTHS, WITHDRAW, TicketRow, WalkIn, class_of

T0 = 1_800_000_000
NAME, MID, PK = bytes([4]) * 32, bytes([5]) * 32, bytes([2]) * 32
KEY = challenge_key(bytes([9]) * 32, PK)
FIXED = "000000006b49d200020000000000000081ef449a5a58d872927ea730b291aed1614c8c923e88601f9d6a0d6b2c0ef7a6"
ANSWER = 5
FILE = WalkIn(PK, MID, 1, T0, (bytes([3]) * 16, bytes([7]) * 16))


def test_the_lengths_of_envelopes_are_the_ones_that_exist() -> None:
    assert {length for _, length in ENVELOPE_SIZES} == ENVELOPE_LENGTHS


def test_rows_are_the_fixed_ones() -> None:
    rows = (TicketRow(ADD, 3, T0, NAME), TicketRow(WITHDRAW, 1, T0 + 1, MID))
    data = b"".join(row.pack() for row in rows)
    assert data.hex() == "0103" + f"{T0:016x}" + "04" * 32 + "0201" + f"{T0 + 1:016x}" + "05" * 32
    assert TicketRow.unpack_all(data) == rows


@pytest.mark.parametrize(
    "data", [b"", bytes(42), bytes(41), TicketRow(ADD, 5, T0, NAME).pack(), TicketRow(ADD, 1, 1 << 63, NAME).pack(),
             TicketRow(ADD, 1, T0, NAME).pack() * 1001]
)  # fmt: skip
def test_rows_that_cannot_be_are_malformed(data: bytes) -> None:
    with pytest.raises(Malformed):
        TicketRow.unpack_all(data)


def test_a_walk_in_file_is_the_fixed_one() -> None:
    data = FILE.pack()
    head = "414d50574c4b0100" + "02" * 32 + "05" * 32 + "01" + f"{T0:016x}" + "0002"
    assert data.hex() == head + "03" * 16 + "07" * 16
    assert WalkIn.unpack(data) == FILE and "030303" not in repr(FILE)


@pytest.mark.parametrize("cut", [0, 5, 40, 82, 83, 100, -1])
def test_a_walk_in_file_that_is_cut_is_malformed(cut: int) -> None:
    with pytest.raises(Malformed):
        WalkIn.unpack(FILE.pack()[:cut])
    with pytest.raises(NeedsNewerApp):
        WalkIn.unpack(b"AMPWLK\x02\x00" + FILE.pack()[8:])


def test_a_delivery_has_the_least_class_that_holds_it() -> None:
    for size_class, most in CLASS_BYTES.items():
        assert class_of(most) == size_class
        assert size_class == 4 or class_of(most + 1) == size_class + 1
    with pytest.raises(Malformed):
        class_of(CLASS_BYTES[4] + 1)


def test_a_challenge_is_the_fixed_one_and_known_by_its_relay_alone() -> None:
    data = challenge(KEY, MID, NAME, T0, 2, bytes(7))
    assert data.hex() == FIXED
    asked = own_challenge(KEY, MID, NAME, data)
    assert asked == Challenge.read(data) and (asked.time, asked.bits) == (T0, 2)
    other = challenge_key(bytes([8]) * 32, PK)
    for key, mid, name, changed in (
        (other, MID, NAME, data), (KEY, NAME, NAME, data), (KEY, MID, MID, data), (KEY, MID, NAME, data[:-1]),
        (KEY, MID, NAME, data[:8] + b"\x01" + data[9:]),
    ):  # fmt: skip
        with pytest.raises(CannotOpen):
            own_challenge(key, mid, name, changed)


def test_the_first_answer_from_zero_is_the_fixed_one() -> None:
    asked = Challenge.read(challenge(KEY, MID, NAME, T0, 4, bytes(7)))
    answer = asked.solve(bytes)
    assert int.from_bytes(answer) == ANSWER
    assert asked.answered_by(answer) and not any(asked.answered_by(n.to_bytes(8)) for n in range(ANSWER))
    assert asked.answered_by(asked.solve(os.urandom))
