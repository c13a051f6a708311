"""The root of an organisation, its delegations and directories: fixed bytes, mutation, and what is signed and wrong."""

import hashlib
from functools import cache
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from crypto.card import Mailbox, make_card
from crypto.directory import BODY_AT, LONGEST, Directory, DirectoryMember, make_directory, read_directory
from crypto.encoding import encode
from crypto.errors import CannotOpen, CryptoError, Malformed, NeedsNewerApp
from crypto.keys import DAY, EPOCH, PrivateKeyset
from crypto.passphrase import M_MIN
from crypto.root import (
    ROOT_FILE,
    delegate,
    delegation_file,
    open_root,
    read_delegation,
    read_delegation_file,
    root_of,
    seal_root,
)
from crypto.secret import Secret
from crypto.signing import SigningKey
from tests.crypto.vectors import randomness

ROOT, DESK, ANA, BEN = (SigningKey(bytes([n]) * 32) for n in (7, 2, 1, 3))
T0 = 1_800_000_000
DELEGATION = delegate(ROOT, DESK.public, T0, T0 + 365 * DAY)
KEYSET = PrivateKeyset(EPOCH, b"\x01" * 32, b"\x02" * 32, 0, 30 * DAY).public


@cache
def listed(key: SigningKey = ANA, role: str = "member") -> DirectoryMember:
    card = make_card(key, kind=1, name="Ana", seq=1, issued=T0, expires=T0 + DAY, keysets=[KEYSET])
    return DirectoryMember(key.public, role, card.file)


def directory(**other: Any) -> Directory:
    plainly = {"name": "Heron", "seq": 1, "issued": T0, "expires": T0 + 90 * DAY, "n_slots": 8, "members": [listed()]}
    return make_directory(DESK, ROOT.public, DELEGATION, **(plainly | other))


BODY: dict[int, Any] = {
    1: "Heron", 2: 1, 3: T0, 4: T0 + 90 * DAY, 5: 8, 6: [[ANA.public, "member", listed().card_file]], 7: [],
}  # fmt: skip


def signed(body: object, key: SigningKey = DESK, delegation: bytes = DELEGATION.pack()) -> bytes:
    data = body if isinstance(body, bytes) else encode(body)
    head = b"AMPDIR\x01\x00" + ROOT.public + delegation + len(data).to_bytes(4, "big")
    return head + data + key.sign("directory", ROOT.public, data)


def test_fixed_bytes() -> None:
    assert hashlib.sha256(DELEGATION.pack()).hexdigest() == (
        "3bcf8b7bf8ec7c0733e8d039812317c48e041bb02f564aad86ce41284b446a38"
    )
    made = directory()
    assert made.file == signed(BODY)
    assert len(made.file) == 1691
    assert hashlib.sha256(made.file).hexdigest() == "9b565a6b3e9e0fd058ccf92ed40b15710d6e0f9e5535fce5fca3c8b9d3aae3e7"


def test_a_directory_with_everything_comes_back_as_it_was() -> None:
    mailbox = Mailbox("https://relay.example", b"r" * 32, b"s" * 32, b"m" * 32, 1)
    both = [listed(), listed(BEN, "مكتب")]
    made = directory(members=both, mailboxes=[mailbox], successor=b"n" * 32, n_slots=64)
    again = read_directory(made.file)
    assert again == made and again.members == tuple(both)
    assert (again.mailboxes, again.successor, again.root_pk) == ((mailbox,), b"n" * 32, ROOT.public)
    assert [card and card.id_pk for card in again.cards] == [ANA.public, BEN.public]
    assert directory(members=[]).cards == ()


def test_every_byte_and_every_length_counts() -> None:
    file = directory(members=[]).file
    for at in range(len(file)):
        with pytest.raises(NeedsNewerApp if at == 6 else CannotOpen):
            read_directory(file[:at] + bytes([file[at] ^ 0x40]) + file[at + 1 :])
    for length in range(len(file)):
        with pytest.raises(CannotOpen):
            read_directory(file[:length])
    with pytest.raises(CannotOpen):
        read_directory(file + b"\0")


def test_who_signs_is_who_the_root_named() -> None:
    other = delegate(SigningKey(b"\x09" * 32), DESK.public, T0, T0 + DAY).pack()
    for file in (signed(BODY, ANA), signed(BODY, delegation=other), signed(BODY, ROOT)):
        with pytest.raises(CannotOpen):
            read_directory(file)
    assert read_directory(signed(BODY, ANA, delegate(ROOT, ANA.public, 0, 1).pack())).seq == 1


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({9: 1}, NeedsNewerApp),
        ({5: 7}, NeedsNewerApp),
        ({4: T0 - 1}, Malformed),
        ({4: T0 + LONGEST + 1}, Malformed),
        ({2: 2**63}, Malformed),
        ({2: True}, Malformed),
        ({8: b""}, Malformed),
        ({8: None}, Malformed),
        ({7: ...}, Malformed),
        ({6: [[ANA.public, "member"]]}, Malformed),
        ({6: [[ANA.public, "member", listed().card_file]] * 2}, Malformed),
        ({6: [[BEN.public, "member", listed().card_file]]}, Malformed),
        ({6: [[ANA.public, "member", listed().card_file[:-1] + b"x"]]}, Malformed),
        ({6: [[ANA.public, "member", b""]]}, Malformed),
    ],
)
def test_signed_and_still_no_directory(change: dict[int, Any], error: type[Exception]) -> None:
    with pytest.raises(error):
        read_directory(signed({key: value for key, value in (BODY | change).items() if value is not ...}))


