"""A report whose letter left and whose files did not: said in its state, at each relay, in its journey and in lists."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.actions.mail import delivery_history, delivery_status
from app.actions.mail.delivery_status import DeliveryState
from app.actions.relays import networks
from app.actions.relays.networks import TEXT, Network, NetworkRule
from app.actions.rounds import exchange, sticks
from app.cli.exchange import _place, _row, _step
from app.gui.delivery import delivery_query
from app.gui.style.text import Text
from app.store.vault.open_vault import Vault
from tests.actions.field import Field, field_of, reach
from tests.actions.pairs import Pair

TR = Text("en")
HOME = Network("02:00:5e:00:00:01", "192.0.2.1 wlan0", leads_out=True)
DAY = 86_400
FILM = b"a truck at the gate, " * 4000
RULE = "you chose that only text is sent over this network"


@pytest.fixture
def field(pair: Pair, tmp_path: Path) -> Iterator[Field]:
    with field_of(pair, tmp_path) as field:
        yield field


def go(vault: Vault) -> None:
    exchange.sync(vault, reach=reach, network=lambda: HOME)


def state(vault: Vault) -> DeliveryState:
    (found,) = delivery_status.list_delivery_states(vault, delivery_history.list_journeys(vault), HOME)
    return found


def said(vault: Vault) -> tuple[str, str]:
    return str(state(vault).words), str(state(vault).why)


def steps(vault: Vault) -> list[tuple[str, int]]:
    (journey,) = delivery_history.list_journeys(vault)
    return [(step.what, step.files) for step in delivery_history.steps(vault, journey)]


def test_what_a_rule_keeps_here_is_said_everywhere(field: Field) -> None:
    ana = field.pair.ana
    networks.set_rule(ana, HOME, NetworkRule(TEXT))
    report = field.share(FILM)
    go(ana)
    assert said(ana) == ("Text on 2 of 2 relays, files still on this computer", RULE)
    carrier, _ = field.carrying()
    held = {place.name: str(place.holds) for place in state(ana).places}
    assert held.pop(carrier.url) == "the text. Its files are still on this computer"
    assert list(held.values()) == ["the text, without its files"]
    assert all(place.since for place in state(ana).places), "what the journey has a receipt for is there"
    assert steps(ana) == [("queued", 0), ("sealed", 0), ("placed", 0), ("placed", 0), ("files-here", 1)]
    # The same in a list, on its page, and for programs.
    (row,) = delivery_query.listing(ana, TR, "waiting", HOME).rows
    assert row.states[0][1] == f"Text on 2 of 2 relays, files still on this computer: {RULE}"
    page = delivery_query.delivery(ana, TR, report, HOME)
    assert page.people[0].second.startswith(row.states[0][1])
    assert (page.stations[1].title, page.stations[1].text) == ("2 of 2 relays", f"Files still on this computer: {RULE}")
    assert page.stations[1].part < 1 and page.way[-1].title == "1 file still on this computer"
    there = {line.title: line for line in page.places}
    assert there[carrier.url].second.startswith("the text. Its files are still on this computer · since ")
    (journey,) = delivery_history.list_journeys(ana)
    told = _row(journey, state(ana))
    assert (told["says"], told["why"], told["relays"], told["files"]) == (said(ana)[0], RULE, "2/2", "0/1")
    assert _step(delivery_history.steps(ana, journey)[-1])["files"] == 1
    assert {_place(place)["holds"] for place in state(ana).places} == {
        "the text. Its files are still on this computer", "the text, without its files",
    }  # fmt: skip
    networks.set_rule(ana, HOME, NetworkRule())
    go(ana)
    assert said(ana) == ("On 2 of 2 relays", "")
    assert steps(ana) == [("queued", 0), ("sealed", 0), ("placed", 0), ("placed", 0), ("files", 1)]
    assert delivery_query.delivery(ana, TR, report, HOME).way[-1].title == f"1 file stored by {carrier.url}"
    assert _row(journey, state(ana))["files"] == "1/1"


def test_files_drawn_for_a_dead_relay_are_here_until_another_takes_them(field: Field) -> None:
    ana, (one, two) = field.pair.ana, field.ways
    report = field.share(FILM)
    field.drawn(two)
    two.die()
    go(ana)
    assert said(ana) == ("Text on 1 of 2 relays, files still on this computer", "the relay does not answer")
    there = {line.title: line.second for line in delivery_query.delivery(ana, TR, report, HOME).places}
    assert there[one.url].startswith("the text, without its files · stored there since ")
    assert there[two.url].startswith("the relay does not answer · tried 1 time")
    for _ in range(4):
        field.pair.clock.now += DAY
        go(ana)
    assert field.carrying()[0] is one and said(ana) == ("On 1 of 2 relays", "the relay does not answer")
    assert ("files", 1) in steps(ana)


def test_how_much_of_a_file_a_relay_took_is_known(field: Field) -> None:
    ana = field.pair.ana
    networks.set_rule(ana, HOME, NetworkRule(budget=2_700_000))
    field.share(os.urandom(4_000_000))
    go(ana)
    words, why = said(ana)
    assert words.startswith("Text on 2 of 2 relays, ") and words.endswith(" % of its files")
    assert 20 < int(words.split(", ")[1].split(" ")[0]) < 90
    assert why == "you reached the data limit of this network for today"
    (holds,) = {str(place.holds) for place in state(ana).places if place.carries}
    assert holds == "the text and a part of its files"


def test_of_files_for_two_relays_it_is_said_on_how_many_they_are(field: Field) -> None:
    ana, (_, two) = field.pair.ana, field.ways
    field.share(FILM, file_relays=2)
    two.swallows = lambda method, path, body: None
    two.says = lambda said: None if "/uploads" in said.path else said
    go(ana)
    assert said(ana)[0] == "Text on 1 of 2 relays, files on 1 of 2"
    two.live()
    field.pair.clock.now += DAY
    go(ana)
    assert said(ana) == ("On 2 of 2 relays", "")


def test_a_stick_has_all_of_it(field: Field, tmp_path: Path) -> None:
    ana = field.pair.ana
    networks.set_rule(ana, HOME, NetworkRule(TEXT))
    field.share(FILM)
    go(ana)
    (tmp_path / "stick").mkdir()
    sticks.write(ana, tmp_path / "stick")
    assert said(ana) == ("Text on 2 of 2 relays, complete on a USB stick", RULE)
