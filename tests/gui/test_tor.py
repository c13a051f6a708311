"""Tor by keyboard on the page of relays: everything through it, where it is, Undo, and one round without it."""

import socket
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QLineEdit
from pytestqt.qtbot import QtBot

from app.actions.relays import mailbox_registration, tor
from app.gui.relays.networks_view import TorCard
from app.gui.relays.relays_view import RelaysView
from app.gui.shell.vault_session import VaultSession
from app.gui.start.program import Program
from app.gui.widgets.buttons import Button
from app.store.relays import known_relays
from sync.tor import USUAL, Tor
from tests.gui.hands import Hands, control, visible, words_on
from tests.gui.running import in_store, unlocked
from tests.relay import live
from tests.sync.socks import leading

ONION = "abcdefghijklmnop.onion"
Key = Qt.Key


def opened(qtbot: QtBot, desk: VaultSession) -> RelaysView:
    desk.go("relays")
    place = desk.places["relays"]
    qtbot.waitUntil(lambda: isinstance(place.widget.currentWidget(), RelaysView), timeout=10000)  # type: ignore[attr-defined]
    view = place.widget.currentWidget()  # type: ignore[attr-defined]
    assert isinstance(view, RelaysView)
    return view


def closed_port() -> str:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return f"127.0.0.1:{free.getsockname()[1]}"


def around(card: TorCard) -> bool:
    """Return whether a round without Tor is offered."""
    return any(one.accessibleName() == "Connect without Tor, one time" for one in visible(card, Button))


def test_everything_goes_through_tor_and_undo_takes_it_back(qtbot: QtBot, program: Program, tmp_path: Path) -> None:
    place = closed_port()
    desk, hands = unlocked(qtbot, program), Hands(qtbot)
    in_store(program, lambda vault: tor.set_place(vault, place))
    view = opened(qtbot, desk)
    card = view.tor
    hands.wait(lambda: control(card, "Address of Tor", QLineEdit).text() == place)
    hands.tab_to("Only .onion addresses")
    hands.press(Key.Key_Right)
    hands.wait(lambda: in_store(program, tor.way) == Tor((place,), always=True))
    hands.wait(
        lambda: any("Until it works, Amparo does not connect." in said for said in words_on(card)) and around(card)
    )
    desk.undo()
    hands.wait(lambda: in_store(program, tor.way) == Tor((place,)))
    hands.wait(lambda: not around(card) and control(card, "Only .onion addresses", QAbstractButton).isChecked())


def test_where_tor_is_is_typed_and_a_name_is_refused_below_the_field(qtbot: QtBot, program: Program) -> None:
    with leading({}) as port:
        desk, hands = unlocked(qtbot, program), Hands(qtbot)
        card = opened(qtbot, desk).tor
        hands.wait(lambda: any("Tor" in said and "answer" in said for said in words_on(card)))
        hands.tab_to("Address of Tor")
        hands.type("tor.example.org:9050")
        hands.press(Key.Key_Return)
        hands.wait(lambda: card.field.wrong)
        assert any("is not an address of Tor" in said for said in words_on(card.field))
        assert in_store(program, tor.way) == Tor(USUAL)
        control(card, "Address of Tor", QLineEdit).clear()
        hands.type(port.place)
        hands.press(Key.Key_Return)
        hands.wait(lambda: f"Tor works at {port.place}." in words_on(card))
        assert not card.field.wrong and in_store(program, tor.way) == Tor((port.place,))


def test_no_tor_is_said_at_the_foot_and_one_round_goes_without_it(
    qtbot: QtBot, program: Program, tmp_path: Path
) -> None:
    """A relay on this machine stands for one that can be reached without Tor; the onion one is not gone around to."""
    desk, hands = unlocked(qtbot, program), Hands(qtbot)
    with live.relay(tmp_path / "near") as near, live.relay(tmp_path / "far") as far, leading({ONION: far}) as port:
        in_store(program, lambda vault: tor.set_place(vault, port.place))
        in_store(program, lambda vault: mailbox_registration.add(vault, near))
        in_store(program, lambda vault: mailbox_registration.add(vault, f"http://{ONION}"))
        in_store(program, lambda vault: (tor.set_place(vault, closed_port()), tor.set_always(vault, True)))
        card = opened(qtbot, desk).tor
        hands.wait(lambda: around(card))
        hands.tab_to("Connect without Tor, one time")
        hands.press(Key.Key_Space)
        said = "1 of 2 relays answered. Problem: Tor does not answer at "
        hands.wait(lambda: desk.rounds.network.words.startswith(said))
        known = in_store(
            program, lambda vault: {row.url: bool(row.last_ok) for row in known_relays.list_relays(vault.con)}
        )
    assert known == {near: True, f"http://{ONION}": False}
    assert in_store(program, tor.way).always
