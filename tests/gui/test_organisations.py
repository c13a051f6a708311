"""An organisation in the window: a root made on a stick, people listed and, asked twice, taken out; and a member."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.actions.contacts import contact_cards, directories, organisations, roots
from app.gui.shell.vault_session import VaultSession
from app.gui.start.program import Program
from app.gui.teams import directories_screen as place
from app.gui.teams.directories_view import OrganisationsView, RootView
from app.gui.widgets.buttons import Button
from app.store.vault.open_vault import Vault
from tests.actions.pairs import know
from tests.gui.running import in_store, unlocked
from tests.gui.test_focus import browser_of
from tests.gui.test_teams import verified
from tests.vaults import vault_at


def page(qtbot: QtBot, desk: VaultSession) -> OrganisationsView:
    qtbot.waitUntil(lambda: isinstance(desk.window.full, OrganisationsView))
    assert isinstance(desk.window.full, OrganisationsView)
    return desk.window.full


def press(qtbot: QtBot, view: QWidget, words: str) -> None:
    (button,) = [row for row in view.findChildren(Button) if row.text() == words and row.isVisible()]
    button.setFocus()
    qtbot.keyClick(button, Qt.Key.Key_Space)


def test_a_root_is_made_and_the_desk_lists_and_takes_out(qtbot: QtBot, program: Program, tmp_path: Path) -> None:
    desk = unlocked(qtbot, program)
    in_store(program, verified)
    in_store(program, lambda vault: contact_cards.set_my_card(vault, desk=True))
    shown = page_of(qtbot, desk)
    assert shown.shown.cards == ()
    shown.made.emit()
    browser_of(desk).picked.emit(str(tmp_path))
    qtbot.waitUntil(lambda: isinstance(desk.window.full, RootView))
    form = desk.window.full
    assert isinstance(form, RootView)
    form.words.setText("seven herons by the water")
    form.button.click()
    assert form.button.isEnabled()  # no name, and not typed twice
    form.name.setText("Heron")
    form.again.setText("seven herons by the water")
    form.button.click()
    qtbot.waitUntil(lambda: isinstance(desk.window.full, OrganisationsView), timeout=20_000)
    (card,) = page(qtbot, desk).shown.cards
    assert (card.name, card.state, len(card.people)) == ("Heron", "ours", 1)
    root = roots.open_root_key((tmp_path / place.ROOT).read_bytes(), "seven herons by the water")
    assert (tmp_path / place.END).stat().st_size == 216 and roots.id_of(
        (tmp_path / place.ROOT).read_bytes()
    ).hex() == card.key
    assert root.public == in_store(program, directories.read_current_directory).root_pk
    press(qtbot, page(qtbot, desk), "Add to directory")
    qtbot.waitUntil(lambda: len(page(qtbot, desk).shown.cards[0].people) == 2)
    assert in_store(program, directories.read_current_directory).seq == 2
    press(qtbot, page(qtbot, desk), "Remove…")
    (name,) = [one.name for one in page(qtbot, desk).shown.cards[0].people if one.contact]
    press(qtbot, page(qtbot, desk), f"Remove {name}")
    qtbot.waitUntil(lambda: len(page(qtbot, desk).shown.cards[0].people) == 1)
    assert in_store(program, directories.read_current_directory).seq == 3


def page_of(qtbot: QtBot, desk: VaultSession) -> OrganisationsView:
    place.open_organisations(desk)
    return page(qtbot, desk)


def test_a_directory_from_a_stick_is_offered_followed_and_left(qtbot: QtBot, program: Program, tmp_path: Path) -> None:
    desk = unlocked(qtbot, program)
    file = tmp_path / "directory"
    with vault_at(tmp_path / "heron") as heron, vault_at(tmp_path / "wren") as wren:
        contact_cards.set_my_card(heron, "Heron desk", desk=True)
        contact_cards.set_my_card(wren, "Wren")
        know(heron, wren)
        file.write_bytes(signed(heron))
    view = page_of(qtbot, desk)
    view.file.emit()
    browser_of(desk).picked.emit(str(file))
    qtbot.waitUntil(lambda: len(page(qtbot, desk).shown.cards) == 1)
    assert page(qtbot, desk).shown.cards[0].state == "offered"
    press(qtbot, page(qtbot, desk), "The root key is right")
    qtbot.waitUntil(lambda: page(qtbot, desk).shown.cards[0].state == "followed")
    people = page(qtbot, desk).shown.cards[0].people
    assert [(one.name, one.may_add) for one in people] == [("Heron desk", True), ("Wren", True)]
    add = [row for row in page(qtbot, desk).findChildren(Button) if row.text() == "Add"][-1]
    add.setFocus()
    qtbot.keyClick(add, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: [one.may_add for one in page(qtbot, desk).shown.cards[0].people] == [True, False])
    assert in_store(program, lambda vault: contact_cards.find_by_name(vault, "Wren").introduced_by) == "Heron"
    press(qtbot, page(qtbot, desk), "Leave…")
    press(qtbot, page(qtbot, desk), "Leave Heron. Your contacts stay")
    qtbot.waitUntil(lambda: page(qtbot, desk).shown.cards == ())
    assert in_store(program, organisations.list_offers) == []


def signed(heron: Vault) -> bytes:
    """Return a directory that lists Wren."""
    from tests.actions.heron import ROOT

    directories.sign_for(heron, roots.delegate(heron, ROOT), "Heron")
    directories.add(heron, ["Wren"])
    return directories.read_current_directory(heron).file
