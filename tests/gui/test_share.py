"""The preview of a share shows what each addressee will read, and goes as soon as a choice changes."""

from contextlib import closing
from pathlib import Path

from attrs import evolve
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QScrollArea
from pytestqt.qtbot import QtBot

import crypto
from app.actions.contacts import contact_cards
from app.actions.kernel import records
from app.actions.mail import sharing
from app.actions.records import evidence
from app.actions.vault import lifecycle as vaults
from app.gui.delivery.preview_view import ReadingDialog
from app.gui.delivery.share_query import one_copy
from app.gui.delivery.share_view import ShareDialog
from app.gui.people.exchange_view import ExchangeView
from app.gui.shell.strip_view import Unfinished
from app.gui.shell.vault_session import VaultSession
from app.gui.start.program import Program
from app.gui.widgets.buttons import Button, Choice
from app.gui.widgets.page_values import Effect
from app.store.mail import outbox
from app.store.records.search import Query
from app.store.vault.open_vault import Vault, open_
from tests.gui.hands import Hands, control, press, shows, visible, words_on
from tests.gui.running import WORDS, document, in_store, unlocked, way
from tests.gui.stage import settle
from tests.gui.test_phrases import plain

CTRL = Qt.KeyboardModifier.ControlModifier


def area(dialog: ShareDialog) -> QScrollArea:
    return control(dialog, "Content", QScrollArea)


def texts(dialog: ShareDialog) -> list[str]:
    return words_on(area(dialog))


def offered(dialog: ShareDialog) -> list[str]:
    """Return what is offered for large files."""
    return [one.shown for one in visible(dialog, Choice) if "files" in one.shown.lower()]


def reading(qtbot: QtBot, desk: VaultSession, name: str) -> ReadingDialog:
    """Open the page that a recipient will read."""
    assert isinstance(desk.window.dialog, ShareDialog)
    press(desk.window.dialog, f"Preview for {name}")
    qtbot.waitUntil(lambda: bool(visible(desk.window, ReadingDialog)), timeout=10000)
    return visible(desk.window, ReadingDialog)[-1]


def opened(qtbot: QtBot, desk: VaultSession) -> ShareDialog:
    """Share the incident that is shown."""
    qtbot.waitUntil(lambda: bool(document(desk).current), timeout=10000)
    desk.window.key.emit("share")
    qtbot.waitUntil(lambda: isinstance(desk.window.dialog, ShareDialog), timeout=10000)
    assert isinstance(desk.window.dialog, ShareDialog)
    return desk.window.dialog


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
        (marula,) = records.find(vault, Query("actor"))
        agreed = {"actor": marula.ref, "purpose": ["SHARE_NETWORK"], "state": "given"}
        records.add(vault, "consent_record", agreed)
        known, _ = contact_cards.add(vault, card)
        contact_cards.verify(vault, known.record.ref, "".join(contact_cards.safety_number(vault, known)))

    in_store(program, prepare)
    dialog = opened(qtbot, desk)
    assert not control(dialog, "Preview", Button).isEnabled()
    for words in ("Wren", "Heron", "Internal"):
        press(dialog, words)
    qtbot.waitUntil(dialog.send.isEnabled, timeout=10000)
    read = reading(qtbot, desk, "Wren")
    shown = words_on(read)
    assert {
        "for us alone",
        "The truck left by the river road.",
        "1 original file is sent too.",
        "Evidence, 1 file",
    } <= set(shown)
    assert QApplication.focusWidget() is read.page
    qtbot.keyClick(read.page, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)  # sends nothing from here
    qtbot.keyClick(read.page, Qt.Key.Key_Escape)
    assert desk.window.dialog is dialog and dialog.send.isEnabled()
    press(dialog, "Network")
    qtbot.waitUntil(dialog.send.isEnabled, timeout=10000)
    shown = words_on(reading(qtbot, desk, "Wren"))
    assert "for us alone" not in shown and "The truck left by the river road." in shown
    assert "1 original file is sent too." not in shown


