"""The vault's header: fixed values, opening, changing a passphrase, damage, and two vaults in one header."""

import hashlib
import random as prng
from collections.abc import Callable

import pytest

from crypto.errors import CannotOpen, CryptoError, Malformed, NeedsNewerApp, PassphraseInUse
from crypto.header import (
    COPY,
    NONE,
    RECOVERY,
    SEALED,
    SEQ_MAX,
    SLOT,
    SLOTS,
    SLOTS_AT,
    OpenedVault,
    _info,
    _okm,
    create_header,
    database_key,
    derive_secret,
    header_hash,
    keyfile_hash,
    new_header,
    open_header,
    read_header,
    settle_header,
    with_written,
    write_slot,
)
from crypto.passphrase import M_MIN
from crypto.secret import Secret
from crypto.slots import SlotSecret, with_slot
from tests.crypto import decoder

FIXED = {
    "kek": "b061bd395542b3be435f8b2bb6312d16371c05a2b850f8f18cc5dd9be0b1d670",
    "slot": (
        "0202020202020202020202020202020202020202020202020202020202020202e1276e2d7b664941e186ceedfb05ad12215b86ddfd92"
        "dd1170cd6ba42942b2ffcd8b0489e587e7652ae9d3e0fdd2f0d4047937595aae319ee01c9c2b4bc1395c9234caec7d627f7700e746f2"
        "b07a2c89d36a54e22db95868882aca82e5b57be984d62938a2c979eb0dbef662e311312bd89775a793740a15c93ddcf69be221b4486d"
        "2055893f6c8033e5977579078f3f"
    ),
    "k_db": "74c5ea96637d7ec47f3e9734049c5c3565dd0b97cd798c3239a7de010b9d6a4c",
}


def seeded(seed: int) -> Callable[[int], bytes]:
    return prng.Random(seed).randbytes


def r(byte: int) -> Secret:
    return Secret.of(bytes([byte]) * 32)


def vault(seed: int = 1, **extra: bytes) -> tuple[bytes, OpenedVault]:
    """A header that opens with r(1), without running Argon2id."""
    return new_header(r(1), b"\x03" * 16, M_MIN, 3, random=seeded(seed), **extra)


def resummed(copy: bytes) -> bytes:
    return (copy[:-32] + hashlib.sha256(copy[:-32]).digest()) * 2


def flipped(data: bytes, at: int) -> bytes:
    return data[:at] + bytes([data[at] ^ 0x10]) + data[at + 1 :]


def key(opened: OpenedVault) -> bytes:
    return bytes(opened.vmk.buffer)


def test_fixed_slot_and_database_key() -> None:
    bound = b"AMPVLT\x01\x00" + M_MIN.to_bytes(4, "big") + bytes([0, 0, 0, 3, 1]) + bytes(7) + b"\x03" * 16 + bytes(16)
    opened = OpenedVault(r(5), b"\x04" * 16, 0x00FF, 3, 1)
    slot = write_slot(bound, opened, r(1), None, None, lambda n: b"\x02" * n)
    assert slot[:SEALED].hex() == FIXED["slot"]
    assert slot[SEALED:] == b"\x02" * (SLOT - SEALED)
    with _okm(r(1), NONE, NONE, b"\x02" * 32, _info(bound, 1, 3)) as okm:
        assert bytes(okm.buffer[:32]).hex() == FIXED["kek"]
    assert bytes(database_key(opened.vmk, opened.db_id).buffer).hex() == FIXED["k_db"]


def test_create_open_and_change_with_real_argon2() -> None:
    data, made = create_header("six generated words", M_MIN, 3)
    opened = open_header(data, " six  generated words ")
    assert (key(opened), opened.db_id, opened.mask, opened.slot) == (key(made), made.db_id, made.mask, made.slot)
    assert made.mask.bit_count() == 8
    assert (opened.seq, opened.flags, opened.also) == (1, 0, ())
    with derive_secret(read_header(data), "other words") as secret:
        changed = with_slot(data, opened, opened.slot, SlotSecret(secret))
    with pytest.raises(CannotOpen, match=r"^cannot be opened$"):
        open_header(changed, "six generated words")
    again = open_header(changed, "other words")
    assert (key(again), again.db_id, again.slot, again.seq) == (key(made), made.db_id, made.slot, 2)


def test_a_change_touches_one_slot_and_draws_a_fresh_salt() -> None:
    data, opened = vault()
    changed = with_slot(data, opened, opened.slot, SlotSecret(r(2)))
    before, after = read_header(data), read_header(changed)
    assert [i for i in range(SLOTS) if before.slot(i) != after.slot(i)] == [opened.slot]
    assert before.slot(opened.slot)[:32] != after.slot(opened.slot)[:32]
    assert (before.bound, before.salt, after.seq) == (after.bound, after.salt, before.seq + 1)
    assert changed[:COPY] == changed[COPY:]


