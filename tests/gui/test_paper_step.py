"""The paper step in the window: real names and sensitive parts, each by a choice (papers.md 1.4, 1.6)."""

from pathlib import Path

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

import crypto
from app.actions.kernel import records
from app.actions.vault import real_names
from app.gui.papers.letterhead_view import LetterheadView
from app.gui.papers.papers_screen import open_papers
from app.gui.papers.papers_view import PapersView, SecondConfirmation
from app.gui.real_names.real_names_view import OpenView
from app.gui.shell.vault_session import VaultSession
from app.gui.start.program import Program
from app.store.vault.open_vault import Vault
from tests.actions.test_released_names import NAME, SECRET, case, key_of, released
from tests.gui.hands import Hands, press, shows, words_on
from tests.gui.running import in_store, unlocked
from tests.gui.test_papers import papers
from tests.gui.test_second import full, seen

SENTENCE = "People who agreed to be named: 1. Open the real names, or go on with the aliases."


def says(view: PapersView, words: str) -> bool:
    return any(words in text for text in words_on(view))


def letter(qtbot: QtBot, desk: VaultSession, key: str) -> PapersView:
    """Open the letter to an embassy."""
    open_papers(desk, key)
    view = papers(qtbot, desk)
    view.paper.set_value("embassy-letter", "A request to an embassy")
    view.paper.changed.emit("embassy-letter")
    press(view, "Embassies")
    qtbot.waitUntil(lambda: says(view, "Soldiers took"), timeout=10_000)
    return view


def test_real_names_are_in_a_paper_after_the_password_and_go_with_it(
    qtbot: QtBot, program: Program, tmp_path: Path
) -> None:
    """Line 6 in the window, by keyboard: alias and sentence, password, name and log, closed again, alias."""
    desk = unlocked(qtbot, program)

    def fill(vault: Vault) -> str:
        person, whole = case(vault)
        key_of(vault, person).clear()
        return records.record_of(vault, whole).id.hex()

    view = letter(qtbot, desk, str(in_store(program, fill)))
    assert says(view, SENTENCE) and says(view, "Soldiers took Heron away") and NAME not in seen()
    hands = Hands(qtbot)
    press(view, "Real names")
    full(qtbot, desk, OpenView)
    hands.type(SECRET)
    hands.press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: desk.window.full is view and says(view, f"Soldiers took {NAME} away"), timeout=20_000)
    line = ("Heron", f"embassy-letter, embassy, {view.reference}")
    assert in_store(program, released) == [line] and not says(view, SENTENCE)
    press(view, "TXT")
    view.name.setText("letter")
    view.go.emit(str(tmp_path))
    file = tmp_path / "letter.txt"
    qtbot.waitUntil(lambda: file.exists() and desk.window.full is None, timeout=10_000)
    assert NAME in " ".join(file.read_text("utf-8").split()) and in_store(program, released) == [line]

    view = letter(qtbot, desk, view._shown.keys[0])
    qtbot.waitUntil(lambda: NAME not in seen())
    assert not view.wish.named, "each paper begins with the aliases"
    press(view, "Real names")
    qtbot.waitUntil(lambda: says(view, f"Soldiers took {NAME} away"), timeout=10_000)
    desk.second.close()
    qtbot.waitUntil(lambda: says(view, "Soldiers took Heron away"), timeout=10_000)
    qtbot.waitUntil(lambda: NAME not in seen())
    assert not view.wish.named
    assert len(in_store(program, released)) == 2
    assert [one.what for one in in_store(program, real_names.log)].count("opened") == 1


def test_another_audience_begins_with_aliases(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)

    def fill(vault: Vault) -> tuple[str, crypto.Secret]:
        person, whole = case(vault)
        return records.record_of(vault, whole).id.hex(), key_of(vault, person)

    whole, key = in_store(program, fill)
    desk.second.opened(key, 5)
    view = letter(qtbot, desk, whole)
    press(view, "Real names")
    qtbot.waitUntil(lambda: says(view, f"Soldiers took {NAME} away"), timeout=10_000)
    press(view, "Internal")
    qtbot.waitUntil(lambda: says(view, "Soldiers took Heron away"), timeout=10_000)
    qtbot.waitUntil(lambda: NAME not in seen())
    assert not view.wish.named and not shows(view, "Real names")


def test_a_sensitive_part_is_in_a_paper_after_a_second_confirmation(qtbot: QtBot, program: Program) -> None:
    """Line 8 in the window: the question names the act, the audience and the part; the next audience asks again."""
    desk = unlocked(qtbot, program)
    yes = {"purpose": ["UN", "EMBASSY"], "state": "given"}

    def fill(vault: Vault) -> str:
        victim = {"alias": "Heron", "consent_record": [yes]}
        act = {"violation": "INT3", "victim": victim}
        return records.add(vault, "event", {"title": "Raid", "description": "By night", "act": act})[0].id.hex()

    open_papers(desk, str(in_store(program, fill)))
    view = papers(qtbot, desk)
    press(view, "United Nations")
    qtbot.waitUntil(lambda: says(view, "Sexual violence of"), timeout=10_000)
    assert not says(view, "By night")
    hands = Hands(qtbot)
    hands.tab_to("Include it…")
    hands.press(Qt.Key.Key_Return)
    (dialog,) = desk.window.findChildren(SecondConfirmation)
    assert hands.at is dialog.later, "Enter leaves it out"
    words = " ".join(words_on(dialog))
    assert "Sexual violence of “" in words and "United Nations" in words and shows(dialog, "Not now")
    hands.press(Qt.Key.Key_Escape)
    assert view.wish.confirmed == () and not says(view, "By night")
    press(view, "Include it…")
    dialog = desk.window.findChildren(SecondConfirmation)[-1]
    press(dialog, "Include it for: United Nations")
    qtbot.waitUntil(lambda: says(view, "By night"), timeout=10_000)
    assert not shows(view, "Include it…")
    press(view, "Embassies")
    qtbot.waitUntil(lambda: shows(view, "Include it…"), timeout=10_000)
    assert not says(view, "By night")


def test_a_letter_without_a_letterhead_says_so_and_leads_to_one(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)

    def fill(vault: Vault) -> str:
        _, whole = case(vault)
        return records.record_of(vault, whole).id.hex()

    view = letter(qtbot, desk, str(in_store(program, fill)))
    assert says(view, "No letterhead: the receiver cannot answer. Add one in Settings.")
    press(view, "Add a letterhead…")
    page = full(qtbot, desk, LetterheadView)
    assert isinstance(page, LetterheadView)
    press(page, "Save")
    assert says_page(page, "Write the name of the organisation.") and desk.window.full is page
    hands = Hands(qtbot)
    hands.type("River Fund")
    page.edits["mail"].setText("river@example.org")  # type: ignore[union-attr]
    press(page, "Save")
    qtbot.waitUntil(lambda: desk.window.full is view and says(view, "River Fund"), timeout=10_000)
    qtbot.waitUntil(lambda: not says(view, "No letterhead"), timeout=10_000)
    assert view.wish.letterhead == 1 and says(view, "river@example.org")
    view.letterhead.set_value("0")
    view.asked.emit(view.wish)
    qtbot.waitUntil(lambda: says(view, "Choose one above."), timeout=10_000)
    press(view, "Internal")
    qtbot.waitUntil(lambda: not says(view, "No letterhead"), timeout=10_000)


def says_page(page: LetterheadView, words: str) -> bool:
    return words in words_on(page)