def test_one_copy_is_asked_for_only_where_it_is_offered(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)
    dialog = opened(qtbot, desk)
    small, large = (one_copy(desk.look.tr, size, 40) for size in (6_000_000, 7_000_000))
    assert small == "" and large == (
        "7.0 MB instead of 280.0 MB. A relay or a person with the USB stick can see that several recipients"
        " get the same files."
    )
    shown = Effect(())
    dialog.show_effect(evolve(shown, one_copy=small))
    settle()
    assert not dialog.one_copy and offered(dialog) == []
    dialog.show_effect(evolve(shown, one_copy=large))
    qtbot.waitUntil(lambda: offered(dialog) == ["One copy of the files for all"], timeout=5000)
    assert not dialog.one_copy
    press(dialog, "One copy of the files for all")
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

    def two(vault: Vault) -> None:
        """Let a newer card of the contact name two relays, at which nothing listens."""
        folder = program.folder.parent / "b"
        boxes = [crypto.Mailbox("http://127.0.0.1:9", n * 32, b"s" * 32, b"m" * 32, 0) for n in (b"a", b"b")]
        with closing(open_(folder, way(folder), program.words)) as other:
            old = contact_cards.my_card(other)
            card = crypto.make_card(
                other.identity(), kind=old.kind, name=old.name, seq=old.seq + 1, issued=old.issued,
                expires=old.expires, keysets=old.keysets, mailboxes=boxes,
            )  # fmt: skip
        contact_cards.add(vault, card.file)

    in_store(program, prepare)
    dialog = opened(qtbot, desk)
    for words in ("Heron", "Internal"):
        press(dialog, words)
    qtbot.waitUntil(dialog.send.isEnabled, timeout=10000)
    assert offered(dialog) == [] and dialog.file_relays == 1
    dialog.leave()
    in_store(program, two)
    dialog = opened(qtbot, desk)
    for words in ("Heron", "Internal"):
        press(dialog, words)
    qtbot.waitUntil(lambda: offered(dialog) == ["Send files to two relays of each recipient"], timeout=10000)
    assert dialog.file_relays == 1
    qtbot.keyClick(control(dialog, "Send files to two relays of each recipient", Choice), Qt.Key.Key_Space)
    assert dialog.file_relays == 2
    qtbot.mouseClick(dialog.send, Qt.MouseButton.LeftButton)

    def relays(vault: Vault) -> list[int]:
        return [row[0] for row in vault.con.execute("SELECT carriers FROM delivery")]

    qtbot.waitUntil(lambda: in_store(program, relays) == [2], timeout=10000)


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
    dialog = opened(qtbot, desk)
    press(dialog, "Internal")
    assert not dialog.send.isEnabled() and "Will be sent" not in texts(dialog)  # for nobody nothing is said
    press(dialog, "Heron")
    qtbot.waitUntil(dialog.send.isEnabled, timeout=10000)
    held = "Heron is not verified: files go to verified contacts only."
    assert {"1 file", held} <= set(texts(dialog)) and any("no files" in text for text in texts(dialog))
    in_store(program, lambda vault: records.edit(vault, event, {"description": "It names Marula."}))
    qtbot.mouseClick(dialog.send, Qt.MouseButton.LeftButton)
    press(dialog, "Send all the same")
    start = (
        "Amparo did not put the report in the outbox. These parts changed after you read it: Incident: Arrested, "
        "Tres Ceibas, "
    )
    end = " · What happened. Read the report again."

    def named() -> bool:
        return any(said.startswith(start) and said.endswith(end) for said in map(plain, words_on(dialog)))

    qtbot.waitUntil(named, timeout=5000)
    assert in_store(program, queued) == 0 and QApplication.focusWidget() is area(dialog)
    qtbot.waitUntil(dialog.send.isEnabled, timeout=10000)
    qtbot.mouseClick(dialog.send, Qt.MouseButton.LeftButton)
    press(dialog, "Send all the same")
    qtbot.waitUntil(lambda: in_store(program, queued) == 1, timeout=10000)
    qtbot.waitUntil(lambda: desk.window.dialog is None, timeout=10000)
    opens = QApplication.focusWidget()
    assert opens is not None and opens.accessibleName() == "In the outbox for 1. Open"
    qtbot.keyClick(opens, Qt.Key.Key_Space)
    assert desk.window.place == "outbox" and not visible(desk.window, Unfinished)


