"""Recovery in the window, in real vaults: drawn, given, put into use, tried; sealed to a contact and given back."""

import re
from pathlib import Path
from unicodedata import normalize

import pytest
from attrs import evolve
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit
from pytestqt.qtbot import QtBot

import crypto
from app import start
from app.actions.contacts import contact_cards, trustees
from app.actions.contacts.trustees import ShareWords
from app.actions.kernel.db import direct_db
from app.actions.mail import delivery_history, inbox
from app.actions.rounds.inbox_port import Incoming
from app.actions.rounds.outbox_port import Outgoing
from app.actions.vault import real_names, recovery
from app.actions.vault.recovery import NewShareSet
from app.gui.incidents.entry_view import EntryView
from app.gui.shell.strip_view import Unfinished
from app.gui.shell.vault_session import VaultSession
from app.gui.start.program import Program
from app.gui.style.text import Text
from app.gui.style.theme import Look
from app.gui.vault.kept_screen import open_kept
from app.gui.vault.kept_view import GiveBackView, KeptView
from app.gui.vault.kit import Paper, pdf
from app.gui.vault.kit_view import KitView
from app.gui.vault.recovery_screen import open_drill, open_recovery
from app.gui.vault.recovery_view import DrillView, RecoveryView, SealingView
from app.gui.vault.unlock_methods_view import WaysView
from app.gui.vault.ways_query import OFFER
from app.gui.widgets.buttons import Button
from app.gui.widgets.fields import Picker
from app.store.vault.header import UnlockSecret
from app.store.vault.open_vault import Vault, open_
from sync.exchange import run_sync
from tests.gui.hands import Hands, choose, control, options, press, visible, words_on
from tests.gui.running import WORDS, in_store, unlocked
from tests.gui.stage import settle
from tests.gui.test_ways import picked, seen, ways
from tests.memory_transport import MemoryTransport


def installed(program: Program, needed: int = 2, count: int = 3) -> NewShareSet:
    drawn = recovery.draw(needed, count, ["Heron", "Wren", "Kestrel"][:count])
    in_store(program, lambda vault: recovery.install(vault, UnlockSecret(WORDS), drawn))
    return drawn


def verified(program: Program) -> None:
    """Let the one contact of the vault be verified."""

    def verify(vault: Vault) -> None:
        (contact,) = contact_cards.list_contacts(vault)
        contact_cards.verify(vault, contact.record.ref, "".join(contact_cards.safety_number(vault, contact)))

    in_store(program, verify)


def kit(qtbot: QtBot, program: Program) -> tuple[VaultSession, KitView, Hands]:
    """Decide on three holders by keyboard and come to the kit."""
    desk, _, hands = ways(qtbot, program)
    hands.tab_to("Make recovery shares…")
    hands.press(Qt.Key.Key_Space)
    view = seen(qtbot, desk, RecoveryView)
    assert isinstance(view, RecoveryView) and hands.at.accessibleName() == "Holder of share 1"
    for name, label in (("Heron", "Holder of share 2"), ("Wren", "Holder of share 3"), ("Kestrel", "Make the shares")):
        hands.type(name)
        hands.tab_to(label)
    hands.press(Qt.Key.Key_Space)
    made = seen(qtbot, desk, KitView)
    assert isinstance(made, KitView)
    return desk, made, hands


def filled(qtbot: QtBot, desk: VaultSession) -> KitView:
    """Name one holder for all three shares and come to the kit."""
    form = seen(qtbot, desk, RecoveryView)
    for edit in visible(form, QLineEdit):
        edit.setText("Heron")
    press(form, "Make the shares")
    made = seen(qtbot, desk, KitView)
    assert isinstance(made, KitView)
    return made


def given(view: KitView) -> list[str]:
    """Return what the page says of each share."""
    said = words_on(view)
    return [said[at + 1] for at, words in enumerate(said) if words.startswith("Share ")]


def sealed_words(program: Program) -> list[str]:
    """Return the words of the shares that wait for their contact."""
    found = []
    for way in in_store(program, delivery_history.list_journeys):
        (share,) = crypto.read_body(way.delivery.body).records
        assert way.delivery.profile == "trustee"
        found.append(str(share.fields["words"]))
    return found


def text_of(file: Path) -> list[str]:
    """Return the words of each page; a PDF gives the letters "fl" as the one that the font has for both."""
    return [" ".join(normalize("NFKC", page.extract_text()).split()) for page in PdfReader(file).pages]


