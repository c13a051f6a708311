"""The page of the stick, by keyboard alone: carry for somebody else, read, remove what was read, write two copies."""

from pathlib import Path

import pytest
from attrs import evolve
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from app import start
from app.actions.contacts import contact_cards
from app.actions.kernel import records
from app.actions.mail import anonymous, sharing
from app.actions.rounds import courier, stick_memory, sticks
from app.actions.rounds.volumes import UsbVolume
from app.gui.delivery import stick_query
from app.gui.delivery.delivery_screen import DeliveryScreen
from app.gui.delivery.stick_view import StickView
from app.gui.shell.vault_session import VaultSession
from app.gui.start.program import Program
from app.gui.style.text import Text
from app.gui.style.theme import Look
from app.gui.widgets.labels import Label, Sentence
from app.store.mail import outbox
from app.store.records.search import Query
from app.store.relays import known_relays
from app.store.vault import open_vault as store
from app.store.vault.open_vault import Vault
from crypto.relay import SealKey, SigningKey
from tests.gui.gallery import Gallery
from tests.gui.hands import Hands, control, press, shows
from tests.gui.running import WORDS, in_store, unlocked

RELAY = SigningKey(bytes(31) + b"r").public


def _words(view: StickView) -> str:
    return "\n".join(label.text() for label in (*view.findChildren(Label), *view.findChildren(Sentence)))


def _with_mailbox(vault: Vault) -> bytes:
    known_relays.keep(vault.con, "https://relay.example.org", RELAY, SealKey.from_secret(b"s" * 32).public, b"m" * 32)
    return contact_cards.my_card(vault).file


def _stick_from(folder: Path, stick: Path, card: bytes) -> None:
    """Let another vault write a stick for the owner of a card with a mailbox."""
    other = store.open_(folder, WORDS, start.vocabularies())
    summons, _ = records.add(other, "event", {"title": "Summons, Lurenka court"})
    contact, _ = contact_cards.add(other, card)
    sharing.share(other, [summons.id.hex()], [contact.record.id.hex()], "internal")
    stick.mkdir()
    sticks.write(other, stick)
    other.close()


def _open(desk: VaultSession, *sticks: Path) -> StickView:
    """Open the page with these sticks in."""
    desk.go("outbox")
    network = desk.places["outbox"]
    assert isinstance(network, DeliveryScreen)
    network.stick_page.drives = lambda: [stick for stick in sticks if stick.is_dir()]
    network.stick()
    assert isinstance(desk.window.full, StickView)
    return desk.window.full


def share_the_incident(vault: Vault) -> None:
    """Put the only incident into the outbox, for the only contact."""
    (event,), (contact,) = records.find(vault, Query("event")), contact_cards.list_contacts(vault)
    sharing.share(vault, [event.ref], [contact.record.ref], "internal")


def test_carried_read_and_removed_by_keyboard_alone(qtbot: QtBot, program: Program, tmp_path: Path) -> None:
    desk, hands, stick = unlocked(qtbot, program), Hands(qtbot), tmp_path / "stick"
    _stick_from(tmp_path / "b", stick, in_store(program, _with_mailbox))
    view = _open(desk)
    press(view, "More…")

    def go(said: str) -> None:
        while hands.at is not view.browser.path:  # the list below has its name too
            hands.press(Qt.Key.Key_Tab)
        view.browser.path.clear()
        hands.type(str(stick))
        hands.press(Qt.Key.Key_Return)
        hands.tab_to("Read from this folder")
        hands.press(Qt.Key.Key_Space)
        qtbot.waitUntil(lambda: said in _words(view), timeout=20000)

    for _ in range(3):
        hands.press(Qt.Key.Key_Right)
    assert view.way.value == "carry" and not view.twice.isVisible()
    go("sealed packages.")
    (load,) = in_store(program, courier.loads)
    assert load.url in _words(view) and f"{load.objects} sealed packages" in _words(view)
    hands.tab_to("Destroy packages of others…")
    hands.press(Qt.Key.Key_Space)
    assert in_store(program, courier.loads) == [load]
    hands.press(Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: "Amparo destroyed " in _words(view) and view.browser.take.isEnabled(), timeout=20000)
    assert in_store(program, courier.loads) == []
    qtbot.waitUntil(lambda: load.url not in _words(view), timeout=10000)  # what was taken away goes with the next turn
    press(view.way, "Only read")
    go("1 report arrived.")
    hands.tab_to("Delete packages from the USB stick after reading", back=False)
    hands.press(Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: "1 bundle was removed." in _words(view), timeout=20000)
    assert list(stick.iterdir()) == []
    (stick / "abcdefgh").mkdir()
    view.clear.emit(str(stick))
    qtbot.waitUntil(lambda: "1 folder stays: there is no bundle in it." in _words(view), timeout=20000)


