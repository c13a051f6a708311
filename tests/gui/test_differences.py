"""Deciding what differs in the window: side by side, one field at a time, and Undo lets a proposal wait again."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot

from app.actions.kernel import records
from app.actions.records import differences
from app.gui.records.differences_view import DifferencesView
from app.gui.records.form_view import RecordForm
from app.gui.shell.vault_session import VaultSession
from app.gui.start.program import Program
from app.store.records import proposals
from app.store.records.search import Query
from app.store.vault.open_vault import Vault
from tests.gui.running import document, in_store, unlocked


def propose(vault: Vault) -> str:
    """Keep a proposal for the description of the one incident, as accepting a report does."""
    record = records.find(vault, Query("event"))[0]
    with vault.transaction() as con:
        proposals.add(con, proposals.Proposal(
            b"p" * 16, record.id, b"h" * 32, b"r" * 16, "description", "Two trucks", b"h" * 32, "open", vault.now(),
        ))  # fmt: skip
    return record.id.hex()


@pytest.fixture
def opened(qtbot: QtBot, program: Program) -> Iterator[tuple[VaultSession, str]]:
    desk = unlocked(qtbot, program)
    key = in_store(program, propose)
    assert isinstance(key, str)
    desk.refresh()
    mark = lambda: pressable(desk, "Compare 1 different field")  # noqa: E731
    qtbot.waitUntil(lambda: mark() is not None, timeout=10000)
    mark().click()  # type: ignore[union-attr]
    qtbot.waitUntil(lambda: isinstance(desk.window.full, DifferencesView), timeout=10000)
    yield desk, key


def pressable(desk: VaultSession, text: str) -> QAbstractButton | None:
    found = [b for b in desk.window.findChildren(QAbstractButton) if b.accessibleName() == text and b.isVisible()]
    return found[0] if found else None


def told(program: Program, key: str) -> str:
    return str(in_store(program, lambda vault: records.record_of(vault, key).fields["description"]))


def test_taking_a_proposal_and_stepping_back_and_forth(
    qtbot: QtBot, program: Program, opened: tuple[VaultSession, str]
) -> None:
    desk, key = opened
    take = pressable(desk, "Use this")
    assert take is not None
    take.click()
    qtbot.waitUntil(lambda: told(program, key) == "Two trucks", timeout=10000)
    qtbot.waitUntil(lambda: len(desk.past.done) == 1, timeout=10000)
    qtbot.keyClick(desk.window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: told(program, key) == "The truck left by the river road.", timeout=10000)
    assert in_store(program, differences.count) == 1


def test_writing_another_answers_in_the_form_and_comes_back(
    qtbot: QtBot, program: Program, opened: tuple[VaultSession, str]
) -> None:
    desk, key = opened
    write = pressable(desk, "Write a new value…")
    assert write is not None
    write.click()
    qtbot.waitUntil(lambda: isinstance(desk.window.full, RecordForm), timeout=10000)
    form = desk.window.full
    assert isinstance(form, RecordForm)
    qtbot.keyClicks(form.first, "At dusk. ")
    form.save.emit()
    qtbot.waitUntil(lambda: "At dusk." in told(program, key), timeout=10000)
    qtbot.waitUntil(lambda: isinstance(desk.window.full, DifferencesView), timeout=10000)


def test_undo_goes_back_step_by_step_and_redo_forth(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)
    qtbot.waitUntil(lambda: bool(document(desk).current), timeout=10000)
    key = document(desk).current
    for before, words in (("The truck left by the river road.", "one"), ("one", "two")):
        desk.act(
            lambda vault, words=words: records.edit(vault, key, {"description": words})[1],
            f"Wrote {words}.",
            lambda vault, before=before: records.edit(vault, key, {"description": before})[1],
        )
    qtbot.waitUntil(lambda: len(desk.past.done) == 2, timeout=10000)
    control = Qt.KeyboardModifier.ControlModifier
    for expected in ("one", "The truck left by the river road."):
        qtbot.keyClick(desk.window, Qt.Key.Key_Z, control)
        qtbot.waitUntil(lambda expected=expected: told(program, key) == expected, timeout=10000)
    desk.relook.emit({"theme": "dark"})
    again = program.desk
    assert again is not None and again is not desk
    qtbot.waitUntil(lambda: program.window is again.window, timeout=10000)
    for expected in ("one", "two"):
        qtbot.keyClick(again.window, Qt.Key.Key_Z, control | Qt.KeyboardModifier.ShiftModifier)
        qtbot.waitUntil(lambda expected=expected: told(program, key) == expected, timeout=10000)
    again.redo()
    assert told(program, key) == "two"
