"""Into the vault in another way: a key file beside the words, or shares, after which a new passphrase comes first."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from pytestqt.qtbot import QtBot

from app import start
from app.actions.vault import recovery, unlock_methods, wipe_settings
from app.actions.vault.unlock_attempts import Tries
from app.errors import CannotUnlock
from app.gui.start.alternative_unlock import Otherwise
from app.gui.start.other_way_view import Alone, OtherWay
from app.gui.start.program import Program
from app.gui.start.unlock_window import UnlockWindow
from app.gui.style.text import Text
from app.gui.vault.passphrase_view import PassphraseView
from app.gui.vault.ways_query import page
from app.store.vault.header import UnlockSecret
from app.store.vault.open_vault import open_
from tests.gui.hands import Hands, press, take_path, words_on
from tests.gui.running import WORDS, in_store
from tests.gui.test_ways import OWN, opens


def other_way(qtbot: QtBot, program: Program) -> OtherWay:
    window = program.window
    assert isinstance(window, UnlockWindow)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow, timeout=5000)
    hands = Hands(qtbot)
    hands.tab_to("Other ways to unlock")
    hands.press(Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: isinstance(program.window, OtherWay), timeout=10000)
    assert isinstance(program.window, OtherWay)
    program.window.activateWindow()
    qtbot.waitUntil(program.window.isActiveWindow, timeout=5000)
    return program.window


def shares(folder: Path, more: str = "", wiping: str = "") -> recovery.NewShareSet:
    """Give the vault recovery shares before it is opened, and a further passphrase or one that wipes it."""
    vault = open_(folder, WORDS, start.vocabularies())
    drawn = recovery.draw(2, 3)
    recovery.install(vault, UnlockSecret(WORDS), drawn)
    if more:
        unlock_methods.add(vault, UnlockSecret(WORDS), "Office", more)
    if wiping:
        wipe_settings.set_passphrase(vault, WORDS, wiping)
    vault.close()
    return drawn


def test_words_with_their_key_file_open_it_and_nothing_is_remembered(
    qtbot: QtBot, program: Program, folder: Path, tmp_path: Path
) -> None:
    file = tmp_path / "holiday.jpg"
    file.write_bytes(b"a picture of a river")
    vault = open_(folder, WORDS, start.vocabularies())
    unlock_methods.add(vault, UnlockSecret(WORDS), "Office", OWN, unlock_methods.keyfile(file))
    vault.close()
    before = {path: path.read_bytes() for path in folder.glob("window.json")}
    window = other_way(qtbot, program)
    press(window, "Choose the key file…")
    take_path(window, file)
    qtbot.waitUntil(lambda: isinstance(program.window, UnlockWindow), timeout=10000)
    locked = program.window
    assert isinstance(locked, UnlockWindow) and "Key file: holiday.jpg" in words_on(locked)
    qtbot.keyClicks(locked.field, WORDS)  # a passphrase without one opens with a file given too
    locked.field.clear()
    qtbot.keyClicks(locked.field, OWN)
    qtbot.keyClick(locked.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: program.desk is not None, timeout=20000)
    assert {path: path.read_bytes() for path in folder.glob("window.json")} == before


def test_a_key_file_that_is_gone_is_told_from_wrong_words(qtbot: QtBot, program: Program, tmp_path: Path) -> None:
    window = program.window
    assert isinstance(window, UnlockWindow)
    window.set_key_file(str(tmp_path / "gone.bin"))
    qtbot.keyClicks(window.field, WORDS)
    qtbot.keyClick(window.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.note.text().startswith("The key file cannot be read"), timeout=20000)


def entered(window: OtherWay, drawn: recovery.NewShareSet, *numbers: int) -> None:
    for number in numbers:
        window.entry.edit.setPlainText(" ".join(drawn.shares[number - 1]))


@pytest.mark.parametrize("wiping", ["", "these words end it all"])  # they are no way in that was forgotten
def test_shares_open_it_and_a_new_passphrase_comes_first(
    qtbot: QtBot, program: Program, folder: Path, wiping: str
) -> None:
    drawn = shares(folder, wiping=wiping)
    window = other_way(qtbot, program)
    entered(window, drawn, 3)
    assert program.desk is None and window.entry.gathered.missing == 1
    entered(window, drawn, 1)
    qtbot.waitUntil(lambda: isinstance(program.window, Alone) and program.window is not window, timeout=20000)
    assert program.desk is None
    (view,) = program.window.findChildren(PassphraseView)  # type: ignore[union-attr]
    assert not view.proof.isVisible() and not view.name.isVisible()
    press(view.kind, "My own words")
    view.own.setText(OWN)
    view.again.setText(OWN)
    view.button.click()
    qtbot.waitUntil(lambda: program.desk is not None, timeout=20000)
    assert opens(program, OWN) and not opens(program, WORDS)  # the forgotten one is replaced
    assert len(in_store(program, lambda vault: page(vault, Text())).ways) == 1
    with recovery.combine_shares([" ".join(share) for share in drawn.shares[:2]]) as secret:
        assert opens(program, UnlockSecret(secret, how=2))


def test_where_there_are_several_passphrases_the_new_one_is_added(qtbot: QtBot, program: Program, folder: Path) -> None:
    drawn = shares(folder, "olive river stone and a gate")
    window = other_way(qtbot, program)
    entered(window, drawn, 1, 2)
    qtbot.waitUntil(lambda: bool(program.window and program.window.findChildren(PassphraseView)), timeout=20000)
    (view,) = program.window.findChildren(PassphraseView)  # type: ignore[union-attr]
    press(view.kind, "My own words")
    view.own.setText(OWN)
    view.again.setText(OWN)
    view.button.click()
    qtbot.waitUntil(lambda: program.desk is not None, timeout=20000)
    assert all(opens(program, words) for words in (OWN, WORDS, "olive river stone and a gate"))


def test_shares_of_another_vault_are_said_to_be_that_and_stay(qtbot: QtBot, program: Program, folder: Path) -> None:
    shares(folder)
    window = other_way(qtbot, program)
    entered(window, recovery.draw(2, 3), 1, 2)
    why = "These shares belong together, but they do not open this vault."
    qtbot.waitUntil(lambda: any(one.startswith(why) for one in words_on(window)), timeout=20000)
    assert len(window.entry.gathered.shares) == 2 and program.desk is None
    Hands(qtbot).press(Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: isinstance(program.window, UnlockWindow), timeout=10000)


def test_nobody_at_the_new_passphrase_locks_it_again(qtbot: QtBot, program: Program, folder: Path) -> None:
    drawn = shares(folder)
    window = other_way(qtbot, program)
    entered(window, drawn, 1, 2)
    qtbot.waitUntil(lambda: bool(program.window and program.window.findChildren(PassphraseView)), timeout=20000)
    (timer,) = program.findChild(Otherwise).findChildren(QTimer)
    assert timer.isActive()
    timer.timeout.emit()  # the idle minutes go by
    qtbot.waitUntil(lambda: program.again, timeout=10000)
    open_(folder, WORDS, start.vocabularies()).close()  # it is free, and its passphrase is the one before


def test_a_mistyped_share_is_no_try(qtbot: QtBot, program: Program) -> None:
    said: list[BaseException] = []
    program.open_by(lambda: UnlockSecret(recovery.combine_shares(["no share"]), how=2), lambda *_: None, said.append)
    qtbot.waitUntil(lambda: bool(said), timeout=20000)
    assert isinstance(said[0], CannotUnlock) and not Tries(program.folder).wait()
