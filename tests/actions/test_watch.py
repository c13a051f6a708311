"""Rounds by themselves: when, on which networks, and what a log-in page changes."""

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.actions.relays import mailbox_registration, networks
from app.actions.relays.networks import Network, NetworkRule
from app.actions.rounds import exchange
from app.actions.rounds.sync_scheduler import ASLEEP, EVERY, LOGIN, LOOK, SETTLE, STEADY, Cadence, watch
from app.errors import InputRefused, NotDeliveredYet
from app.store.relays import known_relays
from app.store.vault.open_vault import Vault
from sync.exchange import Tally
from sync.relay.keys import load_certificate
from sync.relay.operator_commands import make_invite
from tests.relay import live
from tests.sync.bad_relay import Said, lying
from tests.vaults import Clock, vault_at

HEAD = "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT\n"
NEAR = "IP address       HW type     Flags       HW address            Mask     Device\n"
HOME, CAFE = Network("02:00:5e:00:00:01", "192.0.2.1 wlan0"), Network("02:00:5e:00:00:02", "192.0.2.1 wlan0")


class Ended(Exception):
    """The end of a test's time."""


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    with vault_at(tmp_path / "vault") as vault:
        yield vault


def lived(vault: Vault, seconds: float, network: Callable[[float], Network]) -> list[tuple[float, Tally]]:
    """Watch for so many seconds of a clock that `pause` turns; when each round was."""
    rounds: list[tuple[float, Tally]] = []
    clock = vault.clock
    assert isinstance(clock, Clock)
    start = clock.now

    def pause(wait: float) -> None:
        clock.now += wait
        if clock.now - start >= seconds:
            raise Ended

    with pytest.raises(Ended):
        watch(vault, pause, lambda tally: rounds.append((clock.now - start, tally)), lambda: network(clock.now - start))
    return rounds


def test_rounds_come_at_once_and_then_in_uneven_steps(vault: Vault) -> None:
    times = [at for at, _ in lived(vault, 100 * EVERY, lambda _: HOME)]
    steps = [b - a for a, b in itertools.pairwise(times)]
    assert times[0] == 0 and 70 < len(times) < 140
    assert all(EVERY / 2 <= step <= EVERY * 1.5 + LOOK for step in steps)
    assert len(set(steps)) > 10


def test_a_new_network_is_tried_soon_also_where_the_next_try_was_far_off(vault: Vault, tmp_path: Path) -> None:
    with live.relay(tmp_path / "relay", clock=vault.clock) as url:
        mailbox_registration.add(vault, url)
    vault.con.execute("UPDATE relay SET attempts = 12, not_before = ?", (vault.now() + 86_400,))
    port = int(url.rpartition(":")[2])
    with live.relay(tmp_path / "relay", clock=vault.clock, port=port):
        quiet = lived(vault, EVERY / 4, lambda _: Network())
        rounds = lived(vault, EVERY / 4, lambda at: HOME if at > 30 else Network())
    assert len(quiet) == 1
    assert rounds[1][0] - 30 <= SETTLE + 2 * LOOK and rounds[1][1].failures == []


def due_at(networks_: Callable[[float], Network], until: float, dice: float = 0.5) -> list[float]:
    """Return when rounds were due, looking every LOOK seconds."""
    cadence, found, at = Cadence(lambda: dice, HOME, EVERY), list[float](), 0.0
    while at < until:
        at += LOOK
        if cadence.look(networks_(at), LOOK):
            found.append(at)
            cadence.went(Tally())
    return found


def test_a_round_waits_until_a_network_stays_and_not_much_longer() -> None:
    flapping = due_at(lambda at: CAFE if int(at / LOOK) % 2 else HOME, 60)
    assert flapping == []
    for dice in (0.0, 0.999):
        (first, *_) = due_at(lambda at: HOME if at < 20 else CAFE, 60, dice)
        assert STEADY <= first - 20 <= SETTLE + LOOK


def test_a_machine_that_slept_looks_soon_at_the_same_network_too() -> None:
    cadence = Cadence(lambda: 0.5, HOME, EVERY)
    cadence.went(Tally())
    assert not cadence.anew and not cadence.look(HOME, ASLEEP) and cadence.anew
    assert [cadence.look(HOME, LOOK) for _ in range(5)][-1]


