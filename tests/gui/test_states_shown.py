"""The window says what the states say: for each addressee, each relay, each step; and all between two people."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from app.actions.kernel import records
from app.actions.mail import inbox, sharing
from app.actions.relays.networks import Network
from app.gui.delivery import between_query, delivery_query
from app.gui.delivery.between_screen import BetweenView
from app.gui.delivery.delivery_view import DeliveryView
from app.gui.people.people_screen import People
from app.gui.people.people_view import PersonView
from app.gui.start.program import Program
from app.gui.style.text import Text
from app.gui.style.theme import Look
from app.gui.widgets.buttons import Button
from app.gui.widgets.openrow import OpenRow
from app.gui.widgets.page_values import DeliveryPage, Hand
from tests.actions.field import Field, field_of
from tests.actions.pairs import pair_at
from tests.gui.running import in_store, unlocked
from tests.gui.test_deliveries import queue

TR = Text("en")
HERE = Network("02:00:5e:00:00:01", "192.0.2.1 wlan0", leads_out=True)


@pytest.fixture
def field(tmp_path: Path) -> Iterator[Field]:
    with pair_at(tmp_path) as pair, field_of(pair, tmp_path) as field:
        yield field


def test_a_page_says_who_waits_for_what_and_what_each_relay_signed(field: Field) -> None:
    ana, (one, two) = field.pair.ana, field.ways
    report = field.share()
    nowhere = delivery_query.delivery(ana, TR, report, Network(leads_out=False))
    (person,) = nowhere.people
    assert person.second.startswith("Waiting: there is no connection · since ")
    assert person.second.endswith("Amparo sends it with the next connection.")
    assert nowhere.stations[1].text == "Waiting: there is no connection"
    two.die()
    field.ana()
    page = delivery_query.delivery(ana, TR, report, HERE)
    there = {line.title: line.second for line in page.places}
    assert there[one.url].startswith("stored there since") and "stored until" in there[one.url]
    assert there[two.url].startswith("the relay does not answer · tried 1 time")
    (facts,) = [hand.facts for hand in page.way if hand.facts]
    assert facts.splitlines()[0] == f"Relay: {one.url}" and one.pk.hex() in facts and " UTC" in facts
    listed = delivery_query.listing(ana, TR, "waiting", HERE)
    assert [row.states[0][1] for row in listed.rows] == ["On 1 of 2 relays"]


def test_what_went_between_two_people_with_what_is_open_on_both_sides(field: Field) -> None:
    ana, ben, contact = field.pair.ana, field.pair.ben, field.pair.ben_here.id.hex()
    assert between_query.page(ana, TR, contact).second == "0 sent · 0 received · No open reports"
    first = field.share()
    field.ana()
    field.ben()
    inbox.accept(ben, first)
    field.ben()
    field.ana()
    second = field.share()
    made, _ = records.add(ben, "event", {"title": "An answer"})
    sharing.share(ben, [made.ref], [field.pair.ana_there.ref], "internal")
    field.ben()
    field.ana()
    page = between_query.page(ana, TR, contact)
    assert page.second == "2 sent · 1 received · 2 open"
    waiting, undecided, over = page.sections
    assert [part.title for part in page.sections] == [
        "You sent, not confirmed yet", "Ben sent, waiting for you", "You sent, finished",
    ]  # fmt: skip
    assert [part.rows[0].key.split(":")[0] for part in page.sections] == ["waiting", "received", "sent"]
    assert (waiting.rows[0].key, over.rows[0].key) == (f"waiting:{second}", f"sent:{first}")
    assert undecided.rows[0].second == "Waiting for you" and page.note.startswith("Ben has not received 1 confirmation")


def test_a_receipt_is_copied_from_its_step(qtbot: QtBot) -> None:
    hands = (Hand("relays", "Stored by https://north.example", "yesterday 19:02", facts="Relay: north"),)
    view = DeliveryView(Look(TR, "light", 1.0), DeliveryPage("2", "Arrest", "Network", (), (), (), hands))
    qtbot.addWidget(view)
    (copy,) = [button for button in view.findChildren(Button) if button.text() == "Copy the receipt"]
    assert copy.accessibleDescription() == "Stored by https://north.example"
    with qtbot.waitSignal(view.copied) as heard:
        qtbot.mouseClick(copy, Qt.MouseButton.LeftButton)
    assert heard.args == ["Relay: north"]


def test_a_contact_leads_to_what_is_between_you_and_each_row_to_its_report(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)
    in_store(program, queue)
    desk.go("people")
    people = desk.places["people"]
    assert isinstance(people, People)
    qtbot.waitUntil(lambda: isinstance(people.split.page, PersonView), timeout=10000)
    assert people.split.page is not None
    (button,) = [b for b in people.split.page.findChildren(Button) if b.text() == "Between you…"]
    button.setFocus()
    qtbot.keyClick(button, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: isinstance(desk.window.full, BetweenView), timeout=10000)
    assert desk.window.full is not None
    (row,) = desk.window.full.findChildren(OpenRow)
    assert "contact without a relay" in row.accessibleName()
    qtbot.keyClick(row, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: desk.window.full is None and desk.window.place == "outbox", timeout=10000)
    network = desk.places["outbox"]
    qtbot.waitUntil(lambda: isinstance(network.split.page, DeliveryView), timeout=10000)  # type: ignore[attr-defined]
    network.split.page.copied.emit("Relay: north")  # type: ignore[attr-defined]
    assert QGuiApplication.clipboard().text() == "Relay: north"
