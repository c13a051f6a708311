"""Session notes in the window, by keyboard: set up, opened, written, and gone from every widget when they close."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.actions.casework import session_notes
from app.actions.kernel import drafts
from app.actions.kernel.db import direct_db
from app.actions.vault import session_vault
from app.gui.real_names.real_names_page_view import SecondWordsView
from app.gui.real_names.session_notes_screen import open_session_notes
from app.gui.real_names.session_notes_view import ClosedNotesView, HandView, NotesView, TakeView
from app.gui.records.form_view import RecordForm
from app.gui.shell.keys_view import KeySheet
from app.gui.shell.vault_session import VaultSession
from app.gui.start.program import Program
from app.gui.widgets.fields import Picker, Popup
from app.gui.widgets.words import TypedBack
from app.store.vault.open_vault import Vault
from tests import pages
from tests.gui.hands import Hands, drawn_words, visible
from tests.gui.running import in_store, unlocked
from tests.gui.test_second import full, marula, person, seen

OWN, CANARY = "seven lamps under snow", "canary sleeps badly since the raid"
CTRL = Qt.KeyboardModifier.ControlModifier


def noted(program: Program, *texts: str) -> str:
    """Make session notes with these texts about Marula and close them; return the id of Marula."""
    key = marula(program)

    def make(vault: Vault) -> None:
        session_vault.create(direct_db(vault), OWN, 64)
        for text in texts:
            session_notes.add(vault, key, {"date": "2026-04-20", "kind": "crisis", "text": text})
        session_vault.close(vault)

    in_store(program, make)
    return key


def opened(qtbot: QtBot, program: Program, desk: VaultSession, hands: Hands, *texts: str) -> NotesView:
    """Open the session notes of Marula with their password, by keyboard."""
    open_session_notes(desk, noted(program, *texts))
    full(qtbot, desk, ClosedNotesView)
    hands.type(OWN)
    hands.press(Qt.Key.Key_Return)
    view = full(qtbot, desk, NotesView)
    assert isinstance(view, NotesView)
    return view


def is_closed(program: Program) -> bool:
    return bool(in_store(program, session_vault.find_open) is None)


def test_they_are_set_up_from_the_page_of_a_person_and_a_note_is_written(qtbot: QtBot, program: Program) -> None:
    desk, hands = unlocked(qtbot, program), Hands(qtbot)
    person(qtbot, program, desk)
    hands.tab_to("Session notes…")
    hands.press(Qt.Key.Key_Space)
    full(qtbot, desk, ClosedNotesView)
    hands.press(Qt.Key.Key_Space)
    view = full(qtbot, desk, SecondWordsView)
    words = drawn_words(view)
    hands.press(Qt.Key.Key_Space)
    (back,) = visible(view, TypedBack)
    for field, word in zip(back.typed, words, strict=True):
        field.setText(word)
    back.typed[-1].setFocus()
    hands.press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: isinstance(desk.window.full, NotesView), timeout=40000)
    assert not is_closed(program)
    hands.press(Qt.Key.Key_N, CTRL)
    form = full(qtbot, desk, RecordForm)
    assert isinstance(form, RecordForm)
    hands.tab_to("Session note")
    hands.type(CANARY)
    hands.press(Qt.Key.Key_S, CTRL)
    full(qtbot, desk, NotesView)
    qtbot.waitUntil(lambda: CANARY in seen(), timeout=10000)
    (note,) = in_store(program, session_notes.list_notes)
    assert note.fields["text"] == CANARY and note.fields["person"] == marula(program)


def test_when_they_close_no_widget_and_no_page_of_the_vault_has_a_word_of_them(qtbot: QtBot, program: Program) -> None:
    desk, hands = unlocked(qtbot, program), Hands(qtbot)
    opened(qtbot, program, desk, hands, CANARY)
    assert CANARY in seen()
    hands.tab_to("Close the notes")
    hands.press(Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: CANARY not in seen() and is_closed(program), timeout=10000)
    assert in_store(program, lambda vault: pages.found(vault, [CANARY.encode()])) == {}


@pytest.mark.parametrize("left", ["place", "time", "backup"])
def test_they_close_when_the_page_is_left_or_the_time_is_over(qtbot: QtBot, program: Program, left: str) -> None:
    desk, hands = unlocked(qtbot, program), Hands(qtbot)
    view = opened(qtbot, program, desk, hands, CANARY)
    if left == "place":
        hands.press(Qt.Key.Key_Escape)
    elif left == "time":
        (timer,) = [one for one in desk.window.findChildren(type(desk._timer)) if one.interval() == 600_000]
        assert timer.isActive()
        timer.timeout.emit()
    else:
        in_store(program, session_vault.close)  # as a backup does
        view.edit.emit("")
        full(qtbot, desk, ClosedNotesView)
    qtbot.waitUntil(lambda: CANARY not in seen() and is_closed(program), timeout=10000)


def test_they_close_at_the_end_of_the_time_under_a_page_that_was_put_over_them(qtbot: QtBot, program: Program) -> None:
    desk, hands = unlocked(qtbot, program), Hands(qtbot)
    opened(qtbot, program, desk, hands, CANARY)
    hands.press(Qt.Key.Key_Slash, CTRL)
    full(qtbot, desk, KeySheet)
    (timer,) = [one for one in desk.window.findChildren(type(desk._timer)) if one.interval() == 600_000]
    timer.timeout.emit()
    qtbot.waitUntil(lambda: CANARY not in seen() and is_closed(program), timeout=10000)
    hands.press(Qt.Key.Key_Escape)
    assert desk.window.full is None


def test_a_lock_keeps_the_text_of_a_form_in_the_notes_and_never_in_the_vault(qtbot: QtBot, program: Program) -> None:
    desk, hands = unlocked(qtbot, program), Hands(qtbot)
    opened(qtbot, program, desk, hands)
    hands.press(Qt.Key.Key_N, CTRL)
    full(qtbot, desk, RecordForm)
    hands.tab_to("Session note")
    hands.type(CANARY)
    desk.retire()
    folder = in_store(program, lambda vault: vault.folder)
    assert isinstance(folder, Path)
    assert in_store(program, lambda vault: pages.found(vault, [CANARY.encode()])) == {}
    assert in_store(program, drafts.names) == []

    def kept(vault: Vault) -> str:
        notes = session_vault.require(vault)
        return str([drafts.load(notes, name) for name in drafts.names(notes)])

    assert CANARY in in_store(program, kept)


def test_a_lock_keeps_no_word_of_an_open_list_of_a_note_in_the_vault(qtbot: QtBot, program: Program) -> None:
    desk, hands = unlocked(qtbot, program), Hands(qtbot)
    opened(qtbot, program, desk, hands)
    hands.press(Qt.Key.Key_N, CTRL)
    form = full(qtbot, desk, RecordForm)
    form.findChildren(Picker)[0].open("")
    (popup,) = (one for one in desk.window.findChildren(Popup) if one.isVisible())
    popup.edit.setFocus()
    hands.type(CANARY)
    assert popup.edit.text() == CANARY
    desk.retire()
    assert in_store(program, lambda vault: drafts.load(vault, drafts.TYPED)) is None
    assert in_store(program, lambda vault: pages.found(vault, [CANARY.encode()])) == {}


def test_a_wrong_password_says_so_and_is_nowhere(qtbot: QtBot, program: Program) -> None:
    desk, hands = unlocked(qtbot, program), Hands(qtbot)
    open_session_notes(desk, noted(program))
    view = full(qtbot, desk, ClosedNotesView)
    hands.type("no such words at all")
    hands.press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "did not open" in seen(), timeout=20000)
    assert isinstance(view, ClosedNotesView) and view.words.text() == "" and "no such words" not in seen()


def test_a_note_without_a_clinician_cannot_be_handed_over_and_all_is_erased_in_two_steps(
    qtbot: QtBot, program: Program
) -> None:
    desk, hands = unlocked(qtbot, program), Hands(qtbot)
    view = opened(qtbot, program, desk, hands, CANARY)
    hands.tab_to("Hand over…")
    hands.press(Qt.Key.Key_Space)
    full(qtbot, desk, HandView)
    assert "No one can get this note yet." in seen()
    hands.press(Qt.Key.Key_Space)
    full(qtbot, desk, NotesView)
    hands.tab_to("Open a sealed note…")
    hands.press(Qt.Key.Key_Space)
    full(qtbot, desk, TakeView)
    hands.press(Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: is_closed(program), timeout=10000)
    view = opened_again(qtbot, program, desk, hands)
    hands.tab_to("Erase all session notes…")
    hands.press(Qt.Key.Key_Space)
    hands.press(Qt.Key.Key_Space)
    full(qtbot, desk, ClosedNotesView)
    assert in_store(program, session_vault.is_there) is False and view is not None


def opened_again(qtbot: QtBot, program: Program, desk: VaultSession, hands: Hands) -> NotesView:
    open_session_notes(desk, marula(program))
    full(qtbot, desk, ClosedNotesView)
    hands.type(OWN)
    hands.press(Qt.Key.Key_Return)
    view = full(qtbot, desk, NotesView)
    assert isinstance(view, NotesView)
    return view
