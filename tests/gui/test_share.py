"""The preview of a share shows what each addressee will read, and goes as soon as a choice changes."""

from pathlib import Path

from attrs import evolve
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from app.actions.contacts import contact_cards
from app.actions.kernel import records
from app.actions.records import evidence
from app.actions.vault import lifecycle as vaults
from app.gui.delivery.share_query import one_copy
from app.gui.delivery.share_view import ShareDialog
from app.gui.start.program import Program
from app.gui.widgets.page_values import Effect
from app.store.records.search import Query
from app.store.vault.open_vault import Vault
from tests.gui.running import WORDS, document, in_store, unlocked


def texts(dialog: ShareDialog) -> list[str]:
    return [label.text() for label in dialog._effect.findChildren(QLabel) if label.isVisible()]


def test_the_preview_is_what_each_will_read(qtbot: QtBot, program: Program, tmp_path: Path) -> None:
    wren = vaults.create(tmp_path / "wren", WORDS, program.words, kdf_mib=64, name="Wren")
    card = contact_cards.my_card(wren).file
    wren.close()
    statement = tmp_path / "statement.txt"
    statement.write_bytes(b"statement")
    desk = unlocked(qtbot, program)

    def prepare(vault: Vault) -> None:
        (event,) = records.find(vault, Query("event"))
        evidence.add(vault, statement, event.ref)
        records.edit(vault, event.ref, {"remarks": "for us alone"})
        known, _ = contact_cards.add(vault, card)
        contact_cards.verify(vault, known.record.ref, "".join(contact_cards.safety_number(vault, known)))

    in_store(program, prepare)
    qtbot.waitUntil(lambda: bool(document(desk)._shown), timeout=10000)
    desk.window.key.emit("share")
    qtbot.waitUntil(lambda: isinstance(desk.window.dialog, ShareDialog), timeout=10000)
    dialog = desk.window.dialog
    assert isinstance(dialog, ShareDialog) and not dialog._preview.isEnabled()
    dialog.choose([person.person.key for person in dialog._people], "internal")
    qtbot.waitUntil(dialog._preview.isEnabled, timeout=10000)
    qtbot.mouseClick(dialog._preview, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "Wren will read" in texts(dialog), timeout=10000)
    shown = texts(dialog)
    assert "Heron will read" in shown  # not verified, so without the original: another reading
    assert {"The truck left by the river road.", "for us alone", "1 original file goes along."} <= set(shown)
    assert QApplication.focusWidget() is dialog._area and dialog.send.isEnabled()
    dialog._group.button(1).click()  # the network
    qtbot.waitUntil(lambda: dialog._preview.shown == "Preview" and dialog._preview.isEnabled(), timeout=10000)
    assert "Wren will read" not in texts(dialog)
    qtbot.mouseClick(dialog._preview, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: dialog._preview.shown == "Summary" and bool(texts(dialog)), timeout=10000)
    assert "for us alone" not in texts(dialog) and "The truck left by the river road." in texts(dialog)
    dialog.leave()


def test_one_copy_is_asked_for_only_where_it_is_offered(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)
    qtbot.waitUntil(lambda: bool(document(desk)._shown), timeout=10000)
    desk.window.key.emit("share")
    qtbot.waitUntil(lambda: isinstance(desk.window.dialog, ShareDialog), timeout=10000)
    dialog = desk.window.dialog
    assert isinstance(dialog, ShareDialog)
    small, large = (one_copy(desk.look.tr, size, 40) for size in (6_000_000, 7_000_000))
    assert small == "" and large == (
        "7.0 MB instead of 280.0 MB. A relay, and who holds the stick, can see that the same files went to several."
    )
    shown = Effect((), "")
    dialog.show_effect(evolve(shown, one_copy=small))
    assert not dialog.one_copy and dialog._one_copy is None
    dialog.show_effect(evolve(shown, one_copy=large))
    assert dialog._one_copy is not None and not dialog.one_copy
    dialog._one_copy.click()
    assert dialog.one_copy
    dialog.leave()


