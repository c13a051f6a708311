"""Nearby: two vaults through a real door on loopback, over TLS; who has no code, another door, a door that closes."""

import os
import re
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

import crypto
from app.actions.contacts import contact_cards
from app.actions.kernel.db import direct_db
from app.actions.mail import inbox
from app.actions.relays import network_policy, networks
from app.actions.relays.networks import Network, NetworkRule
from app.actions.rounds import nearby_exchange
from app.actions.rounds.nearby_exchange import GRACE, Guest, Host, NearbySession
from app.device import addresses
from app.errors import InputRefused, NotDeliveredYet, StorageFailed
from app.store.contacts import cards, statements
from app.store.mail import acknowledgements, outbox
from app.store.vault.open_vault import Vault
from sync.client import RelayTransport
from sync.errors import Refused, SyncError
from tests.actions.pairs import Pair, pair_at
from tests.actions.test_order import shared
from tests.vaults import Clock, vault_at

HOME = Network("02:00:5e:00:00:01", "192.0.2.1 wlan0")
SIZE = 2_500_000
_STEPS = 20


def here() -> Network:
    return HOME


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[Pair]:
    with pair_at(tmp_path) as pair:
        yield pair


@contextmanager
def strangers(folder: Path) -> Iterator[tuple[Vault, Vault]]:
    """Give two who never heard of each other."""
    with vault_at(folder / "host") as one, vault_at(folder / "guest") as other:
        contact_cards.set_my_card(one, "Heron")
        contact_cards.set_my_card(other, "Swift")
        yield one, other


@contextmanager
def door(vault: Vault) -> Iterator[Host]:
    with closing(nearby_exchange.open_door(vault, direct_db(vault), "127.0.0.1", network=here)) as host:
        yield host


@contextmanager
def walking(vault: Vault, code: str) -> Iterator[Guest]:
    guest = nearby_exchange.visit(vault, direct_db(vault), code, here)
    try:
        yield guest
    finally:
        guest.leave()


def meet(host: Host, guest: Guest) -> None:
    """Let both do steps until the guest has everything."""
    for _ in range(_STEPS):
        done = guest.step()
        host.step()
        if done:
            return
    raise AssertionError("they do not come to an end")


def visited(host_vault: Vault, guest_vault: Vault) -> tuple[Host, Guest]:
    """Let one open a door, the other walk in, and close it; return how both stood."""
    with door(host_vault) as host, walking(guest_vault, " ".join(host.code)) as guest:
        meet(host, guest)
    return host, guest


def invite_of(host: Host) -> crypto.NearbyInvite:
    """Return the secret, the address and the port that the host's code says."""
    return crypto.NearbyInvite.read(" ".join(host.code))


def is_listening(port: int) -> bool:
    with socket.socket() as asked:
        return asked.connect_ex(("127.0.0.1", port)) == 0


def lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def states(vault: Vault) -> list[str]:
    return [delivery.state for delivery in outbox.deliveries(vault.con)]


def test_what_waits_goes_both_ways_with_its_files_is_confirmed_at_once_and_then_nothing_is_left(
    pair: Pair, tmp_path: Path
) -> None:
    report, back = shared(pair, tmp_path, SIZE), Pair(pair.ben, pair.ana, pair.clock, pair.ana_there, pair.ben_here)
    (tmp_path / "back").mkdir()
    answer = shared(back, tmp_path / "back", 300_000)
    host, guest = visited(pair.ana, pair.ben)
    assert states(pair.ana) == states(pair.ben) == ["delivered"]
    assert [(side.tally.acknowledged, side.tally.received) for side in (host, guest)] == [(1, 1), (1, 1)]
    assert host.is_over and not host.others and not (host.is_new or guest.is_new)
    assert inbox.accept(pair.ben, report)[0].added and inbox.accept(pair.ana, answer)[0].added
    assert not is_listening(invite_of(host).port) and not lives(host.pid) and not host.is_open
    for vault in (pair.ana, pair.ben):
        assert vault.con.execute("SELECT count(*) FROM sealed").fetchone() == (0,)
        assert not (vault.folder / "door").exists() and contact_cards.my_card(vault).mailboxes == ()


