"""What may go over a connection now, and if not, why and until when; and that rounds keep to it."""

import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from app.actions.kernel import records
from app.actions.mail import inbox, sharing
from app.actions.records import evidence
from app.actions.relays import mailbox_registration, network_policy, networks
from app.actions.relays.networks import Network, NetworkRule
from app.actions.rounds import exchange
from app.errors import InputRefused
from app.store.relays import traffic
from app.store.vault.open_vault import Vault
from tests.actions.pairs import Pair, know, pair_at
from tests.relay import live
from tests.vaults import Clock, vault_at

HOME = Network("02:00:5e:00:00:01", "192.0.2.1 wlan0")
METERED = Network(HOME.name, HOME.way, metered=True)
VAGUE = Network(HOME.way, HOME.way)
FILE = 1 << 20


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    with vault_at(tmp_path / "vault", Clock(local(2027, 1, 15, 13))) as vault:
        yield vault


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[Pair]:
    with pair_at(tmp_path) as pair:
        yield pair


def local(*moment: int) -> int:
    return int(datetime(*moment).astimezone().timestamp())  # type: ignore[arg-type]


def said(vault: Vault, network: Network = HOME, asked: bool = False) -> tuple[str, str]:
    """Return the rules that keep letters and files back."""
    return network_policy.decide_traffic(vault, network, asked).rule, network_policy.decide_traffic(
        vault, network, asked, FILE
    ).rule


@pytest.mark.parametrize(
    ("rule", "by_itself", "when_asked"),
    [
        (NetworkRule(), ("", ""), ("", "")),
        (NetworkRule("text"), ("", "text"), ("", "text")),
        (NetworkRule("ask"), ("ask", "ask"), ("", "")),
        (NetworkRule("asked"), ("asked", "asked"), ("", "")),
        (NetworkRule("never"), ("never", "never"), ("never", "never")),
        (NetworkRule(metered=True), ("", "metered"), ("", "metered")),
        (NetworkRule(hours=(14 * 60, 15 * 60)), ("hours", "hours"), ("", "")),
        (NetworkRule(hours=(13 * 60, 14 * 60)), ("", ""), ("", "")),
        (NetworkRule(hours=(22 * 60, 14 * 60)), ("", ""), ("", "")),
        (NetworkRule(hours=(22 * 60, 13 * 60)), ("hours", "hours"), ("", "")),
        (NetworkRule(budget=FILE), ("", "budget"), ("", "budget")),
        (NetworkRule("never", metered=True, hours=(0, 1), budget=1), ("never", "never"), ("never", "never")),
    ],
)
def test_each_rule_keeps_back_what_it_says(
    vault: Vault, rule: NetworkRule, by_itself: tuple[str, str], when_asked: tuple[str, str]
) -> None:
    networks.set_rule(vault, HOME, rule)
    assert said(vault) == by_itself
    assert said(vault, asked=True) == when_asked
    assert said(vault, Network()) == ("", "")
    assert said(vault, VAGUE) == by_itself  # it may be that one


def test_a_person_knows_better_than_the_system_whether_it_is_metered(vault: Vault) -> None:
    assert said(vault, METERED) == ("", "metered")
    networks.set_rule(vault, HOME, NetworkRule(metered=False))
    assert said(vault, METERED) == ("", "")


def test_what_goes_when_one_asks_is_not_said_to_be_ruled_out(vault: Vault) -> None:
    networks.set_rule(vault, HOME, NetworkRule("asked"))
    assert str(network_policy.decide_traffic(vault, HOME, False).why) == (
        "on this network, Amparo connects only when you ask"
    )


def test_a_day_that_is_less_than_a_piece_of_a_file_is_not_said_to_be_used_up_until_midnight(vault: Vault) -> None:
    networks.set_rule(vault, HOME, NetworkRule(budget=FILE))
    held = network_policy.decide_traffic(vault, HOME, True, FILE)
    assert (
        str(held.why) == "files wait: the data limit of this network for a day is too small for a file"
        and held.until is None
    )
    networks.set_rule(vault, HOME, NetworkRule(budget=FILE + 1))
    assert network_policy.decide_traffic(vault, HOME, True, FILE).why is None


def test_it_is_said_until_when(vault: Vault) -> None:
    networks.set_rule(vault, HOME, NetworkRule(hours=(22 * 60, 5 * 60)))
    assert network_policy.decide_traffic(vault, HOME, False).until == local(2027, 1, 15, 22)
    networks.set_rule(vault, HOME, NetworkRule(hours=(8 * 60, 9 * 60)))
    assert network_policy.decide_traffic(vault, HOME, False).until == local(2027, 1, 16, 8)
    networks.set_rule(vault, HOME, NetworkRule(budget=10))
    traffic.add(vault.con, HOME.name, datetime(2027, 1, 15).toordinal(), 6, 5)
    assert network_policy.decide_traffic(vault, HOME, False).until == local(2027, 1, 16)
    network_policy.pause(vault, 5)
    assert network_policy.decide_traffic(vault, HOME, True) == network_policy.Verdict(
        "pause", network_policy.decide_traffic(vault, HOME, True).why, local(2027, 1, 15, 18)
    )


