"""Slots are written inside the mask only, never twice under one key, and a secret in use is refused."""

import random as dice
from collections.abc import Callable

import pytest

from crypto.errors import CannotOpen, PassphraseInUse
from crypto.header import (
    PASSPHRASE,
    RECOVERY,
    SLOTS,
    WIPE,
    OpenedVault,
    keyfile_hash,
    new_header,
    open_header,
    read_header,
)
from crypto.secret import Secret
from crypto.slots import SlotSecret, rotate_header, with_slot, without_slot


def r(n: int) -> Secret:
    return Secret.of(bytes([n]) * 32)


def seeded(seed: int) -> Callable[[int], bytes]:
    return dice.Random(seed).randbytes


@pytest.fixture
def vault() -> tuple[bytes, OpenedVault]:
    return new_header(r(1), bytes(16), 65536, 3, random=seeded(1))


def _free(opened: OpenedVault) -> list[int]:
    return [i for i in range(SLOTS) if opened.mask >> i & 1 and i != opened.slot]


def test_a_second_passphrase_opens_the_same_vault_and_goes_again(vault: tuple[bytes, OpenedVault]) -> None:
    data, opened = vault
    i = _free(opened)[0]
    both = with_slot(data, opened, i, SlotSecret(r(2)))
    for n, slot in ((1, opened.slot), (2, i)):
        found = open_header(both, r(n))
        assert (bytes(found.vmk.buffer), found.db_id, found.slot, found.seq) == (
            bytes(opened.vmk.buffer), opened.db_id, slot, 2,
        )  # fmt: skip
    one = without_slot(both, opened, i)
    assert open_header(one, r(1)).seq == 3
    with pytest.raises(CannotOpen):
        open_header(one, r(2))


def test_how_key_file_and_flags_stand_in_the_slot(vault: tuple[bytes, OpenedVault]) -> None:
    data, opened = vault
    first, second, third = _free(opened)[:3]
    file = keyfile_hash(b"a holiday picture")
    data = with_slot(data, opened, first, SlotSecret(r(2), how=RECOVERY))
    data = with_slot(data, opened, second, SlotSecret(r(3), keyfile=file))
    data = with_slot(data, opened, third, SlotSecret(r(4), flags=WIPE))
    assert open_header(data, r(2), how=RECOVERY).how == RECOVERY
    assert open_header(data, r(3), keyfile=file).slot == second
    assert open_header(data, r(4)).flags == WIPE
    for n, how in ((2, PASSPHRASE), (3, PASSPHRASE), (1, RECOVERY)):
        with pytest.raises(CannotOpen):
            open_header(data, r(n), how=how)


def test_a_secret_in_use_is_refused_and_so_is_a_slot_of_another_vault(vault: tuple[bytes, OpenedVault]) -> None:
    data, opened = vault
    with pytest.raises(PassphraseInUse):
        with_slot(data, opened, _free(opened)[0], SlotSecret(r(1)))
    outside = next(i for i in range(SLOTS) if not opened.mask >> i & 1)
    for write in (
        lambda: with_slot(data, opened, outside, SlotSecret(r(2))),
        lambda: without_slot(data, opened, outside),
        lambda: rotate_header(data, opened, {outside: SlotSecret(r(2))}),
        lambda: rotate_header(data, opened, {}),
    ):
        with pytest.raises(ValueError):
            write()


def test_rotated_opens_to_another_key_and_database_and_old_ways_are_gone(vault: tuple[bytes, OpenedVault]) -> None:
    data, opened = vault
    i, j = _free(opened)[:2]
    data = with_slot(data, opened, i, SlotSecret(r(2)))
    before = read_header(data)
    after, new = rotate_header(data, opened, {opened.slot: SlotSecret(r(1)), j: SlotSecret(r(5), how=RECOVERY)})
    header = read_header(after)
    assert (header.seq, header.bound, new.mask) == (3, before.bound, opened.mask)
    for found in (open_header(after, r(1)), open_header(after, r(5), how=RECOVERY)):
        assert (bytes(found.vmk.buffer), found.db_id) == (bytes(new.vmk.buffer), new.db_id)
    assert bytes(new.vmk.buffer) != bytes(opened.vmk.buffer) and new.db_id != opened.db_id
    with pytest.raises(CannotOpen):
        open_header(after, r(2))
    for slot in range(SLOTS):
        assert (header.slot(slot) == before.slot(slot)) == (not opened.mask >> slot & 1)


def test_a_thousand_writes_touch_no_slot_outside_the_mask_and_draw_no_salt_twice() -> None:
    data, opened = new_header(r(1), bytes(16), 65536, 3, random=seeded(2))
    chance, ours = dice.Random(7), _free(opened)
    others = [i for i in range(SLOTS) if not opened.mask >> i & 1]
    untouched = [read_header(data).slot(i) for i in others]
    salts: list[bytes] = []
    held: dict[int, int] = {}
    for turn in range(1000):
        if turn % 50 == 0:
            outside = chance.choice(others)
            with pytest.raises(ValueError, match="mask"):
                with_slot(data, opened, outside, SlotSecret(r(200)), random=chance.randbytes)
            with pytest.raises(ValueError, match="mask"):
                without_slot(data, opened, outside, random=chance.randbytes)
        i = chance.choice(ours)
        if chance.random() < 0.2:
            data = without_slot(data, opened, i, random=chance.randbytes)
            held.pop(i, None)
        else:
            unused = next(k for k in range(2, 200) if k not in held.values() or held.get(i) == k)
            if held.get(i) == unused:
                data = without_slot(data, opened, i, random=chance.randbytes)
            data = with_slot(data, opened, i, SlotSecret(r(unused)), random=chance.randbytes)
            held[i] = unused
        salts.append(read_header(data).slot(i)[:32])
    assert [read_header(data).slot(i) for i in others] == untouched
    assert len(set(salts)) == len(salts)
    assert {i: open_header(data, r(k)).slot for i, k in held.items()} == {i: i for i in held}
