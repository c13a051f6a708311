"""Border mode by keyboard: onto a stick and to a contact; the page follows what comes back."""

from pathlib import Path

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.actions.contacts import contact_cards
from app.actions.field import border
from app.actions.kernel import records
from app.actions.vault import lifecycle as vaults
from app.gui.backups.border_screen import open_border
from app.gui.backups.border_view import BorderView
from app.gui.shell.vault_session import VaultSession
from app.gui.start.program import Program
from app.gui.widgets.words import GeneratedPassphrase
from app.store.vault.open_vault import Vault
from tests.gui.hands import Hands
from tests.gui.running import WORDS, in_store, unlocked

CROSSING = ["kettle", "anchor", "willow", "bronze", "saddle", "meadow"]


def page(qtbot: QtBot, desk: VaultSession) -> BorderView:
    open_border(desk, lambda: CROSSING)
    qtbot.waitUntil(lambda: isinstance(desk.window.full, BorderView), timeout=10000)
    view = desk.window.full
    assert isinstance(view, BorderView)
    return view


def words(view: BorderView) -> list[str]:
    return [label.text() for label in view.findChildren(type(view.body.itemAt(0).widget().second))]  # type: ignore[union-attr]


def test_onto_a_stick_by_keyboard_alone(qtbot: QtBot, program: Program, tmp_path: Path) -> None:
    stick = tmp_path / "blue"
    stick.mkdir()
    desk, hands = unlocked(qtbot, program), Hands(qtbot)
    view = page(qtbot, desk)
    hands.type(" ".join(CROSSING))
    hands.press(Qt.Key.Key_Return)
    hands.press(Qt.Key.Key_Right)
    hands.tab_to("Folder on the USB stick")
    view.browser.path.clear()
    hands.type(str(stick))
    hands.press(Qt.Key.Key_Return)
    hands.tab_to("Transfer all data")
    hands.press(Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: desk.window.full is not view, timeout=20000)
    said = words(desk.window.full)  # type: ignore[arg-type]
    assert (
        "You can erase now" in said
        and "Amparo checked the copy on the USB stick and opened it with its password." in said
    )
    assert len(list(stick.iterdir())) == 1
    in_store(program, lambda vault: records.add(vault, "event", {"title": "Add one"}))
    desk.refresh()
    qtbot.waitUntil(lambda: "You can erase now" not in words(desk.window.full), timeout=10000)  # type: ignore[arg-type]


def test_words_that_differ_hand_nothing_over(qtbot: QtBot, program: Program, tmp_path: Path) -> None:
    desk, hands = unlocked(qtbot, program), Hands(qtbot)
    view = page(qtbot, desk)
    hands.type(" ".join([*CROSSING[:5], "meadows"]))
    (drawn,) = view.findChildren(GeneratedPassphrase)
    assert not drawn.isVisible(), "they would be read off the screen"
    view.browser.picked.emit(str(tmp_path))
    assert "Word 6 differs from the generated word." in words(view) and hands.at.accessibleName() == "Word 6"
    hands.tab_to("Show the password again", back=True)
    hands.press(Qt.Key.Key_Space)
    assert drawn.isVisible()
    assert in_store(program, border.read_status) is None


def test_to_a_contact_it_waits_and_can_be_forgotten(qtbot: QtBot, program: Program, tmp_path: Path) -> None:
    wren = vaults.create(tmp_path / "wren", WORDS, program.words, kdf_mib=64, name="Wren")
    card = contact_cards.my_card(wren).file
    wren.close()
    desk, hands = unlocked(qtbot, program), Hands(qtbot)

    def prepare(vault: Vault) -> None:
        known, _ = contact_cards.add(vault, card)
        contact_cards.verify(vault, known.record.ref, "".join(contact_cards.safety_number(vault, known)))

    in_store(program, prepare)
    view = page(qtbot, desk)
    hands.type(" ".join(CROSSING))
    hands.press(Qt.Key.Key_Return)
    hands.tab_to("Transfer all data")
    hands.press(Qt.Key.Key_Space)
    assert "Choose who keeps the copy." in words(view)
    hands.type("Wren")
    hands.press(Qt.Key.Key_Return)
    hands.tab_to("Transfer all data")
    hands.press(Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: desk.window.full is not view, timeout=20000)
    said = words(desk.window.full)  # type: ignore[arg-type]
    assert "Waits to be sent" in said and "You can erase now" not in said
    hands.tab_to("Cancel border")
    hands.press(Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: desk.window.full is None, timeout=10000)
    assert in_store(program, border.read_status) is None
