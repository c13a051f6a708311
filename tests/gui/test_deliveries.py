"""A delivery that is not handed over can be stopped on its page; it is kept among the finished, and Undo sends it."""

from pathlib import Path

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.actions.contacts import contact_cards
from app.actions.kernel import records
from app.actions.mail import delivery_history, sharing
from app.actions.rounds import sticks
from app.gui.delivery.delivery_screen import DeliveryScreen, SendingPage
from app.gui.delivery.delivery_view import DeliveryView
from app.gui.delivery.inbox_screen import InboxScreen
from app.gui.delivery.stick_view import StickView
from app.gui.evidence.custody_timeline import Hands
from app.gui.start.program import Program
from app.gui.widgets.buttons import Button
from app.gui.widgets.labels import Label
from app.store.records.search import Query
from app.store.vault.open_vault import Vault
from tests.gui.hands import press, words_on
from tests.gui.running import in_store, unlocked


def queue(vault: Vault) -> None:
    (event,), (contact,) = records.find(vault, Query("event")), contact_cards.list_contacts(vault)
    sharing.share(vault, [event.ref], [contact.record.ref], "internal")


def state(vault: Vault) -> str:
    (journey,) = delivery_history.list_journeys(vault)
    return journey.delivery.state


def on(qtbot: QtBot, network: SendingPage, chip: str, words: str) -> None:
    """Press the button of an empty list."""

    def buttons() -> list[Button]:
        return [one for one in network.pane.findChildren(Button) if one.text() == words]

    press(network.pane, chip)
    qtbot.waitUntil(lambda: len(buttons()) == 1, timeout=10000)
    buttons()[0].setFocus()
    qtbot.keyClick(buttons()[0], Qt.Key.Key_Space)


def test_an_empty_list_leads_on(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)
    desk.go("outbox")
    network = desk.places["outbox"]
    assert isinstance(network, DeliveryScreen)
    desk.go("inbox")
    inbox = desk.places["inbox"]
    assert isinstance(inbox, InboxScreen)
    on(qtbot, inbox, "To read", "USB stick")
    view = desk.window.full
    assert isinstance(view, StickView) and view.card.state == "none"
    desk.window.close_full()
    desk.go("outbox")
    on(qtbot, network, "Waiting", "Open Incidents")
    assert desk.window.place == "incidents"


def stop_buttons(network: DeliveryScreen, words: str = "Stop sending") -> list[Button]:
    assert network.split.page is not None
    return [b for b in network.split.page.findChildren(Button) if b.text() == words]


def test_stop_sending_keeps_the_row_and_undo_sends_it_after_all(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)
    in_store(program, queue)
    desk.go("outbox")
    network = desk.places["outbox"]
    assert isinstance(network, DeliveryScreen)
    qtbot.waitUntil(lambda: isinstance(network.split.page, DeliveryView), timeout=10000)
    assert network.pane.model.rows[0].far == ("shield-ask", "Not verified")  # nobody compared Heron's number
    assert any("Not verified" in said for said in words_on(network.split.page))
    (stop,) = stop_buttons(network)
    assert len(stop_buttons(network, "Put on a USB stick")) == 1
    qtbot.mouseClick(stop, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: network.pane.model.rows == [], timeout=10000)
    assert in_store(program, state) == "closed"
    press(network.pane, "Stopped")
    qtbot.waitUntil(lambda: isinstance(network.split.page, DeliveryView), timeout=10000)
    assert network.pane.model.rows[0].states[0][1].startswith("Stopped")
    assert stop_buttons(network) == [] == stop_buttons(network, "Put on a USB stick"), "no stick would take it"
    desk.undo()
    qtbot.waitUntil(lambda: network.pane.model.rows == [], timeout=10000)
    assert in_store(program, state) == "queued"


def test_the_page_tells_the_way_of_a_delivery(qtbot: QtBot, program: Program, tmp_path: Path) -> None:
    desk = unlocked(qtbot, program)
    in_store(program, queue)
    in_store(program, lambda vault: sticks.write(vault, tmp_path))
    desk.go("outbox")
    network = desk.places["outbox"]
    assert isinstance(network, DeliveryScreen)
    qtbot.waitUntil(lambda: isinstance(network.split.page, DeliveryView), timeout=10000)
    assert network.split.page is not None
    (way,) = network.split.page.findChildren(Hands)
    said = [label.text() for label in way.findChildren(Label)]
    assert said[::2] == ["Put in the outbox for Heron", "Encrypted for Heron", "Written to a USB stick and checked"]


def test_a_report_shows_in_its_group_now(qtbot: QtBot, program: Program) -> None:
    """A line that led to a waiting report still leads to it when it is stopped meanwhile."""
    desk = unlocked(qtbot, program)
    in_store(program, queue)
    key = in_store(program, lambda vault: delivery_history.list_journeys(vault)[0].delivery.report.hex())
    in_store(program, lambda vault: sharing.stop_sending(vault, key))
    in_store(program, queue)
    desk.routes.follow(f"waiting:{key}")
    network = desk.places["outbox"]
    assert isinstance(network, DeliveryScreen)
    qtbot.waitUntil(lambda: isinstance(network.split.page, DeliveryView) and network.pane.current == key, timeout=10000)
    assert [row.key for row in network.pane.model.rows] == [key]