def test_files_go_to_two_relays_only_where_somebody_has_two_and_it_is_ticked(
    qtbot: QtBot, program: Program, tmp_path: Path
) -> None:
    photo = tmp_path / "statement.txt"
    photo.write_bytes(b"statement")
    desk = unlocked(qtbot, program)

    def prepare(vault: Vault) -> None:
        contact, (event,) = contact_cards.list_contacts(vault)[0], records.find(vault, Query("event"))
        contact_cards.verify(vault, contact.record.ref, "".join(contact_cards.safety_number(vault, contact)))
        evidence.add(vault, photo, event.ref)

    in_store(program, prepare)
    qtbot.waitUntil(lambda: bool(document(desk)._shown), timeout=10000)
    desk.window.key.emit("share")
    qtbot.waitUntil(lambda: isinstance(desk.window.dialog, ShareDialog), timeout=10000)
    dialog = desk.window.dialog
    assert isinstance(dialog, ShareDialog)
    (person,) = dialog._people
    dialog.choose([person.person.key], "internal")
    qtbot.waitUntil(dialog.send.isEnabled, timeout=10000)
    assert dialog._two_relays is None and dialog.file_relays == 1
    person.person = evolve(person.person, relays=2)
    dialog._group.button(0).click()
    qtbot.waitUntil(lambda: dialog._two_relays is not None, timeout=10000)
    assert dialog.file_relays == 1 and dialog._two_relays is not None
    qtbot.keyClick(dialog._two_relays, Qt.Key.Key_Space)
    assert dialog.file_relays == 2
    dialog._queue()

    def relays(vault: Vault) -> list[int]:
        return [row[0] for row in vault.con.execute("SELECT carriers FROM delivery")]

    qtbot.waitUntil(lambda: in_store(program, relays) == [2], timeout=10000)


def labels(dialog: ShareDialog) -> list[str]:
    return [label.text() for label in dialog.findChildren(QLabel) if label.isVisible()]


def test_who_is_not_verified_is_shown_without_the_file_and_nothing_goes_that_was_not_shown(
    qtbot: QtBot, program: Program, tmp_path: Path
) -> None:
    (tmp_path / "statement.txt").write_bytes(b"statement")
    desk = unlocked(qtbot, program)

    def prepare(vault: Vault) -> str:
        (event,) = records.find(vault, Query("event"))
        evidence.add(vault, tmp_path / "statement.txt", event.ref)
        return event.ref

    def queued(vault: Vault) -> int:
        return int(vault.con.execute("SELECT count(*) FROM delivery").fetchone()[0])

    event = in_store(program, prepare)
    qtbot.waitUntil(lambda: bool(document(desk)._shown), timeout=10000)
    desk.window.key.emit("share")
    qtbot.waitUntil(lambda: isinstance(desk.window.dialog, ShareDialog), timeout=10000)
    dialog = desk.window.dialog
    assert isinstance(dialog, ShareDialog)
    dialog.choose([], "internal")
    assert not dialog.send.isEnabled() and "Leaves" not in texts(dialog)  # for nobody nothing is said
    dialog.choose([person.person.key for person in dialog._people], "")
    qtbot.waitUntil(dialog.send.isEnabled, timeout=10000)
    qtbot.waitUntil(lambda: {"Originals go to verified people only", "Heron"} <= set(texts(dialog)), timeout=10000)
    assert not any("1 file" in text for text in texts(dialog))
    in_store(program, lambda vault: records.edit(vault, event, {"description": "It names Marula."}))
    qtbot.mouseClick(dialog.send, Qt.MouseButton.LeftButton)
    said = "Something changed since you read what leaves. Nothing was queued."
    qtbot.waitUntil(lambda: any(said in text for text in labels(dialog)), timeout=10000)
    assert in_store(program, queued) == 0 and QApplication.focusWidget() is dialog._area
    qtbot.waitUntil(dialog.send.isEnabled, timeout=10000)
    qtbot.mouseClick(dialog.send, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: in_store(program, queued) == 1, timeout=10000)
    qtbot.waitUntil(lambda: desk.window.dialog is None, timeout=10000)
