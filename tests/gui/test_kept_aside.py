"""What a round kept aside: on the relay's card with a way to put it away, and once in the quiet line."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app.actions.relays import quarantined_messages as actions
from app.gui.start.program import Program
from app.store.relays import quarantined_messages
from app.store.vault.open_vault import Vault
from sync.exchange import Tally
from tests.gui.hands import Hands, words_on
from tests.gui.running import in_store, unlocked
from tests.gui.test_relays import opened

WHY = "the relay returned other data than requested"
URL = "https://desk.example"


def met(vault: Vault) -> None:
    with vault.transaction() as con:
        quarantined_messages.record_quarantined(con, b"k" * 32, URL, [("ab" * 16, WHY)], vault.now())


def test_it_is_put_away_by_keyboard_and_undo_brings_it_back(qtbot: QtBot, program: Program) -> None:
    desk, hands = unlocked(qtbot, program), Hands(qtbot)
    in_store(program, met)
    view = opened(qtbot, desk)
    left = lambda: len(in_store(program, actions.list_unseen_damage))  # noqa: E731
    cards = lambda: [one for one in words_on(view) if one == URL]  # noqa: E731
    hands.tab_to("Hide this warning")
    assert URL in hands.at.accessibleDescription() and WHY in hands.at.accessibleDescription()
    hands.press(Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: left() == 0 and cards() == [], timeout=10000)
    desk.undo()
    qtbot.waitUntil(lambda: left() == 1 and cards() == [URL], timeout=10000)


def test_a_round_says_it_once(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)
    said = lambda: [label.text() for label in desk.window.foot.findChildren(QLabel)][-1]  # noqa: E731
    desk.rounds.take_result(Tally(kept_aside=[("ab" * 16, WHY)]))
    assert said() == "1 package not read: see Today."
    desk.say("Something else.")
    desk.rounds.take_result(Tally(kept_aside=[("ab" * 16, WHY)]))
    assert said() == "Something else."
