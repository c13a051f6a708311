"""The ways in by keyboard, in a real vault: a passphrase is added, changed and removed, and a key file goes with it."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

import crypto
from app.actions.vault import unlock_methods, wipe_settings
from app.gui.shell.choosing_view import Choosing
from app.gui.shell.vault_session import VaultSession
from app.gui.start.program import Program
from app.gui.vault.passphrase_view import PassphraseView
from app.gui.vault.unlock_methods_view import TakingAwayView, WaysView
from app.gui.vault.ways_screen import open_ways
from app.gui.widgets.browse import Browser
from app.gui.widgets.buttons import Button
from app.store.vault.header import UnlockSecret
from tests.gui.hands import Hands, drawn_words, press, words_on
from tests.gui.running import WORDS, in_store, unlocked

OWN = "Seven grey herons over a cold harbour"


def seen(qtbot: QtBot, desk: VaultSession, kind: type[QWidget]) -> QWidget:
    qtbot.waitUntil(lambda: isinstance(desk.window.full, kind), timeout=20000)
    view = desk.window.full
    assert isinstance(view, kind)
    return view


def ways(qtbot: QtBot, program: Program) -> tuple[VaultSession, WaysView, Hands]:
    desk = unlocked(qtbot, program)
    open_ways(desk)
    view = seen(qtbot, desk, WaysView)
    assert isinstance(view, WaysView)
    return desk, view, Hands(qtbot)


def listed(program: Program) -> list[tuple[str, bool]]:
    found = in_store(program, unlock_methods.list_unlock_methods)
    return [(slot.name, slot.keyfile) for slot in found if slot.how == crypto.PASSPHRASE]


def opens(program: Program, way: str | UnlockSecret) -> bool:
    """Return whether the header on the disk is opened by this."""
    from app.store.vault import header

    try:
        opened = header.open_(header.read(program.folder / "vault.hdr"), way)
    except crypto.CannotOpen:
        return False
    opened.vmk.clear()
    return True


def picked(qtbot: QtBot, desk: VaultSession, path: Path) -> None:
    """Take a file or folder in the browser that covers the page."""
    view = seen(qtbot, desk, Choosing)
    (browser,) = view.findChildren(Browser)
    browser.go(path)
    browser.take.click()


def add_own(qtbot: QtBot, desk: VaultSession, hands: Hands, name: str = "Office") -> PassphraseView:
    hands.tab_to("Add a password…")
    hands.press(Qt.Key.Key_Space)
    view = seen(qtbot, desk, PassphraseView)
    assert isinstance(view, PassphraseView) and hands.at is view.name
    hands.type(name)
    press(view, "My own words")
    hands.tab_to("Your new password")
    hands.type(OWN)
    hands.tab_to("Repeat it")
    hands.type(OWN)
    hands.tab_to("Your current password")
    return view


def test_the_page_is_found_on_this_computer_and_by_its_name(qtbot: QtBot, program: Program) -> None:
    desk, hands = unlocked(qtbot, program), Hands(qtbot)
    desk.show("safety", "ways", "")
    hands.wait(lambda: hands.at.accessibleDescription() == "Passwords and recovery")
    hands.press(Qt.Key.Key_Space)
    view = seen(qtbot, desk, WaysView)
    hands.press(Qt.Key.Key_Escape)
    assert desk.window.full is not view and desk.window.place == "safety"
    hands.press(Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    hands.type("passwords and")
    find = desk.window.full
    hands.wait(lambda: [row.title for row in find.model.rows][:1] == ["Passwords and recovery"])  # type: ignore[union-attr]
    hands.press(Qt.Key.Key_Return)
    seen(qtbot, desk, WaysView)


def test_a_passphrase_of_ones_own_is_added_after_saying_the_one_that_is_used(qtbot: QtBot, program: Program) -> None:
    desk, _, hands = ways(qtbot, program)
    view = add_own(qtbot, desk, hands)
    qtbot.waitUntil(lambda: any("This password looks strong" in said for said in words_on(view)), timeout=20000)
    view.proof.edit.setText("wrong words")
    view.button.click()
    qtbot.waitUntil(lambda: view.wrong.isVisible(), timeout=20000)
    assert "did not open the vault" in view.wrong.text() and not opens(program, OWN)
    view.proof.edit.setText(WORDS)
    view.button.click()
    seen(qtbot, desk, WaysView)
    qtbot.waitUntil(lambda: set(listed(program)) == {("", False), ("Office", False)}, timeout=10000)
    assert opens(program, OWN) and opens(program, WORDS)
    removes = lambda: [c for c in desk.window.full.findChildren(Button) if c.accessibleName() == "Remove…"]  # type: ignore[union-attr]  # noqa: E731
    qtbot.waitUntil(lambda: len(removes()) == 2, timeout=10000)  # read again, with the new row


def test_weak_words_are_told_and_other_words_than_before_refused(qtbot: QtBot, program: Program) -> None:
    desk, _, hands = ways(qtbot, program)
    view = add_own(qtbot, desk, hands)
    view.own.setText("river1")
    view.judge.emit("river1")
    qtbot.waitUntil(lambda: any(said.startswith("Weak") for said in words_on(view)), timeout=20000)
    view.proof.edit.setText(WORDS)
    view.button.click()
    assert "The two passwords differ." in words_on(view) and listed(program) == [("", False)]


def test_drawn_words_are_typed_back_before_anything_is_made(qtbot: QtBot, program: Program) -> None:
    desk, _, hands = ways(qtbot, program)
    hands.tab_to("Add a password…")
    hands.press(Qt.Key.Key_Space)
    view = seen(qtbot, desk, PassphraseView)
    assert isinstance(view, PassphraseView)
    assert not view.button.isVisible()
    drawn = " ".join(drawn_words(view))
    hands.tab_to("I wrote the words on paper")
    hands.press(Qt.Key.Key_Space)
    assert hands.at is view.back.typed[0]
    hands.type("some other words than those here")
    hands.press(Qt.Key.Key_Return)
    assert view.back._fields[0].wrong and listed(program) == [("", False)]
    view.back.spread(0, drawn)
    view.back.typed[5].setFocus()
    hands.press(Qt.Key.Key_Return)
    assert hands.at is view.proof.edit
    hands.type(WORDS)
    view.button.click()
    seen(qtbot, desk, WaysView)
    assert opens(program, drawn)


def test_a_key_file_is_made_and_the_way_opens_only_with_it(qtbot: QtBot, program: Program, tmp_path: Path) -> None:
    desk, _, hands = ways(qtbot, program)
    view = add_own(qtbot, desk, hands, "Stick")
    press(view, "Make one…")
    (tmp_path / "stick").mkdir()
    picked(qtbot, desk, tmp_path / "stick")
    assert desk.window.full is view and "Key file: picture.bin" in words_on(view)
    view.proof.edit.setText(WORDS)
    view.button.click()
    seen(qtbot, desk, WaysView)
    file = tmp_path / "stick" / "picture.bin"
    assert not opens(program, OWN) and opens(program, UnlockSecret(OWN, unlock_methods.keyfile(file)))
    assert set(listed(program)) == {("", False), ("Stick", True)}


def test_words_that_wipe_are_no_way_in(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)
    in_store(program, lambda vault: wipe_settings.set_passphrase(vault, WORDS, OWN))
    open_ways(desk)
    buttons = [button.text() for button in seen(qtbot, desk, WaysView).findChildren(Button)]
    assert buttons.count("Change…") == 1 and "Remove…" not in buttons


def test_a_way_is_changed_and_removed_and_the_last_has_no_such_button(qtbot: QtBot, program: Program) -> None:
    desk, page, hands = ways(qtbot, program)
    names = [child.accessibleName() for child in page.findChildren(QWidget)]
    assert "Remove…" not in names and "Change…" in names
    in_store(program, lambda vault: unlock_methods.add(vault, UnlockSecret(WORDS), "Office", OWN))
    (office,) = [slot for slot in in_store(program, unlock_methods.list_unlock_methods) if slot.name == "Office"]
    desk.refresh()
    qtbot.waitUntil(lambda: desk.window.full is not page, timeout=10000)
    view = desk.window.full
    assert isinstance(view, WaysView)
    view.remove.emit(str(office.i))
    leave = seen(qtbot, desk, TakingAwayView)
    assert isinstance(leave, TakingAwayView)
    hands.type(OWN)
    hands.press(Qt.Key.Key_Return)  # the way that is used now cannot be the one that goes
    qtbot.waitUntil(lambda: leave.proof.field.wrong, timeout=20000)
    assert any("cannot remove the password that you used" in said for said in words_on(leave))
    leave.proof.edit.setText(WORDS)
    hands.press(Qt.Key.Key_Return)
    seen(qtbot, desk, WaysView)
    assert listed(program) == [("", False)] and not opens(program, OWN)