def test_it_ends_by_itself_when_its_time_is_over(pair: Pair) -> None:
    standing = NearbySession(pair.ana, "127.0.0.1", 0.1 - GRACE)
    end = time.monotonic() + 10
    while standing.stands and time.monotonic() < end:
        time.sleep(0.01)
    assert not standing.stands and not is_listening(standing.door.port)
    assert not (pair.ana.folder / "door").exists()
    standing.close()


def test_two_who_never_met_have_each_others_cards_and_compare_their_numbers(tmp_path: Path) -> None:
    with strangers(tmp_path) as (one, other):
        host, guest = visited(one, other)
        assert host.contact and guest.contact and host.is_new and guest.is_new
        assert (host.contact.record.title, guest.contact.record.title) == ("Swift", "Heron")
        assert host.contact.state == guest.contact.state == "new"
        assert contact_cards.safety_number(one, host.contact) == contact_cards.safety_number(other, guest.contact)


def test_with_another_pin_nothing_is_sent_and_a_stranger_gets_in_by_nothing(pair: Pair, tmp_path: Path) -> None:
    """Somebody who found the port, and even knows the relay's key, as whoever asks it for its descriptor does."""
    shared(pair, tmp_path, 0)
    with door(pair.ben) as host:
        at, keys = invite_of(host), crypto.door_keys(invite_of(host).secret)
        other = crypto.NearbyInvite(bytes(16), at.address, at.port)
        with pytest.raises(NotDeliveredYet, match="this address belongs to another relay"):
            nearby_exchange.visit(pair.ana, direct_db(pair.ana), " ".join(other.code), here)
        url = f"https://{at.address}:{at.port}"
        with closing(RelayTransport(url, keys.relay_pk, crypto.SigningKey.generate())) as stranger:
            for invite in (bytes(16), os.urandom(16), keys.invites[:16]):  # the last is used
                with pytest.raises(SyncError):
                    stranger.create_mailbox(invite)
            with pytest.raises(Refused, match="no such mailbox"):
                list(stranger.arrivals())
        host.step()
        assert host.contact is None and host.others == 0 and host.is_open
    assert states(pair.ana) == ["queued"]


def test_who_comes_second_with_the_same_code_is_told_of_and_not_let_in(pair: Pair, tmp_path: Path) -> None:
    with vault_at(tmp_path / "eve") as eve, door(pair.ana) as host:
        code = " ".join(host.code)
        with walking(pair.ben, code) as guest:
            guest.step()
            host.step()
            with walking(eve, code) as second:
                second.step()
                host.step()
            assert host.others == 1
            assert host.contact is not None and host.contact.record.title == "Ben"
        assert "Eve" not in [contact.record.title for contact in contact_cards.list_contacts(pair.ana)]


def test_a_door_that_closes_in_the_middle_loses_nothing_and_the_next_one_delivers(pair: Pair, tmp_path: Path) -> None:
    report = shared(pair, tmp_path, SIZE)
    with door(pair.ben) as host, walking(pair.ana, " ".join(host.code)) as guest:
        guest.step()
        host.step()
        guest.step()  # it puts the report
        host.close()
        with pytest.raises(NotDeliveredYet, match="does not answer"):
            guest.step()
    assert states(pair.ana)[0] in outbox.HELD and inbox.list_reports(pair.ben) == []
    visited(pair.ben, pair.ana)
    assert states(pair.ana) == ["delivered"]
    assert [came.arrived.report.hex() for came in inbox.list_reports(pair.ben)] == [report]


