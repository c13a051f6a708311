"""Cards, invites, safety numbers, revocations: fixed values, mutation, and which keyset is chosen when."""

import hashlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto.card import (
    MOST_KEYSETS,
    URL_MAX,
    Card,
    Mailbox,
    choose_keyset,
    make_card,
    make_invite,
    read_card,
    read_invite,
    safety_number,
)
from crypto.cbor_schema import to_encodable
from crypto.encoding import encode
from crypto.errors import CannotOpen, CryptoError, Malformed, NeedsNewCard, NeedsNewerApp
from crypto.keys import DAY, EPOCH, LATE, PrivateKeyset
from crypto.revocation import read_revocation, revoke
from crypto.signing import SigningKey

T0 = 1_800_000_000
ANA, BEN = SigningKey(b"\x01" * 32), SigningKey(b"\x02" * 32)
KEYSET = PrivateKeyset(EPOCH, b"\x01" * 32, b"\x02" * 32, 0, 30 * DAY).public
LATE_KEYSET = PrivateKeyset(LATE, b"\x03" * 32, b"\x04" * 32, 0, 365 * DAY).public
BODY: dict[int, Any] = {1: [1], 2: 1, 3: "Ana", 4: 1, 5: T0, 6: 1_831_536_000, 7: to_encodable([KEYSET]), 8: []}


def card(**other: Any) -> Card:
    plainly = {"kind": 1, "name": "Ana", "seq": 1, "issued": T0, "expires": 1_831_536_000, "keysets": [KEYSET]}
    return make_card(ANA, **(plainly | other))


def signed(body: object, key: SigningKey = ANA) -> bytes:
    data = body if isinstance(body, bytes) else encode(body)
    return b"AMPCRD\x01\x00" + key.public + len(data).to_bytes(4, "big") + data + key.sign("card", key.public, data)


def test_fixed_card() -> None:
    made = card()
    assert len(made.file) == 1398
    assert made.hash.hex() == "89fe871c16f43558d9dd636d9647cdff247f8270904bcbb5c90a08761a8e6bc2"
    assert made.file[-64:].hex() == (
        "65984f83a250a97bd7242890e971df99dc83ece594e46c6a59d14b13c046636d"
        "914f67218b87e400aba1e06f1a6fe443f95b6bc98029516fc61dfb0722e7110d"
    )
    assert signed(BODY) == made.file


def test_fixed_safety_number_and_revocation() -> None:
    number = safety_number(b"\x01" * 32, b"\x02" * 32)
    assert " ".join(number) == "19168 30773 09374 51261 63452 34109 82685 09090 68655 98858 48206 19754"
    assert safety_number(b"\x02" * 32, b"\x01" * 32) == number
    revocation = revoke(ANA).file
    assert hashlib.sha256(revocation).hexdigest() == "068a06f9c13c2b02420130df125d9472150c41a68714715ad414b275400303d6"


def test_a_card_holds_every_keyset_that_is_ever_alive_and_no_more() -> None:
    boxes = [Mailbox("https://" + f"{n}" * (URL_MAX - 8), bytes(32), bytes(32), bytes(32), 2) for n in range(8)]
    full = card(keysets=[KEYSET] * 5 + [LATE_KEYSET] * 2, mailboxes=boxes, name="\U0001f54a" * 80)
    assert len(full.keysets) == MOST_KEYSETS and read_card(full.file) == full
    with pytest.raises(ValueError, match="at most 7 keysets"):
        card(keysets=[KEYSET] * 12)
    with pytest.raises(ValueError, match="16,384 bytes"):
        card(name="x" * 16_384)


@pytest.mark.parametrize("key", [4, 5, 6])
def test_a_number_that_no_store_keeps_is_malformed(key: int) -> None:
    assert read_card(signed(BODY | {key: 2**63 - 1}))
    with pytest.raises(Malformed):
        read_card(signed(BODY | {key: 2**63}))


def test_a_card_with_everything_comes_back_as_it_was() -> None:
    mailbox = Mailbox("https://relay.example", b"r" * 32, b"s" * 32, b"m" * 32, 1)
    made = card(kind=3, name="مكتب", keysets=[KEYSET, LATE_KEYSET], mailboxes=[mailbox], organisation=b"o" * 32)
    again = read_card(made.file)
    assert again == made
    assert (again.mailboxes, again.organisation, again.id_pk) == ((mailbox,), b"o" * 32, ANA.public)
    assert len(again.id) == 32


def test_every_byte_and_every_length_of_a_card_counts() -> None:
    file = card().file
    for at in range(len(file)):
        with pytest.raises(NeedsNewerApp if at == 6 else CannotOpen):
            read_card(file[:at] + bytes([file[at] ^ 0x40]) + file[at + 1 :])
    for length in range(len(file)):
        with pytest.raises(CannotOpen, match=r"^cannot be opened$"):
            read_card(file[:length])
    with pytest.raises(CannotOpen):
        read_card(file + b"\0")
    with pytest.raises(CannotOpen):
        read_card(file[:8] + BEN.public + file[40:])


