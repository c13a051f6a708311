"""Several incidents are given to somebody by keyboard alone, found by a filter, and given back by Undo."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.actions.kernel import records
from app.gui.incidents import filters_query
from app.gui.incidents.assign_view import AssignView
from app.gui.incidents.filters_view import FiltersView
from app.gui.incidents.incidents_query import IncidentQuery
from app.gui.incidents.incidents_screen import Document
from app.gui.start.program import Program
from app.gui.widgets.fields import Picker
from app.store.records.search import Query
from app.store.vault.open_vault import Vault
from tests.gui.hands import press
from tests.gui.running import document, in_store, unlocked


def _three(vault: Vault) -> None:
    for number in range(3):
        records.add(vault, "event", {"title": f"Note {number}"})


def _of(program: Program, name: str) -> object:
    return in_store(program, lambda vault: records.count_matches(vault, Query("event", where=(("assigned", name),))))


def _rows(qtbot: QtBot, place: Document, count: int) -> None:
    qtbot.waitUntil(lambda: len(place.pane.model.rows) == count, timeout=10000)


def test_several_rows_are_given_by_keyboard(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)
    place = document(desk)
    in_store(program, _three)
    desk.refresh()
    _rows(qtbot, place, 4)
    view = place.pane.view
    QTest.keyClick(view, Qt.Key.Key_Home)  # by a key, without Shift: Qt remembers one that another test still holds
    QTest.keyClick(view, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClick(view, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert len(place.pane.rows_taken) == 3
    desk.window.key.emit("assign")
    qtbot.waitUntil(lambda: isinstance(desk.window.full, AssignView), timeout=10000)
    page = desk.window.full
    assert isinstance(page, AssignView)
    picker = page.findChild(Picker)
    assert picker is not None and QApplication.focusWidget() is picker
    qtbot.keyClick(picker, Qt.Key.Key_W)
    qtbot.keyClicks(desk.window.focusWidget(), "ren")
    qtbot.keyClick(desk.window.focusWidget(), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: _of(program, "wren") == 3, timeout=10000)
    qtbot.waitUntil(lambda: ("person", "wren") in place.pane.model.rows[0].states, timeout=10000)
    desk.undo()
    qtbot.waitUntil(lambda: _of(program, "") == 4, timeout=10000)
    desk.redo()
    qtbot.waitUntil(lambda: _of(program, "wren") == 3, timeout=10000)


def test_those_of_nobody_are_found(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)
    place = document(desk)
    in_store(program, _three)
    in_store(program, lambda vault: records.add(vault, "event", {"title": "Given", "assigned": "Wren"}))
    desk.refresh()
    _rows(qtbot, place, 5)
    press(place.pane, "Filter…")
    qtbot.waitUntil(lambda: isinstance(desk.window.full, FiltersView), timeout=10000)
    page = desk.window.full
    assert isinstance(page, FiltersView)
    picker = next(one for one in page.findChildren(Picker) if one.accessibleName() == "Assigned to")
    picker.setFocus()
    qtbot.keyClick(picker, Qt.Key.Key_N)
    qtbot.keyClicks(desk.window.focusWidget(), "ob")
    qtbot.keyClick(desk.window.focusWidget(), Qt.Key.Key_Return)
    assert page.where == (("assigned", ""),)
    page.wanted.emit(page.where)
    _rows(qtbot, place, 4)
    kind, where = desk.kinds["event"], IncidentQuery(where=(("assigned", ""),)).where
    assert filters_query.words(kind, desk.words, desk.look.tr, where) == ["assigned to nobody"]
