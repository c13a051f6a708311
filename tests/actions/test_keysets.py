"""Keysets over time: made before they are needed, destroyed at a witnessed time alone, chosen so that mail opens."""

from contextlib import closing
from pathlib import Path

import pytest
from attrs import evolve

import crypto
from app import BUILT
from app.actions.contacts import contact_cards, keysets
from app.actions.kernel import clock, records
from app.actions.mail import delivery_history, sharing
from app.actions.vault import backups
from app.store.upkeep import restore
from app.store.vault import identity
from app.store.vault import keysets as stored
from app.store.vault import open_vault as vaults
from app.store.vault.keysets import DAY, EPOCH, LATE
from app.store.vault.open_vault import Vault
from tests.actions.pairs import Pair, control_of, go, post
from tests.memory_transport import MemoryTransport
from tests.store.pages import plain
from tests.vaults import NOON, WORDS, Clock, vault_at


def kinds(vault: Vault) -> tuple[int, int]:
    found = [keyset.kind for keyset in stored.list_keysets(vault.con)]
    return found.count(EPOCH), found.count(LATE)


def secrets(vault: Vault) -> set[bytes]:
    return {keyset.box_key for keyset in stored.list_keysets(vault.con)}


def age(pair: Pair, days: int, witnessed: bool = True) -> None:
    """Let time go by for both, with a relay that both ask."""
    pair.clock.now += days * DAY
    for vault in (pair.ana, pair.ben) if witnessed else ():
        clock.store_relay_offset(vault, 0.0)


def share(pair: Pair) -> str:
    made, _ = records.add(pair.ana, "event", {"title": "March"})
    return pair.share(made.ref)


def state(pair: Pair) -> str:
    return delivery_history.list_journeys(pair.ana)[0].delivery.state


# Making and destroying.


def test_over_two_years_five_and_two_are_alive_and_one_is_always_current(vault: Vault) -> None:
    turn = vault.clock
    assert isinstance(turn, Clock)
    most = (0, 0)
    for _ in range(800):
        turn.now += DAY
        clock.store_relay_offset(vault, 0.0)
        keysets.keep_up(vault)
        epoch, late = stored.list_card_keysets(vault.con)
        assert epoch.not_after > turn.now + 2 * DAY and late.not_after > turn.now + 29 * DAY
        most = max(most, kinds(vault))
        old = [k for k in stored.list_keysets(vault.con) if k.kind == EPOCH and k.not_after + 117 * DAY <= turn.now]
        assert not old
    assert most == (5, 2) == kinds(vault)


def test_nothing_is_destroyed_until_a_time_is_witnessed(vault: Vault) -> None:
    turn = vault.clock
    assert isinstance(turn, Clock)
    first = secrets(vault)
    for _ in range(30):
        turn.now += 30 * DAY
        keysets.keep_up(vault)
    assert first < secrets(vault) and kinds(vault)[0] > 20
    assert [shown.kind for shown in identity.card(vault).keysets] == [EPOCH, LATE]  # however many are alive
    clock.store_relay_offset(vault, 0.0)
    keysets.keep_up(vault)
    assert kinds(vault) == (5, 2) and not first & secrets(vault)


def test_what_is_destroyed_is_in_no_page_of_the_files(vault: Vault) -> None:
    turn = vault.clock
    assert isinstance(turn, Clock)
    gone = next(k for k in stored.list_keysets(vault.con) if k.kind == EPOCH)
    for _ in range(4):
        turn.now += 28 * DAY
        keysets.keep_up(vault)
    assert gone.box_key in plain(vault) and gone.xwing_seed in plain(vault)
    turn.now += 40 * DAY
    clock.store_relay_offset(vault, 0.0)
    keysets.keep_up(vault)
    assert gone.box_key not in secrets(vault)
    kept = plain(vault)
    assert gone.box_key not in kept and gone.xwing_seed not in kept
    assert all(key in kept for key in secrets(vault))  # the search can find


def test_a_vault_left_alone_for_years_keeps_its_two_newest_epochs(vault: Vault) -> None:
    turn = vault.clock
    assert isinstance(turn, Clock)
    turn.now += 28 * DAY
    keysets.keep_up(vault)
    newest = stored.list_card_keysets(vault.con)[0].box_key
    turn.now += 5 * 365 * DAY
    clock.store_relay_offset(vault, 0.0)
    keysets.keep_up(vault)
    assert kinds(vault) == (2, 1) and newest in secrets(vault)  # years after its end: mail may still be on the road


