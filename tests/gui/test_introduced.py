"""Whom a verified contact introduces is taken, by keyboard, on that contact's page."""

from pathlib import Path

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.actions.contacts import contact_cards
from app.actions.vault import lifecycle as vaults
from app.gui.people.people_view import PersonView
from app.gui.start.program import Program
from app.gui.widgets.buttons import Button
from app.store.contacts import introductions
from app.store.vault.open_vault import Vault
from tests.gui.running import WORDS, in_store, unlocked


def test_who_is_introduced_is_added_with_the_name_of_who_vouches(
    qtbot: QtBot, program: Program, tmp_path: Path
) -> None:
    cards = []
    for name in ("Wren", "Finch"):
        other = vaults.create(tmp_path / name, WORDS, program.words, kdf_mib=64, name=name)
        cards.append(contact_cards.my_card(other))
        other.close()
    desk = unlocked(qtbot, program)

    def prepare(vault: Vault) -> str:
        known, _ = contact_cards.add(vault, cards[0].file)
        contact_cards.verify(vault, known.record.ref, "".join(contact_cards.safety_number(vault, known)))
        with vault.transaction() as con:
            introductions.keep(con, known.record.id, cards[1], vault.now())
        return known.record.id.hex()

    wren = in_store(program, prepare)
    desk.show("people", wren, "contact")
    people = desk.places["people"]
    page = lambda: people.split.page  # type: ignore[attr-defined] # noqa: E731
    qtbot.waitUntil(lambda: isinstance(page(), PersonView) and people.current == wren, timeout=10000)  # type: ignore[attr-defined]
    add = next(b for b in page().findChildren(Button) if b.toolTip() == "Add Finch as introduced")
    qtbot.keyClick(add, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: in_store(program, trust) == ("introduced", "Wren"), timeout=10000)


def trust(vault: Vault) -> tuple[str, str]:
    found = [contact for contact in contact_cards.list_contacts(vault) if contact.record.title == "Finch"]
    return (found[0].state, found[0].introduced_by) if found else ("", "")