def test_a_passphrase_that_opens_any_slot_is_not_taken_again() -> None:
    data, opened = vault()
    with pytest.raises(PassphraseInUse):
        with_slot(data, opened, opened.slot, SlotSecret(r(1)))


@pytest.mark.parametrize(
    ("keyfile", "device"), [(None, None), (b"k" * 32, None), (None, b"d" * 32), (b"k" * 32, b"d" * 32)]
)
def test_key_file_and_device_secret(keyfile: bytes | None, device: bytes | None) -> None:
    data, opened = new_header(r(1), b"\x03" * 16, M_MIN, 3, keyfile=keyfile, device=device)
    assert key(open_header(data, r(1), keyfile=b"k" * 32, device=b"d" * 32)) == key(opened)
    for wrong in ({}, {"keyfile": b"x" * 32, "device": b"x" * 32}):
        if keyfile or device:
            with pytest.raises(CannotOpen):
                open_header(data, r(1), **wrong)
    assert len(keyfile_hash(b"any file")) == 32


def test_a_recovery_slot_opens_as_what_it_is_only() -> None:
    data, opened = vault()
    recovery = OpenedVault(opened.vmk, opened.db_id, opened.mask, opened.slot, 1, how=RECOVERY)
    header = read_header(data)
    slot = write_slot(header.bound, recovery, r(9), None, None, seeded(3))
    data = with_written(header, recovery, slot, 2) * 2
    assert key(open_header(data, r(9), how=RECOVERY)) == key(opened)
    with pytest.raises(CannotOpen):
        open_header(data, r(9))


def test_two_slots_that_open_are_reported() -> None:
    data, opened = vault()
    header = read_header(data)
    other = max(i for i in range(SLOTS) if opened.mask >> i & 1 and i != opened.slot)
    twin = OpenedVault(opened.vmk, opened.db_id, opened.mask, other, 1)
    both = open_header(
        with_written(header, twin, write_slot(header.bound, twin, r(1), None, None, seeded(4)), 2) * 2, r(1)
    )
    assert (both.slot, both.also) == (min(opened.slot, other), (max(opened.slot, other),))


def test_the_copy_with_the_higher_seq_holds_and_a_damaged_one_is_healed() -> None:
    data, opened = vault()
    changed = with_slot(data, opened, opened.slot, SlotSecret(r(2)))
    assert settle_header(data) == data
    for torn in (changed[:COPY] + data[COPY:], data[:COPY] + changed[COPY:]):
        assert read_header(torn).seq == 2
        assert settle_header(torn) == changed
        with pytest.raises(CannotOpen):
            open_header(torn, r(1))
    for at in (*range(0, COPY, 997), COPY - 1):
        assert settle_header(flipped(data, at)) == data
        assert settle_header(flipped(data, COPY + at)) == data


def test_damage_in_both_copies_is_refused() -> None:
    data, _ = vault()
    for at in (*range(72), *range(72, COPY, 499), *range(COPY - 33, COPY)):
        with pytest.raises(NeedsNewerApp if at == 6 else Malformed):
            read_header(flipped(flipped(data, at), COPY + at))
    for cut in (0, 8, COPY, 2 * COPY - 1):
        with pytest.raises(Malformed):
            read_header(data[:cut])
    with pytest.raises(Malformed):
        read_header(data + b"\0")


def test_a_header_altered_with_a_good_checksum_is_refused_where_it_matters() -> None:
    data, opened = vault()
    own = SLOTS_AT + SLOT * opened.slot
    bound = [*range(8), *range(16, SLOTS_AT)]
    for at in (*bound, *range(own, own + SEALED)):
        with pytest.raises(CryptoError):
            open_header(resummed(flipped(data[:COPY], at)), r(1))
    for at in (own + SEALED, own + SLOT - 1, COPY - 33):
        assert key(open_header(resummed(flipped(data[:COPY], at)), r(1))) == key(opened)


def test_slots_cannot_be_moved_or_doubled_into_another_place() -> None:
    data, opened = vault()
    header = read_header(data)
    for i in set(range(SLOTS)) - {opened.slot}:
        slots = [header.slot(j) for j in range(SLOTS)]
        slots[i], slots[opened.slot] = slots[opened.slot], slots[i]
        swapped = resummed(data[:SLOTS_AT] + b"".join(slots) + data[SLOTS_AT + SLOTS * SLOT : COPY])
        with pytest.raises(CannotOpen):
            open_header(swapped, r(1))
        slots[opened.slot] = slots[i]
        doubled = resummed(data[:SLOTS_AT] + b"".join(slots) + data[SLOTS_AT + SLOTS * SLOT : COPY])
        assert open_header(doubled, r(1)).also == ()


