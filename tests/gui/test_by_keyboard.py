"""From the first window to a report in the outbox with no mouse, through real keys, each to what has the keyboard."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.actions.contacts import contact_cards
from app.actions.kernel import records
from app.gui.delivery.delivery_query import reports
from app.gui.delivery.share_view import ShareDialog
from app.gui.incidents.entry_view import EntryView
from app.gui.people.people_view import PersonView
from app.gui.start.program import Program
from app.gui.start.unlock_window import UnlockWindow
from app.store.records.search import Query
from app.store.vault.open_vault import Vault
from tests.gui.hands import Hands
from tests.gui.running import WORDS, document, in_store

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
TAB, ENTER, SPACE = Qt.Key.Key_Tab, Qt.Key.Key_Return, Qt.Key.Key_Space
TEN = {
    "When": "12/4/2026", "Place": "Velmora", "Who did it": "Rural Guard", "What was done": "arrest",
    "Who was harmed": "Kestrel",
}  # fmt: skip
TOLD = "Two men in a grey pickup took Kestrel from the pump house at noon."


def accept(hands: Hands) -> None:
    """Read what the list under the slot offers, and take it."""
    hands.thoughts += 1
    hands.press(TAB)


def fill(hands: Hands) -> None:
    """Fill in the ten things of the short form: two people, an act and a place among them."""
    for slot, words in TEN.items():
        hands.tab_to(slot)
        hands.type(words)
        accept(hands)
    hands.tab_to("Consent: Kestrel")
    hands.type("save")
    accept(hands)
    hands.tab_to("What happened, in their words or yours")
    hands.type(TOLD)
    hands.tab_to("No")
    hands.thoughts += 1
    hands.press(SPACE)
    for picker, words in (("Source", "witness"), ("Link to their work", "clear")):
        hands.tab_to(picker)
        hands.type(words)
        accept(hands)


def written(vault: Vault) -> tuple[list[str], list[str], list[str]]:
    """Return the titles of the incidents, of the people, and of the places."""
    found = [[record.title for record in records.find(vault, Query(kind))] for kind in ("event", "actor", "place")]
    return found[0], found[1], found[2]


def test_an_incident_is_entered_and_shared_with_a_verified_contact(qtbot: QtBot, program: Program) -> None:
    hands = Hands(qtbot)
    window = program.window
    assert isinstance(window, UnlockWindow)
    window.activateWindow()
    hands.wait(window.isActiveWindow)
    hands.type(WORDS)
    hands.press(ENTER)
    hands.wait(lambda: program.desk is not None and program.window is program.desk.window)
    desk = program.desk
    assert desk is not None
    desk.window.resize(1280, 800)
    desk.window.activateWindow()
    hands.wait(lambda: len(document(desk).pane.model.rows) == 1 and QApplication.focusWidget() is not None)

    hands.press(Qt.Key.Key_N, CTRL)
    hands.wait(lambda: isinstance(desk.window.full, EntryView))
    fill(hands)
    hands.press(Qt.Key.Key_S, CTRL)
    hands.wait(lambda: len(document(desk).pane.model.rows) == 2)
    events, people, places = in_store(program, written)
    assert len(events) == 2 and {"Kestrel", "Rural Guard"} <= set(people) and "Velmora" in places

    hands.press(Qt.Key.Key_3, CTRL)
    hands.wait(lambda: isinstance(desk.places["people"].split.page, PersonView))  # type: ignore[attr-defined]
    hands.tab_to("In person")
    hands.press(SPACE)
    hands.tab_to("Numbers match")
    hands.press(ENTER)
    verified = lambda vault: contact_cards.list_contacts(vault)[0].state  # noqa: E731
    hands.wait(lambda: in_store(program, verified) == "verified")

    hands.press(Qt.Key.Key_2, CTRL)
    hands.wait(lambda: document(desk).current)
    hands.press(Qt.Key.Key_S, CTRL | SHIFT)
    hands.wait(lambda: isinstance(desk.window.dialog, ShareDialog))
    dialog = desk.window.dialog
    assert isinstance(dialog, ShareDialog)
    hands.tab_to("Heron")
    hands.press(SPACE)
    hands.tab_to("Internal")
    hands.press(SPACE)
    hands.wait(dialog.send.isEnabled)
    hands.press(ENTER, CTRL)
    sent = lambda vault: len(reports(vault))  # noqa: E731
    hands.wait(lambda: in_store(program, sent) == 1)
    assert hands.pointings == 0