def row(**other: object) -> list[object]:
    whole = {"kind": 1, "xwing": KEYSET.xwing_pk, "box": KEYSET.box_pk, "start": 0, "end": 1}
    return list((whole | other).values())


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({63: 1}, NeedsNewerApp),
        ({10: 1}, NeedsNewerApp),
        ({1: [2]}, NeedsNewerApp),
        ({2: 4}, NeedsNewerApp),
        ({7: []}, Malformed),
        ({7: [row(kind=3)]}, NeedsNewerApp),
        ({7: [row(xwing=bytes(1215))]}, Malformed),
        ({7: [row(box=bytes(32))]}, Malformed),
        ({7: [row(xwing=KEYSET.xwing_pk[:1184] + bytes(32))]}, Malformed),
        ({7: [row(xwing=b"\xff" * 1184 + KEYSET.xwing_pk[1184:])]}, Malformed),
        ({7: [[*row(), 1]]}, Malformed),
        ({8: None}, Malformed),
        ({9: b""}, Malformed),
        ({9: None}, Malformed),
        ({4: True}, Malformed),
        ({4: -1}, Malformed),
        ({3: b"Ana"}, Malformed),
        ({3: ...}, Malformed),
    ],
)
def test_signed_and_still_no_card(change: dict[int, Any], error: type[Exception]) -> None:
    body = {key: value for key, value in (BODY | change).items() if value is not ...}
    with pytest.raises(error):
        read_card(signed(body))


def test_keys_from_64_on_are_ignored_and_kept() -> None:
    data = signed(BODY | {64: "of a later version"})
    assert read_card(data).file == data
    assert read_card(data).name == "Ana"


def test_keys_that_were_tried_are_not_tried_again_and_the_signature_is() -> None:
    data = signed(BODY | {7: [row(box=bytes(32))]})
    with pytest.raises(Malformed):
        read_card(data)
    assert read_card(data, tried=True).file == data
    with pytest.raises(CannotOpen):
        read_card(data[:-1] + bytes([data[-1] ^ 1]), tried=True)


@pytest.mark.parametrize("body", [b"", b"\xa0", b"\x80", encode({"a": 1}), encode(BODY) + b"\0", b"\x01"])
def test_signed_bodies_that_are_no_such_map(body: bytes) -> None:
    with pytest.raises(Malformed):
        read_card(signed(body))


@given(st.binary(max_size=200))
def test_strangers_bytes_raise_nothing_else(data: bytes) -> None:
    for read in (read_card, read_invite, read_revocation):
        for magic in (b"", b"AMPCRD\x01\x00", b"AMPINV\x01\x00", b"AMPREV\x01\x00"):
            try:
                read(magic + data)
            except CryptoError:
                continue
            assert read is read_invite


def test_invite() -> None:
    made = card()
    data = make_invite(made, "https://relay.example")
    assert len(data) == 94
    invite = read_invite(data)
    assert (invite.id_pk, invite.card_hash, invite.url) == (made.id_pk, made.hash, "https://relay.example")
    with pytest.raises(ValueError, match="255"):
        make_invite(made, "é" * 128)
    for wrong in (data[:-1], data + b"\0", b"X" + data[1:], data[:72], data[:-1] + b"\xff"):
        with pytest.raises(Malformed):
            read_invite(wrong)
    with pytest.raises(NeedsNewerApp):
        read_invite(data[:6] + b"\x02" + data[7:])


END, LATE_END = 30 * DAY, 365 * DAY


@pytest.mark.parametrize(
    ("now", "clock_wrong", "kind", "why"),
    [
        (0, False, EPOCH, ""),
        (END + 30 * DAY, False, EPOCH, ""),
        (END + 30 * DAY + 1, False, LATE, "late"),
        (LATE_END + 180 * DAY, False, LATE, "late"),
        (0, True, LATE, "clock"),
        (LATE_END + 1000 * DAY, True, LATE, "clock"),
    ],
)
def test_which_keyset(now: int, clock_wrong: bool, kind: int, why: str) -> None:
    older = PrivateKeyset(EPOCH, b"\x05" * 32, b"\x06" * 32, 0, DAY).public
    keyset, sentence = choose_keyset(card(keysets=[older, KEYSET, LATE_KEYSET]), now, clock_wrong)
    assert (keyset.kind, sentence) == (kind, why)
    assert keyset != older


def test_no_keyset_left() -> None:
    with pytest.raises(NeedsNewCard):
        choose_keyset(card(keysets=[KEYSET, LATE_KEYSET]), LATE_END + 180 * DAY + 1, False)
    with pytest.raises(NeedsNewCard):
        choose_keyset(card(), END + 30 * DAY + 1, False)
    assert choose_keyset(card(), END + 300 * DAY, True) == (KEYSET, "clock")


def test_revocation_and_rotation() -> None:
    ended, followed = revoke(ANA, 7), revoke(ANA, 0, BEN)
    assert (ended.id_pk, ended.effective, ended.successor) == (ANA.public, 7, None)
    assert followed.successor == BEN.public
    for whole in (ended.file, followed.file):
        for at in range(216):
            with pytest.raises(CryptoError):
                read_revocation(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        with pytest.raises(CannotOpen):
            read_revocation(whole[:-1])
    with pytest.raises(CannotOpen):
        read_revocation(followed.file[:152] + ended.file[152:])
