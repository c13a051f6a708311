"""What ends a key, left with a share, in the window and by keyboard, in real vaults: ticked, shown, used once asked."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app import start
from app.actions.contacts import contact_cards, trustees
from app.actions.contacts import identities as actions
from app.actions.contacts.trustees import ShareWords
from app.actions.kernel.db import direct_db
from app.actions.mail import delivery_history, inbox
from app.actions.rounds.inbox_port import Incoming
from app.actions.rounds.outbox_port import Outgoing
from app.actions.vault import recovery
from app.gui.shell.vault_session import VaultSession
from app.gui.start.program import Program
from app.gui.vault.kept_screen import open_kept
from app.gui.vault.kept_view import EndingView, KeptView
from app.gui.vault.kit_view import KitView
from app.gui.vault.recovery_screen import give, open_recovery
from app.gui.vault.recovery_view import RecoveryView, SealingView
from app.gui.vault.unlock_methods_view import TakingAwayView, WaysView
from app.gui.vault.ways_query import Given, kit_of
from app.gui.vault.ways_screen import open_ways
from app.gui.widgets.fields import Picker
from app.store.vault.open_vault import Vault, open_
from sync.exchange import run_sync
from tests.gui.hands import Hands, choose, control, press, words_on
from tests.gui.running import WORDS, in_store, unlocked
from tests.gui.test_recovery import installed, verified
from tests.gui.test_ways import seen
from tests.memory_transport import MemoryTransport

POWER = "A person who has this file can end your identity at any time. Your contacts then stop trusting your key."
STAYS = "New shares or a new key do not change this"


def said(view: object) -> str:
    return " ".join(label.text() for label in view.findChildren(QLabel))  # type: ignore[attr-defined]


def sealing(qtbot: QtBot, program: Program) -> tuple[VaultSession, KitView, SealingView, Hands]:
    """Come to the page that seals the second of three shares."""
    desk = unlocked(qtbot, program)
    verified(program)
    drawn = recovery.draw(2, 3, ("Heron", "Wren", "Kestrel"))
    give(desk, drawn, in_store(program, lambda vault: kit_of(vault, desk.look.tr, drawn)))
    kit = seen(qtbot, desk, KitView)
    assert isinstance(kit, KitView)
    kit.seal.emit(2)
    page = seen(qtbot, desk, SealingView)
    assert isinstance(page, SealingView)
    return desk, kit, page, Hands(qtbot)


def test_what_ends_the_key_goes_with_a_share_only_where_it_is_ticked(qtbot: QtBot, program: Program) -> None:
    desk, kit, page, hands = sealing(qtbot, program)
    assert not page.leave_end.isChecked() and page.leave_end.accessibleDescription() == POWER
    hands.press(Qt.Key.Key_Down)
    hands.press(Qt.Key.Key_Return)
    hands.tab_to("Add the message that ends my key")
    hands.press(Qt.Key.Key_Space)
    hands.tab_to("Send share")
    hands.press(Qt.Key.Key_Space)
    assert (
        desk.window.full is kit
        and "Amparo will send it to Heron, encrypted · with the message that ends your key" in words_on(kit)
    )
    end = in_store(program, lambda vault: actions.my_revocation(vault).hex())
    kit.printed((1, 3), "recovery.pdf")
    kit.proof.edit.setText(WORDS)
    kit.finish.click()
    qtbot.waitUntil(lambda: in_store(program, recovery.status) is not None, timeout=20000)
    qtbot.waitUntil(lambda: bool(in_store(program, delivery_history.list_journeys)), timeout=20000)
    (way,) = in_store(program, delivery_history.list_journeys)
    assert str(end).encode() in way.delivery.body


def test_sealed_anew_without_the_tick_it_stays_here(qtbot: QtBot, program: Program) -> None:
    _, kit, page, _ = sealing(qtbot, program)
    contacts = list[str]()
    page.chosen.connect(lambda contact, _: contacts.append(contact))
    page.leave_end.click()
    choose(control(page, "Contact", Picker), "Heron")
    press(page, "Send share")
    assert "Amparo will send it to Heron, encrypted · with the message that ends your key" in words_on(kit)
    kit.sealed(2, contacts[0], "Heron")
    assert "Amparo will send it to Heron, encrypted" in words_on(kit)
    given = list[Given]()
    kit.done.connect(given.append)
    kit.printed((1, 3), "recovery.pdf")
    kit.proof.edit.setText(WORDS)
    kit.finish.click()
    assert given[0].with_end == frozenset()


@contextmanager
def other_one(program: Program, folder: Path) -> Iterator[Vault]:
    """Give the vault of the one contact, who knows this vault too."""
    other = open_(folder / "b", WORDS, start.vocabularies())
    card = in_store(program, lambda vault: contact_cards.my_card(vault).file)
    mine = contact_cards.add(other, card)[0]
    contact_cards.verify(other, mine.record.ref, "".join(contact_cards.safety_number(other, mine)))
    try:
        yield other
    finally:
        other.close()


def keeps(program: Program, folder: Path) -> None:
    """Let the contact seal a share to this vault with what ends their key, and keep it here."""
    with other_one(program, folder) as other:
        (mine,) = contact_cards.list_contacts(other)
        drawn, box = recovery.draw(2, 3), MemoryTransport()
        report, _ = trustees.hand_over(other, mine.record.ref, ShareWords(2, 2, 3, drawn.shares[1]), leave_end=True)
        run_sync(Outgoing(direct_db(other), other), Incoming(direct_db(other), other), box)

        def arrive(vault: Vault) -> None:
            run_sync(Outgoing(direct_db(vault), vault), Incoming(direct_db(vault), vault), box)
            inbox.accept(vault, report.hex())

        in_store(program, arrive)


def test_a_keeper_ends_the_key_by_keyboard_and_is_asked_twice(qtbot: QtBot, program: Program, tmp_path: Path) -> None:
    desk = unlocked(qtbot, program)
    verified(program)
    keeps(program, tmp_path)
    state = lambda: in_store(program, lambda vault: contact_cards.list_contacts(vault)[0].state)  # noqa: E731
    open_kept(desk)
    view, hands = seen(qtbot, desk, KeptView), Hands(qtbot)
    assert "You can end the key of this person. You need no other holder for it." in said(view)
    hands.tab_to("End their key…")
    assert hands.at.accessibleDescription() == "Heron"
    hands.press(Qt.Key.Key_Space)
    page = seen(qtbot, desk, EndingView)
    assert isinstance(page, EndingView) and page.sure.isHidden() and page.pass_on.isChecked()
    assert hands.at.text() == "Back"  # type: ignore[attr-defined]
    assert "Nobody can undo this" in said(page) and "Amparo accepts nothing from Heron" in said(page)
    hands.tab_to("End this key…")
    hands.press(Qt.Key.Key_Space)
    assert state() == "verified" and hands.at is page.sure
    hands.press(Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: state() == "revoked", timeout=20000)
    again = seen(qtbot, desk, KeptView)
    qtbot.waitUntil(lambda: "The key ended." in said(desk.window.full), timeout=20000)
    assert again is not None and not desk.past.done  # nothing to undo it by


def test_where_shares_end_it_is_said_that_what_was_left_stays(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)
    open_recovery(desk)
    assert STAYS not in said(seen(qtbot, desk, RecoveryView))
    desk.window.close_full()
    installed(program)
    open_recovery(desk)
    assert STAYS in said(seen(qtbot, desk, RecoveryView))
    desk.window.close_full()
    open_ways(desk)
    ways = seen(qtbot, desk, WaysView)
    ways.end_recovery.emit()  # type: ignore[attr-defined]
    assert STAYS in said(seen(qtbot, desk, TakingAwayView))
