"""The keyboard stays where a person is: nothing typed is lost, and Instant action is never reached by itself."""

import random

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QFocusEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.actions.kernel import records
from app.gui.checkins.panel_view import HeardForm
from app.gui.shell.rail import Tile
from app.gui.shell.vault_session import VaultSession
from app.gui.start.program import Program
from app.gui.today import now_query
from app.gui.today.now_screen import Now
from app.gui.today.now_view import NowView
from app.gui.widgets.buttons import Button
from app.gui.widgets.focus import stops
from app.gui.widgets.labels import column
from app.store.records.search import Query
from app.store.vault.open_vault import Vault
from tests.gui.hands import press, visible, words_on
from tests.gui.running import in_store, unlocked
from tests.gui.test_checkins import at_board, out

ACTS = 60
MANY = 2000


def focused() -> QWidget:
    found = QApplication.focusWidget()
    assert found is not None
    return found


@pytest.mark.usefixtures("offline")
def test_what_is_typed_after_i_heard_from_them_is_kept(qtbot: QtBot, program: Program) -> None:
    desk, view = at_board(qtbot, program, ("Lantern", 95))
    (button,) = [b for b in view.findChildren(Button) if b.text() == "They checked in" and b.isVisible()]
    button.setFocus()
    qtbot.keyClick(button, Qt.Key.Key_Space)
    assert isinstance(view.form, HeardForm) and focused() is view.form.said
    qtbot.keyClicks(focused(), "all is well")
    desk.refresh()  # a minute is over, a report came
    qtbot.wait(50)
    assert focused() is view.form.said and view.form.said.text() == "all is well"
    qtbot.keyClick(focused(), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: any("Choose how they are" in text for text in words_on(desk.window.foot)), timeout=10000)
    assert view.form.said.text() == "all is well" and all(row.urgent for row in view.shown.rows)
    press(view.form, "Fine")
    qtbot.keyClick(view.form.said, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not any(row.urgent for row in view.shown.rows), timeout=10000)
    (kept,) = in_store(program, lambda vault: records.find(vault, Query("checkin")))
    assert kept.fields["text"] == "all is well" and desk.window.place == "checkins"


@pytest.mark.usefixtures("offline")
def test_today_goes_on_while_a_check_in_is_typed_and_the_button_closes_an_empty_form(
    qtbot: QtBot, program: Program
) -> None:
    desk = unlocked(qtbot, program)
    key = f"heard:{in_store(program, lambda vault: out(vault, 'Lantern', 95))}"
    desk.go("today")
    place = desk.places["today"]
    assert isinstance(place, Now)

    def view() -> NowView:
        return next(iter(visible(place.widget, NowView)), NowView(desk.look, now_query.NowPage("", "", (), (), ())))

    def pressed() -> HeardForm:
        button = view().rows[key]
        button.setFocus()
        qtbot.keyClick(button, Qt.Key.Key_Space)
        qtbot.waitUntil(lambda: bool(visible(place.widget, HeardForm)), timeout=10000)
        (form,) = visible(place.widget, HeardForm)
        return form

    qtbot.waitUntil(lambda: key in view().rows, timeout=10000)
    form = pressed()
    qtbot.keyClicks(form.said, "all is")
    in_store(program, lambda vault: records.add(vault, "event", {"title": "Pump", "danger": "now"}))
    desk.refresh()
    qtbot.waitUntil(lambda: any("Pump" in text for text in words_on(place.widget)), timeout=10000)
    assert focused() is form.said
    qtbot.keyClicks(focused(), " well")
    assert form.said.text() == "all is well" and visible(place.widget, HeardForm) == [form]
    qtbot.keyClick(form.said, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not visible(place.widget, HeardForm), timeout=10000)
    pressed()
    button = view().rows[key]
    button.setFocus()
    qtbot.keyClick(button, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: not visible(place.widget, HeardForm), timeout=10000)
    assert focused() is view().rows[key]


def act(desk: VaultSession, dice: random.Random) -> bool:
    """Do one thing, as a person or the program does; return whether Instant action may have the focus by it."""
    if menu := QApplication.activePopupWidget():
        menu.close()
    window, focus = desk.window, QApplication.focusWidget() or desk.window
    where = [one for one in stops(window) if not isinstance(one, Tile)]
    match dice.randrange(9):
        case 0:
            window.focusNextPrevChild(dice.random() < 0.7)  # what Qt asks for at Tab
            return True
        case 1:
            QTest.keyClick(window, Qt.Key.Key_F6)
            return True
        case 2:
            desk.refresh()
        case 3:
            desk.go(
                dice.choice(["today", "incidents", "people", "cases", "field", "library", "sending", "help", "safety"])
            )
        case 4:
            focus.setEnabled(False)
        case 5:
            focus.hide()
        case 6:
            window.key.emit("escape")
        case 7 if where:
            dice.choice(where).setFocus()
        case _ if where and isinstance(chosen := dice.choice(where), QAbstractButton):
            chosen.click()
    return False


