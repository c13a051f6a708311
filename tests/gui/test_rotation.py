"""A new key for the whole vault, made in the window: it goes on in the vault, and nothing else opens it."""

from pytestqt.qtbot import QtBot

from app.actions.kernel import records
from app.actions.vault import unlock_methods
from app.gui.start.run import Program
from app.gui.vault.passphrase_view import PassphraseView
from app.gui.vault.unlock_methods_view import WaysView
from app.store.records.search import Query
from tests.gui.hands import press
from tests.gui.running import WORDS, in_store
from tests.gui.test_focus import pressed
from tests.gui.test_tables_in import last_said
from tests.gui.test_ways import OWN, opens, seen, ways


def asked(qtbot: QtBot, program: Program) -> PassphraseView:
    desk, page, _ = ways(qtbot, program)
    pressed(qtbot, page, "Make a new key…")
    view = seen(qtbot, desk, PassphraseView)
    assert isinstance(view, PassphraseView)
    view.name.setText("Office")
    press(view, "My own words")
    view.own.setText(OWN)
    view.again.setText(OWN)
    return view


def test_the_new_words_alone_open_it_and_the_window_goes_on(qtbot: QtBot, program: Program) -> None:
    view = asked(qtbot, program)
    view.proof.edit.setText(WORDS)
    view.button.click()
    desk = program.desk
    assert desk is not None
    seen(qtbot, desk, WaysView)
    qtbot.waitUntil(lambda: last_said(desk).startswith("The vault has a new key."), timeout=10000)
    assert opens(program, OWN) and not opens(program, WORDS)
    found = in_store(program, unlock_methods.list_unlock_methods)
    assert [slot.name for slot in found] == ["Office"]
    assert len(in_store(program, lambda vault: records.find(vault, Query("event")))) == 1


def test_with_other_words_than_before_nothing_is_changed(qtbot: QtBot, program: Program) -> None:
    view = asked(qtbot, program)
    view.proof.edit.setText("wrong words")
    view.button.click()
    qtbot.waitUntil(lambda: view.wrong.isVisible(), timeout=20000)
    assert "did not open the vault" in view.wrong.text()
    assert opens(program, WORDS) and not opens(program, OWN)