# Clocks (h 11).


@pytest.mark.parametrize("jump", [400 * DAY, -3650 * DAY])
def test_a_jump_of_the_clock_at_the_start_destroys_and_refuses_nothing(pair: Pair, jump: int) -> None:
    age(pair, 0)
    kept = {vault: secrets(vault) for vault in (pair.ana, pair.ben)}
    pair.clock.now += jump
    for vault in (pair.ana, pair.ben):
        keysets.keep_up(vault)
        assert kept[vault] <= secrets(vault)
    assert contact_cards.find_by_name(pair.ana, "Ben").state == "verified"
    share(pair)
    assert go(pair.ana, pair.box).sent == 2 and go(pair.ben, pair.box).received == 1
    pair.sync(2)
    assert state(pair) == "delivered"
    pair.clock.now -= jump
    age(pair, 1)
    pair.sync(2)
    for vault in (pair.ana, pair.ben):
        assert kept[vault] <= secrets(vault)
        assert all(k.not_before <= pair.clock.now for k in stored.list_keysets(vault.con))  # dated anew
    share(pair)
    pair.sync(2)
    assert state(pair) == "delivered" and contact_cards.find_by_name(pair.ben, "Ana").state == "verified"


@pytest.mark.parametrize("jump", [400 * DAY, -3650 * DAY])
def test_a_clock_that_jumps_destroys_none_of_many_keys(vault: Vault, jump: int) -> None:
    """The two newest epochs are kept whatever the time is: only where there are more can a clock destroy one."""
    turn = vault.clock
    assert isinstance(turn, Clock)
    for _ in range(3):
        turn.now += 28 * DAY
        clock.store_relay_offset(vault, 0.0)
        keysets.keep_up(vault)
    kept = secrets(vault)
    assert kinds(vault)[0] > 2
    for now in (turn.now + jump, turn.now):
        turn.now = now
        keysets.keep_up(vault)
        assert kept <= secrets(vault)


def test_a_clock_before_the_build_or_the_last_witnessed_time_is_wrong(vault: Vault) -> None:
    turn = vault.clock
    assert isinstance(turn, Clock)
    assert not clock.is_wrong(vault) and clock.read_witnessed_time(vault) == 0
    assert clock.state(vault) is crypto.ClockState.NOT_WITNESSED
    clock.store_relay_offset(vault, 3600.0)
    assert clock.read_witnessed_time(vault) == NOON and clock.state(vault) is crypto.ClockState.WITNESSED
    turn.now = NOON - 60
    assert clock.is_wrong(vault) and clock.state(vault) is crypto.ClockState.WRONG
    turn.now = BUILT - 1
    assert clock.is_wrong(vault)
    turn.now = NOON + 60
    assert not clock.is_wrong(vault)
    assert "ahead" in clock.store_relay_offset(vault, -2.0 * DAY) and clock.is_wrong(vault)
    assert clock.read_witnessed_time(vault) == NOON


def test_a_message_witnesses_only_a_clock_that_it_agrees_with(vault: Vault) -> None:
    for at in (NOON - DAY - 1, NOON + DAY + 1):
        clock.witness(vault, at)
        assert clock.read_witnessed_time(vault) == 0
    clock.witness(vault, NOON - 7200)
    assert clock.read_witnessed_time(vault) == NOON - 7200
    clock.witness(vault, NOON - 9000)
    assert clock.read_witnessed_time(vault) == NOON - 7200


def test_a_verified_contact_witnesses_and_a_new_one_does_not(pair: Pair) -> None:
    share(pair)
    pair.ben.con.execute("UPDATE card SET state = 'new'")
    pair.sync()
    assert clock.read_witnessed_time(pair.ben) == 0
    pair.ben.con.execute("UPDATE card SET state = 'verified'")
    share(pair)
    pair.sync()
    assert clock.read_witnessed_time(pair.ben) == NOON // 3600 * 3600


# The card on its way.


def test_a_new_key_makes_a_card_that_is_said_until_it_is_confirmed(pair: Pair) -> None:
    before = identity.card(pair.ana)
    age(pair, 28)
    keysets.keep_up(pair.ana)
    mine = contact_cards.my_card(pair.ana)
    assert mine.seq > before.seq and [k.kind for k in mine.keysets] == [EPOCH, LATE]
    lost = MemoryTransport()
    assert go(pair.ana, lost).sent == 1 and go(pair.ana, pair.box).sent == 0
    age(pair, 7)
    assert go(pair.ana, pair.box).sent == 1  # said again: nobody confirmed it
    pair.sync(3)
    assert contact_cards.find_by_name(pair.ben, "Ana").card == contact_cards.my_card(pair.ana)
    for days in (1, 7, 7):
        age(pair, days)
        assert [tally.sent for tally in pair.sync()] == [0, 0]


