"""The second lock in the window, by keyboard: set up, opened, a name written and found; closed, it is nowhere."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from app.actions.kernel import records
from app.actions.vault import real_names
from app.gui.people.people_screen import People
from app.gui.people.people_view import PersonView
from app.gui.real_names import real_names_screen as places
from app.gui.real_names.key_sheet_screen import open_key_sheet
from app.gui.real_names.key_sheet_view import KeySheetView
from app.gui.real_names.real_names_page_view import SecondView, SecondWordsView
from app.gui.real_names.real_names_view import OpenView
from app.gui.records.form_view import RecordForm
from app.gui.search.find_view import FindView
from app.gui.shell.vault_session import VaultSession
from app.gui.start.program import Program
from app.gui.widgets.buttons import Button, Exclusive
from app.gui.widgets.words import TypedBack
from app.store.records.search import Query
from app.store.vault.open_vault import Vault
from tests.gui.hands import Hands, control, drawn_words, visible, words_on
from tests.gui.running import in_store, unlocked

NAME, SECOND = "Zorayda Quintanilla", "lantern copper field"


@pytest.fixture
def desk(qtbot: QtBot, program: Program) -> Iterator[VaultSession]:
    """The program with a second lock, and nothing behind it yet."""
    desk = unlocked(qtbot, program)
    in_store(
        program, lambda vault: real_names.set_up(vault, real_names.prepare_key(real_names.header_of(vault), SECOND)[1])
    )
    yield desk


def marula(program: Program) -> str:
    return str(in_store(program, lambda vault: records.find(vault, Query("actor", "marula"))[0].id.hex()))


def kept(program: Program, *given: str) -> None:
    """Put real names behind the lock, as another time."""

    def put(vault: Vault) -> None:
        with real_names.open_(vault, SECOND) as key:
            for name in given:
                real_names.save(vault, key, marula_in(vault), {"real_name": name})

    in_store(program, put)


def marula_in(vault: Vault) -> str:
    return records.find(vault, Query("actor", "marula"))[0].ref


def person(qtbot: QtBot, program: Program, desk: VaultSession) -> PersonView:
    desk.show("people", marula(program), "actor")
    return page(qtbot, desk)


def page(qtbot: QtBot, desk: VaultSession) -> PersonView:
    place = desk.places["people"]
    assert isinstance(place, People)
    qtbot.waitUntil(lambda: isinstance(place.split.page, PersonView) and bool(place.split.page.real), timeout=10000)
    view = place.split.page
    assert isinstance(view, PersonView)
    return view


def full(qtbot: QtBot, desk: VaultSession, kind: type[QWidget]) -> QWidget:
    qtbot.waitUntil(lambda: isinstance(desk.window.full, kind), timeout=10000)
    assert desk.window.full is not None
    return desk.window.full


def seen() -> str:
    """Every word in every widget there is, seen or not."""
    words: list[str] = []
    for widget in QApplication.allWidgets():
        words += [widget.accessibleName(), widget.accessibleDescription(), widget.toolTip(), widget.windowTitle()]
        if isinstance(widget, QLabel | QLineEdit):
            words.append(widget.text())
        if isinstance(widget, QPlainTextEdit):
            words.append(widget.toPlainText())
    return "\n".join(words)


def opened(qtbot: QtBot, program: Program, desk: VaultSession) -> PersonView:
    """Open the lock on Marula's page, by keyboard."""
    view, hands = person(qtbot, program, desk), Hands(qtbot)
    hands.tab_to("Open…")
    hands.press(Qt.Key.Key_Space)
    full(qtbot, desk, OpenView)
    hands.type(SECOND)
    hands.press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: desk.second.key is not None and desk.window.full is None, timeout=20000)
    return view


