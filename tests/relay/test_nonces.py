"""What a relay remembers of signed requests: bounded, never forgotten in time, and nothing of who is not let in."""

import os
from pathlib import Path

import pytest

from crypto.relay import MailboxRequest, SigningKey
from sync.relay.engine.place import Engine
from sync.relay.errors import Refusal
from sync.relay.request import WINDOW, Nonces
from sync.relay.server import application
from tests.relay import live
from tests.relay.engines import both_stores
from tests.relay.peer import Hand
from tests.relay.test_hostile import Door

NOW = 1_800_000_000


def filled(nonces: Nonces, mailbox: bytes, most: int = 1000) -> int:
    """Ask for a mailbox until it is refused; return how often it was let in."""
    for count in range(most):
        try:
            nonces.add(os.urandom(16), NOW, mailbox)
        except Refusal as refusal:
            assert refusal.status == 503
            return count
    return most


def test_what_is_full_refuses_new_keys_and_who_asks_much_and_nobody_who_asks_little() -> None:
    nonces = Nonces(most=100, reserve=5)
    assert filled(nonces, Nonces.NEW) == 50
    assert filled(nonces, b"much") == 5 + 25
    for number in range(100):
        filled(nonces, b"%d" % number)
    assert filled(nonces, Nonces.NEW) == 0
    assert filled(nonces, b"much") == 0
    assert [filled(nonces, b"little %d" % number) for number in range(3)] == [5, 5, 5]
    assert nonces.count == 100 + 5 * 104


def test_none_is_forgotten_before_its_time_and_all_make_room_after_it() -> None:
    nonces = Nonces(most=100, reserve=5)
    filled(nonces, b"much")
    nonces.add(bytes(16), NOW, b"little")
    for later in (0, 1, 59):
        nonces.forget(NOW + later)
        assert nonces.seen(bytes(16), NOW)
    nonces.forget(NOW + 60)
    assert nonces.count == 0
    assert filled(nonces, b"much") == 5 + 50


def test_one_mailbox_that_asks_without_end_shuts_out_no_other() -> None:
    door = Door(burst=10_000, nonces=Nonces(most=20, reserve=3))
    other = SigningKey(bytes([1]) * 32)
    said = [door.ask(number) for number in range(20)]
    assert said == [200] * 13 + [503] * 7
    assert door.ask(100, other) == 200
    assert [door.ask(number) for number in range(13)] == [401] * 13, "what was let in is good once"
    door.now += 3 * WINDOW
    assert door.ask(200) == 200 and door.keeper.nonces.count == 1


@pytest.mark.parametrize("back", [30, 300, 2 * WINDOW, 2 * WINDOW + 1, 86_400])
def test_a_clock_that_is_set_back_makes_no_request_good_again(back: int) -> None:
    door = Door()
    door.now += 5000
    signed = {number: int(door.now) + number - WINDOW for number in range(0, 2 * WINDOW, 100)}
    assert {door.ask(number, time=time) for number, time in signed.items()} == {200}
    for step in (1300, -back, back):
        door.now += step
        assert door.ask(10**6 + step) == 200
        assert {door.ask(number, time=time) for number, time in signed.items()} == {401}


def test_a_clock_that_was_far_ahead_leaves_room_to_all() -> None:
    door = Door(burst=10_000, nonces=Nonces(most=10, reserve=0))
    door.now += 365 * 86_400
    assert [door.ask(number) for number in range(6)] == [200] * 5 + [503]
    door.now -= 365 * 86_400
    assert [door.ask(number) for number in range(10, 16)] == [200] * 5 + [503]


@both_stores
@pytest.mark.parametrize("invited", [False, True], ids=["without an invite", "by an invite that was never made"])
def test_a_relay_by_invitation_remembers_nothing_of_a_key_that_it_does_not_let_in(
    place: Path | Engine, invited: bool
) -> None:
    app = application(place, open_creation=False)
    relay = app.state.relay
    with live.served(app) as url:
        stranger = Hand(url, relay.keys.signing.public)  # who has no mailbox
        for number in range(3):
            stranger.key = SigningKey(number.to_bytes(32))
            body = MailboxRequest(stranger.key.public, bytes([invited]) * 16).pack()
            proof = stranger.proof("POST", "/v1/mailboxes", body)
            for good, status in ((proof, 403), (proof | {"Amparo-Signature": "0" * 128}, 401)):
                assert stranger.ask("POST", "/v1/mailboxes", body, good)[0] == status
    assert (relay.doorkeeper.nonces.count, relay.doorkeeper.buckets.count) == (0, 0)