def test_a_clock_that_is_set_back_stops_nothing(vault: Vault) -> None:
    clock = vault.clock
    assert isinstance(clock, Clock)
    waits, times = [0], list[int]()

    def pause(wait: float) -> None:
        waits[0] += 1
        clock.now -= 3600
        if waits[0] * LOOK > 4 * EVERY:
            raise Ended

    with pytest.raises(Ended):
        watch(vault, pause, lambda _: times.append(waits[0]), lambda: HOME)
    assert len(times) >= 3


def test_the_same_network_known_better_is_no_new_one() -> None:
    vague = Network(HOME.way, HOME.way)
    assert not HOME.left_for(vague) and not vague.left_for(HOME)
    assert HOME.left_for(CAFE) and HOME.left_for(Network()) and Network().left_for(vague)


def test_a_log_in_page_is_tried_again_soon_and_is_no_fault_of_the_relay(vault: Vault, tmp_path: Path) -> None:
    data, open_now = tmp_path / "relay", [False]
    with live.guarded(data, clock=vault.clock) as url:

        def portal(said: Said) -> Said:
            return said if open_now[0] else said.but(status=302, body=b"", headers={"content-length": "0"})

        with lying(url, portal, load_certificate(data)) as gate:
            with pytest.raises(Exception, match="If this network has a sign-in page"):
                mailbox_registration.add(vault, gate, invite=make_invite(data, clock=vault.clock))
            open_now[0] = True
            assert exchange.sync(vault).failures == []
            open_now[0] = False
            rounds = lived(vault, 10 * LOGIN, lambda _: CAFE)
            assert len(rounds) >= 6 and all(tally.login_first for _, tally in rounds)
            open_now[0] = True
            (_, tally), *_ = lived(vault, LOOK, lambda _: CAFE)
            assert tally.failures == []


def test_somebody_in_between_is_told_from_a_relay_that_is_down(vault: Vault, tmp_path: Path) -> None:
    data = tmp_path / "relay"
    with live.guarded(data, clock=vault.clock) as url:
        mailbox_registration.add(vault, url, invite=make_invite(data, clock=vault.clock))
    down = exchange.sync(vault)
    assert down.failures != [] and not down.in_between
    (tmp_path / "other").mkdir()
    shown = load_certificate(tmp_path / "other")
    with live.guarded(data, clock=vault.clock) as real, lying(real, lambda said: said, shown) as false:
        vault.con.execute("UPDATE relay SET url = ?", (false,))
        tally = exchange.sync(vault)
    assert tally.in_between and "another person might read this connection" in tally.failures[0]


# Rules of networks.


def test_never_and_asked_hold_on_their_network_alone(vault: Vault) -> None:
    networks.set_rule(vault, CAFE, NetworkRule("never"))
    for asked in (True, False):
        tally = exchange.sync(vault, asked=asked, network=lambda: CAFE)
        assert tally.failures == ["you chose that Amparo never connects on this network"]
        assert exchange.sync(vault, asked=asked, network=lambda: HOME).failures == []
    networks.set_rule(vault, CAFE, NetworkRule("asked"))
    assert exchange.sync(vault, asked=True, network=lambda: CAFE).failures == []
    assert exchange.sync(vault, asked=False, network=lambda: CAFE).failures != []
    networks.set_rule(vault, CAFE, NetworkRule("always"))
    assert networks.rules(vault) == {} and exchange.sync(vault, asked=False, network=lambda: CAFE).failures == []


def test_who_comes_onto_a_network_that_is_ruled_out_in_the_middle_of_a_round_visits_no_more(
    vault: Vault, tmp_path: Path
) -> None:
    with (
        live.relay(tmp_path / "a", clock=vault.clock) as first,
        live.relay(tmp_path / "b", clock=vault.clock) as second,
    ):
        for url in (first, second):
            mailbox_registration.add(vault, url, network=lambda: HOME)
        networks.set_rule(vault, CAFE, NetworkRule("never"))
        way = itertools.chain([HOME, HOME], itertools.repeat(CAFE))
        tally = exchange.sync(vault, network=lambda: next(way))
        assert tally.failures == ["you chose that Amparo never connects on this network"]
        assert len([row for row in known_relays.list_relays(vault.con) if row.last_ok]) == 1


