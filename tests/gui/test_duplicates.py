"""Possible duplicates in the window: asked about, joined by a person, and taken apart by Ctrl Z."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app.actions.kernel import records
from app.gui.records.duplicates_view import AlikeView
from app.gui.shell.keys_view import KeySheet
from app.gui.shell.vault_session import VaultSession
from app.gui.start.program import Program
from app.gui.widgets.buttons import Button
from app.store.records.search import Query
from tests.gui.running import in_store, unlocked


def look_for(qtbot: QtBot, desk: VaultSession) -> None:
    desk.routes.follow("do:duplicates")
    qtbot.waitUntil(lambda: isinstance(desk.window.full, AlikeView), timeout=10000)


def waiting(desk: VaultSession) -> int:
    """Return how many pairs are asked about."""
    view = desk.window.full
    assert isinstance(view, AlikeView)
    return len(view.shown.pairs)


def asked(desk: VaultSession, words: str) -> list[Button]:
    view = desk.window.full
    assert isinstance(view, AlikeView)
    return [one for one in view.findChildren(Button) if one.shown == words]


def test_a_person_joins_two_and_undo_takes_them_apart(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)
    in_store(program, lambda vault: records.add(vault, "actor", {"alias": "MARULA", "description": "Tall"}))
    look_for(qtbot, desk)
    assert waiting(desk) == 1
    people = lambda: in_store(program, lambda vault: records.count_matches(vault, Query("actor")))  # noqa: E731
    assert people() == 2
    qtbot.keyClick(asked(desk, "The same: keep this one")[0], Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: people() == 1 and waiting(desk) == 0, timeout=10000)
    qtbot.keyClick(desk.window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: people() == 2 and waiting(desk) == 1, timeout=10000)
    qtbot.keyClick(desk.window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    qtbot.waitUntil(lambda: people() == 1 and waiting(desk) == 0, timeout=10000)


def test_not_the_same_is_remembered(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)
    in_store(program, lambda vault: records.add(vault, "actor", {"alias": "marula"}))
    look_for(qtbot, desk)
    qtbot.keyClick(asked(desk, "Not the same")[0], Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: waiting(desk) == 0, timeout=10000)
    desk.window.close_full()
    look_for(qtbot, desk)
    assert waiting(desk) == 0
    desk.undo()
    qtbot.waitUntil(lambda: waiting(desk) == 1, timeout=10000)


def test_who_went_elsewhere_meanwhile_is_not_taken_away(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)
    desk.routes.follow("do:duplicates")
    elsewhere = KeySheet(desk.look, desk.window.close_full)
    desk.window.show_full(elsewhere)
    said = lambda: [one.text() for one in desk.window.foot.findChildren(QLabel)]  # noqa: E731
    qtbot.waitUntil(lambda: "No possible duplicates" in said(), timeout=10000)
    assert desk.window.full is elsewhere


def test_the_page_says_field_by_field_what_differs(qtbot: QtBot, program: Program) -> None:
    long = "Tall. " * 100
    with_fields = [{"description": long, "protected": True}, {"description": f"{long} Limps.", "deceased": "2026-03"}]
    vault_of = lambda vault: [records.add(vault, "actor", {"alias": "Kestrel", **one}) for one in with_fields]  # noqa: E731
    desk = unlocked(qtbot, program)
    in_store(program, vault_of)
    look_for(qtbot, desk)
    view = desk.window.full
    assert isinstance(view, AlikeView)
    (alike,) = view.shown.pairs
    rows = {row.label: (row.one, row.other, row.differs) for row in alike.rows}
    assert rows["Description"][2]  # although they begin with the same words
    assert rows["Protected person"] == ("Yes", "", False)
    assert rows["Date of death"] == ("", "March 2026", False)