def test_it_is_set_up_by_words_typed_back_and_opens_by_them(qtbot: QtBot, program: Program) -> None:
    desk, hands = unlocked(qtbot, program), Hands(qtbot)
    desk.go("safety")
    hands.press(Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    hands.type("names password")
    find = desk.window.full
    hands.wait(lambda: [row.title for row in find.model.rows][:1] == ["Names password"])  # type: ignore[union-attr]
    hands.press(Qt.Key.Key_Return)
    full(qtbot, desk, SecondView)
    hands.press(Qt.Key.Key_Space)
    view = full(qtbot, desk, SecondWordsView)
    words = drawn_words(view)
    hands.press(Qt.Key.Key_Space)
    hands.type("wrong ")
    hands.tab_to("Set up the names password")
    hands.press(Qt.Key.Key_Space)
    assert "Word 1 differs from the generated word." in words_on(view)
    (back,) = visible(view, TypedBack)
    assert hands.at is back.typed[0]
    for word in words[:-1]:
        qtbot.keyClicks(QApplication.focusWidget(), f"{word} ")
    back.typed[0].setText(words[0])
    back.typed[-1].setFocus()
    back.typed[-1].setText(words[-1])
    hands.press(Qt.Key.Key_Return)
    full(qtbot, desk, SecondView)
    qtbot.waitUntil(lambda: in_store(program, real_names.is_set_up) is True, timeout=20000)
    desk.second.open(" ".join(words), "", lambda: None, pytest.fail)  # type: ignore[arg-type]
    qtbot.waitUntil(lambda: desk.second.key is not None, timeout=20000)


def test_a_name_is_written_seen_changed_back_and_gone_when_it_closes(
    qtbot: QtBot, program: Program, desk: VaultSession
) -> None:
    opened(qtbot, program, desk)
    hands = Hands(qtbot)
    qtbot.waitUntil(lambda: "Enter real name…" in seen(), timeout=10000)
    hands.tab_to("Enter real name…")
    hands.press(Qt.Key.Key_Space)
    full(qtbot, desk, RecordForm)
    hands.type(NAME)
    hands.press(Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: desk.window.full is None and NAME in seen(), timeout=10000)
    desk.undo()
    qtbot.waitUntil(lambda: NAME not in seen(), timeout=10000)
    desk.redo()
    qtbot.waitUntil(lambda: NAME in seen(), timeout=10000)
    hands.tab_to("Close now")
    hands.press(Qt.Key.Key_Space)
    assert desk.second.key is None
    qtbot.waitUntil(lambda: NAME not in seen() and "Real name: needs the names password" in seen(), timeout=10000)
    said = [line.what for line in in_store(program, real_names.log)]
    assert said == ["shown", "saved", "opened", "set up"]


def test_a_lock_in_the_middle_of_a_form_keeps_every_letter_behind_it(
    qtbot: QtBot, program: Program, desk: VaultSession
) -> None:
    opened(qtbot, program, desk)
    places.edit(desk, marula(program))
    full(qtbot, desk, RecordForm)
    Hands(qtbot).type("Zorayda Q")
    desk.second.close()
    assert desk.window.full is None
    qtbot.waitUntil(lambda: "Zorayda" not in seen(), timeout=10000)
    rows = in_store(program, lambda vault: vault.con.execute("SELECT name, body FROM draft").fetchall())
    assert len(rows) == 1 and "Zorayda" not in json.dumps([list(row) for row in rows])
    desk.go("today")
    qtbot.waitUntil(lambda: "Real name of Marula" in seen(), timeout=10000)
    opened(qtbot, program, desk)
    places.edit(desk, marula(program))
    form = full(qtbot, desk, RecordForm)
    assert isinstance(form, RecordForm) and form.changed_values() == {"real_name": "Zorayda Q"}
    form.leave.emit()

    def drafted() -> object:
        return in_store(program, lambda vault: vault.con.execute("SELECT count(*) FROM draft").fetchone()[0])

    qtbot.waitUntil(lambda: "Draft deleted." in words_on(desk.window.foot), timeout=10000)
    assert drafted() == 0
    desk.undo()
    qtbot.waitUntil(lambda: drafted() == 1, timeout=10000)
    places.edit(desk, marula(program))
    form = full(qtbot, desk, RecordForm)
    assert isinstance(form, RecordForm) and form.changed_values() == {"real_name": "Zorayda Q"}


def test_wrong_words_wait_and_nothing_opens(qtbot: QtBot, program: Program, desk: VaultSession) -> None:
    person(qtbot, program, desk)
    hands = Hands(qtbot)
    hands.tab_to("Open…")
    hands.press(Qt.Key.Key_Space)
    view = full(qtbot, desk, OpenView)
    assert isinstance(view, OpenView)
    hands.type("not these words")
    hands.press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "This password did not open the real names." in seen(), timeout=20000)
    button, (timer,) = control(view, "Open", Button), view.findChildren(QTimer)
    assert desk.second.key is None and not button.isEnabled()
    seconds = int(words_on(view.field)[0].removesuffix(" seconds.").rpartition(" Wait ")[2])
    assert seconds in (3, 4)
    hands.press(Qt.Key.Key_Return)
    for _ in range(seconds):  # they go by
        assert not button.isEnabled()
        timer.timeout.emit()
    qtbot.waitUntil(button.isEnabled, timeout=5000)
    assert [line.what for line in in_store(program, real_names.log)] == ["wrong", "set up"]


