"""What a blind person hears: each page is one text in its order, and what changes elsewhere is announced."""

from collections.abc import Callable, Iterator
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleActionInterface
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QScrollArea, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app import start
from app.domain.kinds import KINDS
from app.domain.record import Record
from app.errors import InputRefused
from app.gui.checkins.board_query import PanelShown, RungShown
from app.gui.checkins.panel_view import party
from app.gui.delivery.arrival_query import ArrivalPage
from app.gui.delivery.arrival_view import ArrivalView
from app.gui.delivery.share_view import ShareDialog
from app.gui.incidents.entry_view import EntryView
from app.gui.incidents.incident_view import IncidentView
from app.gui.incidents.slots import EntryPicker
from app.gui.records.form_view import RecordForm
from app.gui.shell.longwork import LongWork
from app.gui.start.program import Program
from app.gui.start.unlock_window import UnlockWindow
from app.gui.style.text import Text
from app.gui.style.theme import Look
from app.gui.widgets import plain_text
from app.gui.widgets.blocks import Empty, section
from app.gui.widgets.buttons import Button, Choice
from app.gui.widgets.edits import line_edit
from app.gui.widgets.fields import Labelled, Picker, make_option_search
from app.gui.widgets.focus import enter, stops
from app.gui.widgets.labels import Label
from app.gui.widgets.listpane import ListPane
from app.gui.widgets.page_values import Audience, Effect, FrozenView, ShareTarget, Trust
from app.gui.widgets.words import GeneratedPassphrase
from tests.gui.hands import control, visible
from tests.gui.heard import heard
from tests.gui.running import unlocked
from tests.gui.test_checkins import at_board

DAY = date(2026, 4, 12)
Show = Callable[[QWidget], None]


@pytest.fixture
def look(qtbot: QtBot) -> Look:
    return Look(Text("en"))


@pytest.fixture
def said() -> Iterator[list[str]]:
    """All that is announced."""
    words: list[str] = []
    hears = plain_text.VOICE.said.connect(words.append)
    yield words
    plain_text.VOICE.said.disconnect(hears)


@pytest.fixture
def on_screen(qtbot: QtBot) -> Iterator[Callable[[QWidget], None]]:
    """Shows a widget in a window."""
    windows: list[QWidget] = []

    def show(widget: QWidget) -> None:
        windows.append(window := QWidget())
        qtbot.addWidget(window)
        QVBoxLayout(window).addWidget(widget)
        window.resize(1000, 700)
        window.show()
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow, timeout=3000)

    yield show
    windows.clear()


def in_order(text: str, *parts: str) -> bool:
    places = [text.find(part) for part in parts]
    return -1 not in places and places == sorted(places)


def test_a_received_report_is_read_from_its_danger_to_its_sender(on_screen: Show, look: Look) -> None:
    page = ArrivalPage(
        "k", "Two people taken", "From Wren", ("shield-ask", "Not verified", "amb"), "Read it first.", True, True,
        danger=("Someone is in danger now.", "The van is back."), doubt="Compare the number first.",
        runs=(("Guards arrested Marula.", ""),), facts=(("Place", "Tres Ceibas", ""), ("Consent", "Given", "")),
        prose="The truck left.", sender_name="Wren",
    )  # fmt: skip
    view = ArrivalView(look, page)
    on_screen(view)
    told = view.accessibleDescription()
    assert in_order(
        told, "From Wren", "in danger now. The van", "Compare the", "arrested", "Tres Ceibas", "Given", "truck"
    )
    assert next(stops(view)) is view, "Tab stops at the text before the buttons"
    assert enter(view) and QApplication.focusWidget() is view
    accept = control(view, "Accept", Button).accessibleDescription()
    assert in_order(accept, "From Wren", "Not verified", "in danger now", "The van is back")


def test_an_incident_is_one_text_before_its_buttons(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)
    qtbot.waitUntil(lambda: bool(visible(desk.window, IncidentView)), timeout=10000)
    (view,) = visible(desk.window, IncidentView)
    assert in_order(view.accessibleDescription(), "Tres Ceibas", "Harmed: Marula", "The truck left by the river road.")
    assert next(stops(view)) is view


