"""Words in the place of a date: they are kept, said to be no date, and every form opens with them."""

import subprocess
import sys

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app import start
from app.actions.kernel import drafts, records
from app.gui.appeals.form_view import InstantView
from app.gui.incidents.entry_things_view import AddRow
from app.gui.incidents.entry_view import EntryView
from app.gui.shell.vault_session import VaultSession
from app.gui.start.program import Program
from app.gui.widgets.fields import Popup
from app.store.records import drafts as rows
from app.store.records.search import Query
from app.store.vault import open_vault as store
from tests.gui.hands import words_on
from tests.gui.running import WORDS, document, in_store, unlocked
from tests.gui.test_unfinished import left, offered, strips

CTRL = Qt.KeyboardModifier.ControlModifier


def entry(qtbot: QtBot, desk: VaultSession) -> EntryView:
    """Open the form of an incident."""
    desk.window.activateWindow()
    qtbot.waitUntil(desk.window.isActiveWindow, timeout=10000)
    document(desk).new()
    return shown(qtbot, desk)


def shown(qtbot: QtBot, desk: VaultSession) -> EntryView:
    qtbot.waitUntil(lambda: isinstance(desk.window.full, EntryView), timeout=10000)
    assert isinstance(desk.window.full, EntryView)
    return desk.window.full


def kept(program: Program, name: str = drafts.ENTRY) -> dict[str, object]:
    found = in_store(program, lambda vault: drafts.load(vault, name))
    return found[0] if found else {}


def typed(qtbot: QtBot, view: EntryView, key: str, words: str) -> Popup:
    """Type words into a slot; its list stays open."""
    slot = view.sentence.slots[key]
    slot.setFocus()
    qtbot.keyClick(slot, words[0])
    popup = next(one for one in view.window().findChildren(Popup) if not one.isHidden())
    qtbot.keyClicks(popup.edit, words[1:])
    return popup


@pytest.mark.parametrize("words", ["after the market", "Tuesday night", "in the morning"])
def test_words_are_kept_and_said_to_be_no_date(qtbot: QtBot, program: Program, words: str) -> None:
    desk = unlocked(qtbot, program)
    view = entry(qtbot, desk)
    view.prose.setPlainText("They came to the market.")
    qtbot.keyClick(typed(qtbot, view, "when", words).edit, Qt.Key.Key_Tab)
    assert "“When” needs a date" in view.sentence.below.text() and view.sentence.below.property("ink") == "red"
    assert "“When” needs a date" in view.sentence.slots["when"].accessibleDescription()
    (when,) = [row for row in view.findChildren(AddRow) if row.text() == "When, and how certain"]
    assert when.accessibleDescription() == "missing"
    qtbot.keyClick(desk.window, Qt.Key.Key_S, CTRL)
    assert "“When” needs a date" in view.header.second.text() and desk.window.full is view
    assert view.header.tick.isHidden()  # no tick beside what is wrong
    qtbot.keyClick(desk.window, Qt.Key.Key_3, CTRL)
    assert desk.window.full is None
    assert kept(program) == {"when": words, "words": "They came to the market."}
    desk.routes.follow(f"draft:{drafts.ENTRY}")  # the row of it in Unfinished
    again = shown(qtbot, desk)
    assert again.values == kept(program) and again.sentence.slots["when"].words == words
    assert "“When” needs a date" in again.sentence.slots["when"].accessibleDescription()
    again.prose.setFocus()
    assert "“When” needs a date" in again.sentence.below.text()
    qtbot.keyClick(typed(qtbot, again, "when", "12/4/2026").edit, Qt.Key.Key_Tab)
    assert again.values["when"] == "2026-04-12" and "needs a date" not in again.sentence.below.text()
    qtbot.keyClick(desk.window, Qt.Key.Key_S, CTRL)
    qtbot.waitUntil(lambda: desk.window.full is None, timeout=10000)
    assert len(in_store(program, lambda vault: records.find(vault, Query("event")))) == 2 and kept(program) == {}


def test_a_draft_with_words_for_a_date_goes_on_after_a_lock(qtbot: QtBot, program: Program) -> None:
    left(program, "incident", {"when": "around noon Ramadan", "did": "code:no such code", "consent": "perhaps"})
    desk, strip = offered(qtbot, program)
    qtbot.mouseClick(strip.go_on, Qt.MouseButton.LeftButton)
    assert shown(qtbot, desk).values["when"] == "around noon Ramadan"


def damaged(program: Program, name: str) -> None:
    vault = store.open_(program.folder, WORDS, start.vocabularies())
    with vault.transaction() as con:
        rows.save_draft(con, rows.Draft(name, '{"words": "Two m', vault.now()))
    vault.close()


