"""The whole window over a real vault, by the keyboard: first start, entry, lock, unlock, share, stick."""

import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app import start
from app.actions.contacts import contact_cards
from app.actions.kernel import drafts, records
from app.actions.mail import inbox, sharing
from app.actions.records import incidents
from app.actions.rounds import sticks
from app.gui.delivery.arrival_view import AcceptedView, ArrivalView
from app.gui.delivery.inbox_screen import InboxScreen
from app.gui.delivery.share_view import ShareDialog
from app.gui.delivery.stick_view import StickView
from app.gui.incidents.entry_view import EntryView
from app.gui.incidents.incident_view import IncidentView
from app.gui.lock import idle
from app.gui.people.people_view import PersonView
from app.gui.records.form_view import RecordForm
from app.gui.shell.rail import NUMBERED
from app.gui.start.first_start_view import FirstStart
from app.gui.start.program import Program
from app.gui.start.run import restart
from app.gui.start.unlock_window import UnlockWindow
from app.gui.widgets.blocks import Empty
from app.gui.widgets.buttons import Button
from app.gui.widgets.fields import Popup
from app.store.records.search import Query
from app.store.vault import open_vault as store
from app.store.vault.open_vault import exists
from tests.gui.hands import drawn_words, press, take_path
from tests.gui.running import WORDS, document, in_store, unlocked


@pytest.fixture(autouse=True)
def nothing_outside_the_vault(own_home: Path) -> Iterator[None]:
    """Whatever a window does, HOME stays empty."""
    yield
    assert list(own_home.iterdir()) == []


def test_unlocking_shows_the_incidents(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)
    qtbot.waitUntil(lambda: isinstance(document(desk).split.page, IncidentView), timeout=10000)
    assert len(document(desk).pane.model.rows) == 1


def test_wrong_words_wait_and_tell_nothing(qtbot: QtBot, program: Program) -> None:
    window = program.window
    assert isinstance(window, UnlockWindow)
    qtbot.keyClicks(window.field, "not these words")
    qtbot.keyClick(window.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "This password did not open the vault." in window.note.text(), timeout=20000)
    assert not window.button.isEnabled() and window.field.text() == ""


def test_the_check_of_a_password_is_told_and_keys_do_not_clear_its_message(qtbot: QtBot, program: Program) -> None:
    window = program.window
    assert isinstance(window, UnlockWindow)
    told: list[str] = []
    window.unlock.connect(lambda _: told.append(window.note.text()))
    qtbot.keyClicks(window.field, WORDS)
    qtbot.keyClick(window.field, Qt.Key.Key_Return)
    qtbot.keyClicks(window.field, "x")
    qtbot.keyClick(window.field, Qt.Key.Key_Return)
    assert told == ["Checking…"] and window.note.text() == "Checking…"
    qtbot.waitUntil(lambda: program.desk is not None, timeout=20000)


def test_ten_things_by_keyboard_alone(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)
    qtbot.waitUntil(lambda: len(document(desk).pane.model.rows) == 1, timeout=10000)
    qtbot.keyClick(desk.window, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: isinstance(desk.window.full, EntryView), timeout=10000)
    entry = desk.window.full
    assert isinstance(entry, EntryView)
    for key, typed in (
        ("when", "12/4/2026"),
        ("where", "Velmora"),
        ("who", "Rural Guard"),
        ("did", "arrest"),
        ("whom", "Kestrel"),
    ):
        slot = entry.sentence.slots[key]
        slot.setFocus()
        qtbot.keyClicks(slot, typed[0])
        popup = next(p for p in desk.window.findChildren(Popup) if not p.isHidden())
        qtbot.keyClicks(popup.edit, typed[1:])
        qtbot.keyClick(popup.edit, Qt.Key.Key_Tab)
    assert entry.values["when"] == "2026-04-12" and entry.values["did"].startswith("code:")
    entry.prose.setFocus()
    qtbot.keyClicks(entry.prose, "Two men in a grey pickup.")
    qtbot.keyClick(entry.prose, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: len(document(desk).pane.model.rows) == 2, timeout=10000)
    found = in_store(program, lambda vault: [r.title for r in records.find(vault, Query("actor"))])
    assert {"Kestrel", "Rural Guard", "Marula"} <= set(found)