def test_a_relay_is_not_added_over_a_network_that_is_ruled_out_but_later(vault: Vault, tmp_path: Path) -> None:
    networks.set_rule(vault, CAFE, NetworkRule("never"))
    with live.relay(tmp_path / "a", clock=vault.clock) as url:
        with pytest.raises(NotDeliveredYet, match=r"you chose that Amparo never connects on this network\.$") as told:
            mailbox_registration.add(vault, url, network=lambda: CAFE)
        assert told.value.hint == "Saved. Amparo tries again at the next connection."
        assert known_relays.list_relays(vault.con) == [] and known_relays.wishes(vault.con) == [(url, "")]
        assert exchange.sync(vault, network=lambda: HOME).failures == []
        assert [row.url for row in known_relays.list_relays(vault.con)] == [url]


def test_a_network_that_may_be_one_that_is_ruled_out_is_not_used_until_it_is_known(vault: Vault) -> None:
    networks.set_rule(vault, CAFE, NetworkRule("never"))
    networks.set_rule(vault, HOME, NetworkRule("asked"))
    assert networks.rule_of(vault, Network(CAFE.way, CAFE.way)).mode == "never"
    assert networks.rule_of(vault, HOME).mode == "asked"
    assert networks.rule_of(vault, Network("198.51.100.1 wlan0", "198.51.100.1 wlan0")).mode == "always"
    assert networks.rule_of(vault, Network()).mode == "always"


def test_a_rule_needs_a_network_and_a_word_that_is_one(vault: Vault) -> None:
    with pytest.raises(InputRefused, match="no name"):
        networks.set_rule(vault, Network(), NetworkRule("never"))
    with pytest.raises(InputRefused, match="no rule"):
        networks.set_rule(vault, HOME, NetworkRule("often"))
    with pytest.raises(InputRefused, match="does not know this network"):  # it would not hold once it is known
        networks.set_rule(vault, Network(HOME.way, HOME.way), NetworkRule("never"))
    networks.set_rule(vault, Network("tun0", "tun0"), NetworkRule("never"))
    assert networks.list_network_rules(vault) == [(Network("tun0", "tun0"), NetworkRule("never"))]


@pytest.mark.parametrize(
    ("routes", "near", "network"),
    [
        ("", "", Network()),
        ("wlan0\t000200C0\t00000000\t0001\t0\t0\t600\t00FFFFFF\t0\t0\t0\n", "", Network()),
        ("wlan0\t00000000\t010200C0\t0003\t0\t0\t600\t00000000\t0\t0\t0\n", "", Network(HOME.way, HOME.way)),
        (
            "wlan0\t00000000\t010200C0\t0003\t0\t0\t600\t00000000\t0\t0\t0\n",
            "192.0.2.1        0x1         0x0         00:00:00:00:00:00     *        wlan0\n",
            Network(HOME.way, HOME.way),
        ),
        (
            "eth0\t00000000\t016433C6\t0003\t0\t0\t700\t00000000\t0\t0\t0\n"
            "wlan0\t00000000\t010200C0\t0003\t0\t0\t600\t00000000\t0\t0\t0\n",
            "192.0.2.1        0x1         0x2         02:00:5e:00:00:09     *        eth0\n"
            "192.0.2.1        0x1         0x2         02:00:5e:00:00:01     *        wlan0\n",
            HOME,
        ),
        ("tun0\t00000000\t00000000\t0001\t0\t0\t50\t00000000\t0\t0\t0\n", "", Network("tun0", "tun0")),
    ],
)
def test_a_network_is_named_by_what_leads_out(tmp_path: Path, routes: str, near: str, network: Network) -> None:
    (tmp_path / "route").write_text(HEAD + routes)
    (tmp_path / "arp").write_text(NEAR + near)
    assert networks.read_current_network(tmp_path) == network


def test_where_the_system_does_not_say_there_is_no_name(tmp_path: Path) -> None:
    assert (
        networks.read_current_network(tmp_path) == Network()
        and networks.read_current_network(tmp_path).leads_out is None
    )


def test_it_is_known_that_nothing_leads_out(tmp_path: Path) -> None:
    (tmp_path / "route").write_text(HEAD)
    (tmp_path / "arp").write_text(NEAR)
    zeros, lo = "0" * 32, "0" * 32 + " 00 " + "0" * 32 + " 00 " + "0" * 32 + " ffffffff 1 0 200200 lo\n"
    assert networks.read_current_network(tmp_path).leads_out is False
    (tmp_path / "ipv6_route").write_text(lo)
    assert networks.read_current_network(tmp_path).leads_out is False
    (tmp_path / "ipv6_route").write_text(lo + f"{zeros} 00 {zeros} 00 fe80{'0' * 27}1 00000064 1 0 3 wlan0\n")
    assert networks.read_current_network(tmp_path).leads_out is True
