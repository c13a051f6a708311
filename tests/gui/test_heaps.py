"""Accepting by sender: several heaps at once by keyboard, and rules that accept what comes later."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app import start
from app.actions.contacts import contact_cards
from app.actions.kernel import records
from app.actions.kernel.db import direct_db
from app.actions.mail import inbox, rules, sharing
from app.actions.rounds.inbox_port import Incoming
from app.actions.rounds.outbox_port import Outgoing
from app.gui.delivery.arrival_view import ArrivalView
from app.gui.delivery.batch_accept_screen import HeapsView, open_heaps
from app.gui.delivery.delivery_query import key_of
from app.gui.delivery.heaps_query import Heaps
from app.gui.shell.vault_session import VaultSession
from app.gui.start.program import Program
from app.gui.widgets.buttons import Button
from app.gui.widgets.rows import Row
from app.store.vault import open_vault as store
from app.store.vault.open_vault import Vault
from sync.exchange import receive, send
from tests.gui.hands import control, press, visible
from tests.gui.running import WORDS, in_store, unlocked
from tests.memory_transport import MemoryTransport

Mail = Callable[[Program, str], None]


@pytest.fixture
def mail(folder: Path, tmp_path: Path) -> Iterator[Mail]:
    """Let both compare their numbers; then let Heron send an incident under a profile."""
    words, box = start.vocabularies(), MemoryTransport()
    heron = store.open_(tmp_path / "b", WORDS, words)
    vault = store.open_(folder, WORDS, words)
    (contact,) = contact_cards.list_contacts(vault)
    contact_cards.verify(vault, contact.record.ref, "".join(contact_cards.safety_number(vault, contact)))
    back, _ = contact_cards.add(heron, contact_cards.my_card(vault).file)
    vault.close()

    def give(program: Program, profile: str) -> None:
        made, _ = records.add(heron, "event", {"title": "Checkpoint", "country": "MX"})
        sharing.share(heron, [made.ref], [back.record.ref], profile)
        send(Outgoing(direct_db(heron), heron), box)
        in_store(program, lambda vault: receive(Incoming(direct_db(vault), vault), box))

    yield give
    heron.close()


def _opened(qtbot: QtBot, desk: VaultSession) -> HeapsView:
    open_heaps(desk)
    qtbot.waitUntil(lambda: isinstance(desk.window.full, HeapsView), timeout=10000)
    view = desk.window.full
    assert isinstance(view, HeapsView)
    return view


def _waiting(vault: Vault) -> int:
    return inbox.count_undecided(vault)


def test_several_heaps_are_accepted_by_keyboard(qtbot: QtBot, mail: Mail, program: Program) -> None:
    desk = unlocked(qtbot, program)
    for profile in ("internal", "internal", "network"):
        mail(program, profile)
    view = _opened(qtbot, desk)
    assert [row.second.split(" · ")[0] for row in view.pane.model.rows] == ["Internal", "Network"]
    assert QApplication.focusWidget() is view.pane.view
    QTest.keyClick(view.pane.view, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert len(view.taken) == 2
    QTest.keyClick(control(view, "Accept reports", Button), Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: in_store(program, _waiting) == 0, timeout=20000)
    qtbot.waitUntil(lambda: not view.pane.model.rows, timeout=10000)


def test_a_rule_is_made_shown_withdrawn_and_undone(qtbot: QtBot, mail: Mail, program: Program) -> None:
    desk = unlocked(qtbot, program)
    mail(program, "internal")
    view = _opened(qtbot, desk)
    assert not control(view, "Stop automatic", Button).isEnabled()
    press(view, "Accept automatically")
    qtbot.waitUntil(lambda: view.pane.model.rows[0].far is not None, timeout=10000)
    mail(program, "internal")
    assert in_store(program, _waiting) == 1
    desk.undo()
    qtbot.waitUntil(lambda: view.pane.model.rows[0].far is None, timeout=10000)
    assert in_store(program, rules.list_rules) == []
    desk.redo()
    qtbot.waitUntil(lambda: control(view, "Stop automatic", Button).isEnabled(), timeout=10000)
    control(view, "Stop automatic", Button).click()
    qtbot.waitUntil(lambda: in_store(program, rules.list_rules) == [], timeout=10000)


def test_from_a_report_its_sender_is_selected_and_enter_accepts_nothing(qtbot: QtBot, program: Program) -> None:
    unlocked(qtbot, program)
    desk = program.desk
    assert desk is not None
    shown = Heaps((Row("aa:internal", "Lantern"), Row("bb:internal", "Team North")), 2, 0)
    view = HeapsView(desk.look, shown, Button(desk.look, "Back"), "bb")
    accepted = list[object]()
    view.accept.connect(accepted.append)
    desk.window.show_full(view)
    assert view.taken == ["bb:internal"] and QApplication.focusWidget() is view.pane.view
    button = control(view, "Accept reports", Button)
    assert button.kind == "std" and button.isEnabled()
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
        QTest.keyClick(view.pane.view, key)
        QTest.keyClick(button, key)
    assert accepted == []
    view.show_heaps(Heaps(shown.rows[:1], 1, 0))  # theirs were accepted: no other sender takes their place
    assert view.taken == [] and not button.isEnabled()


def test_a_report_leads_to_its_sender(qtbot: QtBot, mail: Mail, program: Program) -> None:
    desk = unlocked(qtbot, program)
    mail(program, "internal")
    key = in_store(program, lambda vault: key_of(inbox.list_reports(vault, "delivered")[0]))
    desk.routes.follow(f"received:{key}")
    qtbot.waitUntil(lambda: bool(visible(desk.window, ArrivalView)), timeout=10000)
    (report,) = visible(desk.window, ArrivalView)
    press(report, "Accept all reports of a sender…")
    qtbot.waitUntil(lambda: isinstance(desk.window.full, HeapsView), timeout=10000)
    view = desk.window.full
    assert isinstance(view, HeapsView) and [one.partition(":")[0] for one in view.taken] == [report.shown.sender]
