"""What may go over which network, by keyboard; what the foot line says of it; and the question before anything goes."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from app.actions.relays import network_policy, networks
from app.actions.relays.networks import ALWAYS, ASK, TEXT, Network, NetworkRule
from app.gui.relays import networks_query as reading
from app.gui.relays.networks_view import hours_of
from app.gui.shell.rounds import network_of, progress_of
from app.gui.shell.routes import BlockedTraffic
from app.gui.shell.strip_view import Unfinished
from app.gui.start.program import Program
from app.gui.style.text import Text
from app.store.vault.open_vault import Vault
from sync.errors import LinkBroken
from sync.exchange import Tally
from tests.gui.hands import Hands, visible
from tests.gui.running import in_store, unlocked
from tests.gui.test_relays import HOME, opened
from tests.vaults import vault_at


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    with vault_at(tmp_path / "vault") as vault:
        yield vault


METERED = Network(HOME.name, HOME.way, metered=True)


def test_hours_a_limit_and_what_is_metered_are_kept_and_undone(qtbot: QtBot, program: Program) -> None:
    desk, hands = unlocked(qtbot, program), Hands(qtbot)
    view = opened(qtbot, desk)
    kept = lambda: in_store(program, lambda vault: networks.rule_of(vault, HOME))  # noqa: E731
    hours = view.controls["hours"]
    assert isinstance(hours, QLineEdit)
    hours.setFocus()
    hands.type("22 to 5")
    hands.press(Qt.Key.Key_Return)
    assert "Write the hours like this: 22:00-05:30" in hours.accessibleDescription() and kept() == NetworkRule()
    hours.clear()
    hands.type("22:00-5:30")
    hands.press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: kept() == NetworkRule(hours=(1320, 330)), timeout=10000)
    qtbot.waitUntil(lambda: hands.at is view.controls["hours"], timeout=10000)
    for name in ("Yes", "10 MB"):
        hands.tab_to("System setting" if name == "Yes" else "No limit")
        hands.press(Qt.Key.Key_Right)
        qtbot.waitUntil(lambda: hands.at.accessibleName() == name, timeout=10000)  # noqa: B023
    whole = NetworkRule(metered=True, hours=(1320, 330), budget=10_000_000)
    qtbot.waitUntil(lambda: kept() == whole and len(desk.past.done) == 3, timeout=10000)
    desk.undo()
    qtbot.waitUntil(lambda: kept() == NetworkRule(metered=True, hours=(1320, 330)), timeout=10000)


def test_a_pause_stands_at_the_foot_until_it_ends(qtbot: QtBot, program: Program) -> None:
    desk, hands = unlocked(qtbot, program), Hands(qtbot)
    desk.rounds.here = lambda: HOME
    opened(qtbot, desk)
    said = lambda: desk.rounds.network.words  # noqa: E731
    hands.tab_to("For 4 hours")
    hands.press(Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: said().startswith("Paused until "), timeout=10000)
    assert hands.at.accessibleName() == "Continue now"
    hands.press(Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: not said().startswith("Paused"), timeout=10000)
    hands.tab_to("Until I continue")
    hands.press(Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: said() == "Paused until you continue", timeout=10000)


@pytest.mark.parametrize(
    ("rule", "network", "words"),
    [
        (NetworkRule("never"), HOME, "You chose that Amparo never connects on this network"),
        (NetworkRule("asked"), HOME, "On this network, Amparo connects only when you press “Connect now”"),
        (NetworkRule(ASK), HOME, "On this network, Amparo asks you first"),
        (NetworkRule(TEXT), HOME, "On this network: text only"),
        (NetworkRule(), METERED, "On a metered network: text only"),
        (NetworkRule(metered=False), METERED, "Amparo now sends text and files."),
        (NetworkRule(budget=1), HOME, "You reached the data limit of this network for today"),
    ],
)
def test_each_rule_has_its_words(vault: Vault, rule: NetworkRule, network: Network, words: str) -> None:
    networks.set_rule(vault, HOME, rule)
    assert reading.now_words(Text("en"), vault, network) == words
    chosen = rule.mode != ALWAYS  # then the page says it already: what is chosen, and what that means
    assert reading.networks_view(vault, Text("en"), network).now == ("" if chosen else words)


def test_how_far_a_round_is_and_that_it_waits_for_a_connection() -> None:
    assert progress_of(Text("en"), True, 1, 5).words == "Sending 2 of 5"
    assert progress_of(Text("en"), False, 0, 40).words == "Receiving 1 of 40"
    nowhere, failed = Network(leads_out=False), Tally(failures=["x"], visited=1, silent=[LinkBroken("x")])
    assert network_of(Text("en"), failed, nowhere).words == "Waiting for a connection. You can work as usual."
    assert network_of(Text("en"), failed, HOME).words == "No network. You can work as usual."
    out = Network(HOME.name, HOME.way, leads_out=True)
    assert network_of(Text("en"), failed, out).words == "No relay answers. You can work as usual."


def test_where_a_person_wants_to_be_asked_a_strip_says_what_waits(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)
    held = BlockedTraffic(None, None, (2, 4_200_000))
    desk.rounds.here = lambda: HOME
    desk.routes = desk.routes._replace(held=lambda vault, network: held)
    desk.rounds.again()
    qtbot.waitUntil(lambda: len(visible(desk.window, Unfinished)) == 1, timeout=10000)
    (strip,) = visible(desk.window, Unfinished)
    assert strip.go_on.accessibleDescription() == "2 reports are waiting: 4.2 MB."
    strip.away.click()
    read = list[object]()
    desk.routes = desk.routes._replace(held=lambda _, network: (read.append(network), held)[1])  # type: ignore[func-returns-value]
    desk.rounds.read()  # asked once on each connection
    qtbot.waitUntil(lambda: bool(read), timeout=10000)
    in_store(program, lambda vault: None)
    qtbot.wait(20)
    assert visible(desk.window, Unfinished) == []


def test_the_network_is_looked_at_every_other_second_and_no_oftener(qtbot: QtBot, program: Program) -> None:
    desk, looks = unlocked(qtbot, program), list[float]()

    def here() -> Network:
        looks.append(time.monotonic())
        return HOME

    desk.rounds.here = here
    for _ in range(20):
        desk.rounds.again()
    qtbot.waitUntil(lambda: desk.rounds.leads_out == HOME, timeout=10000)
    assert len(looks) <= 2


@pytest.mark.parametrize(
    ("text", "hours"),
    [("22:00-05:30", (1320, 330)), ("٢٢:٠٠ – ٥:٣٠", (1320, 330)), ("24:00-05:00", None), ("22-5", None), ("", None)],
)
def test_hours_are_read_as_they_are_typed(text: str, hours: tuple[int, int] | None) -> None:
    assert hours_of(text) == hours


def test_a_pause_says_until_when(vault: Vault) -> None:
    network_policy.pause(vault, 1)
    said = reading.now_words(Text("en"), vault, HOME)
    assert said.startswith("Paused until ") and ":" in said