def test_an_unreadable_draft_is_said_and_can_be_thrown_away(qtbot: QtBot, program: Program) -> None:
    damaged(program, "incident")
    desk, strip = offered(qtbot, program)
    assert not strip.go_on.isVisible()
    view = entry(qtbot, desk)
    assert "Amparo cannot read a damaged draft. Delete it" in view.header.second.text()
    view.leave.emit()
    qtbot.waitUntil(lambda: in_store(program, drafts.names) == [], timeout=10000)


def test_the_strip_throws_an_unreadable_draft_away(qtbot: QtBot, program: Program) -> None:
    damaged(program, "instant")
    desk, strip = offered(qtbot, program)
    qtbot.mouseClick(strip.away, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: in_store(program, drafts.names) == [], timeout=10000)
    assert strips(desk) == []


def test_an_instant_action_with_words_for_a_time_is_said_and_opens_again(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)
    desk.window.activateWindow()
    qtbot.waitUntil(lambda: bool(document(desk).current) and desk.window.isActiveWindow(), timeout=20000)
    for _ in range(2):
        QTest.keyClick(desk.window, Qt.Key.Key_F9)
        qtbot.waitUntil(lambda: isinstance(desk.window.full, InstantView), timeout=10000)
        form = desk.window.full
        assert isinstance(form, InstantView)
        when = form._fields["when"]
        assert isinstance(when.control, type(form.where))
        if form.values.get("when") != "before the prayer":
            QTest.keyClicks(when.control.open().edit, "before the prayer")
            QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
        assert when.wrong and any("“When” needs a date" in said for said in words_on(when))
        assert when.control.shown == "before the prayer"
        QTest.keyClick(desk.window, Qt.Key.Key_Escape)
        qtbot.waitUntil(lambda: desk.window.full is None, timeout=10000)
        assert kept(program, drafts.APPEAL)["when"] == "before the prayer"


@pytest.mark.parametrize("leave", ["mouse", "keys"])
def test_a_typed_name_is_kept_without_tab(qtbot: QtBot, program: Program, leave: str) -> None:
    desk = unlocked(qtbot, program)
    view = entry(qtbot, desk)
    typed(qtbot, view, "whom", "Wren of the mill")
    if leave == "mouse":
        qtbot.mouseClick(view.prose.viewport(), Qt.MouseButton.LeftButton)
        assert QApplication.focusWidget() is view.prose and view.values["whom"] == "Wren of the mill"
    qtbot.keyClick(QApplication.focusWidget() or desk.window, Qt.Key.Key_3, CTRL)
    assert desk.window.full is None
    assert kept(program) == {"whom": "Wren of the mill"}


@pytest.mark.parametrize("leave", ["mouse", "keys"])
def test_a_typed_name_in_an_instant_action_is_kept_without_enter(qtbot: QtBot, program: Program, leave: str) -> None:
    desk = unlocked(qtbot, program)
    desk.window.activateWindow()
    qtbot.waitUntil(lambda: bool(document(desk).current) and desk.window.isActiveWindow(), timeout=20000)
    QTest.keyClick(desk.window, Qt.Key.Key_F9)
    qtbot.waitUntil(lambda: isinstance(desk.window.full, InstantView), timeout=10000)
    form = desk.window.full
    assert isinstance(form, InstantView)
    who = form._fields["who"].control
    who.setFocus()
    qtbot.keyClick(QApplication.focusWidget(), "M")
    popup = next(one for one in form.window().findChildren(Popup) if not one.isHidden())
    qtbot.keyClicks(popup.edit, "arisol Qu")
    if leave == "mouse":
        qtbot.mouseClick(form._fields["what"].control.viewport(), Qt.MouseButton.LeftButton)
    QTest.keyClick(QApplication.focusWidget() or desk.window, Qt.Key.Key_3, CTRL)
    qtbot.waitUntil(lambda: desk.window.full is None, timeout=10000)
    assert "Marisol Qu" in str(kept(program, drafts.APPEAL).get("who"))


def test_escape_and_an_open_list_without_words_take_nothing(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)
    view = entry(qtbot, desk)
    qtbot.keyClick(typed(qtbot, view, "whom", "Wren").edit, Qt.Key.Key_Escape)
    view.sentence.slots["whom"].open()
    qtbot.mouseClick(view.prose.viewport(), Qt.MouseButton.LeftButton)
    assert view.values == {}


FAULT = """
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from app.domain.moment import parse_moment
from app.gui.start import run as faults
app, said = QApplication([]), []
faults.keep_quiet(lambda error: said.append(type(error).__name__))
QTimer.singleShot(0, lambda: parse_moment("Porto Novo at the quay"))
QTimer.singleShot(10, app.quit)
app.exec()
print(said)
"""


def test_a_fault_says_its_place_in_the_code_and_no_typed_text() -> None:
    done = subprocess.run([sys.executable, "-c", FAULT], capture_output=True, text=True, timeout=30, check=True)
    assert done.stdout.strip() == "['ValueError']"
    assert "ValueError" in done.stderr and "moment:" in done.stderr
    assert "Porto" not in done.stderr and "quay" not in done.stderr
