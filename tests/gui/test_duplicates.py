"""Possible duplicates in the window: asked about, joined by a person, and taken apart by Ctrl Z."""

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.actions import records
from app.gui.places.leads import follow
from app.gui.run import Program
from app.gui.views.duplicates import AlikeView
from app.gui.widgets.buttons import Button
from app.store.search import Query
from tests.gui.running import document, in_store, unlocked


def test_a_person_joins_two_and_undo_takes_them_apart(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)
    in_store(program, lambda vault: records.add(vault, "actor", {"alias": "MARULA", "description": "Tall"}))
    follow(desk, document(desk)._editing, "do:duplicates")
    qtbot.waitUntil(lambda: isinstance(desk.window.full, AlikeView), timeout=10000)
    view = desk.window.full
    assert view is not None
    buttons = [one for one in view.findChildren(Button) if one.shown == "The same: keep this one"]
    assert len(buttons) == 2
    people = lambda: in_store(program, lambda vault: records.total(vault, Query("actor")))  # noqa: E731
    assert people() == 2
    qtbot.keyClick(buttons[0], Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: people() == 1 and len(desk.past.done) == 1, timeout=10000)
    qtbot.keyClick(desk.window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: people() == 2, timeout=10000)
