"""Identities in the window, by keyboard: a verified contact introduced to another, and a new identity of ours."""

from pathlib import Path

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.actions.contacts import contact_cards
from app.actions.vault import lifecycle as vaults
from app.gui.people.people_screen import open_introducing, open_new_identity
from app.gui.people.people_view import IntroduceView, NewIdentityView
from app.gui.start.program import Program
from app.gui.widgets.buttons import Button, Choice
from app.store.vault.open_vault import Vault
from tests.gui.running import WORDS, in_store, unlocked
from tests.gui.test_teams import verified


def test_a_verified_contact_is_introduced_to_another(qtbot: QtBot, program: Program, tmp_path: Path) -> None:
    other = vaults.create(tmp_path / "other", WORDS, program.words, kdf_mib=64, name="Finch")
    card = contact_cards.my_card(other)
    other.close()
    desk = unlocked(qtbot, program)
    in_store(program, verified)
    known = in_store(program, lambda vault: contact_cards.list_contacts(vault)[0].record)
    added = in_store(program, lambda vault: contact_cards.add(vault, card.file)[0].record)
    open_introducing(desk, known.id.hex(), known.title)
    qtbot.waitUntil(lambda: isinstance(desk.window.full, IntroduceView), timeout=10000)
    view = desk.window.full
    assert isinstance(view, IntroduceView) and not view.button.isEnabled()
    (finch,) = [tick for tick in view.findChildren(Choice) if tick.text() == "Finch"]
    qtbot.keyClick(finch, Qt.Key.Key_Space)
    assert view.chosen() == [added.id.hex()]
    assert known.title not in [tick.text() for tick in view.findChildren(Choice)]
    qtbot.keyClick(view.button, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: desk.window.full is None, timeout=10000)

    def vouched(vault: Vault) -> list[tuple[bytes]]:
        return vault.con.execute("SELECT contact FROM vouched").fetchall()  # type: ignore[no-any-return]

    assert in_store(program, vouched) == [(added.id,)]


def test_a_new_identity_is_asked_for_twice(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)
    before = in_store(program, lambda vault: vault.author)
    open_new_identity(desk)
    view = desk.window.full
    assert isinstance(view, NewIdentityView)
    begin, sure = (next(b for b in view.findChildren(Button) if b.text() == words)
                   for words in ("New identity…", "Make the new identity"))  # fmt: skip
    assert sure.isHidden()
    qtbot.keyClick(begin, Qt.Key.Key_Space)
    assert not sure.isHidden() and in_store(program, lambda vault: vault.author) == before
    qtbot.keyClick(sure, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: desk.window.full is None, timeout=10000)
    assert in_store(program, lambda vault: vault.author) != before