def test_shares_go_onto_paper_and_open_the_vault(qtbot: QtBot, program: Program, tmp_path: Path) -> None:
    desk, view, hands = kit(qtbot, program)
    assert in_store(program, recovery.status) is None
    (tmp_path / "stick").mkdir()
    hands.tab_to("Save all as one PDF…")
    hands.press(Qt.Key.Key_Space)
    picked(qtbot, desk, tmp_path / "stick")
    file = tmp_path / "stick" / "recovery.pdf"
    qtbot.waitUntil(lambda: given(view) == ["Saved as recovery.pdf."] * 3, timeout=20000)
    assert desk.window.full is view and file.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in (tmp_path / "stick").iterdir()] == ["recovery.pdf"]
    pages = text_of(file)
    assert len(pages) == 9 and "Share 2 of 3, 2 are needed" in pages[3] and "For Wren" in pages[3]
    assert pages[4].startswith("To the holder of this share") and pages[5].startswith("To end this key")
    papers = [" ".join(re.findall(r"[\ue071-\ue07a] ([a-z]+)", page)) for page in pages[::3]]  # the font's own digits
    hands.tab_to("Your current password")
    hands.type(WORDS)
    hands.tab_to("Use these shares")
    hands.press(Qt.Key.Key_Space)
    seen(qtbot, desk, WaysView)
    assert [recovery.look(words).number for words in papers] == [1, 2, 3]
    assert in_store(program, lambda vault: recovery.drill(vault, papers[1:])).holders == (
        "Heron", "Wren", "Kestrel",
    )  # fmt: skip


@pytest.mark.parametrize("still_open", [True, False])
def test_shares_are_let_open_the_second_lock_while_it_is_open(qtbot: QtBot, program: Program, still_open: bool) -> None:
    desk = unlocked(qtbot, program)

    def set_up(vault: Vault) -> crypto.Secret:
        key, wrap = real_names.prepare_key(real_names.header_of(vault), "lantern copper field")
        real_names.set_up(vault, wrap)
        return key

    key = in_store(program, set_up)
    assert isinstance(key, crypto.Secret)
    verified(program)
    desk.second.opened(key, 5)
    open_recovery(desk)
    view = filled(qtbot, desk)
    press(view, "Open the real names too")
    for number in (1, 2):
        view.seal.emit(number)
        choose(control(seen(qtbot, desk, SealingView), "Contact", Picker), "Heron")
        press(seen(qtbot, desk, SealingView), "Send share")
    view.printed((3,), "recovery.pdf")
    view.proof.edit.setText(WORDS)
    if not still_open:
        desk.second.close()
        view.finish.click()
        assert "closed before you finished" in words_on(view.proof.field)[0] and not view.second.isChecked()
        assert in_store(program, recovery.status) is None
        return
    view.finish.click()
    qtbot.waitUntil(lambda: in_store(program, recovery.status) is not None, timeout=20000)
    secret = recovery.combine_shares(sealed_words(program))
    in_store(program, lambda vault: real_names.open_by_recovery(vault, secret).clear())


def test_what_was_not_given_is_said_before_it_is_lost(qtbot: QtBot, program: Program) -> None:
    desk, view, _ = kit(qtbot, program)
    view.printed((1,), "recovery-1.pdf")
    view.finish.click()
    assert words_on(view.proof.field)[0] == "Type the current password first."
    view.proof.edit.setText("other words")
    view.finish.click()
    assert any(said.startswith("2 shares have no holder yet") for said in words_on(view))
    assert in_store(program, recovery.status) is None
    view.finish.click()
    qtbot.waitUntil(lambda: "did not open" in words_on(view.proof.field)[0], timeout=20000)
    assert in_store(program, recovery.status) is None and desk.window.full is view
    view.proof.edit.setText(WORDS)
    view.finish.click()
    seen(qtbot, desk, WaysView)
    assert in_store(program, recovery.status) is not None


def test_no_holder_may_stay_unnamed_and_a_set_has_two_to_sixteen(qtbot: QtBot, program: Program) -> None:
    desk, _, hands = ways(qtbot, program)
    hands.tab_to("Make recovery shares…")
    hands.press(Qt.Key.Key_Space)
    view = seen(qtbot, desk, RecoveryView)
    assert isinstance(view, RecoveryView)
    view.button.click()
    assert words_on(view).count("Enter a name or a word for the holder. Only you see it.") == 3
    assert hands.at.accessibleName() == "Holder of share 1"
    for _ in range(13):
        press(view, "Add one")
    settle()
    assert len(visible(view, QLineEdit)) == 16 and not control(view, "Add one", Button).isEnabled()
    need = control(view, "Shares needed", Picker)
    choose(need, "9 of 16")
    for _ in range(14):
        press(view, "Remove one")
    assert len(visible(view, QLineEdit)) == 2 and not control(view, "Remove one", Button).isEnabled()
    assert need.words == "2 of 2" and options(need) == ["2 of 2"]