DOUBT = "Not verified: Heron. Compare the number in person first."


def test_all_data_to_a_stranger_needs_a_second_act_that_names_them(qtbot: QtBot, program: Program) -> None:
    """Neither Enter nor Ctrl Enter twice is that act; Tab and Space are. A level with less data needs none."""
    desk, hands = unlocked(qtbot, program), Hands(qtbot)
    queued = lambda: in_store(program, lambda vault: len(outbox.deliveries(vault.con)))  # noqa: E731
    dialog = opened(qtbot, desk)
    for words in ("Heron", "Internal"):
        press(dialog, words)
    qtbot.waitUntil(dialog.send.isEnabled, timeout=10000)
    assert DOUBT not in map(plain, words_on(dialog))
    with qtbot.assertNotEmitted(dialog.queue):
        hands.press(Qt.Key.Key_Return, CTRL)
        assert DOUBT in map(plain, words_on(dialog)) and hands.at.accessibleName() == "Verify now"
        hands.press(Qt.Key.Key_Return, CTRL)
        hands.tab_to("Send all the same")
        assert plain(hands.at.accessibleDescription()) == DOUBT
        for modifier in (Qt.KeyboardModifier.NoModifier, CTRL):
            hands.press(Qt.Key.Key_Return, modifier)
    press(dialog, "Network")  # another choice: the question is gone
    qtbot.waitUntil(dialog.send.isEnabled, timeout=10000)
    assert DOUBT not in map(plain, words_on(dialog))
    press(dialog, "Internal")
    qtbot.waitUntil(dialog.send.isEnabled, timeout=10000)
    hands.press(Qt.Key.Key_Return, CTRL)
    hands.tab_to("Send all the same")
    hands.press(Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: queued() == 1, timeout=10000)


def test_a_report_that_waits_for_the_same_contact_is_named_until_it_is_stopped(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)
    waits = "This is already in the outbox for Heron. If you send it again, they get two reports."

    def said() -> bool:
        dialog = opened(qtbot, desk)
        for words in ("Heron", "Network"):
            press(dialog, words)
        qtbot.waitUntil(dialog.send.isEnabled, timeout=10000)
        named = waits in map(plain, words_on(dialog))
        dialog.leave()
        return named

    def share(vault: Vault) -> str:
        (event,) = records.find(vault, Query("event"))
        (contact,) = contact_cards.list_contacts(vault)
        return sharing.share(vault, [event.ref], [contact.record.ref], "network")[0].report.hex()

    assert not said()
    report = in_store(program, share)
    assert said()
    in_store(program, lambda vault: sharing.stop_sending(vault, report))
    assert not said()


def test_verify_now_compares_the_number_and_leads_back_to_the_same_choices(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)
    dialog = opened(qtbot, desk)
    for words in ("Heron", "Internal"):
        press(dialog, words)
    qtbot.waitUntil(dialog.send.isEnabled, timeout=10000)
    chosen = dialog.chosen()
    dialog.send.click()
    press(dialog, "Verify now")
    qtbot.waitUntil(lambda: isinstance(desk.window.full, ExchangeView), timeout=10000)
    page = desk.window.full
    assert isinstance(page, ExchangeView)
    qtbot.waitUntil(lambda: page.how is not None, timeout=10000)
    press(page, "In person")
    press(page, "Numbers match")
    qtbot.waitUntil(lambda: shows(page, "Continue the share"), timeout=9000)
    press(page, "Continue the share")
    qtbot.waitUntil(lambda: isinstance(desk.window.dialog, ShareDialog), timeout=10000)
    again = desk.window.dialog
    assert isinstance(again, ShareDialog) and (again.chosen(), again.audience) == (chosen, "internal")
    qtbot.waitUntil(again.send.isEnabled, timeout=10000)
    with qtbot.waitSignal(again.queue, timeout=1000):  # verified: one press
        again.send.click()
