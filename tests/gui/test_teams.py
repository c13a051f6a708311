"""A team in the window: made of a contact, seen with how far each is, and ended; by keyboard."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot

from app.actions.contacts import contact_cards
from app.actions.kernel import records
from app.actions.mail import teams
from app.gui.start.program import Program
from app.gui.teams.teams_screen import open_team
from app.gui.teams.teams_view import TeamView
from app.gui.widgets.buttons import Button
from app.store.records.search import Query
from app.store.vault.open_vault import Vault
from tests.gui.hands import control
from tests.gui.running import in_store, unlocked


def verified(vault: Vault) -> str:
    """Make a contact with a card verified, and return its card's id; the card is all that is needed of them."""
    contact = contact_cards.list_contacts(vault)[0]
    contact_cards.verify(vault, contact.record.ref, "".join(contact_cards.safety_number(vault, contact)))
    return contact.card.id.hex()


def press(view: TeamView, words: str) -> None:
    (button,) = [row for row in view.findChildren(Button) if row.text() == words]
    button.setFocus()
    button.click()


def test_a_team_is_made_changed_and_ended(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)
    who = in_store(program, verified)
    key = in_store(program, lambda vault: records.find(vault, Query("event"))[0].id.hex())

    def page() -> TeamView:
        qtbot.waitUntil(lambda: isinstance(desk.window.full, TeamView))
        assert isinstance(desk.window.full, TeamView)
        return desk.window.full

    open_team(desk, key)
    view = page()
    assert view.shown.teams == ()
    view.name.setText("River")
    qtbot.keyClick(control(view.choices[who], "Reads and changes", QAbstractButton), Qt.Key.Key_Space)
    press(view, "Make the team")
    qtbot.waitUntil(lambda: bool(page().shown.teams))
    (team,) = page().shown.teams
    assert (team.name, [row.key for row in team.members][1:]) == ("River", [who])
    assert "Has not accepted yet" in team.members[1].said
    page().choices[who].chosen.emit("read")
    qtbot.waitUntil(lambda: bool(page().shown.teams) and page().shown.teams[0].members[1].role == "read")
    press(page(), "End the team…")
    press(page(), "End it for all")
    qtbot.waitUntil(lambda: page().shown.teams == ())
    assert in_store(program, lambda vault: [team.state for team in teams.list_teams(vault)]) == ["ended"]