def test_a_share_is_sealed_to_a_verified_contact_and_to_no_other(qtbot: QtBot, program: Program) -> None:
    desk, view, hands = kit(qtbot, program)
    assert not [one for one in visible(view, Button) if one.shown.startswith("Seal")]  # the one contact is not verified
    verified(program)
    desk.window.key.emit("escape")
    seen(qtbot, desk, WaysView)
    desk.window.full.make_shares.emit()  # type: ignore[union-attr]
    again = filled(qtbot, desk)
    again.seal.emit(2)
    page = seen(qtbot, desk, SealingView)
    assert isinstance(page, SealingView) and hands.at.accessibleName() == "Contact"
    control(page, "Send share", Button).click()  # the keyboard stays
    assert "Choose a contact first." in words_on(page)
    hands.press(Qt.Key.Key_Down)
    hands.press(Qt.Key.Key_Return)
    hands.tab_to("Send share")
    hands.press(Qt.Key.Key_Space)
    assert desk.window.full is again and given(again)[1] == "Amparo will send it to Heron, encrypted"
    assert in_store(program, delivery_history.list_journeys) == []
    again.printed((1, 3), "recovery.pdf")
    again.proof.edit.setText(WORDS)
    again.finish.click()
    seen(qtbot, desk, WaysView)
    (way,) = in_store(program, delivery_history.list_journeys)
    (words,) = sealed_words(program)
    assert recovery.look(words).number == 2
    desk.go("outbox")
    key = way.delivery.report.hex()
    desk.show("outbox", key, "waiting")
    qtbot.waitUntil(lambda: desk.places["outbox"].split.page is not None, timeout=10000)  # type: ignore[attr-defined]


def test_a_drill_by_keyboard_names_each_wrong_thing_and_notes_the_day(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)
    drawn, other = installed(program), recovery.draw(2, 3)
    open_drill(desk)
    view = seen(qtbot, desk, DrillView)
    assert isinstance(view, DrillView)
    hands, entry = Hands(qtbot), view.entry
    assert hands.at is entry.edit
    said = lambda: words_on(entry.field)[0]  # noqa: E731
    first = drawn.shares[0]
    hands.type(first[0][:4] + " zebra")
    assert said().startswith("Word 2, “zebra”, is not in the list")
    assert entry.edit.toPlainText() == f"{first[0]} zebra"  # four letters and a space
    entry.edit.clear()
    for word in first[:-1]:
        hands.type(word[:4] + " ")
    hands.type(first[-1])
    assert entry.edit.toPlainText() == "" and [share.number for share in entry.gathered.shares] == [1]
    entry.add(" ".join(first))
    assert said() == "This share is here already. Enter another one."
    entry.add(" ".join(other.shares[1]))
    assert said().startswith("This share belongs to another set")
    wrong = list(drawn.shares[1])
    at = next(at for at in range(3, len(wrong)) if wrong[at] != wrong[at - 1])  # once in 1,024 two neighbours are alike
    wrong[at - 1], wrong[at] = wrong[at], wrong[at - 1]
    entry.add(" ".join(wrong))
    assert said().startswith("One word is wrong")
    entry.add(" ".join(drawn.shares[1][:30]))
    assert said() == "30 of 33 words"
    assert in_store(program, recovery.status).drilled is None
    entry.edit.setPlainText(" ".join(drawn.shares[1]))  # pasted
    qtbot.waitUntil(lambda: bool(view.result), timeout=20000)
    assert in_store(program, recovery.status).drilled is not None


def test_shares_of_an_older_set_are_told_from_these(qtbot: QtBot, program: Program, tmp_path: Path) -> None:
    desk = unlocked(qtbot, program)
    old, _ = installed(program), installed(program)
    file = tmp_path / "shares.txt"
    file.write_text("# Recovery share 1 of 3.\n" + "\n".join(" ".join(share) for share in old.shares[:2]), "utf-8")
    open_drill(desk)
    view = seen(qtbot, desk, DrillView)
    assert isinstance(view, DrillView)
    view.entry.file.click()
    picked(qtbot, desk, file)
    qtbot.waitUntil(lambda: "do not open this vault" in view.result, timeout=20000)
    assert in_store(program, recovery.status).drilled is None
    view.entry.gathered.drop(1)
    view.entry.add(" ".join(old.shares[2]))  # two others of the same set
    qtbot.waitUntil(lambda: view.result.startswith("These shares belong together"), timeout=20000)


