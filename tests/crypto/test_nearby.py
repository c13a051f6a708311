"""The code of a door, the keys that follow from it, and its notes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

import crypto
from crypto.errors import CannotOpen, Malformed
from crypto.nearby import BYE, DIGITS, KNOCK, NOTE

DOOR = crypto.NearbyInvite(bytes(range(16)), "192.168.43.1", 40_111)
CODE = "00000 00965 33667 59533 53443 11200 14491 66884 62030 35458 10403 87330"
RELAY = "e61364cacda49e5bef556796526e56781fbaee0d4a4c9fd12660c8555cab2b8b"
MAILBOXES = ["1b89d8d0e20332cc", "12eaf329a7e03fc2"]
INVITES = "69d41fc93b0b8e02548dfa77acbc0ca391f55a68f015c1003775d3a5e87dcdd9"
MID = bytes([4]) * 32


def random(n: int) -> bytes:
    return bytes([7]) * n


def test_the_code_and_the_keys_are_the_fixed_ones() -> None:
    assert " ".join(DOOR.code) == CODE
    keys = crypto.door_keys(DOOR.secret)
    assert keys.relay_pk.hex() == RELAY
    assert [key.public.hex()[:16] for key in keys.mailboxes] == MAILBOXES
    assert keys.invites.hex() == INVITES


@given(st.binary(min_size=16, max_size=16), st.ip_addresses(v=4).map(str), st.integers(0, 65_535))
def test_a_code_is_read_as_it_was_said(secret: bytes, address: str, port: int) -> None:
    door = crypto.NearbyInvite(secret, address, port)
    assert len("".join(door.code)) == DIGITS and crypto.NearbyInvite.read("-".join(door.code)) == door


def test_it_is_read_in_the_digits_of_other_scripts() -> None:
    arabic = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
    assert crypto.NearbyInvite.read(" ".join(DOOR.code).translate(arabic)) == DOOR


def test_any_one_wrong_digit_and_any_two_that_changed_places_are_found() -> None:
    digits = "".join(DOOR.code)
    for at, digit in enumerate(digits):
        wrong = digits[:at] + str((int(digit) + 1) % 10) + digits[at + 1 :]
        swapped = digits[:at] + digits[at : at + 2][::-1] + digits[at + 2 :]
        for said in {wrong, swapped} - {digits}:
            with pytest.raises(Malformed):
                crypto.NearbyInvite.read(said)


@pytest.mark.parametrize("text", ["", "12345", "9" * 60, "0" * 59, "x" * 60])
def test_what_is_no_code_is_malformed(text: str) -> None:
    with pytest.raises(Malformed):
        crypto.NearbyInvite.read(text)


def test_a_note_is_of_one_length_and_opens_for_its_mailbox_alone() -> None:
    key = crypto.door_keys(DOOR.secret).notes
    for what, card in ((KNOCK, b""), (BYE, b"c" * 16_492)):
        note = crypto.Note(what, bytes(16), card)
        sealed = crypto.seal_note(key, MID, note, random)
        assert len(sealed) == NOTE and crypto.open_note(key, MID, sealed) == note
        for other in ((bytes(32), MID), (key, bytes(32))):
            with pytest.raises(CannotOpen):
                crypto.open_note(*other, sealed)
    for bad in (b"", sealed[:-1], sealed[:-1] + bytes([sealed[-1] ^ 1]), bytes(NOTE)):
        with pytest.raises(CannotOpen):
            crypto.open_note(key, MID, bad)
    with pytest.raises(Malformed):
        crypto.open_note(key, MID, crypto.seal_note(key, MID, crypto.Note(9, bytes(16), b""), random))


def test_no_envelope_has_the_length_of_a_note() -> None:
    assert NOTE not in {length for _, length in crypto.ENVELOPE_SIZES}
