"""A page opens with the keyboard at the first thing a person does there, and closing it goes back to where one was."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLayoutItem, QWidget, QWidgetItem
from pytestqt.qtbot import QtBot
from shiboken6 import delete, getAllValidWrappers

from app.actions.contacts import contact_cards
from app.actions.vault import lifecycle as vaults
from app.gui.delivery.delivery_screen import DeliveryScreen
from app.gui.delivery.delivery_view import DeliveryView
from app.gui.delivery.stick_view import StickView
from app.gui.incidents.incident_view import IncidentView
from app.gui.people.exchange_view import ExchangeView
from app.gui.people.people_screen import People
from app.gui.settings.device_screen import Device
from app.gui.settings.settings_view import SettingsView
from app.gui.shell.vault_session import VaultSession
from app.gui.start.program import Program
from app.gui.style.text import Text
from app.gui.style.theme import Look
from app.gui.widgets.browse import Browser
from app.gui.widgets.buttons import Button
from app.gui.widgets.ring import Ring
from tests.gui.hands import control, press, shows
from tests.gui.running import WORDS, document, in_store, unlocked
from tests.gui.test_stick import share_the_incident


def pressed(qtbot: QtBot, root: QWidget, text: str) -> None:
    """Press the button that says this, with the mouse."""
    (button,) = [b for b in root.findChildren(Button) if b.text() == text and b.isVisible()]
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def browser_of(desk: VaultSession) -> Browser:
    assert desk.window.full is not None
    (found,) = desk.window.full.findChildren(Browser)
    return found


def test_the_stick_opens_at_its_direction_or_at_its_folder(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)
    in_store(program, share_the_incident)
    desk.go("outbox")
    network = desk.places["outbox"]
    assert isinstance(network, DeliveryScreen)
    qtbot.waitUntil(lambda: isinstance(network.split.page, DeliveryView), timeout=10000)
    assert network.split.page is not None
    pressed(qtbot, network.split.page, "Put on a USB stick")
    view = desk.window.full
    assert isinstance(view, StickView)
    assert QApplication.focusWidget() is view.card.first
    press(view, "More…")
    press(view.way, "Only write")
    assert view.browser.take.shown == "Write into this folder"
    press(view.way, "Only read")
    assert view.browser.take.shown == "Read from this folder"
    qtbot.keyClick(view, Qt.Key.Key_Escape)
    assert QApplication.focusWidget() is network.pane.view
    assert desk.window.tabs is not None
    pressed(qtbot, desk.window.tabs, "USB stick")
    view = desk.window.full
    assert isinstance(view, StickView)
    assert QApplication.focusWidget() is control(view.card, "Choose a folder…", QWidget)


def test_who_adds_a_contact_lands_on_its_row(qtbot: QtBot, program: Program, tmp_path: Path) -> None:
    other = vaults.create(tmp_path / "wren", WORDS, program.words, kdf_mib=64, name="Wren")
    card = tmp_path / "card"
    card.mkdir()
    (card / "wren.bin").write_bytes(contact_cards.my_card(other).file)
    other.close()
    desk = unlocked(qtbot, program)
    desk.go("people")
    people = desk.places["people"]
    assert isinstance(people, People)
    qtbot.waitUntil(lambda: len(people.pane.model.rows) == 1, timeout=10000)
    qtbot.keyClick(desk.window, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    view = desk.window.full
    assert isinstance(view, ExchangeView)
    qtbot.waitUntil(lambda: shows(view, "Choose a file…"), timeout=10000)
    press(view, "Choose a file…")
    browser = browser_of(desk)
    browser.go(card)
    browser.take_focus()
    assert QApplication.focusWidget() is browser.list
    qtbot.keyClick(browser.list, Qt.Key.Key_Return)
    qtbot.mouseClick(browser.take, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: shows(view, "Numbers match"), timeout=10000)
    press(view, "Compare later")
    qtbot.waitUntil(lambda: len(people.pane.model.rows) == 2, timeout=10000)
    qtbot.waitUntil(lambda: people.pane.current == people.current, timeout=10000)
    assert QApplication.focusWidget() is people.pane.view
    assert next(row.title for row in people.pane.model.rows if row.key == people.current) == "Wren"


def test_pages_of_a_file_or_folder_open_at_what_is_in_it(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)
    place = document(desk)
    qtbot.waitUntil(lambda: isinstance(place.split.page, IncidentView), timeout=10000)
    desk.window.key.emit("evidence")
    assert QApplication.focusWidget() in (browser_of(desk).list, browser_of(desk).path)
    qtbot.keyClick(browser_of(desk), Qt.Key.Key_Escape)
    assert QApplication.focusWidget() is place.pane.view
    desk.show("safety", "save-card", "")
    device = desk.places["safety"]
    assert isinstance(device, Device)
    qtbot.waitUntil(lambda: bool(device.widget.findChildren(SettingsView)), timeout=10000)
    pressed(qtbot, device.widget, "Save…")
    assert QApplication.focusWidget() in (browser_of(desk).list, browser_of(desk).path)
    pressed(qtbot, desk.window, "Back")
    focus = QApplication.focusWidget()
    assert isinstance(focus, Button) and focus.text() == "Save…"


def test_a_page_that_is_read_again_keeps_the_keyboard(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)
    place = document(desk)
    qtbot.waitUntil(lambda: isinstance(place.split.page, IncidentView), timeout=10000)
    old = place.split.page
    assert old is not None
    next(b for b in old.findChildren(Button) if b.isVisible()).setFocus()
    desk.refresh()
    qtbot.waitUntil(lambda: place.split.page is not old and place.split.page is not None, timeout=10000)
    focus = QApplication.focusWidget()
    assert focus is not None and place.split.page is not None and place.split.page.isAncestorOf(focus)


def test_to_go_on_by_the_keyboard_leaves_no_object_of_an_item_that_qt_may_free(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)
    place = document(desk)
    qtbot.waitUntil(lambda: isinstance(place.split.page, IncidentView), timeout=10000)
    known = {id(one) for one in getAllValidWrappers() if isinstance(one, QLayoutItem)}
    for key in (Qt.Key.Key_Tab, Qt.Key.Key_F6) * 8:
        qtbot.keyClick(QApplication.focusWidget(), key)
    assert [one for one in getAllValidWrappers() if type(one) is QWidgetItem and id(one) not in known] == []


def test_the_ring_of_a_window_that_goes_does_not_stumble_over_what_went_first(qtbot: QtBot) -> None:
    look, window = Look(Text("en"), "light", 1.0), QWidget()
    qtbot.addWidget(window)
    ring, button = Ring(look, window), Button(look, "Save", "std")
    button.setParent(window)
    ring.follow(None, button)
    delete(button)
    ring.follow(None, None)
    assert ring.isHidden()