@pytest.mark.parametrize(
    ("at", "new", "error"),
    [
        (16, (M_MIN - 1).to_bytes(4, "big"), Malformed),
        (16, (2**32 - 1).to_bytes(4, "big"), Malformed),
        (20, (2).to_bytes(4, "big"), Malformed),
        (20, (21).to_bytes(4, "big"), Malformed),
        (24, b"\x02", NeedsNewerApp),
        (25, b"\x01", Malformed),
        (63, b"\x01", Malformed),
    ],
)
def test_costs_and_reserved_bytes_are_held_before_argon2_runs(at: int, new: bytes, error: type[Exception]) -> None:
    data, _ = vault()
    with pytest.raises(error):
        open_header(resummed(data[:at] + new + data[at + len(new) : COPY]), "never derived")


@pytest.mark.parametrize(("seq", "next_"), [(2, 3), (SEQ_MAX, SEQ_MAX + 1), (SEQ_MAX + 1, 2), (2**64 - 1, 2)])
def test_a_seq_that_nobody_counted_to_is_counted_anew_and_keeps_nobody_out(seq: int, next_: int) -> None:
    data, opened = vault()
    forged = resummed(data[:8] + seq.to_bytes(8, "big") + data[16:COPY])
    assert settle_header(forged)[16 : COPY - 32] == data[16 : COPY - 32]
    changed = with_slot(forged, opened, opened.slot, SlotSecret(r(2)))
    assert open_header(changed, r(2)).seq == read_header(changed).seq == (next_ if next_ <= SEQ_MAX else 1)


def test_the_hash_of_a_header_covers_what_opens_its_vault_and_nothing_that_another_may_write() -> None:
    data, opened = vault()
    ours = [*range(8), *range(16, SLOTS_AT)]
    kept = header_hash(data, opened.mask)
    assert kept == decoder.header_hash(data, opened.mask)
    for i in range(SLOTS):
        at = SLOTS_AT + SLOT * i
        for byte in (at, at + SLOT - 1):
            found = header_hash(resummed(flipped(data[:COPY], byte)), opened.mask)
            assert (found != kept) == bool(opened.mask >> i & 1)
    for at in (9, 15, SLOTS_AT + SLOTS * SLOT, COPY - 33):
        assert header_hash(resummed(flipped(data[:COPY], at)), opened.mask) == kept
    for at in ours:
        try:
            assert header_hash(resummed(flipped(data[:COPY], at)), opened.mask) != kept
        except CryptoError:
            continue


def test_costs_that_are_too_much_together_are_found_where_a_header_is_read() -> None:
    data, _ = vault()
    with pytest.raises(Malformed):
        read_header(resummed(data[:16] + (4 << 20).to_bytes(4, "big") + (20).to_bytes(4, "big") + data[24:COPY]))


def test_a_newer_slot_is_told_from_a_wrong_one() -> None:
    data, opened = vault()
    header = read_header(data)
    newer = OpenedVault(opened.vmk, opened.db_id, opened.mask, opened.slot, 1, flags=4)
    slot = write_slot(header.bound, newer, r(1), None, None, seeded(3))
    with pytest.raises(NeedsNewerApp):
        open_header(with_written(header, newer, slot, 2) * 2, r(1))


def test_two_vaults_never_write_outside_their_masks() -> None:
    data, first = vault()
    header = read_header(data)
    mask = 0xFFFF ^ first.mask
    second = OpenedVault(r(77), b"\x08" * 16, mask, mask.bit_length() - 1, 1)
    data = with_written(header, second, write_slot(header.bound, second, r(2), None, None, seeded(5)), 2) * 2
    sessions = {1: (open_header(data, r(1)), 1), 2: (open_header(data, r(2)), 2)}
    choose = prng.Random(6)
    for step in range(200):
        who = choose.choice((1, 2))
        opened, now = sessions[who]
        wanted = choose.randrange(3, 200)
        before = read_header(data)
        try:
            data = with_slot(data, opened, opened.slot, SlotSecret(r(wanted)))
        except PassphraseInUse:
            assert wanted in (sessions[1][1], sessions[2][1])
            continue
        after = read_header(data)
        touched = [i for i in range(SLOTS) if before.slot(i) != after.slot(i)]
        assert touched == [opened.slot], step
        sessions[who] = (opened, wanted)
    for opened, now in sessions.values():
        assert key(open_header(data, r(now))) == key(opened)
    with pytest.raises(ValueError, match="mask"):
        with_written(read_header(data), OpenedVault(r(1), bytes(16), 1, 2, 1), bytes(SLOT), 9)