def test_a_card_of_a_newer_app_costs_that_card_alone() -> None:
    newer = listed().card_file[:6] + b"\x02" + listed().card_file[7:]
    found = read_directory(signed(BODY | {6: [[ANA.public, "member", newer]], 64: "later"}))
    assert found.cards == (None,) and found.members[0].id_pk == ANA.public


def test_what_is_too_large_is_not_signed() -> None:
    with pytest.raises(ValueError, match="983,040"):
        directory(members=[DirectoryMember(ANA.public, "x" * 983_040, listed().card_file)])


@given(st.binary(max_size=300))
def test_strangers_bytes_raise_nothing_else(data: bytes) -> None:
    for read, magic in (
        (read_directory, b"AMPDIR\1\0"),
        (read_delegation_file, b"AMPDEL\1\0"),
        (root_of, b"AMPROT\1\0"),
    ):
        for start in (b"", magic):
            try:
                read(start + data)
            except CryptoError:
                continue
            assert read is root_of


names = st.text(max_size=40)


@given(name=names, role=names, seq=st.integers(0, 2**63 - 1), lasts=st.integers(0, LONGEST))
def test_what_is_written_is_read_and_written_as_the_same_bytes(name: str, role: str, seq: int, lasts: int) -> None:
    made = directory(
        name=name, seq=seq, expires=T0 + lasts, members=[DirectoryMember(ANA.public, role, listed().card_file)]
    )
    assert read_directory(made.file) == made
    assert signed(made.file[BODY_AT:-64]) == made.file


def test_a_delegation_holds_between_its_times_and_stands_in_a_file_of_its_own() -> None:
    file = delegation_file(ROOT.public, DELEGATION)
    assert len(file) == 152 and read_delegation_file(file) == (ROOT.public, DELEGATION)
    for at in range(len(file)):
        with pytest.raises(NeedsNewerApp if at == 6 else CannotOpen):
            read_delegation_file(file[:at] + bytes([file[at] ^ 1 if at != 6 else 9]) + file[at + 1 :])
    for wrong in (file[:-1], file + b"\0"):
        with pytest.raises(CannotOpen):
            read_delegation_file(wrong)
    backwards = DESK.public + (2).to_bytes(8, "big") + (1).to_bytes(8, "big")
    with pytest.raises(Malformed):
        read_delegation(ROOT.public, backwards + ROOT.sign("desk", backwards))
    assert evolve(DELEGATION, desk=ANA.public).pack() != DELEGATION.pack()


# The root's file.


def test_a_root_opens_with_its_passphrase_and_nothing_else() -> None:
    with Secret.of(ROOT.seed) as seed:
        file = seal_root(seed, "olive river stone", M_MIN, 3, random=randomness("root"))
    assert (len(file), root_of(file)) == (ROOT_FILE, ROOT.public) and ROOT_FILE == 176
    assert hashlib.sha256(file).hexdigest() == ("8379eb6c9b99d31034a6c6d823cf329b9eb00796f3d7a762c908d84e3ed4d131")
    with open_root(file, " olive  river stone ") as opened:
        assert bytes(opened.buffer) == ROOT.seed
    with pytest.raises(CannotOpen):
        open_root(file, "another")
    for at in (8, 39, 48, 63, 64, 100, 130, 175):
        with pytest.raises(CannotOpen):
            open_root(file[:at] + bytes([file[at] ^ 1]) + file[at + 1 :], "olive river stone")
    for wrong, error in (
        (file[:-1], Malformed),
        (b"X" + file[1:], Malformed),
        (file[:6] + b"\2" + file[7:], NeedsNewerApp),
    ):
        with pytest.raises(error):
            open_root(wrong, "olive river stone")
    with pytest.raises(Malformed):
        open_root(file[:40] + (1).to_bytes(4, "big") + file[44:], "olive river stone")


def test_the_public_half_that_a_file_shows_is_its_own() -> None:
    """Whoever seals another root's name over a seed of their own is found out when it is opened."""
    with Secret.of(ANA.seed) as seed:
        file = seal_root(seed, "olive", M_MIN, 3, random=randomness("root"))
    with pytest.raises(CannotOpen):
        open_root(file[:8] + ROOT.public + file[40:], "olive")
