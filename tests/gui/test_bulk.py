"""Many reports of one contact are accepted from the page of one of them, with the window free meanwhile."""

from pathlib import Path

from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from app import start
from app.actions.contacts import contact_cards
from app.actions.kernel import records
from app.actions.kernel.db import direct_db
from app.actions.mail import inbox, sharing
from app.actions.rounds.inbox_port import Incoming
from app.actions.rounds.outbox_port import Outgoing
from app.gui.delivery.arrival_view import AcceptAllView, ArrivalView
from app.gui.delivery.inbox_screen import InboxScreen
from app.gui.start.program import Program
from app.gui.widgets.buttons import Button
from app.store.records.search import Query
from app.store.vault import open_vault as store
from app.store.vault.open_vault import Vault
from sync.exchange import receive, send
from tests.gui.hands import press
from tests.gui.running import WORDS, in_store, unlocked
from tests.memory_transport import MemoryTransport

REPORTS = 3


def _mail(folder: Path, tmp_path: Path) -> None:
    """Let Heron, whose number was compared, send three incidents to the vault."""
    words, box = start.vocabularies(), MemoryTransport()
    vault = store.open_(folder, WORDS, words)
    heron = store.open_(tmp_path / "b", WORDS, words)
    (contact,) = contact_cards.list_contacts(vault)
    contact_cards.verify(vault, contact.record.ref, "".join(contact_cards.safety_number(vault, contact)))
    back, _ = contact_cards.add(heron, contact_cards.my_card(vault).file)
    for number in range(REPORTS):
        made, _ = records.add(heron, "event", {"title": f"Checkpoint {number}"})
        sharing.share(heron, [made.ref], [back.record.ref], "internal")
    send(Outgoing(direct_db(heron), heron), box)
    receive(Incoming(direct_db(vault), vault), box)
    for one in (vault, heron):
        one.close()


def test_all_of_a_contact_are_accepted_from_one_page(qtbot: QtBot, folder: Path, tmp_path: Path) -> None:
    _mail(folder, tmp_path)
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    program = Program(app, folder)
    program.begin()
    desk = unlocked(qtbot, program)
    desk.go("sending")
    network = desk.places["inbox"]
    assert isinstance(network, InboxScreen)
    qtbot.waitUntil(lambda: isinstance(network.split.page, ArrivalView), timeout=10000)
    page = network.split.page
    assert page is not None
    every = next(button for button in page.findChildren(Button) if "Accept all 3" in button.shown)
    every.click()
    qtbot.waitUntil(lambda: isinstance(desk.window.full, AcceptAllView), timeout=10000)
    listed = desk.window.full
    assert isinstance(listed, AcceptAllView)
    assert sum("Checkpoint" in label.text() for label in listed.findChildren(QLabel)) >= REPORTS
    press(listed, "Accept all 3")

    def left(vault: Vault) -> int:
        return inbox.count_undecided(vault)

    qtbot.waitUntil(lambda: in_store(program, left) == 0, timeout=20000)
    assert in_store(program, lambda vault: records.count_matches(vault, Query("event"))) == 1 + REPORTS
    said = lambda: [label.text() for label in desk.window.foot.findChildren(QLabel)]  # noqa: E731
    qtbot.waitUntil(lambda: any("3 reports were accepted" in text for text in said()), timeout=10000)
    with qtbot.waitSignal(desk.left, timeout=10000):
        desk.leave(False)
    program.work.close()
