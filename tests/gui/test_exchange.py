"""Exchange cards on one page: six presses for each person, by keys alone; a refused card; a number that differs."""

from pathlib import Path

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from app.actions.contacts import card_exchange, contact_cards
from app.actions.kernel import records
from app.actions.vault import lifecycle as vaults
from app.gui.delivery.share_screen import open_share
from app.gui.delivery.share_view import ShareDialog
from app.gui.people.exchange_view import ExchangeView
from app.gui.people.people_screen import People
from app.gui.people.people_view import MismatchView
from app.gui.shell.vault_session import VaultSession
from app.gui.start.program import Program
from app.store.vault.open_vault import Vault
from tests.gui.hands import Hands, control, press, shows, words_on
from tests.gui.running import WORDS, document, in_store, unlocked

CTRL = Qt.KeyboardModifier.ControlModifier


def _opened(desk: VaultSession, *sticks: Path) -> ExchangeView:
    """Open the page with these sticks in."""
    desk.go("people")
    people = desk.places["people"]
    assert isinstance(people, People)
    people.drives = lambda: sticks
    people.add()
    assert isinstance(desk.window.full, ExchangeView)
    return desk.window.full


def _wren(program: Program, folder: Path, stick: Path) -> None:
    """Let Wren put a card on the stick."""
    wren = vaults.create(folder, WORDS, program.words, kdf_mib=64, name="Wren")
    stick.mkdir()
    card_exchange.save_card(wren, stick)
    wren.close()


def _contact(vault: Vault, name: str) -> contact_cards.Contact:
    return next(one for one in contact_cards.list_contacts(vault) if one.record.title == name)