def test_it_closes_by_itself_and_writing_puts_that_off(qtbot: QtBot, program: Program, desk: VaultSession) -> None:
    kept(program, NAME)
    opened(qtbot, program, desk)
    qtbot.waitUntil(lambda: NAME in seen(), timeout=10000)
    lock, now = desk.second, [0.0]
    (timer,) = lock.findChildren(QTimer)
    lock.clock = lambda: now[0]
    lock.go_on()
    minutes = in_store(program, real_names.minutes)
    for _ in range(3):
        now[0] += 60 * minutes - 1
        timer.timeout.emit()
        assert lock.key is not None
        lock.go_on()
    now[0] += 60 * minutes
    timer.timeout.emit()
    assert lock.key is None
    qtbot.waitUntil(lambda: NAME not in seen(), timeout=10000)


def test_who_has_a_real_name_is_found_inside_only(qtbot: QtBot, program: Program, desk: VaultSession) -> None:
    kept(program, NAME)
    opened(qtbot, program, desk)
    places.open_page(desk)
    view = full(qtbot, desk, SecondView)
    hands = Hands(qtbot)
    hands.tab_to("Real name")
    hands.type("quintanilla")
    hands.press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "Page of the person" in seen(), timeout=10000)
    assert isinstance(view, SecondView)
    hands.tab_to("Page of the person")
    hands.press(Qt.Key.Key_Space)
    assert desk.window.full is None and desk.window.place == "people"
    page(qtbot, desk)
    lines = in_store(program, real_names.log)
    assert [line.what for line in lines][:2] == ["shown", "searched"]


def test_closed_no_place_and_no_page_knows_it(qtbot: QtBot, program: Program, desk: VaultSession) -> None:
    kept(program, NAME)
    opened(qtbot, program, desk)
    qtbot.waitUntil(lambda: NAME in seen(), timeout=10000)
    desk.second.close()
    qtbot.waitUntil(lambda: NAME not in seen(), timeout=10000)
    assert desk.window.rail is not None
    items = visible(desk.window.rail, Exclusive)
    for item in (*items, items[0]):
        item.click()
        in_store(program, lambda vault: None)
        qtbot.wait(100)
        assert "Zorayda" not in seen(), item.shown
    places.open_page(desk)
    full(qtbot, desk, SecondView)
    assert "Zorayda" not in seen() and "Real name of Marula shown" in seen()
    desk.routes.anywhere["anything"]()
    found = full(qtbot, desk, FindView)
    assert isinstance(found, FindView)
    for asked, rows in (("marula", True), ("zorayda", False)):
        found.searched.emit(asked)
        qtbot.waitUntil(lambda rows=rows: any(r.key.startswith("record:") for r in found.model.rows) is rows)  # type: ignore[misc]


def test_to_leave_closes_it(qtbot: QtBot, program: Program, desk: VaultSession) -> None:
    opened(qtbot, program, desk)
    key = desk.second.key
    assert key is not None
    with qtbot.waitSignal(desk.left, timeout=10000):
        desk.leave(False)
    with pytest.raises(ValueError, match="cleared"):
        key.buffer  # noqa: B018


def test_the_key_to_the_aliases_is_made_by_keyboard_while_it_is_open_and_each_name_on_it_is_a_line_of_the_log(
    qtbot: QtBot, program: Program, desk: VaultSession, tmp_path: Path
) -> None:
    kept(program, NAME)
    opened(qtbot, program, desk)
    places.open_page(desk)
    full(qtbot, desk, SecondView)
    hands = Hands(qtbot)
    hands.tab_to("Make list…")
    hands.press(Qt.Key.Key_Space)
    view = full(qtbot, desk, KeySheetView)
    assert isinstance(view, KeySheetView) and not view.browser.isEnabled()
    hands.tab_to("Incidents and cases")
    hands.type("tres")
    hands.press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "People on the list: Marula" in seen(), timeout=10000)
    view.why.setText("for the court")
    view.form.set_value("txt")
    view.go.emit(str(tmp_path))
    qtbot.waitUntil(lambda: desk.window.full is None and (tmp_path / "key.txt").exists(), timeout=10000)
    written = (tmp_path / "key.txt").read_text("utf-8")
    assert "Marula" in written and NAME in written and "truck" not in written
    line = in_store(program, real_names.log)[0]
    assert (line.what, line.alias, line.why) == ("shown", "Marula", "for the court")


def test_the_page_of_the_key_to_the_aliases_goes_when_the_lock_closes(
    qtbot: QtBot, program: Program, desk: VaultSession, tmp_path: Path
) -> None:
    kept(program, NAME)
    opened(qtbot, program, desk)
    open_key_sheet(desk)
    view = full(qtbot, desk, KeySheetView)
    assert isinstance(view, KeySheetView)
    desk.second.close()
    assert desk.window.full is None
    view.go.emit(str(tmp_path))
    in_store(program, lambda vault: None)
    assert not (tmp_path / "key.pdf").exists()