def test_a_share_says_the_trust_of_a_person_and_what_is_not_sent(qtbot: QtBot, look: Look, said: list[str]) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(1200, 800)
    window.show()
    people = [ShareTarget("w", "Wren", "lawyer", Trust.NEW), ShareTarget("h", "Heron", "doctor", Trust.VERIFIED)]
    dialog = ShareDialog(look, window, "Raid", people, [Audience("all", "Internal", "")])
    dialog.open(dialog.first)
    wren, heron = control(dialog, "Wren", Choice), control(dialog, "Heron", Choice)
    assert "Not verified" in wren.accessibleDescription() and "Verified" in heron.accessibleDescription()
    wren.click()
    assert any("Wren is not verified" in words for words in said)
    assert "Wren is not verified" in wren.accessibleDescription()
    part = FrozenView("w", "Wren", (("Title", ""),), (("Names", "no consent"),), "1 item", "1 item", "Wren gets 1.")
    dialog.show_effect(Effect(parts=(part,)))
    area = control(dialog, "Content", QScrollArea)
    assert in_order(area.accessibleDescription(), "Title", "Will not be sent", "Names", "no consent")


def test_a_wrong_password_and_the_lock_are_announced(qtbot: QtBot, look: Look, said: list[str]) -> None:
    window = UnlockWindow(look, "Field notes")
    qtbot.addWidget(window)
    window.show()
    assert window.field.accessibleDescription() == "Locked."
    qtbot.waitUntil(lambda: said == ["Locked."], timeout=3000)
    window.failed("This password did not open the vault.", 4)
    assert said[1:] == ["This password did not open the vault. Wait 4 seconds."]
    assert window.field.accessibleDescription() == said[1]


def test_long_work_announces_each_quarter(qtbot: QtBot, look: Look, said: list[str]) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    long = LongWork(parent, look, "Making the sample vault", "Stopped", lambda done, total: f"{done} of {total}")
    long.announce()
    for done in range(1, 5):
        long._show(done, 8)
    assert [words.replace("\u2068", "").replace("\u2069", "") for words in said] == [
        "Making the sample vault", "Making the sample vault · 2 of 8", "Making the sample vault · 4 of 8",
    ]  # fmt: skip


def test_the_six_words_are_one_stop_for_tab(on_screen: Show, look: Look) -> None:
    words = GeneratedPassphrase(look, ["acorn", "bishop", "cable", "dune", "ember", "flute"])
    on_screen(words)
    assert list(stops(words)) == [words]
    assert in_order(words.accessibleDescription(), "Word 1: acorn", "Word 6: flute")


def test_the_steps_of_a_silent_group_are_heard_on_their_buttons(on_screen: Show, look: Look) -> None:
    rung = RungShown("s", "Call the family", "Ask for the route.", "due 14:00", "now", ("Heron: 555 0101",))
    shown = PanelShown("g", "North team", "", "Silent since 13:00.", (rung,), (), "14:10")
    holder = QWidget()
    column = QVBoxLayout(holder)
    for block in party(look, shown, lambda *_: None, lambda: None, lambda _: None):
        column.addWidget(block)
    on_screen(holder)
    told = control(holder, "Done", Button).accessibleDescription()
    assert in_order(told, "Call the family", "due 14:00", "Ask for the route.", "555 0101")


def test_an_error_is_first_in_what_a_field_says(qtbot: QtBot, look: Look) -> None:
    edit = line_edit(look, "Date")
    field = Labelled(look, "Date", edit, "A day.")
    qtbot.addWidget(field)
    field.set_error("Write a date.")
    assert edit.accessibleDescription() == "Error: Write a date. A day"
    field.set_error("")
    assert edit.accessibleDescription() == "A day"


@pytest.mark.parametrize("kind", [Picker, EntryPicker])
def test_a_text_that_no_row_has_is_told_and_tab_leaves_it(
    on_screen: Show, look: Look, said: list[str], kind: type[Picker]
) -> None:
    picker = kind(look, "Consent", "consent?", make_option_search([("y", "Given"), ("n", "Refused")]), free=False)
    on_screen(picker)
    popup = picker.open("zebra")
    QTest.keyClick(popup.edit, Qt.Key.Key_Return)
    assert said == ["Choose one of the list."] and popup.isVisible()
    assert popup.edit.accessibleDescription() == "Choose one of the list."
    QTest.keyClick(popup.edit, Qt.Key.Key_Tab)
    assert not popup.isVisible() and QApplication.focusWidget() is picker
    assert picker.shown == "zebra" and "zebra" in picker.accessibleDescription() and picker.value == ""
    assert picker.open().edit.text() == "zebra"


