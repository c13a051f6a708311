"""The wording of a paper and its second reader in the window, by keyboard (papers.md 3.3, 5.1)."""

from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.actions.papers import register
from app.gui.papers.papers_screen import open_papers
from app.gui.papers.papers_view import PapersView
from app.gui.papers.wording_view import ReaderDialog, WordingDialog
from app.gui.shell.vault_session import VaultSession
from app.gui.start.program import Program
from app.store.vault.open_vault import Vault
from tests.actions.cases import ALL, f1
from tests.gui.hands import Hands, press, shows
from tests.gui.running import in_store, unlocked
from tests.gui.test_paper_step import says
from tests.gui.test_papers import papers

D = TypeVar("D", bound=QWidget)
TEXT, WORDS = "They took him at a gate.", "se llevaron a un dirigente."


def dialog_of(qtbot: QtBot, desk: VaultSession, kind: type[D]) -> D:
    def shown() -> list[D]:
        return [one for one in desk.window.findChildren(kind) if one.isVisible()]

    qtbot.waitUntil(lambda: bool(shown()), timeout=10_000)
    return shown()[0]


def paper(qtbot: QtBot, desk: VaultSession, key: str, name: str) -> PapersView:
    open_papers(desk, key)
    view = papers(qtbot, desk)
    view.paper.set_value(name, name)
    view.paper.changed.emit(name)
    return view


def event(vault: Vault) -> str:
    return f1(vault, *ALL)[1].id.hex()


def test_a_text_gets_its_wording_by_keyboard_and_the_next_paper_has_it(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)
    key = in_store(program, event)
    view = paper(qtbot, desk, key, "denunciation-letter")
    press(view, "United Nations")
    press(view, "Español")
    qtbot.waitUntil(lambda: says(view, TEXT), timeout=10_000)
    hands = Hands(qtbot)
    hands.tab_to("Wording of the texts…")
    hands.press(Qt.Key.Key_Return)
    dialog = dialog_of(qtbot, desk, WordingDialog)
    at = [one.text for one in dialog.texts].index(TEXT)
    assert hands.at is dialog.fields[0]
    hands.tab_to(dialog.fields[at].accessibleName())
    hands.type(WORDS)
    hands.tab_to("Use this wording")
    hands.press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: says(view, WORDS) and not says(view, TEXT), timeout=10_000)
    press(view, "العربية")
    qtbot.waitUntil(lambda: says(view, TEXT) and not says(view, WORDS), timeout=10_000)
    assert view.wish.wording == (), "a wording is for one language"


def test_a_public_paper_is_saved_after_a_second_reader_saw_its_text(
    qtbot: QtBot, program: Program, tmp_path: Path
) -> None:
    desk = unlocked(qtbot, program)
    view = paper(qtbot, desk, in_store(program, event), "press-release")
    qtbot.waitUntil(lambda: says(view, TEXT), timeout=10_000)
    press(view, "TXT")
    view.name.setText("press")
    view.go.emit(str(tmp_path))
    dialog = dialog_of(qtbot, desk, ReaderDialog)
    assert says(dialog, TEXT) and shows(dialog, "Not now") and not list(tmp_path.glob("*.txt"))
    hands = Hands(qtbot)
    hands.press(Qt.Key.Key_Escape)
    assert desk.window.full is view and in_store(program, register.list_papers) == []
    view.go.emit(str(tmp_path))
    qtbot.waitUntil(lambda: not dialog.isVisible())
    dialog = dialog_of(qtbot, desk, ReaderDialog)
    press(dialog, "The second reader agrees: save")
    assert dialog.isVisible() and hands.at is dialog.name, "without a name nothing is saved"
    hands.type("ceiba")
    hands.tab_to("The second reader agrees: save")
    hands.press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: (tmp_path / "press.txt").exists() and desk.window.full is None, timeout=10_000)
    (row,) = in_store(program, register.list_papers)
    assert row.fields["reader"] == "ceiba" and row.fields["read_on"]
