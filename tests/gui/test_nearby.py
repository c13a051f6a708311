"""The page of nearby, by keyboard alone, against another vault through a real door on loopback."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

import crypto
from app.actions.contacts import contact_cards
from app.actions.kernel.db import direct_db
from app.actions.relays import networks
from app.actions.relays.networks import Network, NetworkRule
from app.actions.rounds import nearby_exchange
from app.device.addresses import LocalAddress
from app.gui.delivery.nearby_screen import open_nearby
from app.gui.delivery.nearby_view import NearbyView
from app.gui.people.safety import SafetyNumber
from app.gui.shell.vault_session import VaultSession
from app.gui.start.program import Program
from app.gui.widgets.labels import Label, Sentence
from app.store.vault.open_vault import Vault
from tests.gui.hands import Hands, press, words_on
from tests.gui.running import in_store, unlocked
from tests.vaults import vault_at

HOME = Network("02:00:5e:00:00:01", "192.0.2.1 wlan0")
HERE = (LocalAddress("127.0.0.1", "lo"),)


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Vault]:
    with vault_at(tmp_path / "other") as vault:
        contact_cards.set_my_card(vault, "Swift")
        yield vault


def opened(qtbot: QtBot, desk: VaultSession) -> NearbyView:
    view = open_nearby(desk, lambda: HOME, HERE)
    qtbot.waitUntil(lambda: "Network" in words_on(view), timeout=10000)
    return view


def words(view: NearbyView) -> str:
    return "\n".join(one.text() for one in (*view.findChildren(Label), *view.findChildren(Sentence)) if one.isVisible())


def code(qtbot: QtBot, view: NearbyView) -> str:
    """Start a session by keyboard and return its code."""
    hands = Hands(qtbot)
    hands.tab_to("Start a session for 10 minutes")
    hands.press(Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: bool(view.findChildren(SafetyNumber)), timeout=20000)
    (number,) = view.findChildren(SafetyNumber)
    assert number.accessibleName() == "Session code" and "The session closes in" in words(view)
    return " ".join(label.text() for label in number.findChildren(Label))


def is_gone(desk: VaultSession) -> bool:
    return not (desk.folder / "door").exists()


def test_somebody_walks_in_and_their_number_is_to_be_compared(qtbot: QtBot, program: Program, other: Vault) -> None:
    desk = unlocked(qtbot, program)
    view = opened(qtbot, desk)
    guest = nearby_exchange.visit(other, direct_db(other), code(qtbot, view), lambda: HOME)
    qtbot.waitUntil(guest.step, timeout=20000)
    guest.leave()
    qtbot.waitUntil(lambda: "is new here" in words(view), timeout=20000)
    assert "You were connected with Swift" in words(view) and is_gone(desk)
    hands = Hands(qtbot)
    hands.tab_to("Compare the number")
    hands.press(Qt.Key.Key_Space)
    hands.wait(lambda: desk.window.place == "people")


def test_who_leaves_the_page_closes_the_door(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)
    view = opened(qtbot, desk)
    door = crypto.NearbyInvite.read(code(qtbot, view))
    assert door.address == "127.0.0.1" and not is_gone(desk)
    Hands(qtbot).press(Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: is_gone(desk), timeout=10000)


def test_one_walks_in_by_the_code_that_is_read_aloud(qtbot: QtBot, program: Program, other: Vault) -> None:
    desk = unlocked(qtbot, program)
    view, hands = opened(qtbot, desk), Hands(qtbot)
    press(view.way, "Join a session")
    hands.tab_to("Session code")
    hands.type("12345")
    hands.press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "not the code of a nearby session" in words(view), timeout=10000)
    host = nearby_exchange.open_door(other, direct_db(other), "127.0.0.1", network=lambda: HOME)
    try:
        hands.tab_to("Session code")
        hands.type(" ".join(host.code))
        hands.press(Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: host.step() or host.is_over, timeout=20000)  # type: ignore[func-returns-value]
    finally:
        host.close()
    qtbot.waitUntil(lambda: "You were connected with Swift" in words(view), timeout=10000)


def test_a_rule_of_this_network_is_told(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)
    in_store(program, lambda vault: networks.set_rule(vault, HOME, NetworkRule("never")))
    view, hands = opened(qtbot, desk), Hands(qtbot)
    hands.tab_to("Start a session for 10 minutes")
    hands.press(Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: "never connects on this network" in words(view), timeout=10000)
    assert view.way.isVisible() and is_gone(desk)
