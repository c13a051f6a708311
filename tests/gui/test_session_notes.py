"""Session notes in the window, by keyboard: set up, opened, written, and gone from every widget when they close."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.actions.casework import session_notes
from app.actions.kernel import drafts
from app.actions.kernel.db import direct_db
from app.actions.vault import recovery, session_vault, unlock_methods
from app.errors import CannotUnlock
from app.gui.real_names.real_names_page_view import SecondWordsView
from app.gui.records.form_view import RecordForm
from app.gui.shell.keys_view import KeySheet
from app.gui.shell.vault_session import VaultSession
from app.gui.start.program import Program
from app.gui.vault.kit_view import KitView
from app.gui.vault.note_keys_view import NoteKeysView
from app.gui.vault.passphrase_view import PassphraseView
from app.gui.vault.recovery_view import DrillView, RecoveryView
from app.gui.vault.session_notes_screen import open_session_notes
from app.gui.vault.session_notes_view import ClosedNotesView, HandView, NotesView, TakeView
from app.gui.widgets.buttons import Button
from app.gui.widgets.fields import Picker, Popup
from app.gui.widgets.words import TypedBack
from app.store.vault.open_vault import Vault
from tests import pages
from tests.gui.hands import Hands, drawn_words, visible, words_on
from tests.gui.running import WORDS, in_store, unlocked
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


def test_a_draft_of_a_note_is_counted_and_goes_on(qtbot: QtBot, program: Program) -> None:
    desk, hands = unlocked(qtbot, program), Hands(qtbot)
    opened(qtbot, program, desk, hands)
    hands.press(Qt.Key.Key_N, CTRL)
    full(qtbot, desk, RecordForm)
    hands.tab_to("Session note")
    hands.type(CANARY)
    hands.press(Qt.Key.Key_Escape)
    full(qtbot, desk, NotesView)
    qtbot.waitUntil(lambda: "0 notes · 1 draft" in words_on(desk.window.full), timeout=10000)
    view = full(qtbot, desk, NotesView)
    assert any(one.shown == "Continue writing" for one in visible(view, Button))


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
    keys(qtbot, desk, hands)
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


def keys(qtbot: QtBot, desk: VaultSession, hands: Hands) -> NoteKeysView:
    """Go to the page of the keys, by keyboard."""
    hands.tab_to("Keys of the notes…")
    hands.press(Qt.Key.Key_Space)
    view = full(qtbot, desk, NoteKeysView)
    assert isinstance(view, NoteKeysView)
    return view


def choose_password(hands: Hands, now: str, new: str, act: str) -> None:
    """Type an own password twice, and the current one if it is asked for, by keyboard."""
    hands.tab_to("Six random words")
    hands.press(Qt.Key.Key_Right)
    for field in ("Your new password", "Repeat it"):
        hands.tab_to(field)
        hands.type(new)
    if now:
        hands.tab_to("Password of the session notes")
        hands.type(now)
    hands.tab_to(act)
    hands.press(Qt.Key.Key_Space)


def opens_with(program: Program, words: str) -> bool:
    def look(vault: Vault) -> bool:
        session_vault.close(vault)
        try:
            session_vault.open_(direct_db(vault), words)
        except CannotUnlock:
            return False
        return True

    return bool(in_store(program, look))


@pytest.mark.parametrize("button", ["Change…", "Make a new key…"])
def test_a_new_password_of_the_notes_leaves_that_of_the_vault(qtbot: QtBot, program: Program, button: str) -> None:
    desk, hands = unlocked(qtbot, program), Hands(qtbot)
    opened(qtbot, program, desk, hands, CANARY)
    before = in_store(program, unlock_methods.list_unlock_methods)
    keys(qtbot, desk, hands)
    hands.tab_to(button)
    hands.press(Qt.Key.Key_Space)
    full(qtbot, desk, PassphraseView)
    act = "Change it" if button == "Change…" else "Make the new key"
    choose_password(hands, WORDS, "nine boats on a lake", act)  # that of the vault is not enough
    qtbot.waitUntil(lambda: "did not open" in seen(), timeout=20000)
    hands.tab_to("Password of the session notes")
    hands.press(Qt.Key.Key_A, CTRL)
    hands.type(OWN)
    hands.tab_to(act)
    hands.press(Qt.Key.Key_Space)
    full(qtbot, desk, NoteKeysView)
    assert not is_closed(program) and in_store(program, unlock_methods.list_unlock_methods) == before
    hands.press(Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: is_closed(program), timeout=10000)
    assert not opens_with(program, OWN) and opens_with(program, "nine boats on a lake")


def test_shares_of_the_notes_open_them_after_a_forgotten_password(qtbot: QtBot, program: Program) -> None:
    desk, hands = unlocked(qtbot, program), Hands(qtbot)
    opened(qtbot, program, desk, hands, CANARY)
    keys(qtbot, desk, hands)
    hands.tab_to("Make recovery shares…")
    hands.press(Qt.Key.Key_Space)
    full(qtbot, desk, RecoveryView)
    for n, holder in enumerate(("Heron", "Wren", "Kite"), 1):
        hands.tab_to(f"Holder of share {n}")
        hands.type(holder)
    hands.tab_to("Make the shares")
    hands.press(Qt.Key.Key_Space)
    kit = full(qtbot, desk, KitView)
    assert isinstance(kit, KitView) and not kit._kit.contacts and not any(one.revocation for one in kit._kit.papers)
    words = [" ".join(one.words) for one in kit._kit.papers]
    hands.tab_to("Password of the session notes")
    hands.type(OWN)
    hands.tab_to("Use these shares")
    hands.press(Qt.Key.Key_Space)
    hands.press(Qt.Key.Key_Space)
    full(qtbot, desk, NoteKeysView)
    qtbot.waitUntil(lambda: "Wren" in seen(), timeout=10000)
    assert in_store(program, recovery.status) is None  # the vault has none
    hands.press(Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: is_closed(program), timeout=10000)
    open_session_notes(desk, marula(program))
    full(qtbot, desk, ClosedNotesView)
    keys(qtbot, desk, hands)
    hands.tab_to("Open with recovery shares…")
    hands.press(Qt.Key.Key_Space)
    page = full(qtbot, desk, DrillView)
    assert isinstance(page, DrillView)
    for share in words[:2]:
        page.entry.add(share)
    full(qtbot, desk, PassphraseView)
    choose_password(hands, "", "nine boats on a lake", "Use it")
    full(qtbot, desk, NotesView)
    qtbot.waitUntil(lambda: CANARY in seen(), timeout=10000)
    assert opens_with(program, "nine boats on a lake") and not opens_with(program, OWN)


def test_shares_that_are_wrong_open_nothing_and_closed_notes_can_end(qtbot: QtBot, program: Program) -> None:
    desk, hands = unlocked(qtbot, program), Hands(qtbot)
    open_session_notes(desk, noted(program, CANARY))
    full(qtbot, desk, ClosedNotesView)
    keys(qtbot, desk, hands)
    hands.tab_to("Open with recovery shares…")
    hands.press(Qt.Key.Key_Space)
    page = full(qtbot, desk, DrillView)
    assert isinstance(page, DrillView)
    for share in recovery.draw(2, 3).shares[:2]:
        page.entry.add(" ".join(share))
    qtbot.waitUntil(lambda: bool(page.result), timeout=20000)
    assert is_closed(program) and CANARY not in seen()
    hands.tab_to("Back")
    hands.press(Qt.Key.Key_Space)
    full(qtbot, desk, ClosedNotesView)
    keys(qtbot, desk, hands)
    hands.tab_to("Erase all session notes…")
    hands.press(Qt.Key.Key_Space)
    hands.press(Qt.Key.Key_Space)
    full(qtbot, desk, ClosedNotesView)
    assert in_store(program, session_vault.is_there) is False