def test_a_search_without_results_is_announced(on_screen: Show, look: Look, said: list[str]) -> None:
    pane = ListPane(look, "People", 1, "Search")
    on_screen(pane)
    pane.go_to_search()
    pane.show_rows([], "0", Empty(look, "search", "Nothing found", "Try other words."))
    assert said == ["Nothing found. Try other words."]


@pytest.mark.usefixtures("offline")
def test_the_panel_of_the_board_is_a_part_of_the_window_and_is_read(qtbot: QtBot, program: Program) -> None:
    desk, board = at_board(qtbot, program, ("North team", 95))
    row = board.shown.rows[0]
    assert row.spoken.startswith("North team") and "1 hour, 35 minutes late" in row.spoken
    board.take_focus()
    desk.window.activateWindow()
    qtbot.waitUntil(desk.window.isActiveWindow, timeout=3000)
    for _ in range(6):
        QTest.keyClick(desk.window, Qt.Key.Key_F6)
        if QApplication.focusWidget() is board.panel:
            break
    assert QApplication.focusWidget() is board.panel
    assert in_order(board.panel.accessibleDescription(), "North team", "Silent since", "Call twice.")
    board.open_heard(row.key)
    assert control(board, "What they said", QLineEdit).accessibleDescription() == "North team"


def test_a_form_announces_its_subject_and_its_first_error(on_screen: Show, look: Look, said: list[str]) -> None:
    kind = KINDS["case"]
    form = RecordForm(look, start.vocabularies(), kind, Record(b"", kind.name, "", {}), (), "New case", today=DAY)
    on_screen(form)
    assert "New case" in said[0]
    form.refused(InputRefused("No", refused=[{"field": "title", "reason": "Write a title."}]))
    form.refused(InputRefused("No", refused=[{"field": "title", "reason": "Write a title."}]))
    assert said[1:] == ["Write a title."] * 2, "also if the focus is at the field"


def test_heads_dialogs_and_fields_with_a_list_have_their_roles_and_a_press_opens_the_list(
    on_screen: Show, look: Look, qtbot: QtBot
) -> None:
    page, picked = QWidget(), list[str]()
    column = QVBoxLayout(page)
    head, field = Label(look, "Incidents", "title"), Picker(look, "Who did it", "who?", lambda _: [("a", "Heron")])
    field.clicked.connect(lambda: picked.append("open"))
    for widget in (head, section(look, "What happened"), Label(look, "He fled."), field):
        column.addWidget(widget)
    on_screen(page)
    dialog = ShareDialog(look, page.window(), "Raid", [], [])
    dialog.open(dialog.first)
    told = [(node.role, node.name) for node in heard(page.window())]
    assert {("Heading", "Incidents"), ("Heading", "What happened"), ("StaticText", "He fled.")} <= set(told)
    assert ("Dialog", "Share “Raid”") in told and ("ComboBox", "Who did it") in told
    head.setText("People")
    assert ("Heading", "People") in [(node.role, node.name) for node in heard(page.window())]
    dialog.leave()
    spoken = QAccessible.queryAccessibleInterface(field)
    spoken.actionInterface().doAction(QAccessibleActionInterface.pressAction())
    assert picked == ["open"] and "who?" not in spoken.text(QAccessible.Text.Name)


def test_a_form_that_opens_gives_the_focus_to_its_first_field_and_to_nothing_before(
    qtbot: QtBot, program: Program
) -> None:
    desk = unlocked(qtbot, program)
    qtbot.waitUntil(lambda: bool(visible(desk.window, IncidentView)), timeout=10000)
    desk.window.activateWindow()
    qtbot.waitUntil(desk.window.isActiveWindow, timeout=5000)
    got: list[str] = []
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    app.focusChanged.connect(lambda _, now: got.append(now.accessibleName() if now is not None else ""))
    desk.window.key.emit("new")
    qtbot.waitUntil(lambda: isinstance(desk.window.full, EntryView), timeout=10000)
    first = QApplication.focusWidget()
    assert first is not None and [name for name in got if name] == [first.accessibleName()]