def test_a_confirmation_that_was_lost_is_said_again_when_the_card_comes_again(pair: Pair) -> None:
    age(pair, 28)
    go(pair.ana, pair.box)
    before = dict(pair.box.objects)
    assert go(pair.ben, pair.box).sent == 1
    pair.box.objects = before
    age(pair, 7)
    pair.sync(4)
    age(pair, 7)
    assert [tally.sent for tally in pair.sync()] == [0, 0]


# Choosing, and sealing again.


def test_the_newest_epoch_then_the_late_one_then_a_new_card_is_needed(pair: Pair) -> None:
    ben = contact_cards.find_by_name(pair.ana, "Ben")
    epoch, late = ben.card.keysets
    found = []
    for days in (29, 30, 2, 482, 3):
        age(pair, days)
        found.append(keysets.choose(pair.ana, ben.card))
    assert found == [(epoch, ""), (epoch, ""), (late, "late"), (late, "late"), (None, keysets.ENDED)]


def test_by_our_clock_alone_no_card_is_without_keys(pair: Pair) -> None:
    ben = contact_cards.find_by_name(pair.ana, "Ben")
    age(pair, 600, witnessed=False)
    assert keysets.choose(pair.ana, ben.card) == (ben.card.keysets[1], "clock")


def test_what_is_sealed_to_an_epoch_that_ended_long_ago_is_sealed_to_the_late_key(pair: Pair) -> None:
    share(pair)
    assert go(pair.ana, MemoryTransport()).sent == 2
    assert state(pair) == "relayed"
    age(pair, 61)
    go(pair.ana, pair.box)
    assert contact_cards.find_by_name(pair.ana, "Ben").card.keysets[1].box_pk in [
        bytes(row[0]) for row in pair.ana.con.execute("SELECT box_pk FROM sealed")
    ]
    pair.sync(2)
    assert state(pair) == "delivered"


def test_who_restored_a_backup_stays_verified_and_gets_again_what_was_sealed_to_lost_keys(
    pair: Pair, tmp_path: Path
) -> None:
    wrote = control_of(pair.ben, pair.ana.author)
    post(pair.ben, pair.ana, evolve(wrote, incarnation=pair.ben.get("incarnation") or bytes(8), created=NOON - 3600))
    backups.set_passphrase(pair.ben, "words of the backup")
    made = backups.back_up(pair.ben, tmp_path / "stick")
    share(pair)
    go(pair.ana, pair.box)
    assert state(pair) == "relayed"
    pair.clock.now += DAY
    opened = restore.open_backup(made.folder, "words of the backup")
    restore.restore(opened, tmp_path / "new", "new words", WORDS, kdf_mib=64, clock=pair.clock)
    with closing(vaults.open_(tmp_path / "new", "new words", WORDS, clock=pair.clock)) as ben:
        tally = go(ben, pair.box)  # nothing of it opens; the new card goes to everybody who knows Ben
        assert (tally.received, tally.sent) == (0, 1)
        go(pair.ana, pair.box)
        assert state(pair) in ("needs-reseal", "relayed")
        go(pair.ana, pair.box)
        assert go(ben, pair.box).received == 1
        go(pair.ana, pair.box)
        assert state(pair) == "delivered"
        assert (
            contact_cards.find_by_name(ben, "Ana").state
            == contact_cards.find_by_name(pair.ana, "Ben").state
            == "verified"
        )
        assert contact_cards.find_by_name(pair.ana, "Ben").restored == (NOON + DAY) // 3600 * 3600


def test_a_share_says_what_waits_for_a_new_card(pair: Pair) -> None:
    made, _ = records.add(pair.ana, "event", {"title": "March"})
    assert sharing.share(pair.ana, [made.ref], ["Ben"])[0].warnings == ()
    age(pair, 61)
    assert "uses the yearly key" in sharing.share(pair.ana, [made.ref], ["Ben"])[0].warnings[0]


def test_a_vault_made_with_a_clock_before_the_build_has_keys_that_others_can_use(tmp_path: Path) -> None:
    with vault_at(tmp_path / "old", Clock(BUILT - 4000 * DAY)) as vault:
        assert all(keyset.not_before == BUILT for keyset in stored.list_keysets(vault.con))
