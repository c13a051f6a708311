"""A desk in the window: the vault becomes one, a verified contact is let in and, asked twice, out; by keyboard."""

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.actions.contacts import members
from app.gui.start.program import Program
from app.gui.teams.members_screen import open_members
from app.gui.teams.members_view import MembersView
from app.gui.widgets.buttons import Button
from tests.gui.running import in_store, unlocked
from tests.gui.test_teams import verified


def test_a_vault_becomes_a_desk_and_has_a_member(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)
    in_store(program, verified)

    def page() -> MembersView:
        qtbot.waitUntil(lambda: isinstance(desk.window.full, MembersView))
        assert isinstance(desk.window.full, MembersView)
        return desk.window.full

    def press(words: str) -> None:
        (button,) = [row for row in page().findChildren(Button) if row.text() == words]
        button.setFocus()
        qtbot.keyClick(button, Qt.Key.Key_Space)

    open_members(desk)
    assert page().shown.members == ()
    press("Make this vault a desk")
    qtbot.waitUntil(lambda: page().shown.is_desk)
    (other,) = page().shown.others
    press("Add member")
    qtbot.waitUntil(lambda: [one.key for one in page().shown.members] == [other.key])
    assert "has not received the keys yet" in page().shown.members[0].said
    row = next(one for one in page().findChildren(Button) if one.text() == "Remove…").parentWidget()
    assert row is not None and (rows := row.parentWidget()) is not None
    assert rows.height() == row.height(), "what is asked once more takes no room before it is asked"
    press("Remove…")
    assert in_store(program, lambda vault: len(members.list_members(vault))) == 1
    press(f"Remove {other.name}")
    qtbot.waitUntil(lambda: page().shown.members == ())
    assert in_store(program, members.list_members) == []