def test_two_copies_are_asked_for_with_a_tick(qtbot: QtBot, program: Program, tmp_path: Path) -> None:
    desk = unlocked(qtbot, program)
    in_store(program, share_the_incident)
    desk.go("outbox")
    network = desk.places["outbox"]
    assert isinstance(network, DeliveryScreen)
    network.stick()
    view = desk.window.full
    assert isinstance(view, StickView)
    stick = tmp_path / "blue"
    stick.mkdir()
    press(view, "More…")
    press(view.way, "Only write")
    view.browser.go(stick)
    view.twice.click()
    qtbot.mouseClick(view.browser.take, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(
        lambda: "Amparo wrote 2 sealed packages" in _words(view) and view.browser.take.isEnabled(), timeout=20000
    )
    assert len(list(stick.iterdir())) == 2


def test_what_is_anonymous_goes_onto_a_stick_of_its_own(qtbot: QtBot, program: Program, tmp_path: Path) -> None:
    desk, hands = unlocked(qtbot, program), Hands(qtbot)

    def queue(vault: Vault) -> None:
        share_the_incident(vault)
        (event,), (contact,) = records.find(vault, Query("event")), contact_cards.list_contacts(vault)
        anonymous.share(vault, [event.ref], [contact.record.ref])

    def states() -> list[tuple[bool, str]]:
        rows = in_store(program, lambda vault: outbox.deliveries(vault.con))
        return [(row.anonymous, row.state) for row in rows]

    def foot() -> str:
        return "\n".join(label.text() for label in desk.window.foot.findChildren(QLabel))

    desk.go("outbox")
    network = desk.places["outbox"]
    assert isinstance(network, DeliveryScreen)
    network.stick()
    assert isinstance(desk.window.full, StickView)
    desk.window.full.open_panel(True, "write")
    assert not desk.window.full.whose.isVisible()
    hands.press(Qt.Key.Key_Escape)
    in_store(program, queue)
    network.stick()
    view = desk.window.full
    assert isinstance(view, StickView)
    qtbot.waitUntil(lambda: shows(view, "Choose a USB stick…"), timeout=10000)
    press(view, "Choose a USB stick…")
    assert view.whose.isVisible()
    assert view.anonymous and "they would show your name" in _words(view)
    stick = tmp_path / "blue"
    stick.mkdir()
    view.browser.go(stick)
    hands.tab_to("Write into this folder")
    hands.press(Qt.Key.Key_Space)
    qtbot.waitUntil(
        lambda: "Amparo wrote 1 sealed package" in _words(view) and view.browser.take.isEnabled(), timeout=20000
    )
    assert states() == [(False, "queued"), (True, "exported")]
    press(view.way, "Only read")
    assert not view.whose.isVisible()
    press(view.way, "Only write")
    press(view.whose, "Reports with your signature")
    hands.tab_to("Write into this folder")
    hands.press(Qt.Key.Key_Space)
    refused = "already has your anonymous reports. Together with signed reports, they would show your name"
    qtbot.waitUntil(lambda: refused in foot(), timeout=20000)
    assert states() == [(False, "queued"), (True, "exported")] and len(list(stick.iterdir())) == 1


def test_a_stick_takes_two_presses_and_reads_and_writes(qtbot: QtBot, program: Program, tmp_path: Path) -> None:
    desk, hands, stick = unlocked(qtbot, program), Hands(qtbot), tmp_path / "blue"
    _stick_from(tmp_path / "b", stick, in_store(program, lambda vault: contact_cards.my_card(vault).file))
    in_store(program, share_the_incident)
    desk.go("outbox")
    network = desk.places["outbox"]
    assert isinstance(network, DeliveryScreen)
    network.stick_page.drives = lambda: [stick]
    hands.tab_to("USB stick")
    hands.keys = 0
    hands.press(Qt.Key.Key_Space)
    view = desk.window.full
    assert isinstance(view, StickView)
    hands.wait(lambda: view.card.state == "in")
    assert hands.at.accessibleName() == "Read, then write"
    hands.press(Qt.Key.Key_Space)
    assert hands.keys == 2
    assert "Safe to remove" not in _words(view).replace("“Safe to remove”", "")
    hands.wait(lambda: view.card.state == "done")
    said = _words(view)
    assert "Safe to remove: the USB stick" in said and "Read: 1 report, 0 receipts" in said and "Written: " in said
    assert hands.at.accessibleName() == "Read 1 report"
    assert in_store(program, lambda vault: outbox.deliveries(vault.con))[0].state == "exported"
    hands.press(Qt.Key.Key_Space)
    assert desk.window.full is None and desk.window.place == "inbox"


def test_a_stick_that_is_put_in_is_seen_and_without_a_serial_it_asks_after_it_was_out(
    qtbot: QtBot, program: Program, tmp_path: Path
) -> None:
    desk, stick, away = unlocked(qtbot, program), tmp_path / "blue", tmp_path / "away"
    view = _open(desk, stick)
    assert "Connect a USB stick" in _words(view)
    stick.mkdir()
    qtbot.waitUntil(lambda: view.card.state == "in", timeout=10000)
    network = desk.places["outbox"]
    assert isinstance(network, DeliveryScreen)
    stick.rename(away)
    press(view.card, "Read, then write")
    qtbot.waitUntil(lambda: view.card.state == "out", timeout=10000)
    assert "No data is lost. Connect the USB stick again to continue." in _words(view)
    assert "Safe to remove: " not in _words(view)
    away.rename(stick)
    (stick / "of somebody else").write_text("x")  # nothing tells if this is the stick that was pulled out
    qtbot.waitUntil(lambda: view.card.state == "in", timeout=10000)
    assert [one.name for one in stick.iterdir()] == ["of somebody else"]
    press(view.card, "Read, then write")
    qtbot.waitUntil(lambda: view.card.state == "done", timeout=20000)
    assert "Safe to remove: the USB stick" in _words(view) and "Close" in desk.window.focusWidget().accessibleName()


def test_only_its_serial_proves_that_a_stick_is_in_again(tmp_path: Path) -> None:
    blue, red = (UsbVolume(tmp_path / name, name, 1, True) for name in ("blue", "red"))
    pulled = (str(blue.path), "blue", "")
    assert stick_query.find_again([red], [blue, red], pulled) == (None, False), "red was in before"
    assert stick_query.find_again([evolve(blue, path=red.path)], [blue], pulled)[0] is not None
    for other in (evolve(blue, serial="green"), evolve(blue, serial=""), red):
        assert stick_query.find_again([other], [blue], pulled) == (None, True)
    assert stick_query.find_again([evolve(blue, serial="")], [], (str(blue.path), "", "")) == (None, True)


def test_a_named_stick_is_known_again_until_it_is_forgotten(qtbot: QtBot, program: Program, tmp_path: Path) -> None:
    desk = unlocked(qtbot, program)
    volume = UsbVolume(tmp_path, "4F2A-91C7", 6_100_000_000, True)
    tr = desk.look.tr
    ask = lambda vault: stick_query.list_sticks(vault, tr, [volume])  # noqa: E731
    (new,), _ = in_store(program, ask)
    assert (new.title, new.second) == (
        "A new USB stick is connected",
        "Give the USB stick a name, so that you know it next time. 6.1 GB free.",
    )
    in_store(program, lambda vault: stick_memory.remember(vault, volume.serial, "blue"))
    (known,), away = in_store(program, ask)
    assert known.title == "USB stick “blue” is connected" and "6.1 GB free." in known.second and not away
    (locked,), _ = in_store(program, lambda vault: stick_query.list_sticks(vault, tr, [evolve(volume, writes=False)]))
    assert "Amparo can read this USB stick. It cannot write to it." in locked.second
    none, away = in_store(program, lambda vault: stick_query.list_sticks(vault, tr, []))
    assert none == [] and away.startswith("Known USB sticks: “blue”, last used ")
    view = StickView(desk.look, tmp_path)
    qtbot.addWidget(view)
    view.show()
    view.card.show_sticks([known, evolve(new, writes=False)], "")
    assert shows(view.card, "Read, then write") and shows(view.card, "Only read")
    view.card.show_sticks([new], "")
    control(view.card, "Name of the USB stick", QLineEdit).setText("red")
    taken: list[str] = []
    view.card.go.connect(lambda *stick: taken.append(stick[2]))
    press(view.card, "Read, then write")
    assert taken == ["red"]


def test_a_folder_that_was_chosen_keeps_its_result(qtbot: QtBot) -> None:
    window = Gallery(Look(Text("en")), (1280, 800)).show("08e-stick-done")
    (view,) = window.findChildren(StickView)
    assert view.card.state == "done"
    window.hide()
    window.deleteLater()


@pytest.mark.parametrize("way", ["list", "typed"])
def test_a_folder_is_read_and_then_written_with_one_press(
    qtbot: QtBot, program: Program, tmp_path: Path, way: str
) -> None:
    """As for a stick: the reports are here, the waiting ones and the receipts are there, after one press."""
    desk, stick = unlocked(qtbot, program), tmp_path / "blue"
    _stick_from(tmp_path / "b", stick, in_store(program, lambda vault: contact_cards.my_card(vault).file))
    in_store(program, share_the_incident)
    view = _open(desk)
    qtbot.waitUntil(lambda: view.card.state == "none", timeout=10000)
    press(view.card, "Choose a folder…")
    if way == "list":
        view.browser.go(stick)
        qtbot.mouseClick(view.browser.take, Qt.MouseButton.LeftButton)
    else:
        view.browser.path.setFocus()
        view.browser.path.selectAll()
        qtbot.keyClicks(view.browser.path, str(stick))
        qtbot.keyClick(view.browser.path, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: view.card.state == "done", timeout=20000)
    said = _words(view)
    assert "Safe to remove: the USB stick" in said and "Read: 1 report, 0 receipts" in said and "Written: " in said
    assert in_store(program, lambda vault: outbox.deliveries(vault.con))[0].state == "exported"
