"""A member's token is good for one desk, one member and its time, and no byte of it can be changed."""

import pytest
from attrs import evolve

from crypto.errors import CannotOpen
from crypto.member import check_token, make_token
from crypto.signing import SigningKey

DESK, MEMBER, OTHER = (SigningKey(bytes([n]) * 32) for n in (1, 2, 3))
T0 = 1_800_000_000
TOKEN = make_token(DESK, MEMBER.public, T0, T0 + 100)


def test_a_token_is_always_the_same_bytes() -> None:
    assert make_token(DESK, MEMBER.public, T0, T0 + 100) == TOKEN
    assert TOKEN.signature.hex() == (
        "5c1c8cc086e67ffd9a7ae2e79426b0d608a2e2243dd8e1c40bb6f5a71da25d82"
        "6a38941efe3419408fa5a11e584801caebd3b5d1642d893a297deebe98a8b20b"
    )


def test_it_holds_from_the_last_change_of_all_keys_to_its_end() -> None:
    for since, now in ((0, 0), (T0, T0), (0, T0 + 100)):
        check_token(TOKEN, DESK.public, MEMBER.public, since, now)
    for since, now in ((T0 + 1, T0), (0, T0 + 101)):
        with pytest.raises(CannotOpen):
            check_token(TOKEN, DESK.public, MEMBER.public, since, now)


def test_another_desk_member_or_time_is_refused() -> None:
    changed = (
        make_token(OTHER, MEMBER.public, T0, T0 + 100),
        make_token(DESK, OTHER.public, T0, T0 + 100),
        evolve(TOKEN, not_before=T0 - 1),
        evolve(TOKEN, not_after=T0 + 101),
        evolve(make_token(OTHER, MEMBER.public, T0, T0 + 100), desk=DESK.public),
        evolve(make_token(DESK, OTHER.public, T0, T0 + 100), member=MEMBER.public),
    )
    for token in changed:
        with pytest.raises(CannotOpen):
            check_token(token, DESK.public, MEMBER.public, 0, T0)


@pytest.mark.parametrize("at", range(64))
def test_every_byte_of_the_signature_counts(at: int) -> None:
    spoiled = bytearray(TOKEN.signature)
    spoiled[at] ^= 1
    with pytest.raises(CannotOpen):
        check_token(evolve(TOKEN, signature=bytes(spoiled)), DESK.public, MEMBER.public, 0, T0)