@pytest.mark.qt_log_ignore("Keyboard event not accepted", extend=True)  # F6 while the list of a field is open
@pytest.mark.parametrize(
    ("seed", "acts"), [(0, ACTS), (1, ACTS), (2, ACTS), pytest.param(3, MANY, marks=pytest.mark.slow)]
)
def test_instant_action_has_the_focus_only_where_a_person_went_there(
    qtbot: QtBot, program: Program, seed: int, acts: int
) -> None:
    """After each of many random acts: only Tab, F6, a click or F9 bring the keyboard to it."""
    desk, dice = unlocked(qtbot, program), random.Random(seed)
    desk.relook.disconnect()  # a window of another size is another window
    was = False
    for number in range(acts):
        went = act(desk, dice)
        QApplication.processEvents()
        if program.desk is not desk:
            return  # a click on another size built another window
        is_there = isinstance(QApplication.focusWidget(), Tile)
        assert not is_there or was or went, number
        was = is_there
        if desk.window.dialog is not None:
            desk.window.dialog.leave()


def test_now_read_again_keeps_the_row_and_takes_the_keyboard_from_nobody(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)

    def due(vault: Vault) -> None:
        for title in ("One", "Two", "Three"):
            records.add(vault, "case", {"title": title, "next_review": "2024-01-01"})

    in_store(program, due)
    desk.go("today")
    place = desk.places["today"]
    assert isinstance(place, Now)

    def view() -> NowView | None:
        shown = place.widget.currentWidget()
        return shown if isinstance(shown, NowView) else None

    def rows() -> dict[str, QWidget]:
        return dict(shown.rows) if (shown := view()) else {}

    qtbot.waitUntil(lambda: len(rows()) >= 3, timeout=10000)

    def read_again() -> None:
        old = view()
        desk.refresh()
        qtbot.waitUntil(lambda: view() is not old, timeout=10000)

    key = list(rows())[1]
    rows()[key].setFocus()
    read_again()
    assert focused() is rows()[key]

    def first() -> QAbstractButton | None:
        return next(iter(visible(desk.window.foot, QAbstractButton)), None)

    qtbot.waitUntil(lambda: first() is not None, timeout=10000)
    first().setFocus()  # type: ignore[union-attr]
    read_again()
    assert focused() is first()


def test_what_has_the_focus_and_goes_gives_it_to_its_neighbour(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)
    look = desk.look
    near, gone, act_, far = (Button(look, text, kind) for text, kind in
                             (("near", "std"), ("gone", "std"), ("act", "pri"), ("far", "std")))  # fmt: skip
    desk.window.show_full(column(look, column(look, near, gone, act_), column(look, far)))
    qtbot.waitUntil(desk.window.isActiveWindow, timeout=5000)  # before, nothing has the keyboard
    gone.setFocus()
    gone.hide()
    assert focused() is near
    near.setEnabled(False)
    assert focused() is act_  # nothing else is in the same part
    act_.hide()
    assert focused() is far


def test_a_window_that_comes_to_the_front_does_not_choose_instant_action(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)
    assert desk.window.rail is not None
    (tile,) = desk.window.rail.findChildren(Tile)
    tile.setFocus(Qt.FocusReason.ActiveWindowFocusReason)
    assert focused() is not tile
    tile.setFocus(Qt.FocusReason.TabFocusReason)
    QApplication.sendEvent(tile, QFocusEvent(QEvent.Type.FocusOut, Qt.FocusReason.ActiveWindowFocusReason))
    QApplication.sendEvent(tile, QFocusEvent(QEvent.Type.FocusIn, Qt.FocusReason.ActiveWindowFocusReason))
    assert focused() is tile  # it was left there


@pytest.mark.parametrize("place", ["today", "incidents", "missions", "inbox", "help", "safety"])
def test_another_text_size_brings_the_keyboard_to_the_page_and_never_to_the_rail(
    qtbot: QtBot, program: Program, place: str
) -> None:
    desk = unlocked(qtbot, program)
    desk.go(place)
    for factor in (1.4, 2.0, 1.0):
        before = program.desk
        assert before is not None
        before.window.sized.emit(factor)
        qtbot.waitUntil(lambda: program.desk is not before and program.window is program.desk.window, timeout=10000)  # type: ignore[union-attr] # noqa: B023
        desk = program.desk
        assert desk is not None and desk.window.place == place and desk.window.rail is not None
        for _ in range(5):
            qtbot.wait(20)
            focus = QApplication.focusWidget()
            assert focus is None or not isinstance(focus, Tile), (factor, focus)
        assert focus is not None and not desk.window.rail.isAncestorOf(focus), (factor, focus)