def test_a_lock_in_the_middle_of_a_form_loses_nothing(qtbot: QtBot, program: Program, folder: Path) -> None:
    desk = unlocked(qtbot, program)
    qtbot.keyClick(desk.window, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: isinstance(desk.window.full, EntryView), timeout=10000)
    entry = desk.window.full
    assert isinstance(entry, EntryView)
    entry.prose.setFocus()
    qtbot.keyClicks(entry.prose, "Not one keystroke")
    with qtbot.waitSignal(desk.left, timeout=10000) as left:
        qtbot.keyClick(desk.window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    assert left.args == [True]
    again = Program(QApplication.instance(), folder)  # type: ignore[arg-type]
    again.begin()
    desk = unlocked(qtbot, again)
    desk.routes.follow("draft:incident")  # the row of it in Unfinished
    qtbot.waitUntil(lambda: isinstance(desk.window.full, EntryView), timeout=10000)
    kept = desk.window.full
    assert isinstance(kept, EntryView) and kept.prose.toPlainText() == "Not one keystroke"
    with qtbot.waitSignal(desk.left, timeout=10000):
        desk.leave(False)
    again.work.close()


def test_a_search_that_finds_nothing_can_be_cleared(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)
    desk.window.activateWindow()
    pane = document(desk).pane
    qtbot.waitUntil(lambda: len(pane.model.rows) == 1 and desk.window.isActiveWindow(), timeout=10000)
    assert pane.search is not None
    qtbot.keyClick(pane.view, "/")
    assert QApplication.focusWidget() is pane.search
    qtbot.keyClicks(pane.search, "nowhere")
    qtbot.waitUntil(lambda: pane.model.rows == [], timeout=10000)
    empty = pane.findChild(Empty)
    assert isinstance(empty, Empty) and empty.button is not None
    empty.button.click()
    qtbot.waitUntil(lambda: len(pane.model.rows) == 1, timeout=10000)
    assert pane.search.text() == ""


def test_escape_keeps_the_last_keystroke(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)
    desk.window.key.emit("new")
    qtbot.waitUntil(lambda: isinstance(desk.window.full, EntryView), timeout=10000)
    entry = desk.window.full
    assert isinstance(entry, EntryView)
    qtbot.keyClicks(entry.prose, "The last letter")
    qtbot.keyClick(entry.prose, Qt.Key.Key_Escape)
    assert desk.window.full is None
    kept = lambda vault: (drafts.load(vault, "incident") or ({}, 0))[0]  # noqa: E731
    qtbot.waitUntil(lambda: in_store(program, kept) == {"words": "The last letter"}, timeout=10000)


def test_an_edit_that_was_not_saved_is_there_after_a_lock(qtbot: QtBot, program: Program, folder: Path) -> None:
    desk = unlocked(qtbot, program)
    qtbot.waitUntil(lambda: bool(document(desk).current), timeout=10000)
    qtbot.keyClick(desk.window, Qt.Key.Key_F2)
    qtbot.waitUntil(lambda: isinstance(desk.window.full, EntryView), timeout=10000)
    assert isinstance(desk.window.full, EntryView)
    press(desk.window.full, "All other fields")
    qtbot.waitUntil(lambda: isinstance(desk.window.full, RecordForm), timeout=10000)
    form = desk.window.full
    assert isinstance(form, RecordForm) and QApplication.focusWidget() is form.first
    qtbot.keyClicks(form.first, "Arrest at the pump")
    with qtbot.waitSignal(desk.left, timeout=10000):
        desk.leave(True)
    program.work.close()
    again = Program(QApplication.instance(), folder)  # type: ignore[arg-type]
    again.begin()
    desk = unlocked(qtbot, again)
    qtbot.waitUntil(lambda: bool(document(desk).current), timeout=10000)
    qtbot.keyClick(desk.window, Qt.Key.Key_F2)
    qtbot.waitUntil(lambda: isinstance(desk.window.full, RecordForm), timeout=10000)
    form = desk.window.full
    assert isinstance(form, RecordForm) and form.changed_values() == {"title": "Arrest at the pump"}
    qtbot.keyClick(form.first, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    rows = document(desk).pane.model
    qtbot.waitUntil(lambda: [row.title for row in rows.rows] == ["Arrest at the pump"], timeout=10000)
    with qtbot.waitSignal(desk.left, timeout=10000):
        desk.leave(False)
    again.work.close()


def test_the_hide_key_must_be_held(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)
    handle = desk.window.windowHandle()
    qtbot.keyClick(handle, Qt.Key.Key_F12)
    qtbot.wait(1100)
    assert desk.window.isVisible()
    with qtbot.waitSignal(desk.left, timeout=5000) as left:
        qtbot.keyPress(handle, Qt.Key.Key_F12)
        for _ in range(3):  # as X repeats a held key where Qt does not tell
            qtbot.wait(40)
            qtbot.keyRelease(handle, Qt.Key.Key_F12)
            qtbot.keyPress(handle, Qt.Key.Key_F12)
    assert left.args == [False]


def test_idle_time_locks(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)
    desk.clock = lambda: idle.now() + 301
    with qtbot.waitSignal(desk.left, timeout=5000) as left:
        pass
    assert left.args == [True]


def test_comparing_the_number_verifies_and_sharing_queues(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)
    qtbot.waitUntil(lambda: bool(document(desk).current), timeout=10000)
    desk.go("people")
    people = desk.places["people"]
    qtbot.waitUntil(lambda: isinstance(people.split.page, PersonView), timeout=10000)  # type: ignore[attr-defined]
    view = people.split.page  # type: ignore[attr-defined]
    assert not view.match.isEnabled()
    press(view, "In person")
    view.match.click()
    state = lambda vault: contact_cards.list_contacts(vault)[0].state  # noqa: E731
    qtbot.waitUntil(lambda: in_store(program, state) == "verified", timeout=10000)
    desk.go("incidents")
    qtbot.keyClick(desk.window, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    qtbot.waitUntil(lambda: isinstance(desk.window.dialog, ShareDialog), timeout=10000)
    dialog = desk.window.dialog
    assert isinstance(dialog, ShareDialog) and not dialog.send.isEnabled() and dialog.chosen() == []
    assert QApplication.focusWidget() is dialog.search
    qtbot.keyClicks(dialog.search, "heron")
    qtbot.keyClick(dialog.search, Qt.Key.Key_Return)
    assert dialog.chosen() != []
    press(dialog, "Internal")
    qtbot.waitUntil(dialog.send.isEnabled, timeout=10000)
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    assert not dialog.isHidden()  # Enter does not send
    qtbot.keyClick(dialog, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: desk.window.dialog is None, timeout=10000)  # once what was shown is in the outbox
    desk.go("outbox")
    network = desk.places["outbox"]
    qtbot.waitUntil(lambda: len(network.pane.model.rows) == 1, timeout=10000)  # type: ignore[attr-defined]


def undone_in_order(qtbot: QtBot, program: Program, network: InboxScreen, key: str, before: list[str]) -> None:
    """Put an accepted incident into a case, and undo first this step and then the acceptance."""
    desk = program.desk
    assert desk is not None
    titles = lambda vault: [r.title for r in records.find(vault, Query("event"))]  # noqa: E731
    desk.go("inbox")

    def can_undo() -> bool:
        return isinstance(page := network.split.page, AcceptedView) and page.shown.can_undo

    qtbot.waitUntil(can_undo, timeout=10000)
    case = in_store(program, lambda vault: records.add(vault, "case", {"title": "River"})[0].ref)
    put = lambda vault: incidents.put_into_case(vault, key, case)  # noqa: E731
    desk.act(put, "Put", lambda vault: incidents.take_out_of_case(vault, key, case))
    qtbot.waitUntil(lambda: not can_undo(), timeout=10000)
    qtbot.waitUntil(lambda: len(desk.past.done) == 2, timeout=10000)
    desk.undo()
    cases = lambda vault: [role for role, _ in records.show(vault, key).links if role == "case"]  # noqa: E731
    qtbot.waitUntil(lambda: in_store(program, cases) == [], timeout=10000)
    desk.undo()
    qtbot.waitUntil(lambda: in_store(program, titles) == before, timeout=10000)


def test_what_a_stick_brings_waits_until_it_is_accepted(qtbot: QtBot, program: Program, tmp_path: Path) -> None:
    other = store.open_(tmp_path / "b", WORDS, start.vocabularies())
    summons, _ = records.add(other, "event", {"title": "Summons, Lurenka court", "date_start": "2026-04-14"})
    stick = tmp_path / "stick"
    stick.mkdir()
    desk = unlocked(qtbot, program)
    mine = in_store(program, lambda vault: contact_cards.my_card(vault).file)
    contact, _ = contact_cards.add(other, mine)
    sharing.share(other, [summons.id.hex()], [contact.record.id.hex()], "internal")
    sticks.write(other, stick)
    other.close()
    desk.go("sending")
    network = desk.places["inbox"]
    assert isinstance(network, InboxScreen)
    network.stick()
    page = desk.window.full
    assert isinstance(page, StickView)
    press(page, "More…")
    press(page.way, "Only read")
    take_path(page, stick)
    qtbot.waitUntil(lambda: in_store(program, lambda vault: len(inbox.list_reports(vault))) == 1, timeout=20000)
    desk.window.close_full()
    qtbot.waitUntil(lambda: isinstance(network.split.page, ArrivalView), timeout=10000)
    titles = lambda vault: [r.title for r in records.find(vault, Query("event"))]  # noqa: E731
    before = in_store(program, titles)
    assert isinstance(before, list) and len(before) == 1
    view = network.split.page
    assert isinstance(view, ArrivalView)
    assert not view.isAncestorOf(QApplication.focusWidget() or view.yes)
    qtbot.keyClick(network.pane.view, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: in_store(program, titles) == ["Summons, Lurenka court", *before], timeout=10000)
    qtbot.waitUntil(lambda: isinstance(network.split.page, AcceptedView), timeout=10000)
    done = network.split.page
    assert isinstance(done, AcceptedView) and isinstance(done.first, Button)
    assert done.first.shown.startswith("Open incident IN-") and QApplication.focusWidget() is done.first
    assert [title for title, _ in done.shown.parts] == ["New in your vault"]
    qtbot.keyClick(done.first, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: desk.window.place == "incidents", timeout=10000)
    undone_in_order(qtbot, program, network, summons.id.hex(), before)


def test_tab_stays_inside_a_dialog_and_escape_leaves_it(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)
    qtbot.waitUntil(lambda: bool(document(desk).current), timeout=10000)
    desk.window.key.emit("share")
    qtbot.waitUntil(lambda: isinstance(desk.window.dialog, ShareDialog), timeout=10000)
    dialog = desk.window.dialog
    assert dialog is not None
    seen = set()
    for _ in range(12):
        focus = QApplication.focusWidget()
        assert focus is not None and dialog.isAncestorOf(focus)
        seen.add(focus)
        qtbot.keyClick(focus, Qt.Key.Key_Tab)
    assert len(seen) >= 4
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert desk.window.dialog is None


def test_the_fresh_program_after_a_lock_stands_and_ends_cleanly_when_it_is_told_to(folder: Path) -> None:
    running = restart(folder)
    time.sleep(2)
    assert running.poll() is None
    running.send_signal(signal.SIGTERM)
    assert running.wait(20) == 0


def test_removing_is_undone(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)
    place = document(desk)
    qtbot.waitUntil(lambda: bool(place.current), timeout=10000)
    place.remove(place.current)
    qtbot.waitUntil(lambda: place.pane.model.rows == [], timeout=10000)
    qtbot.keyClick(desk.window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: len(place.pane.model.rows) == 1, timeout=10000)


def test_every_place_and_look_can_be_reached(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)
    for key, place in zip("12345678,", (*NUMBERED, "safety"), strict=True):
        qtbot.keyClick(desk.window, key, Qt.KeyboardModifier.ControlModifier)
        assert desk.window.place == desk.window.page_of(place)
    desk.relook.emit({"theme": "dark"})
    assert program.desk is not desk and program.look.theme == "dark"
    assert program.desk is not None and program.desk.window.place == "safety"
    program.desk.relook.emit({"language": "ar"})
    assert program.desk.window.layoutDirection() is Qt.LayoutDirection.RightToLeft
    program.desk.go("incidents")
    assert document(program.desk).pane.accessibleName() == "الحوادث"
    program.desk.relook.emit({"language": "en"})


def test_with_large_text_enter_opens_the_page_and_escape_goes_back(qtbot: QtBot, program: Program) -> None:
    unlocked(qtbot, program).relook.emit({"factor": 2.0})
    desk = program.desk
    assert desk is not None
    desk.window.resize(1280, 800)
    place = document(desk)
    qtbot.waitUntil(lambda: place.split.one_pane and len(place.pane.model.rows) == 1, timeout=10000)
    place.pane.take_focus()
    qtbot.keyClick(place.pane.view, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: place.split.on_page and isinstance(place.split.page, IncidentView), timeout=10000)
    assert not place.pane.isVisible()
    qtbot.keyClick(desk.window, Qt.Key.Key_Escape)
    assert place.pane.isVisible() and QApplication.focusWidget() is place.pane.view


def test_the_first_start_makes_a_vault_and_opens_the_first_record(qtbot: QtBot, tmp_path: Path) -> None:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    program = Program(app, tmp_path / "new" / "vault")
    program.begin()
    window = program.window
    assert isinstance(window, FirstStart)
    press(window, "Begin")
    words = drawn_words(window)
    press(window, "I wrote the words on paper")
    for edit, word in zip(window.back.typed, words, strict=True):
        qtbot.keyClicks(edit, word)
    qtbot.keyClick(window.back.typed[5], Qt.Key.Key_Return)
    press(window, "Show all pages")
    qtbot.waitUntil(lambda: program.desk is not None and program.window is program.desk.window, timeout=60000)
    desk = program.desk
    assert desk is not None
    qtbot.waitUntil(lambda: isinstance(desk.window.full, EntryView), timeout=10000)
    with qtbot.waitSignal(desk.left, timeout=10000):
        desk.leave(False)
    program.work.close()
    assert exists(program.folder)