def test_one_person_needs_six_presses_by_stick(qtbot: QtBot, program: Program, tmp_path: Path) -> None:
    desk, hands, stick = unlocked(qtbot, program), Hands(qtbot), tmp_path / "stick"
    _wren(program, tmp_path / "wren", stick)
    presses = 0

    def push(key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        nonlocal presses
        presses += 1
        hands.press(key, modifier)

    push(Qt.Key.Key_3, CTRL)
    people = desk.places["people"]
    assert isinstance(people, People)
    people.drives = lambda: [stick]
    push(Qt.Key.Key_N, CTRL)
    view = desk.window.full
    assert isinstance(view, ExchangeView)
    hands.wait(lambda: hands.at.accessibleName() == "Put on the USB stick")
    push(Qt.Key.Key_Space)
    hands.wait(lambda: hands.at.accessibleName() == "Add the card of Wren")
    assert len(list(stick.iterdir())) == 2
    push(Qt.Key.Key_Space)
    hands.wait(lambda: hands.at.accessibleName() == "In person")
    assert in_store(program, lambda vault: _contact(vault, "Wren")).state == "new"
    push(Qt.Key.Key_Space)
    hands.wait(lambda: hands.at.accessibleName() == "Numbers match")
    push(Qt.Key.Key_Space)
    hands.wait(lambda: hands.at.accessibleName() == "Open Wren")
    assert "Wren is verified." in words_on(view) and presses <= 6
    wren = in_store(program, lambda vault: _contact(vault, "Wren"))
    assert (wren.state, wren.verified_how) == ("verified", "in-person")
    hands.press(Qt.Key.Key_Space)
    assert desk.window.full is None and desk.window.place == "people"


def test_the_state_is_kept_and_gone_on_with_days_later(qtbot: QtBot, program: Program, tmp_path: Path) -> None:
    desk, stick = unlocked(qtbot, program), tmp_path / "stick"
    _wren(program, tmp_path / "wren", stick)
    view = _opened(desk, stick)
    qtbot.waitUntil(lambda: shows(view, "Add the card of Wren"), timeout=10000)
    press(view, "Add the card of Wren")
    qtbot.waitUntil(lambda: shows(view, "Numbers match"), timeout=10000)
    assert view.step == 0 and not control(view, "Numbers match", QAbstractButton).isEnabled()
    press(view, "Compare later")
    assert desk.window.full is None
    view = _opened(desk, stick)
    qtbot.waitUntil(lambda: "Unfinished exchanges" in words_on(view), timeout=10000)
    rows = [one for one in view.findChildren(QAbstractButton) if one.accessibleName() == "Continue"]
    next(one for one in rows if one.accessibleDescription() == "Wren").click()
    qtbot.waitUntil(lambda: shows(view, "Numbers differ…"), timeout=10000)
    press(view, "Numbers differ…")
    qtbot.waitUntil(lambda: isinstance(desk.window.full, MismatchView), timeout=10000)
    wren = in_store(program, lambda vault: _contact(vault, "Wren"))
    assert not wren.may_receive and wren.state == "changed"


def test_a_refused_card_says_why_on_the_same_page(qtbot: QtBot, program: Program, tmp_path: Path) -> None:
    desk, hands = unlocked(qtbot, program), Hands(qtbot)
    view = _opened(desk)
    qtbot.waitUntil(lambda: view.step == 0 and shows(view, "Choose a file…"), timeout=10000)
    mine, torn = tmp_path / "mine.bin", tmp_path / "torn.bin"
    mine.write_bytes(in_store(program, lambda vault: contact_cards.my_card(vault).file))
    torn.write_bytes(mine.read_bytes()[:-1])
    for file, why in (
        (mine, "This is your own card."),
        (torn, "This card is damaged or false"),
        (tmp_path, "Amparo cannot read this file."),
    ):
        view.take.emit(str(file))
        qtbot.waitUntil(lambda why=why: any(why in said for said in words_on(view)), timeout=10000)  # type: ignore[misc]
    assert desk.window.full is view and hands.at.accessibleName() == "Choose a file…"
    hands.press(Qt.Key.Key_1)
    assert hands.at.accessibleName() == "Save as a file…"
    hands.press(Qt.Key.Key_2)
    assert hands.at.accessibleName() == "Choose a file…"
    hands.press(Qt.Key.Key_Space)
    assert view.browser is not None and view.browser.take.shown == "Read this card"


def test_the_list_of_files_opens_in_sight_with_the_focus(qtbot: QtBot, program: Program) -> None:
    desk, hands = unlocked(qtbot, program), Hands(qtbot)
    desk.window.resize(1024, 600)
    view = _opened(desk)
    for name, taken in (("Save as a file…", "Save into this folder"), ("Choose a file…", "Read this card")):
        qtbot.waitUntil(lambda name=name: shows(view, name), timeout=10000)  # type: ignore[misc]
        press(view, name)
        browser = view.browser
        assert browser is not None and browser.take.shown == taken and browser.isAncestorOf(hands.at)
        seen = view.viewport()

        def in_sight(part: QWidget, seen: QWidget = seen) -> bool:
            top = part.mapTo(seen, QPoint(0, 0)).y()
            return top >= 0 and top + part.height() <= seen.height()

        qtbot.waitUntil(lambda: in_sight(browser.take) and in_sight(browser.path), timeout=5000)  # noqa: B023
        view.verticalScrollBar().setValue(0)


def test_a_new_contact_gets_its_name_where_its_card_is_taken(qtbot: QtBot, program: Program, tmp_path: Path) -> None:
    desk, hands = unlocked(qtbot, program), Hands(qtbot)
    nobody = vaults.create(tmp_path / "wren", WORDS, program.words, kdf_mib=64, name="")
    (tmp_path / "stick").mkdir()
    file, code = card_exchange.save_card(nobody, tmp_path / "stick"), contact_cards.my_card(nobody).id.hex()[:12]
    nobody.close()
    view = _opened(desk)
    qtbot.waitUntil(lambda: shows(view, "Choose a file…"), timeout=10000)
    view.save.emit(str(tmp_path))
    view.take.emit(str(file))
    qtbot.waitUntil(lambda: shows(view, "Numbers match"), timeout=10000)
    hands.wait(lambda: hands.at.accessibleName() == "Name")
    name = control(view, "Name", QLineEdit)
    assert (name.text(), name.placeholderText()) == ("", code)
    choose = control(view, "In person", QAbstractButton)
    choose.click()
    name.setFocus()
    hands.type("Wren")
    hands.press(Qt.Key.Key_Tab)
    said = "Wren must do the same. Until you compare, Wren is not verified."
    qtbot.waitUntil(lambda: said in words_on(view), timeout=10000)
    assert control(view, "Numbers match", QAbstractButton).isEnabled(), "the chosen way stays"
    press(view, "Numbers match")
    qtbot.waitUntil(lambda: "Wren is verified." in words_on(view), timeout=10000)
    assert in_store(program, lambda vault: _contact(vault, "Wren")).state == "verified"


def test_a_share_without_contacts_leads_to_the_exchange_and_back(
    qtbot: QtBot, program: Program, tmp_path: Path
) -> None:
    desk = unlocked(qtbot, program)
    _wren(program, tmp_path / "wren", tmp_path / "stick")
    (card,) = (tmp_path / "stick").iterdir()
    qtbot.waitUntil(lambda: bool(document(desk).current), timeout=20000)
    for one in in_store(program, contact_cards.list_contacts):
        in_store(program, lambda vault, key=one.record.id.hex(): records.remove(vault, key))
    open_share(desk, [document(desk).current], "An incident")
    qtbot.waitUntil(lambda: isinstance(desk.window.dialog, ShareDialog), timeout=10000)
    assert desk.window.dialog is not None
    press(desk.window.dialog, "Add a card…")
    view = desk.window.full
    assert isinstance(view, ExchangeView)
    view.take.emit(str(card))
    qtbot.waitUntil(lambda: shows(view, "Compare later"), timeout=10000)
    press(view, "Compare later")
    qtbot.waitUntil(lambda: isinstance(desk.window.dialog, ShareDialog), timeout=10000)
    wren = in_store(program, lambda vault: _contact(vault, "Wren"))
    assert desk.window.dialog.chosen() == [wren.record.id.hex()]