def test_a_share_that_came_is_given_back_after_a_question(qtbot: QtBot, program: Program, tmp_path: Path) -> None:
    unlocked(qtbot, program)
    verified(program)
    drawn, box = recovery.draw(2, 3), MemoryTransport()

    def arrive(vault: Vault) -> None:
        """Let the other one, who knows this vault too, seal a share to it."""
        other = open_(tmp_path / "b", WORDS, start.vocabularies())
        mine = contact_cards.add(other, contact_cards.my_card(vault).file)[0]
        contact_cards.verify(other, mine.record.ref, "".join(contact_cards.safety_number(other, mine)))
        report, _ = trustees.hand_over(other, mine.record.ref, ShareWords(2, 2, 3, drawn.shares[1]))
        for one in (other, vault):
            run_sync(Outgoing(direct_db(one), one), Incoming(direct_db(one), one), box)
        other.close()
        inbox.accept(vault, report.hex())

    in_store(program, arrive)
    desk, hands = program.desk, Hands(qtbot)
    assert desk is not None
    open_kept(desk)
    view = seen(qtbot, desk, KeptView)
    assert isinstance(view, KeptView)
    hands.tab_to("Give share back…")
    hands.press(Qt.Key.Key_Space)
    page = seen(qtbot, desk, GiveBackView)
    assert isinstance(page, GiveBackView)
    word = drawn.shares[1][7]
    heard = lambda: [child.accessibleName() for child in page.findChildren(QLabel)]  # noqa: E731
    assert f"Word 8: {word}" not in heard()
    assert hands.at.accessibleName() == "Show the words"
    hands.press(Qt.Key.Key_Space)
    assert f"Word 8: {word}" in heard()
    (tmp_path / "stick").mkdir()
    hands.press(Qt.Key.Key_Space)  # the keyboard is at: Save as PDF…
    picked(qtbot, desk, tmp_path / "stick")
    qtbot.waitUntil(lambda: (tmp_path / "stick" / "recovery-2.pdf").exists(), timeout=20000)
    hands.press(Qt.Key.Key_Escape)
    hands.tab_to("Delete share")
    hands.press(Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: in_store(program, trustees.list_kept_shares) == [] and bool(desk.past.done), timeout=10000)
    desk.undo()
    qtbot.waitUntil(lambda: len(in_store(program, trustees.list_kept_shares)) == 1, timeout=10000)


def strips(desk: VaultSession) -> list[Unfinished]:
    return visible(desk.window, Unfinished)


def test_recovery_is_offered_after_a_record_and_put_away_for_good(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)
    qtbot.wait(300)
    assert strips(desk) == []
    for number in range(2):
        desk.window.key.emit("new")
        form = seen(qtbot, desk, EntryView)
        assert isinstance(form, EntryView)
        form.prose.setPlainText(f"march {number}")
        desk.window.key.emit("save")
        qtbot.waitUntil(lambda: desk.window.full is None, timeout=10000)
        if number == 0:
            qtbot.waitUntil(lambda: len(strips(desk)) == 1, timeout=10000)
            strips(desk)[0].away.click()
            qtbot.waitUntil(lambda: in_store(program, lambda vault: vault.get(OFFER)) == b"1", timeout=10000)
    qtbot.wait(300)
    assert strips(desk) == []


def test_the_offer_leads_to_the_page_where_shares_are_made(qtbot: QtBot, program: Program) -> None:
    from app.gui.settings.recovery_offer import offer_recovery

    desk = unlocked(qtbot, program)
    offer_recovery(desk)
    qtbot.waitUntil(lambda: len(strips(desk)) == 1, timeout=10000)
    strips(desk)[0].go_on.click()
    seen(qtbot, desk, RecoveryView)
    desk.window.close_full()
    assert isinstance(desk.window.full, WaysView)
    installed(program)
    offer_recovery(desk)
    qtbot.wait(200)
    assert strips(desk) == []


def test_the_paper_reads_in_the_language_of_the_window_and_names_no_program(qtbot: QtBot, tmp_path: Path) -> None:
    _, shares = crypto.make_shares(3, 4)
    end = crypto.revoke(crypto.SigningKey(b"k" * 32)).file.hex()
    papers = [Paper("Heron", "Set 4F2A", share.number, 3, 4, "12 Apr 2026", share.words) for share in shares]
    papers[-1] = evolve(papers[-1], revocation=end)
    for language in ("en", "ar"):
        file = tmp_path / f"{language}.pdf"
        file.write_bytes(pdf(papers, Look(Text(language))))
        pages = text_of(file)
        assert len(pages) == 9
        assert all(word in pages[6] for word in shares[3].words)
        assert "".join(pages[8].split()).count(end[:40]) == 1
        assert b"mparo" not in file.read_bytes()  # no name of the program in its properties