def test_a_persons_rule_for_a_network_and_a_pause_hold(pair: Pair) -> None:
    networks.set_rule(pair.ana, HOME, NetworkRule("never"))
    for act in (
        lambda: nearby_exchange.open_door(pair.ana, direct_db(pair.ana), "127.0.0.1", network=here),
        lambda: nearby_exchange.visit(
            pair.ana, direct_db(pair.ana), " ".join(crypto.NearbyInvite(bytes(16), "127.0.0.1", 9).code), here
        ),
    ):
        with pytest.raises(NotDeliveredYet, match="you chose that Amparo never connects on this network"):
            act()
    networks.set_rule(pair.ana, HOME, NetworkRule("text", metered=True, budget=1))
    assert network_policy.decide_nearby_session(pair.ana, HOME).why is None
    network_policy.pause(pair.ana, None)
    assert network_policy.decide_nearby_session(pair.ana, HOME).rule == "pause"
    assert not (pair.ana.folder / "door").exists()


@pytest.mark.parametrize("host", ["198.51.100.7", "0.0.0.0", "8.8.8.8", "example.org", "::1", "100.64.0.1"])
def test_no_address_that_the_world_reaches_is_opened_or_visited(pair: Pair, host: str) -> None:
    assert not addresses.is_around(host)
    with pytest.raises(InputRefused, match=rf"{re.escape(host)} is not an address of a local network"):
        nearby_exchange.open_door(pair.ana, direct_db(pair.ana), host, network=here)
    if host[0].isdigit():
        with pytest.raises(InputRefused, match=rf"{re.escape(host)} is not an address of a local network"):
            nearby_exchange.visit(
                pair.ana, direct_db(pair.ana), " ".join(crypto.NearbyInvite(bytes(16), host, 443).code), here
            )


@pytest.mark.parametrize("change", [lambda c: c[:-1], lambda c: c + "0", lambda c: "9" * 60, lambda c: ""])
def test_what_is_no_code_is_said_so(pair: Pair, change: Callable[[str], str]) -> None:
    code = "".join(crypto.NearbyInvite(bytes(range(16)), "10.0.0.7", 40_000).code)
    with pytest.raises(InputRefused, match="not the code of a nearby session"):
        nearby_exchange.visit(pair.ana, direct_db(pair.ana), change(code), here)


def test_an_address_that_is_not_ours_cannot_be_opened(tmp_path: Path) -> None:
    with vault_at(tmp_path / "vault", Clock()) as vault, pytest.raises(StorageFailed, match="could not start"):
        nearby_exchange.open_door(vault, direct_db(vault), "10.255.255.1", network=here)


def test_the_addresses_of_this_machine_are_around_it_and_not_its_own_loopback() -> None:
    assert all(
        addresses.is_around(one.host) and not one.host.startswith("127.") for one in addresses.list_local_addresses()
    )


def test_a_word_that_nobody_fetched_before_the_door_closed_is_said_again(pair: Pair, tmp_path: Path) -> None:
    """And while the door is open it is not said in every step."""
    acknowledgements.hear(pair.ana.con, pair.ben_here.id, b"r" * 16)
    cards.miss(pair.ana.con, pair.ben_here.id)
    end = crypto.revoke(crypto.SigningKey.generate()).file
    statements.pass_on(pair.ana.con, end, [pair.ben_here.id], pair.ana.now())
    with door(pair.ben) as host, walking(pair.ana, " ".join(host.code)) as guest:
        guest.step()
        host.step()
        moved = [0]
        for _ in range(4):
            guest.step()
            moved.append(guest._way.moved)
        assert moved[1] == moved[-1] == 1  # the same word, once
    assert acknowledgements.pending_acknowledgements(pair.ana.con, pair.ben_here.id) == [
        b"r" * 16
    ] and cards.has_missed_message(pair.ana.con, pair.ben_here.id)
    assert statements.pending_key_statements(pair.ana.con, pair.ben_here.id, pair.ana.now())[1]


def test_what_both_said_comes_to_an_end_and_the_last_word_is_heard(pair: Pair, tmp_path: Path) -> None:
    report = shared(pair, tmp_path, 0)
    host, guest = visited(pair.ana, pair.ben)
    inbox.accept(pair.ben, report)
    host, guest = visited(pair.ana, pair.ben)
    assert states(pair.ana) == ["accepted"]
    assert pair.ben.con.execute("SELECT ack_seen FROM arrived").fetchall() == [(1,)]
    assert host.tally.sent == guest.tally.sent == 1