def test_a_pause_ends_by_itself_or_by_a_word(vault: Vault) -> None:
    clock = vault.clock
    assert isinstance(clock, Clock)
    network_policy.pause(vault, 2)
    assert said(vault, asked=True) == ("pause", "pause")
    clock.now += 2 * 3600
    assert network_policy.read_pause_end(vault) is None and said(vault) == ("", "")
    network_policy.pause(vault, None)
    clock.now += 365 * 86_400
    assert (
        network_policy.decide_traffic(vault, HOME, True).rule == "pause"
        and network_policy.decide_traffic(vault, HOME, True).until is None
    )
    network_policy.go_on(vault)
    assert said(vault) == ("", "")
    for hours in (0, -1, float("nan"), 1e9):
        with pytest.raises(InputRefused, match="A pause has more than 0"):
            network_policy.pause(vault, hours)


def test_a_day_is_counted_up_and_down_where_there_is_a_budget_and_forgotten_the_next(
    vault: Vault, tmp_path: Path
) -> None:
    clock = vault.clock
    assert isinstance(clock, Clock)
    with live.relay(tmp_path / "relay", clock=vault.clock) as url:
        mailbox_registration.add(vault, url, network=lambda: HOME)
        exchange.sync(vault, network=lambda: HOME)
        assert vault.con.execute("SELECT count(*) FROM traffic").fetchone() == (0,)
        networks.set_rule(vault, HOME, NetworkRule(budget=1_000_000))
        exchange.sync(vault, network=lambda: HOME)
        up, down = network_policy.read_used_bytes(vault, HOME)
        assert 400 <= up < 5_000 and 8_000 < down < 20_000  # a page of the log has 8 KiB
        networks.set_rule(vault, HOME, NetworkRule(budget=up + down))
        tally = exchange.sync(vault, network=lambda: HOME)
        assert tally.ruled_out and tally.failures == ["you reached the data limit of this network for today"]
        clock.now += 86_400
        assert (
            network_policy.read_used_bytes(vault, HOME) == (0, 0)
            and not exchange.sync(vault, network=lambda: HOME).ruled_out
        )
        assert vault.con.execute("SELECT count(*) FROM traffic").fetchone() == (1,)


def with_a_film(pair: Pair, folder: Path, size: int = 2 * FILE) -> str:
    """Let Ana share an incident with a film, and return the report's id."""
    event, _ = records.add(pair.ana, "event", {"title": "On film"})
    film = folder / "film.mp4"
    film.write_bytes(os.urandom(size))
    evidence.add(pair.ana, film, event.ref)
    return sharing.share(pair.ana, [event.ref], [pair.ben_here.ref], "internal")[0].report.hex()


def test_over_a_metered_network_goes_text_and_the_film_over_the_next(pair: Pair, tmp_path: Path) -> None:
    with live.relay(tmp_path / "relay", clock=pair.clock) as url:
        mailbox_registration.add(pair.ben, url)
        know(pair.ana, pair.ben)  # the new card
        report = with_a_film(pair, tmp_path)
        tally = exchange.sync(pair.ana, network=lambda: METERED)
        assert tally.failures == []
        assert [str(why) for why in tally.held] == ["files wait: data costs money on this connection"]
        exchange.sync(pair.ben)
        assert inbox.look(pair.ben, report).arrived.state == "incomplete"
        assert exchange.sync(pair.ana, network=lambda: HOME).sent >= 1
        tally = exchange.sync(pair.ben, network=lambda: METERED)
        assert [str(why) for why in tally.held] == ["files wait: data costs money on this connection"]
        assert inbox.look(pair.ben, report).arrived.state == "incomplete"
        exchange.sync(pair.ben)
        assert inbox.look(pair.ben, report).arrived.state == "delivered"


def test_a_budget_ends_in_the_middle_of_a_film_and_it_goes_on_the_next_day(pair: Pair, tmp_path: Path) -> None:
    with live.relay(tmp_path / "relay", clock=pair.clock) as url:
        mailbox_registration.add(pair.ben, url)
        know(pair.ana, pair.ben)
        with_a_film(pair, tmp_path, 4 * FILE)
        networks.set_rule(pair.ana, HOME, NetworkRule(budget=2_500_000))
        tally = exchange.sync(pair.ana, network=lambda: HOME)
        assert [str(why) for why in tally.held] == ["you reached the data limit of this network for today"]
        assert 1_500_000 < sum(network_policy.read_used_bytes(pair.ana, HOME)) <= 2_500_000 + 20_000
        pair.clock.now += 86_000  # no day since it was placed: the receipt is not told yet
        networks.set_rule(pair.ana, HOME, NetworkRule(budget=4_000_000))
        assert exchange.sync(pair.ana, network=lambda: HOME).sent == 1
        assert sum(network_policy.read_used_bytes(pair.ana, HOME)) < 3_500_000  # what the relay has is not sent again
